// Package plausible asks whether a return that reads well can also be true. It
// holds the return against the area's own history, the national limits and the
// published series, which no workbook holds by itself. What it finds is never
// a fault: the figure may well be right, and then the area says why.
//
// V09, change. The total of each measure is held against the last period of
// the same length:
//
//   - with eight or more earlier periods, it must lie within the area's own
//     limits: mean ± 2.66 mean moving ranges (benchmark.NewXmR), or three
//     standard errors of a count where that is wider; a figure no further out
//     than the last one is not asked about again;
//   - with fewer, it must be within 20% of the last figure;
//   - in both cases two counts under 100 must also differ by more than chance,
//     1.96 times the square root of their sum: 2 and 3 are the same to this
//     check, 2 and 12 are not.
//
// The number of cases in a sample (Audit, Survey) is the area's choice. So a
// measure on these sheets is compared by its share of what it is a part of.
// Elsewhere a part that changed together with its whole, and in proportion, is
// not named besides it: one change is told once.
//
// V10, far from England. A percentage or rate must lie within the 99.8% funnel
// limits about England's value, widened for overdispersion, as benchmark
// classes areas on its pages: by the same code, from the public figures in
// force, for denominators of 100 and more. Where the period has no national
// figures yet, those of the latest period of the same length serve.
//
// V11, published referrals. The referrals of a financial year must be within
// 3% of what the Department for Education published for the area. A quarter is
// held against it once the four quarters of the year are there, by their sum.
//
// V17, the same again. A return with the same content as the version before,
// or with the same figures as the last period's, is noted.
//
// The limits of 20%, eight periods, 99.8% and 3% are those of the table of
// checks. Each problem stands at the cell of the total; where the workbook
// holds only the rows that a total is made of, at the row that changed most
// (V09) or is the largest.
//
// Worked example: referrals were 640 in January to March and are 812 now, 27%
// more; with three earlier periods V09 asks why. With eight that lay between
// 580 and 640 the limits are 515 to 712, and it asks as well; had they swung
// between 400 and 900, it would not.
package plausible
