package figures

import (
	"context"
	"errors"
	"slices"

	"earlyhelp/functions/site/desk"
	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// Explained gives the signed return in force of an area and period, to those
// who may see what was explained about it (desk.ErrNotFound to others, and
// where there is none), and its counts.
type Explained interface {
	InForce(ctx context.Context, p account.Person, dfe string, q period.Period) (desk.Seen, error)
	Return(ctx context.Context, s desk.Seen) (*returns.Return, error)
}

// An Explanation is what an area said of a figure, and why it was asked.
type Explanation struct {
	Title string // of the indicator
	Text  string
	Asked string
}

// explanations returns what an area explained, by the indicator that each
// belongs to: the one whose numerator stands in the cell, else the first that
// divides by it. What belongs to none is under "".
func (p *Pages) explanations(ctx context.Context, person account.Person, dfe string, q period.Period) (map[string][]Explanation, error) {
	if p.o.Explained == nil || !account.Allowed(person, account.SeeExplained, dfe) {
		return nil, nil
	}
	seen, err := p.o.Explained.InForce(ctx, person, dfe, q)
	if errors.Is(err, desk.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	said := slices.DeleteFunc(seen.Explained(), func(e desk.Explained) bool { return e.Text == "" })
	if len(said) == 0 {
		return nil, nil
	}
	r, err := p.o.Explained.Return(ctx, seen)
	if err != nil {
		return nil, err
	}
	of := indicatorsOf(r, p.catal)
	out := map[string][]Explanation{}
	for _, e := range said {
		id, title := of[e.Ref], "Another count"
		if d, ok := p.catal.Find(id); ok {
			title = d.Title
		}
		out[id] = append(out[id], Explanation{Title: title, Text: e.Text, Asked: e.Message})
	}
	return out, nil
}

// indicatorsOf returns the indicator that each cell of a return's totals
// belongs to.
func indicatorsOf(r *returns.Return, cat *indicator.Catalogue) map[string]string {
	index := r.Index()
	var cells func(k returns.Key) []cell.Ref
	cells = func(k returns.Key) []cell.Ref {
		if c, ok := index[k]; ok && c.Ref.Row > 0 {
			return []cell.Ref{c.Ref}
		}
		var refs []cell.Ref
		for _, part := range returns.MadeOf(k) {
			refs = append(refs, cells(part)...)
		}
		return refs
	}
	of := map[string]string{}
	for _, term := range []func(indicator.Definition) string{
		func(d indicator.Definition) string { return d.Numerator },
		func(d indicator.Definition) string { return d.Denominator },
	} {
		for _, d := range cat.Computed() {
			for _, ref := range cells(returns.Key{Measure: term(d), Breakdown: returns.Total, Category: returns.All}) {
				if of[ref.String()] == "" {
					of[ref.String()] = d.ID
				}
			}
		}
	}
	return of
}
