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
//     rounded ones would give the exact ones back.
//
// A hidden count must not come back by subtraction. Within one area and period
// Hide goes on hiding, always the smallest first, until in every breakdown
// ("sex": female, male, ..., and their total) the hidden counts cannot be
// worked out one by one from those shown: at least two are hidden, and their
// sum leaves room for more than one way to part it. A count that is hidden is
// hidden in every indicator that uses it, as numerator or as denominator.
//
// Worked example: referrals of an area are 40 in all, female 20, male 17,
// other 3. The 3 is hidden; 40 - 20 - 17 would give it back, so the 17 is
// hidden too, and 20 that are left for two counts tell nothing.
//
// What this package does not do yet: it looks at one area and period at a
// time. It does not look across areas and their region's rounded total, across
// quarters and the year they make, across more than two measures at once, nor
// at what earlier publications showed before a return was replaced; and no
// attacker tests its output. An outsider may in rare cases narrow a hidden
// count, or find it where the rounded total of a region lies at the edge of
// what its other areas allow.
package disclosure
