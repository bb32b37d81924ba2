package provenance

import (
	"fmt"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/provenance"
)

// steps are the links of a chain in the order in which they came about.
func (p *Pages) steps(c *provenance.Chain) []Step {
	var all []Step
	add := func(s *Step) {
		if s != nil {
			all = append(all, *s)
		}
	}
	add(counted(c))
	add(sent(c))
	add(said(c))
	add(approved(c))
	add(inForce(c))
	return all
}

func fact(key, words string) govuk.SummaryRow {
	return govuk.SummaryRow{Key: key, Value: govuk.Cell{Text: words}}
}

func facts(rows ...govuk.SummaryRow) govuk.SummaryList {
	var out govuk.SummaryList
	for _, r := range rows {
		if r.Value.Text != "" {
			out.Rows = append(out.Rows, r)
		}
	}
	return out
}

// counted is where the numbers were counted.
func counted(c *provenance.Chain) *Step {
	if c.Numerator == nil && c.Denominator == nil {
		return nil
	}
	s := &Step{Title: "Counted"}
	switch {
	case c.Published.Source == benchmark.FromPublished:
		s.Title = "Published by the Department for Education"
	case c.Return != nil && c.Return.List != "":
		s.Words = append(s.Words, "The list lies with the area and was never sent. Its fingerprint is on the return, so that the area can show which list it was.")
		s.Facts = facts(fact("Counted with", c.Return.Tool), fact("On", c.Return.Counted), fact("SHA-256 of the list", c.Return.List))
	}
	for _, t := range []struct {
		name string
		of   *provenance.Term
	}{{"Numerator", c.Numerator}, {"Denominator", c.Denominator}} {
		if t.of == nil {
			continue
		}
		if len(t.of.Cells) > 0 {
			s.Tables = append(s.Tables, cells(t.name+": "+t.of.Words, t.of))
			continue
		}
		s.Words = append(s.Words, termWords(t.name, t.of))
	}
	return s
}

// termWords is a term that has no cells to show.
func termWords(name string, t *provenance.Term) string {
	n := count(t.N)
	if !t.N.OK {
		n = "[" + t.State + "]"
	}
	out := fmt.Sprintf("%s: %s %s", name, n, t.Words)
	if t.Year > 0 {
		out += fmt.Sprintf(", at 30 June %d", t.Year)
	}
	out += "."
	if t.Source != "" {
		out += " Source: " + strings.TrimSuffix(t.Source, ".") + "."
	}
	return out
}

// cells lists the cells of a term.
func cells(caption string, t *provenance.Term) govuk.Table {
	out := govuk.Table{Caption: caption, CaptionSize: "s", RowHeaders: true, Stack: true, Head: []govuk.Cell{{Text: "Cell"}, {Text: "What it counts"}, {Text: "What it says", Numeric: true}}}
	elsewhere, noted := false, false
	for _, x := range t.Cells {
		elsewhere, noted = elsewhere || x.SentAs != "", noted || x.Note != ""
	}
	if elsewhere {
		out.Head = append(out.Head, govuk.Cell{Text: "In the file as sent"})
	}
	if noted {
		out.Head = append(out.Head, govuk.Cell{Text: "Note beside it"})
	}
	for _, x := range t.Cells {
		row := []govuk.Cell{{Text: x.Ref.String(), Class: "pv-ref"}, {Text: x.Words}, {Text: x.Text, Numeric: true}}
		if elsewhere {
			row = append(row, govuk.Cell{Text: orDash(x.SentAs)})
		}
		if noted {
			row = append(row, govuk.Cell{Text: orDash(x.Note)})
		}
		out.Rows = append(out.Rows, row)
	}
	if len(t.Cells) > 1 {
		row := []govuk.Cell{{Text: "Together"}, {}, {Text: count(t.N), Numeric: true}}
		for len(row) < len(out.Head) {
			row = append(row, govuk.Cell{})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// sent is the version of the return, and those before it.
func sent(c *provenance.Chain) *Step {
	r := c.Return
	if r == nil {
		return nil
	}
	s := &Step{Title: "Sent as a return", When: govuk.When(r.Sent), Links: []govuk.Link{
		{Text: "The return", Href: "/returns/" + r.ID}, {Text: "Every version for this period", Href: "/returns/versions/" + c.DFE + "/" + c.Period}}}
	s.Facts = facts(fact("Version", versionWords(r.Version)), fact("Prepared by", r.Role), fact("Sent by", r.By), fact("Why it came again", r.Reason),
		fact("Why it came late", r.LateReason), fact("Known issues", r.Issues), fact("SHA-256 of the clean workbook", r.SHA256))
	if r.Basis == "counts" {
		s.Words = append(s.Words, "The clean workbook could not be read again, so that the counts kept beside it stand here.")
	}
	for _, e := range c.Earlier {
		words := fmt.Sprintf("Version %d, sent %s", e.Version, govuk.When(e.Sent))
		if e.SignOff > 0 {
			words += fmt.Sprintf(", was sign-off %d", e.SignOff)
		} else {
			words += ", was never signed off"
		}
		if len(e.Changes) == 0 {
			s.Words = append(s.Words, words+", and gave this figure no differently.")
			continue
		}
		t := govuk.Table{Caption: words + ". What changed of this figure since", CaptionSize: "s", RowHeaders: true, Stack: true,
			Head: []govuk.Cell{{Text: "What"}, {Text: "Was", Numeric: true}, {Text: "Now", Numeric: true}}}
		for _, x := range e.Changes {
			t.Rows = append(t.Rows, []govuk.Cell{{Text: x.Words}, {Text: orDash(x.Old), Numeric: true}, {Text: orDash(x.New), Numeric: true}})
		}
		s.Tables = append(s.Tables, t)
	}
	return s
}

func versionWords(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of those accepted for the period", n)
}

// said is what the area explained of the figure.
func said(c *provenance.Chain) *Step {
	if len(c.Explanations) == 0 {
		return nil
	}
	s := &Step{Title: "Explained by the area"}
	for _, x := range c.Explanations {
		s.Words = append(s.Words, fmt.Sprintf("“%s” Asked of the %s, because: %s", x.Text, x.OfWhich, x.Asked))
	}
	return s
}

// approved is the sign-off in force.
func approved(c *provenance.Chain) *Step {
	if c.SignOff == nil || c.Published.Source != benchmark.FromReturn {
		return nil
	}
	s := &Step{Title: "Approved by four partners", When: govuk.When(c.SignOff.At)}
	t := govuk.Table{Caption: fmt.Sprintf("Sign-off %d of the area and period", c.SignOff.Number), CaptionSize: "s", RowHeaders: true, Stack: true,
		Head: []govuk.Cell{{Text: "Partner"}, {Text: "Role"}, {Text: "When"}}}
	named := false
	for _, a := range c.SignOff.Approvals {
		named = named || a.By != ""
	}
	if named {
		t.Head = append(t.Head, govuk.Cell{Text: "Who"})
	}
	for _, a := range c.SignOff.Approvals {
		row := []govuk.Cell{{Text: upperFirst(a.Partner)}, {Text: upperFirst(a.Role)}, {Text: govuk.When(a.At)}}
		if named {
			row = append(row, govuk.Cell{Text: orDash(a.By)})
		}
		t.Rows = append(t.Rows, row)
	}
	s.Tables = []govuk.Table{t}
	if c.SignOff.Later > 0 {
		s.Words = append(s.Words, "The area has signed off a later return since, which is not in this publication yet.")
	}
	return s
}

// inForce is the publication that holds the figure.
func inForce(c *provenance.Chain) *Step {
	p := c.Publication
	s := &Step{Title: fmt.Sprintf("Published as number %d", p.Sequence), When: govuk.When(p.At)}
	returns := ""
	if p.Returns > 0 {
		returns = govuk.Number(p.Returns) + " signed returns"
	}
	s.Facts = facts(fact("Made from", returns), fact("Code and reference data", p.CodeVersion), fact("SHA-256 of its manifest", p.Manifest), fact("SHA-256 of facts.csv", p.File))
	return s
}
