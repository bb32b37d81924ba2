//go:build !race

package returns

// raceEnabled says that the race detector is watching.
const raceEnabled = false
