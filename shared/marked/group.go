package marked

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
)

// A Group is one kind of mistake on one sheet, with every cell that has it.
type Group struct {
	Sheet    string // "" for the file as a whole
	Rule     string
	Severity cell.Severity
	Headline string // a few words: "A count is missing"
	Problems []cell.Problem
}

// severityOrder puts first what stands in the way of the return.
func severityOrder(s cell.Severity) int {
	switch s {
	case cell.Stop:
		return 0
	case cell.Explain:
		return 1
	}
	return 2
}

// Groups brings together the problems of one severity, sheet and headline.
// Groups come by severity, what has to be put right first, then in the order
// in which their sheet and their first cell are met in problems. A problem without a
// headline has the first sentence of its message for one.
func Groups(problems []cell.Problem) []Group {
	type key struct {
		sheet, rule, headline string
		severity              cell.Severity
	}
	sheets := map[string]int{}
	at := map[key]int{}
	var groups []Group
	for _, p := range problems {
		if _, seen := sheets[p.Ref.Sheet]; !seen {
			sheets[p.Ref.Sheet] = len(sheets)
		}
		k := key{p.Ref.Sheet, p.Rule, cmp.Or(p.Group, sentence(p.Message)), p.Severity}
		i, ok := at[k]
		if !ok {
			i = len(groups)
			at[k] = i
			groups = append(groups, Group{Sheet: k.sheet, Rule: k.rule, Severity: k.severity, Headline: k.headline})
		}
		groups[i].Problems = append(groups[i].Problems, p)
	}
	slices.SortStableFunc(groups, func(a, b Group) int {
		return cmp.Or(severityOrder(a.Severity)-severityOrder(b.Severity), sheets[a.Sheet]-sheets[b.Sheet])
	})
	return groups
}

// sentence is the first sentence of a message, without its full stop.
func sentence(s string) string {
	if i := strings.Index(s, ". "); i > 0 {
		s = s[:i]
	}
	return strings.TrimSuffix(s, ".")
}

// Cells returns the cells of a group as ranges: "D12 to D20, D34".
func (g Group) Cells() string {
	refs := make([]cell.Ref, len(g.Problems))
	for i, p := range g.Problems {
		refs[i] = p.Ref
	}
	return Ranges(refs)
}

// Ranges writes cells of one sheet in few words, those that follow each other
// in a column or, where they do not, in a row as a range, and equal ranges of
// neighbouring columns as one: "D12 to D20, F3 to H3, B3 to J9, K8". Whole rows and sheets are said as such. The same cell twice is
// said once.
func Ranges(refs []cell.Ref) string {
	var whole []string
	var cells []cell.Ref
	for _, r := range refs {
		switch {
		case r.Row == 0:
			whole = append(whole, Place(r))
		case r.Col == 0:
			whole = append(whole, Place(r))
		default:
			cells = append(cells, r)
		}
	}
	slices.SortFunc(cells, func(a, b cell.Ref) int { return cmp.Or(a.Col-b.Col, a.Row-b.Row) })
	cells = slices.Compact(cells)
	slices.Sort(whole)
	words := slices.Compact(whole)
	var alone []cell.Ref
	type run struct{ first, last cell.Ref }
	var runs []run
	for i := 0; i < len(cells); {
		j := i + 1
		for j < len(cells) && cells[j].Col == cells[i].Col && cells[j].Row == cells[j-1].Row+1 {
			j++
		}
		if j-i > 1 {
			next := run{cells[i], cells[j-1]}
			k := slices.IndexFunc(runs, func(r run) bool {
				return r.last.Col == next.first.Col-1 && r.first.Row == next.first.Row && r.last.Row == next.last.Row
			})
			if k >= 0 {
				runs[k].last = next.last
			} else {
				runs = append(runs, next)
			}
		} else {
			alone = append(alone, cells[i])
		}
		i = j
	}
	slices.SortFunc(alone, func(a, b cell.Ref) int { return cmp.Or(a.Row-b.Row, a.Col-b.Col) })
	for i := 0; i < len(alone); {
		j := i + 1
		for j < len(alone) && alone[j].Row == alone[i].Row && alone[j].Col == alone[j-1].Col+1 {
			j++
		}
		runs = append(runs, run{alone[i], alone[j-1]})
		i = j
	}
	slices.SortFunc(runs, func(a, b run) int { return cmp.Or(a.first.Row-b.first.Row, a.first.Col-b.first.Col) })
	for _, r := range runs {
		if r.first == r.last {
			words = append(words, address(r.first))
		} else {
			words = append(words, address(r.first)+" to "+address(r.last))
		}
	}
	return strings.Join(words, ", ")
}

// address is a cell without its sheet: "D14".
func address(r cell.Ref) string { return fmt.Sprintf("%s%d", cell.ColumnName(r.Col), r.Row) }

// Place says where a problem is, within its sheet: "D14", "row 12", "whole
// sheet" or "whole file".
func Place(r cell.Ref) string {
	switch {
	case r.Sheet == "":
		return "whole file"
	case r.Row == 0:
		return "whole sheet"
	case r.Col == 0:
		return fmt.Sprintf("row %d", r.Row)
	}
	return address(r)
}
