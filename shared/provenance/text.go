package provenance

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"earlyhelp/shared/benchmark"
)

// WriteText writes a chain for a terminal: the story, the links of the chain
// with their cells, and the figure worked out again, a step a paragraph.
func WriteText(w io.Writer, c Chain) error {
	t := text{bufio.NewWriter(w)}
	t.head(c)
	t.counted(c)
	t.returned(c)
	t.approved(c)
	t.publication(c)
	t.areas(c)
	t.worked(c)
	return t.Flush()
}

// A text writes lines; an error shows when it is flushed.
type text struct{ *bufio.Writer }

func (t text) line(indent int, format string, args ...any) {
	fmt.Fprintf(t, "%s%s\n", strings.Repeat(" ", indent), fmt.Sprintf(format, args...))
}

func (t text) title(s string) { t.line(0, "\n%s", s) }

// value writes a key and its value, if it has one.
func (t text) value(key, value string) {
	if value != "" {
		t.line(2, "%-24s %s", key, value)
	}
}

func (t text) head(c Chain) {
	part := ""
	if c.PartWords != "" {
		part = ", " + c.PartWords
	}
	t.line(0, "%s: %s%s, %s", c.Name, lowerFirst(c.Title), part, c.PeriodWords)
	marks := ""
	for _, m := range c.Published.Marks {
		marks += " [" + string(m) + "]"
	}
	t.line(0, "%s%s  (%s view of publication %s)", c.Published.Shown, marks, c.View, c.Version)
	t.line(0, "")
	for _, s := range c.Story {
		t.line(0, "%s", s)
	}
	if c.Public != nil && c.Public.Shown != c.Published.Shown {
		t.line(0, "The public sees %s. %s", c.Public.Shown, c.Public.Reason)
	}
	if c.Withheld != "" {
		t.line(0, "%s", c.Withheld)
	}
}

func (t text) counted(c Chain) {
	for _, term := range []struct {
		name string
		of   *Term
	}{{"Numerator", c.Numerator}, {"Denominator", c.Denominator}} {
		if term.of == nil {
			continue
		}
		n := optional(term.of.N)
		if n == "" {
			n = "[" + term.of.State + "]"
		}
		t.title(term.name + ": " + n + ", " + term.of.Words)
		for _, x := range term.of.Cells {
			where := x.Ref.String()
			if x.SentAs != "" {
				where += " (as sent: " + x.SentAs + ")"
			}
			t.line(2, "%-24s %s: %s", where, x.Words, x.Text)
			t.value("", x.Note)
		}
		if term.of.Year > 0 {
			t.value("At", fmt.Sprintf("30 June %d", term.of.Year))
		}
		t.value("Source", term.of.Source)
	}
}

func (t text) returned(c Chain) {
	r := c.Return
	if r == nil {
		return
	}
	t.title("Return " + r.ID)
	if r.Version > 0 {
		t.value("Version", fmt.Sprint(r.Version))
	}
	t.value("Sent", r.Sent.UTC().Format("2 January 2006 at 15:04 UTC"))
	t.value("Sent by", r.By)
	t.value("Counted with", r.Tool)
	t.value("Counted on", r.Counted)
	t.value("SHA-256 of the list", r.List)
	t.value("SHA-256 of the workbook", r.SHA256)
	t.value("Why it came again", r.Reason)
	t.value("Why it came late", r.LateReason)
	t.value("Known issues", r.Issues)
	for _, e := range c.Earlier {
		signed := "never signed off"
		if e.SignOff > 0 {
			signed = fmt.Sprintf("sign-off %d", e.SignOff)
		}
		t.value(fmt.Sprintf("Version %d", e.Version), signed)
		for _, x := range e.Changes {
			t.line(27, "%s: %s, now %s", x.Words, orNone(x.Old), orNone(x.New))
		}
	}
	for _, x := range c.Explanations {
		t.value("Explained, "+x.Ref, x.Text)
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func (t text) approved(c Chain) {
	if c.SignOff == nil || c.Published.Source != benchmark.FromReturn {
		return
	}
	t.title(fmt.Sprintf("Sign-off %d", c.SignOff.Number))
	for _, a := range c.SignOff.Approvals {
		by := a.Role
		if a.By != "" {
			by += ", " + a.By
		}
		t.value(a.Partner, a.At.UTC().Format("2 January 2006 at 15:04 UTC")+" ("+by+")")
	}
}

func (t text) publication(c Chain) {
	p := c.Publication
	t.title(fmt.Sprintf("Publication %d", p.Sequence))
	if !p.At.IsZero() {
		t.value("Made", p.At.UTC().Format("2 January 2006 at 15:04 UTC"))
	}
	t.value("Code and reference data", p.CodeVersion)
	t.value("SHA-256 of its manifest", p.Manifest)
	t.value("SHA-256 of facts.csv", p.File)
}

func (t text) areas(c Chain) {
	if len(c.Areas) == 0 {
		return
	}
	t.title("Areas added up")
	out := 0
	for _, p := range c.Areas {
		if !p.In {
			out++
			continue
		}
		if p.Symbol != "" {
			t.line(2, "%-28s [%s]", p.Figure, p.Symbol)
			continue
		}
		t.line(2, "%-28s %s of %s, %s", p.Figure, optional(p.Numerator), optional(p.Denominator), p.Name)
	}
	if out > 0 {
		t.line(2, "%d areas gave none", out)
	}
}

func (t text) worked(c Chain) {
	t.title("Worked out again")
	for _, l := range c.Recomputed.Lines {
		t.line(2, "%s", l.What)
		if l.Formula != "" {
			t.line(4, "%s", l.Formula)
		}
		if l.Put != "" {
			t.line(4, "%s", l.Put)
		}
		switch l.Verdict {
		case Equal:
			t.line(4, "= %s (equal)", l.Result)
		case Differs:
			t.line(4, "= %s, BUT published: %s", l.Result, l.Published)
		default:
			t.line(4, "= %s", l.Result)
		}
	}
	t.title(c.Recomputed.Words)
}
