package privacy

import (
	"regexp"
	"strings"

	"earlyhelp/shared/cell"
)

// workbook reads the part that names the sheets: defined names, views, who
// may change what, and where the file lay.
func (s *screener) workbook(name string) {
	defined, refers, hidden := "", "", false
	file := cell.Ref{}
	err := s.scan(name, func(m *markup, kind markKind, within string) {
		switch kind {
		case openTag:
			switch m.name {
			case "definedName":
				defined, refers, hidden = m.attr("name"), "", isTrue(m.attr("hidden"))
			case "workbookView":
				if v := m.attr("visibility"); v == "hidden" || v == "veryHidden" {
					s.add(file, cell.HiddenSheet, "The window of the workbook is hidden (View, Unhide).")
				}
			case "sheet":
				return // Names and the sheets themselves tell of these
			case "customWorkbookView":
				s.note(file, cell.DocProperty, "Saved views of the workbook, which may name their makers, were left out.")
				return
			case "fileSharing":
				s.note(file, cell.DocProperty, "The name of who reserved the file was left out.")
				return
			case "absPath":
				s.note(file, cell.DocProperty, "The folder that the file was saved in was left out.")
				return
			case "webPublishObject":
				s.add(file, cell.ExternalLink, "The workbook is published as a web page, with the address of a file.")
			}
			m.eachAttr(func(attr, value []byte) {
				s.attributeAt(file, attr, value, "the names and settings of the workbook")
			})
		case plainText:
			if within == "definedName" {
				refers += m.content()
			}
			if !m.blank() {
				s.value(file, m.content(), "the names and settings of the workbook", strings.Contains(m.content(), `"`) || within != "definedName")
			}
		case remark:
			s.value(file, m.content(), "a remark that no program shows", true)
		case closeTag:
			if m.name == "definedName" && defined != "" {
				s.defined(defined, refers, hidden)
				defined = ""
			}
		}
	})
	if err != nil {
		s.add(file, cell.EmbeddedObject, "The workbook's first part is written as no spreadsheet program writes it, so it cannot be checked.")
	}
}

// ownRange matches what the names that programs make refer to: ranges of this
// workbook, whole rows and columns of it, or nothing.
var ownRange = regexp.MustCompile(`^(?:(?:'(?:[^'\[\]]|'')+'|[^'\[\]!"(){}]+)!\$?[A-Z]{0,3}\$?\d*(?::\$?[A-Z]{0,3}\$?\d*)?,?)+$|^#(?:REF!|NAME\?|N/A)$|^$`)

// defined judges a name. Those that begin with _xl are written by the programs
// themselves, for print areas, filters and newer functions; they refer to
// ranges of the workbook and hold nothing.
func (s *screener) defined(name, refers string, hidden bool) {
	lower := strings.ToLower(name)
	own := strings.HasPrefix(lower, "_xlnm.") && ownRange.MatchString(refers) && !strings.Contains(refers, "#REF!!") ||
		(strings.HasPrefix(lower, "_xlfn") || strings.HasPrefix(lower, "_xlws") || strings.HasPrefix(lower, "_xlpm") || strings.HasPrefix(lower, "_xleta") || strings.HasPrefix(lower, "_xludf")) &&
			strings.HasPrefix(refers, "#")
	switch {
	case own:
	case strings.Contains(refers, "["), strings.Contains(refers, `:\`), strings.Contains(refers, `\\`):
		s.add(cell.Ref{}, cell.DefinedName, "A name for a range leads to another file.")
	case hidden:
		s.add(cell.Ref{}, cell.DefinedName, "The workbook holds a hidden name for a range or value.")
	default:
		s.add(cell.Ref{}, cell.DefinedName, "")
	}
}

// drawing tells the drawings that hold nothing, which some programs add to
// every sheet, and those of comments, which are told as comments.
func (s *screener) drawing(name, lower string, pl place) place {
	if strings.HasSuffix(lower, ".vml") || strings.Contains(s.bundle.types[lower], "vmldrawing") {
		notes, others := false, false
		err := s.scan(name, func(m *markup, kind markKind, _ string) {
			if kind == openTag && m.name == "ClientData" {
				if m.attr("ObjectType") == "Note" {
					notes = true
				} else {
					others = true
				}
			}
			others = others || kind == openTag && m.name == "imagedata"
		})
		switch {
		case err != nil || others:
		case notes:
			pl.kind, pl.says = cell.Comment, "The workbook holds comments or notes."
			if s.commentsBeside(lower) {
				pl.is = ordinary // told cell by cell
			}
		default:
			pl.is = ordinary
		}
		return pl
	}
	if strings.HasSuffix(lower, ".xml") && !s.holds(name, "twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "relSizeAnchor", "absSizeAnchor") {
		pl.is = ordinary
	}
	return pl
}

// commentsBeside reports whether the sheet of a drawing has comments.
func (s *screener) commentsBeside(drawing string) bool {
	for part := range s.bundle.owner {
		if s.bundle.owner[part] == s.bundle.owner[drawing] && s.bundle.usedAs(part, "comments") {
			return true
		}
	}
	return false
}

// mostComments bounds how many cells are named for their comments.
const mostComments = 50

// CheckAuthor is who our own comments are by: those that a marked copy of a
// return carries (package marked). No person has the name.
const CheckAuthor = "Early help checks"

// CheckSheet is the sheet of a marked copy that lists what the checks found,
// under CheckHeadings. It has a row a mistake, which is not a row a child.
const CheckSheet = "Problems"

// CheckHeadings are the headings of CheckSheet.
func CheckHeadings() []string {
	return []string{"No.", "How serious", "Sheet", "Cell", "What is there", "What to do", "Check"}
}

// ofChecks matches how every comment of a marked copy begins.
var ofChecks = regexp.MustCompile(`^(?:Put right|Explain|To know) \([A-Z]\d\d\): `)

// comments names the cells that have comments, and what the comments hold.
// Those that our own checks put into a marked copy are no reason to refuse it
// when it is corrected and sent: they are screened by value as all text is, and
// left out of what is kept.
func (s *screener) comments(name string, ref cell.Ref, pl place) {
	var cells []cell.Ref
	var text []byte // of the comment being read
	here, own := ref, true
	ended := func() {
		own = own && (len(cells) == 0 || ofChecks.Match(text))
		text = text[:0]
	}
	err := s.scan(name, func(m *markup, kind markKind, within string) {
		switch {
		case kind == openTag && (m.name == "comment" || m.name == "threadedComment"):
			ended()
			own = own && m.name == "comment"
			if here = ref; ref.Sheet != "" {
				here = at(ref.Sheet, m.attr("ref"))
			}
			cells = append(cells, here)
		case kind == openTag:
			m.eachAttr(func(attr, value []byte) { s.attributeAt(here, attr, value, "a comment") })
		case kind == remark || kind == plainText && !m.blank():
			if within == "author" {
				own = own && strings.TrimSpace(m.content()) == CheckAuthor
			} else {
				text = append(text, m.content()...)
			}
			s.value(here, m.content(), "a comment", within != "author")
		}
	})
	ended()
	switch {
	case len(cells) == 0 || err != nil:
		s.add(ref, pl.kind, pl.says)
	case own:
		s.note(cell.Ref{}, pl.kind, "The comments of the checks themselves were left out.")
	default:
		for _, c := range cells[:min(len(cells), mostComments)] {
			s.add(c, pl.kind, pl.says)
		}
	}
}
