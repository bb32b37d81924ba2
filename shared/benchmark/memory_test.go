package benchmark

import (
	"math/rand/v2"
	"slices"
	"testing"

	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/returns"
)

// TestWhatWasFoundBeforeChangesNothing publishes growing sets of returns, some
// sent again and counts withheld, and holds the figures made with what was found
// before to those made from nothing.
func TestWhatWasFoundBeforeChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 11))
	all := fewer(manyReturns(5), 12)
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var before *Prepared
	var withheld []disclosure.Cell
	recalled := 0
	for round := range 4 {
		in := input(all[:len(all)*(round/2+2)/4])
		if round%2 == 1 { // the same returns, with a count of an area and of its region withheld
			r := in.Returns[rng.IntN(len(in.Returns))].Return
			a, _ := in.Register.Find(r.Area)
			for _, code := range []string{a.GSS(r.Period.End()), a.RegionCode} {
				withheld = append(withheld, disclosure.Cell{Measure: "referrals", Period: r.Period, Breakdown: "sex", Category: "female", Code: code})
			}
			sentAgain(rng, in.Returns)
		}
		in.Withheld = withheld
		got, err := Prepare(in, before)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range got.b.found {
			if f.recalled {
				recalled++
			}
		}
		want, err := Prepare(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, g := everything(t, want), everything(t, got)
		for i := range w {
			if len(g) != len(w) || g[i] != w[i] {
				t.Fatalf("round %d: %d facts, want %d; from nothing the first that differs is %+v, with what was found before %+v", round, len(g), len(w), w[i], g[min(i, len(g)-1)])
			}
		}
		before = got
	}
	t.Log(recalled, "taken over")
	if recalled == 0 {
		t.Error("nothing was taken over, so nothing was tested")
	}
}

func everything(t *testing.T, f *Prepared) (all []Fact) {
	t.Helper()
	if err := f.Each(func(public, full []Fact) error {
		all = append(append(all, public...), full...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// fewer keeps so many areas.
func fewer(rs []Signed, areas int) []Signed {
	kept := map[string]bool{}
	var out []Signed
	for _, s := range rs {
		if len(kept) < areas {
			kept[s.Return.Area] = true
		}
		if kept[s.Return.Area] {
			out = append(out, s)
		}
	}
	return out
}

// sentAgain replaces some returns with others that move a child.
func sentAgain(rng *rand.Rand, rs []Signed) {
	for i := range rs {
		if rng.IntN(20) > 0 {
			continue
		}
		was := rs[i].Return
		r := *was
		r.Counts = slices.Clone(was.Counts)
		for k := range r.Counts {
			if c := &r.Counts[k]; c.Measure == "referrals" && c.Breakdown == "sex" && c.State == returns.Known && c.Category == "male" {
				c.N++
			}
		}
		rs[i].Return, rs[i].Earlier = &r, append(slices.Clone(rs[i].Earlier), was)
	}
}
