package prepare

import (
	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// Rules returns the check that Aggregate makes besides those of the list and
// the return.
func Rules() []returns.Rule {
	return []returns.Rule{
		{Code: "V08", Check: "A total typed into the return differs from the list's by at most 5 and at most 2%.", Severity: cell.Explain, Broken: "The list's figure is written, and the typed one asked about."},
	}
}
