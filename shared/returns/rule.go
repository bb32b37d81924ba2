package returns

import "earlyhelp/shared/cell"

// A Rule is one check that Read makes. Codes are never reused; wording may
// change.
type Rule struct {
	Code     string
	Check    string // what is checked
	Severity cell.Severity
	Broken   string // what happens when it is broken
}

// Rules returns the checks that Read makes on a return, in order of code. The
// checks of a list are in the package list; those that need other returns
// (V08 to V11, V17) are made where these are at hand.
func Rules() []Rule {
	return []Rule{
		{"V01", "The file is an Excel workbook that opens, without a password, within the limits.", cell.Stop, "Nothing can be read."},
		{"V02", "The template is the current one, with all its sheets, headings and rows, once each. Headings are found by name, wherever they stand.", cell.Stop, "The sheet or row concerned is not read."},
		{"V02", "Sheets and columns that the template does not have.", cell.Note, "They are not read."},
		{"V03", "Each answer is of its kind: a whole number of 0 or more, [x] or [z]; a day; a word from the list; a text within its length. Nothing is left blank. The area is in the register and was in being, the period has ended and is open, and both are the ones the sender chose.", cell.Stop, "The answer is not taken."},
		{"V04", "No count is greater than the count it is a part of.", cell.Stop, "The return is not accepted until one of the two is put right."},
		{"V05", "The parts of a breakdown add up to their total, those not recorded included. Needs and localities may overlap: each of them is at most the total.", cell.Stop, "The return is not accepted until they agree."},
		{"V06", "The period ends after it starts.", cell.Stop, "The period is not taken."},
		{"V07", "No figure is given twice.", cell.Stop, "The first is taken, and the return not accepted until the second is removed."},
		{"V16", "No cell holds an error such as #REF!, or a formula whose result is not stored.", cell.Stop, "The answer is not taken."},
		{"P01", "No NHS number, UPN, National Insurance number, email address, telephone number, full postcode or date of birth, anywhere.", cell.Stop, "The return is refused and deleted."},
		{"P02", "Nothing hidden: comments, hidden sheets, rows or columns, macros, links to other files, pivot caches, embedded objects, custom XML, defined names.", cell.Stop, "The return is refused and deleted."},
		{"P04", "No list, and no table with a row a child.", cell.Stop, "The file is refused and deleted."},
	}
}
