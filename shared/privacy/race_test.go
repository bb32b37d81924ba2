//go:build race

package privacy

// tries is how many workbooks are made for each measurement: the race
// detector makes each ten times dearer and has nothing to find in the rest.
const tries = 40
