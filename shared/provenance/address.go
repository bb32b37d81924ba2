package provenance

import (
	"fmt"
	"net/url"
	"strings"

	"earlyhelp/shared/returns"
)

// An Address names one figure, as it was asked for. Find says what it means.
type Address struct {
	Indicator string
	Period    string
	Area      string // GSS code or DfE number of an area, code of a region, or England's
	Breakdown string // "" where not split
	Category  string // with a Breakdown
}

// ErrAddress reports text that is not the address of a figure.
var ErrAddress = fmt.Errorf("a figure is INDICATOR/PERIOD/AREA or INDICATOR/PERIOD/AREA/BREAKDOWN/CATEGORY, such as E06/2024-25/383 or E06/2026-Q2/383/sex/female")

// Parse reads an address. A category may hold a slash, as an area's own name
// of a locality may. It returns ErrAddress for what has too few parts.
func Parse(s string) (Address, error) {
	parts := strings.SplitN(strings.Trim(strings.TrimSpace(s), "/"), "/", 5)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if len(parts) < 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return Address{}, ErrAddress
	}
	a := Address{Indicator: parts[0], Period: parts[1], Area: parts[2]}
	if len(parts) > 3 {
		a.Breakdown = parts[3]
	}
	if len(parts) > 4 {
		a.Category = parts[4]
	}
	switch {
	case strings.EqualFold(a.Breakdown, returns.Total):
		a.Breakdown, a.Category = "", ""
	case a.Breakdown == "" && a.Category != "":
		return Address{}, ErrAddress
	}
	return a, nil
}

// String returns the address as people write it.
func (a Address) String() string { return strings.Join(a.parts(), "/") }

// Path returns the address with each part escaped, for the path of a URL.
func (a Address) Path() string {
	parts := a.parts()
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

func (a Address) parts() []string {
	parts := []string{a.Indicator, a.Period, a.Area}
	if a.Breakdown != "" {
		parts = append(parts, a.Breakdown, a.Category)
	}
	return parts
}
