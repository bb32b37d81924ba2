package privacy

import "earlyhelp/shared/cell"

// Message says what to do about a finding of a kind, never what was found.
func Message(k cell.Kind) string {
	switch k {
	case cell.NHSNumber:
		return "This looks like an NHS number. Delete it: a return holds counts only."
	case cell.UPN:
		return "This looks like a unique pupil number. Delete it: a return holds counts only."
	case cell.NINumber:
		return "This looks like a National Insurance number. Delete it: a return holds counts only."
	case cell.Postcode:
		return "This looks like a full postcode. Delete it, or give the name of the area instead."
	case cell.DateOfBirth:
		return "This looks like a column for dates of birth. Delete the column: a return holds counts only."
	case cell.Email:
		return "This looks like an email address. Delete it: say who prepared the return by role, not by name or address."
	case cell.Phone:
		return "This looks like a telephone number. Delete it; if it is a count, type it again without spaces or a leading 0."
	case cell.HiddenSheet:
		return "This sheet is hidden. Delete it, or show it (right-click any tab, Unhide) and delete what the template did not have."
	case cell.HiddenRows:
		return "This row or column is hidden and holds something. Show it (select all, right-click the row numbers or column letters, Unhide; clear any filter) and delete what should not be sent."
	case cell.Comment:
		return "The workbook holds comments or notes. Delete them (Review, Delete); what readers should know goes into the note column or known_issues."
	case cell.Macro:
		return "The workbook holds macros. Save it as Excel Workbook (.xlsx), which leaves them out."
	case cell.ExternalLink:
		return "The workbook is linked to another file or data source and keeps a copy of what it read there. Choose Data, Edit Links, Break Link (or delete the connection), and save it again."
	case cell.PivotCache:
		return "The workbook holds a pivot table, which keeps a copy of the rows it was made from. Delete the pivot table and save the workbook again."
	case cell.EmbeddedObject:
		return "The workbook holds a picture, shape, chart, embedded file or record of changes, which cannot be checked. Delete it, or copy the figures into a new template."
	case cell.CustomXML:
		return "The workbook holds custom XML data. In Excel choose File, Info, Inspect Document, remove custom XML data, and save it again."
	case cell.DefinedName:
		return "The workbook holds a name for a range or value that the template did not have. Choose Formulas, Name Manager, delete it, and save the workbook again."
	case cell.DocProperty:
		return "The properties of the file hold something about a person. In Excel choose File, Info, Inspect Document, remove personal information, and save it again."
	case cell.ChildLevelRows:
		return "This is a list with a row for each child or case. It must stay in your area: do not send it. Count it with the aggregate tool, which writes the return, and send that."
	}
	return "This must not be in a return. Delete it."
}
