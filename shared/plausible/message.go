package plausible

import (
	"fmt"
	"math"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// explainChange adds a problem of V09. whole is the measure whose change is
// allowed for: in a sample; else "".
func (k *checker) explainChange(m returns.Measure, whole string, now returns.Count, l leapt) {
	last := l.series[len(l.series)-1]
	was := last.n
	message := fmt.Sprintf("“%s” is %s; in %s it was %s.", title(m), count(now.N), last.period.Words(), count(was))
	if whole != "" {
		w, _ := returns.FindMeasure(whole)
		was = math.Round(was)
		message = fmt.Sprintf("“%s” is %s; with its share of “%s” in %s it would be about %s.", title(m), count(now.N), title(w), last.period.Words(), count(was))
	}
	if l.ofOwn {
		message += fmt.Sprintf(" Over the %d periods before, it has kept between %s and %s.", len(l.series), count(math.Ceil(l.limits.Lower)), count(math.Floor(l.limits.Upper)))
	} else {
		message += " " + changeWords(now.N, was)
	}
	message += " If the count is wrong, correct it; if it is right, explain what lies behind the change."
	k.add(cell.Problem{
		Ref: k.cause(now), Rule: "V09", Severity: cell.Explain, Group: groupChange, Message: message, Value: count(now.N),
	})
}

// changeWords says how large a change is, against the limit.
func changeWords(now, was float64) string {
	if was == 0 {
		return "Any rise from none that is more than chance has to be explained."
	}
	way := "up"
	if now < was {
		way = "down"
	}
	return fmt.Sprintf("That is %s by %s, and a change of over %s has to be explained.", way, percent(math.Abs(now-was)/was), percent(mostChange))
}

// cause returns the cell of a total, or of the part that changed most where
// the workbook does not hold the total.
func (k *checker) cause(total returns.Count) cell.Ref {
	if total.Ref.Row > 0 {
		return total.Ref
	}
	last := k.before[len(k.before)-1]
	return k.largest(total, func(c returns.Count) float64 {
		was := last.index[c.Key()]
		if was.State != returns.Known {
			return c.N
		}
		return math.Abs(c.N - was.N)
	})
}
