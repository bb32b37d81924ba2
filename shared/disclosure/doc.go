// Package disclosure decides which counts the public may not see. It knows
// counts and how they add up, nothing of indicators, files or pages.
//
// The rules of the public view, for counts of children, audited cases, staff
// and people who answered (classes D1, D2, D3 and D6; which count is of which
// class, and what small samples get besides, is package benchmark's to say):
//
//   - a count of 1 to 5 is hidden; zero is shown, as the Department for
//     Education does in its children in need statistics;
//   - a part is hidden with its whole when whole minus part is 1 to 5, because
//     the percentage tells as much about those who are not in it;
//   - figures of regions and England are rounded to the nearest 10, halves up,
//     and everything else about them, percentage and interval too, is worked
//     out from the rounded counts: a percentage from exact counts beside
//     rounded ones would give the exact ones back;
//   - whoever knows everything that was published must be left with Width, three,
//     values among 1 to 5 for each such count.
//
// A System holds counts and the equations that everybody knows to hold between
// them. Its Protect hides the cheapest counts it can find until for every
// sensitive quantity there is a Witness: other whole numbers that fit all that
// is shown. Nobody who knows no more than the public can tell them from the true
// ones, by whatever method, so a witness is proof. The cost of a count is the
// figures that go with it, not the count. A zero is never hidden, and so never
// covers anything; a hidden count is known to be at least one.
//
// What benchmark puts in (conceal.go there): breakdowns and their totals, wholes
// and their parts over any number of steps, measures that are sums of others, a
// financial year and its four quarters where all five were returned, earlier
// signed versions of a return, and the windows of regions' and England's rounded
// totals, which other areas may have to make up for.
//
// Worked example: referrals of an area are 40 in all, female 20, male 17,
// other 3. The 3 is hidden; 40 - 20 - 17 would give it back, so the 17 is
// hidden too. The witness is 1 other and 19 male.
//
// Where three values among 1 to 5 cannot be had by hiding whatever there is, as
// for a total of 4 in four parts none of which is empty, three values in all are
// left (Witness.Loose). What even that cannot be done for is reported
// (Protection.Exposed): it was shown before.
//
// How much is lost: TestLoss prints the share of figures hidden and the least
// that is safe, found by trying every set; on random tables it is within two in
// a hundred, and must be within a fifth.
//
// A return that is sent again: a hidden count bears no mark that it was revised.
// The mark would say which of two hidden counts changed and that one is not what
// it was, which leaves fewer values, and helps no reader. Without it whoever
// takes a changed count for unchanged is mistaken; that such a mistake hits on
// the truth is guarded against by leaning on such counts last (Quantity.Taken),
// and what is left of it the auditor finds.
//
// What this package does not do: it knows what was signed, not what was
// published in between. That a region's total rose by three when one more area
// came is found by the auditor, from the publications themselves; a Cell names
// what has to be hidden for it. Nor does it guess what an outsider knows from
// elsewhere, such as figures that an area publishes itself.
package disclosure
