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
