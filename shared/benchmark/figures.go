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
	counts, cells := b.plan.read(r, func(*returns.Count) bool { return true }), cellsByKey(r)
	figures := []Figure{}
	for d, def := range b.plan.defs {
		for c, id := range b.plan.cells {
			if c > 0 && counts.find(b.plan.num[d], c) == nil {
				continue
			}
			f := Fact{Period: r.Period, DFE: r.Area, Level: AreaLevel}
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

// cellsByKey returns the cells that each count of r comes from: its own; for
// one that the workbook does not hold, those of all that it is made of, or of
// the fact that gives it. A count that was not read from a workbook has none.
func cellsByKey(r *returns.Return) map[returns.Key][]cell.Ref {
	index := r.Index()
	cells := make(map[returns.Key][]cell.Ref, len(index))
	var of func(k returns.Key) []cell.Ref
	of = func(k returns.Key) []cell.Ref {
		if refs, known := cells[k]; known {
			return refs
		}
		var refs []cell.Ref
		c, given := index[k]
		switch made := returns.MadeOf(k); {
		case given && c.Ref.Row > 0:
			refs = []cell.Ref{c.Ref}
		case made != nil:
			for _, part := range made {
				refs = append(refs, of(part)...)
			}
		default:
			refs = factCell(r, k.Measure)
		}
		cells[k] = refs
		return refs
	}
	for k := range index {
		of(k)
	}
	return cells
}

// factCell returns the cell of the fact that a measure is made of.
func factCell(r *returns.Return, measure string) []cell.Ref {
	for _, f := range r.Facts {
		if f.Ref.Row > 0 && (measure == f.Name+"_yes" || measure == f.Name+"_answered") {
			return []cell.Ref{f.Ref}
		}
	}
	return nil
}
