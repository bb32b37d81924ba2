package pages

import (
	"errors"
	"net/http"

	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// MailboxPage lists the messages of a platform that sends none: the local
// runner, where it takes the place of everybody's mailbox.
type MailboxPage struct {
	Messages govuk.Table
	Count    int
	Of       int
}

// MailboxMessagePage is one of them.
type MailboxMessagePage struct {
	Facts govuk.SummaryList
	Shown Shown
}

// mailboxRows is how many messages the page lists: a day of reminding of every
// area and partner would be 765, of which nobody reads more than the first.
const mailboxRows = 200

// mailbox answers "/mailbox", which only the local runner has.
func (h *Handler) mailbox(w http.ResponseWriter, r *http.Request) error {
	changes, err := h.ledger.PeriodChanges(r.Context())
	if err != nil {
		return err
	}
	var posted []ledger.Posted
	for _, c := range changes {
		q, err := period.Parse(c.Period)
		if err != nil {
			return err
		}
		of, err := h.ledger.PeriodMessages(r.Context(), q, period.Date{})
		if err != nil {
			return err
		}
		posted = append(posted, of...)
	}
	latestFirst(posted)
	page := MailboxPage{Of: len(posted), Count: min(len(posted), mailboxRows)}
	page.Messages = govuk.Table{Caption: "Messages", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Subject"}, {Text: "To"}, {Text: "Mailbox"}, {Text: "Written"}}}
	for _, m := range posted[:page.Count] {
		page.Messages.Rows = append(page.Messages.Rows, []govuk.Cell{{Text: m.Subject, Href: "/mailbox/" + m.Period + "/" + m.Area + "/" + m.Name()},
			{Text: h.areaName(m.Area) + ", " + roleWords(m.To)}, {Text: mailboxOf(m), Class: "eh-value"}, {Text: govuk.When(m.At)}})
	}
	return h.site.Render(w, r, h.pages["mailbox.gohtml"], govuk.Page{Title: "Mailbox", Private: true, Breadcrumbs: home(), Data: page})
}

func mailboxOf(m ledger.Posted) string {
	if m.Address == "" {
		return "none is known"
	}
	return m.Address
}

// mailboxMessage answers "/mailbox/{period}/{area}/{name}".
func (h *Handler) mailboxMessage(w http.ResponseWriter, r *http.Request) error {
	q, err := periodOf(r)
	if err != nil {
		return err
	}
	m, err := h.ledger.Message(r.Context(), q, r.PathValue("area"), r.PathValue("name"))
	if errors.Is(err, ledger.ErrNotFound) {
		return govuk.NotFound()
	}
	if err != nil {
		return err
	}
	page := MailboxMessagePage{Shown: h.shown(m.Subject, m.Text), Facts: govuk.SummaryList{Rows: []govuk.SummaryRow{
		{Key: "To", Value: govuk.Cell{Text: h.areaName(m.Area) + ", " + roleWords(m.To)}},
		{Key: "Mailbox", Value: govuk.Cell{Text: mailboxOf(ledger.Posted{Message: m}), Class: "eh-value"}},
		{Key: "Written", Value: govuk.Cell{Text: govuk.When(m.At) + ", asked for by " + m.By.Name}},
		{Key: "Kept because", Value: govuk.Cell{Text: dash(m.Kept)}},
	}}}
	return h.site.Render(w, r, h.pages["mailbox-message.gohtml"], govuk.Page{Title: m.Subject, Private: true, Breadcrumbs: home(govuk.Link{Text: "Mailbox", Href: "/mailbox"}), Data: page})
}
