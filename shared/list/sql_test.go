package list

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// sqlLists is how many random lists are reckoned in SQL.
const sqlLists = 200

// TestEveryCountAgreesWithSQL reckons random lists in SQL (testdata/
// reckoning.sql), every measure and breakdown, and compares. Continuous
// integration must have sqlite3; elsewhere the test is passed over without it.
func TestEveryCountAgreesWithSQL(t *testing.T) {
	if _, err := exec.LookPath("sqlite3"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("sqlite3 is not installed: the counts must be reckoned in SQL here")
		}
		t.Skip("sqlite3 is not installed: the counts are not reckoned in SQL")
	}
	var periods []period.Period
	for y := 2023; y <= 2026; y++ { // 2024 is a leap year
		for q := 1; q <= 4; q++ {
			periods = append(periods, period.NewQuarter(y, q))
		}
		periods = append(periods, period.NewFinancialYear(y))
	}
	dir := t.TempDir()
	events, audits := newSheet(t, dir, "r", records), newSheet(t, dir, "a", caseAudit)
	spans := newLines(t, dir, "p", "list", "first", "last", "months")
	counted := make([]map[returns.Key]string, sqlLists)
	for i := range sqlLists {
		m := maker{rand.New(rand.NewPCG(uint64(i), 77))}
		p := periods[i%len(periods)]
		rows, cases := m.list(p), m.audits()
		counted[i] = countsOf(Aggregate(m.read(t, p, rows, cases).List))
		events.add(i, rows)
		audits.add(i, cases)
		spans.write(fmt.Sprint(i), p.Start().String(), p.End().String(), fmt.Sprint(p.Months()))
	}
	days := newLines(t, dir, "h", "date")
	for y := firstHolidayYear; y <= lastHolidayYear; y++ {
		for day := range ruledHolidays(y) {
			days.write(day)
		}
	}
	for _, l := range []*lines{&events.lines, &audits.lines, spans, days} {
		l.close()
	}
	script, err := os.ReadFile("testdata/reckoning.sql")
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command("sqlite3", "-batch", "-bail", ":memory:")
	run.Dir = dir
	run.Stdin = strings.NewReader(".mode csv\n.import r.csv r\n.import a.csv a\n.import p.csv p\n.import h.csv h\n" + string(script))
	var said bytes.Buffer
	run.Stderr = &said
	out, err := run.Output()
	if err != nil || said.Len() > 0 {
		t.Fatalf("sqlite3: %v\n%s", err, said.Bytes())
	}
	reckoned, gaps := parseReckoning(t, out)
	compared, above, wrong := 0, map[string]bool{}, 0
	for i, counts := range counted {
		for key, got := range counts {
			want := "0"
			if n, ok := reckoned[i][key]; ok {
				want = n
				above[key.Measure+" "+key.Breakdown] = true
			}
			delete(reckoned[i], key)
			if gaps[i][key.Measure+" "] || gaps[i][key.Measure+" "+key.Breakdown] {
				want = "x"
			}
			compared++
			if got != want {
				if wrong++; wrong <= 20 {
					t.Errorf("list %d, %s: %v is %s, and %s in SQL", i, periods[i%len(periods)], key, got, want)
				}
			}
		}
		for key, n := range reckoned[i] {
			if asked(key) {
				t.Errorf("list %d: SQL finds %s of %v, which the list does not give", i, n, key)
			}
		}
	}
	for _, sheet := range Sheets() {
		for _, m := range returns.Measures(sheet) {
			for _, b := range append([]string{returns.Total}, m.Breakdowns...) {
				if !above[m.Name+" "+b] && !alwaysGap[m.Name+" "+b] {
					t.Errorf("no list counts any of %s by %s: nothing was compared", m.Name, b)
				}
			}
		}
	}
	t.Logf("%d counts of %d lists agree", compared-wrong, sqlLists)
}

// alwaysGap are the breakdowns that no list gives.
var alwaysGap = map[string]bool{"cases_audited need": true, "missed_opportunity need": true, "episodes_audited agency": true}

// asked reports whether the return has a row for a key. A need that is none of
// the return's is counted in none.
func asked(k returns.Key) bool {
	m, ok := returns.FindMeasure(k.Measure)
	if !ok || k.Breakdown == returns.Total {
		return true
	}
	b, _ := returns.FindBreakdown(k.Breakdown)
	return slices.Contains(m.Breakdowns, k.Breakdown) && (b.Kind == returns.Own || slices.Contains(b.Categories, k.Category))
}

func parseReckoning(t *testing.T, out []byte) (counts []map[returns.Key]string, gaps []map[string]bool) {
	t.Helper()
	for range sqlLists {
		counts, gaps = append(counts, map[returns.Key]string{}), append(gaps, map[string]bool{})
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		var i int
		if _, err := fmt.Sscan(r[0], &i); err != nil {
			t.Fatal(err)
		}
		if r[4] == "x" {
			gaps[i][r[1]+" "+r[2]] = true
			continue
		}
		counts[i][returns.Key{Measure: r[1], Breakdown: r[2], Category: r[3]}] = r[4]
	}
	return counts, gaps
}

// lines is a CSV file being written for sqlite3 to import.
type lines struct {
	t    *testing.T
	file *os.File
	csv  *csv.Writer
}

func newLines(t *testing.T, dir, name string, head ...string) *lines {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	l := &lines{t, f, csv.NewWriter(f)}
	l.write(head...)
	return l
}

func (l *lines) write(fields ...string) {
	if err := l.csv.Write(fields); err != nil {
		l.t.Fatal(err)
	}
}

func (l *lines) close() {
	l.csv.Flush()
	if err := l.csv.Error(); err != nil {
		l.t.Fatal(err)
	}
	if err := l.file.Close(); err != nil {
		l.t.Fatal(err)
	}
}

// sheet is such a file with the columns of a table, and the list's number.
type sheet struct {
	lines
	of table
}

func newSheet(t *testing.T, dir, name string, of table) *sheet {
	head := []string{"list"}
	for _, c := range of.columns {
		head = append(head, c.Name)
	}
	return &sheet{*newLines(t, dir, name, head...), of}
}

func (s *sheet) add(list int, rows []cells) {
	for _, r := range rows {
		line := []string{fmt.Sprint(list)}
		for _, c := range s.of.columns {
			line = append(line, r[c.Name])
		}
		s.write(line...)
	}
}
