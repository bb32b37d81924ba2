package ledger_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
)

// TestTwoWithholdAtOnce has two publishers withhold under the same number: one
// wins, the other is told, and both see the same afterwards.
func TestTwoWithholdAtOnce(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	ls := []*ledger.Ledger{ledger.New(o), ledger.New(o)}
	errs := make([]error, len(ls))
	cell := func(i int) disclosure.Cell {
		return disclosure.Cell{Measure: []string{"referrals", "rereferrals_12m"}[i], Period: period.NewQuarter(2026, 2), Breakdown: "total", Category: "all", Code: area.EnglandCode}
	}
	var wg sync.WaitGroup
	for i, l := range ls {
		wg.Go(func() {
			errs[i] = l.AddWithheld(ctx, ledger.Withheld{Number: 1, Cells: []disclosure.Cell{cell(i)}, Protects: []string{"a count"}})
		})
	}
	wg.Wait()
	won := 0
	for i, err := range errs {
		switch {
		case err == nil:
			won = i
		case !errors.Is(err, ledger.ErrExists):
			t.Errorf("publisher %d: %v, want nil or ErrExists", i, err)
		}
	}
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("errors %v, want one winner", errs)
	}
	for _, l := range ls {
		all, inputs, err := l.Withheld(ctx)
		if err != nil || len(all) != 1 || all[0].Cells[0] != cell(won) {
			t.Fatalf("withheld %+v, %v", all, err)
		}
		body, _, err := o.Get(ctx, ledger.WithheldKey(1))
		if err != nil || inputs[0] != (ledger.Input{Key: ledger.WithheldKey(1), SHA256: ledger.Hash(body)}) {
			t.Errorf("inputs %+v, %v", inputs, err)
		}
	}
	if err := ls[0].AddWithheld(ctx, ledger.Withheld{Number: 3, Cells: []disclosure.Cell{cell(0)}}); err == nil {
		t.Error("a number was left out")
	}
	if r, err := ledger.Verify(ctx, o, nil); err != nil || r.Problems() > 0 || r.Entries != 1 || r.Links == 0 {
		t.Errorf("the entry is not in its chain: %+v, %v", r, err)
	}
}
