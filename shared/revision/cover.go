package revision

import (
	"cmp"
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// The items of the Cover that are compared, in its order. The area and the
// period are what two returns have in common, and are not among them.
const (
	itemVersion = "template_version"
	itemRole    = "prepared_by_role"
	itemMade    = "made_from"
	itemOrigin  = "data_origin"
	itemIssues  = "known_issues"
)

// compareCover compares the answers of the Cover. A return does not keep in
// which row they stood.
func compareCover(old, new *returns.Return) []Change {
	var changes []Change
	for _, x := range []struct{ item, old, new string }{
		{itemVersion, old.TemplateVersion, new.TemplateVersion},
		{itemRole, old.PreparedByRole, new.PreparedByRole},
		{itemMade, madeFrom(old.MadeFrom), madeFrom(new.MadeFrom)},
		{itemOrigin, origin(old), origin(new)},
		{itemIssues, old.KnownIssues, new.KnownIssues},
	} {
		if x.old == x.new {
			continue
		}
		c := Change{Kind: Answer, What: whatOf(x.old, x.new), Sheet: returns.Cover, Key: returns.Key{Measure: x.item}, Old: x.old, New: x.new}
		if x.old != "" {
			c.OldRef = cell.Ref{Sheet: returns.Cover}
		}
		if x.new != "" {
			c.Ref = cell.Ref{Sheet: returns.Cover}
		}
		changes = append(changes, c)
	}
	return changes
}

// madeFrom says how the counts came about in a phrase: the list by the first
// digits of its hash, which tell two lists apart.
func madeFrom(m returns.MadeFrom) string {
	if m.Tool == "" {
		return "typed"
	}
	s := m.Tool
	if m.List != "" {
		s += ", list " + m.List[:min(len(m.List), 12)]
	}
	if m.Date != "" {
		s += ", " + m.Date
	}
	return s
}

// compareFacts compares what stands in the table of facts, cell by cell.
func compareFacts(old, new []returns.Fact) []Change {
	var changes []Change
	find := func(fs []returns.Fact, name string) (f returns.Fact) {
		if i := slices.IndexFunc(fs, func(f returns.Fact) bool { return f.Name == name }); i >= 0 {
			f = fs[i]
		}
		return f
	}
	told := map[string]bool{}
	for _, f := range slices.Concat(new, old) {
		if told[f.Name] {
			continue
		}
		told[f.Name] = true
		was, is := find(old, f.Name), find(new, f.Name)
		for _, x := range []struct{ heading, old, new string }{
			{"answer", string(was.Answer), string(is.Answer)},
			{"date", was.Date.String(), is.Date.String()},
			{"evidence_link", was.Link, is.Link},
			{"note", was.Note, is.Note},
		} {
			if x.old == x.new {
				continue
			}
			changes = append(changes, Change{Kind: Fact, What: whatOf(x.old, x.new), Sheet: returns.Partnership,
				Key: returns.Key{Measure: f.Name, Breakdown: x.heading}, Old: x.old, New: x.new, Ref: is.Ref, OldRef: was.Ref})
		}
	}
	return changes
}

// beside says what a heading of the table of facts holds.
var beside = map[string]string{"date": ": date", "evidence_link": ": link", "note": ": note"}

// factWords says what a cell of the table of facts is.
func factWords(k returns.Key) string {
	words := k.Measure
	for _, f := range returns.Facts() {
		if f.Name == k.Measure {
			words = f.Title
		}
	}
	return words + beside[k.Breakdown]
}

func origin(r *returns.Return) string {
	if r.Demonstration {
		return "made up for demonstration"
	}
	return "our own figures"
}

// items are the Cover's items in plain words.
var items = map[string]string{
	itemVersion: "Version of the template",
	itemRole:    "Who prepared it",
	itemMade:    "How the counts were made",
	itemOrigin:  "Whether the figures are made up",
	itemIssues:  "Known issues",
}

// Words says what a cell counts, in plain words: "Referrals from
// professionals, agency: police". It falls back on the names themselves for
// what this version of the template does not know.
func Words(k returns.Key) string {
	m, ok := returns.FindMeasure(k.Measure)
	words := cmp.Or(m.Title, k.Measure)
	if !ok || k.Breakdown == "" || k.Breakdown == returns.Total {
		return words
	}
	b, _ := returns.FindBreakdown(k.Breakdown)
	return words + ", " + cmp.Or(lower(b.Title), k.Breakdown) + ": " + k.Category
}

// Words says what changed, in plain words.
func (c Change) Words() string {
	switch c.Kind {
	case Answer:
		return cmp.Or(items[c.Key.Measure], c.Key.Measure)
	case Fact:
		return factWords(c.Key)
	case Note:
		return "Note on " + lower(Words(c.Key))
	}
	return Words(c.Key)
}

// lower makes the first letter small, for the middle of a sentence.
func lower(s string) string {
	if s == "" || len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s // an abbreviation keeps its letters
	}
	if s[0] >= 'A' && s[0] <= 'Z' {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}
