package pages

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/revision"
)

// notes are the problems that nothing has to be done about.
func notes(problems []ledger.Problem) []ledger.Problem {
	return slices.DeleteFunc(slices.Clone(problems), func(p ledger.Problem) bool { return p.Severity != cell.Note })
}

// versionsPath is where the versions of an area's return for a period are.
func versionsPath(dfe, code string) string { return "/returns/versions/" + dfe + "/" + code }

// A ChangedPart says how much a version changed of the one before it.
type ChangedPart struct {
	Before     int    // number of the version before
	BeforeHref string // its page
	Words      string // "14 cells"
	Href       string // the page that lists them
	None       bool
	First      govuk.Table // the first of them
	More       bool        // there are others
}

// firstChanges is how many changed cells stand where a return is approved;
// the rest are a page away.
const firstChanges = 12

// changedPart returns how much a return changed of the version before it, or
// nil for the first version.
func (h *Handler) changedPart(r *http.Request, p account.Person, s desk.Seen) (*ChangedPart, error) {
	before, changes, err := h.desk.Changes(r.Context(), p, s)
	if errors.Is(err, desk.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	part := &ChangedPart{Before: before.Number, BeforeHref: "/returns/" + before.Seen.Submission.ID, Words: oneOrMany(len(changes), "One cell", "%s cells"),
		Href: "/returns/" + s.Submission.ID + "/changes", None: len(changes) == 0, First: changeTable("The first of them", true), More: len(changes) > firstChanges}
	if !part.More {
		part.First.Caption = "The cells that changed"
	}
	part.First.HideCaption = true
	for _, c := range changes[:min(len(changes), firstChanges)] {
		part.First.Rows = append(part.First.Rows, changeRow(c))
	}
	return part, nil
}

// VersionsPage lists every version of an area's return for a period.
type VersionsPage struct {
	Area, Period string
	Own          bool
	Lead         string
	Versions     govuk.Table
	Any          bool
	Others       govuk.Table // files that were not accepted
	AnyOther     bool
}

// showVersions answers "/returns/versions/{area}/{period}".
func (h *Handler) showVersions(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p := account.FromContext(r.Context())
	a, ok := h.areas.Find(r.PathValue("area"))
	q, err := period.Parse(r.PathValue("period"))
	if !ok || err != nil {
		return govuk.NotFound()
	}
	versions, err := h.desk.Versions(r.Context(), p, a.DFE, q)
	if err != nil {
		return deskProblem(err)
	}
	page := VersionsPage{Area: a.Name, Period: q.Words(), Own: account.Allowed(p, account.SeeReturn, a.DFE), Any: len(versions) > 0}
	page.Versions = versionTable(versions)
	page.Lead = versionsLead(versions, page.Own)
	if page.Own {
		all, err := h.desk.OfArea(r.Context(), p, a.DFE)
		if err != nil {
			return deskProblem(err)
		}
		page.Others = otherTable(all, q)
		page.AnyOther = len(page.Others.Rows) > 0
	}
	return h.site.Render(w, r, h.pages["versions.gohtml"], govuk.Page{Title: "Versions of the return for " + page.Period, Private: true, Active: active(p, a.DFE),
		Breadcrumbs: h.crumbs(p, a.DFE), Data: page})
}

// versionsLead says which version counts.
func versionsLead(versions []desk.Version, own bool) string {
	i := slices.IndexFunc(versions, func(v desk.Version) bool { return v.Seen.State == desk.Signed })
	switch {
	case i >= 0:
		return fmt.Sprintf("Version %d is signed off and in force. Every version is kept as it was sent.", versions[i].Number)
	case !own:
		return "No version is signed off."
	case len(versions) > 0:
		return "None is signed off yet. Every version is kept as it was sent."
	}
	return "Nothing has been accepted yet."
}

func versionTable(versions []desk.Version) govuk.Table {
	t := govuk.Table{Caption: "Accepted versions", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Version"}, {Text: "Sent"}, {Text: "State"},
		{Text: "Signed off"}, {Text: "Fingerprint"}, {Text: "Changes"}}}
	why := slices.ContainsFunc(versions, func(v desk.Version) bool { return reasons(v.Seen.Submission) != "" })
	if why {
		t.Head = append(t.Head, govuk.Cell{Text: "Why it was sent again, or late"})
	}
	for i, v := range slices.Backward(versions) { // latest first
		s := v.Seen
		id := "/returns/" + s.Submission.ID
		signed := "–"
		if s.SignOff != nil {
			signed = govuk.When(s.SignOff.At)
		}
		changes := govuk.Cell{Text: "–"}
		if i > 0 {
			changes = govuk.Cell{Text: fmt.Sprintf("Since version %d", versions[i-1].Number), Href: id + "/changes"}
		}
		row := []govuk.Cell{
			{Text: fmt.Sprintf("Version %d", v.Number), Href: id, Class: "eh-nowrap"},
			{Text: govuk.When(s.Submission.At) + " by " + s.Submission.By.Name},
			{Tag: stateTag(s)}, {Text: signed}, {Text: shortHash(s.Outcome.SHA256), Class: "eh-reference eh-nowrap"}, changes}
		if why {
			row = append(row, govuk.Cell{Text: cmp.Or(reasons(s.Submission), "–"), Class: "eh-typed"})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// noLateReason stands for the reason of a late return that a program sent
// without one.
const noLateReason = "Late, no reason given"

// reasons is what was said when a return was sent.
func reasons(s ledger.Submission) string {
	var all []string
	if s.Reason != "" {
		all = append(all, s.Reason)
	}
	if s.WasLate() {
		all = append(all, cmp.Or(s.LateReason, noLateReason))
	}
	return strings.Join(all, "\n")
}

// otherTable lists what was sent for a period and not accepted.
func otherTable(all []desk.Seen, q period.Period) govuk.Table {
	t := govuk.Table{Caption: "Files that were not accepted", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Sent"}, {Text: "By"}, {Text: "State"}}}
	for _, s := range all {
		if s.Submission.Period != q.String() || s.Outcome != nil && s.Outcome.SHA256 != "" {
			continue
		}
		t.Rows = append(t.Rows, []govuk.Cell{{Text: govuk.When(s.Submission.At), Href: "/returns/" + s.Submission.ID}, {Text: s.Submission.By.Name}, {Tag: stateTag(s)}})
	}
	return t
}

// ChangesPage says what a version changed of the one before it.
type ChangesPage struct {
	ID, Area, Period string
	Before           int
	BeforeHref       string
	Reason           string
	Lead             string
	Sheets           []govuk.Table
	Hidden           int
	CSV              string
}

// maxChanges is how many changed cells a page lists: a return whose every
// breakdown changed has about as many.
const maxChanges = 2000

// showChanges answers "/returns/{id}/changes".
func (h *Handler) showChanges(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, s, err := h.see(r)
	if err != nil {
		return err
	}
	before, changes, err := h.desk.Changes(r.Context(), p, s)
	if err != nil {
		return deskProblem(err)
	}
	id := "/returns/" + s.Submission.ID
	page := ChangesPage{ID: s.Submission.ID, Area: h.areaName(s.Submission.Area), Period: words(s.Submission.Period), Before: before.Number,
		BeforeHref: "/returns/" + before.Seen.Submission.ID, Reason: s.Submission.Reason, CSV: id + "/changes.csv", Lead: changesLead(changes, before.Number)}
	page.fill(changes)
	return h.site.Render(w, r, h.pages["changes.gohtml"], govuk.Page{Title: fmt.Sprintf("What changed since version %d: %s", before.Number, page.Period), Private: true, Active: active(p, s.Submission.Area),
		Breadcrumbs: h.crumbs(p, s.Submission.Area, govuk.Link{Text: page.Period, Href: id}), Data: page})
}

// changesLead says in a sentence how much changed.
func changesLead(changes []revision.Change, before int) string {
	if len(changes) == 0 {
		return fmt.Sprintf("Nothing: every figure, note and answer is as it was in version %d. Rows may have moved.", before)
	}
	kinds := map[revision.What]int{}
	for _, c := range changes {
		kinds[c.What]++
	}
	var all []string
	for _, k := range []struct {
		what  revision.What
		words string
	}{{revision.Changed, "%d changed"}, {revision.New, "%d new"}, {revision.Removed, "%d removed"}} {
		if n := kinds[k.what]; n > 0 {
			all = append(all, fmt.Sprintf(k.words, n))
		}
	}
	lead := oneOrMany(len(changes), "One cell says another thing than before", "%s cells say another thing than before")
	if len(all) > 1 {
		lead += ": " + strings.Join(all, ", ")
	}
	return lead + "."
}

func (page *ChangesPage) fill(changes []revision.Change) {
	for i, c := range changes {
		if i == maxChanges {
			page.Hidden = len(changes) - i
			return
		}
		n := len(page.Sheets)
		if n == 0 || page.Sheets[n-1].Caption != "Sheet "+c.Sheet {
			page.Sheets = append(page.Sheets, changeTable("Sheet "+c.Sheet, c.Kind == revision.Figure))
			n++
		}
		t := &page.Sheets[n-1]
		t.Rows = append(t.Rows, changeRow(c))
	}
}

// changeTable is a table of changes without its rows. Figures stand at the
// right, words at the left.
func changeTable(caption string, figures bool) govuk.Table {
	return govuk.Table{Caption: caption, RowHeaders: true, Stack: true, Class: "eh-changes", Head: []govuk.Cell{{Text: "Cell"}, {Text: "What it says"},
		{Text: "Was", Numeric: figures}, {Text: "Now", Numeric: figures}, {Text: "Difference", Numeric: true}}}
}

func changeRow(c revision.Change) []govuk.Cell {
	difference := "–"
	switch {
	case c.Numeric:
		difference = signed(c.Difference)
	case c.What != revision.Changed:
		difference = string(c.What)
	}
	text := c.Kind != revision.Figure // words stand at the left
	return []govuk.Cell{{Text: changePlace(c), Class: "eh-cellref"}, {Text: c.Words()},
		{Text: orDash(c, c.Old), Numeric: !text, Class: "eh-value"}, {Text: orDash(c, c.New), Numeric: !text, Class: "eh-value eh-value-now"}, {Text: difference, Numeric: true, Class: "eh-nowrap"}}
}

func orDash(c revision.Change, s string) string {
	if s == "" {
		return "–"
	}
	if c.Kind == revision.Figure && !strings.HasPrefix(s, "[") {
		var v float64
		if _, err := fmt.Sscanf(s, "%g", &v); err == nil {
			return floatWords(v)
		}
	}
	return s
}

// changePlace is where a change is: its cell in the new version, or where it
// was.
func changePlace(c revision.Change) string {
	ref := c.Ref
	if ref == (cell.Ref{}) {
		ref = c.OldRef
	}
	if c.What == revision.Removed && c.Kind == revision.Figure {
		return "was " + ref.String()
	}
	return ref.String()
}

// changesCSV answers "/returns/{id}/changes.csv".
func (h *Handler) changesCSV(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, s, err := h.see(r)
	if err != nil {
		return err
	}
	_, changes, err := h.desk.Changes(r.Context(), p, s)
	if err != nil {
		return deskProblem(err)
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // Excel knows UTF-8 by nothing else
	cw := csv.NewWriter(&b)
	cw.UseCRLF = true
	_ = cw.Write([]string{"sheet", "cell", "cell before", "change", "what it says", "measure", "breakdown", "category", "was", "now", "difference"})
	for _, c := range changes {
		difference := ""
		if c.Numeric {
			difference = strings.ReplaceAll(strings.ReplaceAll(signed(c.Difference), "−", "-"), ",", "")
			difference = strings.TrimPrefix(difference, "+")
		}
		_ = cw.Write([]string{c.Sheet, place(c.Ref), place(c.OldRef), string(c.What), cell.Inert(c.Words()), c.Key.Measure, c.Key.Breakdown, c.Key.Category,
			cell.Inert(c.Old), cell.Inert(c.New), difference})
	}
	cw.Flush() // a bytes.Buffer takes everything
	sendFile(w, "text/csv; charset=utf-8", strings.TrimSuffix(fileName("changes", s.Submission.Area, s.Submission.Period), ".xlsx")+".csv", b.Bytes())
	return nil
}

// place is a cell without its sheet, "" for none.
func place(ref cell.Ref) string {
	_, at, _ := strings.Cut(ref.String(), "!")
	return at
}
