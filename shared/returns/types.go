package returns

import (
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// A Verdict is the outcome of reading and checking one file.
type Verdict string

// The verdicts. Accepted allows warnings. Rejected has problems to put right.
// Unreadable is neither a return nor a list. Refused was turned away by the
// privacy screen.
const (
	Accepted   Verdict = "accepted"
	Rejected   Verdict = "rejected"
	Unreadable Verdict = "unreadable"
	Refused    Verdict = "refused"
)

// A State says what stands in a count's cell.
type State string

// Known is a number, zero included. The other two are the symbols [x], not
// available, and [z], not applicable; such a Count has N = 0, which means
// nothing.
const (
	Known         State = ""
	NotAvailable  State = "x"
	NotApplicable State = "z"
)

// A Count is one figure of a return. N is a whole number for every measure
// except wte (whole-time equivalents).
type Count struct {
	Sheet     string
	Measure   string
	Breakdown string // "total", "sex", "agency", ...
	Category  string // "all" where Breakdown is "total"
	State     State
	N         float64
	Note      string
	Ref       cell.Ref // the whole sheet for a count that the sheet does not hold (MadeOf says what it is made of)
}

// A Key names a count within a return.
type Key struct{ Measure, Breakdown, Category string }

// Key returns the name of c within its return.
func (c Count) Key() Key { return Key{c.Measure, c.Breakdown, c.Category} }

// MadeFrom says how a return's counts came about.
type MadeFrom struct {
	Tool string `json:"tool,omitempty"` // "earlyhelp 1.0", or "" when typed
	List string `json:"list,omitempty"` // SHA-256 of the list, hexadecimal
	Date string `json:"date,omitempty"`
}

// An Answer is what stands beside a fact.
type Answer string

// The answers. Unknown is [x]: the partnership cannot say.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Planned Answer = "planned"
	Unknown Answer = "[x]"
)

// A Fact is one fact about the partnership, as the Partnership sheet has it.
type Fact struct {
	Name   string // as in Facts: "thresholds_audited"
	Answer Answer
	Date   period.Date // when it was done, or for Planned will be; zero where not given
	Link   string      // address of a public page that shows it, or ""
	Note   string
	Ref    cell.Ref // of the answer
}

// A Return is the content of a return workbook. Counts are in the order of
// the sheets, those that Read made (MadeOf) among them. Facts are in the order
// of the workbook.
type Return struct {
	Area            string // DfE number
	Period          period.Period
	TemplateVersion string
	PreparedByRole  string
	MadeFrom        MadeFrom
	KnownIssues     string
	Demonstration   bool // made-up figures, marked so wherever they are shown
	Counts          []Count
	Facts           []Fact
}

// Index returns the counts by key. Later duplicates lose.
func (r *Return) Index() map[Key]Count {
	m := make(map[Key]Count, len(r.Counts))
	for _, c := range r.Counts {
		if _, dup := m[c.Key()]; !dup {
			m[c.Key()] = c
		}
	}
	return m
}
