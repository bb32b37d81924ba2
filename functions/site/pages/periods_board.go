package pages

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

// PeriodPage is how far all areas are with one collection period.
type PeriodPage struct {
	Period, Code string
	State        *govuk.Tag
	Facts        govuk.SummaryList
	May          bool          // change and remind
	Known        bool          // the period was opened or planned at some time
	Done         *govuk.Banner // what was just done, or nil
	Stats        []Stat
	Stage        govuk.Select
	Region       govuk.Select
	Areas        govuk.Table
	Shown, Of    int
	CSV          string
	Remind       string // address, "" where nobody is to be reminded
	RemindText   string
	Reminders    govuk.Table // on which days they go out
	Messages     govuk.Table // the latest
	MessageCount int
	History      govuk.Table
}

// late stands in the filter beside the stages.
const late = "late"

// stageWords name the stages for people: as a tag, and as what is counted.
var stageWords = map[ledger.Stage]struct{ tag, colour, count string }{
	ledger.StageNone:    {"Not sent", "yellow", "not sent"},
	ledger.StageBegun:   {"Begun", "yellow", "begun, with no file yet"},
	ledger.StageWrong:   {"To put right", "red", "with a return to put right"},
	ledger.StageExplain: {"To explain", "orange", "with figures to explain"},
	ledger.StageApprove: {"To approve", "blue", "waiting for partners to approve"},
	ledger.StageSigned:  {"Signed off", "green", "signed off"},
}

// A board is what the page, its CSV and the reminders are made from.
type board struct {
	period   period.Period
	change   ledger.PeriodChange
	known    bool
	areas    map[string]area.Area
	progress []ledger.AreaProgress // in order of area name
}

func (h *Handler) board(ctx context.Context, q period.Period) (board, error) {
	b := board{period: q, areas: map[string]area.Area{}}
	var err error
	if b.change, b.known, err = h.ledger.PeriodInForce(ctx, q); err != nil {
		return b, err
	}
	if !b.known {
		return b, nil
	}
	var codes []string
	for _, a := range h.areas.On(q.End()) {
		b.areas[a.DFE] = a
		codes = append(codes, a.DFE)
	}
	b.progress, err = h.ledger.PeriodProgress(ctx, q, codes)
	return b, err
}

// late reports whether the return that an area's stage speaks of came after
// the deadline.
func (b board) late(a ledger.AreaProgress) bool {
	return a.Submission.ID != "" && b.change.Late(mail.Day(a.Submission.At))
}

// filter is what a person asked to see.
type filter struct{ stage, region string }

func filterOf(r *http.Request) filter {
	return filter{r.URL.Query().Get("stage"), r.URL.Query().Get("region")}
}

func (f filter) query() string {
	v := url.Values{}
	for name, value := range map[string]string{"stage": f.stage, "region": f.region} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

// shown returns the areas that a filter lets through.
func (b board) shown(f filter) []ledger.AreaProgress {
	return slices.DeleteFunc(slices.Clone(b.progress), func(a ledger.AreaProgress) bool {
		if f.region != "" && b.areas[a.Area].RegionCode != f.region {
			return true
		}
		return f.stage == late && !b.late(a) || f.stage != "" && f.stage != late && string(a.Stage) != f.stage
	})
}

// showPeriod answers "/periods/{period}".
func (h *Handler) showPeriod(w http.ResponseWriter, r *http.Request) error {
	p, done, err := h.seesProgress(w, r)
	if done {
		return err
	}
	q, err := periodOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	b, err := h.board(ctx, q)
	if err != nil {
		return err
	}
	page := PeriodPage{Period: q.Words(), Code: q.String(), Known: b.known, May: account.Allowed(p, account.ManagePeriods, "")}
	if !b.known {
		if !page.May {
			return govuk.NotFound()
		}
		http.Redirect(w, r, "/periods/"+page.Code+"/change", http.StatusSeeOther)
		return nil
	}
	history, err := h.ledger.PeriodHistory(ctx, q)
	if err != nil {
		return err
	}
	posted, err := h.ledger.PeriodMessages(ctx, q, period.Date{})
	if err != nil {
		return err
	}
	f := filterOf(r)
	now := h.o.Now()
	page.State = periodTag(b.change)
	page.Facts = periodFacts(b.change, mail.Day(now))
	page.Done = h.doneBanner(r.URL.Query())
	page.Stats = b.stats()
	page.Stage, page.Region = b.selects(f)
	shown := b.shown(f)
	page.Areas = b.table(shown, lastMessages(posted), page.May)
	page.Shown, page.Of = len(shown), len(b.progress)
	page.CSV = "/periods/" + page.Code + "/areas.csv" + f.query()
	page.RemindText = remindText(f, countBehind(shown))
	if page.May && b.change.State() == ledger.PeriodOpen && countBehind(shown) > 0 {
		page.Remind = "/periods/" + page.Code + "/remind" + f.query()
	}
	page.Reminders = remindersTable(b.change, posted, now)
	page.Messages, page.MessageCount = h.messagesTable(posted, now, page.May), len(posted)
	page.History = historyTable(history)
	return h.site.Render(w, r, h.pages["period.gohtml"], govuk.Page{Title: "Collection of " + q.Words(), Active: "/periods", Private: true,
		Breadcrumbs: home(toPeriods), Data: page})
}

func periodFacts(c ledger.PeriodChange, today period.Date) govuk.SummaryList {
	rows := []govuk.SummaryRow{
		{Key: "State", Value: govuk.Cell{Tag: periodTag(c)}},
	}
	opens := "Opened"
	if c.State() == ledger.PeriodPlanned {
		opens = "Opens"
	}
	if !c.Opens.IsZero() {
		rows = append(rows, govuk.SummaryRow{Key: opens, Value: govuk.Cell{Text: c.Opens.Words()}})
	}
	rows = append(rows, govuk.SummaryRow{Key: "Deadline", Value: govuk.Cell{Text: deadlineWords(c, today)}})
	if c.Note != "" {
		rows = append(rows, govuk.SummaryRow{Key: "Note to areas", Value: govuk.Cell{Text: c.Note, Class: "eh-typed"}})
	}
	return govuk.SummaryList{Rows: append(rows, govuk.SummaryRow{Key: "Last change", Value: govuk.Cell{Text: changeWords(c)}})}
}

func changeWords(c ledger.PeriodChange) string {
	s := govuk.When(c.At) + " by " + c.By.Name
	if c.Reason != "" {
		s += ". " + c.Reason
	}
	return s
}

// doneBanner says what was just done, when the address says that something
// was.
func (h *Handler) doneBanner(v url.Values) *govuk.Banner {
	words := map[string]string{
		"changed":  "The change is recorded and in force.",
		"reminded": "It is recorded. The reminders go out within five minutes.",
		"saved":    "The mailboxes are saved. Reminders go there from now on.",
	}[v.Get("done")]
	if words == "" {
		return nil
	}
	b := &govuk.Banner{Success: true, Text: words}
	if h.o.Mailbox && v.Get("done") == "reminded" {
		b.Links = []govuk.Link{{Text: "See them in the mailbox of this machine", Href: "/mailbox"}}
	}
	return b
}

// stats counts the areas at each stage, the furthest first, and the late ones.
func (b board) stats() []Stat {
	n := map[ledger.Stage]int{}
	lates := 0
	for _, a := range b.progress {
		n[a.Stage]++
		if b.late(a) {
			lates++
		}
	}
	link := func(stage string) string {
		return "/periods/" + b.period.String() + filter{stage: stage}.query() + "#areas"
	}
	var out []Stat
	for _, s := range slices.Backward(ledger.Stages()) {
		if n[s] > 0 || s == ledger.StageSigned || s == ledger.StageNone {
			out = append(out, Stat{strconv.Itoa(n[s]), stageWords[s].count, link(string(s))})
		}
	}
	if lates > 0 {
		out = append(out, Stat{strconv.Itoa(lates), "sent after the deadline", link(late)})
	}
	return out
}

func (b board) selects(f filter) (stage, region govuk.Select) {
	stage = govuk.Select{Name: "stage", Label: "How far", Choices: []govuk.Choice{{Text: "All"}}}
	for _, s := range ledger.Stages() {
		stage.Choices = append(stage.Choices, govuk.Choice{Value: string(s), Text: stageWords[s].tag, Selected: f.stage == string(s)})
	}
	stage.Choices = append(stage.Choices, govuk.Choice{Value: late, Text: "After the deadline", Selected: f.stage == late})
	region = govuk.Select{Name: "region", Label: "Region", Choices: []govuk.Choice{{Text: "All of England"}}}
	names := map[string]string{}
	for _, a := range b.areas {
		names[a.RegionCode] = a.Region
	}
	for _, code := range sortedKeys(names) {
		region.Choices = append(region.Choices, govuk.Choice{Value: code, Text: names[code], Selected: f.region == code})
	}
	return stage, region
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// table lists areas: what each waits for, and what it said of coming late.
func (b board) table(shown []ledger.AreaProgress, last map[string]ledger.Posted, may bool) govuk.Table {
	t := govuk.Table{Caption: "Areas", HideCaption: true, RowHeaders: true, Stack: true, Class: "eh-areas", Head: []govuk.Cell{{Text: "Area"}, {Text: "How far"}, {Text: "Sent"},
		{Text: "Waits for"}, {Text: "Approved by"}, {Text: "Last reminded"}}}
	for _, a := range shown {
		words := stageWords[a.Stage]
		sent := govuk.Cell{Text: "–"}
		if a.Submission.ID != "" {
			sent.Text = mail.Day(a.Submission.At).Words()
			if b.late(a) {
				sent.Text += lateWords(a.Submission)
				sent.Class = "eh-typed"
			}
		}
		reminded := "–"
		if m, ok := last[a.Area]; ok {
			reminded = m.Day.Words()
		}
		to := "/areas/" + a.Area
		if may {
			to = "/contacts/" + a.Area // its mailboxes, and what was sent there
		}
		t.Rows = append(t.Rows, []govuk.Cell{{Text: b.areas[a.Area].Name, Href: to, ID: "area-" + a.Area}, {Tag: &govuk.Tag{Text: words.tag, Colour: words.colour}, Class: "eh-nowrap"}, sent,
			{Text: dash(waitsFor(a))}, {Text: dash(strings.Join(approvedOf(a), ", "))}, {Text: reminded}})
	}
	return t
}

func lateWords(s ledger.Submission) string {
	if s.LateReason == "" {
		return ", late, no reason given"
	}
	return ", late: " + s.LateReason
}

func approvedOf(a ledger.AreaProgress) []string {
	if len(a.Approved) == len(account.Partners()) {
		return []string{"all four partners"}
	}
	return a.Approved
}

// waitsFor says what an area's return waits for.
func waitsFor(a ledger.AreaProgress) string {
	switch a.Stage {
	case ledger.StageNone:
		return "its data officer to send"
	case ledger.StageBegun:
		return "its data officer to send the file"
	case ledger.StageWrong:
		return "its data officer to put it right"
	case ledger.StageExplain:
		return plural(a.Unexplained, "figure", "figures") + " to be explained"
	case ledger.StageApprove:
		return strings.Join(a.Waiting, ", ") + " to approve"
	}
	if n := a.Newer; n != nil && n.Unexplained > 0 {
		return "a newer return: " + plural(n.Unexplained, "figure", "figures") + " to be explained"
	} else if n != nil {
		return "a newer return: " + strings.Join(n.Waiting, ", ") + " to approve"
	}
	return ""
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// behind reports whether anybody in an area is to be reminded.
func behind(a ledger.AreaProgress) bool { return a.Stage != ledger.StageSigned }

func countBehind(all []ledger.AreaProgress) (n int) {
	for _, a := range all {
		if behind(a) {
			n++
		}
	}
	return n
}

// lastMessages returns the latest message to each area.
func lastMessages(posted []ledger.Posted) map[string]ledger.Posted {
	last := map[string]ledger.Posted{}
	for _, m := range posted { // in order of day
		last[m.Area] = m
	}
	return last
}

// remindersTable says on which days reminders go out, and how many went.
func remindersTable(c ledger.PeriodChange, posted []ledger.Posted, now time.Time) govuk.Table {
	t := govuk.Table{Caption: "Days of reminding", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Day"}, {Text: "When"}, {Text: "Messages"}}}
	if c.Deadline.IsZero() || c.State() == ledger.PeriodClosed {
		return t
	}
	for _, s := range mail.Steps() {
		day := c.Deadline.AddDays(s.Days)
		n := 0
		for _, m := range posted {
			if m.Day == day && m.Round == 0 {
				n++
			}
		}
		count := strconv.Itoa(n)
		if now.Before(mail.Start(day)) {
			count = "to come"
		}
		t.Rows = append(t.Rows, []govuk.Cell{{Text: day.Words()}, {Text: s.Words()}, {Text: count}})
	}
	return t
}

func historyTable(history []ledger.PeriodChange) govuk.Table {
	t := govuk.Table{Caption: "Every change", HideCaption: true, RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "When"}, {Text: "State"}, {Text: "Opens"}, {Text: "Deadline"}, {Text: "By"}, {Text: "Why"}}}
	for _, c := range slices.Backward(history) {
		t.Rows = append(t.Rows, []govuk.Cell{{Text: govuk.When(c.At)}, {Tag: periodTag(c)}, {Text: dash(c.Opens.Words())}, {Text: dash(c.Deadline.Words())}, {Text: c.By.Name}, {Text: dash(c.Reason)}})
	}
	return t
}

// periodCSV answers "/periods/{period}/areas.csv": the board under the same
// filter, for a spreadsheet.
func (h *Handler) periodCSV(w http.ResponseWriter, r *http.Request) error {
	_, done, err := h.seesProgress(w, r)
	if done {
		return err
	}
	q, err := periodOf(r)
	if err != nil {
		return err
	}
	b, err := h.board(r.Context(), q)
	if err != nil {
		return err
	}
	if !b.known {
		return govuk.NotFound()
	}
	posted, err := h.ledger.PeriodMessages(r.Context(), q, period.Date{})
	if err != nil {
		return err
	}
	last := lastMessages(posted)
	rows := [][]string{{"period", "dfe", "area", "region", "stage", "sent", "deadline", "late", "late_reason", "unexplained", "approved_by", "waiting_for", "signed_off", "last_reminded"}}
	for _, a := range b.shown(filterOf(r)) {
		sent, signed, reminded := "", "", ""
		if a.Submission.ID != "" {
			sent = a.Submission.At.UTC().Format(time.RFC3339)
		}
		if a.SignOff != nil {
			signed = a.SignOff.At.UTC().Format(time.RFC3339)
		}
		if m, ok := last[a.Area]; ok {
			reminded = m.Day.String()
		}
		rows = append(rows, []string{q.String(), a.Area, b.areas[a.Area].Name, b.areas[a.Area].Region, string(a.Stage), sent, b.change.Deadline.String(), strconv.FormatBool(b.late(a)),
			cell.Inert(a.Submission.LateReason), strconv.Itoa(a.Unexplained), strings.Join(a.Approved, "; "), strings.Join(a.Waiting, "; "), signed, reminded})
	}
	var out bytes.Buffer
	c := csv.NewWriter(&out)
	c.UseCRLF = true // RFC 4180
	if err := c.WriteAll(rows); err != nil {
		return fmt.Errorf("write areas of %s: %w", q, err)
	}
	head := w.Header()
	head.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	head.Set("Content-Disposition", `attachment; filename="areas-`+q.String()+`.csv"`)
	head.Set("Cache-Control", "no-store")
	_, _ = w.Write(out.Bytes())
	return nil
}
