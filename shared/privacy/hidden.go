package privacy

import (
	"io"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// hiddenPlaces finds what lies outside the cells of the sheets that can be
// seen: by its presence, since nothing of it belongs in a return.
func hiddenPlaces(b *workbook.Book) []cell.Finding {
	var found []cell.Finding
	add := func(ref cell.Ref, k cell.Kind) {
		f := cell.Finding{Ref: ref, Kind: k, Message: Message(k)}
		if !slices.Contains(found, f) {
			found = append(found, f)
		}
	}
	owners := owners(b)
	known := map[string]bool{}
	for _, s := range b.Sheets() {
		known[strings.ToLower(s.Part)] = true
		switch {
		case s.Hidden:
			add(cell.Ref{Sheet: s.Name}, cell.HiddenSheet)
		case !s.Grid:
			add(cell.Ref{Sheet: s.Name}, cell.EmbeddedObject)
		}
	}
	for _, p := range b.Parts() {
		name := strings.ToLower(p.Name)
		k, ok := partKind(name)
		switch {
		case ok && k == cell.CustomXML && isOrdinaryXML(b, p):
		case ok && k == cell.Comment:
			for _, ref := range commented(b, p.Name, owners[name]) {
				add(ref, k)
			}
		case ok:
			add(cell.Ref{Sheet: owners[name]}, k)
		case strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml") && !known[name]:
			add(cell.Ref{}, cell.HiddenSheet) // no tab leads to it
		case strings.HasPrefix(name, "docprops/") && strings.HasSuffix(name, ".xml") && tellsOfPerson(b, p.Name):
			add(cell.Ref{}, cell.DocProperty)
		}
	}
	for _, n := range b.Names() {
		// Names that begin with _xl are written by the programs themselves,
		// for print areas, filters and newer functions.
		if !strings.HasPrefix(strings.ToLower(n.Name), "_xl") {
			add(cell.Ref{}, cell.DefinedName)
		}
	}
	return found
}

// owners maps a part (lower case) to the name of the sheet that uses it.
func owners(b *workbook.Book) map[string]string {
	m := map[string]string{}
	for _, s := range b.Sheets() {
		rels, err := b.Related(s)
		if err != nil {
			continue // the part itself is still seen, without its sheet
		}
		for _, r := range rels {
			m[strings.ToLower(r.Part)] = s.Name
		}
	}
	return m
}

// commented returns the cells that a part holds comments for, at most 50, or
// the sheet as a whole.
func commented(b *workbook.Book, part, sheet string) []cell.Ref {
	var refs []cell.Ref
	err := b.Scan(part, func(name, _ string, attr func(string) string) bool {
		if name == "comment" || name == "threadedComment" {
			if ref, err := cell.Parse(attr("ref")); err == nil && sheet != "" {
				ref.Sheet = sheet
				refs = append(refs, ref)
			}
		}
		return len(refs) < 50
	})
	if err != nil || len(refs) == 0 {
		return []cell.Ref{{Sheet: sheet}}
	}
	return refs
}

// ordinary are the parts that spreadsheet programs write for any workbook.
// persons is a list of who wrote comments that Excel writes without any.
var ordinary = []string{
	"[content_types].xml", "_rels/", "docprops/", "docmetadata/", "xl/workbook.xml", "xl/_rels/", "xl/worksheets/",
	"xl/styles.xml", "xl/sharedstrings.xml", "xl/theme/", "xl/calcchain.xml", "xl/printersettings/", "xl/tables/",
	"xl/metadata.xml", "xl/richdata/", "xl/featurepropertybag/", "xl/persons/", "xl/volatiledependencies.xml",
}

// partKind returns what a part means, by its name in lower case. Parts that
// are not known to be ordinary are embedded objects.
func partKind(name string) (cell.Kind, bool) {
	has := func(prefix string) bool { return strings.HasPrefix(name, prefix) }
	switch {
	case has("xl/comments"), has("xl/threadedcomments/"), strings.HasPrefix(base(name), "comments") && strings.HasSuffix(name, ".xml"):
		return cell.Comment, true
	case has("xl/vba"), has("xl/macrosheets/"), has("xl/dialogsheets/"), has("xl/intlmacrosheets/"), strings.HasSuffix(name, "vbaproject.bin"):
		return cell.Macro, true
	case has("xl/externallinks/"), has("xl/connections.xml"), has("xl/querytables/"), has("xl/xmlmaps"):
		return cell.ExternalLink, true
	case has("xl/pivotcache/"), has("xl/pivottables/"), has("xl/model/"), has("xl/slicercaches/"), has("xl/timelinecaches/"):
		return cell.PivotCache, true
	case has("customxml/"):
		return cell.CustomXML, true
	case has("xl/worksheets/_rels/"):
		return "", false
	}
	for _, prefix := range ordinary {
		if has(prefix) {
			return "", false
		}
	}
	// Drawings of comments are reported as comments.
	if has("xl/drawings/vmldrawing") || has("xl/drawings/_rels/") {
		return "", false
	}
	return cell.EmbeddedObject, true
}

func base(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// isOrdinaryXML reports whether custom XML is what document libraries and Word
// processors write by themselves: content types, forms and labels.
func isOrdinaryXML(b *workbook.Book, p workbook.Part) bool {
	const enough = 64 << 10 // theirs are a few kilobytes
	if strings.HasSuffix(p.Name, ".rels") || strings.Contains(p.Name, "itemProps") {
		return true
	}
	if p.Size > enough {
		return false
	}
	rc, err := b.Part(p.Name)
	if err != nil {
		return false
	}
	defer rc.Close()
	head := make([]byte, 2048)
	n, _ := io.ReadFull(rc, head) // a part that cannot be read, or is short, is judged by what there is
	for _, ns := range []string{
		"schemas.microsoft.com/office/2006/metadata", "schemas.microsoft.com/sharepoint",
		"schemas.openxmlformats.org/officeDocument/2006/bibliography", "schemas.microsoft.com/office/2020/mipLabelMetadata",
	} {
		if strings.Contains(string(head[:n]), ns) {
			return !tellsOfPerson(b, p.Name)
		}
	}
	return false
}

// tellsOfPerson reports whether a part's text holds what check P01 looks for.
// An email address is left out: programs write the author's by themselves.
func tellsOfPerson(b *workbook.Book, part string) bool {
	tells := false
	err := b.Scan(part, func(_, text string, _ func(string) string) bool {
		k, ok := Text(text)
		tells = ok && k != cell.Email && k != cell.Phone
		return !tells
	})
	return tells && err == nil
}
