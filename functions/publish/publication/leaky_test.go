package publication

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

// TestLeakyPublicationIsRefused lets disclosure control fail in one way after
// another: nothing is swapped, the operator finds which counts and why, the
// message fails, and trying again costs nothing.
func TestLeakyPublicationIsRefused(t *testing.T) {
	show := func(f *benchmark.Fact, n, d float64) {
		f.Numerator, f.Denominator, f.Symbol, f.Reason = benchmark.Some(n), benchmark.Some(d), benchmark.NoSymbol, ""
		f.Value = benchmark.Some(100 * n / d)
	}
	for _, tt := range []struct {
		name string
		leak func(f *benchmark.Fact)
		want []string // what the refusal says
	}{
		{"a small count is shown", func(f *benchmark.Fact) {
			if f.Indicator == "E06" && f.Category == "not recorded" && f.DFE == "383" {
				show(f, 3, 12)
			}
		}, []string{"Leeds", "re-referrals within 12 months (sex: not recorded)", "the figure itself"}},
		{"the total less the parts", func(f *benchmark.Fact) {
			if f.Indicator == "E06" && f.DFE == "383" {
				switch f.Category {
				case "all":
					show(f, 81, 400)
				case "female":
					show(f, 48, 190)
				case "male":
					show(f, 30, 198)
				}
			}
		}, []string{"Leeds", "re-referrals within 12 months (sex: not recorded)", "the parts of a breakdown and their total"}},
		{"a percentage stands beside a hidden count", func(f *benchmark.Fact) {
			if f.Indicator == "E06" && f.Category == "not recorded" && f.DFE == "383" {
				f.Value = benchmark.Some(25)
			}
			if f.Indicator == "E01" && f.Category == "not recorded" && f.DFE == "383" {
				f.Numerator, f.Denominator, f.Symbol = benchmark.Some(12), benchmark.Some(150000), benchmark.NoSymbol
			}
		}, []string{"Leeds", "a value beside a hidden count"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := ledgertest.New()
			l := ledger.New(o)
			signed(t, l, 2, "850", 1)
			var log bytes.Buffer
			h := quiet(t, o)
			h.log = slog.New(slog.NewTextHandler(&log, nil))
			rebuild(t, h)
			signed(t, l, 1, "383", 1)
			h.leak = tt.leak
			before, _, err := o.Get(context.Background(), ledger.CurrentKey)
			if err != nil {
				t.Fatal(err)
			}
			event := events.SQSEvent{Records: []events.SQSMessage{message("a", ledger.SignOffKey("383", quarter, 1))}}
			for range 3 {
				got, err := h.Handle(context.Background(), event)
				if err != nil || len(got.BatchItemFailures) != 1 {
					t.Fatalf("Handle = %+v, %v; want the message to fail", got, err)
				}
			}
			if after, _, err := o.Get(context.Background(), ledger.CurrentKey); err != nil || !bytes.Equal(before, after) {
				t.Errorf("what is in force went from %s to %s (%v)", before, after, err)
			}
			var refusals []string
			for _, key := range o.Keys(ledger.Benchmarks) {
				if strings.HasSuffix(key, ledger.RefusedFile) {
					refusals = append(refusals, key)
				}
			}
			if len(refusals) != 1 {
				t.Fatalf("refusals %v, want one for three attempts", refusals)
			}
			body, _, err := o.Get(context.Background(), refusals[0])
			if err != nil {
				t.Fatal(err)
			}
			var r ledger.Refusal
			if err := json.Unmarshal(body, &r); err != nil || len(r.Findings) == 0 {
				t.Fatalf("refusal %s: %v", body, err)
			}
			for _, want := range tt.want {
				if !bytes.Contains(body, []byte(want)) {
					t.Errorf("the refusal does not say %q:\n%s", want, body)
				}
			}
			if !strings.Contains(log.String(), "would be given away") {
				t.Errorf("the log does not say why:\n%s", log.String())
			}
			if keys := o.Keys(ledger.SnapshotKey(ledger.Benchmarks, r.Sequence, "facts")); len(keys) > 0 {
				t.Errorf("figures were written: %v", keys)
			}
			// Another process knows of the refusal; another release tries anew.
			other := quiet(t, o)
			if err := other.Rebuild(context.Background()); !errors.Is(err, ErrRefused) {
				t.Errorf("another publisher: %v, want ErrRefused", err)
			}
			other.o.CodeVersion = "mended"
			rebuild(t, other)
		})
	}
}
