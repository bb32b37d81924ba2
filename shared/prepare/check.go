package prepare

import (
	"cmp"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// Options says what files are checked against. Nothing in it is changed.
type Options struct {
	Register  *area.Register       // nil: area.England()
	Catalogue *indicator.Catalogue // nil: indicator.All()
	Today     period.Date          // a return of a period that has not ended cannot be sent

	// Area (DfE number) and Period are whose the file should be and of when;
	// "" and zero when the file says so itself. A CSV list says neither.
	Area   string
	Period period.Period

	Mapping *Mapping // names and words of the area's own extract; nil for the template's

	// Second is another CSV list of the same area and period that Aggregate
	// counts as well, and SecondName its name: one holds the events, the other
	// the audited cases. A workbook holds both.
	Second     []byte
	SecondName string

	Tool string // written into the return that Aggregate makes: "earlyhelp 1.0"
	Into string // name of the return to write into, for messages; "" is "the return"
}

func (o Options) withDefaults() Options {
	if o.Register == nil {
		o.Register = area.England()
	}
	if o.Catalogue == nil {
		o.Catalogue = indicator.All()
	}
	o.Into = cmp.Or(o.Into, "the return")
	return o
}

// Check reads one file as what it is, a list or a return, and reports every
// problem. name is the file's name, which tells CSV from a workbook. What can
// be read as neither is reported as unreadable; there is no other failure.
func Check(data []byte, name string, o Options) Report {
	o = o.withDefaults()
	if o.isList(data, name) {
		report, _ := o.checkList(data, name)
		return report
	}
	r := returns.Read(data, returns.ReadOptions{Register: o.Register, Today: o.Today, Area: o.Area, Period: o.Period})
	report := newReport(name, r.Kind, r.Area, r.Period, r.Verdict, r.Problems)
	report.Privacy = append(report.Privacy, r.Privacy...)
	if r.Return != nil {
		report.Figures = append(report.Figures, benchmark.Figures(r.Return, o.Catalogue, o.Register)...)
	}
	return report
}

// isList reports whether a file is to be read as a list: CSV, or a workbook
// with the sheets of one or of the mapping.
func (o *Options) isList(data []byte, name string) bool {
	if list.IsCSV(data, name) {
		return true
	}
	b, err := workbook.Open(data, nil)
	return err == nil && list.IsMapped(b, o.Mapping)
}

// checkList checks a list, and returns it as well when it is accepted.
func (o *Options) checkList(data []byte, name string) (Report, *list.List) {
	if o.Mapping != nil {
		if err := o.Mapping.Check(); err != nil {
			report := newReport(name, list.Kind, o.Area, o.Period, returns.Rejected, nil)
			for line := range strings.Lines(err.Error()) {
				line = strings.TrimSpace(line)
				report.reject("V02", "The mapping does not fit the list", strings.ToUpper(line[:1])+line[1:]+".")
			}
			return report, nil
		}
	}
	r := list.Read(data, name, list.Options{Register: o.Register, Area: o.Area, Period: o.Period, Mapping: o.Mapping})
	report := newReport(name, r.Kind, r.Area, r.Period, r.Verdict, r.Problems)
	if r.List != nil {
		report.Rows = len(r.List.Events) + len(r.List.Audits)
	}
	if r.Verdict != returns.Accepted || !o.join(&report, r.List) {
		return report, nil
	}
	counted := &returns.Return{Area: r.Area, Period: r.Period, Counts: list.Aggregate(r.List).Counts}
	report.Figures = append(report.Figures, benchmark.Figures(counted, o.Catalogue, o.Register)...)
	return report, r.List
}

// join reads the second list into the first. It reports false when that has a
// problem, which the report then names with its file.
func (o *Options) join(report *Report, l *list.List) bool {
	if o.Second == nil {
		return true
	}
	more := list.Read(o.Second, o.SecondName, list.Options{Register: o.Register, Area: l.Area, Period: l.Period, Mapping: o.Mapping})
	for _, p := range more.Problems {
		found := newProblem(p)
		found.File = o.SecondName
		report.Problems = append(report.Problems, found)
	}
	if more.Verdict == returns.Accepted && len(more.List.Events) > 0 && len(l.Events) > 0 {
		report.reject("V02", "Both files hold events", "Both files hold referrals or early help episodes: put these into one file, and audited cases into the other.")
		return false
	}
	if more.Verdict != returns.Accepted {
		report.Verdict = returns.Rejected
		return false
	}
	report.Rows += len(more.List.Events) + len(more.List.Audits)
	l.Join(more.List)
	return true
}
