// Package returns holds the quarterly return: what its sheets ask for, how a
// workbook is read into counts, and every check made on them.
//
// A return is a workbook of counts about one area and one period. It never
// holds a row about a child. The words used here:
//
//   - a measure is one thing counted ("rereferrals_12m");
//   - a breakdown is a way of splitting it ("sex"), a category one part of
//     the split ("female"); the whole is breakdown "total", category "all";
//   - a Count is one figure of a return, with the cell it stands in;
//   - a Problem is one thing wrong, with the cell to put right.
//
// WriteTemplate writes the workbook to fill in. Read reads one back, whoever
// saved it, and answers with every problem at once and what could be read.
// WriteClean makes the workbook that is kept. What is asked for is data: a new
// measure is a row of data/measures.csv, a rule that one count is part of
// another a row of data/pairs.csv, and template, checks and guidance follow.
//
// An area that cannot split a measure types [x] into the first row of that
// breakdown and leaves the rest blank; one that can never give a breakdown
// says so once on the Cover. Otherwise a blank is a mistake: nobody could tell
// it from a zero that was forgotten.
//
// One mistake is told once. A word typed wrongly does not also make its row a
// missing one, a figure that cannot be read takes part in no sum, and of two
// checks that the same slip breaks the one nearer to it is reported (check.go).
//
// What it does not do: compare with other periods or areas (checks V08 to V11
// and V17 need what this package does not have), or read lists (package list).
package returns
