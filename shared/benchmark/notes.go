package benchmark

import (
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// The kinds of note.
const (
	NoteCaveat   = "caveat"   // of the indicator itself
	NotePeriod   = "period"   // years and quarters
	NoteSource   = "source"   // published figures beside returned ones
	NoteCounting = "counting" // counted from a list, or typed
	NoteBoundary = "boundary" // areas that are not what they were
	NoteEstimate = "estimate" // a total that holds estimates, or few areas
	NoteRank     = "rank"     // why there are no ranks where they were asked for
)

// notes are what to know before the figures of an answer are compared.
func (s *Snapshot) notes(t *table, shown []AreaFigure) []Note {
	notes := s.always(t.def)
	sources := map[Source]int{}
	broken := 0
	for i := range shown {
		if shown[i].Value.OK {
			sources[shown[i].Source]++
		}
		if slices.Contains(shown[i].Marks, Break) {
			broken++
		}
	}
	if sources[FromPublished] > 0 && sources[FromReturn] > 0 {
		notes = append(notes, Note{Kind: NoteSource, Text: "Figures of " + countOf(sources[FromReturn], "area is from its return", "areas are from their returns") +
			", those of the other " + numberWord(sources[FromPublished]) + " as the Department for Education published them."})
	}
	if broken > 0 {
		notes = append(notes, Note{Kind: NoteCounting, Text: countOf(broken, "area has", "areas have") +
			" a break in the series [b]: the way of counting, the template or the boundary changed since the figure before."})
	}
	if e := t.england; e.Value.OK && e.Source == FromPooled && e.AreasReturned < e.AreasExpected {
		notes = append(notes, Note{Kind: NoteEstimate, Text: t.national().Words})
	}
	wanted := map[string]bool{}
	for i := range shown {
		wanted[shown[i].DFE] = true
	}
	return append(notes, s.ruleNotes(t.def, func(r indicator.Rule) bool {
		return r.Covers(t.key.period) && (r.Area == "" || wanted[r.Area])
	})...)
}

// trendNotes are what to know before the points of a series are compared.
func (s *Snapshot) trendNotes(def indicator.Definition, at holder, t Trend) []Note {
	notes := s.always(def)
	kinds, sources := map[string]bool{}, map[Source]bool{}
	var first, last period.Period
	for i, p := range t.Points {
		kinds[p.Kind] = true
		if p.Value.OK {
			sources[p.Source] = true
		}
		if q, err := period.Parse(p.Period); err == nil {
			if i == 0 {
				first = q
			}
			last = q
		}
	}
	if kinds[YearKind] && kinds[QuarterKind] {
		notes = append(notes, Note{Kind: NotePeriod, Text: "Years and quarters are two series, each judged by its own method."})
	}
	if sources[FromPublished] && sources[FromReturn] {
		notes = append(notes, Note{Kind: NoteSource, Text: "Some points are as the Department for Education published them and some from the area’s return; each point says which."})
	}
	if at.level == AreaLevel {
		notes = append(notes, s.boundaryNotes(at.code, first, last)...)
	}
	return append(notes, s.ruleNotes(def, func(r indicator.Rule) bool {
		return r.Within(first, last) && (r.Area == "" || at.level == AreaLevel && r.Area == at.code)
	})...)
}

// always are the notes of an indicator whatever is asked.
func (s *Snapshot) always(def indicator.Definition) []Note {
	if def.Caveat == "" {
		return nil
	}
	return []Note{{Kind: NoteCaveat, Text: def.Caveat}}
}

// boundaryNotes say how an area came to be what it is, and what became of it.
func (s *Snapshot) boundaryNotes(dfe string, first, last period.Period) []Note {
	var notes []Note
	a, _ := s.o.Register.Find(dfe)
	label := func(dfe string) string { x, _ := s.o.Register.Find(dfe); return x.Label() }
	for _, c := range s.o.Register.Changes() {
		switch {
		case c.ToDFE == dfe && c.FromDFE != dfe:
			notes = append(notes, Note{Kind: NoteBoundary, Text: a.Name + " came into being on " + c.Effective.Words() + ", " + cameFrom(c) + label(c.FromDFE) + ", whose earlier figures are of another area and are not joined on."})
		case c.FromDFE == dfe && c.ToDFE != dfe:
			notes = append(notes, Note{Kind: NoteBoundary, Text: a.Name + " ended on " + c.Effective.AddDays(-1).Words() + "; its land, or a part of it, went to " + label(c.ToDFE) + ", whose figures are of another area and are not joined on."})
		case c.FromDFE == dfe && first.Start().Before(c.Effective) && !last.End().Before(c.Effective) && c.Note != "":
			notes = append(notes, Note{Kind: NoteBoundary, Text: "The code of " + a.Name + " changed from " + c.FromGSS + " to " + c.ToGSS + " on " + c.Effective.Words() + ": " + c.Note + "."})
		}
	}
	return notes
}

func cameFrom(c area.Change) string {
	if c.Kind == area.Merge {
		return "taking in the whole of "
	}
	return "from a part of "
}

func (s *Snapshot) ruleNotes(def indicator.Definition, keep func(indicator.Rule) bool) []Note {
	var notes []Note
	for _, r := range s.o.Catalogue.Rules(def.ID) {
		if keep(r) {
			notes = append(notes, Note{Kind: r.Kind, Text: r.Text, Source: r.Source})
		}
	}
	return notes
}
