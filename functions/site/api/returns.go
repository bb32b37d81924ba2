package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// A NewReturn asks to send a return.
type NewReturn struct {
	Area     string `json:"area"` // DfE number or GSS code
	Period   string `json:"period"`
	FileName string `json:"fileName"`
	// Reason is needed where the period is signed off already, LateReason
	// wanted where its deadline has passed.
	Reason     string `json:"reason"`
	LateReason string `json:"lateReason"`
}

// A Started is a submission and where to send its file to: a multipart form
// with every field, then the file in a field named "file".
type Started struct {
	ID     string `json:"id"`
	State  string `json:"state"`
	Area   string `json:"area"`
	Period string `json:"period"`
	Href   string `json:"href"` // where the state is asked
	Upload Upload `json:"upload"`
}

// An Upload is a presigned POST.
type Upload struct {
	URL       string            `json:"url"`
	Fields    map[string]string `json:"fields"`
	FileField string            `json:"fileField"`
	MaxBytes  int64             `json:"maxBytes"`
	Expires   time.Time         `json:"expires"`
}

// A Return is what is known of a return.
type Return struct {
	ID         string                  `json:"id"`
	Area       string                  `json:"area"`
	Period     string                  `json:"period"`
	FileName   string                  `json:"fileName,omitempty"`
	SentBy     string                  `json:"sentBy"`
	At         time.Time               `json:"at"`
	Reason     string                  `json:"reason,omitempty"`     // why it comes after a sign-off
	Late       bool                    `json:"late"`                 // it came after the deadline
	LateReason string                  `json:"lateReason,omitempty"` // why it did
	State      desk.State              `json:"state"`
	Verdict    string                  `json:"verdict,omitempty"` // absent while waiting
	Problems   []ledger.Problem        `json:"problems"`
	Privacy    []ledger.PrivacyFinding `json:"privacy"`
	SHA256     string                  `json:"sha256,omitempty"` // of the clean workbook; what an approval names
	SignOff    *SignOff                `json:"signOff,omitempty"`
	InForce    *SignOff                `json:"inForce,omitempty"` // the sign-off in force for the area and period
	NextNumber int                     `json:"nextNumber"`        // the number the next sign-off takes

	NeedsExplaining []ledger.Problem `json:"needsExplaining"` // what has to be explained before anybody can approve
	Explanations    []ledger.Answer  `json:"explanations"`
	Approval        Standing         `json:"approval"` // who has approved it, and who has not
	Versions        []Version        `json:"versions"` // every accepted return of the area and period, the first first
	Links           Links            `json:"links"`
}

// A Version is an accepted return of an area and period.
type Version struct {
	Number  int        `json:"number"`
	ID      string     `json:"id"`
	Href    string     `json:"href"`
	SHA256  string     `json:"sha256"`
	State   desk.State `json:"state"`
	SentBy  string     `json:"sentBy"`
	At      time.Time  `json:"at"` // when it was accepted
	Reason  string     `json:"reason,omitempty"`
	Current bool       `json:"current"` // in force, or the latest while none is signed off
}

// Links are where more of a return is. Those that it does not have are absent.
type Links struct {
	Self         string `json:"self"`
	Page         string `json:"page"`
	Problems     string `json:"problems,omitempty"`     // as a table, text/csv
	Marked       string `json:"marked,omitempty"`       // the sender's figures with their problems marked
	Workbook     string `json:"workbook,omitempty"`     // the clean workbook
	Changes      string `json:"changes,omitempty"`      // from the version before
	Explanations string `json:"explanations,omitempty"` // where explanations are posted to
	SignOff      string `json:"signOff,omitempty"`      // where approvals are posted to
}

// A SignOff is a closed sign-off: all four partners have approved the return.
// By, Role and At are of the approval that was given last.
type SignOff struct {
	Number     int        `json:"number"`
	Submission string     `json:"submission"`
	SHA256     string     `json:"sha256"`
	By         string     `json:"by"`
	Role       string     `json:"role"`
	At         time.Time  `json:"at"`
	Approvals  []Approval `json:"approvals"`
}

// An Approval is one partner's.
type Approval struct {
	Partner    string    `json:"partner"`
	By         string    `json:"by"`
	At         time.Time `json:"at"`
	Submission string    `json:"submission"`
	SHA256     string    `json:"sha256"`
}

// A Standing says how far the approval of a return has come.
type Standing struct {
	Number     int        `json:"number"` // of the sign-off that the approvals are for
	Approvals  []Approval `json:"approvals"`
	WaitingFor []string   `json:"waitingFor"` // the partners that have not approved this return
	SignedOff  bool       `json:"signedOff"`
	Elsewhere  []Approval `json:"elsewhere,omitempty"` // of partners that approve another version of the period instead
}

// An Approved is the answer to an approval: the approval itself, and how far
// the four have come.
type Approved struct {
	Submission string    `json:"submission"`
	SHA256     string    `json:"sha256"`
	By         string    `json:"by"`
	Role       string    `json:"role"`
	At         time.Time `json:"at"`
	Standing
}

// A NewSignOff approves, for the partner that the person leads, the return
// whose clean workbook has this hash. Number is the sign-off that the person
// saw open; 0 takes whatever comes next.
type NewSignOff struct {
	SHA256 string `json:"sha256"`
	Number int    `json:"number"`
}

func signOffOf(s *ledger.SignOff) *SignOff {
	if s == nil {
		return nil
	}
	return &SignOff{s.Number, s.Submission, s.SHA256, s.By.Name, string(s.By.Role), s.At, approvalsOf(s.Approvals)}
}

func approvalsOf(approvals []ledger.Approval) []Approval {
	all := []Approval{}
	for _, a := range approvals {
		all = append(all, Approval{a.Partner, a.By.Name, a.At, a.Submission, a.SHA256})
	}
	return all
}

func standingOf(s desk.Standing) Standing {
	out := Standing{Number: s.Number, Approvals: approvalsOf(s.Approvals), WaitingFor: append([]string{}, s.Waiting...), SignedOff: s.SignOff != nil}
	if len(s.Elsewhere) > 0 {
		out.Elsewhere = approvalsOf(s.Elsewhere)
	}
	return out
}

// mostBody is the longest request: a few short fields.
const mostBody = 16 << 10

// read decodes the JSON body of a request into v.
func read(w http.ResponseWriter, r *http.Request, v any) error { return readAtMost(w, r, v, mostBody) }

func readAtMost(w http.ResponseWriter, r *http.Request, v any, most int64) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &Problem{Status: http.StatusUnsupportedMediaType, Kind: "not-json", Title: "The request is not JSON", Detail: "Send it with Content-Type: application/json."}
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, most))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, extra := d.Token(); !errors.Is(extra, io.EOF) {
			err = errors.New("there is more after the object")
		}
	}
	if err == nil {
		return nil
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &Problem{Status: http.StatusRequestEntityTooLarge, Kind: "too-long", Title: "The request is too long", Detail: "The file itself goes to the address that the answer gives, not here."}
	}
	return &Problem{Status: http.StatusBadRequest, Kind: "bad-body", Title: "The request cannot be read", Detail: "Send one JSON object with the members that openapi.json names: " + strings.TrimPrefix(err.Error(), "json: ") + "."}
}

// person returns who asks for a return, who must have signed in.
func (a *API) person(r *http.Request) (account.Person, error) {
	p := account.FromContext(r.Context())
	if !p.SignedIn() {
		return p, signIn()
	}
	if a.o.Desk == nil {
		return p, errors.New("api: no desk to hand returns in at")
	}
	return p, nil
}

func (a *API) startReturn(w http.ResponseWriter, r *http.Request) error {
	p, err := a.person(r)
	if err != nil {
		return err
	}
	var in NewReturn
	if err := read(w, r, &in); err != nil {
		return err
	}
	x, ok := a.areas.Find(in.Area)
	if !ok {
		return bad("area", in.Area, "Use a GSS code such as E08000035 or a three-digit DfE number such as 383.", nil)
	}
	q, err := period.Parse(strings.TrimSpace(in.Period))
	if err != nil {
		return bad("period", in.Period, "Give the period as a quarter such as 2026-Q2 or a financial year such as 2024-25.", nil)
	}
	up, err := a.o.Desk.Start(r.Context(), p, desk.Sending{Area: x.DFE, Period: q, FileName: in.FileName, Reason: in.Reason, LateReason: in.LateReason, Unasked: true})
	if err != nil {
		return a.fromDesk(r, p, x.DFE, err)
	}
	href := prefix + "/returns/" + up.Submission.ID
	w.Header().Set("Location", href)
	return a.send(w, r, http.StatusCreated, Started{
		ID: up.Submission.ID, State: string(desk.Waiting), Area: up.Submission.Area, Period: up.Submission.Period, Href: href,
		Upload: Upload{up.URL, up.Fields, "file", up.MaxBytes, up.Expires.UTC().Truncate(time.Second)},
	}, true)
}

func (a *API) seeReturn(w http.ResponseWriter, r *http.Request) error {
	v, p, err := a.seen(r)
	if err != nil {
		return err
	}
	versions, err := a.versions(r, p, v)
	if err != nil {
		return err
	}
	return a.send(w, r, http.StatusOK, returnOf(v, versions), true)
}

// versions returns the accepted returns of the area and period of one.
func (a *API) versions(r *http.Request, p account.Person, v desk.Seen) ([]desk.Version, error) {
	q, err := period.Parse(v.Submission.Period)
	if err != nil {
		return nil, err
	}
	versions, err := a.o.Desk.Versions(r.Context(), p, v.Submission.Area, q)
	if err != nil {
		return nil, a.fromDesk(r, p, "", err)
	}
	return versions, nil
}

func returnOf(v desk.Seen, versions []desk.Version) Return {
	s := v.Submission
	self := prefix + "/returns/" + s.ID
	out := Return{ID: s.ID, Area: s.Area, Period: s.Period, FileName: s.FileName, SentBy: s.By.Name, At: s.At, Reason: s.Reason, Late: s.WasLate(), LateReason: s.LateReason, State: v.State,
		Problems: []ledger.Problem{}, Privacy: []ledger.PrivacyFinding{}, SignOff: signOffOf(v.SignOff), InForce: signOffOf(v.InForce), NextNumber: v.Next,
		NeedsExplaining: append([]ledger.Problem{}, v.Unexplained...), Explanations: append([]ledger.Answer{}, v.Explanations.Answers...),
		Approval: standingOf(v.Standing), Versions: []Version{}, Links: Links{Self: self, Page: "/returns/" + s.ID}}
	if o := v.Outcome; o != nil {
		out.Verdict, out.SHA256 = string(o.Verdict), o.SHA256
		out.Problems, out.Privacy = append(out.Problems, o.Problems...), append(out.Privacy, o.Privacy...)
		if len(o.Problems)+len(o.Privacy) > 0 {
			out.Links.Problems = self + "/problems.csv"
		}
		if v.HasMarked() {
			out.Links.Marked = self + "/marked.xlsx"
		}
		if o.WorkbookKey != "" {
			out.Links.Workbook, out.Links.SignOff = self+"/return.xlsx", self+"/sign-off"
		}
		if len(v.Explained()) > 0 {
			out.Links.Explanations = self + "/explanations"
		}
	}
	for i, x := range versions {
		sub, o := x.Seen.Submission, x.Seen.Outcome
		out.Versions = append(out.Versions, Version{x.Number, sub.ID, prefix + "/returns/" + sub.ID, o.SHA256, x.Seen.State, sub.By.Name, o.At, sub.Reason, x.Current})
		if sub.ID == s.ID && i > 0 {
			out.Links.Changes = self + "/changes"
		}
	}
	return out
}

func (a *API) signOff(w http.ResponseWriter, r *http.Request) error {
	p, err := a.person(r)
	if err != nil {
		return err
	}
	var in NewSignOff
	if err := read(w, r, &in); err != nil {
		return err
	}
	id := r.PathValue("id")
	s, err := a.o.Desk.Approve(r.Context(), p, id, strings.ToLower(strings.TrimSpace(in.SHA256)), in.Number)
	if err != nil {
		return a.fromDesk(r, p, "", err)
	}
	out := Approved{Submission: id, Standing: standingOf(s)}
	for _, x := range s.Approvals {
		if x.Partner == p.Partner {
			out.SHA256, out.By, out.Role, out.At = x.SHA256, x.By.Name, string(x.By.Role), x.At
		}
	}
	return a.send(w, r, http.StatusCreated, out, true)
}

// fromDesk turns what the desk could not do into a problem.
func (a *API) fromDesk(r *http.Request, p account.Person, dfe string, err error) error {
	conflict := func(kind, title, detail string) *Problem {
		return &Problem{Status: http.StatusConflict, Kind: kind, Title: title, Detail: detail, More: map[string]any{}}
	}
	var signed *ledger.ConflictError
	var unexplained *desk.UnexplainedError
	var answers *desk.AnswersError
	var text *desk.TextError
	switch {
	case errors.As(err, &signed):
		c := conflict("signed-already", "Another return was signed off first", signed.Error()+". Look at it before you approve again.")
		c.More["existing"] = signOffOf(&signed.Existing)
		return c
	case errors.Is(err, desk.ErrNotFound):
		return missing("unknown-return", "There is no such return", "Check the ID, and that you are signed in with the account of the area it belongs to.")
	case errors.Is(err, desk.ErrNoPartner):
		return &Problem{Status: http.StatusForbidden, Kind: "no-partner", Title: "Your account does not say which partner you approve for",
			Detail: "Ask the person who looks after accounts to add your partner to it: " + strings.Join(account.Partners(), ", ") + ".", More: map[string]any{"partners": account.Partners()}}
	case errors.As(err, &unexplained):
		c := conflict("not-explained", "Some figures have to be explained first", unexplained.Error()+". The data officer of the area explains them; then it can be approved.")
		c.More["needsExplaining"] = unexplained.Problems
		return c
	case errors.As(err, &answers):
		list := []map[string]string{}
		for _, x := range answers.Problems {
			list = append(list, map[string]string{"field": x.Field, "message": x.Message})
		}
		return &Problem{Status: http.StatusUnprocessableEntity, Kind: "cannot-be-kept", Title: "The explanations cannot be kept as they are",
			Detail: answers.Problems[0].Message + " Nothing was kept.", More: map[string]any{"errors": list}}
	case errors.As(err, &text):
		return &Problem{Status: http.StatusUnprocessableEntity, Kind: "cannot-be-kept", Title: "The text cannot be kept as it is",
			Detail: text.Message + " Nothing was kept.", More: map[string]any{"errors": []map[string]string{{"field": text.Field, "message": text.Message}}}}
	case errors.Is(err, desk.ErrNoReason):
		c := conflict("reason-needed", "A return for this period is signed off", "Say in reason, when you ask to send one in its place, why it comes. A return that was begun without a reason cannot be approved: send it again with one.")
		c.More["field"] = "reason"
		return c
	case errors.Is(err, desk.ErrApproved):
		return conflict("approved-already", "A partner has approved the return already", "What was approved stays as it is. To say more, send the return again.")
	case errors.Is(err, desk.ErrMayNot):
		return &Problem{Status: http.StatusForbidden, Kind: "may-not", Title: "Your account may not do this",
			Detail: "A return is sent and explained by a data officer or partnership lead of its area, and approved by the leads of its four partners."}
	case errors.Is(err, desk.ErrNotOpen):
		c := conflict("not-open", "Returns for this period are not being collected now", "Choose one of the open periods.")
		open, oerr := a.o.Desk.Open(r.Context(), dfe)
		if oerr != nil {
			return oerr
		}
		have := []string{}
		for _, q := range open {
			have = append(have, q.String())
		}
		c.More["periods"] = have
		return c
	case errors.Is(err, desk.ErrNotInBeing):
		return &Problem{Status: http.StatusUnprocessableEntity, Kind: "not-in-being", Title: "The area was not in being for the period", Detail: err.Error()}
	case errors.Is(err, desk.ErrNotAccepted):
		return conflict("not-accepted", "Only an accepted return can be explained and approved", "Wait until the return has been checked, or put its problems right and send it again.")
	case errors.Is(err, desk.ErrStale):
		return conflict("another-return", "This is not the return that you were shown", "Ask for the return again and approve the sha256 that it gives.")
	}
	return err
}
