// Package list reads an area's list of referrals and early help episodes and
// turns it into the counts of a return.
//
// The list has one row about a child in each event, so it stays with the area:
// this package runs on the officer's own machine, in the command line or the
// browser, and only what Aggregate returns is ever sent. It therefore does no
// I/O, reads no clock, and puts no child's key into a message.
//
//	found := list.Read(data, "list.xlsx", list.Options{Register: area.England()})
//	if found.Verdict == returns.Accepted {
//		counts := list.Aggregate(found.List).Counts
//	}
//
// The words used here:
//
//   - an event is one row of the sheet Records, a referral or an early help
//     episode; an audit is one row of CaseAudit;
//   - the period is what the list is for; a look-back row is a referral of the
//     12 months before it, which counts only as the earlier one of a
//     re-referral;
//   - a column is one heading of a sheet. Columns are found by name;
//   - a mapping says what an area's own extract calls the columns and values.
//     Suggest proposes one from data/headings.csv and data/words.csv.
//
// Which rows a measure counts is a line of define.go, and the doc comment of
// Aggregate says it in words. To count a new measure, add it to the return
// (package returns) and a line there; a test holds the one to the other.
//
// Checks are those of the return's design (V01 to V07, V12 to V16), each at its
// cell; Rules lists them. What the list cannot say is [x] with its reason,
// never a number.
//
// A list is read as a stream. What stays of a row is an Event of 88 bytes; keys
// of children are numbered and forgotten once the file is read.
package list
