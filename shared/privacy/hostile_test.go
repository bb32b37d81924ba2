package privacy

import (
	"strings"
	"testing"
	"time"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/workbook"
)

// TestHostileParts screens parts built to harm: each ends soon, with a finding
// or a refusal.
func TestHostileParts(t *testing.T) {
	t.Parallel()
	laughs := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">` + strings.Repeat(`<!ENTITY b "&a;&a;&a;&a;">`, 50) + `]><l>&b;</l>`
	tests := []struct{ name, body string }{
		{"entities that laugh", laughs},
		{"an attribute of a million letters and more", `<l a="` + strings.Repeat("a", 5<<18) + `"/>`},
		{"a text of a million letters and more", `<l>` + strings.Repeat("a", 5<<18) + `</l>`},
		{"a tag without end", `<l ` + strings.Repeat("a", 5<<18)},
		{"depth", strings.Repeat("<l>", 300_000)},
		{"an unknown code", `<?xml version="1.0" encoding="UTF-7"?><l/>`},
		{"no XML", "\x00\x01\x02\x03 nothing of the kind"},
		{"an empty part", ""},
	}
	for _, tt := range tests {
		for _, part := range []string{"xl/calcChain.xml", "docProps/core.xml", "xl/tables/table1.xml", "xl/sharedStrings.xml", "customXml/item1.xml", "xl/comments1.xml", "xl/drawings/drawing1.xml", "xl/persons/person.xml", "[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels"} {
			w := with(func(w *raw) {
				w.rels["xl/workbook.xml"] = rel("rId91", "calcChain", "calcChain.xml") + rel("rId92", "person", "persons/person.xml")
				w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", "table", "../tables/table1.xml") + rel("rId2", "comments", "../comments1.xml") + rel("rId3", "drawing", "../drawings/drawing1.xml")
				w.rels[""] = rel("rId90", "customXml", "customXml/item1.xml")
				w.parts[part] = tt.body
			})
			began := time.Now()
			b, err := workbook.Open(w.zip(t), nil)
			if err != nil {
				continue // refused by the reader, which is as good
			}
			found, _, err := Screen(b)
			empty := tt.body == "" || tt.name == "depth"
			if len(found) == 0 && err == nil && !empty {
				t.Errorf("%s in %s: neither found nor refused", tt.name, part)
			}
			most := 2 * time.Second
			if tries < 500 {
				most *= 10 // the race detector is running
			}
			if took := time.Since(began); took > most {
				t.Errorf("%s in %s took %v", tt.name, part, took)
			}
		}
	}
}

// TestMuchText sends a workbook of nothing but digits, the dearest to look
// through, eight times what is looked at.
func TestMuchText(t *testing.T) {
	w := small()
	var b strings.Builder
	for i := range 400 {
		b.WriteString(row(10+i, strings.Repeat("9 1 ", 8_000)[i:]))
	}
	w.sheets[0].rows += b.String()
	book := w.open(t)
	began := time.Now()
	found, _, err := Screen(book)
	if err != nil || len(found) == 0 || found[len(found)-1].Kind != cell.FreeText {
		t.Errorf("found %v, %v: want to be told of too much text", found, err)
	}
	if took := time.Since(began); took > 10*time.Second { // a second by itself; much else may run
		t.Errorf("13 MB of digits took %v", took)
	}
}

// TestBrokenLetters reads parts that are not UTF-8.
func TestBrokenLetters(t *testing.T) {
	w := small()
	w.noProps = true
	w.sheets[0].rows += row(9, "caf\xe9 943 476 5919", "\xff\xfe AB 12 34 56 C")
	found, _ := screened(t, w.open(t))
	if len(found) != 2 {
		t.Errorf("found %q, want both numbers", found)
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{`<a b="c">d</a>`, `<?xml version="1.0"?><!-- x --><a>&#57;&amp;_x0041_</a>`, "\xff\xfe<\x00a\x00>\x00", `<![CDATA[x]]>`, `<a b=c d='e'`, "<", "<!", "<a/><!DOCTYPE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := newMarkup(strings.NewReader(s))
		for n := 0; err == nil; n++ {
			var kind markKind
			if kind, err = m.next(); err != nil {
				break
			}
			if kind == openTag {
				m.eachAttr(func(_, value []byte) { _ = replaced(value) })
				_ = m.id()
			} else if kind == plainText {
				_ = m.content()
			}
			if n > len(s)+1 {
				t.Fatalf("more tokens than letters in %q", s)
			}
		}
	})
}

// FuzzParts puts any bytes where parts of a workbook stand.
func FuzzParts(f *testing.F) {
	for _, s := range []string{"", "<a/>", `<Relationships><Relationship Id="r" Type="x/comments" Target="../xl/workbook.xml"/></Relationships>`, `<sst><si><t>943 476 5919</t></si></sst>`, `<property name="a"><lpwstr>x</lpwstr></property>`, "\xff\xd8\xff"} {
		for i := range fuzzedParts {
			f.Add(s, uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, s string, which uint8) {
		w := small()
		w.texts = []string{"<t>all</t>"}
		w.rels = map[string]string{"xl/worksheets/sheet1.xml": rel("rId1", "table", "../tables/table1.xml") + rel("rId2", "comments", "../comments1.xml")}
		w.parts = map[string]string{fuzzedParts[int(which)%len(fuzzedParts)]: s}
		b, err := workbook.Open(w.zip(t), nil)
		if err != nil {
			return
		}
		found, notes, _ := Screen(b)
		for _, f := range append(found, notes...) {
			if f.Message == "" || f.Kind == cell.Kind("") {
				t.Fatalf("finding %v says nothing", f)
			}
		}
		Names(b)
		_, _ = Lists(b)
	})
}

var fuzzedParts = []string{
	"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/styles.xml",
	"docProps/core.xml", "docProps/custom.xml", "docProps/thumbnail.jpeg", "xl/comments1.xml", "xl/tables/table1.xml", "customXml/item1.xml",
	"xl/drawings/vmlDrawing1.vml", "xl/printerSettings/printerSettings1.bin", "xl/persons/person.xml", "xl/worksheets/_rels/sheet1.xml.rels",
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"spoke to Aisha Khan", "KHAN, Aisha", "Mr. J. Smith's", "O'Brien-Smith", "Mohammed A.", "\u00e9\u0301-'", "A - b"} {
		f.Add(s)
	}
	people := theNames()
	f.Fuzz(func(t *testing.T, s string) {
		people.in(typed(s))
		people.couldBe(s, true)
	})
}

func FuzzTextList(f *testing.F) {
	f.Add([]byte("child_key,event_type\nk1,referral"))
	f.Add([]byte("a;b|c\td\n1;2;3;4\n"))
	f.Fuzz(func(t *testing.T, data []byte) { TextList(data) })
}
