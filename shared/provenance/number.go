package provenance

import (
	"math"
	"strconv"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
)

// decimals is how many decimals files keep, far beyond what is shown. Two
// numbers are equal here when they are the same to so many.
const decimals = 6

// same reports whether two numbers are equal as files keep them: within half
// a unit of the sixth decimal, and what floating point adds on the way.
func same(a, b float64) bool {
	return math.Abs(a-b) <= 0.5000001e-6+1e-12*math.Abs(a)
}

// number writes x with commas in its thousands and at most six decimals.
func number(x float64) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, part, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part = strings.TrimRight(part, "0"); part != "" {
		whole += "." + part
	}
	if x < 0 && strings.Trim(whole, "0.,") != "" {
		whole = "−" + whole
	}
	return whole
}

// optional writes a number that may be absent.
func optional(n benchmark.Number) string {
	if !n.OK {
		return ""
	}
	return number(n.Value)
}

// between writes an interval.
func between(i benchmark.Interval) string { return number(i.Lower) + " to " + number(i.Upper) }

// shown writes a value as pages print it: 24.2%, 519.4, Yes, or its symbol.
func shown(f *benchmark.Fact, u indicator.Unit) string {
	if !f.Value.OK {
		s := f.Symbol
		if s == "" {
			s = benchmark.NotAvailable
		}
		return "[" + string(s) + "]"
	}
	if u == indicator.YesNo && f.Level == benchmark.AreaLevel {
		if f.Value.Value > 0 {
			return "Yes"
		}
		return "No"
	}
	v := benchmark.Shown1(f.Value.Value)
	if f.Numerator.OK && f.Denominator.OK && f.Denominator.Value > 0 {
		v = benchmark.Round1(f.Numerator.Value, f.Denominator.Value, benchmark.Per(u))
	}
	return oneDecimal(v) + sign(u)
}

// oneDecimal writes v with one decimal, always, and commas.
func oneDecimal(v float64) string {
	s := number(v)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// sign follows a value.
func sign(u indicator.Unit) string {
	if u == indicator.Percent || u == indicator.YesNo {
		return "%"
	}
	return ""
}
