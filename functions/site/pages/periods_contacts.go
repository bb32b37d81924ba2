package pages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
)

// ContactsPage is the mailboxes of one area, and what was sent there.
type ContactsPage struct {
	Area, Code string
	Number     int // of the set that is being made
	Done       *govuk.Banner
	Boxes      []govuk.Input
	Last       string // who set them last and when, "" for nobody
	Messages   []AreaMessage
}

// An AreaMessage is one message to an area.
type AreaMessage struct {
	Summary string
	State   *govuk.Tag
	Shown   Shown
}

// ContactsListPage is the mailboxes of all areas.
type ContactsListPage struct {
	Areas   govuk.Table
	Missing int // areas whose data officer has none
	Of      int
}

var toContacts = govuk.Link{Text: "Mailboxes", Href: "/contacts"}

// roleWords names a role that has a mailbox.
func roleWords(role string) string {
	if role == string(account.Officer) {
		return account.Officer.Words()
	}
	return role + " lead"
}

// maySetContacts reports whether p looks after an area's mailboxes: whoever
// may send its return, and the national team, who open the collection.
func maySetContacts(p account.Person, dfe string) bool {
	return account.Allowed(p, account.SendReturn, dfe) || account.Allowed(p, account.ManagePeriods, "")
}

// listContacts answers "/contacts": for people of an area, the way to their
// own; for the national team, all.
func (h *Handler) listContacts(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p := account.FromContext(r.Context())
	if account.May(p, account.SendReturn) {
		http.Redirect(w, r, "/contacts/"+p.Area, http.StatusSeeOther)
		return nil
	}
	if !account.Allowed(p, account.ManagePeriods, "") {
		return govuk.Forbidden("Mailboxes are set by the data officers and partnership leads of an area, and by the national team. You are signed in as " + article(p.Role.Words()) + ".")
	}
	areas := h.areas.On(mail.Day(h.o.Now()))
	codes := make([]string, len(areas))
	for i, a := range areas {
		codes[i] = a.DFE
	}
	contacts, err := h.ledger.ContactsOf(r.Context(), codes)
	if err != nil {
		return fmt.Errorf("list contacts: %w", err)
	}
	page := ContactsListPage{Of: len(areas)}
	page.Areas = govuk.Table{Caption: "Mailboxes of all areas", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Area"}, {Text: "Data officer"}, {Text: "Partners with a mailbox"}, {Text: "Changed"}}}
	for _, a := range areas {
		c := contacts[a.DFE]
		officer := c.Address(string(account.Officer))
		if officer == "" {
			page.Missing++
		}
		var partners []string
		for _, partner := range account.Partners() {
			if c.Address(partner) != "" {
				partners = append(partners, partner)
			}
		}
		changed := ""
		if c.Number > 0 {
			changed = mail.Day(c.At).Words()
		}
		page.Areas.Rows = append(page.Areas.Rows, []govuk.Cell{{Text: a.Name, Href: "/contacts/" + a.DFE}, {Text: dash(officer), Class: "eh-value"}, {Text: dash(strings.Join(partners, ", "))}, {Text: dash(changed)}})
	}
	return h.site.Render(w, r, h.pages["contacts-list.gohtml"], govuk.Page{Title: "Mailboxes of all areas", Active: "/periods", Private: true, Breadcrumbs: home(toPeriods), Data: page})
}

// contactsArea reads the area of an address and who asks; done is true when
// the request is answered.
func (h *Handler) contactsArea(w http.ResponseWriter, r *http.Request) (p account.Person, dfe string, done bool, err error) {
	if h.requireSignIn(w, r) {
		return p, "", true, nil
	}
	p = account.FromContext(r.Context())
	dfe = r.PathValue("area")
	a, known := h.areas.Find(dfe)
	if !known || a.DFE != dfe || !maySetContacts(p, dfe) {
		return p, "", true, govuk.NotFound()
	}
	return p, dfe, false, nil
}

// showContacts answers "GET /contacts/{area}".
func (h *Handler) showContacts(w http.ResponseWriter, r *http.Request) error {
	p, dfe, done, err := h.contactsArea(w, r)
	if done {
		return err
	}
	c, err := h.ledger.Contacts(r.Context(), dfe)
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for _, m := range c.Mailboxes {
		typed[m.For] = m.Address
	}
	return h.renderContacts(w, r, p, c, typed, nil)
}

// fieldOf is the name of a role's field.
func fieldOf(role string) string { return "mailbox-" + strings.ReplaceAll(role, " ", "-") }

func (h *Handler) renderContacts(w http.ResponseWriter, r *http.Request, p account.Person, c ledger.Contacts, typed, bad map[string]string) error {
	page := ContactsPage{Area: h.areaName(c.Area), Code: c.Area, Number: c.Number + 1, Done: h.doneBanner(r.URL.Query())}
	if c.Number > 0 {
		page.Last = "Last changed by " + c.By.Name + " on " + govuk.When(c.At) + "."
	}
	out := govuk.Page{Title: "Mailboxes of " + page.Area, Active: "/contacts", Private: true, Breadcrumbs: home()}
	if account.Allowed(p, account.ManagePeriods, "") {
		out.Active, out.Breadcrumbs = "/periods", home(toPeriods, toContacts)
	}
	for _, role := range ledger.ContactRoles() {
		field := fieldOf(role)
		page.Boxes = append(page.Boxes, govuk.Input{Name: field, Label: upper(roleWords(role)), Type: "email", Value: typed[role], Error: bad[role]})
		if bad[role] != "" {
			out.Errors = append(out.Errors, govuk.FieldError{Field: field, Message: bad[role]})
			out.Status = http.StatusUnprocessableEntity
		}
	}
	var err error
	if page.Messages, err = h.areaMessages(r.Context(), c.Area); err != nil {
		return err
	}
	out.Data = page
	return h.site.Render(w, r, h.pages["contacts.gohtml"], out)
}

// areaMessages returns what was sent to an area about the periods that are
// collected now, the latest first.
func (h *Handler) areaMessages(ctx context.Context, dfe string) ([]AreaMessage, error) {
	open, err := h.ledger.OpenPeriods(ctx)
	if err != nil {
		return nil, err
	}
	var posted []ledger.Posted
	for _, q := range open {
		of, err := h.ledger.AreaMessages(ctx, q, dfe)
		if err != nil {
			return nil, err
		}
		posted = append(posted, of...)
	}
	latestFirst(posted)
	all := make([]AreaMessage, len(posted))
	for i, m := range posted {
		all[i] = AreaMessage{Summary: m.Day.Words() + ", to the " + roleWords(m.To) + ": " + words(m.Period), State: postedTag(m, h.o.Now()), Shown: h.shown(m.Subject, m.Text)}
	}
	return all, nil
}

// setContacts answers "POST /contacts/{area}".
func (h *Handler) setContacts(w http.ResponseWriter, r *http.Request) error {
	p, dfe, done, err := h.contactsArea(w, r)
	if done {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form could not be read. Go back and try again.")
	}
	ctx := r.Context()
	now, err := h.ledger.Contacts(ctx, dfe)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.PostForm.Get("number")); err != nil || n != now.Number+1 {
		return h.contactsMeanwhile(now)
	}
	c := ledger.Contacts{Area: dfe, Number: now.Number + 1, By: p, At: h.o.Now().UTC().Truncate(time.Second)}
	typed, bad := map[string]string{}, map[string]string{}
	for _, role := range ledger.ContactRoles() {
		typed[role] = r.PostForm.Get(fieldOf(role))
		address, err := mail.Address(typed[role])
		if err != nil {
			bad[role] = "Type one address such as early.help@example.gov.uk for the " + roleWords(role) + ", or leave it empty"
		} else if address != "" {
			c.Mailboxes = append(c.Mailboxes, ledger.Mailbox{For: role, Address: address})
		}
	}
	if len(bad) > 0 {
		return h.renderContacts(w, r, p, now, typed, bad)
	}
	err = h.ledger.SetContacts(ctx, c)
	if errors.Is(err, ledger.ErrExists) {
		if now, err = h.ledger.Contacts(ctx, dfe); err != nil {
			return err
		}
		return h.contactsMeanwhile(now)
	}
	if err != nil {
		return err
	}
	h.o.Log.InfoContext(ctx, "site: contacts set", "area", dfe, "number", c.Number, "mailboxes", len(c.Mailboxes))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/contacts/"+dfe+"?done=saved", http.StatusSeeOther)
	return nil
}

// contactsMeanwhile tells the second of two people what the first did.
func (h *Handler) contactsMeanwhile(now ledger.Contacts) error {
	if now.Number == 0 {
		return govuk.BadRequest("The form does not fit the page. Go back and open it again.")
	}
	return &govuk.Problem{Status: http.StatusConflict, Title: "Somebody else changed these mailboxes",
		Message: []string{fmt.Sprintf("%s changed the mailboxes of %s on %s, while you were looking at them. Yours were not saved.", now.By.Name, h.areaName(now.Area), govuk.When(now.At)),
			"Look at them as they are now, and change them again if that is still needed."},
		Links: []govuk.Link{{Text: "See the mailboxes as they are now", Href: "/contacts/" + now.Area}}}
}

// postedTag says how far a message has come.
func postedTag(m ledger.Posted, now time.Time) *govuk.Tag {
	switch {
	case m.Kept != "" && m.Address == "":
		return &govuk.Tag{Text: "Kept: no mailbox", Colour: "grey"}
	case m.Kept != "":
		return &govuk.Tag{Text: "Kept: no mail service", Colour: "grey"}
	case m.Sent:
		return &govuk.Tag{Text: "Sent", Colour: "green"}
	case m.Doubtful() && now.Sub(m.At) > doubtTime:
		return &govuk.Tag{Text: "May not have gone", Colour: "orange"}
	case len(m.Failed) > 0 && m.Day.AddDays(2).Before(mail.Day(now)):
		return &govuk.Tag{Text: "Not sent", Colour: "red"}
	case len(m.Failed) > 0:
		return &govuk.Tag{Text: "Trying again", Colour: "yellow"}
	}
	return &govuk.Tag{Text: "Waiting to go", Colour: "blue"}
}

// doubtTime is how long a letter may be on its way to the mail service: sweep
// ends after 14 minutes at the most (template.yaml).
const doubtTime = 15 * time.Minute

// messagesTable lists messages, the latest first: the last fifty, which is
// more than one screen.
func (h *Handler) messagesTable(posted []ledger.Posted, now time.Time, link bool) govuk.Table {
	t := govuk.Table{Caption: "Messages", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Day"}, {Text: "Area"}, {Text: "To"}, {Text: "About"}, {Text: "State"}, {Text: "Asked by"}}}
	latest := append([]ledger.Posted(nil), posted...)
	latestFirst(latest)
	for _, m := range latest[:min(len(latest), 50)] {
		area := govuk.Cell{Text: h.areaName(m.Area)}
		if link {
			area.Href = "/contacts/" + m.Area
		}
		t.Rows = append(t.Rows, []govuk.Cell{{Text: m.Day.Words()}, area, {Text: roleWords(m.To)}, {Text: kindOfMessage[m.Kind]}, {Tag: postedTag(m, now)}, {Text: m.By.Name}})
	}
	return t
}

var kindOfMessage = map[ledger.MessageKind]string{
	ledger.NotSent: "return not sent", ledger.NotExplained: "figures not explained", ledger.NotApproved: "return not approved",
}

// latestFirst sorts messages by when they were written.
func latestFirst(posted []ledger.Posted) {
	slices.SortStableFunc(posted, func(a, b ledger.Posted) int { return b.At.Compare(a.At) })
}
