package figures

import (
	"fmt"
	"math"
	"strings"

	"earlyhelp/functions/site/bearing"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/chart"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// A Bearing is a theme of case reviews that bears on an indicator.
type Bearing struct{ Text, Href, Reason, Source string }

// A Related is an indicator to read beside another.
type Related struct{ Title, Href, Reason, Source string }

// relatedTo returns the indicators to read beside one; href is the page of
// each.
func (p *Pages) relatedTo(id string, href func(id string) string) []Related {
	var out []Related
	for _, l := range p.catal.Related(id) {
		if d, ok := p.catal.Find(l.ID); ok {
			out = append(out, Related{d.Title, href(d.ID), l.Reason, p.sourceText(l.Source)})
		}
	}
	return out
}

func (p *Pages) bearings(id string) []Bearing {
	var out []Bearing
	for _, l := range bearing.For(id) {
		for _, t := range p.themes {
			if t.ID == l.Theme {
				out = append(out, Bearing{t.Label, "/themes/" + t.ID, l.Reason, l.Source})
			}
		}
	}
	return out
}

func (p *Pages) facts(d indicator.Definition) govuk.SummaryList {
	row := func(key, words string) govuk.SummaryRow {
		return govuk.SummaryRow{Key: key, Value: govuk.Cell{Text: words}}
	}
	out := govuk.SummaryList{Rows: []govuk.SummaryRow{
		row("Counted", upperFirst(d.NumeratorWords)), row("Out of", upperFirst(d.DenominatorWords)), row("Shown as", unitWords(d.Unit)), row("Which way is better", polarityWords(d.Polarity)),
	}}
	if words := p.sourceText(d.Source); words != "" {
		out.Rows = append(out.Rows, row("Where it comes from", words))
	}
	return out
}

// sourceText spells out the short names of texts in a reference.
func (p *Pages) sourceText(ref string) string {
	var out []string
	for _, part := range strings.Split(ref, ";") {
		part = strings.TrimSpace(part)
		short, rest, _ := strings.Cut(part, " ")
		for _, s := range p.catal.Sources() {
			if s.Short != short {
				continue
			}
			part = s.Title
			if s.Publisher != "" {
				part = s.Publisher + ", " + part
			}
			part += " (" + s.Published + ")"
			if rest != "" {
				part += ", " + places(rest)
			}
		}
		if part != "" {
			out = append(out, part)
		}
	}
	return strings.Join(out, "; ")
}

// places spells out references: p21 is paragraph 21, L169 line 169, b3 the
// third bullet, ES the executive summary.
func places(s string) string {
	words := strings.Fields(strings.ReplaceAll(s, ",", " "))
	for i, w := range words {
		switch {
		case w == "ES":
			words[i] = "executive summary"
		case len(w) > 1 && w[1] >= '0' && w[1] <= '9':
			if name, ok := map[byte]string{'p': "paragraph ", 'L': "line ", 'b': "bullet "}[w[0]]; ok {
				words[i] = name + strings.ReplaceAll(w[1:], "-", " to ")
			}
		}
	}
	return strings.Join(words, ", ")
}

// baseline says what an inspection found: its words, when, of how many, and
// the interval of a share of so many.
func baseline(d indicator.Definition) string {
	b := d.Baseline
	if b.Words == "" {
		return ""
	}
	out := b.Words
	if b.Label != "" {
		out += " (" + b.Label + ")"
	}
	out += "."
	if in, ok := baselineInterval(b); ok {
		out += fmt.Sprintf(" On the chart it is placed at %s%%; of %d, its 95%% interval is %s to %s.", chart.Number(b.Percent, 1), b.N, chart.Number(in.Lower, 1), chart.Number(in.Upper, 1))
	}
	return out + " A dated mark from an inspection, whose sample does not stand for the nation: not a target and not a standard."
}

// baselineMark is the label of the mark on a chart: its sample and interval.
func baselineMark(b indicator.Baseline) string {
	if in, ok := baselineInterval(b); ok {
		return fmt.Sprintf("%s: %s%% (%s to %s)", b.Label, chart.Number(b.Percent, 1), chart.Number(in.Lower, 1), chart.Number(in.Upper, 1))
	}
	return b.Label
}

// baselineInterval is Wilson's 95% interval of a mark, in per cent; false where
// it has no place on a chart or no sample size. Where the source gives words
// alone ("just over half"), the number of cases is the nearest whole one.
func baselineInterval(b indicator.Baseline) (benchmark.Interval, bool) {
	if !b.HasMark || b.N == 0 {
		return benchmark.Interval{}, false
	}
	n := math.Round(b.Percent / 100 * float64(b.N))
	if b.HasCount {
		n = float64(b.Count)
	}
	in, err := benchmark.Wilson(n, float64(b.N), benchmark.C95)
	if err != nil {
		return benchmark.Interval{}, false
	}
	return benchmark.Interval{Lower: 100 * in.Lower, Upper: 100 * in.Upper}, true
}
