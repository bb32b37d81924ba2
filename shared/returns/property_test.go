package returns

import (
	"bytes"
	"flag"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"earlyhelp/shared/cell"
)

// anyReturn draws a return in which everything adds up: the referrals of each
// category are drawn first, and what is a part of them from within them.
func anyReturn(t *rapid.T) *Return {
	r := &Return{Area: "383", Period: q2, TemplateVersion: TemplateVersion, PreparedByRole: "data officer"}
	wholes := map[string]string{}
	for _, p := range Pairs() {
		wholes[p.Part] = p.Whole
	}
	have := map[Key]float64{}
	var draw func(m Measure)
	done := map[string]bool{}
	draw = func(m Measure) {
		if done[m.Name] {
			return
		}
		done[m.Name] = true
		whole, isPart := wholes[m.Name]
		if isPart {
			w, _ := FindMeasure(whole)
			draw(w)
		}
		most := func(k Key) int {
			if w, ok := have[Key{whole, k.Breakdown, k.Category}]; isPart && ok {
				return int(w)
			}
			return 300
		}
		// The breakdown that allows least sets the total; the others are
		// filled up to it.
		total := most(Key{m.Name, Total, All})
		for _, name := range m.Breakdowns {
			if b, _ := FindBreakdown(name); b.Kind == Parts {
				sum := 0
				for _, c := range b.Categories {
					sum += most(Key{m.Name, name, c})
				}
				total = min(total, sum)
			}
		}
		total = rapid.IntRange(0, total).Draw(t, m.Name)
		have[Key{m.Name, Total, All}] = float64(total)
		for _, name := range m.Breakdowns {
			b, _ := FindBreakdown(name)
			left := total
			for i, c := range b.Categories {
				k := Key{m.Name, name, c}
				n := rapid.IntRange(0, min(total, most(k))).Draw(t, fmt.Sprint(k))
				if b.Kind == Parts {
					room := 0 // what the categories still to come can take
					for _, later := range b.Categories[i+1:] {
						room += most(Key{m.Name, name, later})
					}
					n = min(max(n, left-room), left, most(k))
					left -= n
				}
				have[k] = float64(n)
			}
		}
	}
	for _, sheet := range longSheets() {
		for _, m := range Measures(sheet) {
			draw(m)
		}
		for _, k := range Asked(sheet) {
			r.Counts = append(r.Counts, Count{Sheet: sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category, N: have[k]})
		}
	}
	for _, a := range Agencies() {
		need := rapid.IntRange(0, 50).Draw(t, a)
		for i, m := range Measures(Workforce) {
			n := need
			if i > 0 {
				n = rapid.IntRange(0, need).Draw(t, m.Name+a)
			}
			r.Counts = append(r.Counts, Count{Sheet: Workforce, Measure: m.Name, Breakdown: "agency", Category: a, N: float64(n)})
		}
	}
	return r
}

// TestMain lets the property below draw fewer returns than rapid does by
// itself: each is written and read as a workbook twice, at 40 ms. More are
// drawn with -rapid.checks.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		checks := "15"
		if raceEnabled {
			checks = "2"
		}
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic(err)
		}
	}
	m.Run()
}

func TestGoodReturnsAreAcceptedAndOneFaultIsFound(t *testing.T) {
	a := leeds(t)
	rapid.Check(t, func(t *rapid.T) {
		r := anyReturn(t)
		var buf bytes.Buffer
		if err := WriteTemplate(&buf, TemplateOptions{Area: a, Period: q2, Prefill: r}); err != nil {
			t.Fatal(err)
		}
		res := Read(buf.Bytes(), options())
		if res.Verdict != Accepted {
			t.Fatalf("a good return is %q: %v %v", res.Verdict, res.Problems, res.Privacy)
		}
		// One figure is spoilt: a fraction, or less than nothing.
		i := rapid.IntRange(0, len(r.Counts)-1).Draw(t, "spoilt")
		at := res.Return.Index()[r.Counts[i].Key()].Ref
		spoilt := *r
		spoilt.Counts = slices.Clone(r.Counts)
		spoilt.Counts[i].N = rapid.SampledFrom([]float64{-1, 0.5, 30_000_000}).Draw(t, "as")
		buf.Reset()
		if err := WriteTemplate(&buf, TemplateOptions{Area: a, Period: q2, Prefill: &spoilt}); err != nil {
			t.Fatal(err)
		}
		res = Read(buf.Bytes(), options())
		if len(res.Problems) != 1 || res.Problems[0].Ref != at || res.Problems[0].Rule != "V03" || res.Verdict != Rejected {
			t.Fatalf("%v spoilt at %s: %q %v, want one V03 there", r.Counts[i].Key(), at, res.Verdict, res.Problems)
		}
	})
}

// TestOneSlipIsOneProblem changes one figure to another count. Whatever it
// breaks, it is told once, on the sheet concerned. No workbook is written: the
// figures are checked as they are.
func TestOneSlipIsOneProblem(t *testing.T) {
	tried := 0
	for i := range filled().Counts {
		for _, by := range []float64{-1, 1, 7, 1000} {
			r := filled()
			c := &r.Counts[i]
			b, ok := FindBreakdown(c.Breakdown)
			if c.N += by; c.N < 0 || c.Sheet == Workforce || ok && b.Kind != Parts {
				continue // these need not break anything
			}
			f := newFigures(&reader{res: &Result{}})
			for j, c := range r.Counts {
				c.Ref = cell.Ref{Sheet: c.Sheet, Row: j + 2, Col: 4}
				f.keep(c)
			}
			f.check()
			tried++
			if got := f.res.Problems; len(got) != 1 || got[0].Ref.Sheet != c.Sheet || got[0].Severity != cell.Stop {
				t.Errorf("%v made %v: %v, want one problem on %s", c.Key(), c.N, got, c.Sheet)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d slips were tried", tried)
	}
}

// FuzzRead reads anything: it never panics, and every answer has a verdict
// that its problems bear out.
func FuzzRead(f *testing.F) {
	book := template(f, filled())
	f.Add(4, []byte(`<c r="D3" t="inlineStr"><is><t>lots</t></is></c>`))
	f.Add(2, []byte(`<row r="2"><c r="A2" t="inlineStr"><is><t>partnership_code</t></is></c><c r="B2"><v>1E300</v></c></row>`))
	f.Add(5, []byte(`<row r="3"/>`))
	f.Add(0, []byte("PK"))
	f.Fuzz(func(t *testing.T, sheet int, xml []byte) {
		data := xml
		if sheet >= 1 && sheet <= 5 && len(xml) < 1<<14 {
			// In place of one row of the sheet, or of all of it.
			data = rewrite(t, book, fmt.Sprintf("xl/worksheets/sheet%d.xml", sheet), func(old []byte) []byte {
				i, j := bytes.Index(old, []byte(`<row r="3"`)), bytes.Index(old, []byte(`<row r="4"`))
				if i < 0 || j < i {
					return xml
				}
				return slices.Concat(old[:i], xml, old[j:])
			})
		}
		res := Read(data, options())
		stops := slices.ContainsFunc(res.Problems, func(p cell.Problem) bool { return p.Severity == cell.Stop })
		switch res.Verdict {
		case Accepted:
			if stops || len(res.Privacy) > 0 || res.Return == nil {
				t.Fatalf("accepted with %v, %v", res.Problems, res.Privacy)
			}
		case Rejected, Unreadable:
			if !stops {
				t.Fatalf("%s without a problem that says why", res.Verdict)
			}
		case Refused:
			if len(res.Privacy) == 0 || res.Return != nil {
				t.Fatalf("refused with %v and %v", res.Privacy, res.Return)
			}
		default:
			t.Fatalf("verdict %q", res.Verdict)
		}
	})
}
