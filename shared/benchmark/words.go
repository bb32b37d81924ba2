package benchmark

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// The sentences of answers. None says more than its method allows:
//
//   - beyond the 99.8% limits: "above what is expected", and nothing of good or
//     bad performance;
//   - between those and the 95% ones: the same with how often that happens by
//     itself, so that it is weaker than the first;
//   - within: "within what is expected", never "the same as";
//   - an area that is not classed: that it has too few cases for a place in the
//     funnel, which leaves its own interval to speak for itself;
//   - a mean, a fact that is yes or no, England without a figure: that nothing is
//     said of how it compares, and why;
//   - a figure that is hidden or missing: no number, and no trend up to it.

// A wording makes the sentences of the areas of one table.
type wording struct {
	t      *table
	peers  *Peers
	limits string
	when   string
}

// area returns the sentences about one area.
func (w *wording) area(f *Fact, fig AreaFigure, s Series, trend bool) string {
	def := w.t.def
	who := subject(def) + " in " + nameWords(fig.Name) + partWords(w.t.key)
	if !fig.Value.OK {
		return absentWords(who, f, fig)
	}
	if def.Unit == indicator.YesNo {
		return yesNoWords(def, fig, w.when) + w.marks(f)
	}
	text := who + " were " + valueWords(fig.Value, def.Unit) + " " + w.when + countWords(def, fig.Numerator, fig.Denominator)
	clause, reserve := w.expected(fig)
	text += clause
	if w.peersOf(fig) {
		text += w.besidePeers(fig)
	}
	if trend {
		if c := trendClause(s); c != "" {
			text += "; " + c
		}
	}
	return text + "." + reserve + w.marks(f)
}

// expected says how a figure stands against what is expected: a clause, and
// what is to be said afterwards.
func (w *wording) expected(fig AreaFigure) (clause, reserve string) {
	f, def := w.t.funnel(), w.t.def
	switch {
	case def.Unit == indicator.Mean:
		return "", " An average has no interval here, since a return gives totals and no spread, so nothing is said of how it compares" + w.england(" with England’s ", "") + "."
	case f == nil && w.t.england.Value.OK:
		return w.england("; England’s was ", ""), " It has no place in a funnel: where England’s figure is none or all there are no limits to hold it against."
	case f == nil || !fig.Lower95.OK:
		return "", " Nothing is said of how it compares, since there are no limits to hold it against."
	}
	usual := "where one area in 500 would lie if areas differed no more than they usually do"
	once := "though one area in twenty would lie so far out if areas differed no more than they usually do"
	if fig.Denominator.OK && fig.Denominator.Value < FewestClassed {
		return ": too few cases to place it in the funnel" + w.england(" (England ", ")"), ""
	}
	than, within := "expected for an area of its size", "within what is expected for an area of its size"
	if w.limits == LimitsChance || !f.ok {
		than, within = "chance alone explains", "within what chance alone explains"
		usual, once = "where chance would put one area in 500", "though chance would put one area in twenty so far out"
		reserve = " " + f.reason
		if f.ok {
			reserve = " These limits leave out that areas differ for many reasons besides chance, so many areas lie beyond them."
		}
	}
	switch england := w.england(" (England ", ")"); fig.Outlier {
	case High998:
		return ", higher than " + than + england + ", beyond the 99.8% limits, " + usual, reserve
	case Low998:
		return ", lower than " + than + england + ", beyond the 99.8% limits, " + usual, reserve
	case High95:
		return ", higher than " + than + england + ", " + once, reserve
	case Low95:
		return ", lower than " + than + england + ", " + once, reserve
	default:
		return ", " + within + england, reserve
	}
}

// england is England's figure between two texts, "" where there is none.
func (w *wording) england(before, after string) string {
	v := shownValue(w.t.england, w.t.def.Unit)
	if !v.OK {
		return ""
	}
	return before + valueWords(v, w.t.def.Unit) + after
}

// peersOf reports whether the peers asked for are those of an area: of the one
// that is picked out, or of each in a group of which it is one. All of England
// is no other group than England.
func (w *wording) peersOf(fig AreaFigure) bool {
	switch {
	case w.peers == nil || w.peers.Kind == PeerEngland:
		return false
	case fig.Code == w.peers.Of:
		return true
	case w.peers.Kind == PeerNeighbours:
		return false
	}
	return slices.Contains(w.peers.Codes, fig.Code)
}

// besidePeers says how a figure stands against the peers' pooled one: by the
// area's own interval, which allows for chance alone.
func (w *wording) besidePeers(fig AreaFigure) string {
	pooled := w.peers.Pooled
	if !pooled.OK {
		return ""
	}
	of := valueWords(pooled, w.t.def.Unit) + " of " + w.peers.Label + ", pooled"
	switch {
	case fig.ComparisonPeers == NotCompared || fig.ComparisonPeers == "":
		return "; for " + w.peers.Label + ", pooled, the figure is " + valueWords(pooled, w.t.def.Unit)
	case fig.ComparisonPeers == Similar:
		return "; its 95% interval, " + spanWords(fig.Lower95, fig.Upper95, w.t.def.Unit) + ", takes in the " + of
	case fig.Lower95.Value > pooled.Value || fig.Value.Value > pooled.Value:
		return "; its 95% interval, " + spanWords(fig.Lower95, fig.Upper95, w.t.def.Unit) + ", lies above the " + of
	}
	return "; its 95% interval, " + spanWords(fig.Lower95, fig.Upper95, w.t.def.Unit) + ", lies below the " + of
}

// marks says what stands beside the number.
func (w *wording) marks(f *Fact) string {
	var out string
	if f.Marks.Has(LowReliability) && f.Lower95.OK && f.Upper95.OK {
		out += " With so few cases it is of low reliability: the true figure may lie anywhere from " + spanWords(shownNumber(f.Lower95), shownNumber(f.Upper95), w.t.def.Unit) + "."
	}
	if f.Marks.Has(Break) {
		out += " The series begins anew here: the way of counting or the boundary changed, so do not compare it with the figure before."
	}
	if f.Marks.Has(Revised) {
		out += " A later return revised it."
	}
	if f.Marks.Has(Provisional) {
		out += " It is provisional: the return is not signed off yet."
	}
	if f.Demonstration {
		out += " The figure is made up."
	}
	return out
}

// absentWords is for an area without a figure: there is no number in it.
func absentWords(who string, f *Fact, fig AreaFigure) string {
	reason := f.Reason
	switch f.Symbol {
	case Confidential:
		if reason == "" {
			reason = "Hidden so that nobody can be recognised."
		}
		return who + ": the figure is not shown. " + reason
	case NotApplicable:
		return strings.TrimSpace(who + " do not apply. " + reason)
	case LowReliability:
		if reason == "" {
			reason = "It is of low reliability."
		}
		return who + ": no figure is given. " + reason
	case RoundsToZero:
		return strings.TrimSpace(who + " are above zero, and zero when rounded. " + reason)
	}
	return strings.TrimSpace(who + ": there is no figure. " + reason)
}

func yesNoWords(def indicator.Definition, fig AreaFigure, when string) string {
	answer := "no"
	if fig.Value.Value > 0 {
		answer = "yes"
	}
	return def.Title + ": " + nameWords(fig.Name) + " answered " + answer + " " + when + ". That is a fact of the partnership, with no interval and no limits."
}

// aboveWords says what the figure of England or a region rests on.
func aboveWords(t *table, f *Fact, e EnglandFigure) string {
	name := f.Name
	if f.Level == EnglandLevel {
		name = "England"
	}
	who := subject(t.def) + " in " + inSentenceOf(f, name) + partWords(t.key)
	if !e.Value.OK {
		return absentWords(who, f, AreaFigure{})
	}
	text := who + " were " + valueWords(e.Value, t.def.Unit) + " " + whenWords(t.key.period)
	if t.def.Unit == indicator.YesNo {
		text = t.def.Title + ": " + valueWords(e.Value, t.def.Unit) + " of the partnerships in " + inSentenceOf(f, name) + " that answered say yes"
	}
	switch {
	case f.Source == FromPublished:
		text += ", as the Department for Education published it"
	case f.AreasReturned < f.AreasExpected:
		text += fmt.Sprintf(", pooled from the %d of %d areas that gave it: until the rest have, it is not the whole", f.AreasReturned, f.AreasExpected)
	default:
		text += fmt.Sprintf(", pooled from all %d areas", f.AreasReturned)
	}
	if f.Demonstration {
		text += "; some figures are made up"
	}
	return text + "."
}

func inSentenceOf(f *Fact, name string) string {
	if f.Level == RegionLevel {
		return inSentence(name)
	}
	return name
}

// nameWords is an area's name within a sentence: "the City of Bristol", not
// "Bristol, City of".
func nameWords(name string) string {
	if first, rest, ok := strings.Cut(name, ", "); ok && strings.HasSuffix(rest, " of") {
		return "the " + rest + " " + first
	}
	for _, before := range []string{"City of ", "Isle of ", "Isles of ", "East Riding of "} {
		if strings.HasPrefix(name, before) {
			return "the " + name
		}
	}
	return name
}

// subject is what an indicator counts, as the beginning of a sentence.
func subject(def indicator.Definition) string {
	if def.Subject != "" {
		return def.Subject
	}
	return def.Title
}

// part names the category of a figure that is split.
func partWords(k tableKey) string {
	if k.breakdown == total || k.breakdown == "" {
		return ""
	}
	label := k.breakdown
	if s, ok := indicator.Breakdown(k.breakdown); ok {
		label = s.Label
	}
	return " (" + strings.ToLower(label[:1]) + label[1:] + ": " + indicator.CategoryLabel(k.breakdown, k.category) + ")"
}

// whenWords is "in the year to March 2025" or "in January to March 2026".
func whenWords(p period.Period) string {
	if p.Kind() == period.FinancialYear {
		return fmt.Sprintf("in the year to March %d", p.End().Year)
	}
	return "in " + p.Words()
}

// countWords is " (2,494 of 10,304)", and of a rate " (9,500 for 172,000
// children)".
func countWords(def indicator.Definition, n, d Number) string {
	if !n.OK || !d.OK || def.Unit == indicator.Mean {
		return ""
	}
	if def.Unit == indicator.Rate {
		return " (" + thousands(n.Value, 0) + " for " + thousands(d.Value, 0) + " children)"
	}
	return " (" + thousands(n.Value, 0) + " of " + thousands(d.Value, 0) + ")"
}

// valueWords is a value with its unit: "24.2%", "584.7 per 10,000", "18.3".
func valueWords(n Number, u indicator.Unit) string {
	text := thousands(n.Value, 1)
	switch u {
	case indicator.Percent, indicator.YesNo:
		return text + "%"
	case indicator.Rate:
		return text + " per 10,000"
	}
	return text
}

// spanWords is "23.4% to 25.0%".
func spanWords(lower, upper Number, u indicator.Unit) string {
	if u == indicator.Rate {
		return thousands(lower.Value, 1) + " to " + valueWords(upper, u)
	}
	return valueWords(lower, u) + " to " + valueWords(upper, u)
}

// thousands prints a number with commas and a number of decimal places.
func thousands(x float64, places int) string {
	text := strconv.FormatFloat(x, 'f', places, 64)
	whole, rest, _ := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return sign + whole
}

// numberWord writes whole numbers up to twelve in words.
func numberWord(n int) string {
	names := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n >= 0 && n < len(names) {
		return names[n]
	}
	return strconv.Itoa(n)
}

// countOf is "1 case" or "12 cases".
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(float64(n), 0) + " " + many
}
