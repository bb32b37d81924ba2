package indicator

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

var (
	idForm      = regexp.MustCompile(`^[A-Z]\d\d$`)
	measureForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	classForm   = regexp.MustCompile(`^D[1-6]$`)
)

// sheets are those of the return that hold counts.
var sheets = []string{"EarlyHelp", "Referrals", "Audit", "Workforce", "Partnership", "InfoSharing", "LocalOffer", "Survey"}

// check returns what is wrong with one definition.
func check(d Definition, sources map[string]bool) []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !idForm.MatchString(d.ID) {
		bad("the id must be a capital letter and two digits")
	}
	for _, f := range [][2]string{{"title", d.Title}, {"subject", d.Subject}, {"numerator_words", d.NumeratorWords}, {"denominator_words", d.DenominatorWords}} {
		if f[1] == "" {
			bad("%s is blank", f[0])
		}
	}
	if !slices.Contains([]Unit{Percent, Rate, Mean, YesNo}, d.Unit) {
		bad("unit %q is not percent, rate, mean or yes/no", d.Unit)
	}
	if !slices.Contains([]Polarity{High, Low, Neutral}, d.Polarity) {
		bad("polarity %q is not high, low or none", d.Polarity)
	}
	if !classForm.MatchString(d.Class) {
		bad("class %q is not D1 to D6", d.Class)
	}
	for i, b := range d.Breakdowns {
		if _, ok := Breakdown(b); !ok || slices.Contains(d.Breakdowns[:i], b) {
			bad("breakdown %q is not in breakdowns.csv, or is named twice", b)
		}
	}
	if len(d.Sheets) == 0 {
		bad("sheets is blank")
	}
	for _, s := range d.Sheets {
		if !slices.Contains(sheets, s) {
			bad("sheet %q is not one of: %s", s, strings.Join(sheets, ", "))
		}
	}
	if d.Source == "" {
		bad("source is blank")
	}
	for part := range strings.SplitSeq(d.Source, ";") {
		short, where, _ := strings.Cut(strings.TrimSpace(part), " ")
		if d.Source != "" && (!sources[short] || where == "") {
			bad("source %q must be a short name of sources.csv and a place in it", strings.TrimSpace(part))
		}
	}
	errs = append(errs, checkMeasures(d)...)
	return append(errs, checkBaseline(d)...)
}

func checkMeasures(d Definition) []error {
	switch {
	case (d.Numerator == "") != (d.Denominator == ""):
		return []error{errors.New("numerator and denominator must both be given, or both be blank")}
	case d.Numerator == "":
		return nil
	case !measureForm.MatchString(d.Numerator) || !measureForm.MatchString(d.Denominator) || IsPopulation(d.Numerator):
		return []error{fmt.Errorf("numerator %q and denominator %q must be measures, in small letters, digits and underscores", d.Numerator, d.Denominator)}
	case IsPopulation(d.Denominator) != (d.Unit == Rate):
		return []error{fmt.Errorf("a rate is divided by a population, such as %s, and nothing else is", Population)}
	}
	return nil
}

func checkBaseline(d Definition) []error {
	b := d.Baseline
	switch {
	case b == Baseline{}:
		return nil
	case b.Words == "" || b.Label == "":
		return []error{errors.New("a baseline needs baseline_words and baseline_label")}
	case !strings.Contains(b.Words, "“") || strings.Count(b.Words, "“") != strings.Count(b.Words, "”"):
		return []error{errors.New("baseline_words must quote the source between “ and ”")}
	case b.HasMark && d.Unit != Percent && d.Unit != YesNo:
		return []error{fmt.Errorf("baseline_percent places a mark on a percentage, not on a %s", d.Unit)}
	case b.HasCount && b.Count > b.N:
		return []error{errors.New("baseline_count is of baseline_n, and not above it")}
	case b.HasCount && (!b.HasMark || math.Abs(b.Percent-100*float64(b.Count)/float64(b.N)) > 0.05):
		return []error{fmt.Errorf("baseline_percent is not %.1f, as %d of %d is", 100*float64(b.Count)/float64(b.N), b.Count, b.N)}
	}
	return nil
}
