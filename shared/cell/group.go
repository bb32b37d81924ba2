package cell

import (
	"cmp"
	"fmt"
	"strings"
)

// A Grouped is the problems of one kind on one sheet, to be read together.
type Grouped struct {
	Rule     string
	Severity Severity
	Sheet    string // "" where the file as a whole is concerned
	Headline string // Problem.Group, or the message where a problem has none
	Problems []Problem
}

// Group puts problems that have rule, severity, sheet and Group in common
// together, in the order in which the first of each kind stands; within a
// group their order is kept. A problem without a Group is grouped with those
// that have the same message.
func Group(problems []Problem) []Grouped {
	type kind struct {
		rule     string
		severity Severity
		sheet    string
		headline string
	}
	at := map[kind]int{}
	var out []Grouped
	for _, p := range problems {
		k := kind{p.Rule, p.Severity, p.Ref.Sheet, cmp.Or(p.Group, p.Message)}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Grouped{Rule: k.rule, Severity: k.severity, Sheet: k.sheet, Headline: k.headline})
		}
		out[i].Problems = append(out[i].Problems, p)
	}
	return out
}

// Cells returns the cells of g without their sheet, consecutive ones of one
// column or row as a range: "D2 to D31, D40". It is "" when the problems are
// of the sheet or the file as a whole.
func (g Grouped) Cells() string {
	refs := make([]Ref, len(g.Problems))
	for i, p := range g.Problems {
		refs[i] = p.Ref
	}
	return Ranges(refs)
}

// Ranges returns cells of one sheet, the sheet left out, in the order given:
// consecutive ones of a column, or else of a row, as a range. Each is named
// once, and a ref of a whole sheet not at all.
func Ranges(refs []Ref) string {
	seen := map[Ref]bool{}
	var cells []Ref
	for _, r := range refs {
		if r.Row > 0 && !seen[r] {
			seen[r] = true
			cells = append(cells, r)
		}
	}
	// A table that is read row by row gives B2, C2, B3, C3: cells that have a
	// neighbour above or below form runs down the column first.
	var out []string
	done := map[Ref]bool{}
	for _, r := range cells {
		if done[r] {
			continue
		}
		down := run(r, 1, 0, seen, done)
		across := run(r, 0, 1, seen, done)
		last := down
		if across.Col-r.Col > down.Row-r.Row {
			last = across
		}
		for c := r; ; {
			done[c] = true
			if c == last {
				break
			}
			if last.Row > r.Row {
				c.Row++
			} else {
				c.Col++
			}
		}
		out = append(out, place(r, last))
	}
	return strings.Join(out, ", ")
}

// run returns the last cell of the run that begins at r.
func run(r Ref, rows, cols int, in, done map[Ref]bool) Ref {
	if r.Col == 0 && cols > 0 {
		return r // a whole row has no neighbour in its row
	}
	for {
		next := Ref{r.Sheet, r.Row + rows, r.Col + cols}
		if !in[next] || done[next] {
			return r
		}
		r = next
	}
}

func place(first, last Ref) string {
	name := func(r Ref) string {
		if r.Col == 0 {
			return fmt.Sprint(r.Row)
		}
		return fmt.Sprintf("%s%d", ColumnName(r.Col), r.Row)
	}
	switch {
	case first.Col == 0 && first == last:
		return "row " + name(first)
	case first.Col == 0:
		return "rows " + name(first) + " to " + name(last)
	case first == last:
		return name(first)
	}
	return name(first) + " to " + name(last)
}
