package provenance

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// story tells the chain in a few plain sentences.
func story(c *Chain, at *Located, v Viewer) []string {
	var all []string
	add := func(s string) {
		if s != "" {
			all = append(all, s)
		}
	}
	add(whatItIs(c, at))
	add(whence(c, at))
	add(approved(c, v))
	add(revised(c))
	add(inPublication(c, v))
	if c.Demonstration {
		add("It rests on returns that were made up for demonstration: do not use it as a fact.")
	}
	return all
}

// whatItIs says what the number is, or why there is none.
func whatItIs(c *Chain, at *Located) string {
	f, d := &c.Published, at.Definition
	part := ""
	if c.PartWords != "" {
		part = " (" + c.PartWords + ")"
	}
	if !f.Value.OK {
		switch f.Symbol {
		case benchmark.Confidential:
			if hidden, ok := strings.CutPrefix(f.Reason, "Hidden "); ok {
				return "This figure" + part + " is hidden " + hidden
			}
			return sentence("This figure"+part+" is hidden", f.Reason)
		case benchmark.NotApplicable:
			return sentence("This figure"+part+" does not apply", f.Reason)
		case benchmark.RoundsToZero:
			return sentence("This figure"+part+" rounds to zero", f.Reason)
		case benchmark.LowReliability:
			return sentence("This figure"+part+" is not shown", f.Reason)
		}
		return sentence("There is no figure here"+part, f.Reason)
	}
	if d.Unit == indicator.YesNo && at.Fact.Level == benchmark.AreaLevel {
		return fmt.Sprintf("%s answered %s: %s.", c.Name, strings.ToLower(f.Shown), lowerFirst(c.Title))
	}
	n, m := optional(f.Numerator), optional(f.Denominator)
	if n == "" || m == "" {
		return "This figure" + part + " is " + f.Shown + "."
	}
	switch d.Unit {
	case indicator.Rate:
		return fmt.Sprintf("This figure%s, %s per 10,000, is %s for %s: %s, for %s.", part, f.Shown, n, m, d.NumeratorWords, d.DenominatorWords)
	case indicator.Mean:
		return fmt.Sprintf("This figure%s, %s, is %s over %s: %s, over %s.", part, f.Shown, n, m, d.NumeratorWords, d.DenominatorWords)
	}
	return fmt.Sprintf("This figure%s, %s, is %s of %s: %s, of the %s.", part, f.Shown, n, m, d.NumeratorWords, d.DenominatorWords)
}

func sentence(head, reason string) string {
	if reason == "" {
		return head + "."
	}
	return head + ": " + lowerFirst(strings.TrimSuffix(reason, ".")) + "."
}

// lowerFirst is a title or sentence as it stands within another; a name such
// as Department keeps its capital.
func lowerFirst(s string) string {
	if len(s) < 2 || strings.HasPrefix(s, "Operation ") || strings.HasPrefix(s, "Black ") || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// whence says who counted.
func whence(c *Chain, at *Located) string {
	switch {
	case at.Fact.Source == benchmark.FromPublished:
		source, _, _ := strings.Cut(PublishedSource, ". ")
		return "It is not from a return: the Department for Education published it (" + source + ")."
	case at.Fact.Source == benchmark.FromPooled:
		return added(c, at)
	case c.Return != nil && c.Return.Tool != "" && counted(c):
		out := c.Name + " counted it from its own list with " + c.Return.Tool
		if c.Return.Counted != "" {
			out += " on " + c.Return.Counted
		}
		return out + "; the list stayed with the area."
	case c.Return != nil:
		return c.Name + " typed it into its return."
	case c.SignOff != nil:
		return "It is from the return that " + c.Name + " signed off."
	}
	return ""
}

// counted reports whether the cells of a figure are on the sheets that a list
// is counted into. What else a return holds is always typed.
func counted(c *Chain) bool {
	for _, t := range []*Term{c.Numerator, c.Denominator} {
		if t == nil {
			continue
		}
		for _, x := range t.Cells {
			if !slices.Contains([]string{returns.EarlyHelp, returns.Referrals, returns.Audit}, x.Ref.Sheet) {
				return false
			}
		}
	}
	return true
}

// added says which areas were added up.
func added(c *Chain, at *Located) string {
	f := c.Published
	if f.AreasReturned == 0 {
		return ""
	}
	where := "England"
	if c.Level == benchmark.RegionLevel {
		where = "the region"
	}
	out := fmt.Sprintf("It is the figures of all %d areas of %s added up.", f.AreasExpected, where)
	if f.AreasReturned < f.AreasExpected {
		out = fmt.Sprintf("It is the figures of %d of the %d areas of %s added up: the others have given none.", f.AreasReturned, f.AreasExpected, where)
	}
	if c.View == benchmark.Public && people(at.Definition) && f.Value.OK {
		out += " Sums of people are rounded to the nearest 10."
	}
	return out
}

// approved says who approved the return, by role.
func approved(c *Chain, v Viewer) string {
	if c.SignOff == nil || c.Published.Source != benchmark.FromReturn {
		return ""
	}
	var partners []string
	for _, p := range account.Partners() {
		if slices.ContainsFunc(c.SignOff.Approvals, func(a Approval) bool { return a.Partner == p }) {
			partners = append(partners, p)
		}
	}
	last := c.SignOff.At
	return fmt.Sprintf("%s partners approved it: %s, the last of them on %s.", upperFirst(count(len(partners))), list(partners), v.day(last))
}

// revised says what an earlier return gave.
func revised(c *Chain) string {
	if !slices.Contains(c.Published.Marks, benchmark.Revised) {
		return ""
	}
	for _, e := range c.Earlier {
		if e.SignOff == 0 || len(e.Changes) == 0 {
			continue
		}
		first := e.Changes[0]
		out := fmt.Sprintf("It is revised: version %d, signed off before, gave %s in place of %s for “%s”", e.Version, first.Old, first.New, first.Words)
		switch more := len(e.Changes) - 1; {
		case more == 1:
			out += ", and one other cell otherwise"
		case more > 1:
			out += fmt.Sprintf(", and %d other cells otherwise", more)
		}
		return out + "."
	}
	return "It is revised: a return signed off before gave another figure."
}

func inPublication(c *Chain, v Viewer) string {
	p := c.Publication
	out := fmt.Sprintf("It stands in publication %d", p.Sequence)
	if !p.At.IsZero() {
		out += " of " + v.day(p.At)
	}
	out += "."
	if c.SignOff != nil && c.SignOff.Later > 0 {
		out += " The area has signed off a later return since, which is not in this publication."
	}
	return out
}

// withheld says what somebody with this view does not see, and who does.
func withheld(at *Located, v Viewer) string {
	f := &at.Fact
	switch {
	case at.View == benchmark.Full && f.Level == benchmark.AreaLevel && !v.Nation && v.Return:
		return "England and other areas stand here as the public sees them."
	case at.View == benchmark.Full:
		return ""
	case f.Source == benchmark.FromReturn && f.Symbol == benchmark.Confidential:
		return "The number, its cells and its fingerprints are shown to the area’s own people, to inspectors and to the national team, nobody else."
	case f.Source == benchmark.FromReturn:
		return "The cells of the return, its fingerprints, its earlier versions and what the area explained are shown to the area’s own people, to inspectors and to the national team."
	case f.Source == benchmark.FromPooled && people(at.Definition):
		return "Exact sums, before rounding, are shown to inspectors and the national team."
	}
	return ""
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// count writes a small number in words.
func count(n int) string {
	words := []string{"no", "one", "two", "three", "four"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

// list joins words with commas and "and". The partners have an article each
// where English wants one.
func list(words []string) string {
	words = slices.Clone(words)
	for i, w := range words {
		switch w {
		case account.LocalAuthority, account.Police:
			words[i] = "the " + w
		}
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
