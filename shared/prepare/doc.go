// Package prepare does what a data officer does before a return is sent:
// check a list or a return, turn a list into counts, and fit the column names
// of the area's own extract to those of the list.
//
// The command line and the browser both call it, so that both give the same
// verdict, problems and counts. It is given the bytes of files and returns
// values and bytes: it does no I/O, reads no clock, and sends nothing.
//
//	o := prepare.Options{Register: area.England(), Today: today, Tool: "earlyhelp 1.0"}
//	report := prepare.Check(data, "list.xlsx", o)
//	if report.Kind == list.Kind && report.Verdict == returns.Accepted {
//		made, err := prepare.Aggregate(data, "list.xlsx", nil, o)
//		// made.Counts are shown one by one, made.Return is the workbook
//	}
//
// A Report is one object of what `earlyhelp check -json` prints, an Outcome
// what `earlyhelp aggregate -json` prints. Neither ever holds a row or a key
// of a list.
package prepare
