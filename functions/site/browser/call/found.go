package call

import (
	"bytes"
	"encoding/csv"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/marked"
	"earlyhelp/shared/prepare"
)

// A Found is what was found in one file: what `check -json` prints, and the
// same problems put together by kind.
type Found struct {
	prepare.Report
	Groups []Group `json:"groups"`
}

// A Group is the problems of one kind on one sheet.
type Group struct {
	Rule     string        `json:"rule"`
	Severity cell.Severity `json:"severity"`
	File     string        `json:"file,omitempty"` // the return written into, where it is of that
	Sheet    string        `json:"sheet"`          // "" where the whole file is concerned
	Headline string        `json:"headline"`
	Where    string        `json:"where"` // "D2 to D31, D40"
	Cells    []Place       `json:"cells"`
}

// A Place is one problem of a group.
type Place struct {
	At      string `json:"at"` // "D2", or that it is the whole sheet
	Value   string `json:"value,omitempty"`
	Message string `json:"message"`
}

func newFound(r prepare.Report) *Found {
	f := &Found{Report: r, Groups: []Group{}}
	byFile := map[string][]cell.Problem{}
	var files []string
	for i, p := range problems(r.Problems) {
		name := r.Problems[i].File
		if byFile[name] == nil {
			files = append(files, name)
		}
		byFile[name] = append(byFile[name], p)
	}
	for _, name := range files {
		for _, g := range marked.Groups(byFile[name]) {
			group := Group{Rule: g.Rule, Severity: g.Severity, File: name, Sheet: g.Sheet, Headline: g.Headline, Where: g.Cells(), Cells: make([]Place, len(g.Problems))}
			for i, p := range g.Problems {
				group.Cells[i] = Place{At: marked.Place(p.Ref), Value: p.Value, Message: p.Message}
			}
			f.Groups = append(f.Groups, group)
		}
	}
	return f
}

// problems turns the words of the contract back into those of the checks.
func problems(ps []prepare.Problem) []cell.Problem {
	out := make([]cell.Problem, len(ps))
	for i, p := range ps {
		severity := cell.Note
		switch {
		case p.Severity == prepare.Error:
			severity = cell.Stop
		case p.Explain:
			severity = cell.Explain
		}
		out[i] = cell.Problem{Ref: p.Ref, Rule: p.Rule, Severity: severity, Group: p.Group, Message: p.Message, Value: p.Value}
	}
	return out
}

const problemsName = "early-help-list-problems.csv"

// problemsCSV writes problems as a table for a spreadsheet program. A value
// that such a program would run as a formula is written as text.
func problemsCSV(ps []prepare.Problem) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff") // so that it is read as UTF-8
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"cell", "how serious", "what is there", "what to do", "check"}}
	for i, p := range problems(ps) {
		rows = append(rows, []string{ps[i].Ref.String(), words[p.Severity], text(p.Value), p.Message, p.Rule})
	}
	_ = w.WriteAll(rows) // a bytes.Buffer does not fail
	return b.Bytes()
}

var words = map[cell.Severity]string{cell.Stop: "put right", cell.Explain: "explain", cell.Note: "to know"}

func text(s string) string {
	if s != "" && bytes.IndexByte([]byte("=+-@\t\r"), s[0]) >= 0 {
		return "'" + s
	}
	return s
}
