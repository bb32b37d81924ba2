// Package publication rebuilds the national figures from the ledger and puts
// them in force.
//
// One publication is:
//
//  1. read which sequence is in force, and then list the sign-offs;
//  2. stop if the sequence in force was made from just these;
//  3. claim the next free sequence number, so that nobody else writes it;
//  4. write facts.csv, facts.parquet, limits.json (the national limits, small)
//     and manifest.json under published/benchmarks/<seq>/, and the full
//     facts.parquet under restricted/benchmarks/<seq>/;
//  5. move published/current.json from the sequence read in step 1 to the new
//     one. If another publisher moved it meanwhile, start again.
//
// Since the sign-offs are listed after the sequence in force was read, and the
// swap succeeds only if that is still in force, what is in force never loses a
// sign-off: it always holds every one made before its manifest's time. Two
// publications of the same sign-offs are the same facts, byte for byte,
// whoever makes them and in whatever order the returns came.
//
// A sign-off counts only if the outcome of its submission bears it out: an
// accepted return of that area and period, with the hash that was signed. One
// that is not borne out is left out, logged as an error and counted in the
// manifest; the rest is published.
//
// Where an area's return was signed again, the versions signed before are read
// too: a figure that one of them gave otherwise is marked as revised.
//
// Events are hints. Many sign-offs that arrive together are one publication;
// an event for a sign-off that is in force already is none.
package publication
