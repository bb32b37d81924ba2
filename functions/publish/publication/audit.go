package publication

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"earlyhelp/shared/audit"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/disclosure"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/opendata"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// ErrRefused reports a publication that would have given counts of people
// away. Trying it again changes nothing: another sign-off or another release
// does.
var ErrRefused = errors.New("the publication would give counts of people away")

// mostRounds is how often counts are withheld and the figures built again
// before a publication is refused. Each round withholds one count for each
// that the last attack could tell: on 500 made-up countries of tiny areas that
// all send their returns again, the most that were needed were fewer.
const mostRounds = 8

// mostNamed is how many findings a refusal and the log name.
const mostNamed = 100

// audited builds figures that nobody can tell a count of people from, who has
// seen this publication and all before it. It withholds what it must and is
// not done if others did meanwhile. m has its inputs, but for what is
// withheld, and its sequence.
func (h *Handler) audited(ctx context.Context, m *ledger.Manifest, all []loaded) (*built, error) {
	before, err := h.knowledge(ctx, m.Sequence)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, f := range before.Attack().Findings {
		known[f.Key()] = true
	}
	inputs := m.Inputs
	for round := 1; ; round++ {
		withheld, ins, err := h.ledger.Withheld(ctx)
		if err != nil {
			return nil, err
		}
		m.Inputs = sorted(slices.Concat(inputs, ins))
		figures, told, err := h.draft(h.input(all, withheld), before.Learner(m.Sequence))
		if err != nil {
			return nil, err
		}
		report := told.Attack()
		var fresh []audit.Finding
		for _, f := range report.Findings {
			if !known[f.Key()] {
				fresh = append(fresh, f)
			}
		}
		if fresh = h.right(fresh, all); len(fresh) == 0 {
			m.Audit = &ledger.Audit{Shown: report.Shown, Hidden: report.Hidden, Least: report.Least, Before: beforeHand(report.Findings, known), Withheld: len(withheld)}
			if n := report.Shown + report.Hidden; n > 0 {
				m.Audit.Share = math.Round(1e4*float64(report.Hidden)/float64(n)) / 1e4
			}
			return h.build(figures, told)
		}
		var hidden []disclosure.Cell
		for _, w := range withheld {
			hidden = append(hidden, w.Cells...)
		}
		cells := audit.Mend(fresh, hidden, round)
		if len(cells) == 0 || round == mostRounds {
			return nil, h.refuse(ctx, m, fresh)
		}
		w := ledger.Withheld{Number: len(withheld) + 1, Cells: cells, CodeVersion: h.o.CodeVersion, At: h.o.Now()}
		for i, f := range fresh {
			if i < mostNamed {
				w.Protects = append(w.Protects, f.What())
			}
		}
		if err := h.ledger.AddWithheld(ctx, w); err != nil && !errors.Is(err, ledger.ErrExists) {
			return nil, err
		}
		h.log.InfoContext(ctx, "publish: withheld", "sequence", m.Sequence, "cells", len(cells), "protects", len(fresh))
	}
}

// beforeHand counts the findings that were known before.
func beforeHand(findings []audit.Finding, known map[string]bool) int {
	n := 0
	for _, f := range findings {
		if known[f.Key()] {
			n++
		}
	}
	return n
}

// right returns the findings that are right of the returns.
func (h *Handler) right(findings []audit.Finding, all []loaded) []audit.Finding {
	if len(findings) == 0 {
		return nil
	}
	type place struct {
		dfe    string
		period period.Period
	}
	versions := map[place][]*returns.Return{}
	for _, l := range all {
		p := place{l.signed.Return.Area, l.signed.Return.Period}
		versions[p] = append(slices.Clone(l.signed.Earlier), l.signed.Return)
	}
	return audit.Right(findings, func(f audit.Finding) []*returns.Return {
		a, _ := h.o.Register.Find(f.Code)
		return versions[place{a.DFE, f.Period}]
	})
}

// built are the figures of a publication and what an outsider knows with them.
type built struct {
	files
	tally benchmark.Tally
	known *audit.Knowledge
}

// draft prepares figures and tells them to a learner; nothing is written yet.
func (h *Handler) draft(in benchmark.Input, learner *audit.Learner) (*benchmark.Prepared, *audit.Knowledge, error) {
	figures, err := benchmark.Prepare(in, h.figures)
	if err != nil {
		return nil, nil, err
	}
	h.figures = figures
	told := leaking{learner, h.leak}
	if err := figures.Each(func(public, _ []benchmark.Fact) error { return told.Write(public) }); err != nil {
		return nil, nil, err
	}
	return figures, learner.Knowledge(), learner.Close()
}

// build makes the files of figures that were found safe.
func (h *Handler) build(figures *benchmark.Prepared, known *audit.Knowledge) (*built, error) {
	b := &built{files: files{parts: map[string]*bytes.Buffer{}}, known: known}
	parts := opendata.NewParts(b.part)
	var err error
	if b.tally, err = figures.WriteFiles(&b.csv, &b.parquet, &b.full, parts); err != nil {
		return nil, err
	}
	if err := benchmark.WriteLimits(&b.limits, b.tally.Limits); err != nil {
		return nil, err
	}
	return b, b.describe(h.o.Catalogue, parts.Demonstration())
}

// leaking is a Learner to whom more is told than was made public, where a test
// says so.
type leaking struct {
	*audit.Learner
	leak func(*benchmark.Fact)
}

func (l leaking) Write(facts []benchmark.Fact) error {
	if l.leak == nil {
		return l.Learner.Write(facts)
	}
	told := slices.Clone(facts)
	for i := range told {
		l.leak(&told[i])
	}
	return l.Learner.Write(told)
}

// knowledge returns what an outsider knows of the publications before a
// sequence: as it was remembered or kept, else learned again from their files.
func (h *Handler) knowledge(ctx context.Context, before int) (*audit.Knowledge, error) {
	sequences, err := h.ledger.Sequences(ctx, ledger.Benchmarks)
	if err != nil {
		return nil, err
	}
	sequences = slices.DeleteFunc(sequences, func(s int) bool { return s >= before })
	k := h.outsider
	if k == nil || !begins(sequences, k.Sequences()) {
		if k, err = h.kept(ctx, sequences); err != nil {
			return nil, err
		}
	}
	for _, s := range sequences[len(k.Sequences()):] {
		body, _, err := h.ledger.Objects().Get(ctx, ledger.SnapshotKey(ledger.Benchmarks, s, "facts.csv"))
		if errors.Is(err, ledger.ErrNotFound) {
			body, err = []byte("indicator,period,breakdown,category,level,code,dfe,name,numerator,denominator,value,symbol,reason,source\n"), nil // somebody removed it: nobody can read it now
		}
		if err != nil {
			return nil, fmt.Errorf("learn sequence %d: %w", s, err)
		}
		if k, err = k.Learn(s, audit.Facts(bytes.NewReader(body))); err != nil {
			return nil, fmt.Errorf("learn sequence %d: %w", s, err)
		}
	}
	return k, nil
}

// begins reports whether all begins with some.
func begins(all, some []int) bool {
	return len(some) <= len(all) && slices.Equal(all[:len(some)], some)
}

// kept reads the latest knowledge that was kept beside a publication. What is
// not there, not as its manifest says, or from another release is passed over.
func (h *Handler) kept(ctx context.Context, sequences []int) (*audit.Knowledge, error) {
	for _, s := range slices.Backward(sequences) {
		m, err := h.ledger.Manifest(ctx, ledger.Benchmarks, s)
		if err != nil && !errors.Is(err, ledger.ErrNotFound) {
			return nil, err
		}
		if err != nil || m.Audit == nil || m.CodeVersion != h.o.CodeVersion {
			continue
		}
		body, _, err := h.ledger.Objects().Get(ctx, m.Audit.Known.Key)
		if err != nil && !errors.Is(err, ledger.ErrNotFound) {
			return nil, fmt.Errorf("read %s: %w", m.Audit.Known.Key, err)
		}
		if err != nil || ledger.Hash(body) != m.Audit.Known.SHA256 {
			h.log.ErrorContext(ctx, "publish: what is known of a publication is not what was kept: learning it again", "sequence", s)
			continue
		}
		k, err := audit.Read(bytes.NewReader(body), h.o.Catalogue, h.o.Register)
		if err != nil {
			h.log.ErrorContext(ctx, "publish: what is known of a publication cannot be read: learning it again", "sequence", s, "err", err)
			continue
		}
		if begins(sequences, k.Sequences()) {
			return k, nil
		}
	}
	return audit.New(h.o.Catalogue, h.o.Register), nil
}

// refuse keeps why a publication does not go out, where an operator finds it.
func (h *Handler) refuse(ctx context.Context, m *ledger.Manifest, findings []audit.Finding) error {
	r := ledger.Refusal{Sequence: m.Sequence, CodeVersion: m.CodeVersion, Inputs: inputsHash(m.Inputs), At: m.At}
	for i, f := range findings {
		if i == mostNamed {
			r.More = len(findings) - i
			break
		}
		r.Findings = append(r.Findings, ledger.Refused{What: f.What(), From: f.From})
		h.log.ErrorContext(ctx, "publish: would be given away", "sequence", m.Sequence, "what", f.What(), "from", f.From)
	}
	body, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("write refusal: %w", err)
	}
	if err := h.create(ctx, ledger.SnapshotKey(ledger.Benchmarks, m.Sequence, ledger.RefusedFile), body, "application/json"); err != nil {
		return err
	}
	h.refused = r.Inputs + " " + r.CodeVersion
	return fmt.Errorf("sequence %d: %d counts, the first %s: %w", m.Sequence, len(findings), findings[0].What(), ErrRefused)
}

// refusedBefore reports whether figures from just these inputs were refused by
// this release since a sequence was put in force: then there is nothing to try.
func (h *Handler) refusedBefore(ctx context.Context, after int, m ledger.Manifest) (bool, error) {
	this := inputsHash(m.Inputs) + " " + m.CodeVersion
	if h.refused == this {
		return true, nil
	}
	all, err := h.ledger.Refusals(ctx, after)
	for _, r := range all {
		if r.Inputs+" "+r.CodeVersion == this {
			h.refused = this
		}
	}
	return h.refused == this, err
}

func inputsHash(inputs []ledger.Input) string {
	var b bytes.Buffer
	for _, in := range inputs {
		fmt.Fprintln(&b, in.Key, in.SHA256)
	}
	return ledger.Hash(b.Bytes())
}
