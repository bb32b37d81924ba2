package indicator

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"earlyhelp/shared/period"
	"earlyhelp/shared/reference"
)

// A Link says that two indicators bear on each other, and why.
type Link struct {
	ID     string `json:"id"`     // the other indicator
	Reason string `json:"reason"` // in a sentence
	Source string `json:"source"` // where it comes from: short name and place, as in Definition.Source
}

// Related returns the indicators that bear on one, in the order of the file.
func (c *Catalogue) Related(id string) []Link { return slices.Clone(c.links[id]) }

// A Rule says what to know before figures of an indicator are compared: which
// are estimates or missing, and where a definition changed.
type Rule struct {
	Kind   string        // definition, estimate, source, caveat or context
	Area   string        // DfE number; "" for all areas
	From   period.Period // the periods from From to To, by their days; zero: all, or without end
	To     period.Period
	Break  bool // figures from From on are not comparable with those before
	Text   string
	Source string
}

var ruleKinds = []string{"definition", "estimate", "source", "caveat", "context"}

// Covers reports whether r is about a period.
func (r Rule) Covers(p period.Period) bool { return r.Within(p, p) }

// Within reports whether r is about any day from the first day of one period
// to the last of another.
func (r Rule) Within(first, last period.Period) bool {
	return (r.From.IsZero() || !last.End().Before(r.From.Start())) && (r.To.IsZero() || !first.Start().After(r.To.End()))
}

// Rules returns the rules about an indicator, in the order of the file.
func (c *Catalogue) Rules(id string) []Rule { return slices.Clone(c.rules[id]) }

// readLinks reads links.csv, which need not be there: each row counts both ways.
func (c *Catalogue) readLinks(fsys fs.FS, sources map[string]bool) error {
	t, err := reference.Read(fsys, "links.csv", "from", "to", "reason", "source")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	problems := []error{err}
	for _, r := range t.Rows {
		from, to := r.Get("from"), r.Get("to")
		short, _, _ := strings.Cut(r.Get("source"), " ")
		_, ok1 := c.at[from]
		_, ok2 := c.at[to]
		switch {
		case !ok1 || !ok2 || from == to:
			problems = append(problems, r.Errorf("%s and %s are not two indicators", from, to))
		case r.Get("reason") == "" || !sources[short]:
			problems = append(problems, r.Errorf("a link needs a reason, and a source of sources.csv"))
		}
		c.links[from] = append(c.links[from], Link{to, r.Get("reason"), r.Get("source")})
		c.links[to] = append(c.links[to], Link{from, r.Get("reason"), r.Get("source")})
	}
	return errors.Join(problems...)
}

// readRules reads comparability.csv, which need not be there.
func (c *Catalogue) readRules(fsys fs.FS) error {
	t, err := reference.Read(fsys, "comparability.csv", "indicators", "area", "from", "to", "kind", "break", "text", "source")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	problems := []error{err}
	for _, r := range t.Rows {
		rule := Rule{Kind: r.Get("kind"), Area: r.Get("area"), Break: r.Get("break") == "yes", Text: r.Get("text"), Source: r.Get("source")}
		if err := errors.Join(rule.From.UnmarshalText([]byte(r.Get("from"))), rule.To.UnmarshalText([]byte(r.Get("to")))); err != nil {
			problems = append(problems, r.Errorf("%w", err))
		}
		if rule.Text == "" || rule.Source == "" || !slices.Contains(ruleKinds, rule.Kind) {
			problems = append(problems, r.Errorf("a rule needs a text, a source and a kind: %s", strings.Join(ruleKinds, ", ")))
		}
		if rule.Break && rule.From.IsZero() {
			problems = append(problems, r.Errorf("a break needs a period from which it is"))
		}
		for _, id := range strings.Fields(r.Get("indicators")) {
			if _, ok := c.at[id]; !ok {
				problems = append(problems, r.Errorf("%s is no indicator", id))
			}
			c.rules[id] = append(c.rules[id], rule)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("read comparability: %w", err)
	}
	return nil
}
