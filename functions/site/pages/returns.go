package pages

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// ReturnsPage lists an area's returns.
type ReturnsPage struct {
	Area    string
	MaySign bool
	Now     govuk.Table // a row for each period that is open
	AnyOpen bool
	Sent    govuk.Table // everything that was sent
	AnySent bool
	ToSign  int // accepted returns that wait for a lead
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
	if s.State == desk.Waiting && s.Arrived {
		t = govuk.Tag{Text: "Being checked", Colour: "blue"}
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
	seen, err := h.desk.OfArea(r.Context(), p, p.Area)
	if err != nil {
		return deskProblem(err)
	}
	page := ReturnsPage{Area: h.areaName(p.Area), MaySign: account.Allowed(p, account.SignOff, p.Area), AnyOpen: len(open) > 0, AnySent: len(seen) > 0}
	page.Now, page.ToSign = openTable(open, seen, page.MaySign)
	page.Sent = sentTable(seen)
	return h.site.Render(w, r, h.pages["returns.gohtml"], govuk.Page{
		Title: "Returns of " + page.Area, Breadcrumbs: home(), Active: "/returns", Private: true, Data: page})
}

func openTable(open []period.Period, seen []desk.Seen, maySign bool) (t govuk.Table, toSign int) {
	t = govuk.Table{Caption: "Being collected now", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Period"}, {Text: "Your return"}, {Text: "What to do"}}}
	for _, q := range open {
		best := bestOf(q, seen)
		row := []govuk.Cell{{Text: q.Words()}, {Tag: &govuk.Tag{Text: "Not sent", Colour: "yellow"}},
			{Text: "Send a return", Href: "/returns/new?period=" + q.String(), Hidden: "for " + q.Words()}}
		if best != nil {
			row[1] = govuk.Cell{Tag: stateTag(*best)}
			to := "/returns/" + best.Submission.ID
			switch best.State {
			case desk.Accepted:
				toSign++
				row[2] = govuk.Cell{Text: "See what a lead will sign", Href: to, Hidden: "for " + q.Words()}
				if maySign {
					row[2].Text = "Look at it and sign it off"
				}
			case desk.Signed:
				row[2] = govuk.Cell{Text: "See what was signed", Href: to, Hidden: "for " + q.Words()}
			case desk.Rejected, desk.Unreadable, desk.Refused:
				row[2] = govuk.Cell{Text: "See what to put right", Href: to, Hidden: "for " + q.Words()}
			case desk.Waiting:
				row[2] = govuk.Cell{Text: "Go on sending it", Href: to, Hidden: "for " + q.Words()}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, toSign
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
		if s.Submission.Period != q.String() {
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
	t := govuk.Table{Caption: "Everything you have sent", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Sent"}, {Text: "Period"}, {Text: "By"}, {Text: "State"}, {Text: "Signed off"}}}
	for _, s := range seen {
		signed := "–"
		if s.SignOff != nil {
			signed = s.SignOff.By.Name + ", " + govuk.When(s.SignOff.At)
		}
		t.Rows = append(t.Rows, []govuk.Cell{
			{Text: govuk.When(s.Submission.At), Href: "/returns/" + s.Submission.ID},
			{Text: words(s.Submission.Period)}, {Text: s.Submission.By.Name}, {Tag: stateTag(s)}, {Text: signed}})
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
	switch {
	case err == nil:
		return nil
	case errors.Is(err, desk.ErrNotFound):
		return govuk.NotFound()
	case errors.Is(err, desk.ErrMayNot):
		return govuk.Forbidden("Only a partnership lead of the area signs its returns off.")
	case errors.As(err, &conflict):
		s := conflict.Existing
		return &govuk.Problem{Status: http.StatusConflict,
			Title: fmt.Sprintf("Already signed off by %s on %s", s.By.Name, govuk.When(s.At)),
			Message: []string{"Somebody signed a return of this area off for " + words(s.Period) + " while you were looking at yours. Your sign-off was not recorded, and theirs is in force.",
				"Look at what they signed. If another return should take its place, you can sign that one off afterwards."},
			Links: []govuk.Link{{Text: "See the return that was signed off", Href: "/returns/" + s.Submission}, {Text: "Go to your returns", Href: "/returns"}}}
	case errors.Is(err, desk.ErrNotAccepted):
		return &govuk.Problem{Status: http.StatusConflict, Title: "This return cannot be signed off",
			Message: []string{"Only an accepted return can be signed off. Open it to see how far it has come."}, Links: []govuk.Link{{Text: "Go to your returns", Href: "/returns"}}}
	case errors.Is(err, desk.ErrStale):
		return &govuk.Problem{Status: http.StatusConflict, Title: "Look at the return again before you sign it off",
			Message: []string{"What you were shown is not what would be signed. Open the return from your list, read it, and sign it off there."}, Links: []govuk.Link{{Text: "Go to your returns", Href: "/returns"}}}
	}
	return err
}

// verdictOf is what the states after checking mean, as the heading of the
// return's page.
func verdictOf(v returns.Verdict) string {
	switch v {
	case returns.Accepted:
		return "accepted"
	case returns.Rejected:
		return "needs putting right"
	case returns.Refused:
		return "was refused and deleted"
	}
	return "could not be read"
}
