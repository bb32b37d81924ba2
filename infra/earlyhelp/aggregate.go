package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// aggregateCommand turns a list into the return with its counts.
func aggregateCommand(env *environment, args []string) int {
	fs := newFlags("aggregate")
	asJSON := fs.Bool("json", false, "")
	into := fs.String("into", "", "")
	out := fs.String("out", "", "")
	code := fs.String("area", "", "")
	when := fs.String("period", "", "")
	names, err := parse(fs, args)
	if err != nil {
		return usage(env, "aggregate", err)
	}
	g := aggregator{checker: checker{register: area.England(), catalogue: indicator.All(), today: period.DateOf(env.now())}}
	a, p, err := whoseAndWhen(g.register, *code, *when)
	switch {
	case err != nil:
		return fail(env, "aggregate", "%v", err)
	case len(names) != 1:
		return fail(env, "aggregate", "name one list: earlyhelp aggregate list.xlsx -out return.xlsx")
	case *out == "":
		return fail(env, "aggregate", "say which return to write with -out, such as -out return.xlsx")
	case sameFile(names[0], *out):
		return fail(env, "aggregate", "%s is the list: give the return another name with -out", *out)
	}
	g.area, g.period = a.DFE, p
	answer, err := g.aggregate(names[0], *into, *out)
	if err != nil {
		return fail(env, "aggregate", "%v", err)
	}
	if *asJSON {
		if err := writeJSON(env.stdout, answer); err != nil {
			return fail(env, "aggregate", "%v", err)
		}
	} else {
		answer.write(env.stdout, g.register)
	}
	return min(exitOf(answer.Verdict), exitUsage)
}

// sameFile reports whether two names are one file that exists.
func sameFile(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// An aggregated is the answer of `aggregate -json`: that of check about the
// list, and what was written. Out is empty when nothing was.
type aggregated struct {
	checked
	Out     string        `json:"out"`
	List    string        `json:"list"` // SHA-256 of the list
	Kept    []string      `json:"kept"` // measures that the list cannot give and that stay as typed
	Reasons []list.Reason `json:"reasons"`

	counts []returns.Count
}

// An aggregator makes the return of one list.
type aggregator struct{ checker }

// aggregate reads the list and the return to write into, and writes the
// return. Nothing is written when either has a problem. The error is that of
// writing.
func (g *aggregator) aggregate(name, into, out string) (aggregated, error) {
	answer := func(c checked) (aggregated, error) {
		return aggregated{checked: c, Kept: []string{}, Reasons: []list.Reason{}}, nil
	}
	data, why := readFile(name)
	if why != "" {
		return answer(unreadable(name, why))
	}
	if !isList(data, name) {
		return answer(g.notList(name, data))
	}
	base, bad := g.base(into)
	if bad != nil {
		return answer(*bad)
	}
	if base != nil && list.IsCSV(data, name) { // which has no Cover
		g.area = cmp.Or(g.area, base.Area)
		if g.period.IsZero() {
			g.period = base.Period
		}
	}
	found := g.checkList(name, data)
	if found.Verdict == returns.Accepted && found.Area == "" {
		found.reject("V02", "A CSV file does not say whose list it is: give the local authority with -area, such as -area 383, or the return to write into with -into.")
	}
	if found.Verdict == returns.Accepted && base != nil && (base.Area != found.Area || base.Period != found.Period) {
		found.reject("V03", fmt.Sprintf("%s is the return of %s for %s, and the list is of %s for %s: use the return of the same area and period.", into, base.Area, base.Period, found.Area, found.Period))
	}
	if found.Verdict != returns.Accepted {
		return answer(found)
	}
	return g.write(found, data, base, into, out)
}

// notList says what a file is that is not a list.
func (g *aggregator) notList(name string, data []byte) checked {
	r := returns.Read(data, returns.ReadOptions{Register: g.register, Today: g.today})
	if r.Kind == returns.KindReturn {
		return unreadable(name, "This is a return, not a list: give it with -into to write the counts of a list into it.")
	}
	read := list.Read(data, name, list.Options{Register: g.register})
	return newChecked(name, "", "", period.Period{}, returns.Unreadable, read.Problems)
}

// reject adds a problem with the file as a whole.
func (c *checked) reject(rule, message string) {
	c.Verdict = returns.Rejected
	c.Figures = c.Figures[:0]
	c.Problems = append(c.Problems, problem{Rule: rule, Severity: isError, Message: message})
}

// base reads the return to write into, nil when there is none. What is blank
// in it, or does not add up yet, is no matter; what cannot be read would be
// lost, so it is a problem.
func (g *aggregator) base(into string) (*returns.Return, *checked) {
	if into == "" {
		return nil, nil
	}
	data, why := readFile(into)
	if why != "" {
		bad := unreadable(into, why)
		return nil, &bad
	}
	// The period may still be running: only sending waits for its end.
	r := returns.Read(data, returns.ReadOptions{Register: g.register, Today: period.NewDate(9999, 12, 31)})
	bad := newChecked(into, r.Kind, r.Area, r.Period, r.Verdict, r.Problems)
	bad.Privacy = append(bad.Privacy, r.Privacy...)
	if r.Return == nil || r.Kind != returns.KindReturn {
		return nil, &bad
	}
	filled := filledCells(data)
	lost := slices.DeleteFunc(slices.Clone(r.Problems), func(p cell.Problem) bool {
		return p.Severity != cell.Stop || p.Rule == "V04" || p.Rule == "V05" || p.Rule == "V03" && !filled[p.Ref]
	})
	if len(lost) > 0 || r.Return.Area == "" || r.Return.Period.IsZero() {
		bad.Verdict = returns.Rejected
		bad.Problems = newChecked(into, r.Kind, r.Area, r.Period, bad.Verdict, lost).Problems
		return nil, &bad
	}
	return r.Return, nil
}

// filledCells returns the cells of a workbook that hold something.
func filledCells(data []byte) map[cell.Ref]bool {
	filled := map[cell.Ref]bool{}
	b, err := workbook.Open(data, nil)
	if err != nil {
		return filled // and it was not a return either
	}
	for _, s := range b.Sheets() {
		for row, err := range b.Rows(s.Name) {
			if err != nil {
				break
			}
			for _, c := range row.Cells {
				filled[cell.Ref{Sheet: s.Name, Row: row.Number, Col: c.Col}] = true
			}
		}
	}
	return filled
}

// write writes the return and completes the answer about the list.
func (g *aggregator) write(found checked, data []byte, base *returns.Return, into, out string) (aggregated, error) {
	answer := aggregated{checked: found, Out: out, List: hashOf(data), Kept: []string{}, Reasons: []list.Reason{}}
	if err := g.mayLose(out, into); err != nil {
		return answer, err
	}
	counts := list.Aggregate(found.list)
	answer.counts = counts.Counts
	r := &returns.Return{Counts: counts.Counts}
	if base != nil {
		r = base
		var kept []string
		var changed []cell.Problem
		r.Counts, kept, changed = merge(base.Counts, counts.Counts)
		answer.Kept = append(answer.Kept, kept...)
		for _, p := range changed {
			p.Ref.Sheet = into + " " + p.Ref.Sheet // not a sheet of the list
			answer.Problems = append(answer.Problems, newProblem(p))
		}
	}
	for _, reason := range counts.Reasons {
		if !slices.Contains(answer.Kept, reason.Measure) {
			answer.Reasons = append(answer.Reasons, reason)
		}
	}
	r.MadeFrom = returns.MadeFrom{Tool: "earlyhelp " + version, List: answer.List, Date: g.today.String()}
	a, _ := g.register.Find(found.Area)
	return answer, writeFile(out, func(w io.Writer) error {
		return returns.WriteTemplate(w, returns.TemplateOptions{Area: a, Period: found.Period, Prefill: r})
	})
}

// mayLose refuses to write over a return that holds figures which the new one
// would not: those typed on sheets that no list can fill.
func (g *aggregator) mayLose(out, into string) error {
	if into != "" && sameFile(out, into) {
		return nil
	}
	data, why := readFile(out)
	if why != "" {
		return nil // not there, or nothing that can be a return
	}
	r := returns.Read(data, returns.ReadOptions{Register: g.register, Today: g.today})
	if r.Return == nil {
		return fmt.Errorf("%s exists and is not a return: give another name with -out", out)
	}
	for _, c := range r.Return.Counts {
		if c.Sheet != returns.EarlyHelp && c.Sheet != returns.Referrals && into == "" {
			return fmt.Errorf("%s holds figures that were typed: add -into %s to keep them, or give another name with -out", out, out)
		}
	}
	return nil
}

// write prints the answer for a person: what check would say of a list with
// problems, else the totals and what to do next.
func (a *aggregated) write(w io.Writer, register *area.Register) {
	if a.Out == "" {
		a.checked.write(w, register)
		if a.Verdict != returns.Unreadable {
			fmt.Fprintln(w, "Nothing was written.")
		}
		return
	}
	fmt.Fprintln(w, a.title(register))
	said := a.checked
	said.Problems = slices.DeleteFunc(slices.Clone(a.Problems), func(p problem) bool { return p.Rule == "V13" }) // the reasons say it
	said.writeProblems(w, isWarning, "To know or explain")
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range a.counts {
		switch {
		case c.Breakdown != returns.Total:
		case slices.Contains(a.Kept, c.Measure):
			fmt.Fprintf(table, "  %s\tas typed\n", c.Measure)
		case c.State == returns.Known:
			fmt.Fprintf(table, "  %s\t%.0f\n", c.Measure, c.N)
		default:
			fmt.Fprintf(table, "  %s\t[%s]\n", c.Measure, c.State)
		}
	}
	table.Flush()
	if len(a.Reasons) > 0 {
		fmt.Fprintln(w)
	}
	for _, reason := range a.Reasons {
		fmt.Fprintf(w, "  %s: %s\n", reason.Measure, reason.Why)
	}
	fmt.Fprintf(w, "\nWrote %s, which holds counts only. Fill in what is left, check it with earlyhelp check %s, and send that file. The list stays with you and must not be sent.\n", a.Out, a.Out)
}
