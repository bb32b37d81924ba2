package pages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
	"earlyhelp/shared/privacy"
)

// ChangePage asks for a change of a collection period, and then whether it is
// meant.
type ChangePage struct {
	Period, Code string
	Number       int // of the change that is being made
	First        bool
	State        govuk.Radios
	Opens        govuk.Input
	Deadline     govuk.Input
	Note         govuk.Textarea
	Reason       govuk.Textarea
	Confirm      bool              // what was typed is right: ask whether it is meant
	Facts        govuk.SummaryList // what will be
	Effects      []string          // what follows from it
	Hidden       []govuk.Link      // what was typed, for the second form
}

// Longest texts, in characters: a note of a paragraph, a reason of two
// sentences.
const (
	maxNote   = 1000
	maxReason = 300
)

// longestDeadline is how far from opening a deadline may be: two years catch a
// year that was typed wrong.
const longestDeadline = 731

// askChange answers "GET /periods/{period}/change".
func (h *Handler) askChange(w http.ResponseWriter, r *http.Request) error {
	_, done, err := h.managesPeriods(w, r)
	if done {
		return err
	}
	q, err := periodOf(r)
	if err != nil {
		return err
	}
	now, known, err := h.ledger.PeriodInForce(r.Context(), q)
	if err != nil {
		return err
	}
	today := mail.Day(h.o.Now())
	typed := changeTyped{number: now.Number + 1, state: string(now.State()), opens: now.Opens.String(), deadline: now.Deadline.String(), note: now.Note}
	if !known {
		typed = firstTyped(q, today)
	}
	return h.renderChange(w, r, q, typed, nil, nil)
}

// firstTyped is what stands in the form of a period that nobody has opened:
// what would come of itself.
func firstTyped(q period.Period, today period.Date) changeTyped {
	t := changeTyped{number: 1, state: string(ledger.PeriodPlanned)}
	opens := q.End().AddDays(1)
	if !opens.After(today) {
		opens, t.state = today, string(ledger.PeriodOpen)
	}
	deadline, _ := ledger.DefaultDeadline(q, opens)
	t.opens, t.deadline = opens.String(), deadline.String()
	return t
}

// changeTyped is the form as it was typed.
type changeTyped struct {
	number                               int
	state, opens, deadline, note, reason string
}

func readChange(r *http.Request) changeTyped {
	f := r.PostForm
	n, _ := strconv.Atoi(f.Get("number"))
	return changeTyped{n, f.Get("state"), strings.TrimSpace(f.Get("opens")), strings.TrimSpace(f.Get("deadline")), lines(f.Get("note")), lines(f.Get("reason"))}
}

// lines takes what was typed in a box without the carriage returns of forms
// and control characters.
func lines(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && (r < ' ' || r == 0x7f || r == utf8.RuneError) {
			return -1
		}
		return r
	}, s))
}

// change makes the change that was typed, or says by field what is wrong.
func (t changeTyped) change(q period.Period, today period.Date) (ledger.PeriodChange, map[string]string) {
	bad := map[string]string{}
	c := ledger.PeriodChange{Period: q.String(), Number: t.number, Note: t.note, Reason: t.reason}
	date := func(field, typed string) period.Date {
		if typed == "" {
			return period.Date{}
		}
		d, err := readDate(typed)
		if err != nil {
			bad[field] = "Type a date such as 2026-10-05 or 5/10/2026"
		}
		return d
	}
	opens, deadline := date("opens", t.opens), date("deadline", t.deadline)
	switch ledger.PeriodState(t.state) {
	case ledger.PeriodOpen:
		c.Open, c.Opens, c.Deadline = true, opens, deadline
		if opens.IsZero() || opens.After(today) {
			c.Opens = today
		}
	case ledger.PeriodPlanned:
		c.Opens, c.Deadline = opens, deadline
		if bad["opens"] == "" && !opens.After(today) {
			bad["opens"] = "Type a day after today on which it opens, or choose to open it now"
		}
	case ledger.PeriodClosed:
		c.Deadline = deadline
	default:
		bad["state"] = "Choose whether returns are taken"
	}
	if t.state != string(ledger.PeriodClosed) && bad["deadline"] == "" {
		switch n := c.Opens.DaysUntil(deadline); {
		case deadline.IsZero():
			bad["deadline"] = "Type the last day on which a return is in time"
		case bad["opens"] == "" && n < 0:
			bad["deadline"] = "Type a deadline that is not before the day it opens"
		case bad["opens"] == "" && n > longestDeadline:
			bad["deadline"] = "Look at the year: the deadline is more than two years after the day it opens"
		}
	}
	if c.Open && !q.End().Before(today) {
		bad["state"] = "The period ends on " + q.End().Words() + ". Returns can be taken from the day after: plan it"
	} else if !c.Open && bad["opens"] == "" && !c.Opens.IsZero() && !c.Opens.After(q.End()) {
		bad["opens"] = "Type a day after " + q.End().Words() + ", when the period ends"
	}
	checkText(bad, "note", t.note, maxNote)
	checkText(bad, "reason", t.reason, maxReason)
	if bad["reason"] == "" && t.reason == "" && t.number > 1 {
		bad["reason"] = "Say why, for the record"
	}
	return c, bad
}

func checkText(bad map[string]string, field, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		bad[field] = fmt.Sprintf("This has %d characters. Say it in at most %d", n, most)
	} else if kind, found := privacy.Text(text); found {
		bad[field] = "Leave out " + strings.ToLower(kindWords[kind]) + ": areas and inspectors read this"
	}
}

// readDate reads a day as a date field sends it, or as people type it.
func readDate(s string) (period.Date, error) {
	if d, err := period.ParseDate(s); err == nil {
		return d, nil
	}
	t, err := time.Parse("2/1/2006", strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t, err = time.Parse("2 January 2006", s)
	}
	return period.DateOf(t), err
}

// changePeriod answers "POST /periods/{period}/change": first with the
// question whether it is meant, and when it is, records it.
func (h *Handler) changePeriod(w http.ResponseWriter, r *http.Request) error {
	p, done, err := h.managesPeriods(w, r)
	if done {
		return err
	}
	q, err := periodOf(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form could not be read. Go back and try again.")
	}
	ctx := r.Context()
	now, _, err := h.ledger.PeriodInForce(ctx, q)
	if err != nil {
		return err
	}
	typed := readChange(r)
	if typed.number != now.Number+1 {
		return h.changedMeanwhile(q, now)
	}
	c, bad := typed.change(q, mail.Day(h.o.Now()))
	if len(bad) > 0 {
		return h.renderChange(w, r, q, typed, bad, nil)
	}
	if r.PostForm.Get("confirm") != "yes" {
		return h.renderChange(w, r, q, typed, nil, &c)
	}
	c.By, c.At = p, h.o.Now().UTC().Truncate(time.Second)
	err = h.ledger.ChangePeriod(ctx, c)
	if errors.Is(err, ledger.ErrExists) {
		if now, _, err = h.ledger.PeriodInForce(ctx, q); err != nil {
			return err
		}
		return h.changedMeanwhile(q, now)
	}
	if err != nil {
		return err
	}
	h.o.Log.InfoContext(ctx, "site: period changed", "period", c.Period, "number", c.Number, "state", string(c.State()), "deadline", c.Deadline.String())
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/periods/"+q.String()+"?done=changed", http.StatusSeeOther)
	return nil
}

// changedMeanwhile tells the second of two people what the first did.
func (h *Handler) changedMeanwhile(q period.Period, now ledger.PeriodChange) error {
	if now.Number == 0 {
		return govuk.BadRequest("The form does not fit the period. Go back and open it again.")
	}
	return &govuk.Problem{Status: http.StatusConflict, Title: "Somebody else changed this period",
		Message: []string{fmt.Sprintf("%s changed %s on %s, while you were looking at it. It is now %s, with the deadline %s.", now.By.Name, q.Words(), govuk.When(now.At), now.State(), dash(now.Deadline.Words())),
			"Your change was not recorded. Look at the period as it is now, and make your change again if it is still needed."},
		Links: []govuk.Link{{Text: "See the period as it is now", Href: "/periods/" + q.String()}, {Text: "Change it again", Href: "/periods/" + q.String() + "/change"}}}
}

// renderChange shows the form; with bad, what is wrong in it; with c, what it
// would do and the button that does it.
func (h *Handler) renderChange(w http.ResponseWriter, r *http.Request, q period.Period, t changeTyped, bad map[string]string, c *ledger.PeriodChange) error {
	page := ChangePage{Period: q.Words(), Code: q.String(), Number: t.number, First: t.number == 1}
	page.State = govuk.Radios{Name: "state", Legend: "Are returns taken?", Error: bad["state"], Choices: []govuk.Choice{
		{Value: string(ledger.PeriodOpen), Text: "Yes, now", Selected: t.state == string(ledger.PeriodOpen)},
		{Value: string(ledger.PeriodPlanned), Text: "Not yet: it opens by itself on a day to come", Selected: t.state == string(ledger.PeriodPlanned)},
		{Value: string(ledger.PeriodClosed), Text: "No, it is closed", Hint: "Nobody can send a return. What was sent can still be approved.", Selected: t.state == string(ledger.PeriodClosed)},
	}}
	page.Opens = govuk.Input{Name: "opens", Label: "First day", Type: "date", Width: "govuk-input--width-10", Value: t.opens, Error: bad["opens"]}
	page.Deadline = govuk.Input{Name: "deadline", Label: "Deadline", Hint: "The last day on which a return is in time. Reminders are counted from it.", Type: "date", Width: "govuk-input--width-10", Value: t.deadline, Error: bad["deadline"]}
	page.Note = govuk.Textarea{Name: "note", Label: "Note to areas", Hint: "If there is something to know about this period. It stands in reminders and where areas send. No names.", Value: t.note, Error: bad["note"], Rows: 4}
	page.Reason = govuk.Textarea{Name: "reason", Label: "Why you make this change", Hint: "For the record; the national team and inspectors see it.", Value: t.reason, Error: bad["reason"], Rows: 2}
	title := "Change the collection of " + page.Period
	if page.First {
		title = "Open the collection of " + page.Period
	}
	out := govuk.Page{Title: title, Active: "/periods", Private: true, Breadcrumbs: home(toPeriods, govuk.Link{Text: page.Period, Href: "/periods/" + page.Code})}
	if page.First {
		out.Breadcrumbs = home(toPeriods)
	}
	for _, field := range []string{"state", "opens", "deadline", "note", "reason"} {
		if bad[field] != "" {
			out.Errors = append(out.Errors, govuk.FieldError{Field: field, Message: bad[field]})
		}
	}
	if len(bad) > 0 {
		out.Status = http.StatusUnprocessableEntity
	}
	if c != nil {
		out.Title = "Check before you change the collection of " + page.Period
		if err := h.fillConfirm(r.Context(), &page, q, t, *c); err != nil {
			return err
		}
	}
	out.Data = page
	return h.site.Render(w, r, h.pages["period-change.gohtml"], out)
}

// fillConfirm says what a change would do, before it is made.
func (h *Handler) fillConfirm(ctx context.Context, page *ChangePage, q period.Period, t changeTyped, c ledger.PeriodChange) error {
	page.Confirm = true
	today := mail.Day(h.o.Now())
	c.By, c.At = account.FromContext(ctx), h.o.Now()
	page.Facts = periodFacts(c, today)
	page.Facts.Rows = page.Facts.Rows[:len(page.Facts.Rows)-1] // the last change is this one
	page.Facts.Rows = append(page.Facts.Rows, govuk.SummaryRow{Key: "Why", Value: govuk.Cell{Text: dash(c.Reason), Class: "eh-typed"}})
	for _, f := range []govuk.Link{{Text: "state", Href: t.state}, {Text: "opens", Href: t.opens}, {Text: "deadline", Href: t.deadline}, {Text: "note", Href: t.note}, {Text: "reason", Href: t.reason}} {
		page.Hidden = append(page.Hidden, f)
	}
	b, err := h.board(ctx, q)
	if err != nil {
		return err
	}
	lates, left := 0, 0
	for _, a := range b.progress {
		if a.Submission.ID != "" && c.Late(mail.Day(a.Submission.At)) {
			lates++
		}
		if a.Stage == ledger.StageNone || a.Stage == ledger.StageBegun || a.Stage == ledger.StageWrong {
			left++
		}
	}
	switch {
	case c.State() == ledger.PeriodClosed && left > 0:
		page.Effects = append(page.Effects, plural(left, "area has", "areas have")+" no accepted return and can then send none. No more reminders go out.")
	case c.State() == ledger.PeriodClosed:
		page.Effects = append(page.Effects, "No more reminders go out.")
	case c.Late(today):
		page.Effects = append(page.Effects, "The deadline has passed: every return that is sent from now on is asked why it comes late.")
	}
	if lates > 0 {
		page.Effects = append(page.Effects, plural(lates, "return counts", "returns count")+" as late by this deadline.")
	}
	if c.Open {
		if _, day, due := mail.Due(c.Deadline, today); due {
			page.Effects = append(page.Effects, "Reminders of "+day.Words()+" go out at once, to whoever has had none for two days.")
		}
	}
	return nil
}
