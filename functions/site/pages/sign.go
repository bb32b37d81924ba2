package pages

import (
	"net/http"
	"strconv"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
)

// SignPage asks a lead whether to sign.
type SignPage struct {
	ID, Area, Period, Name, SHA256 string
	Number                         int
	Explains                       int    // things the return still has to explain
	ReplacesBy, ReplacesAt         string // the sign-off in force, or ""
}

// askSignOff answers "GET /returns/{id}/sign-off": what signing means, and the
// button that does it.
func (h *Handler) askSignOff(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p := account.FromContext(r.Context())
	s, err := h.desk.See(r.Context(), p, r.PathValue("id"))
	if err != nil {
		return deskProblem(err)
	}
	if !account.Allowed(p, account.SignOff, s.Submission.Area) {
		return deskProblem(desk.ErrMayNot)
	}
	if s.Outcome == nil || s.Outcome.SHA256 == "" {
		return deskProblem(desk.ErrNotAccepted)
	}
	if s.State == desk.Signed {
		http.Redirect(w, r, "/returns/"+s.Submission.ID, http.StatusSeeOther)
		return nil
	}
	page := SignPage{ID: s.Submission.ID, Area: h.areaName(s.Submission.Area), Period: words(s.Submission.Period), Name: p.Name,
		SHA256: s.Outcome.SHA256, Number: s.Next, Explains: len(s.Outcome.Problems)}
	if f := s.InForce; f != nil {
		page.ReplacesBy, page.ReplacesAt = f.By.Name, govuk.When(f.At)
	}
	return h.site.Render(w, r, h.pages["sign.gohtml"], govuk.Page{Title: "Sign off the return for " + page.Period, Private: true, Active: "/returns",
		Breadcrumbs: home(toReturns, govuk.Link{Text: page.Period, Href: "/returns/" + page.ID}), Data: page})
}

// signReturnOff answers "POST /returns/{id}/sign-off".
func (h *Handler) signReturnOff(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form could not be read. Go back and try again.")
	}
	number, err := strconv.Atoi(r.PostForm.Get("number"))
	if err != nil || number < 1 {
		return deskProblem(desk.ErrStale)
	}
	id := r.PathValue("id")
	s, err := h.desk.Approve(r.Context(), account.FromContext(r.Context()), id, r.PostForm.Get("sha256"), number)
	if err != nil {
		return deskProblem(err)
	}
	h.o.Log.InfoContext(r.Context(), "site: approved", "number", s.Number, "submission", id, "closed", s.SignOff != nil)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/returns/"+id, http.StatusSeeOther)
	return nil
}
