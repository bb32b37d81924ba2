package ledger

import (
	"fmt"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// FromReturn converts a return to the form it is kept in.
func FromReturn(r *returns.Return) Counts {
	c := Counts{
		Area:            r.Area,
		Period:          r.Period.String(),
		TemplateVersion: r.TemplateVersion,
		PreparedByRole:  r.PreparedByRole,
		MadeFrom:        r.MadeFrom,
		KnownIssues:     r.KnownIssues,
		Demonstration:   r.Demonstration,
		Counts:          make([]Count, len(r.Counts)),
	}
	for i, n := range r.Counts {
		c.Counts[i] = Count{
			Sheet: n.Sheet, Measure: n.Measure, Breakdown: unless(n.Breakdown, "total"), Category: unless(n.Category, "all"),
			State: string(n.State), N: n.N, Note: n.Note, Cell: n.Ref.String(),
		}
	}
	for _, f := range r.Facts {
		c.Facts = append(c.Facts, Fact{Name: f.Name, Answer: string(f.Answer), Date: f.Date, Link: f.Link, Note: f.Note, Cell: f.Ref.String()})
	}
	return c
}

// Return converts kept counts back. It is the inverse of FromReturn.
func (c Counts) Return() (*returns.Return, error) {
	p, err := period.Parse(c.Period)
	if err != nil {
		return nil, fmt.Errorf("counts of %s: %w", c.Area, err)
	}
	r := &returns.Return{
		Area:            c.Area,
		Period:          p,
		TemplateVersion: c.TemplateVersion,
		PreparedByRole:  c.PreparedByRole,
		MadeFrom:        c.MadeFrom,
		KnownIssues:     c.KnownIssues,
		Demonstration:   c.Demonstration,
		Counts:          make([]returns.Count, len(c.Counts)),
	}
	for i, n := range c.Counts {
		ref, err := parseRef(n.Cell)
		if err != nil {
			return nil, fmt.Errorf("counts of %s for %s: %w", c.Area, c.Period, err)
		}
		r.Counts[i] = returns.Count{
			Sheet: n.Sheet, Measure: n.Measure, Breakdown: orElse(n.Breakdown, "total"), Category: orElse(n.Category, "all"),
			State: returns.State(n.State), N: n.N, Note: n.Note, Ref: ref,
		}
	}
	for _, f := range c.Facts {
		ref, err := parseRef(f.Cell)
		if err != nil {
			return nil, fmt.Errorf("facts of %s for %s: %w", c.Area, c.Period, err)
		}
		r.Facts = append(r.Facts, returns.Fact{Name: f.Name, Answer: returns.Answer(f.Answer), Date: f.Date, Link: f.Link, Note: f.Note, Ref: ref})
	}
	return r, nil
}

// FromProblems converts problems to the form they are kept in.
func FromProblems(problems []cell.Problem) []Problem {
	kept := make([]Problem, len(problems))
	for i, p := range problems {
		kept[i] = Problem{Ref: p.Ref.String(), Rule: p.Rule, Severity: p.Severity, Message: p.Message, Value: p.Value, Group: p.Group}
	}
	return kept
}

// FromFindings converts privacy findings to the form they are kept in.
func FromFindings(findings []cell.Finding) []PrivacyFinding {
	kept := make([]PrivacyFinding, len(findings))
	for i, f := range findings {
		kept[i] = PrivacyFinding{Ref: f.Ref.String(), Kind: f.Kind, Message: f.Message}
	}
	return kept
}

func unless(s, common string) string {
	if s == common {
		return ""
	}
	return s
}

func orElse(s, common string) string {
	if s == "" {
		return common
	}
	return s
}

// parseRef reads what cell.Ref.String writes for a cell, a whole sheet or the
// whole file.
func parseRef(s string) (cell.Ref, error) {
	if s == "file" {
		return cell.Ref{}, nil
	}
	if !strings.Contains(s, "!") {
		return cell.Ref{Sheet: s}, nil
	}
	ref, err := cell.Parse(s)
	if err != nil {
		return cell.Ref{}, fmt.Errorf("%q is %w", s, err)
	}
	return ref, nil
}
