package audit

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// only is the built-in catalogue with some of its indicators.
func only(t testing.TB, ids ...string) *indicator.Catalogue {
	t.Helper()
	catalogue, err := fs.ReadFile(indicator.Data(), "catalogue.csv")
	if err != nil {
		t.Fatal(err)
	}
	sources, err := fs.ReadFile(indicator.Data(), "sources.csv")
	if err != nil {
		t.Fatal(err)
	}
	var kept []byte
	for line := range bytes.Lines(catalogue) {
		id, _, _ := strings.Cut(string(line), ",")
		if strings.HasPrefix(id, "#") || id == "id" || slices.Contains(ids, id) {
			kept = append(kept, line...)
		}
	}
	c, err := indicator.New(fstest.MapFS{"catalogue.csv": {Data: kept}, "sources.csv": {Data: sources}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A country is a made-up England: which areas return what for a financial year
// and its quarters, all of it known.
type country struct {
	catalogue *indicator.Catalogue
	periods   []period.Period
	areas     []area.Area
	returns   map[string]*returns.Return // by area and period
}

var financial = period.NewFinancialYear(2025)

// within are the measures of the made-up return, each with what it is a part
// of, wholes first.
var made1 = []struct {
	measure, whole string
	splits         []string
}{
	{"referrals", "", []string{"sex", "age_band"}},
	{"referrals_nfa", "referrals", []string{"sex"}},
	{"rereferrals_12m", "referrals", []string{"sex", "age_band"}},
	{"rereferrals_3m", "rereferrals_12m", []string{"sex"}},
	{"children_open", "", []string{"sex"}},
	{"young_carers", "children_open", []string{"sex"}},
	{"cases_audited", "", []string{"age_band"}},
	{"child_spoken_to", "cases_audited", []string{"age_band"}},
	{"no_plan", "cases_audited", nil},
}

// newCountry makes areas of a few regions up, with counts so small that many
// have to be kept back.
func newCountry(t testing.TB, rng *rand.Rand) *country {
	c := &country{catalogue: only(t, "E01", "E02", "E05", "E06", "A01", "A06", "B03", "C02"), returns: map[string]*returns.Return{}}
	for q := period.NewQuarter(2025, 2); len(c.periods) < 1+rng.IntN(4); q = q.Next() {
		c.periods = append(c.periods, q)
	}
	if rng.IntN(2) == 0 {
		c.periods = []period.Period{period.NewQuarter(2025, 2), period.NewQuarter(2025, 3), period.NewQuarter(2025, 4), period.NewQuarter(2026, 1), financial}
	}
	regions := area.England().Regions()
	rng.Shuffle(len(regions), func(i, j int) { regions[i], regions[j] = regions[j], regions[i] })
	for _, r := range regions[:1+rng.IntN(3)] {
		n := 1 + rng.IntN(4)
		for _, a := range area.England().On(financial.End()) {
			if a.RegionCode == r.Code && n > 0 {
				if in, _ := area.England().InBeing(a.DFE, financial); in {
					c.areas = append(c.areas, a)
					n--
				}
			}
		}
	}
	for _, a := range c.areas {
		size := []int{4, 15, 60, 200, 600}[rng.IntN(5)]
		for _, p := range c.periods {
			if p != financial {
				c.returns[a.DFE+p.String()] = aReturn(rng, a.DFE, p, size)
			}
		}
		if slices.Contains(c.periods, financial) {
			c.returns[a.DFE+financial.String()] = c.yearOf(rng, a.DFE, size)
		}
	}
	return c
}

// aReturn makes one return up whose parts add up.
func aReturn(rng *rand.Rand, dfe string, p period.Period, size int) *returns.Return {
	r := &returns.Return{Area: dfe, Period: p, Demonstration: true}
	n := map[returns.Key]int{}
	for _, m := range made1 {
		total := 0
		key := func(b, c string) returns.Key { return returns.Key{Measure: m.measure, Breakdown: b, Category: c} }
		for i, s := range m.splits {
			cats := indicator.Categories(s)
			sum := 0
			for ci, c := range cats {
				k := 0
				if w := m.whole; w != "" {
					k = rng.IntN(n[returns.Key{Measure: w, Breakdown: s, Category: c.Value}] + 1)
				} else if i == 0 {
					k = rng.IntN(1 + 2*size/(1+ci))
				} else if k = rng.IntN(total - sum + 1); ci == len(cats)-1 {
					k = total - sum
				}
				n[key(s, c.Value)] = k
				sum += k
			}
			if i == 0 {
				total = sum
			} else if m.whole != "" && sum != total {
				adjust(n, m.measure, m.whole, s, total-sum)
			}
		}
		if len(m.splits) == 0 {
			total = rng.IntN(n[returns.Key{Measure: m.whole, Breakdown: "total", Category: "all"}] + 1)
		}
		n[key("total", "all")] = total
	}
	r.Counts = countsOf(n)
	return r
}

// adjust changes the parts of one breakdown so that they add up to the total.
func adjust(n map[returns.Key]int, measure, whole, split string, by int) {
	for by != 0 {
		before := by
		for _, c := range indicator.Categories(split) {
			k := returns.Key{Measure: measure, Breakdown: split, Category: c.Value}
			w := n[returns.Key{Measure: whole, Breakdown: split, Category: c.Value}]
			d := max(-n[k], min(by, w-n[k]))
			n[k] += d
			by -= d
		}
		if by == before {
			panic("the parts cannot add up")
		}
	}
}

func countsOf(n map[returns.Key]int) []returns.Count {
	var out []returns.Count
	for k, v := range n {
		out = append(out, returns.Count{Sheet: "Referrals", Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category, N: float64(v)})
	}
	slices.SortFunc(out, func(a, b returns.Count) int {
		return strings.Compare(a.Measure+a.Breakdown+a.Category, b.Measure+b.Breakdown+b.Category)
	})
	return out
}

// yearOf adds the quarters of an area up where events are counted; what is not
// an event is made up.
func (c *country) yearOf(rng *rand.Rand, dfe string, size int) *returns.Return {
	fresh := aReturn(rng, dfe, financial, 3*size)
	n := map[returns.Key]int{}
	for _, count := range fresh.Counts {
		n[count.Key()] = int(count.N)
	}
	for _, count := range fresh.Counts {
		if m, _ := returns.FindMeasure(count.Measure); m.AddsUp {
			n[count.Key()] = 0
			for _, p := range c.periods {
				if p != financial {
					n[count.Key()] += int(c.returns[dfe+p.String()].Index()[count.Key()].N)
				}
			}
		}
	}
	fresh.Counts = countsOf(n)
	return fresh
}

// build returns the rows of some returns, as the public and as others see
// them.
func (c *country) build(t testing.TB, rs []benchmark.Signed, withheld ...disclosure.Cell) (public, full []benchmark.Fact) {
	t.Helper()
	none, err := published.New()
	if err != nil {
		t.Fatal(err)
	}
	public, full, err = benchmark.Build(benchmark.Input{Returns: rs, Catalogue: c.catalogue, Register: area.England(), Published: none, Withheld: withheld})
	if err != nil {
		t.Fatal(err)
	}
	return public, full
}

// careless builds the rows of some returns and hides counts without much
// thought: all of 1 to 5 and some others, by lot, each wherever it is used.
func (c *country) careless(t testing.TB, lot uint64, rs []benchmark.Signed) []benchmark.Fact {
	public, full := c.build(t, rs)
	back := func(f *benchmark.Fact, measure string, n benchmark.Number) bool {
		if indicator.IsPopulation(measure) || !n.OK || n.Value == 0 {
			return false
		}
		h := fnv.New64a()
		fmt.Fprint(h, lot, measure, f.Period, f.Breakdown, f.Category, f.Code)
		return n.Value <= 5 || h.Sum64()%7 == 0
	}
	out := full[:0]
	for i, f := range full {
		d, _ := c.catalogue.Find(f.Indicator)
		switch {
		case f.Level != benchmark.AreaLevel:
			f = public[i]
		case f.Numerator.OK && (back(&f, d.Numerator, f.Numerator) || back(&f, d.Denominator, f.Denominator)):
			f.Numerator, f.Denominator, f.Value, f.Symbol = benchmark.Number{}, benchmark.Number{}, benchmark.Number{}, benchmark.Confidential
		}
		out = append(out, f)
	}
	return out
}

func learn(t testing.TB, k *Knowledge, sequence int, facts []benchmark.Fact) *Knowledge {
	t.Helper()
	l := k.Learner(sequence)
	if err := l.Write(facts); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Knowledge()
}

// TestTruthIsWithinBounds holds every bound to the truth: an attack that left
// the truth out would prove nothing.
func TestTruthIsWithinBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("reckons for long, and starts nothing that could race")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 12 {
		c := newCountry(t, rng)
		if len(c.areas) > 6 {
			c.areas = c.areas[:6]
		}
		var early, all []benchmark.Signed
		for _, a := range c.areas {
			for _, p := range c.periods {
				s := benchmark.Signed{Return: c.returns[a.DFE+p.String()]}
				all = append(all, s)
				if rng.IntN(3) > 0 {
					early = append(early, s)
				}
			}
		}
		k := New(c.catalogue, area.England())
		k = learn(t, k, 1, c.careless(t, uint64(n), early))
		k = learn(t, k, 2, c.careless(t, uint64(n+rng.IntN(2)), all))
		a := k.attack(c.periods)
		a.search()
		checked := 0
		for v, at := range a.abouts {
			truth, ok := c.truth(a, at)
			if !ok {
				continue
			}
			checked++
			if truth < a.lo[v] || truth > a.hi[v] {
				f := a.finding(at, Range{a.lo[v], a.hi[v]}, a.behind(int32(v)))
				t.Fatalf("country %d: %v; the truth is %d", n, f, truth)
			}
		}
		if checked == 0 {
			t.Errorf("country %d: nothing is kept back", n)
		}
	}
}

// truth is what a variable is; false for totals, which depend on when.
func (c *country) truth(a *attack, at about) (int64, bool) {
	if at.what != isCount && at.what != isRest {
		return 0, false
	}
	p := a.periods[at.period].period
	cell := a.k.cells[at.cell]
	index := c.returns[at.panel.dfe+p.String()].Index()
	n := func(m int) float64 {
		return index[returns.Key{Measure: a.words.names[m], Breakdown: cell.breakdown, Category: cell.category}].N
	}
	x := n(at.measure)
	if at.what == isRest {
		x = n(at.whole) - x
	}
	return int64(x) * a.words.scale[at.measure], true
}

// TestNobodyIsRecovered plays two publications of made-up countries through
// disclosure control, with areas that come late and others that send their
// return again, and lets the attacker find what it can. EARLYHELP_TABLES sets
// how many countries; twelve take four seconds, 500 some minutes.
func TestNobodyIsRecovered(t *testing.T) {
	if testing.Short() {
		t.Skip("reckons for long, and starts nothing that could race")
	}
	countries := 12
	if s := os.Getenv("EARLYHELP_TABLES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("EARLYHELP_TABLES is %q, which is no number", s)
		}
		countries = n
	}
	hidden, shown, withheld, mended, refusals, wrong, misled := 0, 0, 0, 0, 0, 0, 0
	for n := range countries {
		r, w, mistaken, refused := nobodyIsRecovered(t, uint64(n))
		hidden, shown, withheld, wrong = hidden+r.Hidden, shown+r.Shown, withheld+w, wrong+mistaken
		if mistaken > 0 {
			misled++
		}
		if w > 0 {
			mended++
		}
		if refused {
			refusals++
			t.Logf("country %d: refused with %d findings after %d were withheld: %s", n, len(r.Findings), w, r.Findings[0])
		}
	}
	t.Logf("%d countries: %d counts kept back of %d; %d countries had %d counts withheld besides, %d were refused", countries, hidden, hidden+shown, mended, withheld, refusals)
	t.Logf("in %d countries the attacker is sure of %d counts that are none: what was sent again was taken for unchanged", misled, wrong)
	if refusals*2 > countries {
		t.Errorf("%d of %d were refused: what history gives away can mostly be mended", refusals, countries)
	}
	if hidden == 0 {
		t.Error("nothing was kept back, so nothing was tested")
	}
}

// nobodyIsRecovered publishes twice as the publisher does. refused says that the
// second publication could not be mended and did not go out. mistaken are the
// counts of what did go out that the attacker is sure of and that no version of
// a return had: the assumption that a count is unchanged was false.
func nobodyIsRecovered(t *testing.T, seed uint64) (r Report, withheld, mistaken int, refused bool) {
	rng := rand.New(rand.NewPCG(seed, 500))
	c := newCountry(t, rng)
	var first, second []benchmark.Signed
	versions := map[string][]*returns.Return{}
	for _, a := range c.areas {
		size := 4 + rng.IntN(200)
		for _, p := range c.periods {
			s := benchmark.Signed{Return: c.returns[a.DFE+p.String()]}
			late := rng.IntN(6) == 0
			if !late {
				first = append(first, s)
			}
			if !late && rng.IntN(6) == 0 {
				s = benchmark.Signed{Return: again(rng, s.Return, size), Earlier: []*returns.Return{s.Return}}
			}
			second = append(second, s)
			code := a.GSS(p.End()) + p.String()
			versions[code] = append(slices.Clone(s.Earlier), s.Return)
		}
	}
	k := New(c.catalogue, area.England())
	var hide []disclosure.Cell
	for i, rs := range [][]benchmark.Signed{first, second} {
		for round := 1; ; round++ {
			public, _ := c.build(t, rs, hide...)
			next := learn(t, k, i+1, public)
			r = next.Attack()
			mistaken = len(r.Findings)
			r.Findings = Right(r.Findings, func(f Finding) []*returns.Return { return versions[f.Code+f.Period.String()] })
			if mistaken -= len(r.Findings); len(r.Findings) == 0 {
				k = next
				break
			}
			if i == 0 && round == 1 { // for disclosure control to look into
				t.Logf("country %d: without history %d counts can be told, the first: %s", seed, len(r.Findings), r.Findings[0])
			}
			more := Mend(r.Findings, hide, round)
			if len(more) == 0 || round == 8 {
				return r, len(hide), 0, true
			}
			hide = append(hide, more...)
		}
	}
	return r, len(hide), mistaken, false
}

// again is a return sent again: anew, or with a child moved from one category
// to another wherever that child is counted.
func again(rng *rand.Rand, r *returns.Return, size int) *returns.Return {
	if rng.IntN(3) == 0 {
		return aReturn(rng, r.Area, r.Period, size)
	}
	next := *r
	next.Counts = slices.Clone(r.Counts)
	at := func(measure, category string) *returns.Count {
		for i := range next.Counts {
			if c := &next.Counts[i]; c.Measure == measure && c.Breakdown == "sex" && c.Category == category {
				return c
			}
		}
		return &returns.Count{}
	}
	for _, m := range []string{"referrals", "referrals_nfa", "rereferrals_12m", "rereferrals_3m"} {
		if from, to := at(m, "female"), at(m, "male"); from.N > 0 {
			from.N, to.N = from.N-1, to.N+1
		}
	}
	return &next
}
