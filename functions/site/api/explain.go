package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/revision"
)

// NewExplanations explain figures that a check asked about. Answers that are
// not given stay as they were; an empty text takes one back.
type NewExplanations struct {
	Answers []ledger.Answer `json:"answers"`
}

// Explained is the answer to explanations: all that are in force, and what is
// still to be explained.
type Explained struct {
	Number          int              `json:"number"` // of the set in force; 0 for none
	Explanations    []ledger.Answer  `json:"explanations"`
	NeedsExplaining []ledger.Problem `json:"needsExplaining"`
	By              string           `json:"by,omitempty"`
	At              time.Time        `json:"at,omitzero"`
}

// mostExplaining is the longest request of explanations: two hundred of them.
const mostExplaining = 1 << 20

func (a *API) explain(w http.ResponseWriter, r *http.Request) error {
	p, err := a.person(r)
	if err != nil {
		return err
	}
	var in NewExplanations
	if err := readAtMost(w, r, &in, mostExplaining); err != nil {
		return err
	}
	id := r.PathValue("id")
	e, err := a.o.Desk.Explain(r.Context(), p, id, in.Answers)
	if err != nil {
		return a.fromDesk(r, p, "", err)
	}
	v, err := a.o.Desk.See(r.Context(), p, id)
	if err != nil {
		return a.fromDesk(r, p, "", err)
	}
	return a.send(w, r, http.StatusCreated, Explained{
		Number: e.Number, Explanations: append([]ledger.Answer{}, e.Answers...), NeedsExplaining: append([]ledger.Problem{}, e.Unexplained(v.Outcome.Problems)...),
		By: e.By.Name, At: e.At,
	}, true)
}

// Changes are what an accepted return changed of the version before it.
type Changes struct {
	ID      string   `json:"id"`
	Before  string   `json:"before"` // the ID of the version before
	Number  int      `json:"number"` // of the version before
	Changes []Change `json:"changes"`
}

// A Change is one cell that says another thing than it did.
type Change struct {
	Kind       string   `json:"kind"` // figure, note, answer
	What       string   `json:"what"` // new, removed, changed
	Words      string   `json:"words"`
	Sheet      string   `json:"sheet"`
	Measure    string   `json:"measure"`
	Breakdown  string   `json:"breakdown,omitempty"`
	Category   string   `json:"category,omitempty"`
	Old        string   `json:"old"` // "" where there was none
	New        string   `json:"new"`
	Difference *float64 `json:"difference,omitempty"`
	Ref        string   `json:"ref,omitempty"`    // in this return
	OldRef     string   `json:"oldRef,omitempty"` // in the one before
}

func (a *API) changes(w http.ResponseWriter, r *http.Request) error {
	v, p, err := a.seen(r)
	if err != nil {
		return err
	}
	before, changes, err := a.o.Desk.Changes(r.Context(), p, v)
	if errors.Is(err, desk.ErrNotFound) {
		return missing("no-changes", "There is no version before this one", "Only an accepted return that is not the first of its area and period has changes.")
	}
	if err != nil {
		return err
	}
	out := Changes{ID: v.Submission.ID, Before: before.Seen.Submission.ID, Number: before.Number, Changes: []Change{}}
	for _, c := range changes {
		out.Changes = append(out.Changes, changeOf(c))
	}
	return a.send(w, r, http.StatusOK, out, true)
}

func changeOf(c revision.Change) Change {
	out := Change{Kind: string(c.Kind), What: string(c.What), Words: c.Words(), Sheet: c.Sheet,
		Measure: c.Key.Measure, Breakdown: c.Key.Breakdown, Category: c.Key.Category, Old: c.Old, New: c.New}
	if c.Numeric {
		out.Difference = &c.Difference
	}
	if c.Ref.Sheet != "" {
		out.Ref = c.Ref.String()
	}
	if c.OldRef.Sheet != "" {
		out.OldRef = c.OldRef.String()
	}
	return out
}

// seen returns the return that a request is about, and who asks.
func (a *API) seen(r *http.Request) (desk.Seen, account.Person, error) {
	p, err := a.person(r)
	if err != nil {
		return desk.Seen{}, p, err
	}
	v, err := a.o.Desk.See(r.Context(), p, r.PathValue("id"))
	if err != nil {
		return desk.Seen{}, p, a.fromDesk(r, p, "", err)
	}
	return v, p, nil
}

func (a *API) problems(w http.ResponseWriter, r *http.Request) error {
	v, _, err := a.seen(r)
	if err != nil {
		return err
	}
	if v.Outcome == nil {
		return missing("not-checked", "The return has not been checked yet", "Ask again once it has a verdict.")
	}
	attach(w, v, "problems.csv")
	return sendBytes(w, r, http.StatusOK, "text/csv; charset=utf-8; header=present", v.ProblemsCSV(), true)
}

func (a *API) marked(w http.ResponseWriter, r *http.Request) error {
	return a.book(w, r, "marked.xlsx", func(v desk.Seen) ([]byte, error) { return a.o.Desk.Marked(r.Context(), v) },
		"A marked workbook is made of a return with problems, unless it was turned away by the privacy screen.")
}

func (a *API) workbook(w http.ResponseWriter, r *http.Request) error {
	return a.book(w, r, "return.xlsx", func(v desk.Seen) ([]byte, error) { return a.o.Desk.Workbook(r.Context(), v) },
		"A clean workbook is kept of an accepted return alone.")
}

// book answers with a workbook of a return. Returns are small: the clean one
// of nine sheets and every breakdown has some 100 KB.
func (a *API) book(w http.ResponseWriter, r *http.Request, file string, get func(desk.Seen) ([]byte, error), none string) error {
	v, _, err := a.seen(r)
	if err != nil {
		return err
	}
	body, err := get(v)
	if errors.Is(err, desk.ErrNotFound) {
		return missing("no-workbook", "There is no such workbook of this return", none)
	}
	if err != nil {
		return err
	}
	attach(w, v, file)
	return sendBytes(w, r, http.StatusOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, true)
}

// attach names the file that an answer is saved as.
func attach(w http.ResponseWriter, v desk.Seen, file string) {
	name := "early-help-" + v.Submission.Area + "-" + strings.ToLower(v.Submission.Period) + "-" + file
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}
