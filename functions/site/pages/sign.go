package pages

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
)

// ApprovalsPart says which of the four partners have approved a return.
type ApprovalsPart struct {
	Partners []PartnerApproval
}

// A PartnerApproval is where one partner stands.
type PartnerApproval struct {
	Partner string
	Tag     govuk.Tag
	Who     string // who approved and when, or what is waited for
	You     bool   // the reader leads this partner
}

func approvalsPart(p account.Person, s desk.Seen) ApprovalsPart {
	var part ApprovalsPart
	for _, partner := range account.Partners() {
		a := PartnerApproval{Partner: upper(partner), Tag: govuk.Tag{Text: "Not yet", Colour: "grey"}, You: p.Partner == partner && account.Allowed(p, account.SignOff, s.Submission.Area)}
		of := func(x ledger.Approval) bool { return x.Partner == partner }
		if i := slices.IndexFunc(s.Standing.Approvals, of); i >= 0 {
			x := s.Standing.Approvals[i]
			a.Tag, a.Who = govuk.Tag{Text: "Approved", Colour: "green"}, x.By.Name+", "+govuk.When(x.At)
		} else if i := slices.IndexFunc(s.Standing.Elsewhere, of); i >= 0 {
			x := s.Standing.Elsewhere[i]
			a.Tag, a.Who = govuk.Tag{Text: "Approves another version", Colour: "yellow"}, x.By.Name+", "+govuk.When(x.At)
		}
		part.Partners = append(part.Partners, a)
	}
	return part
}

// SignPage asks a lead whether to approve, and shows what for.
type SignPage struct {
	ID, Area, Period string
	Name, Partner    string
	SHA256, Short    string
	Number           int
	Seen             int  // the set of explanations that is shown
	Last             bool // three others have approved: this approval publishes
	Elsewhere        string
	Reason           string          // why it was sent again
	InForce          *ledger.SignOff // the sign-off that it would come in place of
	Approvals        ApprovalsPart
	Explained        ExplainedPart
	Known            Faults // what there is to know
	Changed          *ChangedPart
	Figures          []govuk.Table
	Missing          govuk.Table
	HasMore          bool
	Counts           []SheetCounts
	MadeUp           bool // figures made up for demonstration
	Confirm          govuk.Checkbox
}

// askSignOff answers "GET /returns/{id}/sign-off": the figures, what is said
// of them, and the button that approves them.
func (h *Handler) askSignOff(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, s, err := h.see(r)
	if err != nil {
		return err
	}
	if err := mayApprove(p, s); err != nil {
		return err
	}
	if partner, _ := account.MaySign(p, s.Submission.Area); s.SignOff != nil || !slices.Contains(s.Standing.Waiting, partner) {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/returns/"+s.Submission.ID, http.StatusSeeOther)
		return nil
	}
	return h.showSignOff(w, r, p, s, "")
}

// mayApprove says why a person cannot approve a return, if so.
func mayApprove(p account.Person, s desk.Seen) error {
	_, ok := account.MaySign(p, s.Submission.Area)
	switch {
	case !account.Allowed(p, account.SignOff, s.Submission.Area):
		return deskProblem(desk.ErrMayNot)
	case !ok:
		return deskProblem(desk.ErrNoPartner)
	case s.Outcome == nil || s.Outcome.SHA256 == "":
		return deskProblem(desk.ErrNotAccepted)
	case overtaken(s):
		return noReason(s)
	case len(s.Unexplained) > 0 && s.SignOff == nil:
		return unexplained(s)
	}
	return nil
}

func unexplained(s desk.Seen) *govuk.Problem {
	n := len(s.Unexplained)
	return &govuk.Problem{Status: http.StatusConflict, Title: "This return has to be explained first",
		Message: []string{oneOrMany(n, "The checks found one figure unusual, and nobody has said why.", "The checks found %s figures unusual, and nobody has said why."),
			"Once that is explained, the partners can approve the return."},
		Links: []govuk.Link{{Text: "Explain what is unusual", Href: "/returns/" + s.Submission.ID + "/explain"}, {Text: "Go to the return", Href: "/returns/" + s.Submission.ID}}}
}

func noReason(s desk.Seen) *govuk.Problem {
	return &govuk.Problem{Status: http.StatusConflict, Title: "Another version has been signed off since this one was sent",
		Message: []string{"A version that comes in its place has to say why, and this one does not. Send it again: the page where you send it asks for the reason."},
		Links: []govuk.Link{{Text: "Send it again", Href: "/returns/new?period=" + s.Submission.Period},
			{Text: "See the version that was signed off", Href: "/returns/" + s.InForce.Submission}}}
}

func (h *Handler) showSignOff(w http.ResponseWriter, r *http.Request, p account.Person, s desk.Seen, problem string) error {
	partner, _ := account.MaySign(p, s.Submission.Area)
	page := SignPage{ID: s.Submission.ID, Area: h.areaName(s.Submission.Area), Period: words(s.Submission.Period), Name: p.Name, Partner: forPartner(partner),
		SHA256: s.Outcome.SHA256, Short: shortHash(s.Outcome.SHA256), Number: s.Standing.Number, Seen: s.Explanations.Number, Reason: s.Submission.Reason, InForce: s.InForce,
		Last: len(s.Standing.Waiting) == 1, Approvals: approvalsPart(p, s), Explained: explainedPart(p, s), Known: newFaults(notes(s.Outcome.Problems))}
	page.Explained.Edit = ""
	if i := slices.IndexFunc(s.Standing.Elsewhere, func(a ledger.Approval) bool { return a.Partner == partner }); i >= 0 {
		page.Elsewhere = s.Standing.Elsewhere[i].Submission
	}
	page.Confirm = govuk.Checkbox{Name: "confirm", Value: "yes", Error: problem,
		Label: fmt.Sprintf("I have looked at these figures and approve them for %s", page.Partner)}
	ret, err := h.desk.Return(r.Context(), s)
	if err != nil {
		return err
	}
	last, err := h.lastPeriod(r, p, s)
	if err != nil {
		return err
	}
	page.Figures, page.Missing = h.figureTables(ret, last)
	page.MadeUp = ret.Demonstration
	page.HasMore, page.Counts = len(page.Missing.Rows) > 0, sheetCounts(ret, last)
	if page.Changed, err = h.changedPart(r, p, s); err != nil {
		return err
	}
	out := govuk.Page{Title: "Approve the return for " + page.Period, Private: true, Active: "/returns",
		Breadcrumbs: home(toReturns, govuk.Link{Text: page.Period, Href: "/returns/" + page.ID}), Data: page}
	if problem != "" {
		out.Status = http.StatusUnprocessableEntity
		out.Errors = []govuk.FieldError{{Field: "confirm", Message: problem}}
	}
	return h.site.Render(w, r, h.pages["sign.gohtml"], out)
}

// signReturnOff answers "POST /returns/{id}/sign-off".
func (h *Handler) signReturnOff(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, s, err := h.see(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form could not be read. Go back and try again.")
	}
	if err := mayApprove(p, s); err != nil {
		return err
	}
	number, err := strconv.Atoi(r.PostForm.Get("number"))
	if err != nil || number < 1 {
		return deskProblem(desk.ErrStale)
	}
	sha256 := r.PostForm.Get("sha256")
	if r.PostForm.Get("confirm") != "yes" && s.SignOff == nil && sha256 == s.Outcome.SHA256 && number == s.Standing.Number {
		return h.showSignOff(w, r, p, s, "Tick the box to say that you have looked at the figures")
	}
	// What is approved is what was shown: the explanations as well as the figures.
	if shown := r.PostForm.Get("explained"); shown != "" && shown != strconv.Itoa(s.Explanations.Number) && s.SignOff == nil {
		return h.showSignOff(w, r, p, s, "What is explained has changed since you opened this page. Look at it again, then tick the box")
	}
	standing, err := h.desk.Approve(r.Context(), p, s.Submission.ID, sha256, number)
	var left *desk.UnexplainedError
	switch {
	case errors.As(err, &left):
		s.Unexplained = left.Problems
		return unexplained(s)
	case err != nil:
		return deskProblem(err)
	}
	h.o.Log.InfoContext(r.Context(), "site: approved", "number", standing.Number, "submission", s.Submission.ID, "closed", standing.SignOff != nil)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/returns/"+s.Submission.ID+"?done=approved", http.StatusSeeOther)
	return nil
}
