package marked

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/privacy"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// ErrNotAnonymous reports a file that holds something personal, or a place
// where such things hide: no copy of it is made.
var ErrNotAnonymous = errors.New("the file is not anonymous, so no copy is made")

// problemsSheet is the name of the first sheet.
const problemsSheet = privacy.CheckSheet

// maxMarks is how many cells of one sheet are marked. The largest return has
// under 5,000 rows a sheet; so many wrong cells are one mistake, not 10,000.
const maxMarks = 10_000

// Write writes the marked copy of a return. data is the file as it was sent
// and problems what the checks found in it, in the order of the workbook.
//
// The error is ErrNotAnonymous for a file that the privacy screen does not let
// through, a *workbook.RefusedError for one that cannot be read, or w's own.
// Nothing has been written then, save in the last case. A return of nine
// sheets takes some ten milliseconds; memory grows with the sheets of the
// return, which have at most a few thousand rows each.
func Write(w io.Writer, data []byte, problems []cell.Problem) error {
	book, err := workbook.Open(data, nil)
	if err != nil {
		return err
	}
	if len(privacy.Names(book)) > 0 {
		return ErrNotAnonymous
	}
	found, _, err := privacy.Screen(book)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return ErrNotAnonymous
	}
	names := ownSheets(book)
	list, rows := listProblems(problems, names)
	sheets := []*sheet{list}
	for _, name := range names {
		s, err := copySheet(book, name, marksOf(problems, name, rows))
		if err != nil {
			return err
		}
		sheets = append(sheets, s)
	}
	return write(w, sheets)
}

// ownSheets returns the sheets of a file that are the return's, by the names
// that they have there.
func ownSheets(book *workbook.Book) []string {
	var names []string
	taken, known := map[string]bool{}, sheetNames()
	for _, s := range book.Sheets() {
		n := norm(s.Name)
		own, ok := known[n]
		if ok && s.Grid && !s.Hidden && !taken[own] {
			taken[own] = true
			names = append(names, s.Name)
		}
	}
	return names
}

// sheetNames returns the template's sheets by the spellings that are read:
// "EarlyHelp", "early help".
func sheetNames() map[string]string {
	m := map[string]string{}
	for _, name := range returns.Sheets() {
		m[norm(name)], m[norm(spaced(name))] = name, name
	}
	return m
}

// spaced puts spaces before the capitals of a sheet's name.
func spaced(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// norm makes names comparable, as the reader of returns does: case, and the
// difference between a space, a hyphen and an underscore, do not count.
func norm(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-' || r == '\u00a0' || r == '\t' || r == '\n'
	}), "_")
}

// A mark is what a cell of a copied sheet is marked with.
type mark struct {
	ref      cell.Ref
	severity cell.Severity // the gravest of its problems
	problems []cell.Problem
	back     int // the row of the Problems sheet that tells of it, 0 for none
}

// marksOf gathers the problems of a sheet by cell. What is wrong with a whole
// sheet or row stands at its first cell.
func marksOf(problems []cell.Problem, sheet string, rows map[cell.Ref]int) []*mark {
	at := map[cell.Ref]*mark{}
	for _, p := range problems {
		if !strings.EqualFold(p.Ref.Sheet, sheet) {
			continue
		}
		ref := cell.Ref{Sheet: sheet, Row: max(1, p.Ref.Row), Col: max(1, p.Ref.Col)}
		m := at[ref]
		if m == nil {
			if len(at) == maxMarks {
				continue
			}
			m = &mark{ref: ref, severity: p.Severity, back: rows[p.Ref]}
			at[ref] = m
		}
		if severityOrder(p.Severity) < severityOrder(m.severity) {
			m.severity = p.Severity
		}
		m.problems = append(m.problems, p)
	}
	return slices.SortedFunc(maps.Values(at), func(a, b *mark) int {
		return cmp.Or(a.ref.Row-b.ref.Row, a.ref.Col-b.ref.Col)
	})
}

// put marks the cell on the sheet: its comment, and the way back.
func (m *mark) put(s *sheet) {
	s.comments = append(s.comments, comment{m.ref, commentText(m.problems)})
	if m.back > 0 {
		s.link(m.ref.Col, problemsSheet, fmt.Sprintf("D%d", m.back), "Back to the list of problems")
	}
}
