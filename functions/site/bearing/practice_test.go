package bearing

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"earlyhelp/functions/site/desk"
	"earlyhelp/learning/library"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// records is what areas said: facts by area, and one explanation that every
// area gave.
type records struct {
	facts map[string][]returns.Fact
	err   error
}

func (r records) Stated(_ context.Context, dfe string, _ period.Period) ([]returns.Fact, error) {
	return r.facts[dfe], r.err
}

func (r records) InForce(_ context.Context, p account.Person, dfe string, _ period.Period) (desk.Seen, error) {
	if !account.Allowed(p, account.SeeExplained, dfe) {
		return desk.Seen{}, desk.ErrNotFound
	}
	v := desk.Seen{Outcome: &ledger.Outcome{Problems: []ledger.Problem{
		{Ref: "Referrals!D113", Rule: "V09", Severity: cell.Explain, Message: "It rose."}, {Ref: "Referrals!D50", Rule: "V09", Severity: cell.Explain, Message: "So did this."},
	}}}
	v.Explanations.Answers = []ledger.Answer{{Rule: "V09", Ref: "Referrals!D113", Text: "A team of " + dfe + "."}, {Rule: "V09", Ref: "Referrals!D50", Text: "Of another measure."}}
	return v, nil
}

func (r records) Return(context.Context, desk.Seen) (*returns.Return, error) {
	count := func(m string, row int) returns.Count {
		return returns.Count{Sheet: "Referrals", Measure: m, Breakdown: "total", Category: "all", N: 1, Ref: cell.Ref{Sheet: "Referrals", Row: row, Col: 4}}
	}
	return &returns.Return{Counts: []returns.Count{count("rereferrals_12m", 113), count("referrals", 2), count("referrals_nfa", 50)}}, nil
}

func figure(dfe string, d float64, o benchmark.Outlier) benchmark.AreaFigure {
	f := benchmark.AreaFigure{DFE: dfe, Code: "E0" + dfe, Name: "Area " + dfe, Outlier: o}
	if d > 0 {
		f.Denominator, f.Numerator, f.Value = benchmark.Some(d), benchmark.Some(d/4), benchmark.Some(25)
	}
	return f
}

func question() Question {
	return Question{Of: "383", Peers: []string{"E0370", "371", "372", "373", "374", "375", "376", "999"}, Answer: benchmark.Answer{Indicator: "E06", Period: "2026-Q2", Breakdown: "total", Unit: indicator.Percent, Areas: []benchmark.AreaFigure{
		figure("383", 5000, benchmark.High998), figure("371", 900, benchmark.NotOutside), figure("370", 900, benchmark.NotOutside), figure("372", 900, benchmark.Low95),
		figure("373", 60, benchmark.NotOutside), figure("374", 0, benchmark.NotOutside), figure("375", 900, benchmark.NotOutside), figure("376", 900, benchmark.High998), figure("380", 900, benchmark.NotOutside),
	}}}
}

func TestGather(t *testing.T) {
	from := Sources{Returns: records{facts: map[string][]returns.Fact{
		"370": {{Name: "thresholds_audited", Answer: returns.Yes, Date: period.NewDate(2026, 5, 15), Link: "https://www.example.gov.uk/a"}, {Name: "strategy_evaluated", Answer: returns.Planned, Date: period.NewDate(2026, 12, 1)}},
		"371": {{Name: "thresholds_audited", Answer: returns.No}, {Name: "strategy_evaluated", Answer: returns.Unknown}},
	}}}
	p, err := Gather(t.Context(), from, question())
	if err != nil {
		t.Fatal(err)
	}
	if p.Inside != 3 || p.Outside != 2 || p.Without != 2 || p.Words != "Of the areas that Area 383 is compared with, 3 of 7 lie within the 95% limits of the funnel, 2 beyond and 2 without a figure or too small to be placed." {
		t.Errorf("%d within, %d beyond, %d without: %s", p.Inside, p.Outside, p.Without, p.Words)
	}
	var names []string
	for _, a := range p.Within {
		names = append(names, a.DFE)
		if len(a.Explained) > 0 {
			t.Errorf("anybody reads what %s explained", a.Name)
		}
	}
	if !slices.Equal(names, []string{"370", "371", "375"}) {
		t.Errorf("within: %v, want the order of the peers", names)
	}
	if s := p.Within[0].Stated; len(s) != 2 || s[0].Words != "Thresholds audited: yes, on 15 May 2026" || s[0].Link == "" || s[1].Words != "Strategy evaluated: planned for 1 December 2026" {
		t.Errorf("stated %+v", s)
	}
	if s := p.Within[1].Stated; len(s) != 0 {
		t.Errorf("what an area does not do is told: %+v", s)
	}
}

func TestGatherForThoseWhoMaySee(t *testing.T) {
	for _, tt := range []struct {
		p    account.Person
		sees []string
	}{
		{account.Person{}, nil},
		{account.Person{Subject: "o", Role: account.Officer, Area: "383"}, nil},
		{account.Person{Subject: "o", Role: account.Officer, Area: "371"}, []string{"371"}},
		{account.Person{Subject: "i", Role: account.Inspector}, []string{"370", "371", "375"}},
		{account.Person{Subject: "l", Role: account.Librarian}, nil},
	} {
		q := question()
		q.Person = tt.p
		p, err := Gather(t.Context(), Sources{Returns: records{}}, q)
		if err != nil {
			t.Fatal(err)
		}
		var sees []string
		for _, a := range p.Within {
			if len(a.Explained) > 0 {
				sees = append(sees, a.DFE)
				if len(a.Explained) != 1 || a.Explained[0].Text != "A team of "+a.DFE+"." || a.Explained[0].Asked != "It rose." {
					t.Errorf("explained %+v", a.Explained)
				}
			}
		}
		if !slices.Equal(sees, tt.sees) {
			t.Errorf("%s of %q reads what %v explained, want %v", tt.p.Role, tt.p.Area, sees, tt.sees)
		}
	}
}

func TestGatherGoodPractice(t *testing.T) {
	praise := func(text string, about ...string) theme.Sentence {
		return theme.Sentence{Page: 3, Text: text, About: about, Polarity: theme.GoodPractice}
	}
	reviews := &library.Snapshot{Entries: []library.Entry{
		{ID: "new", Title: "Child B", Review: theme.Review{Sentences: []theme.Sentence{praise("One.", "early-help-missed"), praise("Two.", "early-help-missed", "thresholds"), {Text: "A gap.", About: []string{"early-help-missed"}, Polarity: theme.Gap}}}},
		{ID: "old", Title: "Child A", Demonstration: true, Review: theme.Review{Sentences: []theme.Sentence{praise("Three.", "early-help-missed"), praise("Four.", "early-help-missed"), praise("Elsewhere.", "hidden-men")}}},
	}}
	q := question()
	p, err := Gather(t.Context(), Sources{Reviews: reviews}, q)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Good) != 2 || p.Good[0].Theme.ID != "early-help-missed" || p.Good[1].Theme.ID != "thresholds" {
		t.Fatalf("good %+v", p.Good)
	}
	var texts []string
	for _, s := range p.Good[0].Sentences {
		texts = append(texts, s.Text)
	}
	if !slices.Equal(texts, []string{"One.", "Three.", "Two."}) || p.Good[0].More != 1 || !p.Good[0].Sentences[1].Demonstration || p.Good[0].Sentences[1].Review != "old" {
		t.Errorf("sentences %v, %d more: %+v", texts, p.Good[0].More, p.Good[0].Sentences)
	}
	// A measure without limits has no areas within them, and its reviews.
	q.Answer.Indicator, q.Answer.Unit = "G05", indicator.Mean
	if p, err = Gather(t.Context(), Sources{Returns: records{}, Reviews: reviews}, q); err != nil || p.Words != "" || p.Within != nil {
		t.Errorf("a mean: %+v, %v", p, err)
	}
}

func TestGatherNobody(t *testing.T) {
	q := question()
	q.Peers = []string{"999"}
	p, err := Gather(t.Context(), Sources{Returns: records{}}, q)
	if err != nil || p.Words != "There are no peers to learn from here." {
		t.Errorf("%+v, %v", p, err)
	}
	q.Peers = nil // all areas of the answer, by name
	if p, err = Gather(t.Context(), Sources{}, q); err != nil || p.Inside != 4 || !strings.Contains(p.Words, "4 of 8") {
		t.Errorf("%+v, %v", p, err)
	}
	broken := errors.New("storage is away")
	if _, err = Gather(t.Context(), Sources{Returns: records{err: broken}}, question()); !errors.Is(err, broken) {
		t.Errorf("error %v, want that storage is away", err)
	}
}
