package pages

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/returns"
)

// workbook answers "/returns/{id}/workbook": the clean copy that was kept.
func (h *Handler) workbook(w http.ResponseWriter, r *http.Request) error {
	return h.ofReturn(w, r, func(s desk.Seen) error {
		body, err := h.desk.Workbook(r.Context(), s)
		if err != nil {
			return deskProblem(err)
		}
		sendWorkbook(w, fileName("return", s.Submission.Area, s.Submission.Period), body)
		return nil
	})
}

// marked answers "/returns/{id}/marked": the sender's figures with each
// problem in its cell.
func (h *Handler) marked(w http.ResponseWriter, r *http.Request) error {
	return h.ofReturn(w, r, func(s desk.Seen) error {
		body, err := h.desk.Marked(r.Context(), s)
		if err != nil {
			return deskProblem(err)
		}
		sendWorkbook(w, fileName("return-marked", s.Submission.Area, s.Submission.Period), body)
		return nil
	})
}

// problemsCSV answers "/returns/{id}/problems.csv".
func (h *Handler) problemsCSV(w http.ResponseWriter, r *http.Request) error {
	return h.ofReturn(w, r, func(s desk.Seen) error {
		if s.Outcome == nil {
			return deskProblem(desk.ErrNotFound)
		}
		sendFile(w, "text/csv; charset=utf-8", strings.TrimSuffix(fileName("problems", s.Submission.Area, s.Submission.Period), ".xlsx")+".csv", s.ProblemsCSV())
		return nil
	})
}

// refill answers "/returns/{id}/template": the template filled in with what an
// accepted return said, to correct and send again.
func (h *Handler) refill(w http.ResponseWriter, r *http.Request) error {
	return h.ofReturn(w, r, func(s desk.Seen) error {
		if !account.Allowed(account.FromContext(r.Context()), account.SendReturn, s.Submission.Area) {
			return deskProblem(desk.ErrNotFound)
		}
		ret, err := h.desk.Return(r.Context(), s)
		if err != nil {
			return deskProblem(err)
		}
		a, _ := h.areas.Find(s.Submission.Area)
		var b bytes.Buffer
		if err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: a, Period: ret.Period, Prefill: ret}); err != nil {
			return fmt.Errorf("write template of %s for %s: %w", s.Submission.Area, ret.Period, err)
		}
		sendWorkbook(w, fileName("return", s.Submission.Area, s.Submission.Period), b.Bytes())
		return nil
	})
}

// ofReturn gives send the return that a request is about.
func (h *Handler) ofReturn(w http.ResponseWriter, r *http.Request, send func(desk.Seen) error) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	_, s, err := h.see(r)
	if err != nil {
		return err
	}
	return send(s)
}

// sendFile answers with a file to keep.
func sendFile(w http.ResponseWriter, kind, name string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
}
