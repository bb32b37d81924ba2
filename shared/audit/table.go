package audit

// A Table is a table of counts with some of them hidden: rows of columns and
// their totals, all true, and which of them an outsider sees. It is the shape
// of the known cases in testdata.
type Table struct {
	Cells      [][]int64 `json:"cells"`
	RowTotals  []int64   `json:"row_totals"`
	ColTotals  []int64   `json:"col_totals"`
	Total      int64     `json:"total"`
	Suppressed [][]int   `json:"suppressed"` // 1 where a cell is hidden

	PublishedRowTotals bool `json:"published_row_totals"`
	PublishedColTotals bool `json:"published_col_totals"`
	PublishedTotal     bool `json:"published_total"`
	// RoundedTo is what published totals are rounded to, halves up; 0 and 1
	// for exact ones.
	RoundedTo int64 `json:"rounded_to"`

	// What the outsider takes for granted of every hidden cell; nil for no
	// greatest value.
	Min int64  `json:"attacker_assumes_min"`
	Max *int64 `json:"attacker_assumes_max"`
}

// A Bound is what an outsider can tell of one hidden cell. Row and Col count
// from 1. Max is nil where nothing bounds the cell from above.
type Bound struct {
	Row  int    `json:"row"`
	Col  int    `json:"col"`
	True int64  `json:"true"`
	Min  int64  `json:"min"`
	Max  *int64 `json:"max"`
}

// Exact reports whether one value is left.
func (b Bound) Exact() bool { return b.Max != nil && *b.Max == b.Min }

// A TableReport is what an outsider can work out of a Table.
type TableReport struct {
	Bounds           []Bound `json:"bounds"` // by column, then row
	ExactlyRecovered int     `json:"exactly_recovered"`
	// Unsafe says that a cell of 1 to 5 is recovered exactly, or that a bound
	// could not be worked out for certain.
	Unsafe bool `json:"unsafe"`
	// Narrow is how many cells of 1 to 5 have a range within 1 to 5 of fewer
	// than Width values: what this platform calls a breach.
	Narrow int `json:"narrow"`
	Failed int `json:"failed"` // bounds that could not be worked out for certain
}

// Audit works out the tightest bounds of every hidden cell of t.
func (t Table) Audit() TableReport {
	var p Problem
	number := map[[2]int]int{}
	for c := range t.columns() {
		for r := range t.Cells {
			if t.hidden(r, c) {
				number[[2]int{r, c}] = len(p.Vars)
				v := Var{Min: t.Min, Max: Unbounded}
				if t.Max != nil {
					v.Max = *t.Max
				}
				p.Vars = append(p.Vars, v)
			}
		}
	}
	line := func(total int64, in func(r, c int) bool) {
		row := Row{Lo: total, Hi: total}
		if n := t.RoundedTo; n > 1 {
			rounded := floorDiv(2*total+n, 2*n) * n
			row.Lo, row.Hi = ceilDiv(2*rounded-n, 2), ceilDiv(2*rounded+n, 2)-1
		}
		for r := range t.Cells {
			for c := range t.Cells[r] {
				switch {
				case !in(r, c):
				case t.hidden(r, c):
					row.Terms = append(row.Terms, Term{number[[2]int{r, c}], 1})
				default:
					row.Lo, row.Hi = row.Lo-t.Cells[r][c], row.Hi-t.Cells[r][c]
				}
			}
		}
		if len(row.Terms) > 0 {
			p.Rows = append(p.Rows, row)
		}
	}
	if t.PublishedRowTotals {
		for i, total := range t.RowTotals {
			line(total, func(r, _ int) bool { return r == i })
		}
	}
	if t.PublishedColTotals {
		for i, total := range t.ColTotals {
			line(total, func(_, c int) bool { return c == i })
		}
	}
	if t.PublishedTotal {
		line(t.Total, func(int, int) bool { return true })
	}
	return t.report(Solve(p), number)
}

func (t Table) report(s Solution, number map[[2]int]int) TableReport {
	out := TableReport{Bounds: []Bound{}, Failed: len(s.Failed)}
	for c := range t.columns() {
		for r := range t.Cells {
			v, ok := number[[2]int{r, c}]
			if !ok {
				continue
			}
			b := Bound{Row: r + 1, Col: c + 1, True: t.Cells[r][c], Min: s.Ranges[v].Min}
			if max := s.Ranges[v].Max; max < Unbounded/2 {
				b.Max = &max
			}
			out.Bounds = append(out.Bounds, b)
			primary := b.True >= fewest && b.True <= most
			if b.Exact() {
				out.ExactlyRecovered++
				out.Unsafe = out.Unsafe || primary
			}
			if primary && narrow(s.Ranges[v]) {
				out.Narrow++
			}
		}
	}
	out.Unsafe = out.Unsafe || out.Failed > 0
	return out
}

func (t Table) columns() int {
	n := 0
	for _, row := range t.Cells {
		n = max(n, len(row))
	}
	return n
}

func (t Table) hidden(r, c int) bool {
	return r < len(t.Suppressed) && c < len(t.Suppressed[r]) && c < len(t.Cells[r]) && t.Suppressed[r][c] != 0
}

// The counts of people that nobody may pin, and how many values an outsider
// must be left with: one to five, as the Department for Education hides in its
// children in need statistics, and three.
const (
	fewest = 1
	most   = 5
	Width  = 3
)

// narrow reports whether a range is within 1 to 5 and of fewer than Width
// values.
func narrow(r Range) bool {
	return r.Min >= fewest && r.Max <= most && r.Width() < Width
}
