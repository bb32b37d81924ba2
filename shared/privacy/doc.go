// Package privacy finds what must not be in a workbook of counts: anything
// that tells of one person, and any place where such a thing could hide.
//
//	findings, err := privacy.Screen(book)
//
// A Finding says where and of what kind, never the value. Checksums keep
// ordinary numbers from raising an alarm: of ten-digit numbers, one in eleven
// passes for an NHS number, and no count of a return has ten digits.
//
// What it looks for:
//
//   - in every cell: NHS number (modulus 11), unique pupil number (check
//     letter), National Insurance number, full postcode, email address,
//     telephone number, a heading for dates of birth (check P01);
//   - rows about children: a list, by its sheet, its headings or its rows,
//     whatever they are called (P04);
//   - hidden places, by their presence: hidden sheets, rows and columns,
//     comments, macros, links to other files, pivot caches, embedded objects,
//     custom XML, defined names (P02).
//
// What it does not do: recognise people's names. The ordinary properties of a
// file (its author among them) are no finding, since every spreadsheet program
// writes them and the file itself is not kept.
package privacy
