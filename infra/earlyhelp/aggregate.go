package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"earlyhelp/shared/area"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/prepare"
	"earlyhelp/shared/returns"
)

// aggregateCommand turns a list into the return with its counts.
func aggregateCommand(env *environment, args []string) int {
	fs := newFlags("aggregate")
	asJSON := fs.Bool("json", false, "")
	into := fs.String("into", "", "")
	out := fs.String("out", "", "")
	code := fs.String("area", "", "")
	when := fs.String("period", "", "")
	mapping := fs.String("mapping", "", "")
	names, err := parse(fs, args)
	if err != nil {
		return usage(env, "aggregate", err)
	}
	o := options(env)
	a, p, err := whoseAndWhen(o.Register, *code, *when)
	if err == nil {
		o.Mapping, err = readMapping(*mapping)
	}
	switch {
	case err != nil:
		return fail(env, "aggregate", "%v", err)
	case len(names) == 0 || len(names) > 2:
		return fail(env, "aggregate", "name one list, or two CSV files of events and audited cases: earlyhelp aggregate list.xlsx -out return.xlsx")
	case *out == "":
		return fail(env, "aggregate", "say which return to write with -out, such as -out return.xlsx")
	case clash(names, *out) != "":
		return fail(env, "aggregate", "%s is the list: give the return another name with -out", *out)
	}
	o.Area, o.Period, o.Into = a.DFE, p, *into
	answer, err := aggregate(names, *into, *out, o)
	if err != nil {
		return fail(env, "aggregate", "%v", err)
	}
	if *asJSON {
		if err := writeJSON(env.stdout, answer); err != nil {
			return fail(env, "aggregate", "%v", err)
		}
	} else {
		answer.write(env.stdout, o.Register)
	}
	return min(exitOf(answer.Verdict), exitUsage)
}

// options returns what every file is checked against.
func options(env *environment) prepare.Options {
	return prepare.Options{Register: area.England(), Today: period.DateOf(env.now()), Tool: "earlyhelp " + version}
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
	prepare.Outcome
	Out string `json:"out"`
}

// aggregate reads the list and the return to write into, and writes the
// return. Nothing is written when either has a problem. The error is that of
// writing.
func aggregate(names []string, into, out string, o prepare.Options) (aggregated, error) {
	none := func(name, why string) (aggregated, error) {
		return aggregated{Outcome: prepare.NoOutcome(prepare.Unreadable(name, why))}, nil
	}
	data, why := readFile(names[0])
	if why != "" {
		return none(names[0], why)
	}
	if len(names) > 1 {
		o.SecondName = names[1]
		if o.Second, why = readFile(names[1]); why != "" {
			return none(names[1], why)
		}
	}
	var base []byte
	if into != "" {
		if base, why = readFile(into); why != "" {
			return none(into, why)
		}
	}
	made, err := prepare.Aggregate(data, names[0], base, o)
	if err != nil || !made.Made() {
		return aggregated{Outcome: made}, err
	}
	if err := mayLose(out, into, made.Counts, o); err != nil {
		return aggregated{}, err
	}
	return aggregated{made, out}, writeFile(out, func(w io.Writer) error {
		_, err := w.Write(made.Return)
		return err
	})
}

// mayLose refuses to write over a return that holds figures which the new one
// would not: those typed of what the list does not give.
func mayLose(out, into string, counts []prepare.Count, o prepare.Options) error {
	if into != "" {
		if !sameFile(out, into) {
			return isReturn(out, o)
		}
		return nil
	}
	if err := isReturn(out, o); err != nil {
		return err
	}
	given := map[returns.Key]bool{}
	for _, c := range counts {
		given[returns.Key{Measure: c.Measure, Breakdown: c.Breakdown, Category: c.Category}] = c.Value != "[x]"
	}
	data, why := readFile(out)
	if why != "" {
		return nil // not there
	}
	r := returns.Read(data, returns.ReadOptions{Register: o.Register, Today: o.Today})
	for _, c := range r.Return.Counts {
		if c.State == returns.Known && c.Breakdown != "locality" && c.Ref.Row > 0 && !given[c.Key()] {
			return fmt.Errorf("%s holds figures that were typed: add -into %s to keep them, or give another name with -out", out, out)
		}
	}
	return nil
}

// isReturn refuses to write over a file that is there and is no return.
func isReturn(out string, o prepare.Options) error {
	data, why := readFile(out)
	if why != "" {
		return nil // not there, or nothing that can be a return
	}
	if r := returns.Read(data, returns.ReadOptions{Register: o.Register, Today: o.Today}); r.Return == nil {
		return fmt.Errorf("%s exists and is not a return: give another name with -out", out)
	}
	return nil
}

// write prints the answer for a person: what check would say of a list with
// problems, else the totals and what to do next.
func (a *aggregated) write(w io.Writer, register *area.Register) {
	if a.Out == "" {
		writeReport(w, &a.Report, register)
		if a.Verdict != returns.Unreadable {
			fmt.Fprintln(w, "Nothing was written.")
		}
		return
	}
	fmt.Fprintln(w, title(&a.Report, register))
	said := a.Report
	said.Problems = slices.DeleteFunc(slices.Clone(a.Problems), func(p prepare.Problem) bool { return p.Rule == "V13" }) // the reasons say it
	writeProblems(w, &said, prepare.Warning, "To know or explain")
	writeTotals(w, a.Counts)
	writeReasons(w, a.Reasons)
	fmt.Fprintf(w, "\nWrote %s, which holds counts only. Fill in what is left, check it with earlyhelp check %s, and send that file. The list stays with you and must not be sent.\n", a.Out, a.Out)
}

// writeTotals prints the totals by sheet; breakdowns are in the return.
func writeTotals(w io.Writer, counts []prepare.Count) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	sheet := ""
	for _, c := range counts {
		if c.Breakdown != returns.Total {
			continue
		}
		if c.Sheet != sheet {
			sheet = c.Sheet
			fmt.Fprintf(table, "\n%s\n", sheet)
		}
		value := c.Value
		if c.Typed {
			value += " as typed"
		}
		fmt.Fprintf(table, "  %s\t%s\n", c.Title, value)
	}
	table.Flush()
}

// writeReasons prints why figures are [x] or less than exact, a reason once
// with all that it is the reason of.
func writeReasons(w io.Writer, reasons []list.Reason) {
	var order []string
	about := map[string][]string{}
	for _, r := range reasons {
		title := r.Title
		if r.Breakdown != "" {
			b, _ := returns.FindBreakdown(r.Breakdown)
			title += " by " + strings.ToLower(b.Title)
		}
		if about[r.Why] == nil {
			order = append(order, r.Why)
		}
		about[r.Why] = append(about[r.Why], title)
	}
	if len(order) > 0 {
		fmt.Fprintln(w, "\nNot from this list, or less than exact")
	}
	for _, why := range order {
		fmt.Fprintf(w, "  %s\n    %s\n", why, strings.Join(about[why], "; "))
	}
}
