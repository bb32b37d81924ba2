// Package marked writes the workbook that goes back to the officer: the
// return as it was sent, each figure at the address where it stood, each cell
// with a problem marked and explained in a comment, and before it all a sheet
// "Problems" that lists everything with links that jump to the cell and back.
//
//	err := marked.Write(w, data, result.Problems)
//
// # What is copied and what is not
//
// Nothing of the file's archive is taken over: the workbook is written anew,
// so nothing that hides in a part, a property, a style or a name can come
// along. Of the return's own sheets only this is copied: headings, what stands
// under a heading that the template has, figures, and texts that the privacy
// screen lets through. Sheets and columns that are not the template's stay
// behind, and a text where a figure belongs is shown only if the check showed
// it as well. A file that the screen finds personal content in is not marked
// at all: Write returns ErrNotAnonymous.
//
// # Marks
//
// A mark never relies on colour alone. What has to be put right has a thick
// border, what has to be explained a dashed one, what is good to know a double
// one; each has its own ground too, and a comment that begins with the word.
//
// A copy that was corrected may be sent: the screen knows its comments and its
// list of problems and leaves them out (privacy.CheckAuthor). Other comments
// are refused, in it as in any file.
//
// The same file and problems give the same bytes.
package marked
