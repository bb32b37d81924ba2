//go:build race

package workbook

// raceEnabled says that the race detector is watching: everything takes some
// ten times as long, so tests that weigh time or repeat themselves do less.
const raceEnabled = true
