package returns

import (
	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// The kinds of file that Read tells apart.
const (
	KindReturn = "return"
	KindList   = "list"
)

// ReadOptions says what a return is checked against.
type ReadOptions struct {
	Register *area.Register
	Today    period.Date                // a period that has not ended by the day before is refused
	Open     func(p period.Period) bool // nil: any period that has ended
	Area     string                     // the DfE number that the sender may send for; "" is any
	Period   period.Period              // the period that the sender chose; zero is any
	Reading  func(sheet string)         // told of each sheet as its reading begins, "" once all are read; nil: nobody
}

// A Result is what was found in a file.
type Result struct {
	Kind    string        // KindReturn, KindList, or "" for neither
	Area    string        // DfE number, once known
	Period  period.Period // once known
	Verdict Verdict

	// UpgradedFrom is the version of an older template that was read, "" for
	// today's. What it did not ask for is not available.
	UpgradedFrom string

	// Return holds what could be read, even when there are problems; figures
	// with a problem are left out. It is nil unless Kind is KindReturn and
	// the verdict is Accepted or Rejected.
	Return *Return

	Problems []cell.Problem // sorted by sheet in the order of the workbook, then cell
	Privacy  []cell.Finding
}
