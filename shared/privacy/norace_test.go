//go:build !race

package privacy

// tries is how many workbooks are made for each measurement.
const tries = 500
