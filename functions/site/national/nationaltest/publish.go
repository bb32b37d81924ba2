// Package nationaltest publishes small, fixed national figures and a small
// library into storage, for tests of what reads them.
package nationaltest

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"math"
	"path/filepath"
	"sync"
	"testing"

	"earlyhelp/learning/library"
	"earlyhelp/learning/review"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// The IDs of the reviews that Library publishes. The second could not be read.
const (
	ReviewID     = "01JD0000000000000000000001"
	UnreadableID = "01JD0000000000000000000002"
	PraiseID     = "01JD0000000000000000000003"
)

// Figures publishes, as sequence seq, DfE's series and made-up returns of
// every area for 2024-25 and for the quarter 2026-Q2. Leeds (383) is told
// apart by Rutland (857), whose numbers are small enough to be hidden.
func Figures(t testing.TB, o *ledgertest.Objects, seq int) {
	t.Helper()
	files, err := parquet()
	if err != nil {
		t.Fatal(err)
	}
	for prefix, body := range files {
		o.Put(ledger.SnapshotKey(prefix, seq, "facts.parquet"), body)
	}
	Manifest(t, o, seq, seq-1)
}

// Manifest publishes the manifest of sequence seq, made while before was in
// force; 0 for none.
func Manifest(t testing.TB, o *ledgertest.Objects, seq, before int) {
	t.Helper()
	m := ledger.Manifest{Sequence: seq, Inputs: []ledger.Input{}, Files: []ledger.Input{}}
	if before > 0 {
		m.Before = &ledger.Input{Key: ledger.SnapshotKey(ledger.Benchmarks, before, "manifest.json")}
	}
	putJSON(t, o, ledger.SnapshotKey(ledger.Benchmarks, seq, "manifest.json"), m)
}

// parquet makes the two files once: every test reads the same.
var parquet = sync.OnceValues(func() (map[string][]byte, error) {
	in := benchmark.Input{Catalogue: indicator.All(), Register: area.England(), Published: published.Series()}
	for _, p := range []period.Period{period.NewFinancialYear(2024), period.NewQuarter(2026, 2)} {
		for _, a := range in.Register.On(p.End()) {
			in.Returns = append(in.Returns, benchmark.Signed{Return: Return(a, p, in.Published)})
		}
	}
	public, full, err := benchmark.Build(in)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for prefix, facts := range map[string][]benchmark.Fact{ledger.Benchmarks: public, ledger.Restricted: full} {
		var b bytes.Buffer
		if err := benchmark.WriteParquet(&b, facts); err != nil {
			return nil, err
		}
		files[prefix] = b.Bytes()
	}
	return files, nil
})

// Return is the made-up return of an area: referrals as published where the
// period has them, the rest from a fixed hash of the area's number.
func Return(a area.Area, p period.Period, series *published.Table) *returns.Return {
	part := func(what string) float64 { // 0 to 1, steady
		h := fnv.New64a()
		_, _ = h.Write([]byte(a.DFE + what + p.String())) // a hash does not fail
		return float64(h.Sum64()%10000) / 10000
	}
	children := 300.0
	if pop, ok := area.England().Population(a.DFE, p); ok {
		children = float64(pop.N)
	}
	referrals := math.Round(children * (0.02 + 0.05*part("r")) * float64(p.Months()) / 12)
	again, nfa := math.Round(referrals*(0.12+0.2*part("again"))), math.Round(referrals*0.15*part("nfa"))
	if row, ok := series.Area(a.DFE, p); ok && row.Referrals.Symbol == "" {
		referrals = float64(row.Referrals.N)
		again, nfa = float64(row.ReReferrals.N), float64(row.NFA.N)
		// Where DfE suppressed a count, one of 1 to 5, which is to be suppressed
		// again.
		if row.ReReferrals.Symbol != "" {
			again = 3
		}
		if row.NFA.Symbol != "" {
			nfa = 3
		}
	}
	professional := math.Round(referrals * 0.7)
	staff := 40 + math.Round(400*part("staff"))
	cases, answers, schools := 6+math.Round(50*part("cases")), 5+math.Round(60*part("answers")), 20+math.Round(200*part("schools"))
	r := &returns.Return{Area: a.DFE, Period: p, Demonstration: true}
	for _, c := range []struct {
		sheet, measure string
		n              float64
	}{
		{"EarlyHelp", "children_open", math.Round(children * (0.008 + 0.11*part("open")*part("reach")))},
		{"EarlyHelp", "episodes_started", math.Round(children * 0.02 * (0.5 + part("started")))},
		{"Referrals", "referrals", referrals}, {"Referrals", "referrals_nfa", nfa},
		{"Referrals", "rereferrals_12m", again}, {"Referrals", "rereferrals_3m", math.Round(again * 0.4)},
		{"Referrals", "referrals_professional", professional}, {"Referrals", "referrals_with_eha", math.Round(professional * 0.2 * part("eha"))},
		{"Referrals", "outcome_told_5wd", math.Round(professional * (0.3 + 0.6*part("told")))},
		{"Workforce", "headcount_needing_training", staff}, {"Workforce", "trained_24m", math.Round(staff * (0.3 + 0.6*part("trained")))},
		{"Workforce", "trained_reluctant_families", math.Round(staff * (0.1 + 0.5*part("reluctant")))},
		{"Workforce", "wte", staff/10 + 0.5}, {"Workforce", "open_cases", math.Round(staff * (0.6 + 1.2*part("load")))},
		{"Audit", "cases_audited", cases}, {"Audit", "child_spoken_to", math.Round(cases * (0.2 + 0.6*part("spoken")))},
		{"Partnership", "thresholds_audited_answered", 1}, {"Partnership", "thresholds_audited_yes", math.Round(0.7 * part("thresholds"))},
		{"InfoSharing", "schools", schools}, {"InfoSharing", "schools_signed_up", math.Round(schools * (0.4 + 0.6*part("signed")))},
		{"Survey", "groups_responses", answers}, {"Survey", "groups_agree", math.Round(answers * part("groups"))},
	} {
		r.Counts = append(r.Counts, returns.Count{Sheet: c.sheet, Measure: c.measure, Breakdown: "total", Category: "all", N: c.n})
	}
	return r
}

// texts are two short invented reviews, page by page.
var texts = map[string][]string{
	ReviewID: {
		"This review concerns a child known here as Robin, who was three years old.\nNo one asked Robin what life at home was like.\nThe health visitor's concerns were not shared with the nursery.\nThe nursery made three referrals and never heard what became of them.",
		"Robin's father was not spoken to by any agency, and his history was not known.\nDomestic abuse had been reported to the police four times.\nThe assessment was not updated when a new partner moved in.\nThe partnership should make sure that supervision questions whether a plan is working.\nMother's account was taken at face value.",
		"Information was shared promptly between the school and the police that night.\nThere was no evidence of substance misuse.\nThe case was closed before the plan was finished.",
	},
	PraiseID: {
		"The school listened to the child and recorded her wishes and feelings well.\nWorkers from all agencies met every month.\nThe referral waited eight weeks before anyone was allocated to it.\nThe neglect of the home was seen by five services.",
	},
}

// Library publishes, as sequence seq, three invented reviews, of which one
// could not be read.
func Library(t testing.TB, o *ledgertest.Objects, seq int) {
	t.Helper()
	mine := func(id, title string, year int) theme.Review {
		doc := review.Document{}
		for i, text := range texts[id] {
			doc.Pages = append(doc.Pages, review.Page{Number: i + 1, Text: text})
		}
		return theme.Mine(doc, theme.Meta{ID: id, File: "review.txt", Title: title, Year: year})
	}
	entries := []library.Entry{
		{ID: ReviewID, Title: "Child Robin", Year: 2025, Kind: "lcspr", Publisher: "Example Safeguarding Children Partnership", Demonstration: true, Review: mine(ReviewID, "Child Robin", 2025)},
		{ID: UnreadableID, Title: "A scanned review", Year: 2019, Kind: "scr", Review: theme.Review{ID: UnreadableID, Problem: "The pages are pictures: there is no text to read."}},
		{ID: PraiseID, Title: "Children Ash & Elm <twins>", Year: 2024, Kind: "thematic", Demonstration: true, Review: mine(PraiseID, "Children Ash & Elm <twins>", 2024)},
	}
	dir := filepath.Join(t.TempDir(), "index")
	if err := library.Build(entries, dir); err != nil {
		t.Fatal(err)
	}
	bundle, err := library.Pack(dir)
	if err != nil {
		t.Fatal(err)
	}
	o.Put(ledger.SnapshotKey(ledger.Library, seq, "index.zip"), bundle)
	putJSON(t, o, ledger.SnapshotKey(ledger.Library, seq, "library.json"), library.NewSnapshot(entries))
}

// Current makes sequences current.
func Current(t testing.TB, o *ledgertest.Objects, c ledger.Current) {
	t.Helper()
	putJSON(t, o, ledger.CurrentKey, c)
}

// Published returns storage with figures and library, both sequence 1.
func Published(t testing.TB) *ledgertest.Objects {
	t.Helper()
	o := ledgertest.New()
	Figures(t, o, 1)
	Library(t, o, 1)
	Current(t, o, ledger.Current{Benchmarks: 1, Library: 1})
	return o
}

func putJSON(t testing.TB, o *ledgertest.Objects, key string, v any) {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	o.Put(key, body)
}
