package privacy

import "earlyhelp/shared/cell"

// Message says what to do about a finding of a kind, never what was found.
func Message(k cell.Kind) string {
	says, remedy := words(k)
	return says + " " + remedy
}

// message is Message with other words for what was found: where it stands, or
// which of several things of the kind it is.
func message(k cell.Kind, says string) string {
	_, remedy := words(k)
	return says + " " + remedy
}

const countsOnly = "Delete it: a return holds counts only."

func words(k cell.Kind) (says, remedy string) {
	switch k {
	case cell.NHSNumber:
		return "This looks like an NHS number.", countsOnly
	case cell.UPN:
		return "This looks like a unique pupil number.", countsOnly
	case cell.NINumber:
		return "This looks like a National Insurance number.", countsOnly
	case cell.Postcode:
		return "This looks like a full postcode.", "Delete it, or give the name of the area instead."
	case cell.DateOfBirth:
		return "This looks like a date of birth, or a column for them.", countsOnly
	case cell.Email:
		return "This looks like an email address.", "Delete it: say who prepared the return by role, not by name or address."
	case cell.Phone:
		return "This looks like a telephone number.", "Delete it; if it is a count, type it again without spaces or a leading 0."
	case cell.PersonName:
		return "This looks like a person's name.", "Delete it, or say who it was by role (such as \"a social worker\"). If it is the name of a place or organisation, add what it is (such as \"ward\", \"school\" or \"centre\")."
	case cell.FreeText:
		return "This is longer text than belongs here.", "Type what the list offers, or shorten the note: a return holds counts, and 200 characters about each."
	case cell.HiddenSheet:
		return "This sheet is hidden.", "Delete it, or show it (right-click any tab, Unhide) and delete what the template did not have."
	case cell.HiddenRows:
		return "This row or column is hidden and holds something.", "Show it (select all, right-click the row numbers or column letters, Unhide; clear any filter) and delete what should not be sent."
	case cell.Comment:
		return "The workbook holds comments or notes.", "Delete them (Review, Delete); what readers should know goes into the note column or known_issues."
	case cell.Macro:
		return "The workbook holds macros.", "Save it as Excel Workbook (.xlsx), which leaves them out."
	case cell.ExternalLink:
		return "The workbook is linked to another file or data source and keeps a copy of what it read there.", "Choose Data, Edit Links, Break Link (or delete the connection or hyperlink), and save it again."
	case cell.PivotCache:
		return "The workbook holds a pivot table, which keeps a copy of the rows it was made from.", "Delete the pivot table, its slicers and any data model, and save the workbook again."
	case cell.EmbeddedObject:
		return "The workbook holds a picture, shape, chart, embedded file or record of changes, which cannot be checked.", "Delete it, or copy the figures into a new template."
	case cell.CustomXML:
		return "The workbook holds custom XML data.", "In Excel choose File, Info, Inspect Document, remove custom XML data, and save it again."
	case cell.DefinedName:
		return "The workbook holds a name for a range or value that the template did not have.", "Choose Formulas, Name Manager, delete it, and save the workbook again. If it is not listed there, copy the figures into a new template."
	case cell.DocProperty:
		return "The properties of the file hold something about a person.", "In Excel choose File, Info, Inspect Document, remove personal information, and save it again."
	case cell.ChildLevelRows:
		return "This is a list with a row for each child or case.", "It must stay in your area: do not send it. Count it with the aggregate tool, which writes the return, and send that."
	}
	return "This must not be in a return.", "Delete it."
}
