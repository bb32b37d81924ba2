// Package benchmark turns signed-off returns into national figures: values
// with their intervals, England, region and neighbour figures, comparison and
// funnel limits. Every method gives its formula, units and source.
//
// The words used here:
//
//   - a Fact is one published row: one indicator, period and breakdown for one
//     area, region or England;
//   - the full view holds exact figures, for inspectors, the national team and
//     an area's own people; the public view is the same after disclosure
//     control (package disclosure);
//   - a Snapshot is the facts of one publication, indexed to answer questions;
//   - pooled is the sum of numerators over the sum of denominators, mean and
//     median are of the areas' values: three different averages, never mixed.
//
// Units: a percentage or a rate has an interval and a funnel. A mean (cases
// per practitioner) is numerator over denominator with neither, since a return
// gives totals and no spread. A fact that is yes or no is 100 or 0 for an
// area, and the share of partnerships with Wilson's interval above.
//
// The disclosure class of an indicator (D1 to D6) says what the public sees:
// classOf. Beside a number that stands there may be marks: u, of low
// reliability; r, revised, where an earlier signed return of the area and
// period gave another.
//
// Limits are the national funnels of a publication in a small file, for those
// who class a single new figure as the pages would.
//
// Build makes both views from returns. WriteCSV and WriteParquet write the
// same rows in the same order whatever order the returns arrived in, so that
// two publications of one ledger are the same bytes.
//
// Worked example: in the year to March 2025 Leeds had 2,494 re-referrals among
// 10,304 referrals. The value is 100 x 2494 / 10304, shown as 24.2; Wilson's
// 95% interval for it is 23.4 to 25.0. England's 22.6 lies below it and a low
// figure is better, so the comparison is "worse"; but the funnel, widened for
// the spread between areas, has Leeds within its 95% limits, so the outlier
// class is "none".
//
// What cannot be worked out is a named state: methods return ErrNoDenominator
// and its like, facts carry a Symbol and a Reason. No NaN and no infinity
// leaves this package.
package benchmark
