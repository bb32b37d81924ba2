package workbook

import "earlyhelp/shared/period"

// A Kind says what a cell holds.
type Kind uint8

// The kinds of cell. Blank cells are never returned. Uncalculated is a
// formula whose result is not stored in the file.
const (
	Text Kind = iota + 1
	Number
	DateKind // a number shown as a date, or a date stored as ISO text
	Bool
	Error // #REF!, #N/A and the like; Text holds which
	Uncalculated
)

// A Cell is one cell that has something in it.
type Cell struct {
	Col     int    // 1-based
	Text    string // as stored: "43912" for a date, "1" for TRUE, "#REF!"
	Num     float64
	Date    period.Date // of a DateKind; zero when its number is no day
	Kind    Kind
	Format  Format
	Formula bool // the value is a formula's stored result
	Hidden  bool // in a hidden column
}

// A Row is one row with at least one cell that is not blank.
type Row struct {
	Number int  // 1-based
	Hidden bool // hidden by hand, by a filter or by grouping
	Cells  []Cell
}
