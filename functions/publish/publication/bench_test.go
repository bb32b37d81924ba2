package publication

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// BenchmarkRebuild publishes 153 areas x 9 periods, every indicator and
// breakdown, from storage in memory: cold, as a new function does, and warm,
// as one does that has read all but one return before.
func BenchmarkRebuild(b *testing.B) {
	o := ledgertest.New()
	l := ledger.New(o)
	n := 0
	for p, i := period.NewQuarter(2024, 2), 0; i < 9; p, i = p.Next(), i+1 {
		for _, a := range area.England().On(p.End()) {
			n++
			ledgertest.Sign(b, l, ledgertest.Accept(b, l, id(n), fullReturn(a.DFE, p, n), []byte(fmt.Sprint(n)), noon), 1, noon)
		}
	}
	again := func(h *Handler, version int) {
		h.o.CodeVersion = fmt.Sprint(version) // or there would be nothing to do
		if err := h.Rebuild(context.Background()); err != nil {
			b.Fatal(err)
		}
		for _, key := range o.Keys("published/") {
			if key != ledger.CurrentKey {
				o.Delete(context.Background(), key)
			}
		}
	}
	version := 0
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			version++
			again(New(o, slog.New(slog.DiscardHandler), nil), version)
		}
	})
	b.Run("warm", func(b *testing.B) {
		h := New(o, slog.New(slog.DiscardHandler), nil)
		again(h, -1)
		for b.Loop() {
			version++
			again(h, version)
		}
	})
}

// fullReturn is a made-up return of every computed indicator's measures with
// their breakdowns.
func fullReturn(dfe string, p period.Period, seed int) *returns.Return {
	r := &returns.Return{Area: dfe, Period: p, Demonstration: true}
	seen := map[string]bool{}
	for _, d := range indicator.All().Computed() {
		for i, m := range []string{d.Denominator, d.Numerator} {
			if indicator.IsPopulation(m) || seen[m] {
				continue
			}
			seen[m] = true
			n := (200 + seed*37%900) / (1 + 3*i)
			add := func(breakdown, category string, n int) {
				r.Counts = append(r.Counts, returns.Count{Sheet: "Referrals", Measure: m, Breakdown: breakdown, Category: category, N: float64(n)})
			}
			add("total", "all", n)
			for _, name := range d.Breakdowns {
				left := n
				for _, c := range indicator.Categories(name) {
					add(name, c.Value, left/2)
					left -= left / 2
				}
			}
		}
	}
	return r
}
