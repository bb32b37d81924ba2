//go:build !race

package workbook

// raceEnabled says that the race detector is watching.
const raceEnabled = false
