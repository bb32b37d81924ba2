package pages

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

// RemindPage asks whether areas are to be reminded now.
type RemindPage struct {
	Period, Code string
	Number       int // of the round
	Query        string
	Areas        govuk.Table
	Count        int
	NoMailbox    string // how many have a role without one, in a sentence; "" for none
	Example      Shown
	Last         string // when somebody last asked for reminders, "" for never
}

// A Shown is a message as a page shows it.
type Shown struct {
	Subject string
	Lines   []govuk.Link // of the text; with Href where a line is an address of ours
}

// remindText is what the button says for a filter.
func remindText(f filter, n int) string {
	areas := plural(n, "area", "areas")
	switch ledger.Stage(f.stage) {
	case ledger.StageNone:
		return "Remind the " + areas + " that have not sent"
	case ledger.StageExplain:
		return "Remind the " + areas + " with figures to explain"
	case ledger.StageApprove:
		return "Remind the partners of " + areas + " to approve"
	}
	return "Remind the " + areas + " that are behind"
}

// remindBoard reads what both requests need: the areas under the filter that
// are behind, and the round that would be made.
func (h *Handler) remindBoard(r *http.Request) (b board, shown []ledger.AreaProgress, rounds []ledger.Round, err error) {
	q, err := periodOf(r)
	if err != nil {
		return board{}, nil, nil, err
	}
	if b, err = h.board(r.Context(), q); err != nil {
		return b, nil, nil, err
	}
	if !b.known {
		return b, nil, nil, govuk.NotFound()
	}
	if b.change.State() != ledger.PeriodOpen {
		return b, nil, nil, &govuk.Problem{Status: http.StatusConflict, Title: "This period is " + string(b.change.State()),
			Message: []string{"Areas can only be reminded of a return while it is taken. Nobody was reminded."}, Links: []govuk.Link{{Text: "See the period", Href: "/periods/" + q.String()}}}
	}
	for _, a := range b.shown(filterOf(r)) {
		if behind(a) {
			shown = append(shown, a)
		}
	}
	rounds, err = h.ledger.PeriodRounds(r.Context(), q)
	return b, shown, rounds, err
}

// askRemind answers "GET /periods/{period}/remind".
func (h *Handler) askRemind(w http.ResponseWriter, r *http.Request) error {
	_, done, err := h.managesPeriods(w, r)
	if done {
		return err
	}
	b, shown, rounds, err := h.remindBoard(r)
	if err != nil {
		return err
	}
	page := RemindPage{Period: b.period.Words(), Code: b.period.String(), Number: len(rounds) + 1, Query: filterOf(r).query(), Count: len(shown)}
	if n := len(rounds); n > 0 {
		page.Last = fmt.Sprintf("%s had %s reminded on %s.", rounds[n-1].By.Name, plural(len(rounds[n-1].Areas), "area", "areas"), govuk.When(rounds[n-1].At))
	}
	codes := make([]string, len(shown))
	for i, a := range shown {
		codes[i] = a.Area
	}
	contacts, err := h.ledger.ContactsOf(r.Context(), codes)
	if err != nil {
		return err
	}
	page.Areas = govuk.Table{Caption: "Who is reminded", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Area"}, {Text: "Waits for"}, {Text: "Message to"}}}
	without := 0
	for _, a := range shown {
		to, missing := mailboxes(a, contacts[a.Area])
		if missing {
			without++
		}
		page.Areas.Rows = append(page.Areas.Rows, []govuk.Cell{{Text: b.areas[a.Area].Name}, {Text: waitsFor(a)}, {Text: to, Class: "eh-value"}})
	}
	if without > 0 {
		page.NoMailbox = plural(without, "area has", "areas have") + " a role to remind that has no mailbox. That message is kept to be read on the area’s page, and goes nowhere."
	}
	if len(shown) > 0 {
		page.Example = h.example(b, shown[0])
	}
	return h.site.Render(w, r, h.pages["period-remind.gohtml"], govuk.Page{Title: "Remind areas of " + page.Period, Active: "/periods", Private: true,
		Breadcrumbs: home(toPeriods, govuk.Link{Text: page.Period, Href: "/periods/" + page.Code}), Data: page})
}

// reminded returns the roles of an area that a reminder goes to, and of what
// kind it is.
func reminded(a ledger.AreaProgress) (roles []string, kind ledger.MessageKind) {
	switch a.Stage {
	case ledger.StageApprove:
		return a.Waiting, ledger.NotApproved
	case ledger.StageExplain:
		return []string{string(account.Officer)}, ledger.NotExplained
	}
	return []string{string(account.Officer)}, ledger.NotSent
}

// mailboxes says where a reminder to an area goes, and whether a role of it
// has no mailbox.
func mailboxes(a ledger.AreaProgress, c ledger.Contacts) (words string, missing bool) {
	roles, _ := reminded(a)
	var to []string
	for _, role := range roles {
		address := c.Address(role)
		if address == "" {
			address, missing = "no mailbox", true
		}
		to = append(to, roleWords(role)+": "+address)
	}
	return strings.Join(to, ", "), missing
}

// example is the message as the first area would get it.
func (h *Handler) example(b board, a ledger.AreaProgress) Shown {
	roles, kind := reminded(a)
	if len(roles) == 0 {
		return Shown{}
	}
	subject, text := mail.Write(mail.Reminder{Kind: kind, To: roles[0], Area: b.areas[a.Area].Name, Period: b.period, Stage: a.Stage, Deadline: b.change.Deadline,
		Today: mail.Day(h.o.Now()), Note: b.change.Note, Return: a.Submission.ID, BaseURL: h.o.BaseURL})
	return h.shown(subject, text)
}

// shown makes the lines of a message that are our own addresses into links.
func (h *Handler) shown(subject, text string) Shown {
	s := Shown{Subject: subject}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSuffix(line, "\n")
		l := govuk.Link{Text: line}
		if path, ok := strings.CutPrefix(line, h.o.BaseURL+"/"); ok && !strings.ContainsAny(path, " \t") {
			l.Href = "/" + path
		}
		s.Lines = append(s.Lines, l)
	}
	return s
}

// remindAreas answers "POST /periods/{period}/remind": it records the
// decision. Sweep writes and sends the messages.
func (h *Handler) remindAreas(w http.ResponseWriter, r *http.Request) error {
	p, done, err := h.managesPeriods(w, r)
	if done {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form could not be read. Go back and try again.")
	}
	b, shown, rounds, err := h.remindBoard(r)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(r.PostForm.Get("number"))
	if err != nil || number < 1 || number > len(rounds)+1 {
		return govuk.BadRequest("The form does not fit the period. Go back and open it again.")
	}
	if number <= len(rounds) {
		return alreadyReminded(b.period, p, rounds[number-1], w, r)
	}
	if len(shown) == 0 {
		return &govuk.Problem{Status: http.StatusConflict, Title: "Nobody is to be reminded", Message: []string{"No area under this filter is behind any more."},
			Links: []govuk.Link{{Text: "See the period", Href: "/periods/" + b.period.String()}}}
	}
	round := ledger.Round{Period: b.period.String(), Number: number, By: p, At: h.o.Now().UTC().Truncate(time.Second)}
	for _, a := range shown {
		round.Areas = append(round.Areas, a.Area)
	}
	switch err := h.ledger.AddRound(r.Context(), round); {
	case errors.Is(err, ledger.ErrExists):
		rounds, err := h.ledger.PeriodRounds(r.Context(), b.period)
		if err != nil {
			return err
		}
		return alreadyReminded(b.period, p, rounds[number-1], w, r)
	case err != nil:
		return err
	}
	h.o.Log.InfoContext(r.Context(), "site: areas to be reminded", "period", round.Period, "number", round.Number, "areas", len(round.Areas))
	return toPeriod(w, r, b.period, "reminded")
}

func toPeriod(w http.ResponseWriter, r *http.Request, q period.Period, done string) error {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/periods/"+q.String()+"?done="+done, http.StatusSeeOther)
	return nil
}

// alreadyReminded answers whoever pressed the button second: for the same
// person it was one press too many, and somebody else is told.
func alreadyReminded(q period.Period, p account.Person, round ledger.Round, w http.ResponseWriter, r *http.Request) error {
	if round.By.Subject == p.Subject {
		return toPeriod(w, r, q, "reminded")
	}
	return &govuk.Problem{Status: http.StatusConflict, Title: round.By.Name + " has just reminded areas",
		Message: []string{fmt.Sprintf("On %s %s had %s reminded, while you were looking at the page. Your reminders were not added, so that nobody gets two.", govuk.When(round.At), round.By.Name, plural(len(round.Areas), "area", "areas"))},
		Links:   []govuk.Link{{Text: "See who was reminded", Href: "/periods/" + q.String()}}}
}
