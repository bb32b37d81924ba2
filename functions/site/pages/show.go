package pages

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// ReturnPage is one return, however far it has come. Only the parts for its
// state are filled in.
type ReturnPage struct {
	ID     string
	Area   string
	Period string // in words
	Code   string
	State  desk.State
	Tag    *govuk.Tag
	Facts  govuk.SummaryList
	Steps  []Step

	Verdict string        // the heading
	Lead    string        // the verdict in a sentence or two
	Own     bool          // shown to somebody of the area itself
	Done    *govuk.Banner // what the reader has just done, or nil
	Action  govuk.Button
	Next    string // what happens next, where that is not for the reader to do
	Files   []govuk.Link

	Checking bool // the file is there
	Slow     bool // and has been for longer than usual

	Faults    Faults
	Findings  Findings
	Explained ExplainedPart
	Approvals ApprovalsPart
	Changed   *ChangedPart    // what it changed of the version before it; nil for the first
	InForce   *ledger.SignOff // the sign-off of another return of the period, if one is in force
	Overtaken bool            // it cannot be approved any more
	Versions  string          // address of the page that lists the versions
	Figures   []govuk.Table   // what was counted, a table for each part of the catalogue
	Missing   govuk.Table     // indicators that could not be worked out, and why
	HasMore   bool            // Missing has rows
	SHA256    string
	// Publication is the number of the current publication when this return's
	// figures are in it; 0 while a signed return waits for the publisher.
	Publication int
}

// A Step is one stage of a return's way, for the line at the top.
type Step struct {
	Name    string
	Done    bool
	Current bool
	Failed  bool
}

// slowTime is when checking counts as slow: it takes seconds, and a queue
// tries again after a minute.
const slowTime = 2 * time.Minute

// refreshSeconds is how often a waiting page asks again by itself: soon
// enough that nobody presses reload.
const refreshSeconds = 2

// A signed return's page asks again until the publisher has taken it in, every
// few seconds and not for ever: publishing coalesces, and takes a minute or two.
const (
	publishSeconds = 5
	publishTime    = 10 * time.Minute
)

// see returns the return that a request is about, for those who may see it.
func (h *Handler) see(r *http.Request) (account.Person, desk.Seen, error) {
	p := account.FromContext(r.Context())
	s, err := h.desk.See(r.Context(), p, r.PathValue("id"))
	return p, s, deskProblem(err)
}

// crumbs lead back from the pages of a return: to the area's returns, or for
// those who are not of the area, to the area.
func (h *Handler) crumbs(p account.Person, dfe string, more ...govuk.Link) []govuk.Link {
	if account.Allowed(p, account.SeeReturn, dfe) {
		return home(append([]govuk.Link{toReturns}, more...)...)
	}
	a, _ := h.areas.Find(dfe)
	return home(append([]govuk.Link{{Text: "Areas", Href: "/areas"}, {Text: h.areaName(dfe), Href: "/areas/" + a.GSS(period.Date{})}}, more...)...)
}

func active(p account.Person, dfe string) string {
	if account.Allowed(p, account.SeeReturn, dfe) {
		return "/returns"
	}
	return "/areas"
}

// showReturn answers "/returns/{id}".
func (h *Handler) showReturn(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, s, err := h.see(r)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("etag") { // storage says where the file went; our address says enough
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/returns/"+s.Submission.ID, http.StatusSeeOther)
		return nil
	}
	page := h.returnPage(p, s)
	out := govuk.Page{Breadcrumbs: h.crumbs(p, s.Submission.Area), Active: active(p, s.Submission.Area), Private: true}
	switch s.State {
	case desk.Waiting:
		if !s.Arrived {
			return h.showUpload(w, r, s, page)
		}
		page.Checking = true
		page.Slow = h.o.Now().Sub(s.Submission.At) > slowTime
		out.Refresh = refreshSeconds
	case desk.Accepted, desk.Signed, desk.Replaced:
		if err := h.fillAccepted(r, p, s, &page); err != nil {
			return err
		}
		page.Done = justDone(r.URL.Query().Get("done"), s)
		if s.State == desk.Signed && page.Publication == 0 && h.o.Now().Sub(s.SignOff.At) < publishTime {
			out.Refresh = publishSeconds
		}
	default:
		page.fillTurnedAway(s)
	}
	out.Title = page.Verdict + ": " + page.Period
	out.Data = page
	return h.site.Render(w, r, h.pages["return.gohtml"], out)
}

// justDone says what the reader did on the page before this one.
func justDone(what string, s desk.Seen) *govuk.Banner {
	switch {
	case what == "explained" && s.Explanations.Number > 0:
		return &govuk.Banner{Success: true, Text: "Your explanations are saved"}
	case what == "approved" && len(s.Standing.Approvals) > 0 && s.SignOff == nil:
		return &govuk.Banner{Success: true, Text: "Your approval is recorded"}
	}
	return nil
}

func (h *Handler) returnPage(p account.Person, s desk.Seen) ReturnPage {
	sub := s.Submission
	page := ReturnPage{ID: sub.ID, Area: h.areaName(sub.Area), Period: words(sub.Period), Code: sub.Period, State: s.State, Tag: stateTag(s),
		Own: account.Allowed(p, account.SeeReturn, sub.Area), Steps: steps(s), Verdict: "Checking the return"}
	rows := []govuk.SummaryRow{
		{Key: "Area", Value: govuk.Cell{Text: page.Area}},
		{Key: "Period", Value: govuk.Cell{Text: page.Period}},
		{Key: "State", Value: govuk.Cell{Tag: page.Tag}},
		{Key: "Sent", Value: govuk.Cell{Text: govuk.When(sub.At) + " by " + sub.By.Name}},
	}
	if sub.FileName != "" {
		rows = append(rows, govuk.SummaryRow{Key: "File", Value: govuk.Cell{Text: sub.FileName, Class: "eh-value"}})
	}
	if sub.Reason != "" {
		rows = append(rows, govuk.SummaryRow{Key: "Why it was sent again", Value: govuk.Cell{Text: sub.Reason, Class: "eh-typed"}})
	}
	if sub.WasLate() {
		rows = append(rows, govuk.SummaryRow{Key: "Why it came late", Value: govuk.Cell{Text: cmp.Or(sub.LateReason, noLateReason), Class: "eh-typed"}})
	}
	if o := s.Outcome; o != nil {
		page.SHA256 = o.SHA256
		rows = append(rows, govuk.SummaryRow{Key: "Checked", Value: govuk.Cell{Text: govuk.When(o.At)}})
	}
	if s.SignOff != nil {
		rows = append(rows, govuk.SummaryRow{Key: "Signed off", Value: govuk.Cell{Text: govuk.When(s.SignOff.At) + ", with the approval of " + signer(*s.SignOff)}})
	}
	if s.State != desk.Signed && s.InForce != nil {
		page.InForce, page.Overtaken = s.InForce, overtaken(s)
	}
	if page.SHA256 != "" {
		page.Versions = versionsPath(sub.Area, sub.Period)
		rows = append(rows, govuk.SummaryRow{Key: "Fingerprint", Value: govuk.Cell{Text: shortHash(page.SHA256), Class: "eh-reference"}})
	}
	rows = append(rows, govuk.SummaryRow{Key: "Reference", Value: govuk.Cell{Text: sub.ID, Class: "eh-reference"}})
	page.Facts = govuk.SummaryList{Rows: rows}
	return page
}

// signer says who closed a sign-off: the last of the four partners.
func signer(s ledger.SignOff) string { return named(s.By) }

// named is a lead with the partner that they lead.
func named(p account.Person) string {
	if p.Partner != "" {
		return p.Name + " (" + p.Partner + ")"
	}
	return p.Name
}

// shortHash is a fingerprint as people compare it: the first twelve digits, in
// fours. Two versions of a return agree in them once in 280 million million.
func shortHash(sha256 string) string {
	if len(sha256) < 12 {
		return sha256
	}
	return sha256[:4] + " " + sha256[4:8] + " " + sha256[8:12]
}

// overtaken reports whether an accepted return can no longer be approved:
// another of its period was signed off, and it does not say why it should take
// that one's place, having been sent before.
func overtaken(s desk.Seen) bool {
	return s.State == desk.Accepted && s.InForce != nil && s.Submission.Reason == ""
}

// mustExplain reports whether a check asked for anything to be explained.
func mustExplain(s desk.Seen) bool {
	return s.Outcome != nil && slices.ContainsFunc(s.Outcome.Problems, func(p ledger.Problem) bool { return p.Severity == cell.Explain })
}

// steps draws how far a return has come.
func steps(s desk.Seen) []Step {
	out := []Step{{Name: "Send"}, {Name: "Check"}}
	accepted := s.Outcome != nil && s.Outcome.Verdict == returns.Accepted
	if accepted && mustExplain(s) {
		out = append(out, Step{Name: "Explain"})
	}
	approve := Step{Name: "Approve"}
	if n := len(s.Standing.Approvals); accepted && s.SignOff == nil && n > 0 {
		approve.Name = fmt.Sprintf("Approve, %d of %d", n, len(account.Partners()))
	}
	out = append(out, approve, Step{Name: "Publish"})
	at := 0
	switch {
	case s.SignOff != nil:
		at = len(out) - 1
	case accepted && len(s.Unexplained) > 0 && !overtaken(s):
		at = 2
	case accepted:
		at = len(out) - 2
	case s.Done() || s.Arrived:
		at = 1
	}
	for i := range out {
		out[i].Done = i < at
		out[i].Current = i == at
		out[i].Failed = i == at && at == 1 && s.Done()
	}
	return out
}

// fillTurnedAway fills in the page of a return that was not accepted.
func (p *ReturnPage) fillTurnedAway(s desk.Seen) {
	again := govuk.Button{Href: "/returns/new?period=" + p.Code}
	p.Faults = newFaults(s.Outcome.Problems)
	switch s.State {
	case desk.Refused:
		p.Verdict, again.Text = "This file was refused and deleted", "Send a clean file"
		p.Findings = newFindings(s.Outcome.Privacy)
		p.Lead = p.Findings.lead()
	case desk.Unreadable:
		p.Verdict, again.Text = "This file could not be read", "Send another file"
		p.Lead = "It is not a return that we can open, and nothing of it was kept. What to do is below."
	default:
		p.Verdict, again.Text = "This return needs putting right", "Send the corrected return"
		p.Lead = p.Faults.lead()
	}
	if s.HasMarked() {
		p.Files = append(p.Files, govuk.Link{Text: "Your return with every problem marked in its cell (.xlsx)", Href: "/returns/" + p.ID + "/marked"})
	}
	if n := len(s.Outcome.Problems) + len(s.Outcome.Privacy); n > 0 {
		p.Files = append(p.Files, govuk.Link{Text: oneOrMany(n, "What was found, as a list (.csv)", "What was found, as a list of %s (.csv)"), Href: "/returns/" + p.ID + "/problems.csv"})
	}
	if p.Own {
		p.Action = again
	}
}

// fillAccepted fills in the page of a return that was accepted.
func (h *Handler) fillAccepted(r *http.Request, p account.Person, s desk.Seen, page *ReturnPage) error {
	ret, err := h.desk.Return(r.Context(), s)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	if ret != nil {
		last, err := h.lastPeriod(r, p, s)
		if err != nil {
			return err
		}
		if ret.Demonstration {
			page.Facts.Rows = slices.Insert(page.Facts.Rows, 2, govuk.SummaryRow{Key: "Figures", Value: govuk.Cell{Tag: &govuk.Tag{Text: "Made-up data", Colour: "orange"}}})
		}
		page.Figures, page.Missing = h.figureTables(ret, last)
		page.HasMore = len(page.Missing.Rows) > 0
	}
	// What is to be explained has a part of its own.
	page.Faults = newFaults(slices.DeleteFunc(slices.Clone(s.Outcome.Problems), func(x ledger.Problem) bool { return x.Severity == cell.Explain }))
	page.Explained = explainedPart(p, s)
	page.Approvals = approvalsPart(p, s)
	if page.Changed, err = h.changedPart(r, p, s); err != nil {
		return err
	}
	if page.Publication, err = h.desk.Published(r.Context(), s); err != nil {
		return err
	}
	if last := &page.Steps[len(page.Steps)-1]; page.Publication > 0 {
		last.Done, last.Current = true, false
	}
	id := "/returns/" + s.Submission.ID
	page.Files = append(page.Files, govuk.Link{Text: "The clean workbook that was kept (.xlsx)", Href: id + "/workbook"})
	if s.HasMarked() && page.Own {
		page.Files = append(page.Files, govuk.Link{Text: "Your return with what was found marked in its cell (.xlsx)", Href: id + "/marked"})
	}
	if len(s.Outcome.Problems) > 0 {
		page.Files = append(page.Files, govuk.Link{Text: "The list of what was found (.csv)", Href: id + "/problems.csv"})
	}
	if page.Own {
		page.Files = append(page.Files, govuk.Link{Text: "A template filled in with what was sent, to correct and send again (.xlsx)", Href: id + "/template"})
	}
	page.verdict(p, s)
	return nil
}

// lastPeriod returns the return in force of the period before, nil for none.
func (h *Handler) lastPeriod(r *http.Request, p account.Person, s desk.Seen) (*returns.Return, error) {
	q, err := period.Parse(s.Submission.Period)
	if err != nil {
		return nil, err
	}
	last, err := h.desk.LastSigned(r.Context(), p, s.Submission.Area, q)
	if errors.Is(err, desk.ErrNotFound) {
		return nil, nil
	}
	return last, err
}

// verdict says where an accepted return stands, and what is next.
func (page *ReturnPage) verdict(p account.Person, s desk.Seen) {
	id := "/returns/" + s.Submission.ID
	left, waiting := len(s.Unexplained), s.Standing.Waiting
	partner, maySign := account.MaySign(p, s.Submission.Area)
	switch {
	case s.State == desk.Signed:
		page.Verdict = "This return is signed off"
		page.Lead = "All four partners have approved it. Its figures are published with the next update, usually within a minute or two, with small numbers withheld."
		if page.Publication > 0 {
			page.Lead = "All four partners have approved it, and its figures are published, with small numbers withheld."
		}
	case s.State == desk.Replaced:
		page.Verdict = "A later return took the place of this one"
		page.Lead = "It was signed off, and so was a later version for the same period, which is in force now."
	case overtaken(s):
		page.Verdict = "Another version was signed off"
		page.Lead = "The four partners approved another version for this period. This one is kept as it was sent, and cannot be approved any more."
	case left > 0:
		page.Verdict = "This return is accepted, and has to be explained"
		page.Lead = oneOrMany(left, "One figure is unusual. Say why before the partners can approve the return.", "%s figures are unusual. Say why before the partners can approve the return.")
		if account.Allowed(p, account.Explain, s.Submission.Area) {
			page.Action = govuk.Button{Text: "Explain what is unusual", Href: id + "/explain"}
		}
		page.Next = "If a figure is wrong, correct it in your workbook and send that instead."
	case len(waiting) < len(account.Partners()):
		page.Verdict = fmt.Sprintf("%s of four partners %s approved this return", upper(small(len(s.Standing.Approvals))), map[bool]string{true: "has", false: "have"}[len(s.Standing.Approvals) == 1])
		page.Lead = "It is signed off once " + sentence(waiting) + oneOrMany(len(waiting), " approves it as well.", " approve it as well.")
	default:
		page.Verdict = "This return is accepted"
		page.Lead = "Nothing is left to put right. The four partners can approve it now."
		if len(page.Faults.Levels) > 0 {
			page.Lead = oneOrMany(page.Faults.Count(), "Nothing is left to put right, and there is one thing to know. The four partners can approve it now.",
				"Nothing is left to put right, and there are %s things to know. The four partners can approve it now.")
		}
	}
	if s.SignOff != nil || left > 0 || overtaken(s) {
		return
	}
	switch {
	case maySign && slices.Contains(waiting, partner):
		page.Action = govuk.Button{Text: "Look at the figures and approve", Href: id + "/sign-off"}
	case maySign:
		page.Next = "You have approved it for " + forPartner(partner) + "."
	case page.Own:
		page.Next = "Give the address of this page to the leads of " + sentence(waiting) + "."
	}
}

// forPartner is a partner in the middle of a sentence.
func forPartner(partner string) string {
	if partner == account.LocalAuthority || partner == account.Police {
		return "the " + partner
	}
	return partner
}

// sentence joins partners: "health, the police and education".
func sentence(partners []string) string {
	out := ""
	for i, p := range partners {
		switch {
		case i > 0 && i == len(partners)-1:
			out += " and "
		case i > 0:
			out += ", "
		}
		out += forPartner(p)
	}
	return out
}

// oneOrMany chooses between a sentence for one thing and one for several, which
// has %s where their number goes.
func oneOrMany(n int, one, many string) string {
	if n == 1 {
		return one
	}
	if !slices.Contains([]byte(many), '%') {
		return many
	}
	return fmt.Sprintf(many, govuk.Number(n))
}

// small writes a number below ten as a word.
func small(n int) string {
	words := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return cmp.Or(govuk.Number(n), "")
}
