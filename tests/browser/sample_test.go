package browser

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A sample is one file to choose, and what is known of it beforehand. All of
// them are made up from a seed.
type sample struct {
	name string // of the case, and of the file with its ending
	body []byte
}

var quarter = period.NewQuarter(2026, 2)

// marker stands in every child's key and reference of the lists, so that it
// would be seen if anything of them travelled. Localities are named in the
// return, so they have none.
const marker = "QZXV7J"

// events makes rows of a list without a mistake: referrals and episodes of a
// year and a quarter, by column.
func events(seed uint64, n int) []map[string]string {
	r := rand.New(rand.NewPCG(seed, 7))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	type child struct{ year, sex, group string }
	children := map[string]child{}
	type day struct {
		key, kind string
		on        period.Date
	}
	taken := map[day]bool{}
	var rows []map[string]string
	for i := range n {
		kind := pick("referral", "referral", "early_help")
		start := quarter.Start().AddMonths(-12).AddDays(r.IntN(365 + 90))
		key := fmt.Sprintf("%sK%d", marker, r.IntN(n/2+1))
		if taken[day{key, kind, start}] {
			continue
		}
		taken[day{key, kind, start}] = true
		c, ok := children[key]
		if !ok {
			c = child{fmt.Sprint(2011 + r.IntN(14)), pick("female", "male", "male", "female", "other"), pick("WBRI", "WBRI", "APKN", "BCRB", "MWBC", "declined")}
			children[key] = c
		}
		row := map[string]string{"child_key": key, "event_type": kind, "event_ref": fmt.Sprintf("%s%d", marker, i), "start_date": start.String(),
			"birth_year": c.year, "sex": c.sex, "ethnic_group": c.group, "disability": pick("yes", "no"), "sen": pick("yes", "no", "no"), "young_carer": pick("yes", "no", "no"),
			"need_1": pick("neglect", "domestic abuse", ""), "locality": pick("North", "South"), "source_agency": pick("police", "school", "health", "family"),
			"culture_recorded": pick("yes", "no"), "religion_recorded": pick("yes", "no"), "language_english": pick("yes", "no")}
		if kind == "referral" {
			row["referral_outcome"] = pick("nfa_advice", "assessment", "early_help_offered")
			row["threshold_cited"], row["eha_attached"] = pick("yes", "no"), pick("yes", "no")
			row["outcome_told_date"] = start.AddDays(1 + r.IntN(9)).String()
		} else {
			row["first_help_date"] = start.AddDays(r.IntN(40)).String()
			row["lead_professional_agency"] = pick("school", "health", "")
			if end := start.AddDays(20 + r.IntN(100)); !end.After(quarter.End()) {
				row["end_date"], row["end_reason"] = end.String(), pick("needs_met", "stepped_up", "moved")
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// names are the columns of a list in the order of the template.
func names() (all []string) {
	for _, c := range list.Columns() {
		all = append(all, c.Name)
	}
	return all
}

func csvOf(t *testing.T, columns []string, rows []map[string]string, comma rune) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	lines := [][]string{columns}
	for _, r := range rows {
		line := make([]string, len(columns))
		for i, c := range columns {
			line[i] = r[c]
		}
		lines = append(lines, line)
	}
	if err := w.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// xlsxOf types rows into the template of the list, and then what change does.
func xlsxOf(t *testing.T, rows []map[string]string, change func(*excelize.File)) []byte {
	t.Helper()
	bolton, _ := area.England().Find("350")
	var b bytes.Buffer
	if err := list.WriteTemplate(&b, bolton, quarter); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, r := range rows {
		line := make([]any, len(names()))
		for j, c := range names() {
			if d, err := period.ParseDate(r[c]); err == nil {
				line[j] = d.Time()
			} else if r[c] != "" {
				line[j] = r[c]
			}
		}
		if err := f.SetSheetRow(list.RecordsSheet, fmt.Sprintf("A%d", i+2), &line); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// lists are good ones in every form, and one of each kind of mistake.
func lists(t *testing.T) []sample {
	t.Helper()
	rows := events(1, 90)
	good := csvOf(t, names(), rows, ',')
	wide := make([]byte, 0, 2*len(good)+2)
	wide = append(wide, 0xff, 0xfe)
	for _, u := range utf16.Encode([]rune(string(good))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	moved := slices.Clone(names())
	rand.New(rand.NewPCG(3, 3)).Shuffle(len(moved), func(i, j int) { moved[i], moved[j] = moved[j], moved[i] })
	all := []sample{
		{"good 1.csv", good},
		{"good 2.csv", csvOf(t, names(), events(2, 160), ',')},
		{"good 3.xlsx", xlsxOf(t, events(3, 60), nil)},
		{"good 4.xlsx", xlsxOf(t, events(4, 40), nil)},
		{"semicolons.csv", csvOf(t, names(), rows, ';')},
		{"tabs.txt", csvOf(t, names(), rows, '\t')},
		{"utf-16.csv", wide},
		{"byte order mark.csv", append([]byte("\ufeff"), good...)},
		{"windows-1252.csv", bytes.ReplaceAll(good, []byte("North"), []byte("C\xf4te"))},
		{"title above.csv", append([]byte("Early help extract\r\nMade up on 1 July 2026\r\n\r\n"), good...)},
		{"columns moved.csv", csvOf(t, moved, rows, ',')},
		{"columns added.csv", csvOf(t, append(slices.Clone(names()), "worker", "team"), rows, ',')},
		{"column missing.csv", csvOf(t, slices.DeleteFunc(slices.Clone(names()), func(c string) bool { return c == "birth_year" }), rows, ',')},
		{"no rows.csv", csvOf(t, names(), nil, ',')},
		{"no look-back.csv", csvOf(t, names(), slices.DeleteFunc(slices.Clone(rows), func(r map[string]string) bool { return r["start_date"] < "2026-04-01" }), ',')},
		{"formula errors.xlsx", xlsxOf(t, events(5, 20), func(f *excelize.File) {
			_ = f.SetCellFormula(list.RecordsSheet, "G4", "1/0") // with no stored result
		})},
	}
	// One mistake each, in one cell or in a whole column.
	for _, m := range []struct{ name, column, value string }{
		{"key blank", "child_key", ""}, {"type unknown", "event_type", "referal"}, {"start is words", "start_date", "last week"},
		{"end before start", "end_date", "2020-01-01"}, {"year of another century", "birth_year", "1915"}, {"sex in letters", "sex", "F"},
		{"need twice", "need_2", "neglect"}, {"score too high", "score_start", "101"}, {"text that is long", "locality", strings.Repeat("x", 90)},
	} {
		bad := events(6, 40)
		r := bad[len(bad)/2]
		r[m.column] = m.value
		if m.column == "need_2" {
			r["need_1"] = m.value
		}
		all = append(all, sample{m.name + ".csv", csvOf(t, names(), bad, ',')})
	}
	whole := events(7, 120)
	for _, r := range whole {
		r["sex"] = "F"
	}
	twice := events(8, 30)
	twice[5]["event_ref"] = twice[4]["event_ref"]
	often := events(9, 200)
	for _, r := range often {
		r["child_key"] = often[0]["child_key"]
	}
	return append(all, sample{"wrong in a whole column.csv", csvOf(t, names(), whole, ',')},
		sample{"reference twice.csv", csvOf(t, names(), twice, ',')}, sample{"one key for all.csv", csvOf(t, names(), often, ',')})
}

// hostile are files that are neither.
func hostile(t *testing.T) []sample {
	t.Helper()
	good := xlsxOf(t, events(10, 10), nil)
	archive := func(files map[string]io.Reader) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, body := range files {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(w, body); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	return []sample{
		{"cut off.xlsx", good[:len(good)/2]},
		{"words.xlsx", []byte("Our figures follow. " + marker)},
		{"old excel.xlsx", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2000)...)},
		{"archive.xlsx", archive(map[string]io.Reader{"readme.txt": strings.NewReader("nothing")})},
		{"bomb.xlsx", archive(map[string]io.Reader{"[Content_Types].xml": strings.NewReader("<Types/>"), "xl/workbook.xml": io.LimitReader(zeros{}, 260<<20)})},
		{"page.csv", []byte("<html><body><table><tr><td>child_key</td></tr></table></body></html>")},
		{"noise.csv", noise(5000)},
	}
}

type zeros struct{}

// Read gives spaces, as many as are asked for.
func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func noise(n int) []byte {
	r := rand.New(rand.NewPCG(1, 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// filled are returns: a good one, and one of each kind of mistake.
func filled(t *testing.T) []sample {
	t.Helper()
	read := func(name string, p period.Period, changes map[string]any) sample {
		body, err := os.ReadFile(aReturn(t, name, p, changes))
		if err != nil {
			t.Fatal(err)
		}
		return sample{name, body}
	}
	edit := func(name string, change func(*excelize.File)) sample {
		s := read(name, quarter, nil)
		f, err := excelize.OpenReader(bytes.NewReader(s.body))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		change(f)
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		return sample{name, b.Bytes()}
	}
	last := period.NewQuarter(2026, 1)
	return []sample{
		read("return good.xlsx", quarter, nil),
		read("return cell blank.xlsx", quarter, map[string]any{"EarlyHelp!D2": nil}),
		read("return in words.xlsx", quarter, map[string]any{"EarlyHelp!D2": "two hundred", "Referrals!D5": "<5"}),
		read("return below zero.xlsx", quarter, map[string]any{"Audit!D2": -4}),
		read("return in parts.xlsx", quarter, map[string]any{"Referrals!D2": 120.5}),
		read("return part above whole.xlsx", quarter, map[string]any{"Referrals!D3": 900}),
		read("return of another quarter.xlsx", last, nil),
		read("return with a number.xlsx", quarter, map[string]any{"Referrals!E9": "see 943 476 5919"}),
		read("return with an address.xlsx", quarter, map[string]any{"Cover!B10": "ask jo@bolton.example"}),
		edit("return sheet missing.xlsx", func(f *excelize.File) { _ = f.DeleteSheet(returns.Workforce) }),
		edit("return sheet added.xlsx", func(f *excelize.File) { _, _ = f.NewSheet("Notes") }),
		edit("return sheet hidden.xlsx", func(f *excelize.File) {
			_, _ = f.NewSheet("Old")
			_ = f.SetCellValue("Old", "A1", "12")
			_ = f.SetSheetVisible("Old", false)
		}),
		edit("return with a comment.xlsx", func(f *excelize.File) {
			_ = f.AddComment(returns.Referrals, excelize.Comment{Cell: "D2", Author: "Jo", Text: "check this"})
		}),
	}
}

// keep writes a sample into a folder and returns its path.
func (s sample) keep(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, s.name)
	if err := os.WriteFile(name, s.body, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
