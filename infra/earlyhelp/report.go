package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/list"
	"earlyhelp/shared/prepare"
	"earlyhelp/shared/returns"
)

// writeJSON writes v as indented JSON. Messages hold quotation marks and
// signs that are not to be escaped for a web page.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// writeReport prints the answer about one file for a person: whose it is, what
// is wrong by sheet and kind with every cell named, and in the last line the
// verdict and what to do.
func writeReport(w io.Writer, c *prepare.Report, register *area.Register) {
	if c.Verdict == returns.Unreadable && len(c.Problems) == 1 {
		fmt.Fprintf(w, "%s: unreadable. %s\n", c.File, c.Problems[0].Message)
		return
	}
	fmt.Fprintln(w, title(c, register))
	if len(c.Privacy) > 0 {
		fmt.Fprintln(w, "\nNot anonymous")
		for _, f := range c.Privacy {
			fmt.Fprintf(w, "  %-10s  %s\n", f.Ref, f.Message)
		}
	}
	errors := writeProblems(w, c, prepare.Error, "To put right")
	writeProblems(w, c, prepare.Warning, "To know or explain")
	fmt.Fprintf(w, "\n%s\n\n", conclusion(c, errors))
}

func title(c *prepare.Report, register *area.Register) string {
	var about []string
	if c.Kind != "" {
		about = append(about, c.Kind)
	}
	if a, ok := register.Find(c.Area); ok && c.Area != "" {
		about = append(about, "of "+a.Label())
	}
	if !c.Period.IsZero() {
		about = append(about, "for "+c.Period.Words())
	}
	if len(about) == 0 {
		return c.File
	}
	return c.File + ": " + strings.Join(about, " ")
}

// mostSaid is how many cells of one kind of mistake have their message printed;
// the others are named by the cells beside the headline.
const mostSaid = 3

// writeProblems prints the problems of one severity under a heading, those of
// one kind on one sheet together, and returns how many there are.
func writeProblems(w io.Writer, c *prepare.Report, severity, heading string) int {
	byFile := map[string][]cell.Problem{}
	files := []string{}
	n := 0
	for _, p := range c.Problems {
		if p.Severity != severity || p.Rule == "P04" && c.Kind == list.Kind {
			continue // of P04 the last line speaks
		}
		if _, ok := byFile[p.File]; !ok {
			files = append(files, p.File)
		}
		byFile[p.File] = append(byFile[p.File], p.Cell())
		n++
	}
	if n > 0 {
		fmt.Fprintf(w, "\n%s\n", heading)
	}
	for _, file := range files {
		sheet := "-"
		groups := cell.Group(byFile[file])
		// The kinds of one sheet stand together, in the order of the sheets.
		slices.SortStableFunc(groups, func(a, b cell.Grouped) int { return cmp.Compare(firstOf(groups, a.Sheet), firstOf(groups, b.Sheet)) })
		for _, g := range groups {
			if at := strings.TrimSpace(file + " " + g.Sheet); at != sheet {
				if sheet = at; sheet != "" {
					fmt.Fprintf(w, "  %s\n", sheet)
				}
			}
			writeGroup(w, g)
		}
	}
	return n
}

// firstOf returns where the first group of a sheet stands.
func firstOf(groups []cell.Grouped, sheet string) int {
	return slices.IndexFunc(groups, func(g cell.Grouped) bool { return g.Sheet == sheet })
}

// writeGroup prints one kind of mistake: a single one on a line, several under
// their headline with every cell named.
func writeGroup(w io.Writer, g cell.Grouped) {
	line := func(p cell.Problem, rule string) {
		at := strings.TrimPrefix(strings.TrimPrefix(p.Ref.String(), p.Ref.Sheet), "!")
		if p.Ref.Sheet != "" && at == "" {
			at = "sheet"
		}
		fmt.Fprintf(w, "    %-8s %s%s\n", at, p.Message, rule)
	}
	rule := fmt.Sprintf(" [%s]", g.Rule)
	if len(g.Problems) == 1 {
		line(g.Problems[0], rule)
		return
	}
	cells := g.Cells()
	if cells != "" {
		cells = ": " + cells
	}
	fmt.Fprintf(w, "    %s (%d)%s%s\n", g.Headline, len(g.Problems), cells, rule)
	said := map[string]bool{}
	for _, p := range g.Problems {
		if said[p.Message] || len(said) == mostSaid {
			continue
		}
		said[p.Message] = true
		fmt.Fprint(w, "  ")
		line(p, "")
	}
}

// conclusion is the last line: the verdict, and what to do next.
func conclusion(c *prepare.Report, errors int) string {
	switch {
	case c.Verdict == returns.Refused:
		return "Refused: this return is not anonymous. Remove what is named above, or start from a new template, and check again. Do not send this file."
	case c.Verdict == returns.Unreadable:
		return "Unreadable: this is neither a return nor a list. Start from a template: earlyhelp template."
	case c.Verdict == returns.Rejected:
		return fmt.Sprintf("Rejected: %s to put right. Correct %s and check again.", plural(errors, "problem"), map[bool]string{true: "it", false: "them"}[errors == 1])
	case c.Kind == list.Kind:
		whose := "" // a CSV file does not say
		if c.Area == "" {
			whose = fmt.Sprintf(" -area CODE -period %s", c.Period)
		}
		return fmt.Sprintf("Accepted: %s. This list stays with you and must not be sent. Next: earlyhelp aggregate %s%s -out return.xlsx", plural(c.Rows, "row"), c.File, whose)
	}
	return "Accepted: this return can be sent."
}

// plural returns "1 problem" or "2 problems".
func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// writeTable writes the problems and findings of several files as CSV, one a
// row, to be worked through in a spreadsheet program. The byte order mark makes
// Excel read it as UTF-8.
func writeTable(w io.Writer, reports []prepare.Report) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	rows := [][]string{{"file", "sheet", "cell", "rule", "severity", "problem", "message", "value"}}
	for _, r := range reports {
		for _, f := range r.Privacy {
			rows = append(rows, []string{r.File, f.Ref.Sheet, address(f.Ref), string(f.Kind), prepare.Error, "Not anonymous", f.Message, ""})
		}
		for _, p := range r.Problems {
			severity := p.Severity
			if p.Explain {
				severity = "explain"
			}
			rows = append(rows, []string{cmp.Or(p.File, r.File), p.Ref.Sheet, address(p.Ref), p.Rule, severity, p.Group, p.Message, p.Value})
		}
	}
	for _, row := range rows {
		for i, v := range row {
			row[i] = cell.Inert(v)
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// address is a cell without its sheet, "" for a whole sheet or file.
func address(r cell.Ref) string {
	if r.Sheet == "" || r.Row == 0 {
		return ""
	}
	return strings.TrimPrefix(r.String(), r.Sheet+"!")
}
