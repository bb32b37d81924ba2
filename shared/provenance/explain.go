package provenance

import (
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// A World is the reference data that figures were made with. All are required.
type World struct {
	Register  *area.Register
	Catalogue *indicator.Catalogue
	Published *published.Table
}

// A Standing is how a publication classes a figure: what it says beside the
// number.
type Standing struct {
	Comparison benchmark.Comparison
	Outlier    benchmark.Outlier
}

// Explain makes the chain of a figure from what is kept of it. public is the
// same figure as the public sees it, and standing how the view classes it. The
// view of at decides what is shown: in the public one v counts for nothing.
func (w World) Explain(at, public Located, standing Standing, ev Evidence, v Viewer) Chain {
	if at.View != benchmark.Full {
		v = Viewer{Zone: v.Zone}
	}
	c := w.begin(&at, standing)
	if at.View == benchmark.Full {
		p := figureOf(&public.Fact, at.Definition.Unit, Standing{})
		c.Public = &p
	}
	c.Publication = ev.publication()
	c.SignOff = ev.signOff(v)
	work := &working{at: &at}
	whence := "what is published"
	switch {
	case at.Fact.Source == benchmark.FromPooled:
		c.Areas = w.parts(&at)
		work.pooled(c.Areas, &public.Fact)
		whence = "the areas that it is added up from"
	case at.Fact.Source == benchmark.FromReturn && v.Return:
		whence = w.fromReturn(&c, work, &at, standing, ev)
	case at.Fact.Source == benchmark.FromReturn:
		w.fromPublic(&c, work, &at, standing)
		whence = "the published counts"
	case at.Fact.Source == benchmark.FromPublished:
		c.Numerator, c.Denominator = w.terms(&at, nil, nil)
		w.worked(work, &c, standing)
		whence = "the Department for Education’s table"
	default:
		work.absent(ev)
		whence = "the records"
	}
	c.Recomputed = work.verdict(whence)
	c.Withheld = withheld(&at, v)
	c.Story = story(&c, &at, v)
	return c
}

// begin is the head of a chain.
func (w World) begin(at *Located, standing Standing) Chain {
	d, f := at.Definition, &at.Fact
	c := Chain{Figure: at.Address.String(), Indicator: d.ID, Title: d.Title, Unit: d.Unit, Polarity: d.Polarity,
		Period: at.Period.String(), PeriodWords: at.Period.Words(), Breakdown: at.Breakdown, PartWords: PartWords(at.Breakdown, at.Category),
		Level: f.Level, Code: f.Code, DFE: f.DFE, Name: f.Name, View: at.View, Version: at.Version, Demonstration: f.Demonstration,
		Published: figureOf(f, d.Unit, standing)}
	if at.Breakdown != returns.Total {
		c.Category = at.Category
	}
	return c
}

func figureOf(f *benchmark.Fact, u indicator.Unit, s Standing) Figure {
	out := Figure{Shown: shown(f, u), Symbol: f.Symbol, Reason: f.Reason, Marks: f.Marks.List(), Source: f.Source, AreasReturned: f.AreasReturned, AreasExpected: f.AreasExpected}
	if f.Value.OK {
		out.Numerator, out.Denominator, out.Value = f.Numerator, f.Denominator, f.Value
		out.Lower95, out.Upper95, out.Lower998, out.Upper998 = f.Lower95, f.Upper95, f.Lower998, f.Upper998
		if f.Level == benchmark.AreaLevel {
			out.Comparison = s.Comparison
			if u == indicator.Percent || u == indicator.Rate {
				out.Outlier = s.Outlier
			}
		}
	}
	return out
}

func (ev *Evidence) publication() Publication {
	p := Publication{Sequence: ev.Sequence}
	m := ev.manifest
	if m == nil {
		return p
	}
	p.CodeVersion, p.At, p.Returns, p.Manifest = m.CodeVersion, m.At, m.Counts["returns"], m.hash
	csv := ledger.SnapshotKey(ledger.Benchmarks, ev.Sequence, "facts.csv")
	if i := slices.IndexFunc(m.Files, func(f ledger.Input) bool { return f.Key == csv }); i >= 0 {
		p.File = m.Files[i].SHA256
	}
	return p
}

func (ev *Evidence) signOff(v Viewer) *SignOff {
	if ev.SignOff == nil {
		return nil
	}
	s := SignOff{Number: ev.SignOff.Number, At: ev.SignOff.At, Approvals: []Approval{}, Later: ev.Later}
	for _, a := range ev.SignOff.Approvals {
		one := Approval{Partner: a.Partner, Role: a.By.Role.Words(), At: a.At}
		if v.Names {
			one.By = a.By.Name
		}
		s.Approvals = append(s.Approvals, one)
	}
	return &s
}

// fromPublic is a figure of a return for those who may not see the return: its
// published counts alone, and nothing where they are hidden.
func (w World) fromPublic(c *Chain, work *working, at *Located, standing Standing) {
	f := &at.Fact
	if !f.Numerator.OK || !f.Denominator.OK {
		return
	}
	c.Numerator = &Term{Words: at.Definition.NumeratorWords, Measure: at.Definition.Numerator, N: f.Numerator}
	c.Denominator = &Term{Words: at.Definition.DenominatorWords, Measure: at.Definition.Denominator, N: f.Denominator}
	if indicator.IsPopulation(at.Definition.Denominator) {
		t := at.ofPopulation(w.Register)
		c.Denominator = &t
	}
	w.worked(work, c, standing)
}

// fromReturn is a figure of a return for those who may see it: its cells, read
// from the clean workbook, or from the counts where that cannot be read. It
// returns what the figure was worked out again from.
func (w World) fromReturn(c *Chain, work *working, at *Located, standing Standing, ev Evidence) (whence string) {
	r, basis := ev.readWorkbook(*at, w.Register), "workbook"
	whence = "the clean workbook that the partners approved"
	if r == nil {
		r, basis, whence = ev.Sent, "counts", "the counts that were kept of the return"
	}
	ev.checks(work)
	if r == nil {
		work.add(Line{What: "The return", Result: "it is gone", Published: c.Published.Shown}, true, false)
		return "the records"
	}
	c.Return = ev.theReturn(r, basis)
	c.Numerator, c.Denominator = w.terms(at, r, ev.Sent)
	for _, was := range ev.Earlier {
		c.Earlier = append(c.Earlier, was.version(at, r))
	}
	c.Explanations = ev.explanations(at)
	w.worked(work, c, standing)
	return whence
}

// worked adds the lines of one area's figure, or of a published one.
func (w World) worked(work *working, c *Chain, standing Standing) {
	if c.Numerator == nil || c.Denominator == nil {
		work.add(Line{What: "The counts", Result: "[x]: they are not kept", Published: c.Published.Shown}, true, !work.at.Fact.Value.OK)
		return
	}
	n, sn := work.term("Numerator", c.Numerator, work.at.Fact.Numerator)
	d, sd := work.term("Denominator", c.Denominator, work.at.Fact.Denominator)
	if sn != returns.Known || sd != returns.Known {
		return
	}
	work.figure(n, d)
	if work.at.Fact.Level == benchmark.AreaLevel {
		work.place(n, d, standing.Comparison, standing.Outlier)
	}
}

// absent says of a figure without a source that no return is signed off.
func (w *working) absent(ev Evidence) {
	w.add(Line{What: "A signed return in this publication", Result: "none", Published: shown(&w.at.Fact, w.at.Definition.Unit)}, true,
		ev.SignOff == nil && !w.at.Fact.Value.OK)
}

// checks hold the records to one another: the fingerprint approved to the
// workbook kept, and both to the publication's manifest.
func (ev *Evidence) checks(w *working) {
	approved := ev.SignOff.SHA256
	for _, c := range []struct{ what, formula, got, want string }{
		{"The clean workbook is the one that was approved", "SHA-256 of the workbook, and the one the four approvals name", hashOr(ev.Workbook), approved},
		{"The publication was made from this workbook", "SHA-256 that the publication’s manifest names", ev.input(ev.Outcome.WorkbookKey), approved},
		{"The publication was made from these counts", "SHA-256 of the counts kept, and the one the manifest names", ev.CountsHash, ev.input(ev.Outcome.CountsKey)},
		{"The publication was made from this sign-off", "SHA-256 of its record, and the one the manifest names", ev.Record, ev.input(ev.SignOff.Key)},
	} {
		if ev.manifest == nil && c.what != "The clean workbook is the one that was approved" {
			continue
		}
		w.add(Line{What: c.what, Formula: c.formula, Result: short(c.got), Published: short(c.want)}, true, c.got != "" && c.got == c.want)
	}
}

func hashOr(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return ledger.Hash(b)
}

// short is the beginning of a fingerprint, enough to compare by eye.
func short(hash string) string {
	if hash == "" {
		return "none"
	}
	return hash[:min(16, len(hash))]
}

func (ev *Evidence) theReturn(r *returns.Return, basis string) *Return {
	s := ev.Submission
	out := &Return{ID: s.ID, Version: ev.Version, SHA256: ev.SignOff.SHA256, Sent: s.At, Role: r.PreparedByRole, By: s.By.Name, Reason: s.Reason, LateReason: s.LateReason,
		Tool: r.MadeFrom.Tool, List: r.MadeFrom.List, Counted: r.MadeFrom.Date, Issues: r.KnownIssues, Basis: basis}
	if d, err := period.ParseDate(out.Counted); err == nil {
		out.Counted = d.Words()
	}
	return out
}

func (s Superseded) version(at *Located, now *returns.Return) Version {
	v := Version{ID: s.Submission.ID, Version: s.Number, SHA256: s.Outcome.SHA256, Sent: s.Submission.At, SignOff: s.SignOff, Changes: []Change{}}
	if s.Return != nil {
		v.Changes = at.changes(s.Return, now)
	}
	return v
}

// explanations are what the area said of the cells of a figure. The cells that
// a check names are those of the file as it was sent.
func (ev *Evidence) explanations(at *Located) []Explanation {
	if ev.Sent == nil {
		return nil
	}
	var all []Explanation
	told := map[[2]string]bool{}
	for _, term := range []struct{ name, measure string }{{"numerator", at.Definition.Numerator}, {"denominator", at.Definition.Denominator}} {
		for _, c := range CellsOf(ev.Sent, at.key(term.measure)) {
			for _, p := range ev.Outcome.Problems {
				text := ev.Explanations.Answer(p.Rule, p.Ref)
				if k := [2]string{p.Rule, p.Ref}; p.Severity == cell.Explain && p.Ref == c.Ref.String() && text != "" && !told[k] {
					told[k] = true
					all = append(all, Explanation{Ref: p.Ref, Rule: p.Rule, Asked: p.Message, Text: text, OfWhich: term.name})
				}
			}
		}
	}
	return all
}
