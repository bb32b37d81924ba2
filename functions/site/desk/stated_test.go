package desk

import (
	"testing"
	"time"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

func TestStated(t *testing.T) {
	o := ledgertest.New()
	l := ledger.New(o)
	d := New(l, nil, nil)
	q := period.NewQuarter(2026, 2)
	at := time.Date(2026, 7, 20, 9, 0, 0, 0, time.UTC)
	r := &returns.Return{Area: "383", Period: q, Facts: []returns.Fact{
		{Name: "thresholds_audited", Answer: returns.Yes, Date: period.NewDate(2026, 5, 15), Link: "https://www.example.gov.uk/audit", Note: "ask the board"},
	}}
	accepted := ledgertest.Accept(t, l, "01J00000000000000000000001", r, []byte("book"), at)
	facts, err := d.Stated(t.Context(), "383", q)
	if err != nil || facts != nil {
		t.Errorf("before it is signed off: %v, %v; want none", facts, err)
	}
	ledgertest.Sign(t, l, accepted, 1, at)
	for range 2 { // the second time from memory
		facts, err = d.Stated(t.Context(), "383", q)
		if err != nil || len(facts) != 1 || facts[0].Link != "https://www.example.gov.uk/audit" || facts[0].Answer != returns.Yes || facts[0].Note != "" {
			t.Errorf("stated %+v, %v", facts, err)
		}
	}
	if facts, err := d.Stated(t.Context(), "350", q); err != nil || facts != nil {
		t.Errorf("another area: %v, %v; want none", facts, err)
	}
	// A later sign-off takes the place of the one before.
	r.Facts[0].Answer, r.Facts[0].Link = returns.No, ""
	accepted = ledgertest.Accept(t, l, "01J00000000000000000000002", r, []byte("book 2"), at)
	ledgertest.Sign(t, l, accepted, 2, at)
	if facts, err = d.Stated(t.Context(), "383", q); err != nil || len(facts) != 1 || facts[0].Answer != returns.No {
		t.Errorf("after a second sign-off: %+v, %v", facts, err)
	}
}
