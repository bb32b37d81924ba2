package list

import (
	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// Rules returns the checks that Read makes on a list, in order of code.
func Rules() []returns.Rule {
	return []returns.Rule{
		{Code: "V01", Check: "The file is an Excel workbook or CSV that opens, without a password, within the limits.", Severity: cell.Stop, Broken: "Nothing can be read."},
		{Code: "V02", Check: "The template version, the sheet Records and every heading are there, each once. Headings are found by name, wherever they stand, or by the mapping's name. A list says on its Cover, or is told, whose it is and for which period.", Severity: cell.Stop, Broken: "The sheet or column concerned is not read."},
		{Code: "V02", Check: "Columns that the list does not ask for.", Severity: cell.Note, Broken: "They are not read and never copied."},
		{Code: "V03", Check: "Each cell is of its kind: a value of its list, a day, a year, a number in its range, a text within its length. start_date lies in the period or the 12 months before, end_date at most 31 days after it. The child was aged 0 to 17. No need repeats. What the event needs is filled in. The area was in being.", Severity: cell.Stop, Broken: "The list is not counted."},
		{Code: "V06", Check: "No date is before start_date. What has ended has a reason.", Severity: cell.Stop, Broken: "The list is not counted."},
		{Code: "V07", Check: "Each event_ref and audit_ref is used once; no row stands twice.", Severity: cell.Stop, Broken: "The list is not counted."},
		{Code: "V07", Check: "A child has no two events of a type on one day.", Severity: cell.Explain, Broken: "Referrals of one day count once; episodes each count."},
		{Code: "V12", Check: "At most 20% of a column is not recorded or blank, on the rows that it is asked of.", Severity: cell.Note, Broken: "What is split by it says little."},
		{Code: "V13", Check: "Look-back rows reach far enough and are not thin.", Severity: cell.Explain, Broken: "Re-referrals are [x]."},
		{Code: "V14", Check: "A child has one year of birth, sex and ethnic group.", Severity: cell.Note, Broken: "The row with the latest start_date decides where children are counted."},
		{Code: "V14", Check: "No child has over 50 events. Keys repeat in a look-back year, and some of those from before the period stand in it.", Severity: cell.Explain, Broken: "Children may be counted wrongly, and re-referrals missed."},
		{Code: "V15", Check: "At least ten audited cases were drawn at random.", Severity: cell.Note, Broken: "No percentage is shown of fewer."},
		{Code: "V16", Check: "No cell holds an error such as #REF!, or a formula whose result is not stored.", Severity: cell.Stop, Broken: "The list is not counted."},
		{Code: "P04", Check: "A list is for the area.", Severity: cell.Note, Broken: "It must not be sent; the platform refuses and deletes one."},
	}
}
