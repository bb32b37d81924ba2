package provenance

import (
	"fmt"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// parts lists the areas that a region's or England's figure is added up from,
// each with its address.
func (w World) parts(at *Located) []Part {
	var all []Part
	for i := range at.Facts {
		f := &at.Facts[i]
		if f.Level != benchmark.AreaLevel {
			continue
		}
		if at.Fact.Level == benchmark.RegionLevel {
			if a, ok := w.Register.Find(f.DFE); !ok || a.RegionCode != at.Fact.Code {
				continue
			}
		}
		p := Part{Figure: at.addressOf(f).String(), Code: f.Code, DFE: f.DFE, Name: f.Name,
			Numerator: f.Numerator, Denominator: f.Denominator, Symbol: f.Symbol, Reason: f.Reason}
		// One that is hidden here, or of too small a sample to show, was added
		// all the same.
		p.In = f.Numerator.OK && f.Denominator.OK || f.Source == benchmark.FromReturn && (f.Symbol == benchmark.Confidential || f.Symbol == benchmark.LowReliability)
		all = append(all, p)
	}
	return all
}

// pooled adds the lines of a figure that is added up from areas.
func (w *working) pooled(parts []Part, public *benchmark.Fact) {
	f := &w.at.Fact
	var n, d float64
	in, hidden := 0, 0
	for _, p := range parts {
		switch {
		case p.In && p.Numerator.OK && p.Denominator.OK:
			in++
			n, d = n+p.Numerator.Value, d+p.Denominator.Value
		case p.In:
			in++
			hidden++
		}
	}
	w.add(Line{What: "Areas that gave it", Formula: "with both counts, of those in being for the period", Result: fmt.Sprint(in),
		Published: fmt.Sprint(f.AreasReturned)}, true, in == f.AreasReturned)
	if in == 0 {
		w.add(Line{What: "Value", Result: "[x]: no area has given it", Published: shown(f, w.at.Definition.Unit)}, true, f.Symbol == benchmark.NotAvailable)
		return
	}
	if w.at.View == benchmark.Full {
		w.number(Line{What: "Numerator: " + w.at.Definition.NumeratorWords, Formula: "the areas below added up", Put: sumWords(in)}, n, f.Numerator)
		w.number(Line{What: "Denominator: " + w.at.Definition.DenominatorWords, Formula: "the areas below added up", Put: sumWords(in)}, d, f.Denominator)
		w.figure(n, d)
		if public != nil {
			w.rounding(n, d, public)
		}
		return
	}
	if hidden == 0 {
		w.rounding(n, d, f)
	} else {
		w.add(Line{What: "Added up", Formula: "the areas below, to the nearest 10",
			Result: fmt.Sprintf("the counts of %d of the %d areas are not shown here, so that their sum cannot be either", hidden, in)}, false, false)
	}
	if f.Numerator.OK && f.Denominator.OK {
		w.figure(f.Numerator.Value, f.Denominator.Value)
	}
}

func sumWords(n int) string {
	if n == 1 {
		return "1 number"
	}
	return fmt.Sprintf("%d numbers", n)
}

// rounding adds the lines that make of an exact sum what the public sees: of
// people, the nearest 10, halves up. A population is public and stays.
func (w *working) rounding(n, d float64, public *benchmark.Fact) {
	def := w.at.Definition
	rounded := people(def)
	rn, rd := n, d
	if rounded {
		rn = disclosure.Round10(n)
		if !indicator.IsPopulation(def.Denominator) {
			rd = disclosure.Round10(d)
			if def.Unit == indicator.Percent {
				rn = min(rn, rd)
			}
		}
	}
	what, formula := "As the public sees it", "to the nearest 10, halves up"
	if !rounded {
		formula = "of settings, services and partnerships: not rounded"
	}
	if !public.Numerator.OK || !public.Denominator.OK {
		l := Line{What: what, Formula: formula, Put: number(n) + " of " + number(d), Result: number(rn) + " of " + number(rd), Published: shown(public, def.Unit)}
		low := rn == 0 && n > 0 || rd == 0 && d > 0
		if public.Symbol == benchmark.RoundsToZero {
			w.add(l, true, low)
			return
		}
		w.add(l, false, false)
		return
	}
	w.add(Line{What: what, Formula: formula, Put: number(n) + " of " + number(d), Result: number(rn) + " of " + number(rd),
		Published: number(public.Numerator.Value) + " of " + number(public.Denominator.Value)}, true,
		same(rn, public.Numerator.Value) && same(rd, public.Denominator.Value))
}

// people reports whether an indicator counts people, so that small counts are
// hidden and sums rounded: disclosure classes D1 to D3 and D6.
func people(d indicator.Definition) bool { return d.Class != "D4" && d.Class != "D5" }

// PartWords names a part of a breakdown for people: "sex: female"; "" for the
// total.
func PartWords(breakdown, category string) string {
	if breakdown == returns.Total || breakdown == "" {
		return ""
	}
	name := strings.ReplaceAll(breakdown, "_", " ")
	if b, ok := returns.FindBreakdown(breakdown); ok && b.Title != "" {
		name = strings.ToLower(b.Title[:1]) + b.Title[1:]
	}
	return name + ": " + indicator.CategoryLabel(breakdown, category)
}
