package pages

import (
	"net/http"
	"strings"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// WhyPage asks for the reasons that a return has to give when it is sent: that
// it takes the place of one signed off, or that it comes after its deadline.
type WhyPage struct {
	Area, Period, Code string
	SignedOff          *ledger.SignOff
	Deadline           string // in words, "" where it has not passed
	Reason, Late       *govuk.Textarea
}

// The fields of the form, as the desk names them.
const (
	fieldReason = "reason"
	fieldLate   = "lateReason"
)

// askWhy answers "GET /returns/new/why".
func (h *Handler) askWhy(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, err := h.ownArea(r)
	if err != nil {
		return err
	}
	q, err := period.Parse(r.URL.Query().Get("period"))
	if err != nil {
		return govuk.BadRequest("Choose a period first: the address should end in ?period=2026-Q2, for example.")
	}
	return h.showWhy(w, r, p, q, nil)
}

// showWhy asks for what has to be given a reason for, with what is wrong with
// the reasons that were typed. Where nothing has to be, it leads to the page
// where a return is begun.
func (h *Handler) showWhy(w http.ResponseWriter, r *http.Request, p account.Person, q period.Period, wrong *desk.TextError) error {
	asks, err := h.desk.Asks(r.Context(), p.Area, q)
	if err != nil {
		return err
	}
	if asks.SignedOff == nil && asks.Deadline.IsZero() {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/returns/new?period="+q.String(), http.StatusSeeOther)
		return nil
	}
	page := WhyPage{Area: h.areaName(p.Area), Period: q.Words(), Code: q.String(), SignedOff: asks.SignedOff, Deadline: asks.Deadline.Words()}
	typed := func(field string) string { return r.PostForm.Get(field) }
	out := govuk.Page{Title: "Say why this return is sent", Breadcrumbs: home(toReturns, govuk.Link{Text: "Send a return", Href: "/returns/new?period=" + q.String()}), Active: "/returns", Private: true}
	box := func(field, label string) *govuk.Textarea {
		t := &govuk.Textarea{Name: field, Label: label, Rows: 4, Max: desk.MaxText, Value: typed(field)}
		switch {
		case wrong != nil && wrong.Field == field:
			t.Error = wrong.Message
		case r.Method == http.MethodPost && strings.TrimSpace(t.Value) == "":
			t.Error = "Say why, in a sentence or two"
		default:
			return t
		}
		out.Errors = append(out.Errors, govuk.FieldError{Field: field, Message: t.Error})
		out.Status = http.StatusUnprocessableEntity
		return t
	}
	if asks.SignedOff != nil {
		page.Reason = box(fieldReason, "Why is it sent again?")
	}
	if !asks.Deadline.IsZero() {
		page.Late = box(fieldLate, "Why does it come after the deadline?")
	}
	out.Data = page
	return h.site.Render(w, r, h.pages["why.gohtml"], out)
}

// givesReasons reports whether a return that was begun says what has to be
// said now: another may have been signed off, or the deadline passed, since.
func givesReasons(s ledger.Submission, asks desk.Asks) bool {
	return (asks.SignedOff == nil || s.Reason != "") && (asks.Deadline.IsZero() || s.LateReason != "")
}
