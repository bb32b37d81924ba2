package benchmark

import (
	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// A Figure is what one return says of one indicator, for the officer who is
// about to send it: exact, to one decimal place, with the cells it comes from.
type Figure struct {
	Indicator   string         `json:"indicator"`
	Breakdown   string         `json:"breakdown"`          // total where not split
	Category    string         `json:"category,omitempty"` // with a breakdown other than total
	Numerator   Number         `json:"numerator,omitzero"`
	Denominator Number         `json:"denominator,omitzero"`
	Value       Number         `json:"value,omitzero"`
	Unit        indicator.Unit `json:"unit"`
	Cells       []cell.Ref     `json:"cells"` // of the numerator, then of the denominator; of a sum, those it was made from
	Symbol      Symbol         `json:"symbol,omitempty"`
	Reason      string         `json:"reason,omitempty"` // where there is no value
}

// Figures returns what r says of each computed indicator: the total, then each
// part that r gives, in catalogue order and then in the order of files. A
// figure that cannot be worked out carries a symbol and the reason.
func Figures(r *returns.Return, cat *indicator.Catalogue, reg *area.Register) []Figure {
	b := &builder{Input: Input{Catalogue: cat, Register: reg}, plan: newPlan(cat, []Signed{{Return: r}}), limits: newExactLimits()}
	counts, cells := b.plan.tabulate(r), cellsByKey(r)
	figures := []Figure{}
	for d, def := range b.plan.defs {
		for c, id := range b.plan.cells {
			if c > 0 && !counts.given[b.plan.at(b.plan.num[d], c)] {
				continue
			}
			f := Fact{Period: r.Period, DFE: r.Area}
			b.areaFact(&f, d, c, counts)
			fig := Figure{Indicator: def.ID, Breakdown: id.breakdown, Unit: def.Unit, Cells: []cell.Ref{},
				Numerator: f.Numerator, Denominator: f.Denominator, Value: shownValue(&f, def.Unit), Symbol: f.Symbol, Reason: f.Reason}
			if c > 0 {
				fig.Category = id.category
			}
			for _, m := range []string{def.Numerator, def.Denominator} {
				fig.Cells = append(fig.Cells, cells[returns.Key{Measure: m, Breakdown: id.breakdown, Category: id.category}]...)
			}
			figures = append(figures, fig)
		}
	}
	return figures
}

// cellsByKey returns the cells that each count of r comes from: its own, or
// those of every agency for a total that the workbook does not hold. A count
// that was not read from a workbook has none.
func cellsByKey(r *returns.Return) map[returns.Key][]cell.Ref {
	cells := make(map[returns.Key][]cell.Ref, len(r.Counts))
	agencies := map[string][]cell.Ref{}
	for _, c := range r.Counts {
		if c.Ref.Row == 0 || cells[c.Key()] != nil {
			continue
		}
		cells[c.Key()] = []cell.Ref{c.Ref}
		if c.Breakdown == "agency" {
			agencies[c.Measure] = append(agencies[c.Measure], c.Ref)
		}
	}
	for _, c := range r.Counts {
		if c.Breakdown == returns.Total && c.Ref.Row == 0 && cells[c.Key()] == nil {
			cells[c.Key()] = agencies[c.Measure]
		}
	}
	return cells
}
