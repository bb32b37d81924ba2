package main

import (
	"earlyhelp/shared/prepare"
	"earlyhelp/shared/returns"
)

// checkCommand checks returns and lists where they lie.
func checkCommand(env *environment, args []string) int {
	fs := newFlags("check")
	asJSON := fs.Bool("json", false, "")
	code := fs.String("area", "", "")
	when := fs.String("period", "", "")
	names, err := parse(fs, args)
	if err != nil {
		return usage(env, "check", err)
	}
	o := options(env)
	a, p, err := whoseAndWhen(o.Register, *code, *when)
	if err != nil {
		return fail(env, "check", "%v", err)
	}
	if len(names) == 0 {
		return fail(env, "check", "say which file to check: earlyhelp check return.xlsx")
	}
	o.Area, o.Period = a.DFE, p
	found, worst := []prepare.Report{}, exitOK
	for _, name := range expand(names) {
		one := check(name, o)
		found = append(found, one)
		worst = max(worst, exitOf(one.Verdict))
		if !*asJSON {
			writeReport(env.stdout, &one, o.Register)
		}
	}
	if *asJSON {
		if err := writeJSON(env.stdout, found); err != nil {
			return fail(env, "check", "%v", err)
		}
	}
	return worst
}

// check reads and checks one file.
func check(name string, o prepare.Options) prepare.Report {
	data, why := readFile(name)
	if why != "" {
		return prepare.Unreadable(name, why)
	}
	return prepare.Check(data, name, o)
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
