package privacy

import (
	"strings"

	"earlyhelp/shared/cell"
)

// A sharedText is one entry of the table of texts that cells refer to. The
// table often keeps texts of cells that were cleared long ago.
type sharedText struct {
	text  string // all runs together
	aloud string // how it is read aloud
	used  bool

	judged bool // once it was used
	kind   cell.Kind
}

// shared returns what a text that a cell refers to holds.
func (s *screener) shared(t *sharedText) cell.Kind {
	t.used = true
	if !t.judged {
		t.kind, _ = s.text(t.text)
		t.judged = s.spent <= mostText
	}
	return t.kind
}

// readTexts reads the table of shared texts.
func (s *screener) readTexts(name string) {
	var now sharedText
	var text, aloud strings.Builder
	spoken, inside := 0, false
	err := s.scan(name, func(m *markup, kind markKind, within string) {
		switch kind {
		case openTag:
			switch m.name {
			case "si":
				inside = true
				if m.closed {
					s.texts, inside = append(s.texts, sharedText{}), false
				}
			case "rPh":
				if !m.closed {
					spoken++
				}
			case "sst", "t", "r", "rPr", "phoneticPr":
			default:
				m.eachAttr(func(attr, value []byte) { s.attributeAt(cell.Ref{}, attr, value, "the table of texts") })
			}
		case closeTag:
			switch m.name {
			case "rPh":
				spoken--
			case "si":
				now.text, now.aloud = text.String(), aloud.String()
				s.texts = append(s.texts, now)
				text.Reset()
				aloud.Reset()
				inside = false
			}
		case plainText:
			switch {
			case spoken > 0:
				aloud.WriteString(m.content())
			case within == "t":
				text.WriteString(m.content())
			case !m.blank():
				s.value(cell.Ref{}, m.content(), "the table of texts", true)
			}
		case remark:
			s.value(cell.Ref{}, m.content(), "the table of texts", true)
		}
	})
	if err != nil || inside {
		s.add(cell.Ref{}, cell.EmbeddedObject, "The table of texts is written as no spreadsheet program writes it, so it cannot be checked.")
	}
}

// unused screens the texts that no cell shows.
func (s *screener) unused() {
	for _, t := range s.texts {
		if t.used || s.full() {
			continue
		}
		const where = "a text that no cell shows any more (left over from a cell that was cleared; copy the figures into a new template)"
		s.value(cell.Ref{}, t.text, where, true)
		s.value(cell.Ref{}, t.aloud, where, true)
	}
}
