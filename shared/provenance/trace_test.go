package provenance

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/provenance/provenancetest"
)

func (l *land) trace(address string, full bool, v Viewer) Chain {
	l.Helper()
	c, err := l.try(address, full, func(*benchmark.Fact) Viewer { return v })
	if err != nil {
		l.Fatalf("trace %s: %v", address, err)
	}
	return c
}

func (l *land) try(address string, full bool, who func(*benchmark.Fact) Viewer) (Chain, error) {
	l.Helper()
	a, err := Parse(address)
	if err != nil {
		l.Fatal(err)
	}
	return l.tracer.Trace(l.Context(), a, full, who)
}

// line returns the line of a chain that begins so.
func (l *land) line(c Chain, what string) Line {
	l.Helper()
	for _, x := range c.Recomputed.Lines {
		if strings.HasPrefix(x.What, what) {
			return x
		}
	}
	l.Fatalf("%s: no line %q in %+v", c.Figure, what, c.Recomputed.Lines)
	return Line{}
}

// Every figure there is, worked out again, is what is published, in either
// view: of areas large and small, with and without a return, of regions and of
// England, in a quarter and in a year that the Department publishes.
func TestEveryFigureIsEqual(t *testing.T) {
	if testing.Short() {
		t.Skip("reckons for long, and starts nothing that could race")
	}
	l := newLand(t)
	traced := 0
	check := func(address string, full bool, v Viewer) {
		c := l.trace(address, full, v)
		traced++
		if c.Recomputed.Verdict == Differs {
			t.Errorf("%s, full %t: %s", address, full, c.Recomputed.Words)
			for _, x := range c.Recomputed.Lines {
				if x.Verdict == Differs {
					t.Errorf("  %+v", x)
				}
			}
		}
		if c.Published.Value.OK && c.Recomputed.Verdict != Equal {
			t.Errorf("%s, full %t: there is a number and the verdict is %s", address, full, c.Recomputed.Verdict)
		}
		if len(c.Story) < 2 || slices.Contains(c.Story, "") {
			t.Errorf("%s: story %q", address, c.Story)
		}
		body, err := json.Marshal(c)
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		for _, bad := range []string{"NaN", "+Inf", "-Inf", "%!", "+0e"} {
			if strings.Contains(string(body), bad) {
				t.Errorf("%s: the chain holds %q", address, bad)
			}
		}
	}
	officer := Viewer{Exact: true, Return: true, Names: true, Drafts: true}
	for i, d := range l.tracer.Public.Indicators() {
		for _, p := range []string{"2026-Q2", "2024-25"} {
			if p == "2024-25" && !slices.Contains([]string{"E01", "E02", "E06"}, d.ID) {
				continue
			}
			for _, place := range []string{"383", "857", "310", "E12000003", "E12000007", "E92000001"} {
				address := d.ID + "/" + p + "/" + place
				check(address, false, Viewer{})
				// Reading a workbook takes a hundred times as long as all else.
				if p == "2024-25" || place == "383" && i%4 == 0 || place != "383" && place != "857" {
					check(address, true, Everything())
				}
				if place == "857" && i%4 == 1 {
					check(address, true, officer)
				}
			}
		}
	}
	for _, part := range []string{"E06/2026-Q2/%/sex/female", "E06/2026-Q2/%/sex/other", "D04/2026-Q2/%/agency/health", "G05/2026-Q2/%/agency/local authority", "H03/2026-Q2/%/phase/primary", "D05/2026-Q2/%"} {
		for _, place := range []string{"383", "857", "E12000003", "E92000001"} {
			check(strings.Replace(part, "%", place, 1), false, Viewer{})
			check(strings.Replace(part, "%", place, 1), true, Everything())
		}
	}
	if traced < 500 {
		t.Errorf("%d figures traced, want hundreds", traced)
	}
}

func TestChainOfAReturn(t *testing.T) {
	l := newLand(t)
	c := l.trace("E06/2026-Q2/383", true, Everything())
	if c.SignOff == nil || c.SignOff.Number != 2 || len(c.SignOff.Approvals) != 4 || c.SignOff.Approvals[1].Partner != account.Health || c.SignOff.Approvals[1].Role != "partnership lead" || c.SignOff.Approvals[1].By == "" {
		t.Errorf("sign-off %+v", c.SignOff)
	}
	r := c.Return
	if r == nil || r.Version != 2 || r.Basis != "workbook" || r.Tool != "earlyhelp 0.1.0" || !strings.HasPrefix(r.List, "ab12") || r.Reason != "A team had been left out." || len(r.SHA256) != 64 || r.Counted != "10 July 2026" {
		t.Errorf("return %+v", r)
	}
	if n := c.Numerator; n.N.Value != 900 || len(n.Cells) != 1 || n.Cells[0].Ref.String() != "Referrals!D113" || n.Cells[0].Text != "900" {
		t.Errorf("numerator %+v", n)
	}
	if len(c.Earlier) != 1 || c.Earlier[0].SignOff != 1 || len(c.Earlier[0].Changes) != 2 || c.Earlier[0].Changes[0] != (Change{"Re-referrals within 12 months", "899", "900"}) {
		t.Errorf("earlier %+v", c.Earlier)
	}
	if len(c.Explanations) != 1 || c.Explanations[0].Text != "A new front door opened." || c.Explanations[0].OfWhich != "numerator" {
		t.Errorf("explanations %+v", c.Explanations)
	}
	if p := c.Publication; p.Sequence != 7 || p.File != "f00d" || len(p.Manifest) != 64 || p.Returns != 16 {
		t.Errorf("publication %+v", p)
	}
	if got := l.line(c, "Value").Put; got != "100 × 900 / 3,000" {
		t.Errorf("value worked out as %q", got)
	}
	for _, want := range []string{"This figure, 30.0%, is 900 of 3,000", "counted it from its own list with earlyhelp 0.1.0 on 10 July 2026",
		"Four partners approved it: the local authority, health, the police and education, the last of them on 20 July 2026",
		"version 1, signed off before, gave 899 in place of 900", "publication 7 of 20 July 2026", "made up"} {
		if !strings.Contains(strings.Join(c.Story, " "), want) {
			t.Errorf("story %q lacks %q", c.Story, want)
		}
	}
	// A sum over agencies lists every cell; what is not counted from a list is typed.
	c = l.trace("G05/2026-Q2/383", true, Everything())
	if len(c.Numerator.Cells) != 7 || !strings.Contains(l.line(c, "Numerator").Formula, "Workforce!H3 + Workforce!H4") {
		t.Errorf("cells of a sum: %+v", c.Numerator)
	}
	if s := strings.Join(c.Story, " "); !strings.Contains(s, "Leeds typed it into its return") {
		t.Errorf("story %q", s)
	}
	// A sum of two measures.
	if c = l.trace("D05/2026-Q2/383", true, Everything()); len(c.Denominator.Cells) != 2 {
		t.Errorf("cells of the episodes open: %+v", c.Denominator.Cells)
	}
	// A fact.
	c = l.trace("H01/2026-Q2/383", true, Everything())
	if c.Published.Shown != "Yes" || len(c.Numerator.Cells) != 1 || c.Numerator.Cells[0].Text != "yes" || c.Numerator.Cells[0].Ref.Sheet != "Partnership" {
		t.Errorf("a fact: %+v %+v", c.Published, c.Numerator)
	}
	// A population says whose and when.
	if c = l.trace("A01/2026-Q2/383", false, Viewer{}); c.Denominator.Year != 2024 || !strings.Contains(c.Denominator.Source, "Office for National Statistics") {
		t.Errorf("population %+v", c.Denominator)
	}
}

func TestChainOfAPublishedFigure(t *testing.T) {
	l := newLand(t)
	c := l.trace("E06/2024-25/383", false, Viewer{})
	if c.Published.Shown != "24.2%" || c.SignOff != nil || !strings.Contains(c.Numerator.Source, "file C1") || l.line(c, "Value").Result != "24.204193" {
		t.Errorf("chain %+v", c)
	}
	if got := l.line(c, "95% interval"); !strings.HasPrefix(got.Result, "23.386") || !strings.Contains(got.Put, "2 × 2,494") {
		t.Errorf("interval %+v", got)
	}
	// 3 areas of 151 lie outside the adjusted limits, and Leeds is not one.
	if got := l.line(c, "How much areas differ"); !strings.Contains(got.Put, "N = 151 areas") || !strings.Contains(got.Result, "φ = 29.8") {
		t.Errorf("spread %+v", got)
	}
}

func TestChainOfEngland(t *testing.T) {
	l := newLand(t)
	public, full := l.trace("E06/2026-Q2/E92000001", false, Viewer{}), l.trace("E06/2026-Q2/E92000001", true, Everything())
	if len(public.Areas) != 153 || len(full.Areas) != 153 {
		t.Fatalf("%d areas in public, %d in full; want 153", len(public.Areas), len(full.Areas))
	}
	in := 0
	for i, p := range full.Areas {
		if p.In != public.Areas[i].In {
			t.Errorf("%s went in: %t in full, %t in public", p.Name, p.In, public.Areas[i].In)
		}
		if p.In {
			in++
			if c := l.trace(p.Figure, true, Everything()); c.Published.Numerator != p.Numerator {
				t.Errorf("%s: %v where the sum has %v", p.Figure, c.Published.Numerator, p.Numerator)
			}
		}
	}
	if in != 16 {
		t.Errorf("%d areas went in, want 16", in)
	}
	if l.line(full, "As the public sees it").Published != "12,480 of 55,540" {
		t.Errorf("rounding %+v", l.line(full, "As the public sees it"))
	}
	if got := l.line(public, "Added up").Result; !strings.Contains(got, "1 of the 16 areas are not shown") {
		t.Errorf("a sum with a hidden part: %q", got)
	}
	for _, p := range public.Areas {
		if p.DFE == "857" && (p.Numerator.OK || p.Denominator.OK || p.Symbol != benchmark.Confidential) {
			t.Errorf("a hidden part shows: %+v", p)
		}
	}
	if region := l.trace("E06/2026-Q2/E12000003", false, Viewer{}); len(region.Areas) != 15 {
		t.Errorf("%d areas of Yorkshire and The Humber, want 15", len(region.Areas))
	}
}

// Who sees what of a hidden figure: Rutland's 4 re-referrals.
func TestRolesOfAHiddenFigure(t *testing.T) {
	l := newLand(t)
	const figure = "E06/2026-Q2/857"
	secrets := func(c Chain) []string {
		own := l.trace(figure, true, Everything())
		return []string{"Referrals!D113", "Referrals!D2", own.Return.SHA256, own.Return.ID, "A new front door", "It rose by a third", "Officer of 857", "Lead of 857", `"numerator"`, `"value"`, `"lower95"`, "10.0%", "100 × 4"}
	}
	for _, tt := range []struct {
		name string
		p    account.Person
		full bool // may see it in full
	}{
		{"anyone", account.Person{}, false},
		{"own officer", account.Person{Subject: "o", Role: account.Officer, Area: "857"}, true},
		{"own lead", account.Person{Subject: "l", Role: account.Lead, Area: "857", Partner: account.Health}, true},
		{"another area's officer", account.Person{Subject: "x", Role: account.Officer, Area: "383"}, false},
		{"another area's lead", account.Person{Subject: "y", Role: account.Lead, Area: "383"}, false},
		{"an officer of nowhere", account.Person{Subject: "z", Role: account.Officer}, false},
		{"inspector", account.Person{Subject: "i", Role: account.Inspector}, true},
		{"national team", account.Person{Subject: "n", Role: account.National}, true},
		{"practitioner", account.Person{Subject: "p", Role: account.Practitioner}, false},
		{"librarian", account.Person{Subject: "b", Role: account.Librarian}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			who := func(f *benchmark.Fact) Viewer { return ViewerOf(tt.p, f) }
			public, err := l.try(figure, false, who)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := json.Marshal(public)
			for _, s := range secrets(public) {
				if strings.Contains(string(body), s) {
					t.Errorf("the public chain holds %q: %s", s, body)
				}
			}
			if public.Published.Symbol != benchmark.Confidential || public.Published.Reason == "" || public.Recomputed.Verdict != Nothing || public.Withheld == "" || public.SignOff == nil || len(public.SignOff.Approvals) != 4 {
				t.Errorf("the public chain does not say that it is hidden, and why: %s", body)
			}
			full, err := l.try(figure, true, who)
			if !tt.full {
				if !errors.Is(err, ErrForbidden) {
					t.Errorf("the full view: %v, want ErrForbidden", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			body, _ = json.Marshal(full)
			for _, s := range secrets(full) {
				if !strings.Contains(string(body), s) {
					t.Errorf("the full chain lacks %q", s)
				}
			}
			if full.Public == nil || full.Public.Symbol != benchmark.Confidential {
				t.Errorf("the full chain does not say what the public sees: %+v", full.Public)
			}
		})
	}
	// An area's own people see England and other areas as the public does.
	officer := account.Person{Subject: "o", Role: account.Officer, Area: "383"}
	who := func(f *benchmark.Fact) Viewer { return ViewerOf(officer, f) }
	own, err := l.try("E06/2026-Q2/383", true, who)
	if err != nil {
		t.Fatal(err)
	}
	public := l.trace("E06/2026-Q2/383", false, Viewer{})
	for _, what := range []string{"Compared with England", "How much areas differ", "95% limits"} {
		if a, b := l.line(own, what), l.line(public, what); a != b {
			t.Errorf("%s: an officer sees %+v, the public %+v", what, a, b)
		}
	}
	if _, err := l.try("E06/2026-Q2/E92000001", true, who); !errors.Is(err, ErrForbidden) {
		t.Errorf("England in full for an officer: %v, want ErrForbidden", err)
	}
}

// Whatever is changed afterwards, a line says so.
func TestWhatWasTamperedWithDiffers(t *testing.T) {
	const figure, id = "E06/2026-Q2/383", "01J00000000000000000003832"
	for _, tt := range []struct {
		name   string
		change func(l *land)
		line   string
	}{
		{"the workbook", func(l *land) {
			other, _, err := l.objects.Get(l.Context(), ledger.WorkbookKey("383", provenancetest.Quarter, "01J00000000000000000003831"))
			if err != nil {
				l.Fatal(err)
			}
			l.objects.Put(ledger.WorkbookKey("383", provenancetest.Quarter, id), other)
		}, "The clean workbook"},
		{"the workbook is gone", func(l *land) { l.objects.Delete(l.Context(), ledger.WorkbookKey("383", provenancetest.Quarter, id)) }, "The clean workbook"},
		{"the counts", func(l *land) {
			key := ledger.CountsKey("383", provenancetest.Quarter, id)
			body, _, _ := l.objects.Get(l.Context(), key)
			l.objects.Put(key, append(body, ' '))
		}, "The publication was made from these counts"},
		{"the sign-off", func(l *land) {
			key := ledger.SignOffKey("383", provenancetest.Quarter, 2)
			body, _, _ := l.objects.Get(l.Context(), key)
			l.objects.Put(key, append(body, ' '))
		}, "The publication was made from this sign-off"},
		{"the publication", func(l *land) {
			facts, err := l.tracer.Full.Facts("E06", provenancetest.Quarter, "total", "all")
			if err != nil {
				l.Fatal(err)
			}
			facts = slices.Clone(facts)
			for i := range facts {
				if facts[i].DFE == "383" {
					facts[i].Numerator.Value++
				}
			}
			l.tracer.Full = benchmark.NewSnapshot(facts, benchmark.SnapshotOptions{View: benchmark.Full, Version: "7", Catalogue: l.tracer.Catalogue, Register: area.England()})
		}, "Numerator"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLand(t)
			tt.change(l)
			c := l.trace(figure, true, Everything())
			if c.Recomputed.Verdict != Differs || l.line(c, tt.line).Verdict != Differs {
				t.Errorf("verdict %s, line %+v; want both to differ", c.Recomputed.Verdict, l.line(c, tt.line))
			}
		})
	}
}

func TestAnOutcomeThatIsGone(t *testing.T) {
	l := newLand(t)
	l.objects.Delete(t.Context(), ledger.OutcomeKey("01J00000000000000000003832"))
	if c := l.trace("E06/2026-Q2/383", true, Everything()); c.Recomputed.Verdict != Differs {
		t.Errorf("verdict %s, want differs", c.Recomputed.Verdict)
	}
	// Without its manifest a publication still has its figures.
	l = newLand(t)
	l.objects.Delete(t.Context(), ledger.SnapshotKey(ledger.Benchmarks, 7, "manifest.json"))
	if c := l.trace("E06/2026-Q2/383", true, Everything()); c.Recomputed.Verdict != Equal || c.SignOff == nil || c.Publication.Manifest != "" {
		t.Errorf("verdict %s, publication %+v", c.Recomputed.Verdict, c.Publication)
	}
}

// The sources named are those of the data.
func TestSourcesAreThoseOfTheData(t *testing.T) {
	for file, want := range map[string]string{"../area/data/populations.csv": PopulationSource, "../published/data/referrals.csv": PublishedSource} {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(body), "# Source: "+want) {
			t.Errorf("%s does not name the source %q", file, want)
		}
	}
}
