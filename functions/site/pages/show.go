package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/returns"
)

// ReturnPage is one return, however far it has come. Only the part for its
// state is filled in.
type ReturnPage struct {
	ID      string
	Area    string
	Period  string // in words
	Code    string
	State   desk.State
	Tag     *govuk.Tag
	Verdict string
	Facts   govuk.SummaryList
	Steps   []Step

	Checking bool          // the file is there
	Slow     bool          // and has been for longer than usual
	Sheets   []SheetFaults // problems, sheet by sheet
	Stops    int           // problems that have to be put right
	Explains int           // things to explain or know about
	Privacy  govuk.Table   // what was not anonymous
	Figures  govuk.Table   // what was counted
	Missing  govuk.Table   // indicators that could not be worked out, and why
	HasMore  bool          // Missing has rows
	MaySign  bool
	Replaces *ledger.SignOff // what a sign-off would take the place of
	SignedBy *ledger.SignOff
	InForce  *ledger.SignOff // of a replaced return: what took its place
	SHA256   string
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

// SheetFaults is what is wrong on one sheet.
type SheetFaults struct {
	Sheet string
	Table govuk.Table
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

// showReturn answers "/returns/{id}".
func (h *Handler) showReturn(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p := account.FromContext(r.Context())
	s, err := h.desk.See(r.Context(), p, r.PathValue("id"))
	if err != nil {
		return deskProblem(err)
	}
	if r.URL.Query().Has("etag") { // storage says where the file went; our address says enough
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/returns/"+s.Submission.ID, http.StatusSeeOther)
		return nil
	}
	page := h.returnPage(p, s)
	out := govuk.Page{Breadcrumbs: home(toReturns), Active: "/returns", Private: true}
	switch s.State {
	case desk.Waiting:
		if !s.Arrived {
			return h.showUpload(w, r, s, page)
		}
		page.Checking = true
		page.Slow = h.o.Now().Sub(s.Submission.At) > slowTime
		out.Refresh = refreshSeconds
	case desk.Accepted, desk.Signed, desk.Replaced:
		if err := h.fillCounted(r, s, &page); err != nil {
			return err
		}
		page.fillProblems(s.Outcome.Problems)
		if page.Publication, err = h.desk.Published(r.Context(), s); err != nil {
			return err
		}
		if page.Publication > 0 {
			page.Steps[3].Done, page.Steps[3].Current = true, false
		} else if s.State == desk.Signed && h.o.Now().Sub(s.SignOff.At) < publishTime {
			out.Refresh = publishSeconds
		}
	default:
		page.fillProblems(s.Outcome.Problems)
		page.Privacy = privacyTable(s.Outcome.Privacy)
	}
	out.Title = page.title()
	out.Data = page
	return h.site.Render(w, r, h.pages["return.gohtml"], out)
}

func (p *ReturnPage) title() string {
	switch {
	case p.Checking:
		return "Checking the return for " + p.Period
	case p.State == desk.Signed:
		return "Signed off: the return for " + p.Period
	case p.State == desk.Replaced:
		return "Replaced: the return for " + p.Period
	}
	return "The return for " + p.Period + " " + p.Verdict
}

func (h *Handler) returnPage(p account.Person, s desk.Seen) ReturnPage {
	sub := s.Submission
	page := ReturnPage{ID: sub.ID, Area: h.areaName(sub.Area), Period: words(sub.Period), Code: sub.Period, State: s.State, Tag: stateTag(s),
		MaySign: account.Allowed(p, account.SignOff, sub.Area), Steps: steps(s)}
	rows := []govuk.SummaryRow{
		{Key: "Area", Value: govuk.Cell{Text: page.Area}},
		{Key: "Period", Value: govuk.Cell{Text: page.Period}},
		{Key: "State", Value: govuk.Cell{Tag: page.Tag}},
		{Key: "Begun", Value: govuk.Cell{Text: govuk.When(sub.At) + " by " + sub.By.Name}},
	}
	if o := s.Outcome; o != nil {
		page.Verdict = verdictOf(o.Verdict)
		page.SHA256 = o.SHA256
		rows = append(rows, govuk.SummaryRow{Key: "Checked", Value: govuk.Cell{Text: govuk.When(o.At)}})
	}
	if page.SignedBy = s.SignOff; s.SignOff != nil {
		rows = append(rows, govuk.SummaryRow{Key: "Signed off", Value: govuk.Cell{Text: govuk.When(s.SignOff.At) + " by " + signer(*s.SignOff)}})
	}
	if s.State != desk.Signed && s.InForce != nil {
		page.InForce, page.Replaces = s.InForce, s.InForce
	}
	rows = append(rows, govuk.SummaryRow{Key: "Reference", Value: govuk.Cell{Text: sub.ID, Class: "eh-reference"}})
	page.Facts = govuk.SummaryList{Rows: rows}
	return page
}

func signer(s ledger.SignOff) string {
	if s.By.Partner != "" {
		return s.By.Name + " (" + s.By.Partner + ")"
	}
	return s.By.Name
}

// steps draws how far a return has come.
func steps(s desk.Seen) []Step {
	at := map[desk.State]int{desk.Waiting: 0, desk.Rejected: 1, desk.Unreadable: 1, desk.Refused: 1, desk.Accepted: 2, desk.Signed: 3, desk.Replaced: 3}[s.State]
	if s.Arrived {
		at = 1
	}
	out := []Step{{Name: "Send"}, {Name: "Check"}, {Name: "Sign off"}, {Name: "Publish"}}
	for i := range out {
		out[i].Done = i < at
		out[i].Current = i == at
		out[i].Failed = i == at && at == 1 && s.Done()
	}
	return out
}

// fillProblems groups what was found by sheet, in the order found.
func (p *ReturnPage) fillProblems(problems []ledger.Problem) {
	place := map[string]int{}
	for _, x := range problems {
		sheet, at, ok := strings.Cut(x.Ref, "!")
		if !ok {
			at = "whole sheet"
		}
		if x.Ref == "file" {
			sheet, at = "", "whole file"
		}
		i, seen := place[sheet]
		if !seen {
			i = len(p.Sheets)
			place[sheet] = i
			name := "Sheet " + sheet
			if sheet == "" {
				name = "The file"
			}
			p.Sheets = append(p.Sheets, SheetFaults{Sheet: name, Table: govuk.Table{Caption: name, RowHeaders: true,
				Head: []govuk.Cell{{Text: "Cell"}, {Text: "What is there"}, {Text: "What to do"}, {Text: "How serious"}, {Text: "Check"}}, Stack: true, Class: "eh-faults"}})
		}
		value := x.Value
		if value == "" {
			value = "–"
		}
		p.Sheets[i].Table.Rows = append(p.Sheets[i].Table.Rows, []govuk.Cell{
			{Text: at, Class: "eh-cellref"}, {Text: value, Class: "eh-value"}, {Text: x.Message}, {Tag: severityTag(x.Severity)}, {Text: x.Rule}})
		if x.Severity == cell.Stop {
			p.Stops++
		} else {
			p.Explains++
		}
	}
}

func severityTag(s cell.Severity) *govuk.Tag {
	switch s {
	case cell.Stop:
		return &govuk.Tag{Text: "Put right", Colour: "red"}
	case cell.Explain:
		return &govuk.Tag{Text: "Explain", Colour: "yellow"}
	}
	return &govuk.Tag{Text: "To know", Colour: "grey"}
}

// kindWords say what a privacy finding is.
var kindWords = map[cell.Kind]string{
	cell.NHSNumber: "An NHS number", cell.UPN: "A unique pupil number", cell.NINumber: "A National Insurance number",
	cell.Postcode: "A full postcode", cell.DateOfBirth: "A date of birth", cell.Email: "An email address", cell.Phone: "A telephone number",
	cell.PersonName: "A person’s name", cell.FreeText: "Free text", cell.HiddenSheet: "A hidden sheet", cell.HiddenRows: "Hidden rows or columns",
	cell.Comment: "A comment", cell.PivotCache: "A copy of data behind a pivot table", cell.ExternalLink: "A link to another file",
	cell.DocProperty: "A name in the file’s properties", cell.EmbeddedObject: "An embedded object", cell.CustomXML: "Hidden custom data",
	cell.Macro: "A macro", cell.DefinedName: "A defined name", cell.ChildLevelRows: "Rows about children",
}

func privacyTable(findings []ledger.PrivacyFinding) govuk.Table {
	t := govuk.Table{Caption: "What was not anonymous", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Where"}, {Text: "What it is"}, {Text: "What to do"}}}
	for _, f := range findings {
		kind := kindWords[f.Kind]
		if kind == "" {
			kind = string(f.Kind)
		}
		t.Rows = append(t.Rows, []govuk.Cell{{Text: f.Ref, Class: "eh-cellref"}, {Text: kind}, {Text: f.Message}})
	}
	return t
}

// fillCounted shows what the return says of each indicator, with the cells it
// was worked out from.
func (h *Handler) fillCounted(r *http.Request, s desk.Seen, page *ReturnPage) error {
	ret, err := h.desk.Return(r.Context(), s)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	page.Figures, page.Missing = figureTables(ret, indicator.All(), benchmark.Figures(ret, indicator.All(), h.areas))
	page.HasMore = len(page.Missing.Rows) > 0
	return nil
}

func figureTables(ret *returns.Return, cat *indicator.Catalogue, figures []benchmark.Figure) (counted, missing govuk.Table) {
	counted = govuk.Table{Caption: "What was counted", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Indicator"}, {Text: "Value", Numeric: true},
		{Text: "Count", Numeric: true}, {Text: "Out of", Numeric: true}, {Text: "From cells"}}}
	missing = govuk.Table{Caption: "What could not be worked out", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Indicator"}, {Text: "Why"}}}
	for _, f := range figures {
		if f.Breakdown != "total" {
			continue
		}
		def, _ := cat.Find(f.Indicator)
		title := f.Indicator + " " + def.Title
		if !f.Value.OK {
			reason := f.Reason
			if reason == "" {
				reason = "There is no figure: [" + string(f.Symbol) + "]."
			}
			missing.Rows = append(missing.Rows, []govuk.Cell{{Text: title}, {Text: reason}})
			continue
		}
		counted.Rows = append(counted.Rows, []govuk.Cell{{Text: title}, {Text: valueWords(f), Numeric: true, Class: "eh-nowrap"},
			{Text: numberWords(f.Numerator), Numeric: true}, {Text: numberWords(f.Denominator), Numeric: true}, {Text: cellsWords(f.Cells), Class: "eh-cellref"}})
	}
	return counted, missing
}

// shownCells is how many cells a figure names before it counts the rest.
const shownCells = 4

// cellsWords names cells, each sheet once: Referrals!C12, C8.
func cellsWords(refs []cell.Ref) string {
	more := ""
	if len(refs) > shownCells {
		more = " and " + strconv.Itoa(len(refs)-shownCells+1) + " more"
		refs = refs[:shownCells-1]
	}
	words := make([]string, len(refs))
	for i, r := range refs {
		words[i] = r.String()
		if i > 0 && r.Sheet == refs[i-1].Sheet {
			words[i] = strings.TrimPrefix(words[i], r.Sheet+"!")
		}
	}
	return strings.Join(words, ", ") + more
}

func numberWords(n benchmark.Number) string {
	if !n.OK {
		return "–"
	}
	whole, part, _ := strings.Cut(strconv.FormatFloat(n.Value, 'f', -1, 64), ".")
	i, err := strconv.Atoi(whole)
	if err != nil {
		return whole
	}
	if part != "" {
		return govuk.Number(i) + "." + part
	}
	return govuk.Number(i)
}

func valueWords(f benchmark.Figure) string {
	v := strconv.FormatFloat(f.Value.Value, 'f', 1, 64)
	switch f.Unit {
	case indicator.Percent:
		return v + "%"
	case indicator.Rate:
		return v + " per 10,000"
	}
	return v
}

// workbook answers "/returns/{id}/workbook": the clean copy that was kept.
func (h *Handler) workbook(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	s, err := h.desk.See(r.Context(), account.FromContext(r.Context()), r.PathValue("id"))
	if err != nil {
		return deskProblem(err)
	}
	body, err := h.desk.Workbook(r.Context(), s)
	if err != nil {
		return deskProblem(err)
	}
	sendWorkbook(w, fileName("return", s.Submission.Area, s.Submission.Period), body)
	return nil
}
