package sweeping

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/oklog/ulid/v2"

	"earlyhelp/functions/catalogue/cataloguing"
	"earlyhelp/functions/publish/publication"
	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// id is the ID of something begun at a time.
func id(at time.Time, n byte) string {
	var u ulid.ULID
	if err := u.SetTime(ulid.Timestamp(at)); err != nil {
		panic(err)
	}
	u[15] = n
	return u.String()
}

// A driven notes what it is asked to do.
type driven struct {
	calls []string
	fail  string // what fails
}

func (d *driven) note(call string) error {
	d.calls = append(d.calls, call)
	if d.fail != "" && strings.HasPrefix(call, d.fail) {
		return errors.New(call + " is broken")
	}
	return nil
}

func (d *driven) drivers() Drivers {
	return Drivers{
		Return:    func(_ context.Context, id string) error { return d.note("return " + id) },
		Review:    func(_ context.Context, key string) error { return d.note("review " + key) },
		Publish:   func(context.Context) error { return d.note("publish") },
		Catalogue: func(context.Context) error { return d.note("catalogue") },
	}
}

func sweep(t *testing.T, o *ledgertest.Objects, d *driven) error {
	t.Helper()
	h := New(o, d.drivers(), slog.New(slog.DiscardHandler), &Options{Now: func() time.Time { return now }})
	return h.Sweep(context.Background())
}

func TestUploads(t *testing.T) {
	o := ledgertest.New()
	old, young := now.Add(-2*time.Minute), now.Add(-30*time.Second)
	o.Put(ledger.IncomingReturnKey(id(old, 1)), nil)
	o.Put(ledger.IncomingReturnKey(id(young, 2)), nil)
	o.Put(ledger.IncomingReviewKey(id(old, 3), "pdf"), nil)
	o.Put("incoming/returns/stray", nil)
	for _, fail := range []string{"", "return"} {
		d := &driven{fail: fail}
		err := sweep(t, o, d)
		want := []string{"return " + id(old, 1), "review " + ledger.IncomingReviewKey(id(old, 3), "pdf")}
		if diff := cmp.Diff(want, d.calls); diff != "" {
			t.Errorf("driven (-want +got):\n%s", diff)
		}
		if (err != nil) != (fail != "") {
			t.Errorf("Sweep = %v with %q broken", err, fail)
		}
	}
}

func TestPeriodsAreOpenedOnceTheyHaveEnded(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	for i, open := range []bool{true, false} { // opened early, then closed by a person
		c := ledger.PeriodChange{Period: "2025-26", Number: i + 1, Open: open, By: account.Person{Name: "National team"}, At: now}
		if err := l.ChangePeriod(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := sweep(t, o, &driven{}); err != nil {
			t.Fatal(err)
		}
		open, err := l.OpenPeriods(ctx)
		var got []string
		for _, p := range open {
			got = append(got, p.String())
		}
		want := []string{"2024-25", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"}
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("open periods, %v (-want +got):\n%s", err, d)
		}
	}
	var c ledger.PeriodChange
	body, _, err := o.Get(ctx, ledger.PeriodKey(period.NewQuarter(2026, 3), 1))
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	if err != nil || c.By.Subject != "system" {
		t.Errorf("2026-Q3 was opened by %+v, %v", c.By, err)
	}
}

func TestPublishAndCatalogue(t *testing.T) {
	ctx := context.Background()
	o := ledgertest.New()
	l := ledger.New(o)
	steps := []struct {
		name string
		do   func()
		want []string
	}{
		{"nothing there", func() {}, nil},
		{"a first sign-off and a first mined review", func() {
			r := &returns.Return{Area: "383", Period: period.NewQuarter(2026, 2)}
			ledgertest.Sign(t, l, ledgertest.Accept(t, l, id(now, 1), r, []byte("x"), now), 1, now)
			if err := l.RecordMined(ctx, id(now, 2), []byte("{}")); err != nil {
				t.Fatal(err)
			}
		}, []string{"publish", "catalogue"}},
		{"both published", func() {
			manifest(t, o, ledger.Benchmarks, publication.CodeVersion, ledger.SignOffKey("383", period.NewQuarter(2026, 2), 1))
			manifest(t, o, ledger.Library, cataloguing.CodeVersion, ledger.ReviewMinedKey(id(now, 2)))
			if _, err := l.MoveCurrent(ctx, func(ledger.Current) ledger.Current { return ledger.Current{Benchmarks: 1, Library: 1} }); err != nil {
				t.Fatal(err)
			}
		}, nil},
		{"a second sign-off in place of the first", func() {
			r := &returns.Return{Area: "383", Period: period.NewQuarter(2026, 2)}
			ledgertest.Sign(t, l, ledgertest.Accept(t, l, id(now, 3), r, []byte("y"), now), 2, now)
		}, []string{"publish"}},
		{"both published by another release", func() {
			manifest(t, o, ledger.Benchmarks, "older", ledger.SignOffKey("383", period.NewQuarter(2026, 2), 2))
			manifest(t, o, ledger.Library, "older", ledger.ReviewMinedKey(id(now, 2)))
		}, []string{"publish", "catalogue"}},
		{"both published by this release", func() {
			manifest(t, o, ledger.Benchmarks, publication.CodeVersion, ledger.SignOffKey("383", period.NewQuarter(2026, 2), 2))
			manifest(t, o, ledger.Library, cataloguing.CodeVersion, ledger.ReviewMinedKey(id(now, 2)))
		}, nil},
		{"the manifests gone", func() {
			for _, prefix := range []string{ledger.Benchmarks, ledger.Library} {
				if err := o.Delete(ctx, ledger.SnapshotKey(prefix, 1, "manifest.json")); err != nil {
					t.Fatal(err)
				}
			}
		}, []string{"publish", "catalogue"}},
	}
	for _, s := range steps {
		s.do()
		d := &driven{}
		if err := sweep(t, o, d); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s.want, d.calls); diff != "" {
			t.Errorf("%s: driven (-want +got):\n%s", s.name, diff)
		}
	}
}

func manifest(t *testing.T, o *ledgertest.Objects, prefix, version string, inputs ...string) {
	t.Helper()
	m := ledger.Manifest{Sequence: 1, CodeVersion: version}
	for _, key := range inputs {
		m.Inputs = append(m.Inputs, ledger.Input{Key: key})
	}
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	o.Put(ledger.SnapshotKey(prefix, 1, "manifest.json"), body)
}

func TestFailuresDoNotStopTheRest(t *testing.T) {
	o := ledgertest.New()
	o.Put(ledger.IncomingReturnKey(id(now.Add(-time.Hour), 1)), nil)
	if err := ledger.New(o).RecordMined(context.Background(), id(now, 2), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	o.Before = func(op ledgertest.Op, key string) error {
		if key == ledger.Periods || key == ledger.SignOffs || key == ledger.IncomingReviews {
			return errors.New("storage is away")
		}
		return nil
	}
	d := &driven{}
	err := sweep(t, o, d)
	if want := []string{"return " + id(now.Add(-time.Hour), 1), "catalogue"}; err == nil || !cmp.Equal(want, d.calls) {
		t.Errorf("Sweep = %v and drove %q, want an error and %q", err, d.calls, want)
	}
	if n := strings.Count(err.Error(), "storage is away"); n != 5 {
		t.Errorf("the error names %d failures, want 5: %v", n, err)
	}
}
