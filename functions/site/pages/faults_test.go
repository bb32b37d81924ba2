package pages

import (
	"fmt"
	"strings"
	"testing"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/returns"
)

// manyFaults are those of a return that was sent almost empty.
func manyFaults(n int) []ledger.Problem {
	var all []ledger.Problem
	for i := range n {
		sheet := []string{"EarlyHelp", "Referrals", "Audit"}[i*3/n]
		all = append(all, ledger.Problem{Ref: fmt.Sprintf("%s!D%d", sheet, 2+i%(n/3+1)), Rule: "V03", Severity: cell.Stop, Group: "A count is missing",
			Message: fmt.Sprintf("Figure %d is missing. Type how many, or 0 for none.", i)})
	}
	return all
}

func TestManyFaultsAreGroupedAndBounded(t *testing.T) {
	w := newWorld(t)
	w.submit(idRejected, officer)
	w.outcome(ledger.Outcome{ID: idRejected, Verdict: returns.Rejected, Problems: manyFaults(1300), MarkedKey: "ledger/returns/383/2026-Q2/" + idRejected + "/marked.xlsx"})
	body := w.page(officer, "/returns/"+idRejected, 200)
	w.contains(body, "1,300 things have to be put right: one kind of mistake on 3 sheets", "D2 to D", "Each of the 43", "/returns/"+idRejected+"/marked", "/problems.csv")
	if n := strings.Count(body, `<h4 class="eh-fault__title"`); n != 3 {
		t.Errorf("%d headlines, want one a sheet", n)
	}
	if len(body) > 1<<20 {
		t.Errorf("the page has %d bytes", len(body))
	}
	csv := w.as(officer, "GET", "/returns/"+idRejected+"/problems.csv", nil)
	if n := strings.Count(csv.Body.String(), "\r\n"); csv.Code != 200 || n != 1301 {
		t.Errorf("%d with %d lines", csv.Code, n)
	}
	t.Run("far too many", func(t *testing.T) {
		w := newWorld(t)
		w.submit(idRejected, officer)
		w.outcome(ledger.Outcome{ID: idRejected, Verdict: returns.Rejected, Problems: manyFaults(30_000)})
		body := w.page(officer, "/returns/"+idRejected, 200)
		w.contains(body, "30,000 things", "more cells are in the files above")
		if len(body) > 1<<20 {
			t.Errorf("the page has %d bytes", len(body))
		}
	})
	t.Run("scattered cells", func(t *testing.T) {
		var all []ledger.Problem
		for i := range 500 {
			all = append(all, ledger.Problem{Ref: fmt.Sprintf("Audit!%s%d", cell.ColumnName(1+i%7*2), 2+i*2), Rule: "V03", Severity: cell.Stop, Group: "Not a number", Message: "Type a number."})
		}
		g := newFaults(all).Levels[0].Sheets[0].Groups[0]
		if len(g.Where) > 300 || !strings.HasSuffix(g.Where, " more places") || !strings.HasPrefix(g.Where, "500 cells: A2, C4,") {
			t.Errorf("%q", g.Where)
		}
	})
}

// TestTypedTextIsShownAsText plants markup wherever a person's words come to a
// page.
func TestTypedTextIsShownAsText(t *testing.T) {
	const evil = `"><script>alert(1)</script>`
	w := newWorld(t)
	w.keep(idUnusual, aReturn(), evil, ledger.Problem{Ref: "Referrals!D2", Rule: "V09", Severity: cell.Explain, Group: evil, Message: evil, Value: evil},
		ledger.Problem{Ref: evil + "!D2", Rule: "V02", Severity: cell.Note, Group: evil, Message: evil, Value: evil})
	s := ledger.Submission{ID: idRefused, Area: "383", Period: quarter.String(), FileName: evil, LateReason: evil, By: officer, At: today}
	if err := w.ledger.AddSubmission(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	w.outcome(ledger.Outcome{ID: idRefused, Verdict: returns.Refused, Privacy: []ledger.PrivacyFinding{{Ref: evil, Kind: cell.Kind(evil), Message: evil}, {Ref: evil + "!B3", Kind: cell.Email, Message: evil}}})
	if rec := w.as(officer, "POST", "/returns/"+idUnusual+"/explain", boxes(t, w.page(officer, "/returns/"+idUnusual+"/explain", 200), map[string]string{"V09 Referrals!D2": evil})); rec.Code != 303 {
		t.Fatalf("status %d", rec.Code)
	}
	for _, path := range []string{"/returns", "/returns/" + idUnusual, "/returns/" + idUnusual + "/explain", "/returns/" + idUnusual + "/sign-off", "/returns/" + idRefused, "/returns/versions/383/2026-Q2"} {
		body := w.page(lead, path, 200)
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%s runs what was typed", path)
		}
		if path != "/returns" && !strings.Contains(body, "&lt;script&gt;alert(1)") {
			t.Errorf("%s does not show what was typed", path)
		}
	}
}

func TestRefusedListOfChildren(t *testing.T) {
	w := newWorld(t)
	w.submit(idRefused, officer)
	w.outcome(ledger.Outcome{ID: idRefused, Verdict: returns.Refused, Privacy: []ledger.PrivacyFinding{
		{Ref: "Records!B2", Kind: cell.NHSNumber, Message: "Delete it."}, {Ref: "Records!B3", Kind: cell.NHSNumber, Message: "Delete it."}, {Ref: "Records!B7", Kind: cell.NHSNumber, Message: "Delete it."},
		{Ref: "Records", Kind: cell.ChildLevelRows, Message: "This is a list."}}})
	body := w.page(officer, "/returns/"+idRefused, 200)
	w.contains(body, "It holds rows about children, which never leave the area", "B2 to B3, B7", "whole sheet", "tell your data protection officer")
	if strings.Index(body, "Rows about children") > strings.Index(body, "An NHS number") {
		t.Error("what matters most does not come first")
	}
}

func TestRefOf(t *testing.T) {
	for _, ref := range []cell.Ref{{}, {Sheet: "Referrals"}, {Sheet: "Referrals", Row: 12}, {Sheet: "Referrals", Row: 12, Col: 4}, {Sheet: "It's a!b", Row: 2, Col: 30}} {
		if got := refOf(ref.String()); got != ref {
			t.Errorf("refOf(%q) = %+v, want %+v", ref, got, ref)
		}
	}
}

func TestCellsWords(t *testing.T) {
	at := func(s string) cell.Ref { r, _ := cell.Parse(s); return r }
	for _, tt := range []struct {
		refs []string
		want string
	}{
		{nil, ""},
		{[]string{"Referrals!C12", "Referrals!C8"}, "Referrals!C12, C8"},
		{[]string{"Survey!D30", "Survey!D31", "Survey!D32", "Survey!D51", "Survey!D52"}, "Survey!D30 to D32, D51 to D52"},
		{[]string{"Partnership!B2", "Partnership!B2"}, "Partnership!B2"},
		{[]string{"A!A1", "B!A1", "B!C9", "A!A3", "A!A5"}, "A!A1, B!A1, C9 and 2 more"},
	} {
		var refs []cell.Ref
		for _, s := range tt.refs {
			refs = append(refs, at(s))
		}
		if got := cellsWords(refs); got != tt.want {
			t.Errorf("cellsWords(%v) = %q, want %q", tt.refs, got, tt.want)
		}
	}
}

func TestMadeUpFiguresAreMarked(t *testing.T) {
	w := newWorld(t)
	r := aReturn()
	r.Demonstration = true
	w.keep(idAccepted, r, "")
	for _, path := range []string{"/returns/" + idAccepted, "/returns/" + idAccepted + "/sign-off"} {
		body := w.page(lead, path, 200)
		if strings.Count(body, "Made-up data") != 2 { // on top of every page, and beside the figures
			t.Errorf("%s does not say that its figures are made up", path)
		}
	}
}
