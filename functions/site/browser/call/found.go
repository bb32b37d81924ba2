package call

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"strings"

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
	for _, p := range r.Problems {
		if byFile[p.File] == nil {
			files = append(files, p.File)
		}
		byFile[p.File] = append(byFile[p.File], p.Cell())
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

const problemsName = "early-help-list-problems.csv"

// problemsCSV writes problems as a table for a spreadsheet program, in the
// columns of `check -csv`. What such a program would run as a formula is
// written as text.
func problemsCSV(r *prepare.Report) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff") // so that it is read as UTF-8
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"file", "sheet", "cell", "rule", "severity", "problem", "message", "value"}}
	for _, p := range r.Problems {
		severity, at := p.Severity, ""
		if p.Explain {
			severity = "explain"
		}
		if p.Ref.Sheet != "" && p.Ref.Row > 0 {
			at = strings.TrimPrefix(p.Ref.String(), p.Ref.Sheet+"!")
		}
		row := []string{cmp.Or(p.File, r.File), p.Ref.Sheet, at, p.Rule, severity, p.Group, p.Message, p.Value}
		for i, v := range row {
			row[i] = cell.Inert(v)
		}
		rows = append(rows, row)
	}
	_ = w.WriteAll(rows) // a bytes.Buffer does not fail
	return b.Bytes()
}
