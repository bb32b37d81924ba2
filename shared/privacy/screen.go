package privacy

import (
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// mostFindings bounds the answer about a workbook full of them: somebody who
// sent a list needs to know that, not where each of its postcodes is.
const mostFindings = 500

// mostText bounds the work: the distinct texts of a return come to some 100 kB,
// and 1.5 MB of digits, which are the dearest to look through, take a second.
const mostText = 3 << 19

// Screen looks through the whole workbook: every cell of every sheet and
// every part of the archive. It returns what refuses the workbook, parts
// first and then cells in the order of the workbook, at most 500 findings;
// and what does not, but was left out of what is kept (the properties of the
// file, say), each once. The error is that of reading a sheet; what was found
// in the other sheets is returned all the same.
func Screen(b *workbook.Book) (found, notes []cell.Finding, err error) {
	s := newScreener(b)
	s.parts()
	for _, sh := range b.Sheets() {
		if s.full() {
			break
		}
		s.sheet(sh)
		if e := s.rows(sh); e != nil && err == nil {
			err = e
		}
	}
	s.unused()
	return s.found[:min(len(s.found), mostFindings)], s.notes, err
}

// Names returns what the names of sheets hold, as Screen does for cells. The
// reference is the file's, for that of a sheet would repeat its name: where
// anything is found, nothing else that names a sheet may be told.
func Names(b *workbook.Book) []cell.Finding {
	var found []cell.Finding
	for _, s := range b.Sheets() {
		if k, ok := Text(s.Name); ok {
			found = append(found, cell.Finding{Kind: k, Message: message(k, "The name of a sheet holds what looks like "+noun(k)+".")})
		}
	}
	return found
}

// A screener gathers what is found in one workbook.
type screener struct {
	book   *workbook.Book
	bundle *bundle
	people *names
	texts  []sharedText
	told   map[string]cell.Kind // what texts held, since many are alike
	found  []cell.Finding
	notes  []cell.Finding
	seen   map[cell.Finding]bool
	links  map[string]map[string]string // by sheet's part and id: hyperlinks not yet met
	spent  int                          // bytes of text looked at
}

func newScreener(b *workbook.Book) *screener {
	return &screener{
		book: b, bundle: newBundle(b), people: theNames(),
		told: map[string]cell.Kind{}, seen: map[cell.Finding]bool{}, links: map[string]map[string]string{},
	}
}

func (s *screener) full() bool { return len(s.found) >= mostFindings || s.spent > mostText }

// afford counts the text that is looked at, each text once, and says once when
// it is more than any return holds.
func (s *screener) afford(t string) bool {
	if s.spent > mostText {
		return false
	}
	if s.spent += len(t); s.spent <= mostText {
		return true
	}
	s.found = append(s.found, cell.Finding{Kind: cell.FreeText, Message: message(cell.FreeText, "The workbook holds more text than a return does.")})
	return false
}

func (s *screener) add(ref cell.Ref, k cell.Kind, says string) {
	f := cell.Finding{Ref: ref, Kind: k, Message: Message(k)}
	if says != "" {
		f.Message = message(k, says)
	}
	if !s.seen[f] && !s.full() {
		s.seen[f] = true
		s.found = append(s.found, f)
	}
}

func (s *screener) note(ref cell.Ref, k cell.Kind, says string) {
	f := cell.Finding{Ref: ref, Kind: k, Message: says}
	if !s.seen[f] {
		s.seen[f] = true
		s.notes = append(s.notes, f)
	}
}

// text returns what a text holds, as Text does, and remembers it.
func (s *screener) text(t string) (cell.Kind, bool) {
	if len(t) < 3 {
		return "", false
	}
	k, ok := s.told[t]
	if !ok && !s.afford(t) {
		return "", false
	}
	if !ok {
		k = textWith(t, s.people)
		if len(s.told) < 50_000 {
			s.told[strings.Clone(t)] = k
		}
	}
	return k, k != ""
}

// noun names what a kind looks like, for sentences about where it was found.
func noun(k cell.Kind) string {
	switch k {
	case cell.NHSNumber:
		return "an NHS number"
	case cell.UPN:
		return "a unique pupil number"
	case cell.NINumber:
		return "a National Insurance number"
	case cell.Postcode:
		return "a full postcode"
	case cell.DateOfBirth:
		return "a date of birth"
	case cell.Email:
		return "an email address"
	case cell.Phone:
		return "a telephone number"
	case cell.PersonName:
		return "a person's name"
	}
	return "something about a person"
}
