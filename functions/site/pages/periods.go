package pages

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

// periodRoutes are the routes of collection periods, mailboxes and messages.
func (h *Handler) periodRoutes() map[string]govuk.HandlerFunc {
	routes := map[string]govuk.HandlerFunc{
		"GET /periods":                    h.listPeriods,
		"GET /periods/{period}":           h.showPeriod,
		"GET /periods/{period}/areas.csv": h.periodCSV,
		"GET /periods/{period}/change":    h.askChange,
		"POST /periods/{period}/change":   h.changePeriod,
		"GET /periods/{period}/remind":    h.askRemind,
		"POST /periods/{period}/remind":   h.remindAreas,
		"GET /contacts":                   h.listContacts,
		"GET /contacts/{area}":            h.showContacts,
		"POST /contacts/{area}":           h.setContacts,
	}
	if h.o.Mailbox {
		routes["GET /mailbox"] = h.mailbox
		routes["GET /mailbox/{period}/{area}/{name}"] = h.mailboxMessage
	}
	return routes
}

// PeriodsPage lists the collection periods.
type PeriodsPage struct {
	Periods govuk.Table
	Any     bool
	Next    []govuk.Link // periods that may be planned or opened
	Steps   govuk.Table  // when reminders go out
	Mailbox bool         // messages stay on this machine, and can be read here
}

var toPeriods = govuk.Link{Text: "Collection periods", Href: "/periods"}

// seesProgress answers for a person who may not see how far areas are; then
// done is true. The error is the page that says so.
func (h *Handler) seesProgress(w http.ResponseWriter, r *http.Request) (p account.Person, done bool, err error) {
	if h.requireSignIn(w, r) {
		return account.Person{}, true, nil
	}
	p = account.FromContext(r.Context())
	if !account.Allowed(p, account.SeeProgress, "") {
		return p, true, govuk.Forbidden("Collection periods are looked after by the national team, and inspectors see how far areas are. You are signed in as " + article(p.Role.Words()) + ".")
	}
	return p, false, nil
}

// managesPeriods is seesProgress for what only the national team does.
func (h *Handler) managesPeriods(w http.ResponseWriter, r *http.Request) (p account.Person, done bool, err error) {
	p, done, err = h.seesProgress(w, r)
	if !done && !account.Allowed(p, account.ManagePeriods, "") {
		return p, true, govuk.Forbidden("Collection periods are opened, closed and changed by the national team. You are signed in as " + article(p.Role.Words()) + ".")
	}
	return p, done, err
}

// listPeriods answers "/periods".
func (h *Handler) listPeriods(w http.ResponseWriter, r *http.Request) error {
	p, done, err := h.seesProgress(w, r)
	if done {
		return err
	}
	changes, err := h.ledger.PeriodChanges(r.Context())
	if err != nil {
		return fmt.Errorf("list periods: %w", err)
	}
	arrivals, err := h.progress.Get(r.Context())
	if err != nil {
		return fmt.Errorf("list periods: %w", err)
	}
	page := PeriodsPage{Any: len(changes) > 0, Steps: stepsTable(), Mailbox: h.o.Mailbox}
	page.Periods = govuk.Table{Caption: "Collection periods", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Period"}, {Text: "State"},
		{Text: "Opened", Class: "eh-nowrap"}, {Text: "Deadline"}, {Text: "Signed off", Numeric: true}}}
	today := mail.Day(h.o.Now())
	for _, c := range slices.Backward(changes) {
		signed := "0"
		if i := slices.IndexFunc(arrivals, func(a Arrivals) bool { return a.Period.String() == c.Period }); i >= 0 {
			signed = fmt.Sprintf("%d of %d", len(arrivals[i].Returned), arrivals[i].Areas)
		}
		page.Periods.Rows = append(page.Periods.Rows, []govuk.Cell{{Text: words(c.Period), Href: "/periods/" + c.Period}, {Tag: periodTag(c)},
			{Text: dash(c.Opens.Words())}, {Text: deadlineWords(c, today)}, {Text: signed, Numeric: true, Class: "eh-nowrap"}})
	}
	if account.Allowed(p, account.ManagePeriods, "") {
		page.Next = nextPeriods(changes, today)
	}
	return h.site.Render(w, r, h.pages["periods.gohtml"], govuk.Page{Title: "Collection periods", Breadcrumbs: home(), Active: "/periods", Private: true, Data: page})
}

// nextPeriods returns the periods that may be opened or planned next: of each
// kind, the one after the latest known; the current one where none is known.
func nextPeriods(changes []ledger.PeriodChange, today period.Date) []govuk.Link {
	next := map[period.Kind]period.Period{
		period.Quarter:       period.NewQuarter(today.Year, int(today.Month+2)/3),
		period.FinancialYear: period.NewFinancialYear(today.AddMonths(-3).Year),
	}
	for _, c := range changes { // in order
		if p, err := period.Parse(c.Period); err == nil {
			next[p.Kind()] = p.Next()
		}
	}
	var links []govuk.Link
	for _, k := range []period.Kind{period.Quarter, period.FinancialYear} {
		links = append(links, govuk.Link{Text: next[k].Words(), Href: "/periods/" + next[k].String() + "/change"})
	}
	return links
}

func stepsTable() govuk.Table {
	t := govuk.Table{Caption: "When reminders go out", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "When"}, {Text: "Why"}}}
	for _, s := range mail.Steps() {
		t.Rows = append(t.Rows, []govuk.Cell{{Text: upper(s.Words()), Class: "eh-nowrap"}, {Text: s.Why}})
	}
	return t
}

func periodTag(c ledger.PeriodChange) *govuk.Tag {
	switch c.State() {
	case ledger.PeriodOpen:
		return &govuk.Tag{Text: "Open", Colour: "green"}
	case ledger.PeriodPlanned:
		return &govuk.Tag{Text: "Planned", Colour: "blue"}
	}
	return &govuk.Tag{Text: "Closed", Colour: "grey"}
}

// deadlineWords gives the deadline and, while the period is open, how far away
// it is.
func deadlineWords(c ledger.PeriodChange, today period.Date) string {
	if c.Deadline.IsZero() {
		return "–"
	}
	s := c.Deadline.Words()
	if c.State() == ledger.PeriodOpen {
		s += ", " + daysWords(today.DaysUntil(c.Deadline))
	}
	return s
}

// daysWords says how far away a day is.
func daysWords(n int) string {
	switch {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n == -1:
		return "yesterday"
	case n < 0:
		return strconv.Itoa(-n) + " days ago"
	}
	return "in " + strconv.Itoa(n) + " days"
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// periodOf reads the period of an address. What is none is not found.
func periodOf(r *http.Request) (period.Period, error) {
	p, err := period.Parse(r.PathValue("period"))
	if err != nil {
		return p, govuk.NotFound()
	}
	return p, nil
}
