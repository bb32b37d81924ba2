package returns

import (
	"bytes"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// anyReturn draws a return in which everything adds up: the figures of each
// category are drawn first, and what is a part of them from within them.
func anyReturn(t *rapid.T) *Return {
	r := &Return{Area: "383", Period: q2, TemplateVersion: TemplateVersion, PreparedByRole: "data officer"}
	wholes := map[string]string{}
	for _, p := range Pairs() {
		wholes[p.Part] = p.Whole
	}
	have := map[Key]float64{}
	done := map[string]bool{}
	// value is what there is of a count, made ones added up.
	var value func(k Key) (float64, bool)
	value = func(k Key) (float64, bool) {
		of := MadeOf(k)
		if of == nil {
			n, ok := have[k]
			return n, ok
		}
		sum := 0.0
		for _, part := range of {
			n, _ := value(part)
			sum += n
		}
		return sum, true
	}
	var draw func(name string)
	draw = func(name string) {
		m, _ := FindMeasure(name)
		if done[name] {
			return
		}
		done[name] = true
		if m.Made {
			for _, k := range MadeOf(Key{name, Total, All}) {
				draw(k.Measure)
			}
			return
		}
		whole, isPart := wholes[name]
		if isPart {
			draw(whole)
		}
		most := func(k Key) int {
			if w, ok := value(Key{whole, k.Breakdown, k.Category}); isPart && ok {
				return int(w)
			}
			return 300
		}
		if rowSheet(m) {
			for _, c := range m.Categories(m.Breakdowns[0]) {
				k := Key{name, m.Breakdowns[0], c}
				have[k] = float64(rapid.IntRange(0, most(k)).Draw(t, fmt.Sprint(k)))
			}
			return
		}
		// The breakdown that allows least sets the total; the others are
		// filled up to it.
		total := most(Key{name, Total, All})
		for _, split := range m.Breakdowns {
			if b, _ := FindBreakdown(split); b.Kind == Parts {
				sum := 0
				for _, c := range b.Categories {
					sum += most(Key{name, split, c})
				}
				total = min(total, sum)
			}
		}
		total = rapid.IntRange(0, total).Draw(t, name)
		have[Key{name, Total, All}] = float64(total)
		for _, split := range m.Breakdowns {
			b, _ := FindBreakdown(split)
			left := total
			for i, c := range b.Categories {
				k := Key{name, split, c}
				n := rapid.IntRange(0, min(total, most(k))).Draw(t, fmt.Sprint(k))
				if b.Kind == Parts {
					room := 0 // what the categories still to come can take
					for _, later := range b.Categories[i+1:] {
						room += most(Key{name, split, later})
					}
					n = min(max(n, left-room), left, most(k))
					left -= n
				}
				have[k] = float64(n)
			}
		}
	}
	for _, m := range Measures("") {
		draw(m.Name)
	}
	for _, k := range Asked("") {
		m, _ := FindMeasure(k.Measure)
		r.Counts = append(r.Counts, Count{Sheet: m.Sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category, N: have[k]})
	}
	r.Facts = filled().Facts
	for i := range r.Facts {
		r.Facts[i].Answer = rapid.SampledFrom([]Answer{Yes, Unknown}).Draw(t, r.Facts[i].Name)
		r.Facts[i].Date = period.NewDate(2026, 1, 1).AddDays(rapid.IntRange(0, 180).Draw(t, "day"))
	}
	return r
}

// TestMain lets the property below draw fewer returns than rapid does by
// itself: each is written and read as a workbook twice, at 40 ms or more. More are
// drawn with -rapid.checks.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		checks := "8"
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
	t.Parallel()
	a := leeds(t)
	rapid.Check(t, func(t *rapid.T) {
		r := anyReturn(t)
		var buf bytes.Buffer
		if err := WriteTemplate(&buf, TemplateOptions{Area: a, Period: q2, Prefill: r}); err != nil {
			t.Fatal(err)
		}
		res := Read(buf.Bytes(), options())
		if res.Verdict != Accepted {
			t.Fatalf("a good return is %q: %v %v", res.Verdict, stopsOf(res), res.Privacy)
		}
		// One figure is spoilt: a fraction, or less than nothing.
		i := rapid.IntRange(0, len(r.Counts)-1).Draw(t, "spoilt")
		at := res.Return.Index()[r.Counts[i].Key()].Ref
		spoilt := *r
		spoilt.Counts = slices.Clone(r.Counts)
		as := []float64{-1, 0.5, 30_000_000}
		if spoilt.Counts[i].Measure == "wte" {
			as = []float64{-1, 30_000_000}
		}
		spoilt.Counts[i].N = rapid.SampledFrom(as).Draw(t, "as")
		buf.Reset()
		if err := WriteTemplate(&buf, TemplateOptions{Area: a, Period: q2, Prefill: &spoilt}); err != nil {
			t.Fatal(err)
		}
		res = Read(buf.Bytes(), options())
		if stops := stopsOf(res); len(stops) != 1 || stops[0].Ref != at || stops[0].Rule != "V03" || res.Verdict != Rejected {
			t.Fatalf("%v spoilt at %s: %q %v, want one V03 there", r.Counts[i].Key(), at, res.Verdict, stops)
		}
	})
}

// TestCleanIsWhatWasRead draws returns with symbols, notes, localities and
// every kind of answer: what is read from the clean workbook is what was read
// from the template, cell for cell, and writing it again gives the same bytes.
func TestCleanIsWhatWasRead(t *testing.T) {
	t.Parallel()
	a := leeds(t)
	rapid.Check(t, func(t *rapid.T) {
		r := anyReturn(t)
		for _, g := range rapid.SliceOfN(rapid.SampledFrom(Measures("")), 0, 6).Draw(t, "not available") {
			state := rapid.SampledFrom([]State{NotAvailable, NotApplicable}).Draw(t, "state")
			for i := range r.Counts {
				if r.Counts[i].Measure == g.Name {
					r.Counts[i].State, r.Counts[i].N = state, 0
				}
			}
		}
		// A note of a row with several counts is read with the first of them.
		text := rapid.StringOfN(rapid.RuneFrom([]rune("abc é&<>'\"=_x0041_ 東")), 0, 40, maxNote)
		for range rapid.IntRange(0, 5).Draw(t, "notes") {
			sheet := rapid.SampledFrom([]string{EarlyHelp, Referrals, Audit}).Draw(t, "sheet")
			i := slices.IndexFunc(r.Counts, func(c Count) bool { return c.Sheet == sheet })
			r.Counts[i+rapid.IntRange(0, 200).Draw(t, "row")].Note = text.Draw(t, "note")
		}
		for i := range rapid.IntRange(0, 70).Draw(t, "localities") {
			r.Counts = append(r.Counts, Count{Sheet: Referrals, Measure: "stepped_down", Breakdown: locality, Category: fmt.Sprintf("Ward %d & more", i)})
			for _, m := range []string{"right_time_responses", "right_time_agree", "right_time_unsure"} {
				r.Counts = append(r.Counts, Count{Sheet: Survey, Measure: m, Breakdown: locality, Category: fmt.Sprintf("Ward %d", i)})
			}
		}
		r.KnownIssues = "Line one.\nLine two: " + strings.TrimSpace(text.Draw(t, "issues")) + "."
		r.Facts[1] = Fact{Name: r.Facts[1].Name, Answer: rapid.SampledFrom([]Answer{No, Planned, Unknown}).Draw(t, "answer"), Link: "https://www.example.gov.uk/a?b=c&d"}
		var first, second, third bytes.Buffer
		if err := WriteTemplate(&first, TemplateOptions{Area: a, Period: q2, Prefill: r}); err != nil {
			t.Fatal(err)
		}
		res := Read(first.Bytes(), options())
		if res.Verdict != Accepted {
			t.Fatalf("%q: %v %v", res.Verdict, stopsOf(res), res.Privacy)
		}
		if err := WriteClean(&second, res.Return); err != nil {
			t.Fatal(err)
		}
		again := Read(second.Bytes(), options())
		if diff := cmp.Diff(res.Return, again.Return, cmp.AllowUnexported(period.Period{})); diff != "" {
			t.Fatalf("Read(WriteClean(r)) (-r +got):\n%s", diff)
		}
		if err := WriteClean(&third, again.Return); err != nil || !bytes.Equal(second.Bytes(), third.Bytes()) {
			t.Fatalf("WriteClean gave other bytes for the same return (%v)", err)
		}
	})
}

// stopsOf returns the problems for which a return is rejected.
func stopsOf(res Result) []cell.Problem {
	return slices.DeleteFunc(slices.Clone(res.Problems), func(p cell.Problem) bool { return p.Severity != cell.Stop })
}

// TestOneSlipIsOneProblem changes one figure to another count. Whatever it
// breaks, it is told once, on the sheet concerned. No workbook is written: the
// figures are checked as they are.
func TestOneSlipIsOneProblem(t *testing.T) {
	t.Parallel()
	tried := 0
	for i := 0; i < len(filled().Counts); i += 5 {
		for _, by := range []float64{-1, 1, 7, 1000} {
			r := filled()
			c := &r.Counts[i]
			b, ok := FindBreakdown(c.Breakdown)
			m, _ := FindMeasure(c.Measure)
			if c.N += by; c.N < 0 || rowSheet(m) || ok && b.Kind != Parts || !split(m) {
				continue // these need not break anything
			}
			f := newFigures(&reader{res: &Result{}, out: &Return{}})
			for j, c := range r.Counts {
				c.Ref = cell.Ref{Sheet: c.Sheet, Row: j + 2, Col: 4}
				f.keep(c)
			}
			for _, sheet := range countSheets() {
				f.make(sheet, "")
			}
			f.check()
			tried++
			if got := stopsOf(*f.res); len(got) != 1 || got[0].Ref.Sheet != c.Sheet || got[0].Severity != cell.Stop {
				t.Errorf("%v made %v: %v, want one problem on %s", c.Key(), c.N, got, c.Sheet)
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d slips were tried", tried)
	}
}

// split reports whether a slip in a measure must show: it has parts that add
// up to its total.
func split(m Measure) bool {
	return slices.ContainsFunc(m.Breakdowns, func(name string) bool { b, _ := FindBreakdown(name); return b.Kind == Parts })
}

// FuzzRead reads anything: it never panics, and every answer has a verdict
// that its problems bear out.
func FuzzRead(f *testing.F) {
	book := template(f, filled())
	f.Add(4, []byte(`<c r="D3" t="inlineStr"><is><t>lots</t></is></c>`))
	f.Add(2, []byte(`<row r="2"><c r="A2" t="inlineStr"><is><t>partnership_code</t></is></c><c r="B2"><v>1E300</v></c></row>`))
	f.Add(5, []byte(`<row r="3"/>`))
	f.Add(8, []byte(`<row r="3"><c r="A3" t="inlineStr"><is><t>agency</t></is></c></row>`))
	f.Add(0, []byte("PK"))
	f.Fuzz(func(t *testing.T, sheet int, xml []byte) {
		data := xml
		if sheet >= 1 && sheet <= 10 && len(xml) < 1<<14 {
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
