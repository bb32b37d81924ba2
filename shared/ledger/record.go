package ledger

import (
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A Submission records the intention to send a return. It is created before
// the upload, so that a later upload is known to be somebody's.
type Submission struct {
	ID       string `json:"id"` // ULID
	Area     string `json:"area"`
	Period   string `json:"period"`
	FileName string `json:"fileName"` // as given, base name only, at most 100 characters
	// Reason says why a return is sent again that was signed off, LateReason
	// why one comes after its deadline; "" where neither is so.
	Reason     string `json:"reason,omitempty"`
	LateReason string `json:"lateReason,omitempty"`
	// Late says that it was begun after its deadline: a program that sends
	// returns may give no reason.
	Late bool           `json:"late,omitempty"`
	By   account.Person `json:"by"`
	At   time.Time      `json:"at"`
}

// WasLate reports whether the return was begun after its deadline. A record
// from before Late was kept tells it by its reason.
func (s Submission) WasLate() bool { return s.Late || s.LateReason != "" }

// An Outcome records what became of an upload.
type Outcome struct {
	ID          string            `json:"id"`
	Area        string            `json:"area"`
	Period      string            `json:"period"`
	Verdict     returns.Verdict   `json:"verdict"`
	Problems    []Problem         `json:"problems"`
	Privacy     []PrivacyFinding  `json:"privacy"`
	SHA256      string            `json:"sha256,omitempty"` // of the clean workbook, hexadecimal; accepted returns only
	CountsKey   string            `json:"countsKey,omitempty"`
	WorkbookKey string            `json:"workbookKey,omitempty"`
	MarkedKey   string            `json:"markedKey,omitempty"` // the sender's figures with their problems marked; where there are problems
	At          time.Time         `json:"at"`
	Extra       map[string]string `json:"extra,omitempty"`
}

// A Problem is a cell.Problem as kept and as the API shows it.
type Problem struct {
	Ref      string        `json:"ref"`
	Rule     string        `json:"rule"`
	Severity cell.Severity `json:"severity"`
	Message  string        `json:"message"`
	Value    string        `json:"value,omitempty"`
	Group    string        `json:"group,omitempty"` // the headline that problems of one kind share
}

// A PrivacyFinding is a cell.Finding as kept and as the API shows it.
type PrivacyFinding struct {
	Ref     string    `json:"ref"`
	Kind    cell.Kind `json:"kind"`
	Message string    `json:"message"`
}

// Counts is the content of an accepted return.
type Counts struct {
	Area            string           `json:"area"`
	Period          string           `json:"period"`
	TemplateVersion string           `json:"templateVersion"`
	PreparedByRole  string           `json:"preparedByRole"`
	MadeFrom        returns.MadeFrom `json:"madeFrom"`
	KnownIssues     string           `json:"knownIssues,omitempty"`
	Demonstration   bool             `json:"demonstration,omitempty"`
	Counts          []Count          `json:"counts"`
	Facts           []Fact           `json:"facts,omitempty"`
}

// A Fact is a returns.Fact as kept.
type Fact struct {
	Name   string      `json:"f"`
	Answer string      `json:"a"`
	Date   period.Date `json:"d,omitzero"`
	Link   string      `json:"l,omitempty"`
	Note   string      `json:"t,omitempty"`
	Cell   string      `json:"r"` // Partnership!B5
}

// A Count is a returns.Count as kept: short names, since there are many.
type Count struct {
	Sheet     string  `json:"s"`
	Measure   string  `json:"m"`
	Breakdown string  `json:"b,omitempty"` // "" is total
	Category  string  `json:"c,omitempty"` // "" is all
	State     string  `json:"x,omitempty"`
	N         float64 `json:"n"`
	Note      string  `json:"t,omitempty"`
	Cell      string  `json:"r"` // Referrals!C14
}

// An Approval is one partner's approval of one submission of an area and
// period, by the hash of its clean workbook. Number is the sign-off that it is
// given for: until that is made a partner may approve another submission
// instead, and the last approval of each partner is the one in force.
type Approval struct {
	Number     int            `json:"number"`
	Area       string         `json:"area"`
	Period     string         `json:"period"`
	Submission string         `json:"submission"`
	SHA256     string         `json:"sha256"`
	Explained  int            `json:"explained,omitempty"` // the number of the Explanations in force; 0 where there was nothing to explain
	Partner    string         `json:"partner"`             // one of account.Partners
	By         account.Person `json:"by"`
	At         time.Time      `json:"at"`
}

// A SignOff closes the return of an area and period: all four partners have
// approved one submission, by the hash of its clean workbook. By and At are
// those of the approval that was given last. The highest number in force is
// the current one.
type SignOff struct {
	Number     int            `json:"number"`
	Area       string         `json:"area"`
	Period     string         `json:"period"`
	Submission string         `json:"submission"`
	SHA256     string         `json:"sha256"`
	By         account.Person `json:"by"`
	At         time.Time      `json:"at"`
	Approvals  []Approval     `json:"approvals"` // in the order of account.Partners
}

// Explanations are what an area says of the figures that a check asked to be
// explained. A set is whole: the highest number is in force, and nothing of
// the ones before.
type Explanations struct {
	Submission string         `json:"submission"`
	Number     int            `json:"number"`
	Answers    []Answer       `json:"answers"`
	By         account.Person `json:"by"`
	At         time.Time      `json:"at"`
}

// An Answer explains the Problem of one rule at one place.
type Answer struct {
	Rule string `json:"rule"`
	Ref  string `json:"ref"`
	Text string `json:"text"`
}

// A ReviewMeta is what is known of a case review before it is read.
type ReviewMeta struct {
	ID            string         `json:"id"`
	FileName      string         `json:"fileName"`
	Title         string         `json:"title"`
	Year          int            `json:"year"`
	Kind          string         `json:"kind"` // lcspr, scr, thematic
	Publisher     string         `json:"publisher,omitempty"`
	Demonstration bool           `json:"demonstration,omitempty"` // invented by us
	By            account.Person `json:"by"`
	At            time.Time      `json:"at"`
}

// A Claim says who writes a published sequence. A claimed sequence that never
// became current is an abandoned one and harmless.
type Claim struct {
	Sequence int       `json:"sequence"`
	At       time.Time `json:"at"`
}

// A Manifest says what a published sequence was made from.
type Manifest struct {
	Sequence    int            `json:"sequence"`
	CodeVersion string         `json:"codeVersion"`
	Inputs      []Input        `json:"inputs"` // sorted by key
	Files       []Input        `json:"files"`
	Counts      map[string]int `json:"counts"`
	// Seal is the last seal of the ledger when the publication was made, and
	// Before the manifest that was in force: so manifests, which anybody may
	// keep, bear witness to one another and to the ledger.
	Seal   *Head     `json:"seal,omitempty"`
	Before *Input    `json:"before,omitempty"`
	Audit  *Audit    `json:"audit,omitempty"`
	At     time.Time `json:"at"`
}

// An Input is an object and the SHA-256 of its bytes, hexadecimal.
type Input struct {
	Key    string `json:"key"`
	SHA256 string `json:"sha256"`
}

// Current says which published sequences are in force. 0 means none yet.
type Current struct {
	Benchmarks int `json:"benchmarks"`
	Library    int `json:"library"`
}
