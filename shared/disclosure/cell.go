package disclosure

import "earlyhelp/shared/period"

// A Cell names one count of a region or of England that the public may not see
// although the rounded figure by itself tells nothing: what was published before
// and after another return came gives a count away in the difference. It is the
// name under which an auditor's finding is kept, so its JSON is lasting.
//
// Every public figure of Code whose numerator or denominator is the count is
// hidden with it.
type Cell struct {
	Measure   string        `json:"measure"`
	Period    period.Period `json:"period"`
	Breakdown string        `json:"breakdown"` // "total" where not split
	Category  string        `json:"category"`  // "all" where not split
	Code      string        `json:"code"`      // GSS code of the region or of England
}
