package returns

import "earlyhelp/shared/cell"

// A Rule is one check that is made on what an area keeps or sends. Codes are
// never reused; wording may change.
type Rule struct {
	Code     string
	Check    string // what is checked
	Severity cell.Severity
	Broken   string // what happens when it is broken
	Message  string // what the officer is told to do, in short; a problem says it of its own cell
	Stage    Stage  // where the check is made
}

// A Stage is where a check is made.
type Stage string

// The stages. OnReturn is Read of this package. OnList is the reading of a
// list, in the area. OnCount is the counting of a list into a return, in the
// area. OnHistory compares with earlier returns, national limits and published
// figures, once the return has been sent. OnScreen is the privacy screen, which
// comes before anything is kept.
const (
	OnReturn  Stage = "return"
	OnList    Stage = "list"
	OnCount   Stage = "count"
	OnHistory Stage = "history"
	OnScreen  Stage = "screen"
)

// Rules returns every check, V01 to V17 and P01 to P04, in order of code. A
// code stands on several rows where its severity, or the place in which it is
// made, differs.
func Rules() []Rule {
	return []Rule{
		{"V01", "The file is an Excel workbook (.xlsx) that opens, without a password, within the limits: 20 MB, 200 MB unpacked, 100 parts, 200,000 rows a sheet (5,000 in a return), 64 columns.", cell.Stop, "Nothing can be read.", "Save the workbook again as Excel Workbook (.xlsx), without a password, and send the new file.", OnReturn},
		{"V01", "The file is an Excel workbook or CSV that opens, without a password, within the same limits.", cell.Stop, "Nothing can be read.", "Save the list again as Excel Workbook (.xlsx) or CSV.", OnList},
		{"V02", "The template is one that can be read, with all its sheets, headings and rows, once each. Headings are found by name, wherever they stand.", cell.Stop, "The sheet or row concerned is not read.", "Copy what is missing from a new template, or delete what stands twice.", OnReturn},
		{"V02", "Sheets and columns that the template does not have; a workbook of an older template that was upgraded.", cell.Note, "They are not read; what the older template did not ask for is not available, [x].", "Nothing needs doing, unless you expected it to be read.", OnReturn},
		{"V02", "The template version, the sheet Records and every heading of a list are there, each once.", cell.Stop, "The sheet or column concerned is not read.", "Type the heading above its column, or say once which of your columns it is.", OnList},
		{"V02", "Columns that the list does not ask for.", cell.Note, "They are not read and never copied.", "Nothing needs doing.", OnList},
		{"V03", "Each answer is of its kind: a whole number of 0 or more (whole-time equivalents may have decimals), [x] or [z]; a day; a word from the list; a text within its length; the https address of a public page. Nothing is left blank, except where a total, the first row of a breakdown or the Cover says that it may be. The area is in the register and was in being, the period has ended and is open, and both are the ones the sender chose.", cell.Stop, "The answer is not taken.", "Type the number, the day or the word that is asked for; 0 for none, [x] for not available.", OnReturn},
		{"V03", "The Cover says which role filled the return in.", cell.Note, "Questions may reach the wrong desk.", "Choose a role from the list.", OnReturn},
		{"V03", "Each cell of a list is of its kind, in its list and range, and what the event needs is filled in.", cell.Stop, "The list is not counted.", "Type what the column asks for.", OnList},
		{"V04", "No count is greater than the count it is a part of.", cell.Stop, "The return is not accepted until one of the two is put right.", "Correct the part or the whole.", OnReturn},
		{"V05", "The parts of a breakdown add up to their total, those not recorded included. Needs and localities may overlap: each of them is at most the total.", cell.Stop, "The return is not accepted until they agree.", "Correct the total or the parts.", OnReturn},
		{"V06", "The period ends after it starts. The date of a fact fits its answer: done by the end of the period, within the months asked about; planned after it.", cell.Stop, "The return is not accepted until the date or the answer is corrected.", "Correct the date, or the answer.", OnReturn},
		{"V06", "No date of a list is before start_date. What has ended has a reason.", cell.Stop, "The list is not counted.", "Correct the date, or give the reason.", OnList},
		{"V07", "No figure is given twice.", cell.Stop, "The first is taken, and the return not accepted until the second is removed.", "Correct the names of one of the two rows, or delete it.", OnReturn},
		{"V07", "Each event_ref of a list is used once; no row stands twice.", cell.Stop, "The list is not counted.", "Delete the second row, or correct its event_ref.", OnList},
		{"V07", "A child has no two events of a type on one day.", cell.Explain, "Referrals of one day count once; episodes each count.", "Say whether both are right.", OnList},
		{"V08", "A count typed into a return is within 2% and 5 children of what its list gives.", cell.Explain, "The count of the list is taken, or the typed one kept, as the officer chose.", "Say why the two differ.", OnCount},
		{"V09", "The change since the last period lies within the area's own limits, or is at most 20% while there are fewer than 8 periods.", cell.Explain, "Nobody can approve the return until it is explained.", "Check the figure. If it is right, say what changed.", OnHistory},
		{"V10", "The figure lies within the national 99.8% limits, adjusted for overdispersion.", cell.Explain, "Nobody can approve the return until it is explained.", "Check the figure. If it is right, say why your area differs.", OnHistory},
		{"V11", "Referrals of a year are within 3% of the published national figure for the area.", cell.Explain, "Nobody can approve the return until it is explained.", "Check the figure. If it is right, say why the two differ.", OnHistory},
		{"V12", "At most 20% of a total is not recorded, in any breakdown.", cell.Note, "Figures by that breakdown say little.", "See whether more can be filled in for next time.", OnReturn},
		{"V12", "At most 20% of a column of a list is not recorded.", cell.Note, "Figures by that column say little.", "See whether more can be filled in for next time.", OnList},
		{"V13", "Look-back rows reach far enough and are not thin.", cell.Explain, "Re-referrals are not available, [x].", "Add the referrals of the 12 months before the period.", OnList},
		{"V14", "No child has over 50 events, and some child comes back within a year of look-back.", cell.Explain, "Re-referrals may be wrong.", "Check that the same child has the same key throughout.", OnList},
		{"V14", "A child has one year of birth, sex and ethnic group.", cell.Note, "The row with the latest start_date decides where children are counted.", "Correct the rows that differ.", OnList},
		{"V15", "At least 10 cases were audited from a random sample.", cell.Note, "Figures from fewer are not shown.", "Nothing needs doing; next time audit more cases, drawn at random.", OnReturn},
		{"V15", "At least 10 audited cases of a list were drawn at random.", cell.Note, "Only random samples are counted.", "Nothing needs doing; next time audit more cases, drawn at random.", OnList},
		{"V16", "No cell holds an error such as #REF!, or a formula whose result is not stored.", cell.Stop, "The answer is not taken.", "Type the value itself, or open the workbook in Excel and save it again.", OnReturn},
		{"V16", "No cell of a list holds an error, or a formula whose result is not stored.", cell.Stop, "The list is not counted.", "Type the value itself, or open the workbook in Excel and save it again.", OnList},
		{"V17", "The return differs from the one sent last for the period.", cell.Note, "It is kept as another version with the same figures.", "Nothing needs doing, unless you meant to send another file.", OnHistory},
		{"P01", "No NHS number, UPN, National Insurance number, email address, telephone number, full postcode or date of birth, anywhere.", cell.Stop, "The return is refused and deleted.", "Delete what is named, save under a new name and send that.", OnScreen},
		{"P02", "No names of persons. Nothing hidden: comments, hidden sheets, rows or columns, macros, links to other files, pivot caches, embedded objects, custom XML, defined names.", cell.Stop, "The return is refused and deleted.", "Delete what is named, or copy the figures into a new template and send that.", OnScreen},
		{"P02", "Ordinary properties of a document, and what a spreadsheet program adds to each.", cell.Note, "They are left out of what is kept.", "Nothing needs doing.", OnScreen},
		{"P03", "No row a child in a return, whatever its sheet is called; no free text where a word of a list belongs; no text over its limit.", cell.Stop, "The return is refused and deleted.", "Delete the rows or the text, save under a new name and send that.", OnScreen},
		{"P04", "A list is not sent.", cell.Stop, "The file is refused and deleted.", "Keep the list. Count it into a return, and send that.", OnScreen},
		{"P04", "A list is for the area.", cell.Note, "It must not be sent; the platform refuses and deletes one.", "Keep the list. Count it into a return, and send that.", OnList},
	}
}
