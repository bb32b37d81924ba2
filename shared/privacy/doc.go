// Package privacy finds what must not be in a workbook of counts: anything
// that tells of one person, and any place where such a thing could hide.
//
//	found, notes, err := privacy.Screen(book)
//
// A Finding says where and of what kind, never the value. What refuses the
// workbook is found; what was left out of what is kept, and is no reason to
// refuse, is noted. Text is the same screen for what is typed on the site.
//
// # By value
//
// Every text in every part of the archive is looked at: cells with their
// formulas and phonetic texts, texts that no cell shows any more, messages and
// lists of data validation, headers and footers, hyperlinks, headings of
// tables, properties, comments, drawings, copies that pivot tables and links
// keep, names of parts, remarks in the XML. Digits of other scripts, marks that
// cannot be seen, look-alike letters and texts in several runs are first made
// what a reader would see (check P01):
//
//   - NHS number (modulus 11), unique pupil number (check letter), National
//     Insurance number, full postcode, email address, telephone number, date of
//     birth (a column's heading, or a date that is called one). Checksums keep
//     ordinary numbers from raising an alarm: of ten-digit numbers one in
//     eleven passes for an NHS number, and no count of a return has ten digits.
//   - People's names (P02), by lists of names and by how they are spoken of.
//     "Aisha Khan" is one; "Rose Hill", "Mark" and "Lord Street" are not. A name
//     that is also a word or a place counts only where it is spoken of as a
//     person's ("spoke to ..."), or in a column of names.
//   - Rows about children (P03, P04), by headings, or by what their columns hold
//     whatever these are called, turned on their side too.
//   - Text over its limit, or where a list belongs (P03).
//
// # By place
//
// What lies outside the cells that can be seen refuses the workbook by its
// presence, for it cannot be checked as the cells are and no return needs it.
// The list of parts is one of what may be there (place.go): what is not on it,
// and what nothing in the workbook leads to, is refused.
//
// The line between refused and noted is whether somebody put it there. Noted
// is what programs write into any file by themselves, of which nothing is
// kept, since what is kept is a workbook of our own with nothing but the
// figures:
//
//   - ordinary properties: author, who saved it last, manager, company, title,
//     subject, keywords, folder it lay in. Their values name the sender, who is
//     known. A title or keyword with a child's name in it, an identifier in any
//     property, and a property that somebody added, with text, are refused;
//   - labels of protection, and the custom XML that document libraries write,
//     as long as nothing in them tells of a person other than its editor;
//   - settings of a printer and the thumbnail of the first page: Excel adds
//     the one to every sheet ever printed and some programs the other to every
//     file, so that refusing them would refuse most returns. They must be what
//     they say they are;
//   - saved views, lists of watched cells and of who may change which.
//
// A name for a range refuses unless it is one of the programs' own for print
// areas and filters, since a name can hold a text.
//
// # What it does not do
//
// It does not read pictures, or what stands in a zip archive outside its
// parts; neither is kept. It does not know every name: TestDetection says how
// many it finds of those on its lists and of others.
package privacy
