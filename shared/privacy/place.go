package privacy

import (
	"strings"

	"earlyhelp/shared/cell"
)

// A standing says what the presence of a part means.
type standing uint8

// Ordinary parts are in every workbook and are read for what they say. Noted
// ones are written by programs of their own accord; they are left out of what
// is kept, and the sender is told. Refused ones are put there by somebody, or
// cannot be read.
const (
	ordinary standing = iota
	noted
	refused
)

// A place is a sort of part: how it is known, and what its presence means.
type place struct {
	names []string // beginnings of the part's name, in lower case; "*" stands before an ending
	marks []string // what its content type or relationship may contain instead
	is    standing
	kind  cell.Kind
	says  string // "The workbook holds ..."; what to do is the kind's
}

// places are gone through from first to last. What none of them knows is
// refused: the list is of what may be there, not of what may not.
//
// What the content type or relationship says goes before the name: a macro
// sheet stays one under the name of an ordinary sheet.
var places = []place{
	{marks: []string{"vbaproject", "wordvbadata", "macroenabled"}, names: []string{"*vbaproject.bin", "xl/vba", "*vbaprojectsignature.bin"}, is: refused, kind: cell.Macro, says: "The workbook holds macros."},
	{marks: []string{"macrosheet"}, names: []string{"xl/macrosheets/", "xl/intlmacrosheets/"}, is: refused, kind: cell.Macro, says: "The workbook holds a macro sheet of an old kind (Excel 4)."},
	{marks: []string{"dialogsheet"}, names: []string{"xl/dialogsheets/"}, is: refused, kind: cell.Macro, says: "The workbook holds a dialogue sheet of an old kind."},
	{marks: []string{"attachedtoolbars"}, names: []string{"xl/attachedtoolbars"}, is: refused, kind: cell.Macro, says: "The workbook holds toolbars with macros of their own."},
	{marks: []string{"/ui/extensibility", "ui/usercustomization"}, names: []string{"customui/", "usercustomization/"}, is: refused, kind: cell.Macro, says: "The workbook changes Excel's ribbon (custom buttons)."},
	{marks: []string{"webextension"}, names: []string{"xl/webextensions/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds an Office add-in."},

	{marks: []string{"threadedcomment"}, names: []string{"xl/threadedcomments/"}, is: refused, kind: cell.Comment, says: "The workbook holds comments (a conversation on a cell)."},
	{marks: []string{"spreadsheetml.comments", "relationships/comments"}, names: []string{"xl/comments"}, is: refused, kind: cell.Comment, says: "The workbook holds comments or notes."},

	{marks: []string{"pivotcacherecords"}, names: []string{"xl/pivotcache/pivotcacherecords"}, is: refused, kind: cell.PivotCache, says: "The workbook holds the rows that a pivot table was made from (pivot cache records)."},
	{marks: []string{"pivotcache"}, names: []string{"xl/pivotcache/"}, is: refused, kind: cell.PivotCache, says: "The workbook holds a pivot cache, which lists the values a pivot table was made from."},
	{marks: []string{"pivottable"}, names: []string{"xl/pivottables/"}, is: refused, kind: cell.PivotCache, says: "The workbook holds a pivot table."},
	{marks: []string{"slicer"}, names: []string{"xl/slicers/", "xl/slicercaches/"}, is: refused, kind: cell.PivotCache, says: "The workbook holds a slicer, which lists the values it filters by."},
	{marks: []string{"timeline"}, names: []string{"xl/timelines/", "xl/timelinecaches/"}, is: refused, kind: cell.PivotCache, says: "The workbook holds a timeline filter."},
	{marks: []string{"model+data", "powerpivotdata"}, names: []string{"xl/model/"}, is: refused, kind: cell.PivotCache, says: "The workbook holds a data model (Power Pivot) with the rows that were loaded into it."},

	{marks: []string{"externallink"}, names: []string{"xl/externallinks/"}, is: refused, kind: cell.ExternalLink, says: "The workbook is linked to another file and keeps a copy of the cells it read there."},
	{marks: []string{"querytable"}, names: []string{"xl/querytables/"}, is: refused, kind: cell.ExternalLink, says: "The workbook holds a query table, which is filled from another data source."},
	{marks: []string{"connections"}, names: []string{"xl/connections"}, is: refused, kind: cell.ExternalLink, says: "The workbook holds a connection to a data source, with its address."},
	{marks: []string{"volatiledependencies"}, names: []string{"xl/volatiledependencies"}, is: refused, kind: cell.ExternalLink, says: "The workbook holds values that another program supplied (volatile dependencies)."},

	{marks: []string{"xmlmaps"}, names: []string{"xl/xmlmaps"}, is: refused, kind: cell.CustomXML, says: "The workbook holds XML maps."},
	{marks: []string{"singlexmlcells", "tablesinglecells"}, names: []string{"xl/tables/tablesinglecells"}, is: refused, kind: cell.CustomXML, says: "The workbook holds cells mapped to XML."},

	{marks: []string{"activex", "ms-office.activex"}, names: []string{"xl/activex/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds an ActiveX control."},
	{marks: []string{"controlproperties", "ctrlprop"}, names: []string{"xl/ctrlprops/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a form control (a button, box or list)."},
	{marks: []string{"oleobject", "relationships/package"}, names: []string{"xl/embeddings/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds an embedded file."},
	{marks: []string{"chartsheet"}, names: []string{"xl/chartsheets/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a chart sheet, which keeps a copy of the figures it shows."},
	{marks: []string{"drawingml.chart", "chartex", "chartshapes", "chartuser", "relationships/chart", "chartstyle", "chartcolorstyle"}, names: []string{"xl/charts/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a chart, which keeps a copy of the figures it shows."},
	{marks: []string{"drawingml.diagram", "drawing.diagram"}, names: []string{"xl/diagrams/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a diagram (SmartArt)."},
	{marks: []string{"relationships/video", "relationships/audio", "inkml", "model3d"}, names: []string{"xl/ink/", "xl/model3d/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a drawing by hand, a model, a film or a sound."},
	{names: []string{"xl/media/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a picture."},
	{marks: []string{"revisionheaders", "revisionlog", "spreadsheetml.usernames"}, names: []string{"xl/revisions/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a record of changes, with who made them and what stood there before (shared workbook)."},
	{marks: []string{"xmlsignature", "digital-signature"}, names: []string{"_xmlsignatures/"}, is: refused, kind: cell.DocProperty, says: "The workbook is signed digitally, which names the person who signed it."},
	{marks: []string{"spreadsheetml.customproperty", "relationships/customproperty"}, names: []string{"xl/customproperty/"}, is: refused, kind: cell.DocProperty, says: "A sheet holds data that an add-in put there (custom properties of a sheet)."},

	{marks: []string{"printersettings"}, names: []string{"xl/printersettings/"}, is: noted, kind: cell.DocProperty, says: "The settings of a printer, which may name it and its user, were left out."},
	{marks: []string{"metadata/thumbnail"}, names: []string{"docprops/thumbnail"}, is: noted, kind: cell.DocProperty, says: "The small picture of the first page that the program saved with the file was left out."},
	{marks: []string{"namedsheetview"}, names: []string{"xl/namedsheetviews/"}, is: noted, kind: cell.DocProperty, says: "Saved views of a sheet were left out."},

	// What is read for what it says, each by its own rules.
	{marks: []string{"customxmlproperties"}, names: []string{"customxml/itemprops"}, is: ordinary},
	{names: []string{"customxml/"}, is: refused, kind: cell.CustomXML, says: "The workbook holds custom XML data."},
	{marks: []string{"ms-excel.person", "relationships/person"}, names: []string{"xl/persons/"}, is: refused, kind: cell.Comment, says: "The workbook names the people who wrote comments in it (list of persons)."},
	{marks: []string{"vmldrawing"}, names: []string{"xl/drawings/vmldrawing"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a drawn object, such as a button or a picture in a header."},
	{marks: []string{"officedocument.drawing+xml", "relationships/drawing"}, names: []string{"xl/drawings/"}, is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a picture, shape or text box."},

	{names: []string{
		"[content_types].xml", "_rels/", "xl/_rels/", "xl/worksheets/", "xl/workbook.xml", "xl/styles.xml", "xl/sharedstrings.xml",
		"xl/theme/", "xl/calcchain.xml", "xl/tables/", "xl/metadata.xml", "xl/richdata/", "xl/featurepropertybag/",
		"docprops/", "docmetadata/", "package/services/metadata/core-properties/",
	}, marks: []string{
		"relationships/officedocument", "spreadsheetml.sheet.main", "spreadsheetml.worksheet", "spreadsheetml.styles", "spreadsheetml.sharedstrings",
		"officedocument.theme", "spreadsheetml.calcchain", "spreadsheetml.table+xml", "core-properties", "extended-properties", "custom-properties",
	}, is: ordinary},
}

// unknown is the place of parts that no place knows.
var unknown = place{is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a part that no spreadsheet program is known to write."}

// lost is the place of parts that nothing in the workbook leads to.
var lost = place{is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a part that nothing in it leads to, such as what a program forgot to delete."}

// placeOf returns what a part is: by its content type and by the
// relationships that lead to it, else by its name.
func (p *bundle) placeOf(name string) place {
	if strings.HasSuffix(name, ".rels") {
		return place{is: ordinary}
	}
	said := strings.Join(p.used[name], " relationships/")
	if said != "" {
		said = "relationships/" + said
	}
	said += " " + p.types[name]
	if pl, ok := search(func(pl place) bool { return pl.is == refused && contains(said, pl.marks) }); ok {
		return pl
	}
	if pl, ok := search(func(pl place) bool { return named(name, pl.names) }); ok {
		return pl
	}
	if pl, ok := search(func(pl place) bool { return contains(said, pl.marks) }); ok {
		return pl
	}
	return unknown
}

func search(is func(place) bool) (place, bool) {
	for _, pl := range places {
		if is(pl) {
			return pl, true
		}
	}
	return place{}, false
}

func contains(s string, marks []string) bool {
	for _, m := range marks {
		if strings.Contains(s, m) {
			return true
		}
	}
	return false
}

func named(name string, names []string) bool {
	for _, n := range names {
		if end, ok := strings.CutPrefix(n, "*"); ok && strings.HasSuffix(name, end) || !ok && strings.HasPrefix(name, n) {
			return true
		}
	}
	return false
}
