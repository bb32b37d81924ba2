package desk_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// accept has a return of Leeds accepted with problems, and a marked workbook.
func accept(t *testing.T, l *ledger.Ledger, id string, referrals float64, at time.Time, problems ...ledger.Problem) ledger.Outcome {
	t.Helper()
	by := officer
	if err := l.AddSubmission(ctx, ledger.Submission{ID: id, Area: "383", Period: "2026-Q2", By: by, At: at}); err != nil {
		t.Fatal(err)
	}
	r := aReturn()
	r.Counts[0].N = referrals
	o, err := l.Keep(ctx, ledger.Judged{
		Outcome: ledger.Outcome{ID: id, Area: "383", Period: "2026-Q2", Verdict: returns.Accepted, Problems: problems, At: at},
		Return:  r, Workbook: fmt.Append(nil, "workbook ", id), Marked: []byte("marked"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

var (
	change  = ledger.Problem{Ref: "Referrals!C6", Rule: "V09", Severity: cell.Explain, Message: "Say why.", Group: "A large change"}
	far     = ledger.Problem{Ref: "Referrals!C7", Rule: "V10", Severity: cell.Explain, Message: "Say why.", Value: "=1+1"}
	toKnow  = ledger.Problem{Ref: "Referrals", Rule: "V12", Severity: cell.Note, Message: "Good to know."}
	because = ledger.Answer{Rule: "V09", Ref: "Referrals!C6", Text: "A new front door\r\nopened in May.\x00 "}
)

func TestExplain(t *testing.T) {
	d, l, o := newDesk(t, quarter)
	accept(t, l, id1, 12, today, change, far, toKnow)
	for _, tt := range []struct {
		name    string
		p       account.Person
		answers []ledger.Answer
		want    error
		wrong   int // answers that cannot be kept
		left    int // still to be explained
	}{
		{"an inspector", inspector, nil, desk.ErrNotFound, 0, 0},
		{"another area's lead", bolton, nil, desk.ErrNotFound, 0, 0},
		{"nothing", officer, nil, nil, 0, 2},
		{"a name of nobody, an address and a problem that is none", officer, []ledger.Answer{
			because, {Rule: "V10", Ref: "Referrals!C7", Text: "Ask jane.doe@example.org"}, {Rule: "V12", Ref: "Referrals", Text: "x"}, {Rule: "V09", Ref: "Referrals!C9", Text: "x"},
		}, nil, 3, 0},
		{"too long", officer, []ledger.Answer{{Rule: "V09", Ref: "Referrals!C6", Text: strings.Repeat("é", desk.MaxText+1)}}, nil, 1, 0},
		{"as long as can be", officer, []ledger.Answer{{Rule: "V09", Ref: "Referrals!C6", Text: strings.Repeat("é", desk.MaxText)}}, nil, 0, 1},
		{"another text", officer, []ledger.Answer{because}, nil, 0, 1},
		{"the same again", officer, []ledger.Answer{because}, nil, 0, 1},
		{"taken back", lead, []ledger.Answer{{Rule: "V09", Ref: "Referrals!C6", Text: "  "}}, nil, 0, 2},
		{"both", lead, []ledger.Answer{because, {Rule: " V10", Ref: "Referrals!C7 ", Text: "One school."}}, nil, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := len(o.Keys(ledger.Returns))
			e, err := d.Explain(ctx, tt.p, id1, tt.answers)
			var cannot *desk.AnswersError
			switch {
			case tt.wrong > 0:
				if !errors.As(err, &cannot) || len(cannot.Problems) != tt.wrong || strings.Contains(err.Error(), "jane") || len(o.Keys(ledger.Returns)) != before {
					t.Errorf("Explain = %v, want %d wrong and nothing kept", err, tt.wrong)
				}
			case !errors.Is(err, tt.want):
				t.Errorf("Explain = %v, want %v", err, tt.want)
			case err == nil:
				v, _ := d.See(ctx, officer, id1)
				if len(v.Unexplained) != tt.left || len(v.Explained()) != 2 || v.Explanations.Number != e.Number {
					t.Errorf("left %+v, want %d", v.Unexplained, tt.left)
				}
			}
		})
	}
	v, err := d.See(ctx, officer, id1)
	if err != nil || v.Explanations.Number != 4 || v.Explained()[0].Text != "A new front door\nopened in May." {
		t.Errorf("explained %+v, %v", v.Explanations, err)
	}
	for key, body := range o.Dump() {
		if strings.Contains(body, "jane") {
			t.Errorf("%s holds what is personal", key)
		}
	}
	// What a partner has approved stays as it is.
	if _, err := d.Approve(ctx, health, id1, v.Outcome.SHA256, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Explain(ctx, officer, id1, []ledger.Answer{{Rule: "V09", Ref: "Referrals!C6", Text: "No."}}); !errors.Is(err, desk.ErrApproved) {
		t.Errorf("Explain after an approval = %v", err)
	}
	if _, err := d.Explain(ctx, officer, id1, []ledger.Answer{because}); err != nil {
		t.Errorf("Explain of the same after an approval = %v", err)
	}
	log, err := l.Approvals(ctx, "383", quarter, 1)
	if err != nil || len(log) != 1 || log[0].Explained != 4 {
		t.Errorf("the approval names explanations %+v, %v", log, err)
	}
}

func TestNobodyApprovesWhatIsNotExplained(t *testing.T) {
	d, l, _ := newDesk(t, quarter)
	o := accept(t, l, id1, 12, today, change, far)
	var missing *desk.UnexplainedError
	if _, err := d.Approve(ctx, health, id1, o.SHA256, 1); !errors.As(err, &missing) || len(missing.Problems) != 2 {
		t.Errorf("Approve = %v", err)
	}
	if _, err := d.Explain(ctx, officer, id1, []ledger.Answer{because}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Approve(ctx, health, id1, o.SHA256, 1); !errors.As(err, &missing) || err.Error() != "1 figure is not explained: Referrals!C7" {
		t.Errorf("Approve = %v", err)
	}
}

// TestManyExplainAtOnce has colleagues explain different figures at the same
// time: nobody's answer is lost.
func TestManyExplainAtOnce(t *testing.T) {
	d, l, _ := newDesk(t, quarter)
	var problems []ledger.Problem
	for i := range 12 {
		problems = append(problems, ledger.Problem{Ref: fmt.Sprint("Referrals!C", i+2), Rule: "V09", Severity: cell.Explain})
	}
	accept(t, l, id1, 12, today, problems...)
	var wg sync.WaitGroup
	for _, p := range problems {
		wg.Go(func() {
			if _, err := d.Explain(ctx, officer, id1, []ledger.Answer{{Rule: p.Rule, Ref: p.Ref, Text: "because of " + p.Ref}}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	v, err := d.See(ctx, officer, id1)
	if err != nil || len(v.Unexplained) != 0 || len(v.Explanations.Answers) != 12 {
		t.Errorf("left %+v, %v", v.Unexplained, err)
	}
}

func TestVersionsAndChanges(t *testing.T) {
	d, l, _ := newDesk(t, quarter)
	first := accept(t, l, id1, 12, today)
	if _, err := l.Approve(ctx, ledgertest.Approvals(first, 1, today)...); err != nil {
		t.Fatal(err)
	}
	accept(t, l, id2, 15, today.Add(time.Hour), toKnow)
	for _, tt := range []struct {
		p    account.Person
		want int
		err  error
	}{{officer, 2, nil}, {lead, 2, nil}, {inspector, 1, nil}, {team, 1, nil}, {bolton, 0, desk.ErrNotFound}, {account.Person{}, 0, desk.ErrNotFound}} {
		all, err := d.Versions(ctx, tt.p, "383", quarter)
		if !errors.Is(err, tt.err) || len(all) != tt.want {
			t.Errorf("%s sees %d versions, %v", tt.p.Name, len(all), err)
		}
	}
	all, _ := d.Versions(ctx, officer, "383", quarter)
	if !all[0].Current || all[1].Current || all[0].Seen.State != desk.Signed || all[1].Seen.State != desk.Accepted || all[1].Number != 2 {
		t.Errorf("versions %+v", all)
	}
	before, changes, err := d.Changes(ctx, officer, all[1].Seen)
	if err != nil || before.Seen.Submission.ID != id1 || len(changes) != 1 || changes[0].Old != "12" || changes[0].New != "15" {
		t.Errorf("changes %+v of %+v, %v", changes, before, err)
	}
	if _, _, err := d.Changes(ctx, officer, all[0].Seen); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("changes of the first = %v", err)
	}
	if v, err := d.InForce(ctx, inspector, "383", quarter); err != nil || v.Submission.ID != id1 {
		t.Errorf("in force for an inspector: %+v, %v", v.Submission, err)
	}
	for _, q := range []period.Period{quarter, quarter.Next()} {
		if _, err := d.InForce(ctx, bolton, "383", q); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("in force for another area: %v", err)
		}
	}
	if _, err := d.InForce(ctx, inspector, "383", quarter.Next()); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("in force where nothing is: %v", err)
	}
}

func TestProblemsCSV(t *testing.T) {
	d, l, _ := newDesk(t, quarter)
	accept(t, l, id1, 12, today, change, far, toKnow)
	if _, err := d.Explain(ctx, officer, id1, []ledger.Answer{because}); err != nil {
		t.Fatal(err)
	}
	v, err := d.See(ctx, officer, id1)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := d.Marked(ctx, v); err != nil || string(body) != "marked" || !v.HasMarked() {
		t.Errorf("marked %q, %v", body, err)
	}
	text, ok := strings.CutPrefix(string(v.ProblemsCSV()), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	want := [][]string{
		{"sheet", "cell", "check", "how serious", "kind", "what is there", "what to do", "explanation"},
		{"Referrals", "C6", "V09", "explain", "A large change", "", "Say why.", "A new front door\nopened in May."},
		{"Referrals", "C7", "V10", "explain", "", "'=1+1", "Say why.", ""},
		{"Referrals", "", "V12", "to know", "", "", "Good to know.", ""},
	}
	if d := cmp.Diff(want, rows); err != nil || !ok || d != "" {
		t.Errorf("table, %v (-want +got):\n%s", err, d)
	}
	refused := desk.Seen{Outcome: &ledger.Outcome{Privacy: []ledger.PrivacyFinding{{Ref: "file", Kind: cell.Macro, Message: "Save it as .xlsx."}}}}
	if got := string(refused.ProblemsCSV()); !strings.Contains(got, "\r\n,,macro,not anonymous,,,Save it as .xlsx.,\r\n") {
		t.Errorf("findings %q", got)
	}
	if _, err := d.Marked(ctx, refused); !errors.Is(err, desk.ErrNotFound) || refused.HasMarked() {
		t.Errorf("marked workbook of a refused return: %v", err)
	}
}

// TestDeadlines has a return come on the last day and after it.
func TestDeadlines(t *testing.T) {
	d, l, _ := newDesk(t)
	deadline := period.DateOf(today)
	if err := l.ChangePeriod(ctx, ledger.PeriodChange{Period: "2026-Q2", Open: true, Deadline: deadline, At: today}); err != nil {
		t.Fatal(err)
	}
	if up, err := d.Start(ctx, officer, desk.Sending{Area: "383", Period: quarter, LateReason: "not needed", Reason: "nor this"}); err != nil || up.Submission.LateReason != "" || up.Submission.Reason != "" || up.Submission.Late {
		t.Errorf("on the last day: %+v, %v", up.Submission, err)
	}
	late := desk.New(l, storage{}, &desk.Options{Now: func() time.Time { return today.AddDate(0, 0, 1) }})
	if a, err := late.Asks(ctx, "383", quarter); err != nil || a.Deadline != deadline || a.SignedOff != nil {
		t.Errorf("asks %+v, %v", a, err)
	}
	if _, err := late.Start(ctx, officer, leeds); !errors.Is(err, desk.ErrNoLateReason) {
		t.Errorf("a day late: %v", err)
	}
	up, err := late.Start(ctx, officer, desk.Sending{Area: "383", Period: quarter, LateReason: "Our system was down."})
	if err != nil || up.Submission.LateReason != "Our system was down." || !up.Submission.Late {
		t.Errorf("a day late, with a reason: %+v, %v", up.Submission, err)
	}
	up, err = late.Start(ctx, officer, desk.Sending{Area: "383", Period: quarter, Unasked: true})
	if err != nil || !up.Submission.Late || up.Submission.LateReason != "" {
		t.Errorf("a day late, from a program: %+v, %v", up.Submission, err)
	}
}
