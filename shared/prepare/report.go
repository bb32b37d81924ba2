package prepare

import (
	"crypto/sha256"
	"encoding/hex"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A Report is the answer about one file, in the form of the contract. The
// slices are never nil, so that JSON holds [] and not null.
type Report struct {
	File     string             `json:"file"`
	Kind     string             `json:"kind"` // returns.KindReturn, list.Kind, or "" for neither
	Area     string             `json:"area"` // DfE number, "" when the file does not say
	Period   period.Period      `json:"period"`
	Verdict  returns.Verdict    `json:"verdict"`
	Problems []Problem          `json:"problems"`
	Privacy  []cell.Finding     `json:"privacy"`
	Figures  []benchmark.Figure `json:"figures"`
	Rows     int                `json:"rows,omitempty"` // of a list: rows about an event or an audited case
}

// A Problem is a cell.Problem in the words of the contract: what stops a file
// is an error, the rest are warnings.
type Problem struct {
	File     string   `json:"file,omitempty"` // where Ref is not in Report.File: the return written into
	Ref      cell.Ref `json:"ref"`
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"`          // Error or Warning
	Explain  bool     `json:"explain,omitempty"` // a warning that the officer will be asked to explain
	Group    string   `json:"group,omitempty"`   // headline shared by all problems of the kind
	Message  string   `json:"message"`
	Value    string   `json:"value"`
}

// The severities of a Problem.
const (
	Error   = "error"
	Warning = "warning"
)

// newProblem puts a problem into the words of the contract.
func newProblem(p cell.Problem) Problem {
	return Problem{Ref: p.Ref, Rule: p.Rule, Severity: p.Severity.Level(), Explain: p.Severity == cell.Explain, Group: p.Group, Message: p.Message, Value: p.Value}
}

// Cells returns the problems of r at its own cells as packages cell and marked
// take them.
func (r *Report) Cells() []cell.Problem {
	var all []cell.Problem
	for _, p := range r.Problems {
		if p.File == "" {
			all = append(all, p.Cell())
		}
	}
	return all
}

// Add puts problems that were found elsewhere, such as against earlier returns,
// to those of r. It changes no verdict.
func (r *Report) Add(problems []cell.Problem) {
	for _, p := range problems {
		r.Problems = append(r.Problems, newProblem(p))
	}
}

// Cell returns a problem as the packages that read workbooks have it.
func (p Problem) Cell() cell.Problem {
	severity := cell.Note
	switch {
	case p.Severity == Error:
		severity = cell.Stop
	case p.Explain:
		severity = cell.Explain
	}
	return cell.Problem{Ref: p.Ref, Rule: p.Rule, Severity: severity, Group: p.Group, Message: p.Message, Value: p.Value}
}

func newReport(name, kind, dfe string, p period.Period, v returns.Verdict, problems []cell.Problem) Report {
	r := Report{File: name, Kind: kind, Area: dfe, Period: p, Verdict: v,
		Problems: []Problem{}, Privacy: []cell.Finding{}, Figures: []benchmark.Figure{}}
	for _, p := range problems {
		r.Problems = append(r.Problems, newProblem(p))
	}
	return r
}

// Unreadable is the report about a file that could not be opened. message is
// one plain sentence that says why and what to do.
func Unreadable(name, message string) Report {
	return newReport(name, "", "", period.Period{}, returns.Unreadable,
		[]cell.Problem{{Rule: "V01", Severity: cell.Stop, Group: "The file cannot be read", Message: message}})
}

// reject adds a problem with the file as a whole.
func (r *Report) reject(rule, group, message string) {
	r.Verdict = returns.Rejected
	r.Figures = r.Figures[:0]
	r.Problems = append(r.Problems, Problem{Rule: rule, Severity: Error, Group: group, Message: message})
}

// Hash returns the SHA-256 of a file in hexadecimal, as a return names the
// list it was made from.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
