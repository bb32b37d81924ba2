package pages

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/marked"
)

// ExplainedPart is what had to be explained of a return, and what was said.
type ExplainedPart struct {
	Items []ExplainedItem
	By    string // who said it and when; "" while nothing was said
	Left  int    // that are not explained yet
	Edit  string // address of the form, for those who may use it while nobody has approved
}

// An ExplainedItem is one figure that a check found unusual.
type ExplainedItem struct {
	Place, Rule, Headline, Message, Value string
	Text                                  string
}

func explainedPart(p account.Person, s desk.Seen) ExplainedPart {
	var part ExplainedPart
	for _, x := range s.Explained() {
		part.Items = append(part.Items, ExplainedItem{Place: x.Ref, Rule: x.Rule, Headline: headline(x.Problem), Message: x.Message, Value: x.Value, Text: x.Text})
		if x.Text == "" {
			part.Left++
		}
	}
	if e := s.Explanations; e.Number > 0 {
		part.By = e.By.Name + ", " + govuk.When(e.At)
	}
	if part.By != "" && !overtaken(s) && s.SignOff == nil && len(s.Standing.Approvals) == 0 && account.Allowed(p, account.Explain, s.Submission.Area) {
		part.Edit = "/returns/" + s.Submission.ID + "/explain"
	}
	return part
}

// headline is the kind of a problem in a few words.
func headline(p ledger.Problem) string {
	return marked.Groups(problemsOf([]ledger.Problem{p}))[0].Headline
}

// ExplainPage asks why figures are unusual: a box for each, grouped by kind.
type ExplainPage struct {
	ID, Area, Period string
	Groups           []ExplainGroup
	Asked            int
	By               string
	Kept             int // boxes filled with what was said of the version before
}

// An ExplainGroup is one kind of unusual figure on one sheet.
type ExplainGroup struct {
	Headline string
	All      *govuk.Textarea // one text for all that are left blank; nil for a single one
	Boxes    []ExplainBox
}

// An ExplainBox asks about one figure. Key names it: "V10 Referrals!D5".
type ExplainBox struct {
	KeyName, Key string
	Message      string
	Box          govuk.Textarea
}

// askExplain answers "GET /returns/{id}/explain".
func (h *Handler) askExplain(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, s, err := h.see(r)
	if err != nil {
		return err
	}
	if err := mayExplain(p, s); err != nil {
		return err
	}
	typed := map[string]string{}
	for _, a := range s.Explanations.Answers {
		typed[a.Rule+" "+a.Ref] = a.Text
	}
	if s.Explanations.Number == 0 {
		if typed, err = h.saidBefore(r, p, s); err != nil {
			return err
		}
	}
	return h.showExplain(w, r, s, typed, nil, nil)
}

// saidBefore is what was said of the version before, where this one is asked
// the very same: the message names the figure. It is only proposed.
func (h *Handler) saidBefore(r *http.Request, p account.Person, s desk.Seen) (map[string]string, error) {
	before, ok, err := h.desk.Previous(r.Context(), p, s)
	if err != nil {
		return nil, deskProblem(err)
	}
	said := map[string]string{}
	if !ok {
		return said, nil
	}
	asked := map[string]string{}
	for _, x := range s.Explained() {
		asked[x.Rule+" "+x.Ref] = x.Message
	}
	for _, x := range before.Seen.Explained() {
		if key := x.Rule + " " + x.Ref; x.Text != "" && asked[key] == x.Message {
			said[key] = x.Text
		}
	}
	return said, nil
}

// mayExplain says why a person cannot explain a return, if so.
func mayExplain(p account.Person, s desk.Seen) error {
	switch {
	case !account.Allowed(p, account.Explain, s.Submission.Area):
		return govuk.Forbidden("The area’s own data officers and partnership leads explain its figures.")
	case !mustExplain(s):
		return &govuk.Problem{Status: http.StatusConflict, Title: "There is nothing to explain", Message: []string{"The checks found no figure of this return unusual."}, Links: toReturn(s)}
	case s.Outcome.SHA256 == "":
		return &govuk.Problem{Status: http.StatusConflict, Title: "This return was not accepted",
			Message: []string{"Figures are explained once a return is accepted. Put right what is listed on its page, and send it again."}, Links: toReturn(s)}
	case s.SignOff != nil || len(s.Standing.Approvals) > 0:
		return approvedAlready(s)
	case overtaken(s):
		return noReason(s)
	}
	return nil
}

func approvedAlready(s desk.Seen) *govuk.Problem {
	return &govuk.Problem{Status: http.StatusConflict, Title: "A partner has approved this return already",
		Message: []string{"What was explained stays as it was approved. If something has to be said otherwise, send the return again: the partners then approve the new version."}, Links: toReturn(s)}
}

func toReturn(s desk.Seen) []govuk.Link {
	return []govuk.Link{{Text: "Go to the return", Href: "/returns/" + s.Submission.ID}}
}

// A boxed is where a box of the form stands, so that an error finds it again.
func boxName(i int) string { return fmt.Sprintf("answer-%d", i) }

// showExplain shows the form with what was typed, and what is wrong with it.
func (h *Handler) showExplain(w http.ResponseWriter, r *http.Request, s desk.Seen, typed, groupTyped map[string]string, wrong []desk.TextError) error {
	page := ExplainPage{ID: s.Submission.ID, Area: h.areaName(s.Submission.Area), Period: words(s.Submission.Period)}
	if e := s.Explanations; e.Number > 0 {
		page.By = e.By.Name + ", " + govuk.When(e.At)
	} else if r.Method == http.MethodGet {
		page.Kept = len(typed)
	}
	problem := map[string]string{}
	for _, e := range wrong {
		problem[e.Field] = e.Message
	}
	var errs []govuk.FieldError
	explained := []ledger.Problem{}
	for _, x := range s.Explained() {
		explained = append(explained, x.Problem)
	}
	n, seen := 0, map[string]bool{}
	for gi, g := range marked.Groups(problemsOf(explained)) {
		group := ExplainGroup{Headline: sheetTitle(g.Sheet) + ": " + g.Headline}
		if len(g.Problems) > 1 {
			name := fmt.Sprintf("group-%d", gi)
			group.All = &govuk.Textarea{Name: name, Label: "One reason for all that are left blank below (optional)", Rows: 2, Value: groupTyped[name], Max: desk.MaxText}
		}
		for _, x := range g.Problems {
			key := x.Rule + " " + x.Ref.String()
			if seen[key] {
				continue // one check asks once of a cell
			}
			seen[key] = true
			label := x.Ref.String()
			if x.Value != "" {
				label += " says " + x.Value
			}
			box := ExplainBox{KeyName: fmt.Sprintf("key-%d", n), Key: key, Message: x.Message,
				Box: govuk.Textarea{Name: boxName(n), Label: label + ". Why?", Value: typed[key], Rows: 3, Max: desk.MaxText, Error: problem[key]}}
			if box.Box.Error != "" {
				errs = append(errs, govuk.FieldError{Field: box.Box.Name, Message: x.Ref.String() + ": " + box.Box.Error})
			}
			group.Boxes = append(group.Boxes, box)
			n++
		}
		page.Groups = append(page.Groups, group)
	}
	page.Asked = n
	out := govuk.Page{Title: "Explain the return for " + page.Period, Private: true, Active: "/returns", Errors: errs,
		Breadcrumbs: home(toReturns, govuk.Link{Text: page.Period, Href: "/returns/" + page.ID}), Data: page}
	if len(errs) > 0 {
		out.Status = http.StatusUnprocessableEntity
	}
	return h.site.Render(w, r, h.pages["explain.gohtml"], out)
}

// maxForm is the largest form taken: a thousand explanations of full length.
const maxForm = 8 << 20

// explainReturn answers "POST /returns/{id}/explain".
func (h *Handler) explainReturn(w http.ResponseWriter, r *http.Request) error {
	if h.requireSignIn(w, r) {
		return nil
	}
	p, s, err := h.see(r)
	if err != nil {
		return err
	}
	if err := mayExplain(p, s); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form could not be read. Go back and try again.")
	}
	answers, typed, groupTyped := readAnswers(r, s)
	_, err = h.desk.Explain(r.Context(), p, s.Submission.ID, answers)
	var cannot *desk.AnswersError
	switch {
	case errors.As(err, &cannot):
		return h.showExplain(w, r, s, typed, groupTyped, cannot.Problems)
	case errors.Is(err, desk.ErrApproved): // between the form and its answer
		return approvedAlready(s)
	case err != nil:
		return deskProblem(err)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, "/returns/"+s.Submission.ID+"?done=explained#explanations", http.StatusSeeOther)
	return nil
}

// readAnswers reads the form: each box, and for those left blank the reason
// given for all of their group. What does not belong to the return is passed
// over.
func readAnswers(r *http.Request, s desk.Seen) (answers []ledger.Answer, typed, groupTyped map[string]string) {
	typed, groupTyped = map[string]string{}, map[string]string{}
	boxes := map[string]string{} // key -> what was typed
	for i := 0; ; i++ {
		key := r.PostForm.Get(fmt.Sprintf("key-%d", i))
		if key == "" {
			break
		}
		boxes[key] = strings.TrimSpace(r.PostForm.Get(boxName(i)))
	}
	explained := []ledger.Problem{}
	for _, x := range s.Explained() {
		explained = append(explained, x.Problem)
	}
	seen := map[string]bool{}
	for gi, g := range marked.Groups(problemsOf(explained)) {
		name := fmt.Sprintf("group-%d", gi)
		groupTyped[name] = r.PostForm.Get(name)
		for _, x := range g.Problems {
			key := x.Rule + " " + x.Ref.String()
			text, given := boxes[key]
			if !given || seen[key] {
				continue
			}
			seen[key] = true
			typed[key] = text
			if text == "" {
				text = groupTyped[name]
			}
			answers = append(answers, ledger.Answer{Rule: x.Rule, Ref: x.Ref.String(), Text: text})
		}
	}
	return answers, typed, groupTyped
}
