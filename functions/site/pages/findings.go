package pages

import (
	"cmp"
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/marked"
)

// Findings is what was not anonymous in a file that was refused: what it is
// and where, never the value.
type Findings struct {
	Kinds []FindingKind
	child bool // rows about children
}

// A FindingKind is the findings of one kind.
type FindingKind struct {
	Kind  string // in words
	Where []FindingPlace
	More  int // places that are not listed
	To    string
	Steps []string // in Excel, one by one
}

// A FindingPlace is the places of a finding on one sheet.
type FindingPlace struct{ Sheet, Cells string }

// maxPlaces is how many sheets a finding lists.
const maxPlaces = 20

// kindWords say what a privacy finding is.
var kindWords = map[cell.Kind]string{
	cell.NHSNumber: "An NHS number", cell.UPN: "A unique pupil number", cell.NINumber: "A National Insurance number",
	cell.Postcode: "A full postcode", cell.DateOfBirth: "A date of birth", cell.Email: "An email address", cell.Phone: "A telephone number",
	cell.PersonName: "A person’s name", cell.FreeText: "Free text", cell.HiddenSheet: "A hidden sheet", cell.HiddenRows: "Hidden rows or columns",
	cell.Comment: "A comment", cell.PivotCache: "A copy of data behind a pivot table", cell.ExternalLink: "A link to another file",
	cell.DocProperty: "A name in the file’s properties", cell.EmbeddedObject: "An embedded object", cell.CustomXML: "Hidden custom data",
	cell.Macro: "A macro", cell.DefinedName: "A defined name", cell.ChildLevelRows: "Rows about children",
}

// deleteSteps are those for what stands in a cell.
var deleteSteps = []string{"Go to the sheet named here, press Ctrl+G, type the cell, such as E4, and press Enter.",
	"Press Delete. If it says something that readers of the figures need, type it again without what tells of a person.",
	"Save the workbook and send it again."}

// kindSteps say how to take a thing out in Excel, where deleting a cell is not
// enough. Menus are those of Excel 365 in English.
var kindSteps = map[cell.Kind][]string{
	cell.HiddenSheet: {"Right-click the tab of any sheet and choose Unhide. A very hidden sheet is not listed there: choose File, Info, Check for Issues, Inspect Document instead, and remove all hidden worksheets.",
		"Look at the sheet. If the template did not have it, right-click its tab and choose Delete.", "Save the workbook and send it again."},
	cell.HiddenRows: {"Click the corner above row 1, left of column A, to select the whole sheet.", "Right-click any row number and choose Unhide; right-click any column letter and choose Unhide. On the Data tab, choose Clear to remove a filter.",
		"Delete the rows or columns that appeared, if the template did not have them.", "Save the workbook and send it again."},
	cell.Comment: {"On the Review tab, choose Show Comments and Notes, Show All Notes, to see what they say.", "Click the corner above row 1 to select the whole sheet, then on the Review tab choose Delete. Do this on each sheet named here.",
		"What readers of the figures need goes into the note column, or into known_issues on the Cover.", "Save the workbook and send it again."},
	cell.PivotCache: {"Click into the pivot table, choose PivotTable Analyze, Select, Entire PivotTable, and press Delete.", "If it is not to be found, copy your figures into a new template, by Paste Special, Values.",
		"Save the workbook and send it again."},
	cell.ExternalLink: {"On the Data tab, choose Edit Links (or Workbook Links), select each link and choose Break Link.", "Under Data, Queries & Connections, delete each connection.", "Save the workbook and send it again."},
	cell.Macro:        {"Choose File, Save As.", "As the type, choose Excel Workbook (.xlsx), and agree that the macros are left out.", "Send the new file."},
	cell.EmbeddedObject: {"Press Ctrl+G, choose Special, Objects, OK: this selects the pictures, shapes and files on the sheet.", "Press Delete. Do this on each sheet named here.",
		"If nothing was selected, copy your figures into a new template, by Paste Special, Values.", "Save the workbook and send it again."},
	cell.CustomXML: inspectSteps, cell.DocProperty: inspectSteps,
	cell.DefinedName: {"On the Formulas tab, choose Name Manager.", "Select each name that the template did not have and choose Delete.", "Save the workbook and send it again."},
	cell.ChildLevelRows: {"Do not send this file again: a list of children stays in your area.", "Turn it into counts on your own machine: on the page where you send a return, or with earlyhelp aggregate. Nothing of the list is sent then.",
		"Send the return that this makes.", "If rows about children have left your organisation by mistake, tell your data protection officer now."},
}

var inspectSteps = []string{"Choose File, Info, Check for Issues, Inspect Document, then Inspect.", "Beside each item named here, choose Remove All.", "Save the workbook and send it again."}

func newFindings(found []ledger.PrivacyFinding) Findings {
	var f Findings
	type seen struct {
		order  []string
		places map[string][]cell.Ref
		to     string
	}
	kinds := map[cell.Kind]*seen{}
	var order []cell.Kind
	for _, x := range found {
		k := kinds[x.Kind]
		if k == nil {
			k = &seen{places: map[string][]cell.Ref{}, to: x.Message}
			kinds[x.Kind] = k
			order = append(order, x.Kind)
		}
		ref := refOf(x.Ref)
		if _, ok := k.places[ref.Sheet]; !ok {
			k.order = append(k.order, ref.Sheet)
		}
		k.places[ref.Sheet] = append(k.places[ref.Sheet], ref)
	}
	slices.SortStableFunc(order, func(a, b cell.Kind) int { return rank(a) - rank(b) })
	for _, kind := range order {
		k := kinds[kind]
		out := FindingKind{Kind: cmp.Or(kindWords[kind], string(kind)), To: k.to, Steps: kindSteps[kind]}
		if out.Steps == nil {
			out.Steps = deleteSteps
		}
		for i, sheet := range k.order {
			if i == maxPlaces {
				out.More = len(k.order) - i
				break
			}
			out.Where = append(out.Where, FindingPlace{sheetTitle(sheet), shortened(marked.Ranges(k.places[sheet]))})
		}
		f.child = f.child || kind == cell.ChildLevelRows
		f.Kinds = append(f.Kinds, out)
	}
	return f
}

// rank puts rows about children first: they matter most.
func rank(k cell.Kind) int {
	if k == cell.ChildLevelRows {
		return 0
	}
	return 1
}

// lead is what happened, in a sentence or two.
func (f Findings) lead() string {
	if f.child {
		return "It holds rows about children, which never leave the area. The file has been deleted: no copy was kept, and nothing of what it said."
	}
	return "It held something that could identify people, or a place where such things hide. The file has been deleted: no copy was kept, and what was found is not shown or recorded here."
}
