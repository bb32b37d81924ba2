package list

import (
	"bytes"
	"cmp"
	"iter"
	"slices"

	"earlyhelp/shared/workbook"
)

// A Suggestion is a mapping proposed from the headings of a file and the words
// in its columns, and what is left for the officer to settle. In the mapping,
// "" stands for a column that no heading fits and for a word that fits no
// value.
type Suggestion struct {
	Mapping  Mapping   `json:"mapping"`
	Unmapped []string  `json:"unmapped"` // our columns that must be filled in and that no heading fits
	Headings []string  `json:"headings"` // of the file, those that fit nothing
	Words    []Unknown `json:"words"`    // that fit no value of their column
}

// An Unknown is what stands in a list column of an extract and is none of our
// values.
type Unknown struct {
	Column string `json:"column"`
	Word   string `json:"word"`
	Rows   int    `json:"rows"`
}

// Limits of a suggestion: rows looked at for words, and how many different
// words a column may have and still be a list. A column of more is free text or
// names, and nothing of it is shown.
const (
	mostSampled = 20_000
	mostWords   = 60
)

// Suggest proposes a mapping of Records for a file whose headings are not ours:
// by their names in usual extracts (data/headings.csv), then by likeness. ok is
// false when the file is no table that can be read, is a return, or has every
// column under our name.
func Suggest(file []byte, name string) (s Suggestion, ok bool) {
	sheet, rows := bestSheet(file, name)
	if rows == nil {
		return s, false
	}
	head := headingRow(rows)
	if head.Cells == nil {
		return s, false
	}
	s.Unmapped, s.Headings, s.Words = []string{}, []string{}, []Unknown{}
	s.Mapping = Mapping{Version: MappingVersion, Records: Mapped{Sheet: sheet, Columns: map[string]string{}, Always: map[string]string{}, Values: map[string]map[string]string{}}}
	at := s.columns(head)
	ours := 0
	for column, c := range records.columns {
		if at[column] > 0 && fold(s.Mapping.Records.Columns[c.Name]) == fold(c.Name) {
			ours++
		}
	}
	if ours == len(records.columns) {
		return s, false
	}
	s.guessType(head)
	s.words(rows, head.Number, at)
	for _, c := range records.columns {
		_, always := s.Mapping.Records.Always[c.Name]
		needed := c.Need == Always || c.Need == OnReferrals && s.Mapping.Records.Always["event_type"] != EarlyHelp
		if needed && !always && s.Mapping.Records.Columns[c.Name] == "" {
			s.Unmapped = append(s.Unmapped, c.Name)
		}
	}
	return s, true
}

// bestSheet returns the rows of the sheet to map: those of a CSV file, or of
// the sheet of a workbook whose headings fit best. sheet is its name where that
// is not ours.
func bestSheet(file []byte, name string) (sheet string, rows iter.Seq2[workbook.Row, error]) {
	if IsCSV(file, name) {
		if len(bytes.TrimSpace(file)) == 0 {
			return "", nil
		}
		return "", csvRows(file)
	}
	b, err := workbook.Open(file, nil)
	if err != nil || isReturn(b) {
		return "", nil
	}
	if name, ok := findSheet(b, RecordsSheet); ok {
		return "", b.Rows(name)
	}
	most := -1
	for _, s := range b.Sheets() {
		head := headingRow(b.Rows(s.Name))
		if head.Cells == nil {
			continue
		}
		fits := 0
		for _, c := range head.Cells {
			if meansColumn(c.Text).means != "" {
				fits++
			}
		}
		if fits > most {
			most, sheet, rows = fits, s.Name, b.Rows(s.Name)
		}
	}
	return sheet, rows
}

// isReturn reports whether a workbook has the sheets by which a return is known
// from any extract.
func isReturn(b *workbook.Book) bool {
	if _, ok := findSheet(b, CoverSheet); !ok {
		return false
	}
	return slices.ContainsFunc(returnSheets, func(name string) bool {
		_, ok := findSheet(b, name)
		return ok
	})
}

// headingRow returns the row of headings: of the first rows, the one with the
// most headings that are known; where none is, the first with as many texts as
// a table has columns.
func headingRow(rows iter.Seq2[workbook.Row, error]) (best workbook.Row) {
	most := 0
	for row, err := range rows {
		if err != nil || row.Number > headRows {
			break
		}
		fits, texts := 0, 0
		for _, c := range row.Cells {
			if c.Kind == workbook.Text && tidy(c.Text) != "" {
				texts++
			}
			if meansColumn(c.Text).means != "" {
				fits++
			}
		}
		if fits > most || best.Cells == nil && texts >= enoughHeadings {
			most = fits
			best = workbook.Row{Number: row.Number, Cells: slices.Clone(row.Cells)}
		}
	}
	return best
}

// meansColumn returns the column that a heading stands for, the zero spelling
// for none.
func meansColumn(heading string) spelling {
	for _, c := range records.columns {
		if plain(c.Name) == plain(heading) {
			return spelling{c.Name, 0}
		}
	}
	return otherHeadings()[plain(heading)]
}

// columns proposes a heading for each column, notes those that fit nothing, and
// returns where each column stands in the file.
func (s *Suggestion) columns(head workbook.Row) (at []int) {
	type found struct {
		heading string
		col     int
		rank    int
	}
	best := map[string]found{}
	var left []workbook.Cell
	for _, c := range head.Cells {
		means := meansColumn(c.Text)
		if means.means == "" {
			left = append(left, c)
			continue
		}
		was, twice := best[means.means]
		switch {
		case !twice || means.rank < was.rank:
			best[means.means] = found{tidy(c.Text), c.Col, means.rank}
			if twice {
				s.Headings = append(s.Headings, was.heading)
			}
		default:
			s.Headings = append(s.Headings, tidy(c.Text))
		}
	}
	for _, c := range left {
		var open []string
		for _, column := range records.columns {
			if best[column.Name].col == 0 {
				open = append(open, column.Name)
			}
		}
		if slip := near(c.Text, open); slip != "" {
			best[slip] = found{tidy(c.Text), c.Col, 0}
			continue
		}
		if text := tidy(c.Text); text != "" {
			s.Headings = append(s.Headings, text)
		}
	}
	at = make([]int, len(records.columns))
	for i, c := range records.columns {
		s.Mapping.Records.Columns[c.Name] = best[c.Name].heading
		at[i] = best[c.Name].col
	}
	return at
}

// guessType says what every row is about where no column does: an extract of
// referrals or of early help, as its headings speak of the one or the other.
func (s *Suggestion) guessType(head workbook.Row) {
	if s.Mapping.Records.Columns["event_type"] != "" {
		return
	}
	referral, help := 0, 0
	for _, c := range head.Cells {
		for _, word := range []string{"referr", "contact", "cin"} {
			if bytes.Contains([]byte(plain(c.Text)), []byte(word)) {
				referral++
				break
			}
		}
		for _, word := range []string{"earlyhelp", "episode", "earl", "eha", "plan", "leadpro", "review"} {
			if bytes.Contains([]byte(plain(c.Text)), []byte(word)) {
				help++
				break
			}
		}
	}
	delete(s.Mapping.Records.Columns, "event_type")
	switch {
	case referral > help:
		s.Mapping.Records.Always["event_type"] = Referral
	case help > referral:
		s.Mapping.Records.Always["event_type"] = EarlyHelp
	default:
		s.Mapping.Records.Columns["event_type"] = ""
	}
}

// words proposes a value for each word in the list columns that is not ours.
func (s *Suggestion) words(rows iter.Seq2[workbook.Row, error], head int, at []int) {
	column := map[int]int{} // by column of the file
	seen := map[int]map[string]int{}
	for i, col := range at {
		if col > 0 && records.columns[i].Type == Choice {
			column[col] = i
			seen[i] = map[string]int{}
		}
	}
	sampled := 0
	for row, err := range rows {
		if err != nil || sampled == mostSampled {
			break
		}
		if row.Number <= head {
			continue
		}
		sampled++
		for i := range row.Cells {
			c := &row.Cells[i]
			at, ok := column[c.Col]
			if !ok || len(seen[at]) > mostWords || c.Kind == workbook.Error || c.Kind == workbook.Uncalculated {
				continue
			}
			if text := tidy(c.Text); text != "" && len(text) <= maxText {
				seen[at][text]++
			}
		}
	}
	for i, c := range records.columns {
		if len(seen[i]) > mostWords {
			continue
		}
		known := wordsOf(&records, i)
		for _, word := range sortedKeys(seen[i]) {
			if _, ours := recordChoices[i].find(word); ours {
				continue
			}
			value, ok := known[plain(word)]
			if !ok {
				value = byMeaning(c.Values, word)
			}
			if value == "" {
				s.Words = append(s.Words, Unknown{c.Name, word, seen[i][word]})
			}
			if s.Mapping.Records.Values[c.Name] == nil {
				s.Mapping.Records.Values[c.Name] = map[string]string{}
			}
			s.Mapping.Records.Values[c.Name][word] = value
		}
	}
	slices.SortStableFunc(s.Words, func(a, b Unknown) int {
		return cmp.Or(cmp.Compare(records.named(a.Column), records.named(b.Column)), cmp.Compare(b.Rows, a.Rows))
	})
}

// byMeaning returns the value that a word spells out: White British is WBRI.
func byMeaning(values []Value, word string) string {
	for _, v := range values {
		if plain(v.Code) == plain(word) || v.Words != "" && plain(v.Words) == plain(word) {
			return v.Code
		}
	}
	return ""
}
