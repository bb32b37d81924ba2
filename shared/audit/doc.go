// Package audit plays an attacker of the project's own making, who has seen
// every publication there ever was and knows how counts add up, and works out
// what each count that was kept back can be. It shares no code with package
// disclosure, which decides what is kept back, but the name of a count.
//
// Solve is the general part: whole numbers with bounds, equations and windows,
// and the tightest range of each number. Bounds are passed from row to row,
// which is exact where rows form a tree; elsewhere linear programmes and, for
// small systems, a search over whole numbers make them the tightest. Table is
// the shape of the known cases, one table with its totals.
//
// Knowledge learns one publication after another from its public rows and
// keeps each state of each row once. Attack takes the periods of one financial
// year at a time, which is all that equations connect, and knows this:
//
//   - a measure is one count, whatever indicators use it;
//   - the parts of a breakdown add up to the total, where it sums and no part
//     is missing, and so does what is left of wholes beside their parts;
//   - a part is no greater than its whole, and some measures are sums;
//   - a count that is kept back is at least 1, since zero is always shown;
//   - the figure of a region or of England to the nearest 10 is the sum of the
//     areas that gave theirs, within a window of ten, for each publication as
//     it was then: as areas come in, windows that shift narrow each other;
//   - a year of events is the sum of its quarters;
//   - a count that was kept back or shown before its return was sent again is
//     unchanged.
//
// The last two are assumptions, dropped where public figures contradict them.
// A count is pinned when its range lies within 1 to 5 and has fewer than Width
// values; so is what a whole has besides a part. What could not be solved is
// reported as well: it is not shown to be safe.
//
// Worked example: a region of two areas shows 10 referrals closed, one of its
// areas 8, the other [c]. The region's 10 is 5 to 14, so the other has 1 to 6:
// safe. Then a third area returns 4 and the region still shows 10: 5 to 14
// less 12 is 1 or 2, and the publication must not show that total.
//
// What it does not do: it does not weigh how likely a value is, knows nothing
// that is not published, and takes no account of how disclosure control
// chooses what to hide. Where a programme's optimum is no whole number the
// range is that of the programme rounded inwards, which may be wider than the
// whole numbers allow.
//
// The state that is kept beside a publication costs some three bytes for each
// row that counts people.
package audit
