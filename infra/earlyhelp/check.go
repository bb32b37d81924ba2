package main

import (
	"crypto/sha256"
	"encoding/hex"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
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
	c := checker{register: area.England(), catalogue: indicator.All(), today: period.DateOf(env.now())}
	a, p, err := whoseAndWhen(c.register, *code, *when)
	if err != nil {
		return fail(env, "check", "%v", err)
	}
	if len(names) == 0 {
		return fail(env, "check", "say which file to check: earlyhelp check return.xlsx")
	}
	c.area, c.period = a.DFE, p
	found, worst := []checked{}, exitOK
	for _, name := range expand(names) {
		one := c.check(name)
		found = append(found, one)
		worst = max(worst, exitOf(one.Verdict))
		if !*asJSON {
			one.write(env.stdout, c.register)
		}
	}
	if *asJSON {
		if err := writeJSON(env.stdout, found); err != nil {
			return fail(env, "check", "%v", err)
		}
	}
	return worst
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

// A checker holds what files are checked against.
type checker struct {
	register  *area.Register
	catalogue *indicator.Catalogue
	today     period.Date
	area      string
	period    period.Period
}

// check reads one file as what it is, a list or a return.
func (c *checker) check(name string) checked {
	data, why := readFile(name)
	if why != "" {
		return unreadable(name, why)
	}
	if isList(data, name) {
		return c.checkList(name, data)
	}
	r := returns.Read(data, returns.ReadOptions{Register: c.register, Today: c.today, Area: c.area, Period: c.period})
	found := newChecked(name, r.Kind, r.Area, r.Period, r.Verdict, r.Problems)
	found.Privacy = append(found.Privacy, r.Privacy...)
	if r.Return != nil {
		found.Figures = append(found.Figures, benchmark.Figures(r.Return, c.catalogue, c.register)...)
	}
	return found
}

func (c *checker) checkList(name string, data []byte) checked {
	r := list.Read(data, name, list.Options{Register: c.register, Area: c.area, Period: c.period})
	found := newChecked(name, r.Kind, r.Area, r.Period, r.Verdict, r.Problems)
	found.list = r.List
	if r.Verdict == returns.Accepted {
		found.Figures = append(found.Figures, c.figures(r.List)...)
	}
	return found
}

// figures returns the figures that the aggregation of a list would give.
func (c *checker) figures(l *list.List) []benchmark.Figure {
	return benchmark.Figures(&returns.Return{Area: l.Area, Period: l.Period, Counts: list.Aggregate(l).Counts}, c.catalogue, c.register)
}

// isList reports whether a file is to be read as a list: CSV, or a workbook
// with the sheets of one.
func isList(data []byte, name string) bool {
	if list.IsCSV(data, name) {
		return true
	}
	b, err := workbook.Open(data, nil)
	return err == nil && list.Is(b)
}

// A checked is the answer about one file, as `check -json` prints it.
type checked struct {
	File     string             `json:"file"`
	Kind     string             `json:"kind"`
	Area     string             `json:"area"`
	Period   period.Period      `json:"period"`
	Verdict  returns.Verdict    `json:"verdict"`
	Problems []problem          `json:"problems"`
	Privacy  []cell.Finding     `json:"privacy"`
	Figures  []benchmark.Figure `json:"figures"`

	list *list.List // of a list that could be read
}

// A problem is a cell.Problem in the words of the contract: what stops a file
// is an error, the rest are warnings.
type problem struct {
	Ref      cell.Ref `json:"ref"`
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Value    string   `json:"value"`
}

const (
	isError   = "error"
	isWarning = "warning"
)

func newChecked(name, kind, dfe string, p period.Period, v returns.Verdict, problems []cell.Problem) checked {
	found := checked{File: name, Kind: kind, Area: dfe, Period: p, Verdict: v,
		Problems: []problem{}, Privacy: []cell.Finding{}, Figures: []benchmark.Figure{}}
	for _, p := range problems {
		found.Problems = append(found.Problems, newProblem(p))
	}
	return found
}

func newProblem(p cell.Problem) problem {
	severity := isWarning
	if p.Severity == cell.Stop {
		severity = isError
	}
	return problem{p.Ref, p.Rule, severity, p.Message, p.Value}
}

// unreadable is the answer about a file that could not be opened.
func unreadable(name, message string) checked {
	return newChecked(name, "", "", period.Period{}, returns.Unreadable,
		[]cell.Problem{{Rule: "V01", Severity: cell.Stop, Message: message}})
}

// hashOf returns the SHA-256 of a file in hexadecimal.
func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
