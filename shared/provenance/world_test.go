package provenance

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

var (
	quarter  = period.NewQuarter(2026, 2)
	signedAt = time.Date(2026, 7, 20, 22, 30, 0, 0, time.UTC)
)

// A land is a small country of sixteen areas with a ledger, returns as
// workbooks and one publication.
type land struct {
	testing.TB
	objects *ledgertest.Objects
	ledger  *ledger.Ledger
	signed  []benchmark.Signed
	inputs  []ledger.Input
	tracer  *Tracer
}

// places are the areas that return: Leeds and its region, some others, and
// Rutland, whose counts are small.
var places = []string{"383", "380", "381", "382", "384", "370", "371", "372", "373", "815", "816", "301", "302", "303", "330", "857"}

// newLand is made once: what a test does to its records is done to a copy.
func newLand(t testing.TB) *land {
	t.Helper()
	once.Do(func() { first = makeLand(t) })
	if first == nil {
		t.Fatal("the land could not be made")
	}
	l := *first
	l.TB, l.objects = t, ledgertest.New()
	for key, body := range first.objects.Dump() {
		l.objects.Put(key, []byte(body))
	}
	l.ledger = ledger.New(l.objects)
	tracer := *first.tracer
	tracer.Ledger = l.ledger
	l.tracer = &tracer
	return &l
}

var (
	once  sync.Once
	first *land
)

func makeLand(t testing.TB) *land {
	t.Helper()
	l := &land{TB: t, objects: ledgertest.New()}
	l.ledger = ledger.New(l.objects)
	for i, dfe := range places {
		r := aReturn(dfe, 3000+100*i, 0.3-0.01*float64(i))
		if dfe == "857" {
			r = aReturn(dfe, 40, 0.1)
		}
		if dfe == "383" { // signed twice; counted from a list the second time
			before := aReturn(dfe, 2900, 0.31)
			was := l.sign(dfe, 1, before, nil)
			r.MadeFrom = returns.MadeFrom{Tool: "earlyhelp 0.1.0", List: "ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12", Date: "2026-07-10"}
			l.sign(dfe, 2, r, was)
			continue
		}
		l.sign(dfe, 1, r, nil)
	}
	l.publish()
	return l
}

// sign puts a return in the ledger as intake would, with one explanation, and
// has four partners approve it, and returns it as it was read. before is the
// one that it replaces.
func (l *land) sign(dfe string, version int, r, before *returns.Return) *returns.Return {
	l.Helper()
	var book bytes.Buffer
	if err := returns.WriteClean(&book, r); err != nil {
		l.Fatal(err)
	}
	res := returns.Read(book.Bytes(), returns.ReadOptions{Register: area.England(), Today: period.NewDate(2026, 7, 20)})
	if res.Verdict != returns.Accepted {
		l.Fatalf("return of %s: %s %v %v", dfe, res.Verdict, res.Problems[:min(5, len(res.Problems))], res.Privacy)
	}
	id := fmt.Sprintf("01J0000000000000000000%s%d", dfe, version)
	s := ledger.Submission{ID: id, Area: dfe, Period: quarter.String(), FileName: "return.xlsx", At: signedAt.Add(-time.Hour)}
	s.By.Name = "Olu Officer of " + dfe
	if version > 1 {
		s.Reason = "A team had been left out."
	}
	if err := l.ledger.AddSubmission(l.Context(), s); err != nil {
		l.Fatal(err)
	}
	index := res.Return.Index()
	at := index[returns.Key{Measure: "rereferrals_12m", Breakdown: "total", Category: "all"}].Ref
	problem := ledger.Problem{Ref: at.String(), Rule: "V09", Severity: cell.Explain, Message: "It rose by a third."}
	o, err := l.ledger.Keep(l.Context(), ledger.Judged{Return: res.Return, Workbook: book.Bytes(),
		Outcome: ledger.Outcome{ID: id, Area: dfe, Period: quarter.String(), Verdict: returns.Accepted, Problems: []ledger.Problem{problem}, At: signedAt.Add(-time.Hour)}})
	if err != nil {
		l.Fatal(err)
	}
	said := ledger.Explanations{Submission: id, Number: 1, Answers: []ledger.Answer{{Rule: "V09", Ref: at.String(), Text: "A new front door opened."}}}
	if err := l.ledger.AddExplanations(l.Context(), dfe, quarter, said); err != nil {
		l.Fatal(err)
	}
	approvals := ledgertest.Approvals(o, version, signedAt)
	for i := range approvals {
		approvals[i].Explained = 1
	}
	if _, err := l.ledger.Approve(l.Context(), approvals...); err != nil {
		l.Fatal(err)
	}
	signed := benchmark.Signed{Return: res.Return, Submission: id}
	if before != nil {
		signed.Earlier = []*returns.Return{before}
	}
	l.signed = slices.DeleteFunc(l.signed, func(s benchmark.Signed) bool { return s.Return.Area == dfe })
	l.signed = append(l.signed, signed)
	l.inputs = slices.DeleteFunc(l.inputs, func(in ledger.Input) bool {
		return slices.Contains([]string{ledger.SignOffKey(dfe, quarter, version-1)}, in.Key)
	})
	for _, key := range []string{o.CountsKey, o.WorkbookKey, ledger.SignOffKey(dfe, quarter, version)} {
		body, _, err := l.objects.Get(l.Context(), key)
		if err != nil {
			l.Fatal(err)
		}
		l.inputs = append(l.inputs, ledger.Input{Key: key, SHA256: ledger.Hash(body)})
	}
	return res.Return
}

// publish publishes what is signed as sequence 7.
func (l *land) publish() {
	l.Helper()
	public, full, err := benchmark.Build(benchmark.Input{Returns: l.signed, Catalogue: indicator.All(), Register: area.England(), Published: published.Series()})
	if err != nil {
		l.Fatal(err)
	}
	slices.SortFunc(l.inputs, func(a, b ledger.Input) int { return cmp.Compare(a.Key, b.Key) })
	m := ledger.Manifest{Sequence: 7, CodeVersion: "test", Inputs: l.inputs, At: signedAt.Add(time.Minute), Counts: map[string]int{"returns": len(l.signed)},
		Files: []ledger.Input{{Key: ledger.SnapshotKey(ledger.Benchmarks, 7, "facts.csv"), SHA256: "f00d"}}}
	body, err := json.Marshal(m)
	if err != nil {
		l.Fatal(err)
	}
	l.objects.Put(ledger.SnapshotKey(ledger.Benchmarks, 7, "manifest.json"), body)
	w := World{Register: area.England(), Catalogue: indicator.All(), Published: published.Series()}
	o := benchmark.SnapshotOptions{Version: "7", Catalogue: w.Catalogue, Register: w.Register}
	l.tracer = &Tracer{World: w, Ledger: l.ledger}
	o.View = benchmark.Public
	l.tracer.Public = benchmark.NewSnapshot(public, o)
	o.View = benchmark.Full
	l.tracer.Full = benchmark.NewSnapshot(full, o)
}

// aReturn is a return in which every measure is a share of the one that it is
// a part of. Re-referrals and referrals are split by sex, nothing else is.
func aReturn(dfe string, size int, share float64) *returns.Return {
	r := &returns.Return{Area: dfe, Period: quarter, TemplateVersion: returns.TemplateVersion, PreparedByRole: "data officer", Demonstration: true}
	wholes := map[string]string{}
	for _, p := range returns.Pairs() {
		wholes[p.Part] = p.Whole
	}
	var n func(m string) int
	n = func(m string) int {
		whole, ok := wholes[m]
		switch {
		case m == "rereferrals_12m":
			return int(share * float64(n("referrals")))
		case !ok:
			return size
		}
		return n(whole) / 2
	}
	for _, m := range returns.Measures("") {
		add := func(breakdown, category string, x float64, s returns.State) {
			r.Counts = append(r.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: breakdown, Category: category, N: x, State: s})
		}
		total := n(m.Name)
		for _, c := range m.Categories(returns.Total) {
			add(returns.Total, c, float64(total), "")
		}
		whole := m.Categories(returns.Total) != nil
		for _, b := range m.Breakdowns {
			categories := m.Categories(b)
			switch {
			case len(categories) == 0:
			case whole && b == "sex" && slices.Contains([]string{"referrals", "rereferrals_12m"}, m.Name):
				for i, c := range categories {
					x := 0
					switch i {
					case 0:
						x = total / 2
					case 1:
						x = total - total/2
					}
					add(b, c, float64(x), "")
				}
			case whole:
				add(b, categories[0], 0, returns.NotAvailable)
			default:
				for i, c := range categories {
					add(b, c, float64(n(m.Name)/(i+2)), "")
				}
			}
		}
	}
	for i, k := range returns.Facts() {
		f := returns.Fact{Name: k.Name, Answer: returns.Yes, Date: period.NewDate(2026, 5, 15)}
		if i > 0 {
			f.Answer, f.Date = returns.No, period.Date{}
		}
		r.Facts = append(r.Facts, f)
	}
	return r
}
