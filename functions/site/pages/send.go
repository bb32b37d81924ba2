package pages

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// NewReturnPage is where a return begins: the period, the workbook, the list.
type NewReturnPage struct {
	Area     string
	DFE      string
	Periods  govuk.Radios
	Chosen   OpenPeriod   // the one asked for, else the newest; empty when none is open
	Others   []OpenPeriod // the other ones
	Commands []string     // how the command line turns a list into a return
	Builds   []Build
	// InBrowser says that the next page counts a list in the browser.
	InBrowser bool
}

// An OpenPeriod is a period that a return can be sent for.
type OpenPeriod struct{ Code, Words string }

// newReturn answers "/returns/new".
func (h *Handler) newReturn(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, err := h.ownArea(r)
	if err != nil {
		return err
	}
	return h.showNew(w, r, p, r.URL.Query().Get("period"), "")
}

// showNew shows the page, with what is wrong with the period if anything is.
func (h *Handler) showNew(w http.ResponseWriter, r *http.Request, p account.Person, chosen, problem string) error {
	open, err := h.desk.Open(r.Context(), p.Area)
	if err != nil {
		return err
	}
	page := NewReturnPage{Area: h.areaName(p.Area), DFE: p.Area}
	page.Periods = govuk.Radios{Name: "period", Legend: "Which period is the return for?", Error: problem}
	for _, q := range open {
		page.Periods.Choices = append(page.Periods.Choices, govuk.Choice{Value: q.String(), Text: q.Words(), Selected: q.String() == chosen || len(open) == 1})
	}
	if i := slices.IndexFunc(open, func(q period.Period) bool { return q.String() == chosen }); i < 0 && len(open) > 0 {
		chosen = open[0].String()
	} else if len(open) == 0 {
		chosen = ""
	}
	for _, q := range open {
		if q.String() != chosen {
			page.Others = append(page.Others, OpenPeriod{q.String(), q.Words()})
		}
	}
	page.Chosen = OpenPeriod{chosen, words(chosen)}
	page.Commands, page.Builds = commands(p.Area, chosen), builds()
	if _, page.InBrowser, err = h.browser.Addresses(); err != nil { // the page does without
		h.o.Log.ErrorContext(r.Context(), "site: browser module", "err", err)
	}
	out := govuk.Page{Title: "Send a return", Breadcrumbs: home(toReturns), Active: "/returns", Private: true, Data: page}
	if problem != "" {
		out.Errors = []govuk.FieldError{{Field: "period", Message: problem}}
		out.Status = http.StatusUnprocessableEntity
	}
	return h.site.Render(w, r, h.pages["new.gohtml"], out)
}

// commands say how the command line turns an area's list into its return, and
// checks that.
func commands(dfe, code string) []string {
	file := fileName("return", dfe, code)
	filled := strings.Replace(file, ".xlsx", "-filled.xlsx", 1)
	return []string{
		fmt.Sprintf("earlyhelp aggregate -into %s %s -out %s", file, fileName("list", dfe, code), filled),
		"earlyhelp check " + filled,
	}
}

func fileName(kind, dfe, code string) string {
	return fmt.Sprintf("early-help-%s-%s-%s.xlsx", kind, dfe, strings.ToLower(code))
}

// startReturn answers the form of newReturn: it records that a return is
// about to be sent and leads to its page, where the file is chosen.
func (h *Handler) startReturn(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, err := h.ownArea(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form could not be read. Go back and try again.")
	}
	code := r.PostForm.Get("period")
	if code == "" {
		return h.showNew(w, r, p, "", "Choose which period the return is for")
	}
	q, err := period.Parse(code)
	if err != nil {
		return h.showNew(w, r, p, "", "Choose one of the periods listed")
	}
	id, err := h.unsent(r, p, q)
	if err != nil {
		return err
	}
	if id == "" {
		up, err := h.desk.Start(r.Context(), p, desk.Sending{Area: p.Area, Period: q, Redirect: h.redirect(),
			Reason: r.PostForm.Get(fieldReason), LateReason: r.PostForm.Get(fieldLate)})
		var cannot *desk.TextError
		switch {
		case errors.As(err, &cannot), r.PostForm.Has(fieldReason) && errors.Is(err, desk.ErrNoReason), r.PostForm.Has(fieldLate) && errors.Is(err, desk.ErrNoLateReason):
			return h.showWhy(w, r, p, q, cannot)
		case errors.Is(err, desk.ErrNoReason), errors.Is(err, desk.ErrNoLateReason):
			w.Header().Set("Cache-Control", "no-store")
			http.Redirect(w, r, "/returns/new/why?period="+q.String(), http.StatusSeeOther)
			return nil
		case errors.Is(err, desk.ErrNotOpen):
			return h.showNew(w, r, p, "", "Returns for "+q.Words()+" are not being collected now. Choose one of the periods listed")
		case errors.Is(err, desk.ErrNotInBeing):
			return h.showNew(w, r, p, "", upper(strings.TrimPrefix(err.Error(), desk.ErrNotInBeing.Error()+": ")))
		case err != nil:
			return deskProblem(err)
		}
		id = up.Submission.ID
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/returns/"+id, http.StatusSeeOther)
	return nil
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// unsentTime is how long a return that was begun and not sent is gone on with
// rather than begun again.
const unsentTime = 24 * time.Hour

// unsent returns a return of p's own for the period that has been begun and
// has no file yet, so that pressing the button twice, or coming back
// tomorrow, does not leave empty ones behind; "" where there is none.
func (h *Handler) unsent(r *http.Request, p account.Person, q period.Period) (string, error) {
	seen, err := h.desk.OfArea(r.Context(), p, p.Area)
	if err != nil {
		return "", deskProblem(err)
	}
	asks, err := h.desk.Asks(r.Context(), p.Area, q)
	if err != nil {
		return "", err
	}
	for _, s := range seen {
		if s.State != desk.Waiting || s.Submission.Period != q.String() || s.Submission.By.Subject != p.Subject ||
			h.o.Now().Sub(s.Submission.At) > unsentTime || !givesReasons(s.Submission, asks) {
			continue
		}
		v, err := h.desk.See(r.Context(), p, s.Submission.ID) // for it may have been dealt with meanwhile
		if err != nil {
			return "", deskProblem(err)
		}
		if v.State == desk.Waiting && !v.Arrived {
			return s.Submission.ID, nil
		}
	}
	return "", nil
}

// redirect is where storage sends the browser once it has the file.
func (h *Handler) redirect() string { return h.o.BaseURL + "/returns/%s" }

// template answers "/returns/new/template": the return to fill in, with the
// area, the period and what the last signed return said that stays the same.
func (h *Handler) template(w http.ResponseWriter, r *http.Request) error {
	return h.file(w, r, "return", func(b *bytes.Buffer, p account.Person, q period.Period) error {
		a, _ := h.areas.Find(p.Area)
		last, err := h.desk.LastSigned(r.Context(), p, p.Area, q)
		if err != nil {
			return err
		}
		o := returns.TemplateOptions{Area: a, Period: q}
		if last != nil {
			// Last period's figures are not this period's: only who prepares
			// it and what is known to be wrong with the data carry over.
			o.Prefill = &returns.Return{PreparedByRole: last.PreparedByRole, KnownIssues: last.KnownIssues}
		}
		return returns.WriteTemplate(b, o)
	})
}

// listTemplate answers "/returns/new/list": the list to fill in, which stays
// in the area.
func (h *Handler) listTemplate(w http.ResponseWriter, r *http.Request) error {
	return h.file(w, r, "list", func(b *bytes.Buffer, p account.Person, q period.Period) error {
		a, _ := h.areas.Find(p.Area)
		return list.WriteTemplate(b, a, q)
	})
}

// file answers with a workbook for the person's own area and the period asked
// for.
func (h *Handler) file(w http.ResponseWriter, r *http.Request, kind string, write func(*bytes.Buffer, account.Person, period.Period) error) error {
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
	if ok, reason := h.areas.InBeing(p.Area, q); !ok {
		return govuk.BadRequest(upper(reason))
	}
	var b bytes.Buffer
	if err := write(&b, p, q); err != nil {
		return fmt.Errorf("write %s template of %s for %s: %w", kind, p.Area, q, err)
	}
	sendWorkbook(w, fileName(kind, p.Area, q.String()), b.Bytes())
	return nil
}

func sendWorkbook(w http.ResponseWriter, name string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
}
