// Package returns holds the return that a local area sends: what its nine
// sheets ask for, how a workbook is read into counts, and every check made on
// them.
//
// A return is a workbook of counts about one area and one period. It never
// holds a row about a child. The words used here:
//
//   - a measure is one thing counted ("rereferrals_12m");
//   - a breakdown is a way of splitting it ("sex"), a category one part of
//     the split ("female"); the whole is breakdown "total", category "all";
//   - a Count is one figure of a return, with the cell it stands in;
//   - a Fact is an answer about the partnership, with its date and evidence;
//   - a Problem is one thing wrong, with the cell to put right and the headline
//     of its kind, by which pages group it (cell.Group).
//
// WriteTemplate writes the workbook to fill in. Read reads one back, whoever
// saved it, and answers with every problem at once and what could be read.
// WriteClean makes the workbook that is kept; reading it gives the same return.
// What is asked for is data, in data/: a new measure is a row of measures.csv,
// a rule that one count is part of another a row of pairs.csv, and template,
// checks and guidance follow. How each sheet lays its rows out is one
// description (layout.go) that writer and reader share.
//
// Some counts stand in no cell: totals over agencies and types of setting, and
// the measures of derived.csv, such as episodes_open. Read makes them, MadeOf
// says from what, and their Ref is the sheet as a whole.
//
// A blank is a mistake, since nobody could tell it from a zero that was
// forgotten, unless something says what it stands for: a total of [x] or [z]
// lets its breakdowns be blank, [x] in the first row of a breakdown the rest of
// it, and "not available" on the Cover a breakdown or a sheet everywhere.
//
// A workbook of the template before this one (FirstVersion) is read as what it
// is: what it did not ask for is not available. Any other version is refused,
// with what to do.
//
// One mistake is told once. A word typed wrongly does not also make its row a
// missing one, a figure that cannot be read takes part in no sum, and of two
// checks that the same slip breaks the one nearer to it is reported (check.go).
// Rules is the table of all checks, those made elsewhere among them.
//
// What it does not do: compare with other periods or areas, or with a list
// (checks V08 to V11 and V17 need what this package does not have), or read
// lists (package list).
package returns
