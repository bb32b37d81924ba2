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
package returns
