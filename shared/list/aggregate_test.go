package list

import (
	"slices"
	"testing"

	"earlyhelp/shared/indicator"
)

func TestAgeBandIsACategoryThatHoldsTheAge(t *testing.T) {
	from := map[string]int{"0-4": 0, "5-9": 5, "10-15": 10, "16-17": 16}
	for age := range maxAge + 1 {
		band := ageBand(age)
		at := slices.IndexFunc(indicator.Categories("age_band"), func(c indicator.Category) bool { return c.Value == band })
		if at < 0 || age < from[band] || at < 3 && age >= from[indicator.Categories("age_band")[at+1].Value] {
			t.Errorf("ageBand(%d) = %q", age, band)
		}
	}
}
