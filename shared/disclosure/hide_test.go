package disclosure

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSensitive(t *testing.T) {
	for n, want := range map[float64]bool{0: false, 0.5: true, 1: true, 5: true, 5.5: true, 6: false, 100: false, -1: false} {
		if got := Sensitive(n); got != want {
			t.Errorf("Sensitive(%v) = %v, want %v", n, got, want)
		}
	}
}

func TestRound10(t *testing.T) {
	for n, want := range map[float64]float64{0: 0, 4: 0, 5: 10, 14: 10, 15: 20, 632828: 632830} {
		if got := Round10(n); got != want {
			t.Errorf("Round10(%v) = %v, want %v", n, got, want)
		}
	}
}

// table makes a Table with one breakdown from rows of counts, the total first;
// a negative count is unknown.
func table(parts [][2]int, rows ...[]float64) Table {
	t := Table{Parts: parts, Group: make([]int, len(rows[0]))}
	for c := range t.Group {
		if c > 0 {
			t.Group[c] = 1
		}
	}
	for _, row := range rows {
		known := make([]bool, len(row))
		for c, n := range row {
			known[c] = n >= 0
		}
		t.N, t.Known = append(t.N, row), append(t.Known, known)
	}
	return t
}

func TestHide(t *testing.T) {
	rereferrals := [][2]int{{0, 1}}
	tests := []struct {
		name  string
		table Table
		want  []string // one string a measure: c hidden, . shown
	}{
		{"nothing small, nothing hidden", table(nil, []float64{40, 23, 17}), []string{"..."}},
		{"zero is shown", table(nil, []float64{40, 40, 0}), []string{"..."}},
		{"a lone small count takes the smallest other with it", table(nil, []float64{40, 20, 17, 3}), []string{"..cc"}},
		{"a zero is the last to be taken", table(nil, []float64{40, 37, 0, 3}), []string{".c.c"}},
		{"a small total is hidden, and its parts with it", table(nil, []float64{5, 5, 0}), []string{"cc."}},
		{"two small counts that leave room are enough", table(nil, []float64{46, 40, 3, 3}), []string{"..cc"}},
		{"one and one can only be one and one", table(nil, []float64{42, 30, 10, 1, 1}), []string{"..ccc"}},
		{"five and five can only be five and five", table(nil, []float64{50, 30, 10, 5, 5}), []string{"..ccc"}},
		{"when all parts are hidden and still told, the total goes too", table(nil, []float64{10, 5, 5}), []string{"ccc"}},
		{"nearly all: the few left over are hidden as well", table(rereferrals, []float64{38, 28, 10}, []float64{60, 30, 30}), []string{".cc", "..."}},
		{"a small whole hides itself and what goes with it", table(rereferrals, []float64{20, 18, 2}, []float64{60, 56, 4}), []string{".cc", ".cc"}},
		{"no total, nothing to subtract from", table(nil, []float64{-1, 20, 17, 3}), []string{"...c"}},
		{"an unknown part counts as no cover", table(nil, []float64{40, 20, -1, 3}), []string{".c.c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, letters(Hide(tt.table))); diff != "" {
				t.Errorf("Hide: -want +got\n%s", diff)
			}
		})
	}
}

func TestHideLeavesOverlappingPartsAlone(t *testing.T) {
	tab := table(nil, []float64{40, 20, 17, 3})
	tab.Group = []int{0, Overlapping, Overlapping, Overlapping}
	if diff := cmp.Diff([]string{"...c"}, letters(Hide(tab))); diff != "" {
		t.Errorf("Hide: -want +got\n%s", diff)
	}
}

func TestHiddenTotalIsAnUnknownInEveryBreakdown(t *testing.T) {
	tab := table(nil, []float64{10, 5, 5, 7, 3})
	tab.Group = []int{0, 1, 1, 2, 2}
	if diff := cmp.Diff([]string{"ccc.c"}, letters(Hide(tab))); diff != "" {
		t.Errorf("Hide: -want +got\n%s", diff)
	}
}

func letters(hidden [][]bool) []string {
	var out []string
	for _, row := range hidden {
		s := ""
		for _, h := range row {
			if h {
				s += "c"
			} else {
				s += "."
			}
		}
		out = append(out, s)
	}
	return out
}

// TestNoHiddenCountIsRecovered plays the outsider who knows the total, the
// shown parts and the rule: every small hidden count must have at least two
// values that fit. All ways to part the hidden sum are tried.
func TestNoHiddenCountIsRecovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5).Draw(t, "cells")
		row := make([]float64, n+1)
		for c := 1; c <= n; c++ {
			row[c] = float64(rapid.OneOf(rapid.IntRange(0, 6), rapid.IntRange(0, 40)).Draw(t, "count"))
			row[0] += row[c]
		}
		hidden := Hide(table(nil, row))[0]
		for c, x := range row {
			if Sensitive(x) && !hidden[c] {
				t.Fatalf("%v: %v is shown", row, x)
			}
		}
		if hidden[0] {
			return // no equation
		}
		left := int(row[0])
		var cells []int
		for c := 1; c <= n; c++ {
			if hidden[c] {
				cells = append(cells, c)
			} else {
				left -= int(row[c])
			}
		}
		lo, hi := bounds(len(cells), left)
		for _, c := range cells {
			if Sensitive(row[c]) && lo == hi {
				t.Fatalf("%v hidden %v: %v can only be %d", row, hidden, row[c], lo)
			}
		}
	})
}

// bounds returns the lowest and highest value that one of k hidden counts may
// have when they sum to sum and each is 1 or more.
func bounds(k, sum int) (lo, hi int) {
	lo, hi = math.MaxInt, 0
	for x := 1; x <= sum; x++ {
		if rest := sum - x; rest >= k-1 && (k > 1 || rest == 0) {
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	return lo, hi
}

func TestPinned(t *testing.T) {
	for _, tt := range []struct {
		total, shown float64
		hidden       int
		want         bool
	}{
		{45, 40, 1, true},  // 45 to 54 less 40: 5
		{44, 43, 1, true},  // 35 to 44 less 43: 1
		{45, 41, 1, false}, // 4 or 5
		{52, 47, 1, false}, // 1 to 5
		{5, 0, 1, true},    // the only area
		{3, 0, 1, false},   // 1 to 4
		{44, 42, 2, true},  // 2 in two
		{45, 35, 2, true},  // 10 in two
		{46, 42, 2, false},
		{60, 30, 1, false}, // what is hidden is no small count
		{44, 44, 0, false},
	} {
		if got := Pinned(tt.total, tt.shown, tt.hidden); got != tt.want {
			t.Errorf("Pinned(%v, %v, %d) = %t", tt.total, tt.shown, tt.hidden, got)
		}
	}
}
