package prepare

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// An Outcome is what became of a list: its report and, where that is
// accepted, the return with its counts.
type Outcome struct {
	Report
	List    string        `json:"list"`    // SHA-256 of the list; of two files, of the one after the other
	Kept    []string      `json:"kept"`    // measures that the list cannot give and that stay as typed
	Reasons []list.Reason `json:"reasons"` // why a measure is [x] or less than exact

	// Counts are those of the sheets that a list can fill, one by one, in the
	// order of the return.
	Counts []Count `json:"counts"`

	// Return is the workbook; nil when the list or the return to write into
	// has problems to put right.
	Return []byte `json:"-"`
}

// NoOutcome is the outcome of a list from which no return is made.
func NoOutcome(r Report) Outcome {
	return Outcome{Report: r, Kept: []string{}, Reasons: []list.Reason{}, Counts: []Count{}}
}

// Made reports whether a return was made.
func (o *Outcome) Made() bool { return o.Return != nil }

// Aggregate checks a list and makes the return with its counts. into is a
// return to write into, whose other figures are kept; nil for a new one. With
// a problem in either there is no return, and the report says which. The
// error is one of writing the workbook.
func Aggregate(data []byte, name string, into []byte, o Options) (Outcome, error) {
	o = o.withDefaults()
	answer := func(r Report) (Outcome, error) { return NoOutcome(r), nil }
	if !o.isList(data, name) {
		return answer(o.notList(data, name))
	}
	base, bad := o.base(into)
	if bad != nil {
		return answer(*bad)
	}
	if base != nil && list.IsCSV(data, name) { // which has no Cover
		o.Area = cmp.Or(o.Area, base.Area)
		if o.Period.IsZero() {
			o.Period = base.Period
		}
	}
	report, read := o.checkList(data, name)
	if read != nil && report.Area == "" {
		report.reject("V02", "The list does not say whose it is", "A CSV file does not say whose list it is: give the local authority with -area, such as -area 383, or the return to write into with -into.")
	}
	if read != nil && base != nil && (base.Area != report.Area || base.Period != report.Period) {
		report.reject("V03", "The return is of another area or period", fmt.Sprintf("%s is the return of %s for %s, and the list is of %s for %s: use the return of the same area and period.", o.Into, base.Area, base.Period, report.Area, report.Period))
	}
	if report.Verdict != returns.Accepted {
		return answer(report)
	}
	return o.write(report, read, Hash(slices.Concat(data, o.Second)), base)
}

// notList says what a file is that is not a list.
func (o *Options) notList(data []byte, name string) Report {
	r := returns.Read(data, returns.ReadOptions{Register: o.Register, Today: o.Today})
	if r.Kind == returns.KindReturn {
		return Unreadable(name, "This is a return, not a list: give it with -into to write the counts of a list into it.")
	}
	read := list.Read(data, name, list.Options{Register: o.Register, Mapping: o.Mapping})
	return newReport(name, "", "", period.Period{}, returns.Unreadable, read.Problems)
}

// base reads the return to write into, nil when there is none. What is blank
// in it, or does not add up yet, is no matter; what cannot be read would be
// lost, so it is a problem.
func (o *Options) base(data []byte) (*returns.Return, *Report) {
	if data == nil {
		return nil, nil
	}
	// The period may still be running: only sending waits for its end.
	r := returns.Read(data, returns.ReadOptions{Register: o.Register, Today: period.NewDate(9999, 12, 31)})
	bad := newReport(o.Into, r.Kind, r.Area, r.Period, r.Verdict, r.Problems)
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
		bad.Problems = newReport(o.Into, r.Kind, r.Area, r.Period, bad.Verdict, lost).Problems
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

// write makes the return and completes the answer about the list.
func (o *Options) write(report Report, read *list.List, hash string, base *returns.Return) (Outcome, error) {
	made := NoOutcome(report)
	made.List = hash
	counted := list.Aggregate(read)
	r := &returns.Return{Counts: counted.Counts}
	if base != nil {
		r = base
		var changed []cell.Problem
		var kept []string
		r.Counts, kept, changed = merge(base.Counts, counted.Counts)
		made.Kept = append(made.Kept, kept...)
		for _, p := range changed {
			changed := newProblem(p)
			changed.File = o.Into // not a cell of the list
			made.Problems = append(made.Problems, changed)
		}
	}
	for _, reason := range counted.Reasons {
		if !slices.Contains(made.Kept, reason.Measure) && !slices.Contains(made.Kept, reason.Measure+" by "+reason.Breakdown) {
			made.Reasons = append(made.Reasons, reason)
		}
	}
	made.Counts = append(made.Counts, shownCounts(r.Counts, counted.Counts)...)
	r.MadeFrom = returns.MadeFrom{Tool: o.Tool, List: hash, Date: o.Today.String()}
	a, _ := o.Register.Find(report.Area)
	var b bytes.Buffer
	if err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: a, Period: report.Period, Prefill: r}); err != nil {
		return made, fmt.Errorf("write the return of %s: %w", report.File, err)
	}
	made.Return = b.Bytes()
	return made, nil
}
