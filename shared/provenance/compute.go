package provenance

import (
	"fmt"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// A sheet of working gathers the lines of a recomputation.
type working struct {
	at    *Located
	lines []Line
}

// add adds a line. Where something is published against it the line says
// whether the two are equal.
func (w *working) add(l Line, published bool, equal bool) {
	if published {
		l.Verdict = Differs
		if equal {
			l.Verdict = Equal
		}
	}
	w.lines = append(w.lines, l)
}

// number adds a line with a number against the published one.
func (w *working) number(l Line, x float64, against benchmark.Number) {
	l.Result, l.Published = number(x), optional(against)
	if !against.OK {
		l.Published = "[" + string(w.symbol()) + "]"
	}
	w.add(l, true, against.OK && same(x, against.Value))
}

func (w *working) symbol() benchmark.Symbol {
	if w.at.Fact.Symbol == "" {
		return benchmark.NotAvailable
	}
	return w.at.Fact.Symbol
}

// term adds the line of a numerator or denominator, worked out from its cells,
// and returns what it gives.
func (w *working) term(what string, t *Term, against benchmark.Number) (x float64, state returns.State) {
	l := Line{What: what + ": " + t.Words, Formula: t.refs()}
	x, state = t.N.Value, returns.State(t.State)
	switch {
	case len(t.Cells) > 0:
		x, state = t.sum(w.at.bothNeeded(t.Measure))
		l.Put = t.addends()
	case t.Year > 0:
		l.Formula = fmt.Sprintf("children aged 0 to 17 on 30 June %d", t.Year)
	case t.Source != "":
		l.Formula = "as published by the Department for Education"
	}
	if state == returns.Known && (t.State != "" || x != t.N.Value) && len(t.Cells) > 0 {
		// The return itself says otherwise than its cells: show both.
		l.Result, l.Published = number(x), optional(t.N)
		w.add(l, true, false)
		return x, state
	}
	if state != returns.Known {
		l.Result, l.Published = "["+string(state)+"]", optional(against)
		if !against.OK {
			l.Published = "[" + string(w.symbol()) + "]"
		}
		w.add(l, true, !w.at.Fact.Value.OK)
		return 0, state
	}
	if !w.at.Fact.Value.OK {
		l.Result = number(x) // a symbol stands for the whole figure: its reason comes last
		w.add(l, false, false)
		return x, state
	}
	w.number(l, x, against)
	return x, state
}

// addends writes the numbers of a sum.
func (t *Term) addends() string {
	if len(t.Cells) > mostAddends {
		return fmt.Sprintf("%s + … + %s", t.Cells[0].Text, t.Cells[len(t.Cells)-1].Text)
	}
	var all []string
	for _, c := range t.Cells {
		s := c.Text
		if c.state == returns.Known && !strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") {
			s = number(c.n)
		}
		all = append(all, s)
	}
	return strings.Join(all, " + ")
}

// figure adds the lines from numerator and denominator to the intervals.
func (w *working) figure(n, d float64) {
	f, u := &w.at.Fact, w.at.Definition.Unit
	per := benchmark.Per(u)
	if d == 0 {
		w.add(Line{What: "Value", Formula: "n / d", Put: number(n) + " / 0", Result: "[z]: nothing to divide by", Published: shown(f, u)},
			true, f.Symbol == benchmark.NotApplicable)
		return
	}
	formula, put := "n / d", number(n)+" / "+number(d)
	if per != 1 {
		formula, put = number(per)+" × n / d", number(per)+" × "+put
	}
	w.number(Line{What: "Value", Formula: formula, Put: put}, per*n/d, f.Value)
	if f.Value.OK {
		result := shown(&benchmark.Fact{Level: f.Level, Numerator: benchmark.Some(n), Denominator: benchmark.Some(d), Value: benchmark.Some(per * n / d)}, u)
		w.add(Line{What: "As it is shown", Formula: "to one decimal place, halves up", Result: result, Published: shown(f, u)}, true, result == shown(f, u))
	}
	w.interval(n, d, benchmark.C95, f.Lower95, f.Upper95)
	w.interval(n, d, benchmark.C998, f.Lower998, f.Upper998)
}

// interval adds the line of one interval, or says why there is none.
func (w *working) interval(n, d float64, c benchmark.Confidence, lower, upper benchmark.Number) {
	u, per := w.at.Definition.Unit, benchmark.Per(w.at.Definition.Unit)
	l := Line{What: confidence(c) + " interval"}
	if u == indicator.Mean || u == indicator.YesNo && w.at.Fact.Level == benchmark.AreaLevel {
		if c == benchmark.C95 {
			l.What, l.Formula, l.Result = "Interval", "none: a return gives totals and no spread", "none"
			if u == indicator.YesNo {
				l.Formula = "none: nothing is estimated about a fact"
			}
			w.add(l, true, !lower.OK && !upper.OK)
		}
		return
	}
	var i benchmark.Interval
	var err error
	if u == indicator.Rate {
		l.Formula, l.Put = poisson(n, d, per, c)
		i, err = benchmark.RatePer(n, d, per, c)
	} else {
		l.Formula, l.Put = wilson(n, d, c)
		i, err = benchmark.Wilson(n, d, c)
		i = i.Times(per)
	}
	if err != nil {
		l.Result = "none: " + err.Error()
		w.add(l, true, !lower.OK && !upper.OK)
		return
	}
	l.Result, l.Published = between(i), optional(lower)+" to "+optional(upper)
	w.add(l, true, lower.OK && upper.OK && same(i.Lower, lower.Value) && same(i.Upper, upper.Value))
}

func confidence(c benchmark.Confidence) string {
	if c == benchmark.C998 {
		return "99.8%"
	}
	return "95%"
}

// wilson writes Wilson's score interval, in percent, with the numbers put in.
func wilson(n, d float64, c benchmark.Confidence) (formula, put string) {
	z, a, b := number(c.Z()), number(n), number(d)
	return "Wilson: 100 × (2n + z² ± z √(z² + 4n(1 − n/d))) / (2(d + z²)), z = " + z,
		fmt.Sprintf("100 × (2 × %s + %s² ± %s √(%s² + 4 × %s × (1 − %s/%s))) / (2 × (%s + %s²))", a, z, z, z, a, a, b, b, z)
}

// poisson writes the interval of a rate: exact under ten events, Byar's from
// ten on.
func poisson(n, d, per float64, c benchmark.Confidence) (formula, put string) {
	x, per10, pop := number(n), number(per), number(d)
	if n < 10 {
		return "exact Poisson: quantiles of the gamma distribution of shape n and n + 1, × " + per10 + " / d",
			fmt.Sprintf("quantile %s of gamma(%s) and quantile %s of gamma(%s), each × %s / %s", number(c.Tail()), x, number(1-c.Tail()), number(n+1), per10, pop)
	}
	z, y := number(c.Z()), number(n+1)
	return "Byar: n(1 − 1/(9n) − z/(3√n))³ and (n+1)(1 − 1/(9(n+1)) + z/(3√(n+1)))³, × " + per10 + " / d, z = " + z,
		fmt.Sprintf("%s × (1 − 1/(9 × %s) − %s/(3√%s))³ and %s × (1 − 1/(9 × %s) + %s/(3√%s))³, each × %s / %s", x, x, z, x, y, y, z, y, per10, pop)
}

// verdict sums the lines up.
func (w *working) verdict(whence string) Recomputation {
	r := Recomputation{Verdict: Nothing, Lines: w.lines}
	differs, compared := 0, 0
	for _, l := range w.lines {
		switch l.Verdict {
		case Differs:
			differs++
			compared++
		case Equal:
			compared++
		}
	}
	switch {
	case compared == 0:
		r.Words = "There is no number here to work out again."
	case differs > 0:
		r.Verdict, r.Words = Differs, fmt.Sprintf("Worked out again from %s: not equal to what is published in %s.", whence, inPlaces(differs, compared))
	case compared == 1:
		r.Verdict, r.Words = Equal, fmt.Sprintf("Worked out again from %s: equal to what is published.", whence)
	default:
		r.Verdict, r.Words = Equal, fmt.Sprintf("Worked out again from %s: equal to what is published in every one of %d places.", whence, compared)
	}
	if r.Lines == nil {
		r.Lines = []Line{}
	}
	return r
}

func inPlaces(n, of int) string {
	if n == 1 {
		return fmt.Sprintf("1 place of %d", of)
	}
	return fmt.Sprintf("%d places of %d", n, of)
}
