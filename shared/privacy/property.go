package privacy

import (
	"bytes"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"

	"earlyhelp/shared/cell"
)

// strippedProperties is the note about what programs and organisations write
// into every file. It names no property's value.
const strippedProperties = "The properties of the file (such as its author, company or title) were left out of what is kept."

// ownProperties are those that name who made a file and for whom: a name or an
// address in one of them is the sender's, not a child's.
var ownProperties = map[string]bool{
	"creator": true, "lastModifiedBy": true, "Manager": true, "Company": true, "HyperlinkBase": true, "Application": true,
	"AppVersion": true, "Template": true, "identifier": true, "language": true, "version": true, "revision": true,
	"created": true, "modified": true, "lastPrinted": true, "DocSecurity": true,
}

// properties reads a part of document properties. Ordinary ones are noted;
// one that holds an identifier, or text about somebody where none is written
// by itself, refuses the file.
func (s *screener) properties(name string, content contentKind) {
	property, kept := "", false
	err := s.scan(name, func(m *markup, kind markKind, within string) {
		switch kind {
		case openTag:
			if content == customProperties && m.name == "property" {
				property = m.attr("name")
				if k := identify(typed(property)); k != "" {
					s.add(cell.Ref{}, cell.DocProperty, "The name of a property of the file holds what looks like "+noun(k)+".")
				}
			}
			if m.name == "linkTarget" {
				s.add(cell.Ref{}, cell.DocProperty, "")
			}
			m.eachAttr(func(attr, value []byte) {
				if string(attr) != "name" {
					s.attributeAt(cell.Ref{}, attr, value, "the properties of the file")
				}
			})
		case plainText, remark:
			if m.blank() {
				return
			}
			t := m.content()
			if kind == remark {
				s.value(cell.Ref{}, t, "the properties of the file", true)
				return
			}
			kept = kept || !harmless(content, within, t)
			s.property(content, property, within, t)
		}
	})
	if err != nil {
		s.add(cell.Ref{}, cell.DocProperty, "The properties of the file are written as no spreadsheet program writes them, so they cannot be checked.")
	}
	if kept {
		s.note(cell.Ref{}, cell.DocProperty, strippedProperties)
	}
}

// harmless reports whether a property says nothing about anybody: which
// program wrote the file and when, the names of its sheets, and what the
// template itself says.
func harmless(content contentKind, within, t string) bool {
	switch content {
	case moreProperties:
		return within != "Manager" && within != "Company" && within != "HyperlinkBase"
	case coreProperties:
		switch within {
		case "creator", "lastModifiedBy":
			return t == "Early help benchmarking"
		case "title":
			return t == "Early help return"
		case "subject":
			return ourSubject.MatchString(t)
		}
		return ownProperties[within]
	}
	return content == customProperties && within != "lpwstr" || ourVersion.MatchString(t)
}

// The template's own subject (area and period) and version.
var (
	ourSubject = regexp.MustCompile(`^\d{3} [\w-]{4,10}$`)
	ourVersion = regexp.MustCompile(`^20\d\d\.\d{1,3}$`)
)

func (s *screener) property(content contentKind, property, within, t string) {
	says := ""
	switch k := identify(typed(t)); {
	case content == customProperties && !byProgram.MatchString(property) && (within == "lpwstr" || within == "lpstr" || within == "bstr"):
		says = "The file has a property of its own (File, Info, Properties, Advanced, Custom) that holds text."
	case k == cell.Email || k == cell.Phone:
		if !ownProperties[within] && content != customProperties {
			says = "The properties of the file hold what looks like " + noun(k) + "."
		}
	case k != "":
		says = "The properties of the file hold what looks like " + noun(k) + "."
	case content == coreProperties && !ownProperties[within] && s.people.in(t):
		says = "The title, subject, keywords or comments of the file hold what looks like a person's name."
	}
	if says != "" {
		s.add(cell.Ref{}, cell.DocProperty, says)
	}
}

// byProgram matches the custom properties that programs, document libraries
// and labels of protection write by themselves (Microsoft Purview, SharePoint,
// Titus, Boldon James, Excel's and others' own), and the template's.
var byProgram = regexp.MustCompile(`(?i)^(EarlyHelpTemplate|MSIP_Label_.*|Sensitivity|ContentType(Id)?|_dlc_.*|_dlp_.*|MediaServiceImageTags|MediaService.*|TaxCatchAll.*|TaxKeyword.*|Order|xd_.*|TemplateUrl|ComplianceAssetId|_ExtendedDescription|_?SharedFileIndex|TriggerFlowInfo|_activity|URL|SharedWithUsers|GUID|WorkbookGuid|ICV|KSO.*|Titus.*|Classification|bj.*|docIndexRef|Base Target|Generator|AppVersion|DocSecurity|HyperlinksChanged|LinksUpToDate|ScaleCrop|ShareDoc|CalculationRule|_AdHocReviewCycleID|_NewReviewCycle|_ReviewingToolsShownOnce|Info \d)$`)

// mostBinary is the most that genuine printer settings or thumbnails hold:
// drivers add up to 60 kB of their own, and pictures of a page take as much.
const mostBinary = 256 << 10

// binary judges parts that are not XML and that programs write by themselves:
// something else under such a name is refused, and so is one with a number of
// a person in it.
func (s *screener) binary(name, lower string, pl place) place {
	if isMarkup(lower, s.bundle.types[lower]) {
		return pl
	}
	dressed := place{is: refused, kind: cell.EmbeddedObject, says: "The workbook holds a part that is not what its name says."}
	rc, err := s.book.Part(name)
	if err != nil {
		return dressed
	}
	defer rc.Close()
	data, err := io.ReadAll(io.LimitReader(rc, mostBinary+1))
	if err != nil || len(data) > mostBinary {
		return dressed
	}
	switch {
	case strings.Contains(pl.says, "printer") && !isPrinter(data), strings.Contains(pl.says, "picture") && !isPicture(data):
		return dressed
	}
	for _, t := range spelled(data) {
		if k := identify(typed(t)); k == cell.NHSNumber || k == cell.UPN || k == cell.NINumber || k == cell.DateOfBirth {
			s.add(cell.Ref{}, k, "There is what looks like "+noun(k)+" in a part that programs write by themselves.")
		}
	}
	return pl
}

// isPrinter reports whether data are settings of a printer: the DEVMODE
// structure of Windows (a device's name in 64 bytes, then its own version and
// size), the same in letters of one byte, or the property list of macOS.
func isPrinter(data []byte) bool {
	sized := func(at int) bool { // dmSize and dmDriverExtra
		if len(data) < at+8 {
			return false
		}
		size := int(binary.LittleEndian.Uint16(data[at+4:]))
		extra := int(binary.LittleEndian.Uint16(data[at+6:]))
		return size >= at+8 && size <= 512 && len(data) >= size && len(data) <= size+extra+64
	}
	return sized(64) || sized(32) || bytes.Contains(data[:min(len(data), 200)], []byte("<!DOCTYPE plist"))
}

// isPicture reports whether data begin as JPEG, PNG, GIF, BMP, EMF or WMF.
func isPicture(data []byte) bool {
	for _, head := range []string{"\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "GIF8", "BM", "\x01\x00\x00\x00", "\xd7\xcd\xc6\x9a", "\x01\x00\x09\x00"} {
		if bytes.HasPrefix(data, []byte(head)) {
			return true
		}
	}
	return false
}

// spelled returns what can be read in binary data: at least nine letters in a
// row, of one byte or of two.
func spelled(data []byte) []string {
	var found []string
	for width := 1; width <= 2; width++ {
		for start := 0; start < width; start++ {
			var run []uint16
			end := func() {
				if len(run) >= 9 {
					found = append(found, string(utf16.Decode(run)))
				}
				run = run[:0]
			}
			for i := start; i+width <= len(data); i += width {
				if c := data[i]; c >= ' ' && c < 0x7f && (width == 1 || data[i+1] == 0) {
					run = append(run, uint16(c))
				} else {
					end()
				}
			}
			end()
		}
	}
	return found
}

// customXML judges an item of custom XML: what document libraries and labels
// write by themselves is noted.
func (s *screener) customXML(name string, pl place) place {
	mine, personal, first := false, false, true
	err := s.scan(name, func(m *markup, kind markKind, within string) {
		switch kind {
		case openTag:
			if first {
				first = false
				m.eachAttr(func(attr, value []byte) {
					if bytes.HasPrefix(attr, []byte("xmlns")) {
						mine = mine || libraryXML.Match(value)
					}
				})
			}
			m.eachAttr(func(_, value []byte) {
				personal = personal || !madeByProgram(value) && identify(typed(replaced(value))) != ""
			})
		case plainText, remark:
			if !m.blank() {
				t := m.content()
				personal = personal || identify(typed(t)) != "" && within != "Email" || within != "DisplayName" && s.people.in(t)
			}
		}
	})
	if err == nil && mine && !personal {
		pl.is, pl.says = noted, "What a document library keeps with the file (custom XML) was left out."
	}
	return pl
}

// libraryXML matches the namespaces of what Office, SharePoint and labels of
// protection write into custom XML.
var libraryXML = regexp.MustCompile(`^http://(schemas\.microsoft\.com/(office/2006/(metadata|coverPageProps|documentManagement)|sharepoint|office/2020/mipLabelMetadata)|schemas\.openxmlformats\.org/officeDocument/2006/bibliography)`)
