package pages

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

// ReturnsPage lists an area's returns.
type ReturnsPage struct {
	Area    string
	MaySign bool
	Now     govuk.Table // a row for each period that is open
	AnyOpen bool
	Sent    govuk.Table // everything that was sent
	AnySent bool
	ToSign  int // accepted returns that wait for the reader to approve
}

// stateTags say how far a return has come, in a word or two and a colour.
var stateTags = map[desk.State]govuk.Tag{
	desk.Waiting:    {Text: "No file yet", Colour: "grey"},
	desk.Accepted:   {Text: "Accepted", Colour: "teal"},
	desk.Rejected:   {Text: "Put right and send again", Colour: "red"},
	desk.Unreadable: {Text: "Could not be read", Colour: "red"},
	desk.Refused:    {Text: "Refused and deleted", Colour: "red"},
	desk.Signed:     {Text: "Signed off", Colour: "green"},
	desk.Replaced:   {Text: "Replaced", Colour: "grey"},
}

func stateTag(s desk.Seen) *govuk.Tag {
	t := stateTags[s.State]
	switch {
	case s.State == desk.Waiting && s.Arrived:
		t = govuk.Tag{Text: "Being checked", Colour: "blue"}
	case overtaken(s):
		t = govuk.Tag{Text: "Not signed off", Colour: "grey"}
	case s.State == desk.Accepted && len(s.Unexplained) > 0:
		t = govuk.Tag{Text: "To be explained", Colour: "yellow"}
	case s.State == desk.Accepted && len(s.Standing.Approvals) > 0:
		t = govuk.Tag{Text: fmt.Sprintf("Approved by %d\u00a0of\u00a0%d", len(s.Standing.Approvals), len(account.Partners())), Colour: "teal"}
	}
	return &t
}

// home leads back from the pages of returns.
func home(more ...govuk.Link) []govuk.Link {
	return append([]govuk.Link{{Text: "Home", Href: "/"}}, more...)
}

var toReturns = govuk.Link{Text: "Returns", Href: "/returns"}

// ownArea is who asks, after making sure that they have an area to send for.
func (h *Handler) ownArea(r *http.Request) (account.Person, error) {
	p := account.FromContext(r.Context())
	if !account.May(p, account.SeeReturn) {
		return p, govuk.Forbidden("Returns are sent and seen by the data officers and partnership leads of an area. " +
			"You are signed in as " + article(p.Role.Words()) + ".")
	}
	return p, nil
}

func article(words string) string {
	if words != "" && slices.Contains([]byte("aeiou"), words[0]) {
		return "an " + words
	}
	return "a " + words
}

// listReturns answers "/returns".
func (h *Handler) listReturns(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, err := h.ownArea(r)
	if err != nil {
		return err
	}
	open, err := h.desk.Open(r.Context(), p.Area)
	if err != nil {
		return err
	}
	changes, err := h.ledger.PeriodChanges(r.Context())
	if err != nil {
		return err
	}
	seen, err := h.desk.OfArea(r.Context(), p, p.Area)
	if err != nil {
		return deskProblem(err)
	}
	page := ReturnsPage{Area: h.areaName(p.Area), MaySign: account.Allowed(p, account.SignOff, p.Area), AnyOpen: len(open) > 0, AnySent: len(seen) > 0}
	page.Now, page.ToSign = openTable(p, open, deadlines(changes), seen, mail.Day(h.o.Now()))
	page.Sent = sentTable(seen)
	return h.site.Render(w, r, h.pages["returns.gohtml"], govuk.Page{
		Title: "Returns of " + page.Area, Breadcrumbs: home(), Active: "/returns", Private: true, Data: page})
}

// deadlines returns the last day on which a return of each period is in time.
func deadlines(changes []ledger.PeriodChange) map[string]period.Date {
	m := map[string]period.Date{}
	for _, c := range changes {
		m[c.Period] = c.Deadline
	}
	return m
}

// openTable says of each period that is collected where the area stands and
// what to do next. toSign counts the returns that wait for the reader's
// approval.
func openTable(p account.Person, open []period.Period, deadlines map[string]period.Date, seen []desk.Seen, today period.Date) (t govuk.Table, toSign int) {
	t = govuk.Table{Caption: "Being collected now", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Period"}, {Text: "Deadline"}, {Text: "Your return"}, {Text: "What to do next"}}}
	for _, q := range open {
		best := bestOf(q, seen)
		row := []govuk.Cell{{Text: q.Words()}, deadlineCell(deadlines[q.String()], best, today), {Tag: &govuk.Tag{Text: "Not sent", Colour: "yellow"}}, {}}
		var mine bool
		row[3], mine = nextCell(p, q, best)
		if best != nil {
			row[2] = govuk.Cell{Tag: stateTag(*best)}
		}
		if mine {
			toSign++
		}
		t.Rows = append(t.Rows, row)
	}
	return t, toSign
}

// deadlineCell says until when a return is in time, and that it is late.
func deadlineCell(deadline period.Date, best *desk.Seen, today period.Date) govuk.Cell {
	switch {
	case deadline.IsZero():
		return govuk.Cell{Text: "None"}
	case today.After(deadline) && (best == nil || best.Outcome == nil || best.Outcome.SHA256 == ""):
		return govuk.Cell{Text: deadline.Words() + ": it has passed"}
	}
	return govuk.Cell{Text: deadline.Words()}
}

// nextCell is what to do about a period, in a sentence that leads there. mine
// says that it is for the reader to approve.
func nextCell(p account.Person, q period.Period, best *desk.Seen) (c govuk.Cell, mine bool) {
	c = govuk.Cell{Hidden: "for " + q.Words()}
	if best == nil {
		c.Text, c.Href = "Fill in the workbook and send it", "/returns/new?period="+q.String()
		return c, false
	}
	c.Href = "/returns/" + best.Submission.ID
	partner, maySign := account.MaySign(p, best.Submission.Area)
	switch best.State {
	case desk.Waiting:
		c.Text = "Choose the file and send it"
		if best.Arrived {
			c.Text = "Wait: it is being checked"
		}
	case desk.Rejected:
		c.Text = oneOrMany(stops(best.Outcome.Problems), "Put one thing right and send it again", "Put %s things right and send it again")
	case desk.Unreadable:
		c.Text = "See why it could not be read, and send another file"
	case desk.Refused:
		c.Text = "See what to take out, and send a clean file"
	case desk.Signed, desk.Replaced:
		c.Text = "Nothing: it is signed off. See what was signed"
	case desk.Accepted:
		switch {
		case len(best.Unexplained) > 0:
			c.Text, c.Href = oneOrMany(len(best.Unexplained), "Explain one unusual figure", "Explain %s unusual figures"), c.Href+"/explain"
		case maySign && slices.Contains(best.Standing.Waiting, partner):
			c.Text, mine = "Look at the figures and approve them for "+forPartner(partner), true
		default:
			c.Text = "Wait for " + sentence(best.Standing.Waiting) + " to approve it"
		}
	}
	return c, mine
}

// stops counts what has to be put right.
func stops(problems []ledger.Problem) int {
	n := 0
	for _, p := range problems {
		if p.Severity == cell.Stop {
			n++
		}
	}
	return n
}

// bestOf returns the return of a period that says most about where the area
// stands: the latest of those in the furthest state. A signed return gives
// way to a later accepted one, which waits to replace it.
func bestOf(q period.Period, seen []desk.Seen) *desk.Seen {
	var best *desk.Seen
	rank := func(s *desk.Seen) int {
		return slices.Index([]desk.State{desk.Replaced, desk.Waiting, desk.Refused, desk.Unreadable, desk.Rejected, desk.Signed, desk.Accepted}, s.State)
	}
	for i := range seen { // latest first
		s := &seen[i]
		if s.Submission.Period != q.String() || overtaken(*s) {
			continue
		}
		if s.State == desk.Signed && best != nil && best.State == desk.Accepted {
			return best
		}
		if s.State == desk.Accepted && best != nil && best.State == desk.Signed {
			continue // older than what is signed
		}
		if best == nil || rank(s) > rank(best) {
			best = s
		}
	}
	return best
}

func sentTable(seen []desk.Seen) govuk.Table {
	t := govuk.Table{Caption: "Everything you have sent", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Sent"}, {Text: "Period"}, {Text: "By"}, {Text: "State"}, {Text: "Approved by"}}}
	for _, s := range seen {
		approved := "–"
		switch {
		case s.SignOff != nil:
			approved = "All four partners, " + govuk.When(s.SignOff.At)
		case len(s.Standing.Approvals) > 0:
			approved = fmt.Sprintf("%d of %d", len(s.Standing.Approvals), len(account.Partners()))
		}
		period := govuk.Cell{Text: words(s.Submission.Period)}
		if s.Outcome != nil && s.Outcome.SHA256 != "" {
			period.Href, period.Hidden = versionsPath(s.Submission.Area, s.Submission.Period), "all versions"
		}
		t.Rows = append(t.Rows, []govuk.Cell{
			{Text: govuk.When(s.Submission.At), Href: "/returns/" + s.Submission.ID},
			period, {Text: s.Submission.By.Name}, {Tag: stateTag(s)}, {Text: approved}})
	}
	return t
}

// words returns a period's code as words.
func words(code string) string {
	q, err := period.Parse(code)
	if err != nil {
		return code
	}
	return q.Words()
}

func (h *Handler) areaName(dfe string) string {
	if a, ok := h.areas.Find(dfe); ok {
		return a.Name
	}
	return "area " + dfe
}

// deskProblem turns what the desk cannot do into the page that says so.
func deskProblem(err error) error {
	var conflict *ledger.ConflictError
	again := []govuk.Link{{Text: "Go to your returns", Href: "/returns"}}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, desk.ErrNotFound):
		return govuk.NotFound()
	case errors.Is(err, desk.ErrNoPartner):
		return govuk.Forbidden("Your account does not say which of the four partners you approve for: the local authority, health, the police or education. Ask the person who looks after accounts in your organisation to put this right.")
	case errors.Is(err, desk.ErrMayNot):
		return govuk.Forbidden("Only a partnership lead of the area approves its returns.")
	case errors.As(err, &conflict):
		s := conflict.Existing
		return &govuk.Problem{Status: http.StatusConflict, Title: "Another version was signed off on " + govuk.When(s.At),
			Message: []string{"All four partners approved it, the last of them " + signer(s) + ". Nothing of yours was recorded.",
				"Look at what they approved. If this version should take its place, send it again and say why; the partners then approve that one."},
			Links: append([]govuk.Link{{Text: "See the version that was signed off", Href: "/returns/" + s.Submission}}, again...)}
	case errors.Is(err, desk.ErrNotAccepted):
		return &govuk.Problem{Status: http.StatusConflict, Title: "This return cannot be approved",
			Message: []string{"Only an accepted return can be approved. Open it to see how far it has come."}, Links: again}
	case errors.Is(err, desk.ErrStale):
		return &govuk.Problem{Status: http.StatusConflict, Title: "Look at the return again before you approve it",
			Message: []string{"What you were shown is not what would be approved: something changed meanwhile. Nothing was recorded. Open the return from your list, read it, and approve it there."}, Links: again}
	}
	return err
}
