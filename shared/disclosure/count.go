package disclosure

import "math"

// Fewest and most of the counts that are hidden: one person to five. The
// threshold is the Department for Education's for its children in need
// statistics (guidance to the 2021 release).
const (
	fewest = 1
	most   = 5
)

// Width is how many values among 1 to 5 an outsider must be left with for a
// hidden count, and for a whole less its part: with two, one guess in two is
// right; with three, no value is likelier than not.
const Width = 3

// Sensitive reports whether a count of people is hidden: 1 to 5. What is not
// a whole number, such as whole-time equivalents, is treated alike.
func Sensitive(n float64) bool { return n > 0 && n < most+1 }

// Round10 rounds a count to the nearest 10, halves up: 5 becomes 10.
func Round10(n float64) float64 { return math.Floor(n/10+0.5) * 10 }

// Window returns how far a total may rise and fall before its figure to the
// nearest 10 changes: 47 is shown as 50, which is 45 to 54, so that it may rise
// by 7 and fall by 2. Both are whole numbers from 0 to 9.
func Window(total float64) (up, down int) {
	r := Round10(total)
	return int(math.Floor(r + 4 - total)), int(math.Floor(total - (r - 5)))
}

// wide reports whether somebody who knows that a count is from low to high is
// left with Width values among 1 to 5.
func wide(low, high float64) bool {
	return math.Floor(min(high, most))-math.Ceil(max(low, fewest))+1 >= Width
}

// loose are the reaches for a count of which Width values among 1 to 5 cannot
// be had, such as the total 4 of four parts that are not empty: it is 4 at the
// least whatever is hidden. Width values in all are left then, so that nobody
// can tell that it is one of 1 to 5.
var loose = []reach{{1, 1}, {0, 2}, {2, 0}}

// A reach is how far down and up a count must be seen to go to be safe.
type reach struct{ down, up int }

// reaches returns the least reaches that are wide for a count of n: the one
// whose moves are smallest first. For 3 they are two down, one each way, and
// two up.
func reaches(n float64) []reach {
	var all []reach
	for total := 0; total <= most+1; total++ {
		for down := total; down >= 0; down-- {
			if up := total - down; n-float64(down) >= 0 && n+float64(up) < most+1 && wide(n-float64(down), n+float64(up)) {
				all = append(all, reach{down, up})
			}
		}
		if all != nil {
			break
		}
	}
	return all
}
