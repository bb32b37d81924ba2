package benchmark

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// trendClause is what a series says, to follow a figure: "no change beyond the
// usual variation over eight quarters". "" where there is only the one figure.
func trendClause(s Series) string {
	if s.Figures < 2 {
		return ""
	}
	const unsaid = "how it has changed cannot be said: "
	fewest := numberWord(FivePoints) + " years"
	if s.Kind == QuarterKind {
		fewest = numberWord(FewestForTrend) + " quarters"
	}
	switch s.State {
	case TrendTooFew:
		return unsaid + "fewer than " + fewest + sinceBreak(s)
	case TrendUnknown:
		return unsaid + lowerFirst(strings.TrimSuffix(s.Reason, "."))
	case TrendSteady:
		if s.Kind == QuarterKind && outside(s) != "" {
			return outside(s) + provisional(s)
		}
		if s.Kind == QuarterKind {
			return "no change beyond the usual variation over " + numberWord(figuresNow(s)) + " quarters" + provisional(s)
		}
		return "no clear trend over the last five years"
	case TrendRising, TrendFalling:
		return string(s.State) + " over the last five years"
	case TrendSignal:
		return causeWords(s.Signals[len(s.Signals)-1].Causes[0]) + provisional(s)
	}
	return ""
}

// figuresNow is how many quarters the limits in force rest on.
func figuresNow(s Series) int {
	if len(s.Segments) == 0 {
		return s.Figures
	}
	return s.Segments[len(s.Segments)-1].Figures
}

// outside says when the quarters that the limits in force rest on were last
// beyond the usual variation, where the latest is within it; "" where none was.
func outside(s Series) string {
	since := ""
	if n := len(s.Segments); n > 0 {
		since = s.Segments[n-1].From
	}
	var when []period.Period
	for _, signal := range s.Signals {
		if p, err := period.Parse(signal.Period); err == nil && signal.Period >= since {
			when = append(when, p)
		}
	}
	switch n := len(when); n {
	case 0:
		return ""
	case 1:
		return "beyond the usual variation in " + when[0].Words() + ", and within it since"
	default:
		return "beyond the usual variation in " + numberWord(n) + " quarters, the last " + when[n-1].Words() + ", and within it since"
	}
}

func provisional(s Series) string {
	if len(s.Segments) > 0 && s.Segments[len(s.Segments)-1].Provisional {
		return fmt.Sprintf(" (limits still provisional: they rest on fewer than %d)", FewestForLimits)
	}
	return ""
}

func sinceBreak(s Series) string {
	if len(s.Segments) > 1 || strings.Contains(s.Reason, "began anew") {
		return " since the series began anew"
	}
	return ""
}

// causeWords says what a special cause at the latest quarter is.
func causeWords(c Cause) string {
	switch c {
	case AboveLimit:
		return "in the latest quarter above the limits of the usual variation"
	case BelowLimit:
		return "in the latest quarter below the limits of the usual variation"
	case TwoAbove:
		return "near the upper limit of the usual variation in two of the last three quarters"
	case TwoBelow:
		return "near the lower limit of the usual variation in two of the last three quarters"
	case SevenAbove:
		return "above the mean for seven quarters or more in a row"
	case SevenBelow:
		return "below the mean for seven quarters or more in a row"
	case SevenRising:
		return "rising for seven quarters or more in a row"
	case SevenFalling:
		return "falling for seven quarters or more in a row"
	}
	return "beyond the usual variation"
}

// pointWords says what a special cause at any quarter is.
func pointWords(c Cause) string {
	switch c {
	case AboveLimit:
		return "Above the limits of the usual variation."
	case BelowLimit:
		return "Below the limits of the usual variation."
	case TwoAbove:
		return "One of two in three quarters near the upper limit."
	case TwoBelow:
		return "One of two in three quarters near the lower limit."
	case SevenAbove:
		return "One of seven or more quarters in a row above the mean."
	case SevenBelow:
		return "One of seven or more quarters in a row below the mean."
	case SevenRising:
		return "One of seven or more quarters in a row, each above the last."
	case SevenFalling:
		return "One of seven or more quarters in a row, each below the last."
	}
	return "Beyond the usual variation."
}

// seriesWords says what the years or the quarters of an area say, in sentences
// of their own.
func seriesWords(def indicator.Definition, name string, s Series) string {
	kind := "By quarter: "
	if s.Kind == YearKind {
		kind = "By year: "
	}
	who := kind + lowerFirst(subject(def)) + " in " + nameWords(name)
	switch s.State {
	case TrendTooFew, TrendUnknown:
		return who + ": how they have changed cannot be said. " + s.Reason
	case TrendSteady:
		if s.Kind == YearKind {
			return who + " show no clear trend over the last five years, by a test at 99.8%."
		}
		if was := outside(s); was != "" {
			return who + " were " + was + provisional(s) + "."
		}
		return who + " show no change beyond the usual variation over " + numberWord(figuresNow(s)) + " quarters" + provisional(s) + "."
	case TrendRising, TrendFalling:
		return who + " are " + string(s.State) + " over the last five years, by about " + changeWords(math.Abs(s.Test.Slope.Value), def.Unit) + " a year" + judged(s.Judged) + ". The test is at 99.8%."
	case TrendSignal:
		cause := s.Signals[len(s.Signals)-1].Causes[0]
		are := " are "
		if strings.HasPrefix(string(cause), "seven-") {
			are = " have been "
		}
		return who + are + causeWords(cause) + provisional(s) + judged(s.Judged) +
			". Something besides the usual variation is at work; the chart does not say what."
	}
	return who + "."
}

// changeWords is a change in the unit: "2.4 percentage points", which is not
// 2.4%.
func changeWords(x float64, u indicator.Unit) string {
	switch n := shownNumber(Some(x)); u {
	case indicator.Percent, indicator.YesNo:
		if n.Value == 1 {
			return "1.0 percentage point"
		}
		return thousands(n.Value, 1) + " percentage points"
	default:
		return valueWords(n, u)
	}
}

func judged(j Judgement) string {
	switch j {
	case Improvement:
		return ", which is for the better"
	case Concern:
		return ", which is for the worse"
	}
	return ""
}

func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && !(s[1] >= 'A' && s[1] <= 'Z') {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// significant keeps four significant figures, enough to check a test by.
func significant(x float64) Number {
	if !finite(x) {
		return Number{}
	}
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	if err != nil {
		return Number{}
	}
	return Some(v)
}
