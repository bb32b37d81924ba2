package disclosure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// table makes a System of rows of counts, each a measure with its total first
// and the parts of one breakdown after it; a negative count is not there. parts
// are pairs of rows of which the first counts some of what the second does. Every
// count is a figure of its own, and a part is shown together with its whole.
func table(parts [][2]int, rows ...[]float64) (*System, [][]int) {
	s := &System{}
	at := make([][]int, len(rows))
	for i, row := range rows {
		var all []int
		for _, n := range row {
			q := -1
			if n >= 0 {
				q = s.Add(Quantity{N: n})
				all = append(all, q)
			}
			at[i] = append(at[i], q)
		}
		sum := 0.0
		for _, n := range row[1:] {
			sum += max(n, 0)
		}
		if sum == row[0] {
			s.Sum(all[0], all[1:]...)
		}
	}
	alone := make([]bool, len(rows))
	for i := range alone {
		alone[i] = true
	}
	for _, p := range parts {
		alone[p[0]] = false
		for c, part := range at[p[0]] {
			if whole := at[p[1]][c]; part >= 0 && whole >= 0 {
				s.Part(part, whole)
				s.Figure(part, whole, 1)
			}
		}
	}
	for i := range rows {
		for _, q := range at[i] {
			if q >= 0 && alone[i] {
				s.Figure(q, -1, 1)
			}
		}
	}
	return s, at
}

// letters says of every count whether it is hidden (c) or shown (.).
func letters(s *System, at [][]int) []string {
	var out []string
	for _, row := range at {
		line := ""
		for _, q := range row {
			switch {
			case q < 0:
				line += " "
			case s.Hides(q):
				line += "c"
			default:
				line += "."
			}
		}
		out = append(out, line)
	}
	return out
}

func TestProtect(t *testing.T) {
	rereferrals := [][2]int{{0, 1}}
	tests := []struct {
		name  string
		parts [][2]int
		rows  [][]float64
		want  []string
	}{
		{"nothing small, nothing hidden", nil, [][]float64{{40, 23, 17}}, []string{"..."}},
		{"zero is shown", nil, [][]float64{{40, 40, 0}}, []string{"..."}},
		{"a lone small count takes the smallest other with it", nil, [][]float64{{40, 20, 17, 3}}, []string{"..cc"}},
		{"a zero is never taken", nil, [][]float64{{40, 37, 0, 3}}, []string{".c.c"}},
		{"a small total is hidden, and its part with it", nil, [][]float64{{5, 5, 0}}, []string{"cc."}},
		{"two small counts that leave room are enough", nil, [][]float64{{46, 40, 3, 3}}, []string{"..cc"}},
		{"one and one can only be one and one", nil, [][]float64{{42, 30, 10, 1, 1}}, []string{"..ccc"}},
		{"two and one leave one or two", nil, [][]float64{{43, 30, 10, 2, 1}}, []string{"..ccc"}},
		{"five and five may be three and seven", nil, [][]float64{{50, 30, 10, 5, 5}}, []string{"...cc"}},
		{"nearly all: the few left over are hidden as well", rereferrals, [][]float64{{38, 28, 10}, {60, 30, 30}}, []string{".cc", "..."}},
		{"a small whole hides itself and what goes with it", rereferrals, [][]float64{{20, 18, 2}, {60, 56, 4}}, []string{".cc", ".cc"}},
		{"no total, nothing to subtract from", nil, [][]float64{{-1, 20, 17, 3}}, []string{" ..c"}},
		{"parts that do not add up tell nothing", nil, [][]float64{{40, 20, -1, 3}}, []string{".. c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, at := table(tt.parts, tt.rows...)
			p := s.Protect()
			if diff := cmp.Diff(tt.want, letters(s, at)); diff != "" {
				t.Errorf("Protect: -want +got\n%s", diff)
			}
			if len(p.Exposed) > 0 {
				t.Errorf("exposed: %v", p.Exposed)
			}
		})
	}
}

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

func TestWindow(t *testing.T) {
	for n, want := range map[float64][2]int{0: {4, 5}, 3: {1, 8}, 4: {0, 9}, 5: {9, 0}, 47: {7, 2}, 54: {0, 9}} {
		if up, down := Window(n); up != want[0] || down != want[1] {
			t.Errorf("Window(%v) = %d, %d, want %v", n, up, down, want)
		}
	}
}

func TestReaches(t *testing.T) {
	for n, want := range map[float64][]reach{
		1: {{0, 2}}, 2: {{1, 1}, {0, 2}}, 3: {{2, 0}, {1, 1}, {0, 2}}, 4: {{2, 0}, {1, 1}}, 5: {{2, 0}},
		0.5: {{0, 3}}, 5.5: {{3, 0}},
	} {
		if diff := cmp.Diff(want, reaches(n), cmp.AllowUnexported(reach{})); diff != "" {
			t.Errorf("reaches(%v): -want +got\n%s", n, diff)
		}
	}
}
