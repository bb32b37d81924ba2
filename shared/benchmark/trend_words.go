package benchmark

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"earlyhelp/shared/indicator"
)

// trendClause is what a series says, to follow a figure: "no change beyond its
// usual variation over eight quarters". "" where there is only the one figure.
func trendClause(s Series) string {
	if s.Figures < 2 {
		return ""
	}
	quarters := s.Kind == QuarterKind
	switch s.State {
	case TrendTooFew:
		if quarters {
			return "how it has changed cannot be said: fewer than " + numberWord(FewestForTrend) + " quarters" + sinceBreak(s)
		}
		return "how it has changed cannot be said: fewer than " + numberWord(FivePoints) + " years" + sinceBreak(s)
	case TrendUnknown:
		return "how it has changed cannot be said: " + lowerFirst(strings.TrimSuffix(s.Reason, "."))
	case TrendSteady:
		if quarters {
			return "no change beyond its usual variation over " + numberWord(figuresNow(s)) + " quarters" + provisional(s)
		}
		return "no clear trend over the last " + numberWord(FivePoints) + " years"
	case TrendRising:
		return "rising over the last " + numberWord(FivePoints) + " years"
	case TrendFalling:
		return "falling over the last " + numberWord(FivePoints) + " years"
	case TrendSignal:
		return "of late " + causeWords(s.Signals[len(s.Signals)-1].Causes[0]) + provisional(s)
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

// causeWords says what a special cause is, of the latest point or another.
func causeWords(c Cause) string {
	switch c {
	case AboveLimit:
		return "above the limits of its usual variation"
	case BelowLimit:
		return "below the limits of its usual variation"
	case TwoAbove:
		return "near the upper limit of its usual variation in two of three quarters"
	case TwoBelow:
		return "near the lower limit of its usual variation in two of three quarters"
	case SevenAbove:
		return "above its mean for seven quarters or more in a row"
	case SevenBelow:
		return "below its mean for seven quarters or more in a row"
	case SevenRising:
		return "part of seven quarters or more in a row of rising figures"
	case SevenFalling:
		return "part of seven quarters or more in a row of falling figures"
	}
	return "beyond its usual variation"
}

// seriesWords says what the years or the quarters of an area say, in a
// sentence of their own.
func seriesWords(def indicator.Definition, name string, l *line, points []TrendPoint, s Series) string {
	kind, method := "Quarters", fmt.Sprintf("by the limits of its own quarters, %s of them", numberWord(figuresNow(s)))
	if s.Kind == YearKind {
		kind = "Years"
		method = "by a test of the last five years at 99.8%"
	}
	who := kind + ": " + lowerFirst(subject(def)) + " in " + name
	last := points[len(points)-1]
	switch s.State {
	case TrendTooFew, TrendUnknown:
		return who + ": how they have changed cannot be said. " + s.Reason
	case TrendSteady:
		if s.Kind == YearKind {
			return who + " show no clear trend, " + method + "."
		}
		return who + " show no change beyond their usual variation, " + method + provisional(s) + "."
	case TrendRising, TrendFalling:
		return who + " are " + string(s.State) + ", " + method + ": by about " + valueWords(Some(Shown1(math.Abs(s.Test.Slope.Value))), def.Unit) + changeUnit(def.Unit) + " a year" + judged(s.Judged) + "."
	case TrendSignal:
		return who + " were in " + lastWords(l) + " " + causeWords(last.Causes[0]) + ", " + method + provisional(s) + judged(s.Judged) + ". Something other than the usual variation is at work; the chart does not say what."
	}
	return who + "."
}

// changeUnit turns "1.2%" into "1.2% points", which is not the same.
func changeUnit(u indicator.Unit) string {
	if u == indicator.Percent || u == indicator.YesNo {
		return " points"
	}
	return ""
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

func lastWords(l *line) string { return l.periods[len(l.periods)-1].Words() }

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
