package main

import (
	"encoding/json"
	"fmt"
	"io"
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

// writeReport prints the answer about one file for a person: whose it is, what is
// wrong by sheet and cell, and in the last line the verdict and what to do.
func writeReport(w io.Writer, c *prepare.Report, register *area.Register) {
	if c.Verdict == returns.Unreadable && len(c.Problems) == 1 {
		fmt.Fprintf(w, "%s: unreadable. %s\n", c.File, c.Problems[0].Message)
		return
	}
	fmt.Fprintln(w, title(c, register))
	if len(c.Privacy) > 0 {
		fmt.Fprintln(w, "\nNot anonymous")
		for _, f := range c.Privacy {
			fmt.Fprintf(w, "  %-10s  %s\n", place(f.Ref), f.Message)
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

// writeProblems prints the problems of one severity under a heading, grouped
// by sheet, and returns how many there are.
func writeProblems(w io.Writer, c *prepare.Report, severity, heading string) int {
	n, sheet := 0, "-"
	for _, p := range c.Problems {
		if p.Severity != severity || p.Rule == "P04" && c.Kind == list.Kind {
			continue // of P04 the last line speaks
		}
		if n++; n == 1 {
			fmt.Fprintf(w, "\n%s\n", heading)
		}
		if at := strings.TrimSpace(p.File + " " + p.Ref.Sheet); at != sheet {
			if sheet = at; sheet != "" {
				fmt.Fprintf(w, "  %s\n", sheet)
			}
		}
		at := place(p.Ref)
		if p.Ref.Sheet != "" {
			at = strings.TrimPrefix(strings.TrimPrefix(at, p.Ref.Sheet), "!")
			if at == "" {
				at = "sheet"
			}
		}
		fmt.Fprintf(w, "    %-8s %s [%s]\n", at, p.Message, p.Rule)
	}
	return n
}

func place(r cell.Ref) string { return r.String() }

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
