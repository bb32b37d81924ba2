package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"earlyhelp/shared/marked"
	"earlyhelp/shared/plausible"
	"earlyhelp/shared/prepare"
	"earlyhelp/shared/returns"
)

// checkCommand checks returns and lists where they lie.
func checkCommand(env *environment, args []string) int {
	fs := newFlags("check")
	asJSON := fs.Bool("json", false, "")
	code := fs.String("area", "", "")
	when := fs.String("period", "", "")
	mapping := fs.String("mapping", "", "")
	marks := fs.String("marked", "", "")
	table := fs.String("csv", "", "")
	args, err := parse(fs, args)
	if err != nil {
		return usage(env, "check", err)
	}
	o := options(env)
	a, p, err := whoseAndWhen(o.Register, *code, *when)
	if err == nil {
		o.Mapping, err = readMapping(*mapping)
	}
	names := expand(args)
	switch {
	case err != nil:
		return fail(env, "check", "%v", err)
	case len(names) == 0:
		return fail(env, "check", "say which file to check: earlyhelp check return.xlsx")
	case *marks != "" && len(names) > 1:
		return fail(env, "check", "-marked writes the copy of one file: check them one by one")
	case clash(names, *marks) != "" || clash(names, *table) != "":
		return fail(env, "check", "%s is to be checked: give another name to write", cmp.Or(clash(names, *marks), clash(names, *table)))
	}
	o.Area, o.Period = a.DFE, p
	found := make([]checked, 0, len(names))
	worst := exitOK
	for _, name := range names {
		one := check(name, o)
		worst = max(worst, exitOf(one.Verdict))
		found = append(found, one)
	}
	compareWithEarlier(found)
	if *asJSON {
		err = writeJSON(env.stdout, reports(found))
	} else {
		for i := range found {
			writeReport(env.stdout, &found[i].Report, o.Register)
		}
	}
	if err == nil && *table != "" {
		err = writeFile(*table, func(w io.Writer) error { return writeTable(w, reports(found)) })
	}
	if err == nil && *marks != "" {
		err = writeMarked(*marks, &found[0])
	}
	if err != nil {
		return fail(env, "check", "%v", err)
	}
	return worst
}

// clash returns the name that would be written over although it is read.
func clash(names []string, out string) string {
	if out != "" && slices.ContainsFunc(names, func(name string) bool { return sameFile(name, out) }) {
		return out
	}
	return ""
}

// A checked is a report and what it was made from.
type checked struct {
	prepare.Report
	data []byte
	read *returns.Return // of a return that was accepted
}

func reports(all []checked) []prepare.Report {
	found := []prepare.Report{}
	for _, c := range all {
		found = append(found, c.Report)
	}
	return found
}

// check reads and checks one file.
func check(name string, o prepare.Options) checked {
	data, why := readFile(name)
	if why != "" {
		return checked{Report: prepare.Unreadable(name, why)}
	}
	c := checked{Report: prepare.Check(data, name, o), data: data}
	if c.Kind == returns.KindReturn && c.Verdict == returns.Accepted {
		c.read = returns.Read(data, returns.ReadOptions{Register: o.Register, Today: o.Today}).Return
	}
	return c
}

// compareWithEarlier makes check V09 where several returns of one area and one
// length of period are checked together: the earlier ones are the history of
// the later. What needs national limits is checked on the website.
func compareWithEarlier(all []checked) {
	for i := range all {
		r := all[i].read
		if r == nil {
			continue
		}
		var earlier []*returns.Return
		for j := range all {
			if e := all[j].read; e != nil && e.Area == r.Area && e.Period.Kind() == r.Period.Kind() && e.Period.Compare(r.Period) < 0 &&
				!slices.ContainsFunc(earlier, func(o *returns.Return) bool { return o.Period == e.Period }) {
				earlier = append(earlier, e)
			}
		}
		if len(earlier) == 0 {
			continue
		}
		slices.SortFunc(earlier, func(a, b *returns.Return) int { return a.Period.Compare(b.Period) })
		all[i].Add(plausible.Check(r, plausible.Context{Earlier: earlier}))
	}
}

// writeMarked writes the copy of a return with every problem at its cell.
func writeMarked(out string, c *checked) error {
	switch {
	case c.Kind != returns.KindReturn:
		return fmt.Errorf("-marked writes the copy of a return, and %s is none: use -csv for the problems of a list", c.File)
	case c.Verdict == returns.Refused:
		return fmt.Errorf("%s is not anonymous, so no marked copy is written", c.File)
	}
	return writeFile(out, func(w io.Writer) error { return marked.Write(w, c.data, c.Cells()) })
}

// exitOf returns the exit code of a verdict.
func exitOf(v returns.Verdict) int {
	switch v {
	case returns.Accepted:
		return exitOK
	case returns.Rejected:
		return exitProblems
	case returns.Refused:
		return exitRefused
	}
	return exitUsage
}
