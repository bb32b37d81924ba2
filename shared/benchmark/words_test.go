package benchmark

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// A scene is a nation in little: the figures of England, of a ring of areas
// about its value, and of Leeds (383), by indicator and period.
type scene struct {
	t     *testing.T
	facts []Fact
}

// figure makes one row as Build does.
func (s *scene) figure(id string, p period.Period, level Level, code string, n, d float64) *Fact {
	s.t.Helper()
	def, ok := indicator.All().Find(id)
	if !ok {
		s.t.Fatalf("no indicator %s", id)
	}
	f := Fact{Indicator: id, Period: p, Breakdown: total, Category: all, Level: level, Code: code, Name: "England",
		Numerator: Some(n), Denominator: Some(d), Value: Some(Per(def.Unit) * n / d), Source: FromReturn, AreasReturned: 1, AreasExpected: 1}
	if a, ok := area.England().Find(code); ok && level == AreaLevel {
		f.Code, f.DFE, f.Name = a.GSS(p.End()), a.DFE, a.Name
	}
	interval := func(c Confidence) (Number, Number) {
		var i Interval
		var err error
		switch {
		case def.Unit == indicator.Rate:
			i, err = RatePer(n, d, Per(def.Unit), c)
		case def.Unit == indicator.Mean, def.Unit == indicator.YesNo && level == AreaLevel:
			return Number{}, Number{}
		default:
			i, err = Wilson(n, d, c)
			i = i.Times(Per(def.Unit))
		}
		if err != nil {
			s.t.Fatal(err)
		}
		return Some(i.Lower), Some(i.Upper)
	}
	f.Lower95, f.Upper95 = interval(C95)
	f.Lower998, f.Upper998 = interval(C998)
	s.facts = append(s.facts, f)
	return &s.facts[len(s.facts)-1]
}

// nation adds England and the areas about it. spread is how far the areas lie
// from England's share, as a part of it.
func (s *scene) nation(id string, p period.Period, share, d, spread float64, areas int) *scene {
	ring := 0
	for _, a := range area.England().On(p.End()) {
		if in, _ := area.England().InBeing(a.DFE, p); !in || a.DFE == "383" || ring == areas {
			continue
		}
		off := 1 + spread*(float64(ring%7)-3)/3
		s.figure(id, p, AreaLevel, a.DFE, min(float64(int(share*d*off)), d), d)
		ring++
	}
	e := s.figure(id, p, EnglandLevel, area.EnglandCode, float64(int(share*d*100)), d*100)
	e.Source, e.AreasReturned, e.AreasExpected = FromPublished, 153, 153
	return s
}

func (s *scene) snapshot() *Snapshot {
	return NewSnapshot(s.facts, SnapshotOptions{View: Public, Version: "000001", Catalogue: indicator.All(), Register: area.England()})
}

// leeds returns the sentence about Leeds.
func (s *scene) leeds(q Query) string {
	s.t.Helper()
	q.Areas = []string{"383"}
	a, err := s.snapshot().Answer(q)
	if err != nil {
		s.t.Fatal(err)
	}
	return find(s.t, a, "383").Words
}

// series adds a figure of Leeds for each value, a quarter or year each, the
// last for p; a value below zero leaves it hidden. Each is n of d.
func (s *scene) series(id string, p period.Period, d float64, ns ...float64) *scene {
	for i := range ns {
		q := p
		for range len(ns) - 1 - i {
			q = q.Previous()
		}
		f := s.figure(id, q, AreaLevel, "383", max(0, ns[i]), d)
		if ns[i] < 0 {
			*f = suppressed(*f)
		}
		if q != p {
			s.figure(id, q, EnglandLevel, area.EnglandCode, 20*d, 100*d)
		}
	}
	return s
}

var (
	wordsYear    = period.NewFinancialYear(2024)
	wordsQuarter = period.NewQuarter(2026, 2)
)

// TestSentences is a golden file of sentences, to be read: each says what the
// statistics say, and not more.
func TestSentences(t *testing.T) {
	var out strings.Builder
	say := func(title, sentence string) { fmt.Fprintf(&out, "%s\n    %s\n", title, sentence) }
	fresh := func() *scene { return &scene{t: t} }
	one := func(id string, p period.Period, share, spread, n, d float64, q Query) string {
		s := fresh().nation(id, p, share, d, spread, 40)
		s.figure(id, p, AreaLevel, "383", n, d)
		q.Indicator, q.Period = id, p.String()
		return s.leeds(q)
	}
	rereferral := func(n float64, q Query) string { return one("E06", wordsYear, 0.226, 0.4, n, 10000, q) }
	say("within the limits", rereferral(2420, Query{}))
	say("beyond the 95% limits, above", rereferral(4000, Query{}))
	say("beyond the 95% limits, below", rereferral(920, Query{}))
	say("beyond the 99.8% limits, above", rereferral(5000, Query{}))
	say("beyond the 99.8% limits, below", rereferral(300, Query{}))
	say("no events at all", rereferral(0, Query{}))
	say("every one", rereferral(10000, Query{}))
	chance := Query{Limits: LimitsChance}
	say("limits of chance alone, within", rereferral(2280, chance))
	say("limits of chance alone, beyond 95%", rereferral(2360, chance))
	say("limits of chance alone, beyond 99.8%", rereferral(2420, chance))
	neighbours := Query{Peers: PeerNeighbours, Of: "383"}
	say("like its neighbours", rereferral(1850, neighbours))
	say("above its neighbours", rereferral(2700, neighbours))
	say("below its neighbours", rereferral(1500, neighbours))
	say("within its region", rereferral(2700, Query{Peers: PeerRegion, Of: "383"}))
	say("within a group of one’s own", rereferral(1800, Query{Peers: PeerGroup, Group: []string{"383", "380", "373"}}))
	say("another area’s neighbours", rereferral(1800, Query{Peers: PeerNeighbours, Of: "380"}))
	say("few cases", one("E06", wordsYear, 0.226, 0.4, 30, 57, Query{}))
	say("a rate within", one("E01", wordsYear, 0.052, 0.5, 9500, 172000, Query{}))
	say("a rate beyond", one("E01", wordsYear, 0.052, 0.2, 24508, 172000, Query{}))
	say("an average", one("G05", wordsQuarter, 16.94, 0.2, 457, 25, Query{}))
	say("an average beside its neighbours", one("G05", wordsQuarter, 16.94, 0.2, 457, 25, Query{Peers: PeerNeighbours, Of: "383"}))
	say("yes", one("H01", wordsQuarter, 0.4, 1, 1, 1, Query{}))
	say("no", one("H01", wordsQuarter, 0.4, 1, 0, 1, Query{}))
	s := fresh().nation("E06", wordsYear, 0.226, 10000, 0.4, 5)
	s.figure("E06", wordsYear, AreaLevel, "383", 2420, 10000)
	say("few areas", s.leeds(Query{Indicator: "E06", Period: "2024-25"}))
	s = fresh()
	s.figure("E06", wordsYear, AreaLevel, "383", 2420, 10000)
	say("no figure for England", s.leeds(Query{Indicator: "E06", Period: "2024-25"}))
	s = fresh()
	s.figure("E06", wordsYear, AreaLevel, "383", 0, 10000)
	s.figure("E06", wordsYear, EnglandLevel, area.EnglandCode, 0, 600000)
	say("none in all England", s.leeds(Query{Indicator: "E06", Period: "2024-25"}))
	sentencesOfStates(t, say)
	sentencesOfTrends(t, say)
	const file = "testdata/sentences.txt"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("sentences (-want +got); with -update they are written anew, to be read:\n%s", diff)
	}
}

// sentencesOfStates are those of small samples, of what is hidden, missing or
// marked, and of parts.
func sentencesOfStates(t *testing.T, say func(title, sentence string)) {
	audit := func(n, d float64, change func(*Fact)) string {
		s := (&scene{t: t}).nation("B01", wordsQuarter, 0.49, 80, 0.3, 40)
		f := s.figure("B01", wordsQuarter, AreaLevel, "383", n, d)
		if change != nil {
			change(f)
		}
		return s.leeds(Query{Indicator: "B01", Period: "2026-Q2"})
	}
	small := func(f *Fact) { *f = class{sample: true}.sampled(*f) }
	say("an audit of few cases", audit(11, 24, small))
	say("an audit of very few cases", audit(3, 7, small))
	say("an audit of some cases", audit(30, 62, small))
	referrals := func(change func(*Fact)) string {
		s := (&scene{t: t}).nation("E06", wordsYear, 0.226, 10000, 0.4, 40)
		change(s.figure("E06", wordsYear, AreaLevel, "383", 2420, 10000))
		return s.leeds(Query{Indicator: "E06", Period: "2024-25"})
	}
	say("hidden", referrals(func(f *Fact) { *f = suppressed(*f) }))
	absent := func(symbol Symbol, reason string) func(*Fact) {
		return func(f *Fact) { *f = without(*f); f.Symbol, f.Reason = symbol, reason }
	}
	say("no return", referrals(absent(NotAvailable, "There is no signed return.")))
	say("not applicable", referrals(absent(NotApplicable, "The area says that it does not apply.")))
	say("low reliability, as published", referrals(absent(LowReliability, "The Department for Education gives no figure because it is of low reliability.")))
	say("revised", referrals(func(f *Fact) { f.mark(Revised) }))
	say("a break", referrals(func(f *Fact) { f.mark(Break) }))
	say("provisional", referrals(func(f *Fact) { f.Marks = Marks(Provisional) }))
	say("made up", referrals(func(f *Fact) { f.Demonstration = true }))
	s := (&scene{t: t}).nation("E06", wordsYear, 0.226, 4000, 0.4, 40)
	s.figure("E06", wordsYear, AreaLevel, "383", 1010, 4000)
	for i := range s.facts {
		s.facts[i].Breakdown, s.facts[i].Category = "sex", "female"
	}
	say("a part", s.leeds(Query{Indicator: "E06", Period: "2024-25", Breakdown: "sex", Category: "female"}))
	england := func(change func(*Fact)) string {
		s := (&scene{t: t}).nation("E06", wordsYear, 0.226, 4000, 0.4, 40)
		change(&s.facts[len(s.facts)-1])
		a, err := s.snapshot().Answer(Query{Indicator: "E06", Period: "2024-25"})
		if err != nil {
			t.Fatal(err)
		}
		return a.England.Words
	}
	say("England, published", england(func(f *Fact) {}))
	say("England, pooled from some", england(func(f *Fact) { f.Source, f.AreasReturned = FromPooled, 111 }))
	say("England, pooled from all", england(func(f *Fact) { f.Source = FromPooled }))
	say("England, without a figure", england(func(f *Fact) {
		*f = without(*f)
		f.Symbol, f.Reason = NotAvailable, "No area has given it."
	}))
}

// sentencesOfTrends are those of series: at the end of an area's sentence, and
// on their own.
func sentencesOfTrends(t *testing.T, say func(title, sentence string)) {
	line := func(title, id string, p period.Period, ns ...float64) {
		t.Helper()
		s := (&scene{t: t}).nation(id, p, 0.226, 1000, 0.4, 40).series(id, p, 1000, ns...)
		say(title, s.leeds(Query{Indicator: id, Period: p.String()}))
		tr, err := s.snapshot().Trend(id, "383")
		if err != nil {
			t.Fatal(err)
		}
		say(title+", the series", tr.Words)
	}
	q, y := wordsQuarter, wordsYear
	line("eight quarters, steady", "E06", q, 240, 250, 236, 244, 251, 239, 246, 242)
	line("fourteen quarters, steady", "E06", q, 240, 250, 236, 244, 251, 239, 246, 242, 240, 249, 238, 245, 243, 241)
	line("above the limits", "E06", q, 240, 250, 236, 244, 251, 239, 246, 242, 240, 249, 238, 245, 243, 300)
	line("below the limits", "E06", q, 240, 250, 236, 244, 251, 239, 246, 242, 240, 249, 238, 245, 243, 190)
	line("seven above the mean", "E06", q, 230, 238, 228, 236, 229, 237, 231, 246, 250, 245, 249, 246, 251, 247)
	line("seven rising", "E06", q, 240, 250, 236, 244, 251, 239, 236, 238, 240, 242, 244, 246, 248, 250)
	line("two of three near the limit", "E06", q, 238, 242, 238, 242, 238, 242, 238, 242, 238, 242, 238, 242, 238, 242, 238, 242, 238, 251, 246, 251)
	line("seven quarters", "E06", q, 240, 250, 236, 244, 251, 239, 246)
	line("the quarter before hidden", "E06", q, 240, 250, 236, 244, 251, 239, 246, 240, 250, -1, 242)
	line("years rising", "E06", y, 150, 170, 195, 220, 245)
	line("years falling", "E06", y, 245, 220, 195, 170, 150)
	line("years up and down", "E06", y, 240, 220, 250, 230, 242)
	line("four years", "E06", y, 240, 220, 250, 230)
	line("a year hidden", "E06", y, 240, 220, -1, 230, 242)
	line("better rising", "C07", q, 240, 250, 236, 244, 251, 239, 246, 242, 240, 249, 238, 245, 243, 300)
	line("neither better nor worse", "E02", q, 240, 250, 236, 244, 251, 239, 246, 242, 240, 249, 238, 245, 243, 300)
	s := (&scene{t: t}).nation("E06", q, 0.226, 1000, 0.4, 40).series("E06", q, 1000, 300, 310, 305, 300, 308, 240, 250, 236, 244, 251)
	for i := range s.facts {
		if f := &s.facts[i]; f.DFE == "383" && f.Numerator.Value == 240 {
			f.mark(Break)
		}
	}
	say("five quarters since a break", s.leeds(Query{Indicator: "E06", Period: q.String()}))
}

// TestNoClaimIsStrongerThanItsState makes nations up and holds each sentence to
// the state that the statistics give: the words of a stronger claim never
// stand in one of a weaker state.
func TestNoClaimIsStrongerThanItsState(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 11))
	states := map[string]int{}
	for range 300 {
		id := []string{"E06", "E01", "B01", "G05", "H01", "C07"}[rng.IntN(6)]
		p := []period.Period{wordsYear, wordsQuarter}[rng.IntN(2)]
		d := float64(5 + rng.IntN(3000))
		if id == "H01" {
			d = 1
		}
		s := (&scene{t: t}).nation(id, p, 0.1+0.5*rng.Float64(), d, rng.Float64(), []int{3, 40, 150}[rng.IntN(3)])
		ns := make([]float64, 1+rng.IntN(16))
		for i := range ns {
			ns[i] = math.Floor(d * rng.Float64())
			if rng.IntN(12) == 0 {
				ns[i] = -1
			}
		}
		s.series(id, p, d, ns...)
		q := Query{Indicator: id, Period: p.String(), Limits: []string{"", LimitsChance}[rng.IntN(2)], Areas: []string{"383"}, Peers: PeerNeighbours, Of: "383"}
		snap := s.snapshot()
		a, err := snap.Answer(q)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := snap.Trend(id, "383")
		if err != nil {
			t.Fatal(err)
		}
		fig, series := a.Areas[0], tr.Series[0]
		claims(t, fig, series)
		states[string(fig.Outlier)+" "+string(fig.Symbol)+" "+string(series.State)]++
	}
	if len(states) < 15 {
		t.Errorf("only %d states came up: %v", len(states), states)
	}
}

// claims holds one sentence to its state.
func claims(t *testing.T, fig AreaFigure, series Series) {
	t.Helper()
	shown := fig.Symbol == NoSymbol
	for phrase, may := range map[string]bool{
		"beyond the 99.8% limits":          fig.Outlier == High998 || fig.Outlier == Low998,
		"one area in 500":                  fig.Outlier == High998 || fig.Outlier == Low998,
		"one area in twenty":               fig.Outlier == High95 || fig.Outlier == Low95,
		"higher than":                      fig.Outlier == High95 || fig.Outlier == High998,
		"lower than":                       fig.Outlier == Low95 || fig.Outlier == Low998,
		"within what":                      shown && fig.Outlier == NotOutside,
		"lies above":                       fig.ComparisonPeers == Worse || fig.ComparisonPeers == Higher || fig.ComparisonPeers == Better,
		"lies below":                       fig.ComparisonPeers == Worse || fig.ComparisonPeers == Lower || fig.ComparisonPeers == Better,
		"takes in":                         fig.ComparisonPeers == Similar,
		"rising over the last five years":  shown && series.State == TrendRising,
		"falling over the last five years": shown && series.State == TrendFalling,
		"no clear trend":                   shown && series.State == TrendSteady && series.Kind == YearKind,
		"no change":                        shown && series.State == TrendSteady && series.Kind == QuarterKind && figuresNow(series) >= FewestForTrend,
		"above the limits of the usual":    shown && series.State == TrendSignal,
		"below the limits of the usual":    shown && series.State == TrendSignal,
		"in a row":                         shown && series.State == TrendSignal,
		"worse":                            false,
		"better":                           false,
		"significant":                      false,
		"NaN":                              false,
		"Inf":                              false,
	} {
		if strings.Contains(fig.Words, phrase) && !may {
			t.Errorf("%q stands in a weaker state (%s, %q, %s):\n%s", phrase, fig.Outlier, fig.Symbol, series.State, fig.Words)
		}
	}
	if !shown && strings.ContainsAny(strings.ReplaceAll(strings.ReplaceAll(fig.Words, "12 months", ""), "than 10", ""), "0123456789") {
		t.Errorf("a number is in the words of a figure that is not shown: %s", fig.Words)
	}
	if fig.Words == "" || series.Words == "" {
		t.Errorf("no words: %q, %q", fig.Words, series.Words)
	}
}
