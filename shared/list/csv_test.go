package list

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// grid reads CSV into the values by address, such as B2.
func grid(t testing.TB, data []byte) map[string]string {
	t.Helper()
	got := map[string]string{}
	for row, err := range csvRows(data) {
		if err != nil {
			t.Fatalf("csvRows(%q): %v", data, err)
		}
		for _, c := range row.Cells {
			got[cell.ColumnName(c.Col)+strconv.Itoa(row.Number)] = c.Text
		}
	}
	return got
}

func TestCSVAsSystemsWriteIt(t *testing.T) {
	utf16 := func(s string, e unicode.Endianness) []byte {
		b, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	windows, err := charmap.Windows1252.NewEncoder().Bytes([]byte("name;place\nO’Brien;Château"))
	if err != nil {
		t.Fatal(err)
	}
	abc := map[string]string{"A1": "a", "B1": "b", "A2": "c", "B2": "d"}
	for _, tt := range []struct {
		name string
		data []byte
		want map[string]string
	}{
		{"commas", []byte("a,b\nc,d\n"), abc},
		{"semicolons", []byte("a;b\r\nc;d\r\n"), abc},
		{"tabs", []byte("a\tb\nc\td"), abc},
		{"a byte order mark", []byte("\xef\xbb\xbfa,b\nc,d"), abc},
		{"UTF-16, little end first", utf16("a\tb\r\nc\td", unicode.LittleEndian), abc},
		{"UTF-16, big end first", utf16("a\tb\r\nc\td", unicode.BigEndian), abc},
		{"line ends of the old Macintosh", []byte("a,b\rc,d\r"), abc},
		{"Windows-1252", windows, map[string]string{"A1": "name", "B1": "place", "A2": "O’Brien", "B2": "Château"}},
		{"the separator is said, and that line is a row", []byte("sep=;\na;b,c\n"), map[string]string{"A2": "a", "B2": "b,c"}},
		{"a separator inside quotation marks does not count", []byte("\"a,b,c\";d\ne;f"), map[string]string{"A1": "a,b,c", "B1": "d", "A2": "e", "B2": "f"}},
		{"a title with separators of another kind", []byte("Extract, of today\n\na;b;c\nd;e;f"), map[string]string{"A1": "Extract, of today", "A3": "a", "B3": "b", "C3": "c", "A4": "d", "B4": "e", "C4": "f"}},
		{"blank lines are rows", []byte("a,b\n\n\nc,d"), map[string]string{"A1": "a", "B1": "b", "A4": "c", "B4": "d"}},
		{"a quoted field may run over lines", []byte("a,\"b\nb\"\nc,d"), map[string]string{"A1": "a", "B1": "b\nb", "A2": "c", "B2": "d"}},
		{"quotation marks are doubled", []byte("\"say \"\"a\"\"\",b"), map[string]string{"A1": `say "a"`, "B1": "b"}},
		{"a quotation mark inside a field is kept", []byte("5\" pipe,b"), map[string]string{"A1": `5" pipe`, "B1": "b"}},
		{"text after a closing quotation mark is kept", []byte("\"a\"b,c"), map[string]string{"A1": "ab", "B1": "c"}},
		{"blank fields", []byte(",,a,\" \",b,\n,,,,"), map[string]string{"C1": "a", "E1": "b"}},
		{"non-breaking spaces are spaces", []byte("\u00a0a\u00a0,b"), map[string]string{"A1": "a", "B1": "b"}},
		{"nothing", nil, map[string]string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, grid(t, tt.data)); diff != "" {
				t.Errorf("csvRows(%q) (-want +got):\n%s", tt.data, diff)
			}
		})
	}
}

func TestCSVQuotationMarkNeverClosed(t *testing.T) {
	var got error
	for _, err := range csvRows([]byte("a,b\nc,d\ne,\"f\ng,h")) {
		got = err
	}
	var broken *csvError
	if !errors.As(got, &broken) || broken.row != 3 {
		t.Errorf("csvRows = %v, want the row where it was opened, 3", got)
	}
	r := Read([]byte("child_key,event_type,event_ref\nK,\"referral"), "list.csv", Options{Period: quarter})
	if r.Verdict != returns.Unreadable || r.Problems[0].Ref.String() != "Records!2:2" || r.Problems[0].Rule != "V01" {
		t.Errorf("Read = %s %v, want unreadable at Records!2:2", r.Verdict, r.Problems)
	}
}

// FuzzCSV holds the reader to two things: it never fails but for an open
// quotation mark, and where the standard library's strict reader takes a file
// it finds the same fields.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\nc,d\n", "\"a\"\"b\",\"c\nd\"\r\n\r\ne", "sep=;\na;b", "\xef\xbb\xbfa\tb", "a,\"", "\x93a\x94;b\n", ",,,\n\"\"", "\xff\xfea\x00,\x00b\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var rows [][]string
		last := 0
		for row, err := range csvRows(data) {
			if err != nil {
				var broken *csvError
				if !errors.As(err, &broken) || broken.row <= last {
					t.Fatalf("error %v after row %d", err, last)
				}
				return
			}
			if row.Number <= last || len(row.Cells) == 0 {
				t.Fatalf("row %d with %d cells after row %d", row.Number, len(row.Cells), last)
			}
			last = row.Number
			var fields []string
			col := 0
			for _, c := range row.Cells {
				if c.Col <= col || tidy(c.Text) == "" || !utf8.ValidString(c.Text) {
					t.Fatalf("cell %+v after column %d", c, col)
				}
				col = c.Col
				fields = append(fields, strings.ReplaceAll(c.Text, "\r\n", "\n")) // as the standard library does
			}
			rows = append(rows, fields)
		}
		sep, text, _ := findSeparator(decodeText(data))
		if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
			return // the standard library does not end lines there
		}
		standard := csv.NewReader(strings.NewReader(text))
		standard.Comma, standard.FieldsPerRecord = rune(sep), -1
		if sep >= utf8.RuneSelf {
			return
		}
		records, err := standard.ReadAll()
		if err != nil {
			return
		}
		var want [][]string
		for _, record := range records {
			var fields []string
			for _, v := range record {
				if v = tidy(v); v != "" {
					fields = append(fields, v)
				}
			}
			if fields != nil {
				want = append(want, fields)
			}
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("fields of %q (-standard +ours):\n%s", text, diff)
		}
	})
}

// FuzzRead holds Read to never panicking, and to an answer that says
// something whenever a file is not accepted.
func FuzzRead(f *testing.F) {
	f.Add([]byte("child_key,event_type,event_ref,start_date\nK,referral,R1,2026-04-01\n"), "a.csv")
	f.Add([]byte("child_key;event_type;event_ref;birth_year\nK;early_help;#N/A;46113\n"), "a.txt")
	f.Add([]byte("PK\x03\x04"), "a.xlsx")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		got := Read(data, name, Options{Register: area.England()})
		if got.Verdict != returns.Accepted && len(got.Problems) == 0 {
			t.Errorf("Read(%q) is %s and says nothing", data, got.Verdict)
		}
		if got.List != nil && !got.Period.IsZero() {
			Aggregate(got.List)
		}
	})
}

func TestCSVOfOneLongColumnTakesNoTime(t *testing.T) {
	// A reader that looks for the separator to the end of the file on every
	// line would take minutes over this.
	data := bytes.Repeat([]byte("x\n"), 2_000_000)
	if got := Read(data, "list.csv", Options{Period: quarter}); got.Verdict != returns.Unreadable {
		t.Errorf("verdict %s, want unreadable", got.Verdict)
	}
	quotes := append([]byte("child_key,event_type,event_ref\n\""), bytes.Repeat([]byte(`""`), 4_000_000)...)
	if got := Read(quotes, "list.csv", Options{Period: quarter}); got.Verdict != returns.Unreadable {
		t.Errorf("verdict %s, want unreadable", got.Verdict)
	}
}

func inferredPeriod(data []byte) period.Period {
	r := &reader{list: &List{}}
	r.use(&records, RecordsSheet)
	return r.inferPeriod(data)
}

func TestPeriodOfCSVIsToldOrInferred(t *testing.T) {
	lines := func(days ...string) []byte {
		var b strings.Builder
		b.WriteString("child_key,event_type,start_date\n")
		for _, d := range days {
			b.WriteString("K,referral," + d + "\n")
		}
		return []byte(b.String())
	}
	many := func(n int, days ...string) (all []string) {
		for range n {
			all = append(all, days...)
		}
		return all
	}
	for _, tt := range []struct {
		name string
		days []string
		want string
	}{
		{"the quarter of the latest day", []string{"2025-04-01", "2026-06-30"}, "2026-Q2"},
		{"a year, when the days reach back further than a quarter's", []string{"2024-04-01", "2026-03-31"}, "2025-26"},
		{"not a year, when they reach back further than that", []string{"2023-01-01", "2026-03-31"}, "2026-Q1"},
		{"one slip in a hundred sways nothing", append(many(50, "2025-07-01", "2026-05-01"), "2062-05-01"), "2026-Q2"},
		{"days that cannot be read", []string{"soon"}, ""},
		{"none", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := inferredPeriod(lines(tt.days...)).String(); got != tt.want {
				t.Errorf("inferPeriod = %q, want %q", got, tt.want)
			}
		})
	}
	var p period.Period
	got := Read(lines("2026-05-01"), "list.csv", Options{Period: p})
	if !strings.Contains(got.Problems[0].Message, "It was checked for April to June 2026") {
		t.Errorf("Read does not say which period it took: %v", got.Problems[0])
	}
}

func TestDatesAsTyped(t *testing.T) {
	for s, want := range map[string]string{
		"2026-04-30": "2026-04-30", "30/04/2026": "2026-04-30", "1/4/2026": "2026-04-01", "01/04/2026 00:00": "2026-04-01",
		"2026-04-30T10:15:00Z": "2026-04-30", "2026-04-30 10:15:00.000": "2026-04-30", "46142": "2026-04-30", "46142.75": "2026-04-30",
		"29/02/2024": "2024-02-29", "29/02/2023": "", "31/04/2026": "", "04/30/2026": "", "30/04/26": "", "2026-4-3": "", "2026-13-01": "",
		"30.04.2026": "", "30 April 2026": "", "": "", "2026-04-30x": "", "-5": "", "NaN": "", "1e300": "", "0/1/2026": "", "2026-04-00": "",
	} {
		d, ok := parseDate(s, false)
		if got := d.String(); ok != (want != "") || ok && got != want {
			t.Errorf("parseDate(%q) = %q, %v; want %q", s, got, ok, want)
		}
	}
	if d, _ := parseDate("44680", true); d.String() != "2026-04-30" {
		t.Errorf("parseDate(44680) of the 1904 system = %s, want 2026-04-30", d)
	}
}

func TestCSVWithTooManyColumns(t *testing.T) {
	got := Read([]byte("child_key,event_type,event_ref"+strings.Repeat(",x", 62)+"\n"), "list.csv", Options{Period: quarter})
	if got.Verdict != returns.Unreadable || got.Problems[0].Rule != "V01" || !strings.Contains(got.Problems[0].Message, "65 columns") {
		t.Errorf("Read = %s %v, want unreadable for its 65 columns", got.Verdict, got.Problems)
	}
}

func TestCSVThatIsNoListOrEmpty(t *testing.T) {
	for _, tt := range []struct{ name, data, rule, says string }{
		{"empty", "", "V01", "The file is empty"},
		{"blank", " \n\n", "V01", "The file is empty"},
		{"another table", "name,telephone\na,b\n", "V02", "This is not a list"},
		{"an old workbook by another name", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "V01", "This is a file of an older Microsoft program"},
		{"headings too far down", strings.Repeat("title\n", 30) + "child_key,event_type,event_ref\n", "V02", "This is not a list"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Read([]byte(tt.data), "list.csv", Options{})
			if got.Kind != "" || got.Verdict != returns.Unreadable || got.Problems[0].Rule != tt.rule || !strings.HasPrefix(got.Problems[0].Message, tt.says) {
				t.Errorf("Read = %q %s %v, want unreadable, %s %s", got.Kind, got.Verdict, got.Problems, tt.rule, tt.says)
			}
		})
	}
	// Headings may stand below a title.
	got := Read([]byte("Export of 1 July\n\nchild_key,event_type,event_ref\n"), "list.csv", Options{Period: quarter})
	if got.Kind != Kind || got.Verdict != returns.Rejected {
		t.Errorf("Read = %q %s, want a rejected list", got.Kind, got.Verdict)
	}
}
