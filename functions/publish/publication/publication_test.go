package publication

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/plausible"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

var (
	quarter = period.NewQuarter(2026, 2)
	noon    = time.Date(2026, 8, 3, 12, 0, 0, 0, time.UTC)
)

// quiet is a handler of objects that knows two indicators and no series of
// DfE's, which would only make the tests slower.
func quiet(t testing.TB, objects ledger.Objects) *Handler {
	t.Helper()
	none, err := published.New()
	if err != nil {
		t.Fatal(err)
	}
	return New(objects, slog.New(slog.DiscardHandler), &Options{Now: func() time.Time { return noon }, Published: none, Catalogue: few(t)})
}

// few is the built-in catalogue with E01 and E06 alone.
func few(t testing.TB) *indicator.Catalogue {
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
		if bytes.HasPrefix(line, []byte("#")) || bytes.HasPrefix(line, []byte("id,")) || bytes.HasPrefix(line, []byte("E01,")) || bytes.HasPrefix(line, []byte("E06,")) {
			kept = append(kept, line...)
		}
	}
	c, err := indicator.New(fstest.MapFS{"catalogue.csv": {Data: kept}, "sources.csv": {Data: sources}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// id returns a ULID that ends in n.
func id(n int) string { return fmt.Sprintf("01J%023d", n) }

// aReturn is a made-up return of one area.
func aReturn(dfe string, rereferrals int) *returns.Return {
	count := func(measure, breakdown, category string, n int) returns.Count {
		return returns.Count{Sheet: "Referrals", Measure: measure, Breakdown: breakdown, Category: category, N: float64(n)}
	}
	return &returns.Return{Area: dfe, Period: quarter, Demonstration: true, Counts: []returns.Count{
		count("referrals", "total", "all", 400),
		count("rereferrals_12m", "total", "all", rereferrals),
		count("referrals", "sex", "female", 190), count("referrals", "sex", "male", 198), count("referrals", "sex", "not recorded", 12),
		count("rereferrals_12m", "sex", "female", rereferrals-33), count("rereferrals_12m", "sex", "male", 30), count("rereferrals_12m", "sex", "not recorded", 3),
	}}
}

// signed puts a signed return of an area in the ledger.
func signed(t testing.TB, l *ledger.Ledger, n int, dfe string, number int) {
	t.Helper()
	o := ledgertest.Accept(t, l, id(n), aReturn(dfe, 80+n), []byte("workbook of "+id(n)), noon)
	ledgertest.Sign(t, l, o, number, noon)
}

func rebuild(t testing.TB, h *Handler) {
	t.Helper()
	if err := h.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func current(t testing.TB, o ledger.Objects) (int, ledger.Manifest) {
	t.Helper()
	l := ledger.New(o)
	c, err := l.Current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	m, err := l.Manifest(context.Background(), ledger.Benchmarks, c.Benchmarks)
	if err != nil {
		t.Fatal(err)
	}
	return c.Benchmarks, m
}

func TestPublish(t *testing.T) {
	o := ledgertest.New()
	l := ledger.New(o)
	signed(t, l, 1, "383", 1)
	signed(t, l, 2, "850", 1)
	h := quiet(t, o)
	rebuild(t, h)
	seq, m := current(t, o)
	if seq != 1 || m.Sequence != 1 || m.CodeVersion != CodeVersion || m.Counts["returns"] != 2 || m.Counts["suppressed"] == 0 || !m.At.Equal(noon) {
		t.Errorf("sequence %d, manifest %+v", seq, m)
	}
	want := []string{"claim.json", "csv-metadata.json", "facts.csv", "facts.parquet", "indicators.csv", "limits.json", "manifest.json"}
	for i, name := range want {
		want[i] = "published/benchmarks/000001/" + name
	}
	keys := o.Keys("published/benchmarks/")
	parts := o.Keys("published/benchmarks/000001/facts/period=")
	keys = slices.DeleteFunc(keys, func(k string) bool { return slices.Contains(parts, k) })
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("published keys: -want +got\n%s", diff)
	}
	if !slices.Contains(parts, "published/benchmarks/000001/facts/period=2026-Q2/facts.parquet") {
		t.Errorf("the figures by period are %v", parts)
	}
	// The manifest names six inputs, and each file with the hash of its bytes.
	if len(m.Inputs) != 6 || len(m.Files) != 6+len(parts) {
		t.Errorf("%d inputs and %d files", len(m.Inputs), len(m.Files))
	}
	for _, in := range append(m.Inputs, m.Files...) {
		body, _, err := o.Get(context.Background(), in.Key)
		if err != nil || ledger.Hash(body) != in.SHA256 {
			t.Errorf("%s: hash %s in the manifest, %s in the bucket (%v)", in.Key, in.SHA256, ledger.Hash(body), err)
		}
	}
	for _, view := range []struct {
		key        string
		suppressed bool
	}{{"published/benchmarks/000001/facts.parquet", true}, {"restricted/benchmarks/000001/facts.parquet", false}} {
		a := answer(t, o, view.key, benchmark.Query{Indicator: "E06", Period: "2026-Q2", Breakdown: "sex", Category: "not recorded", Areas: []string{"383"}})
		if got := a.Areas[0].Symbol == benchmark.Confidential; got != view.suppressed || a.Areas[0].Numerator.OK == view.suppressed || !a.Demonstration {
			t.Errorf("%s: %+v", view.key, a.Areas[0])
		}
	}
	// And again: nothing to do.
	before := o.Dump()
	rebuild(t, h)
	rebuild(t, quiet(t, o))
	if diff := cmp.Diff(before, o.Dump()); diff != "" {
		t.Errorf("publishing the same again changed the bucket")
	}
}

func answer(t *testing.T, o ledger.Objects, key string, q benchmark.Query) benchmark.Answer {
	t.Helper()
	body, _, err := o.Get(context.Background(), key)
	if err != nil {
		t.Fatal(err)
	}
	s, err := benchmark.OpenSnapshot(bytes.NewReader(body), int64(len(body)), benchmark.SnapshotOptions{
		View: benchmark.Full, Version: "1", Catalogue: indicator.All(), Register: area.England()})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Answer(q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestSameLedgerSameBytes publishes the same sign-offs arriving in different
// orders, at once and one by one.
func TestSameLedgerSameBytes(t *testing.T) {
	areas := []string{"383", "850", "301", "822", "909"}
	var want []ledger.Input
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {4, 2, 0, 1, 3}} {
		for _, step := range []bool{false, true} {
			o := ledgertest.New()
			l, h := ledger.New(o), quiet(t, o)
			for _, i := range order {
				if areas[i] == "909" { // Cumbria, which had ended: stays out of the figures
					continue
				}
				signed(t, l, i, areas[i], 1)
				if step {
					rebuild(t, h)
				}
			}
			rebuild(t, h)
			_, m := current(t, o)
			var got []ledger.Input
			for _, f := range m.Files {
				got = append(got, ledger.Input{Key: f.Key[strings.LastIndexByte(f.Key, '/')+1:], SHA256: f.SHA256})
			}
			if want == nil {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("order %v, step by step %v: -want +got\n%s", order, step, diff)
			}
		}
	}
}

func TestBatchIsOnePublication(t *testing.T) {
	o := ledgertest.New()
	l, h := ledger.New(o), quiet(t, o)
	var event events.SQSEvent
	for i, dfe := range []string{"383", "850", "301"} {
		signed(t, l, i, dfe, 1)
		event.Records = append(event.Records, message(fmt.Sprint(i), ledger.SignOffKey(dfe, quarter, 1)))
	}
	event.Records = append(event.Records, message("other", "ledger/reviews/x/meta.json"))
	for range 2 { // delivered twice
		got, err := h.Handle(context.Background(), event)
		if err != nil || len(got.BatchItemFailures) != 0 {
			t.Fatalf("Handle = %+v, %v", got, err)
		}
	}
	if seq, m := current(t, o); seq != 1 || m.Counts["returns"] != 3 {
		t.Errorf("sequence %d with %d returns, want 1 with 3", seq, m.Counts["returns"])
	}
}

func message(id, key string) events.SQSMessage {
	return events.SQSMessage{MessageId: id, Body: `{"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"` + key + `"}}}]}`}
}

// TestFaults stops storage at every operation in turn, before and after it
// takes effect, and lets the message come again.
func TestFaults(t *testing.T) {
	event := events.SQSEvent{Records: []events.SQSMessage{message("a", ledger.SignOffKey("383", quarter, 1)), message("b", "incoming/returns/x.xlsx")}}
	for _, after := range []bool{false, true} {
		for at := 0; ; at++ {
			o := ledgertest.New()
			signed(t, ledger.New(o), 1, "383", 1)
			var n atomic.Int64
			hook := func(ledgertest.Op, string) error {
				if n.Add(1) == int64(at+1) {
					return errors.New("storage is away")
				}
				return nil
			}
			if after {
				o.After = hook
			} else {
				o.Before = hook
			}
			h := quiet(t, o)
			got, err := h.Handle(context.Background(), event)
			if err != nil {
				t.Fatal(err)
			}
			o.Before, o.After = nil, nil
			failed := n.Load() > int64(at)
			if failed {
				if ids := got.BatchItemFailures; len(ids) > 0 && (len(ids) != 1 || ids[0].ItemIdentifier != "a") {
					t.Errorf("failures = %v, want only message a", ids)
				}
				if got, err = h.Handle(context.Background(), event); err != nil || len(got.BatchItemFailures) > 0 {
					t.Errorf("operation %d: second delivery = %+v, %v", at, got, err)
				}
			}
			if _, m := current(t, o); m.Counts["returns"] != 1 {
				t.Errorf("operation %d: published %+v", at, m)
			}
			if !failed {
				break
			}
		}
	}
}

func TestSignOffThatIsNotBorneOutIsLeftOut(t *testing.T) {
	o := ledgertest.New()
	l := ledger.New(o)
	signed(t, l, 1, "383", 1)
	accepted := ledgertest.Accept(t, l, id(2), aReturn("850", 90), []byte("workbook"), noon)
	forge := func(s ledger.SignOff) {
		p, _ := period.Parse(s.Period)
		body := fmt.Appendf(nil, `{"number":1,"area":%q,"period":%q,"submission":%q,"sha256":%q}`, s.Area, s.Period, s.Submission, s.SHA256)
		o.Put(ledger.SignOffKey(s.Area, p, 1), body)
	}
	forge(ledger.SignOff{Area: "850", Period: "2026-Q2", Submission: id(2), SHA256: strings.Repeat("0", 64)})
	forge(ledger.SignOff{Area: "301", Period: "2026-Q2", Submission: id(9), SHA256: accepted.SHA256})
	forge(ledger.SignOff{Area: "302", Period: "2026-Q2", Submission: id(2), SHA256: accepted.SHA256})
	rebuild(t, quiet(t, o))
	_, m := current(t, o)
	if m.Counts["returns"] != 1 || m.Counts["leftOut"] != 3 {
		t.Errorf("counts = %v, want 1 return and 3 left out", m.Counts)
	}
	before := o.Dump()
	rebuild(t, quiet(t, o))
	if !cmp.Equal(before, o.Dump()) {
		t.Error("what is left out was published over and over")
	}
}

func TestOvertakenPublisherStartsAgain(t *testing.T) {
	o := ledgertest.New()
	l := ledger.New(o)
	signed(t, l, 1, "383", 1)
	other := quiet(t, o)
	raced := false
	o.Before = func(op ledgertest.Op, key string) error {
		if op == ledgertest.Swap && !raced {
			raced = true // somebody signs, and another publisher is quicker
			signed(t, l, 2, "850", 1)
			rebuild(t, other)
		}
		return nil
	}
	rebuild(t, quiet(t, o))
	seq, m := current(t, o)
	if !raced || seq != 2 || m.Counts["returns"] != 2 {
		t.Errorf("sequence %d with %d returns in force, want the other's 2 with 2", seq, m.Counts["returns"])
	}
	if keys := o.Keys("published/benchmarks/000003/"); len(keys) > 0 {
		t.Errorf("the overtaken publisher wrote %v, though all of its sign-offs were in force", keys)
	}
}

func TestNewCodePublishesAnew(t *testing.T) {
	o := ledgertest.New()
	signed(t, ledger.New(o), 1, "383", 1)
	rebuild(t, quiet(t, o))
	h := quiet(t, o)
	h.o.CodeVersion = "next"
	rebuild(t, h)
	if seq, m := current(t, o); seq != 2 || m.CodeVersion != "next" {
		t.Errorf("sequence %d by %s, want 2 by next", seq, m.CodeVersion)
	}
}

func TestResignedReturnReplacesTheFirst(t *testing.T) {
	o := ledgertest.New()
	l, h := ledger.New(o), quiet(t, o)
	signed(t, l, 1, "383", 1)
	rebuild(t, h)
	signed(t, l, 7, "383", 2)
	rebuild(t, h)
	a := answer(t, o, "restricted/benchmarks/000002/facts.parquet", benchmark.Query{Indicator: "E06", Period: "2026-Q2", Areas: []string{"383"}})
	if a.Areas[0].Numerator != benchmark.Some(87) {
		t.Errorf("after the second sign-off: %+v", a.Areas[0])
	}
	if _, m := current(t, o); m.Counts["returns"] != 1 || !slices.ContainsFunc(m.Inputs, func(i ledger.Input) bool { return i.Key == ledger.SignOffKey("383", quarter, 2) }) {
		t.Errorf("manifest %+v", m)
	}
}

// TestRevisedFiguresAreMarked signs a return again with other counts: what
// differs from a version signed before carries the mark r, and goes on
// carrying it when it is signed a third time.
func TestRevisedFiguresAreMarked(t *testing.T) {
	o := ledgertest.New()
	l, h := ledger.New(o), quiet(t, o)
	signed(t, l, 2, "850", 1)
	for i, n := range []int{1, 7, 7} {
		r := aReturn("383", 80+n)
		r.KnownIssues = fmt.Sprint("version ", i)
		ledgertest.Sign(t, l, ledgertest.Accept(t, l, id(10+i), r, fmt.Append(nil, "workbook", i), noon), i+1, noon)
		rebuild(t, h)
		key := ledger.SnapshotKey(ledger.Benchmarks, i+1, "facts.parquet")
		for _, want := range []struct {
			breakdown, category string
			revised             bool
		}{{"total", "all", i > 0}, {"sex", "female", i > 0}, {"sex", "male", false}} {
			a := answer(t, o, key, benchmark.Query{Indicator: "E06", Period: "2026-Q2", Breakdown: want.breakdown, Category: want.category})
			for _, x := range a.Areas {
				if got := slices.Contains(x.Marks, benchmark.Revised); x.Value.OK && got != (want.revised && x.DFE == "383") {
					t.Errorf("version %d, %s %s of %s: marks %v", i+1, want.breakdown, want.category, x.Name, x.Marks)
				}
			}
			if want.breakdown == "total" && slices.Contains(a.England.Marks, benchmark.Revised) != want.revised {
				t.Errorf("version %d: England's marks are %v", i+1, a.England.Marks)
			}
		}
	}
	if _, m := current(t, o); m.Counts["revised"] == 0 {
		t.Errorf("manifest counts %v", m.Counts)
	}
}

func TestLimitsAreWrittenBesideTheFigures(t *testing.T) {
	o := ledgertest.New()
	l, h := ledger.New(o), quiet(t, o)
	if limits, err := plausible.CurrentLimits(context.Background(), l); limits != nil || err != nil {
		t.Errorf("before the first publication: %+v, %v", limits, err)
	}
	for i, a := range area.England().On(quarter.End())[:12] {
		signed(t, l, i, a.DFE, 1)
	}
	rebuild(t, h)
	limits, err := plausible.CurrentLimits(context.Background(), l)
	if err != nil {
		t.Fatal(err)
	}
	e06, ok := limits.Find("E06", quarter)
	a := answer(t, o, "published/benchmarks/000001/facts.parquet", benchmark.Query{Indicator: "E06", Period: "2026-Q2"})
	if !ok || e06.Areas != 12 || benchmark.Some(e06.Tau2) != a.Funnel.Tau2 || benchmark.Shown1(e06.Value) != a.England.Value.Value || !e06.Demonstration {
		t.Errorf("limits of E06 = %+v, its funnel = %+v", e06, a.Funnel)
	}
}
