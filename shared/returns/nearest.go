package returns

// longestCompared bounds the work of Nearest, in bytes: no heading or word of
// a list is longer.
const longestCompared = 64

// Nearest returns the place of the candidate that s is most likely a slip of:
// at most two letters away, and less than half the candidate. -1 when there is
// none. Both must be spelt in the same case.
func Nearest(s string, candidates []string) int {
	best, least := -1, 3
	for i, c := range candidates {
		if d := distance(s, c); d < least && 2*d < len(c) {
			best, least = i, d
		}
	}
	return best
}

// distance is the Levenshtein distance in bytes; long texts are simply far.
func distance(a, b string) int {
	if len(a) > longestCompared || len(b) > longestCompared {
		return longestCompared
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
