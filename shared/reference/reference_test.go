package reference

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestParse(t *testing.T) {
	tab, err := Parse(strings.NewReader("# what it is\n# whence\nb,a\n# between\n 2 ,\"1, one\"\n\n4,3\n"), "x.csv", "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	if len(tab.Rows) != 2 || tab.File != "x.csv" {
		t.Fatalf("Parse = %+v, want two rows", tab)
	}
	for i, want := range []struct {
		line int
		a, b string
	}{{5, "1, one", "2"}, {7, "3", "4"}} {
		r := tab.Rows[i]
		if r.Line != want.line || r.Get("a") != want.a || r.Get("b") != want.b || r.Get("c") != "" {
			t.Errorf("row %d = line %d, %q, %q, want %+v", i, r.Line, r.Get("a"), r.Get("b"), want)
		}
	}
	if err := tab.Rows[1].Errorf("bad: %w", fs.ErrInvalid); err.Error() != "x.csv line 7: bad: invalid argument" || !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("Errorf = %v", err)
	}
}

func TestParseNamesWhatIsWrong(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an empty file", "", "x.csv: no heading row"},
		{"only comments", "# a\n", "x.csv: no heading row"},
		{"a missing column", "b\n", `x.csv: no column is headed "a"`},
		{"a doubled column", "a,a\n", `x.csv: two columns are headed "a"`},
		{"a long row", "a\n1,2\n", "x.csv: record on line 2: wrong number of fields"},
		{"an open quotation", "a\n\"1\n", "x.csv: "},
	} {
		if _, err := Parse(strings.NewReader(tt.text), "x.csv", "a"); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: Parse: %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := Read(fstest.MapFS{}, "x.csv"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read of no file: %v, want fs.ErrNotExist", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("# c\na,b\n1,2\n")
	f.Add("a\n\"1\n2\"\n")
	f.Add("\ufeffa,b\n")
	f.Fuzz(func(t *testing.T, text string) {
		tab, err := Parse(strings.NewReader(text), "x.csv")
		if err != nil {
			return
		}
		for _, r := range tab.Rows {
			if r.Line < 2 {
				t.Errorf("a row on line %d", r.Line)
			}
			for _, c := range tab.Columns {
				_ = r.Get(c)
			}
		}
	})
}
