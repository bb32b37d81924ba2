package privacy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/cell"
)

// with changes a small workbook.
func with(change func(w *raw)) raw {
	w := small()
	w.parts, w.rels = map[string]string{}, map[string]string{}
	change(&w)
	return w
}

// onSheet adds a part that the sheet leads to.
func onSheet(kind, part, contentType, body string) raw {
	return with(func(w *raw) {
		w.parts["xl/"+part] = body
		w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", kind, "../"+part)
		if contentType != "" {
			w.types = typ("xl/"+part, contentType)
		}
	})
}

// onBook adds a part that the workbook leads to.
func onBook(kind, part, contentType, body string) raw {
	return with(func(w *raw) {
		w.parts["xl/"+part] = body
		w.rels["xl/workbook.xml"] = rel("rId90", kind, part)
		if contentType != "" {
			w.types = typ("xl/"+part, contentType)
		}
	})
}

// onFile adds a part that the file as a whole leads to.
func onFile(kind, part, contentType, body string) raw {
	return with(func(w *raw) {
		w.parts[part] = body
		w.rels[""] = rel("rId90", kind, part)
		if contentType != "" {
			w.types = typ(part, contentType)
		}
	})
}

func inSheet(head, tail string) raw {
	return with(func(w *raw) { w.sheets[0].head, w.sheets[0].tail = head, tail })
}

func inBook(index string) raw { return with(func(w *raw) { w.index = index }) }

const ssml = "application/vnd.openxmlformats-officedocument.spreadsheetml."

// hiddenPlaces are places in a workbook where something about a person could
// hide, one workbook each: where Screen must find it, as what, and what the
// message must call it.
var hiddenPlaces = []struct {
	name string
	w    raw
	want string
	says string
}{
	{"a hidden sheet", with(func(w *raw) { w.sheets = append(w.sheets, rawSheet{name: "Working", state: "hidden"}) }), "Working hidden-sheet", "hidden"},
	{"a very hidden sheet", with(func(w *raw) { w.sheets = append(w.sheets, rawSheet{name: "Working", state: "veryHidden"}) }), "Working hidden-sheet", "hidden"},
	{"a sheet that no tab leads to", with(func(w *raw) {
		w.parts["xl/worksheets/sheet9.xml"] = `<worksheet ` + mainNS + `><sheetData/></worksheet>`
	}), "file hidden-sheet", "no tab"},
	{"a hidden window", inBook(`<bookViews><workbookView visibility="hidden"/></bookViews>`), "file hidden-sheet", "window"},
	{"a hidden row", with(func(w *raw) { w.sheets[0].rows += `<row r="9" hidden="1"><c r="A9"><v>5</v></c></row>` }), "Referrals!9:9 hidden-rows", "row"},
	{"a row without height", with(func(w *raw) { w.sheets[0].rows += `<row r="9" ht="0" customHeight="1"><c r="A9"><v>5</v></c></row>` }), "Referrals!9:9 hidden-rows", "row"},
	{"a row as thin as a line", with(func(w *raw) { w.sheets[0].rows += `<row r="9" ht="0.75" customHeight="1"><c r="A9"><v>5</v></c></row>` }), "Referrals!9:9 hidden-rows", "row"},
	{"a row that a filter hides", with(func(w *raw) {
		w.sheets[0].rows += `<row r="9" hidden="1"><c r="A9"><v>5</v></c></row>`
		w.sheets[0].tail = `<autoFilter ref="A1:E9"><filterColumn colId="0"><filters><filter val="referrals"/></filters></filterColumn></autoFilter>`
	}), "Referrals!9:9 hidden-rows", "row"},
	{"a row in a closed group", with(func(w *raw) {
		w.sheets[0].rows += `<row r="9" outlineLevel="1" hidden="1"><c r="A9"><v>5</v></c></row><row r="10" collapsed="1"/>`
	}), "Referrals!9:9 hidden-rows", "row"},
	{"a hidden column", inSheet(`<cols><col min="4" max="4" width="9" hidden="1"/></cols>`, ""), "Referrals!D1 hidden-rows", "column"},
	{"a column without width", inSheet(`<cols><col min="4" max="4" width="0" customWidth="1"/></cols>`, ""), "Referrals!D1 hidden-rows", "column"},
	{"columns without width where nothing is said", inSheet(`<sheetFormatPr defaultColWidth="0"/><cols><col min="1" max="4" width="12"/></cols>`, ""), "Referrals!E1 hidden-rows", "column"},

	{"a comment", onSheet("comments", "comments1.xml", ssml+"comments+xml", `<comments `+mainNS+`><authors><author>Jo</author></authors><commentList><comment ref="C3" authorId="0"><text><t>check</t></text></comment></commentList></comments>`), "Referrals!C3 comment", "comments"},
	{"a conversation on a cell", onSheet("http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml", `<ThreadedComments><threadedComment ref="D3" personId="{1}" id="{2}"><text>check</text></threadedComment></ThreadedComments>`), "Referrals!D3 comment", "conversation"},
	{"people who commented", onBook("http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml", "application/vnd.ms-excel.person+xml", `<personList><person displayName="Officer" id="{1}" userId="S::x" providerId="AD"/></personList>`), "file comment", "persons"},
	{"pivot cache records", with(func(w *raw) {
		w.parts["xl/pivotCache/pivotCacheDefinition1.xml"] = `<pivotCacheDefinition ` + mainNS + `/>`
		w.parts["xl/pivotCache/pivotCacheRecords1.xml"] = `<pivotCacheRecords ` + mainNS + `><r><s v="x"/></r></pivotCacheRecords>`
		w.rels["xl/workbook.xml"] = rel("rId90", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
		w.rels["xl/pivotCache/pivotCacheDefinition1.xml"] = rel("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")
	}), "file pivot-cache", "pivot cache records"},
	{"a pivot cache without records", onBook("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml", ssml+"pivotCacheDefinition+xml", `<pivotCacheDefinition/>`), "file pivot-cache", "pivot cache"},
	{"a pivot table", onSheet("pivotTable", "pivotTables/pivotTable1.xml", ssml+"pivotTable+xml", `<pivotTableDefinition/>`), "Referrals pivot-cache", "pivot table"},
	{"a slicer", onBook("http://schemas.microsoft.com/office/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml", "application/vnd.ms-excel.slicerCache+xml", `<slicerCacheDefinition/>`), "file pivot-cache", "slicer"},
	{"a timeline", onBook("http://schemas.microsoft.com/office/2011/relationships/timelineCache", "timelineCaches/timelineCache1.xml", "application/vnd.ms-excel.timelineCache+xml", `<timelineCacheDefinition/>`), "file pivot-cache", "timeline"},
	{"a data model", onBook("http://schemas.openxmlformats.org/officeDocument/2006/relationships/powerPivotData", "model/item.data", "application/vnd.openxmlformats-officedocument.model+data", "\x00\x01"), "file pivot-cache", "data model"},
	{"cells of another file", with(func(w *raw) {
		w.parts["xl/externalLinks/externalLink1.xml"] = `<externalLink ` + mainNS + `><externalBook r:id="rId1"><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>5</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>`
		w.rels["xl/workbook.xml"] = rel("rId90", "externalLink", "externalLinks/externalLink1.xml")
		w.rels["xl/externalLinks/externalLink1.xml"] = outer("rId1", "externalLinkPath", "file:///C:/Cases/list.xlsx")
	}), "file external-link", "copy of the cells"},
	{"a formula that reads another file", with(func(w *raw) {
		w.sheets[0].rows += row(9, verbatim(`<c r="AT"><f>'C:\Cases\[list.xlsx]Sheet1'!A1</f><v>5</v></c>`))
	}), "Referrals!A9 external-link", "formula"},
	{"a hyperlink to a file", with(func(w *raw) {
		w.sheets[0].tail = `<hyperlinks><hyperlink ref="E3" r:id="rId1"/></hyperlinks>`
		w.rels["xl/worksheets/sheet1.xml"] = outer("rId1", "hyperlink", `file:///\\server\cases\list.xlsx`)
	}), "Referrals!E3 external-link", "hyperlink"},
	{"a picture kept elsewhere", with(func(w *raw) { w.rels["xl/worksheets/sheet1.xml"] = outer("rId1", "image", "https://example.org/a.png") }), "Referrals external-link", "outside"},
	{"a query table", onSheet("queryTable", "queryTables/queryTable1.xml", ssml+"queryTable+xml", `<queryTable name="x"/>`), "Referrals external-link", "query table"},
	{"a connection", onBook("connections", "connections.xml", ssml+"connections+xml", `<connections><connection id="1" name="x" type="1"/></connections>`), "file external-link", "connection"},
	{"values of another program", onBook("volatileDependencies", "volatileDependencies.xml", ssml+"volatileDependencies+xml", `<volTypes/>`), "file external-link", "another program"},
	{"a sheet consolidated from others", inSheet("", `<dataConsolidate><dataRefs count="1"><dataRef ref="A1:B9" sheet="Cases"/></dataRefs></dataConsolidate>`), "Referrals external-link", "consolidated"},
	{"a sheet published to the web", inSheet("", `<webPublishItems count="1"><webPublishItem id="1" destinationFile="x.htm"/></webPublishItems>`), "Referrals external-link", "web page"},
	{"custom XML", onFile("customXml", "customXml/item1.xml", "", `<cases><case>1</case></cases>`), "file custom-xml", "custom XML"},
	{"an XML map", onBook("xmlMaps", "xmlMaps.xml", "application/xml", `<MapInfo/>`), "file custom-xml", "XML maps"},
	{"cells mapped to XML", onSheet("tableSingleCells", "tables/tableSingleCells1.xml", ssml+"tableSingleCells+xml", `<singleXmlCells/>`), "Referrals custom-xml", "mapped to XML"},
	{"an embedded file", onSheet("package", "embeddings/Microsoft_Word_Document.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK"), "Referrals embedded-object", "embedded file"},
	{"an OLE object", onSheet("oleObject", "embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleObject", "\xd0\xcf\x11\xe0"), "Referrals embedded-object", "embedded file"},
	{"an ActiveX control", onSheet("control", "activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml", `<ax:ocx xmlns:ax="x"/>`), "Referrals embedded-object", "ActiveX"},
	{"a form control", onSheet("ctrlProp", "ctrlProps/ctrlProp1.xml", "application/vnd.ms-excel.controlproperties+xml", `<formControlPr objectType="Drop"/>`), "Referrals embedded-object", "form control"},
	{"a text box", onSheet("drawing", "drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml", `<xdr:wsDr xmlns:xdr="x"><xdr:twoCellAnchor><xdr:sp><a:t>note</a:t></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>`), "Referrals embedded-object", "text box"},
	{"a picture", onSheet("image", "media/image1.png", "image/png", "\x89PNG\r\n\x1a\n"), "Referrals embedded-object", "picture"},
	{"a picture in a header", onSheet("vmlDrawing", "drawings/vmlDrawing1.vml", "", `<xml><v:shape><v:imagedata o:title="x"/></v:shape></xml>`), "Referrals embedded-object", "picture in a header"},
	{"a chart", with(func(w *raw) {
		w.parts["xl/drawings/drawing1.xml"] = `<xdr:wsDr xmlns:xdr="x"/>`
		w.parts["xl/charts/chart1.xml"] = `<c:chartSpace xmlns:c="x"><c:pt idx="0"><c:v>5</c:v></c:pt></c:chartSpace>`
		w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", "drawing", "../drawings/drawing1.xml")
		w.rels["xl/drawings/drawing1.xml"] = rel("rId1", "chart", "../charts/chart1.xml")
	}), "Referrals embedded-object", "chart"},
	{"a diagram", onSheet("diagramData", "diagrams/data1.xml", "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml", `<dgm:dataModel/>`), "Referrals embedded-object", "SmartArt"},
	{"a chart sheet", onBook("chartsheet", "chartsheets/sheet1.xml", ssml+"chartsheet+xml", `<chartsheet/>`), "file embedded-object", "chart sheet"},
	{"a scenario", inSheet("", `<scenarios><scenario name="high" user="x" count="1"><inputCells r="D2" val="5"/></scenario></scenarios>`), "Referrals embedded-object", "scenario"},
	{"a record of changes", onBook("revisionHeaders", "revisions/revisionHeaders.xml", ssml+"revisionHeaders+xml", `<headers/>`), "file embedded-object", "record of changes"},
	{"users of a shared workbook", onBook("usernames", "revisions/userNames.xml", ssml+"userNames+xml", `<users/>`), "file embedded-object", "who made them"},
	{"an add-in", onFile("http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "xl/webextensions/taskpanes.xml", "application/vnd.ms-office.webextensiontaskpanes+xml", `<wetp:taskpanes/>`), "file embedded-object", "add-in"},
	{"macros", onBook("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin", "application/vnd.ms-office.vbaProject", "\xd0\xcf"), "file macro", "macros"},
	{"macros under another name", onBook("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "theme/theme2.xml", "application/vnd.ms-office.vbaProject", "\xd0\xcf"), "file macro", "macros"},
	{"a type that allows macros", with(func(w *raw) { w.types = typ("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml") }), "file macro", "macros"},
	{"an old macro sheet", onBook("http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml", `<xm:macrosheet/>`), "file macro", "Excel 4"},
	{"an old dialogue", onBook("dialogsheet", "dialogsheets/sheet1.xml", ssml+"dialogsheet+xml", `<dialogsheet/>`), "file macro", "dialogue"},
	{"buttons in the ribbon", onFile("http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", "customUI/customUI14.xml", "", `<customUI/>`), "file macro", "ribbon"},
	{"a name", inBook(`<definedNames><definedName name="Total">Referrals!$D$2</definedName></definedNames>`), "file defined-name", "name for a range"},
	{"a hidden name", inBook(`<definedNames><definedName name="Total" hidden="1">"text"</definedName></definedNames>`), "file defined-name", "hidden name"},
	{"a name that leads outside", inBook(`<definedNames><definedName name="Total">'C:\Cases\[list.xlsx]Sheet1'!$A$1</definedName></definedNames>`), "file defined-name", "another file"},
	{"a text in a print area", inBook(`<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">"spoke to mum"</definedName></definedNames>`), "file defined-name", "name for a range"},
	{"a property of the file's own", onFile("custom-properties", "docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml", `<Properties xmlns:vt="x"><property name="Case"><vt:lpwstr>A17</vt:lpwstr></property></Properties>`), "file doc-property", "property of its own"},
	{"a name in the title", with(func(w *raw) {
		w.parts["docProps/core.xml"] = `<cp:coreProperties xmlns:cp="x" xmlns:dc="y"><dc:title>Aisha Khan chronology</dc:title></cp:coreProperties>`
	}), "file doc-property", "title"},
	{"a signature", with(func(w *raw) {
		w.parts["_xmlsignatures/origin.sigs"], w.parts["_xmlsignatures/sig1.xml"] = "", `<Signature/>`
		w.rels[""] = rel("rId90", "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin", "_xmlsignatures/origin.sigs")
		w.rels["_xmlsignatures/origin.sigs"] = rel("rId1", "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/signature", "sig1.xml")
	}), "file doc-property", "signed"},
	{"what an add-in put on a sheet", onSheet("customProperty", "customProperty1.bin", ssml+"customProperty", "x\x00y\x00"), "Referrals doc-property", "add-in"},
	{"a part that nothing leads to", with(func(w *raw) { w.parts["xl/tables/table9.xml"] = `<table/>` }), "file embedded-object", "nothing in it leads to"},
	{"what a program threw away", with(func(w *raw) { w.parts["[trash]/0000.dat"] = "x" }), "file embedded-object", "no spreadsheet program"},
	{"a part of a kind nobody knows", onBook("novelty", "novelty.xml", "", `<n/>`), "file embedded-object", "no spreadsheet program"},
	{"a text in the place of printer settings", onSheet("printerSettings", "printerSettings/printerSettings1.bin", "", "a letter about a family, as long as it likes"), "Referrals embedded-object", "not what its name says"},
	{"a text in the place of a thumbnail", onFile("http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg", "image/jpeg", "a letter"), "file embedded-object", "not what its name says"},
}

func TestHiddenPlacesFromRawParts(t *testing.T) {
	if len(hiddenPlaces) < 30 {
		t.Fatalf("%d places, want 30 at least", len(hiddenPlaces))
	}
	for _, tt := range hiddenPlaces {
		t.Run(tt.name, func(t *testing.T) {
			found, _, err := Screen(tt.w.open(t))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			told := false
			for _, f := range found {
				got = append(got, f.Ref.String()+" "+string(f.Kind))
				told = told || f.Ref.String()+" "+string(f.Kind) == tt.want && strings.Contains(f.Message, tt.says)
			}
			if !told {
				t.Errorf("found %q, want %q and a message with %q", got, tt.want, tt.says)
			}
		})
	}
	t.Logf("%d hidden places, one workbook each", len(hiddenPlaces))
}

// TestOrdinaryParts holds that a clean return is not refused for what Excel
// 365 writes by itself, and that what may name its maker is noted.
func TestOrdinaryParts(t *testing.T) {
	printer := make([]byte, 64+156+20)
	copy(printer, "R\x00i\x00c\x00o\x00h\x00 \x00f\x00l\x00o\x00o\x00r\x00 \x002\x00")
	copy(printer[64:], "\x01\x04\x00\x06\xdc\x00\x14\x00")
	const label = `<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{0113496A-0000-4AAA-8BBB-123456789012}" enabled="1" method="Standard" siteId="{9434765919AA-0000-4AAA-8BBB-123456789012}"/></clbl:labelList>`
	tests := []struct {
		name  string
		w     raw
		notes []string
	}{
		{"nothing but figures", with(func(w *raw) { w.noProps = true }), nil},
		{"author, manager and company", small(), []string{strippedProperties}},
		{"printer settings", with(func(w *raw) {
			w.noProps = true
			w.parts["xl/printerSettings/printerSettings1.bin"] = string(printer)
			w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", "printerSettings", "../printerSettings/printerSettings1.bin")
		}), []string{"The settings of a printer, which may name it and its user, were left out."}},
		{"thumbnail", with(func(w *raw) {
			w.noProps = true
			w.parts["docProps/thumbnail.jpeg"] = "\xff\xd8\xff\xe0\x00\x10JFIF\x00"
			w.rels[""] = rel("rId9", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg")
		}), []string{"The small picture of the first page that the program saved with the file was left out."}},
		{"the folder it lay in", with(func(w *raw) {
			w.noProps = true
			w.index = `<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\Users\jane.okafor\OneDrive\Returns\" xmlns:x15ac="x"/></mc:Choice></mc:AlternateContent>`
		}), []string{"The folder that the file was saved in was left out."}},
		{"order of calculation, persons without any, metadata, a table, print areas", with(func(w *raw) {
			w.noProps = true
			w.index = `<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">Referrals!$A$1:$E$4</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">Referrals!$1:$1</definedName><definedName name="_xlfn.XLOOKUP" hidden="1">#NAME?</definedName></definedNames>`
			w.parts["xl/calcChain.xml"] = `<calcChain ` + mainNS + `><c r="D2" i="1"/></calcChain>`
			w.parts["xl/persons/person.xml"] = `<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>`
			w.parts["xl/metadata.xml"] = `<metadata ` + mainNS + `/>`
			w.parts["xl/tables/table1.xml"] = `<table ` + mainNS + ` id="1" name="Table1" displayName="Table1" ref="A1:E4"><tableColumns count="2"><tableColumn id="1" name="measure"/><tableColumn id="2" name="count"/></tableColumns></table>`
			w.rels["xl/workbook.xml"] = rel("rId91", "calcChain", "calcChain.xml") + rel("rId92", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml") + rel("rId93", "sheetMetadata", "metadata.xml")
			w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", "table", "../tables/table1.xml")
		}), nil},
		{"labels of protection and what a document library adds", with(func(w *raw) {
			w.noProps = true
			w.parts["docMetadata/LabelInfo.xml"] = label
			w.parts["docProps/custom.xml"] = `<Properties xmlns:vt="x"><property name="MSIP_Label_1_Owner"><vt:lpwstr>jane.okafor@leeds.example</vt:lpwstr></property><property name="ContentTypeId"><vt:lpwstr>0x010100</vt:lpwstr></property></Properties>`
			w.parts["customXml/item1.xml"] = `<ct:contentTypeSchema xmlns:ct="http://schemas.microsoft.com/office/2006/metadata/contentType" ct:_=""><UserInfo><DisplayName>Jane Okafor</DisplayName></UserInfo></ct:contentTypeSchema>`
			w.parts["customXml/itemProps1.xml"] = `<ds:datastoreItem xmlns:ds="x"/>`
			w.rels["customXml/item1.xml"] = rel("rId1", "customXmlProps", "itemProps1.xml")
			w.rels[""] = rel("rId9", "custom-properties", "docProps/custom.xml") + rel("rId10", "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml") + rel("rId11", "customXml", "customXml/item1.xml")
		}), []string{"What a document library keeps with the file (custom XML) was left out.", strippedProperties}},
		{"an empty drawing on every sheet, as some programs write", with(func(w *raw) {
			w.noProps = true
			w.parts["xl/drawings/drawing1.xml"] = `<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="x"/>`
			w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", "drawing", "../drawings/drawing1.xml")
		}), nil},
		{"views, watches and who reserved the file", with(func(w *raw) {
			w.noProps = true
			w.index = `<fileSharing userName="Jane Okafor"/><customWorkbookViews><customWorkbookView name="Jane Okafor - Personal View" guid="{1}"/></customWorkbookViews>`
			w.sheets[0].tail = `<protectedRanges><protectedRange name="r" sqref="A1" securityDescriptor="O:WDG:WD"/></protectedRanges><customSheetViews><customSheetView guid="{1}"/></customSheetViews><cellWatches><cellWatch r="D2"/></cellWatches>`
		}), []string{
			"The name of who reserved the file was left out.", "Saved views of the workbook, which may name their makers, were left out.",
			"The list of who may change which cells was left out.", "Saved views of the sheet, which may name their makers, were left out.", "The list of watched cells was left out.",
		}},
		{"validation, header, public links and a percentage with ten decimals", with(func(w *raw) {
			w.noProps = true
			w.sheets[0].rows += row(9, 0.9434765919, verbatim(`<c r="AT"><f>SUM(D2:D4)</f><v>9434</v></c>`))
			w.sheets[0].tail = `<dataValidations count="1"><dataValidation type="list" sqref="A2:A9" promptTitle="Measure" prompt="Choose a measure from the list." errorTitle="Not in the list" error="Choose one."><formula1>"referrals,rereferrals_3m"</formula1></dataValidation></dataValidations>` +
				`<hyperlinks><hyperlink ref="E3" r:id="rId1" tooltip="Open the page" display="Offer"/></hyperlinks><headerFooter><oddFooter>&amp;L&amp;"Arial,Bold"&amp;8Early help return, &amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>`
			w.rels["xl/worksheets/sheet1.xml"] = outer("rId1", "hyperlink", "https://www.leeds.example/early-help/offer?id=20260709")
		}), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, notes := screened(t, tt.w.open(t))
			if found != nil {
				t.Errorf("refused: %q", found)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMessagesOfPlacesAreKinds(t *testing.T) {
	for _, pl := range places {
		if pl.is == ordinary {
			continue
		}
		if _, remedy := words(pl.kind); pl.says == "" || remedy == "" || pl.kind == cell.Kind("") {
			t.Errorf("place %v has no kind or words", pl.names)
		}
	}
}
