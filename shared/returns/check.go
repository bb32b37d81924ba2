package returns

import (
	"fmt"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
)

// check makes the checks that span figures (V04, V05). One mistake must not
// be told twice, so the two are weighed against each other:
//
//   - where no breakdown agrees with its total, the total is in question;
//     where one does, the breakdown that does not;
//   - a figure greater than what it is a part of is the one in question,
//     unless the whole is in question already;
//   - a figure in question for V04 is not put in question for V05 as well.
//
// A figure that could not be read takes part in no check.
func (f *figures) check() {
	doubts := f.doubts()
	blamed := map[Key]bool{}
	f.checkPairs(doubts, blamed)
	f.checkSums(doubts, blamed)
	f.checkOverlaps(doubts, blamed)
	f.checkRecorded(doubts)
	f.checkSample()
}

// A sum is what the parts of one breakdown add up to.
type sum struct {
	breakdown   Breakdown
	n           float64
	whole       bool // all parts are known, so that it must equal the total
	first, last cell.Ref
}

// agrees reports whether a sum can stand beside a total.
func (s sum) agrees(total float64) bool {
	return s.n == total || !s.whole && s.n < total
}

// A doubt is a measure whose breakdowns do not all agree with its total.
type doubt struct {
	total Count
	wrong []sum // those that do not agree
	none  bool  // none does: the total itself is in question
}

// doubts compares the totals with the sums of their parts.
func (f *figures) doubts() map[string]doubt {
	out := map[string]doubt{}
	for _, m := range theSchema().measures {
		total, ok := f.index[Key{m.Name, Total, All}]
		if !ok || total.State != Known || m.Categories(Total) == nil {
			continue
		}
		d := doubt{total: total, none: true}
		for _, name := range m.Breakdowns {
			b, _ := FindBreakdown(name)
			s, ok := f.sum(m.Name, b)
			switch {
			case !ok:
			case !s.agrees(total.N):
				d.wrong = append(d.wrong, s)
			case s.whole:
				d.none = false
			}
		}
		if len(d.wrong) > 0 {
			out[m.Name] = d
		}
	}
	return out
}

// sum adds the parts of a breakdown up. ok is false when a part is missing or
// could not be read, or when the whole breakdown is not available. A part that
// does not apply adds nothing; one that is not available leaves it open.
func (f *figures) sum(measure string, b Breakdown) (s sum, ok bool) {
	if b.Kind != Parts {
		return s, false
	}
	s = sum{breakdown: b, whole: true}
	known := 0
	for i, c := range b.Categories {
		v, there := f.index[Key{measure, b.Name, c}]
		if !there {
			return s, false
		}
		if i == 0 {
			s.first = v.Ref
		}
		s.last = v.Ref
		s.n += v.N
		switch v.State {
		case NotAvailable:
			s.whole = false
		case Known:
			known++
		}
	}
	return s, known > 0
}

// A breach is a part that is greater than its whole.
type breach struct {
	part, whole Count
	why         string
}

// checkPairs makes check V04 for every pair, in all and by category. Where
// several parts are greater than one whole, the whole is the one in question.
func (f *figures) checkPairs(doubts map[string]doubt, blamed map[Key]bool) {
	within := pairsByPart()
	var found []breach
	many := map[Key]int{} // by whole
	for _, c := range f.counts {
		if c.State != Known || isMade(c.Key()) {
			continue // what is made follows from what was typed, which is checked
		}
		for _, p := range within[c.Measure] {
			w, ok := f.index[Key{p.Whole, c.Breakdown, c.Category}]
			if !ok || w.State != Known || c.N <= w.N || f.inDoubt(doubts, w) {
				continue
			}
			found = append(found, breach{c, w, p.Why})
			many[w.Key()]++
		}
	}
	told := map[Key]bool{}
	for _, b := range found {
		w := b.whole.Key()
		if many[w] == 1 || isMade(w) {
			f.stop(b.part.Ref, "V04", groupPart, number(b.part.N), "%s (%s) is more than %s (%s%s), though %s. Correct one of the two.",
				InWords(b.part.Key()), number(b.part.N), midSentence(InWords(w)), number(b.whole.N), f.whereOf(b.whole), b.why)
			blamed[b.part.Key()] = true
			continue
		}
		blamed[b.part.Key()], blamed[w] = true, true
		if told[w] {
			continue
		}
		told[w] = true
		var parts []string
		for _, o := range found {
			if o.whole.Key() == w {
				parts = append(parts, fmt.Sprintf("%s (%s in %s)", midSentence(InWords(o.part.Key())), number(o.part.N), o.part.Ref))
			}
		}
		f.stop(b.whole.Ref, "V04", groupPart, number(b.whole.N), "%s (%s) is less than what is part of it: %s. Correct this figure, or those.",
			InWords(w), number(b.whole.N), several(parts))
	}
}

// whereOf says in which cells a count stands.
func (f *figures) whereOf(c Count) string {
	if c.Ref.Row > 0 {
		return " in " + c.Ref.String()
	}
	var at []string
	for _, k := range MadeOf(c.Key()) {
		if part := f.index[k]; part.Ref.Row > 0 {
			at = append(at, part.Ref.String())
		}
	}
	if len(at) == 0 {
		return ""
	}
	return ", the sum of " + strings.Join(at, " and ")
}

func pairsByPart() map[string][]Pair {
	m := map[string][]Pair{}
	for _, p := range theSchema().pairs {
		m[p.Part] = append(m[p.Part], p)
	}
	return m
}

// inDoubt reports whether V05 puts a figure in question.
func (f *figures) inDoubt(doubts map[string]doubt, c Count) bool {
	for _, k := range MadeOf(c.Key()) {
		if part, ok := f.index[k]; ok && f.inDoubt(doubts, part) {
			return true
		}
	}
	d, ok := doubts[c.Measure]
	if !ok {
		return false
	}
	if c.Breakdown == Total {
		return d.none
	}
	// Where a measure has one breakdown only and it does not agree with the
	// total, either of the two may be wrong.
	return (!d.none || len(d.wrong) == 1) && slices.ContainsFunc(d.wrong, func(s sum) bool { return s.breakdown.Name == c.Breakdown })
}

// checkSums reports check V05.
func (f *figures) checkSums(doubts map[string]doubt, blamed map[Key]bool) {
	for _, m := range Measures("") {
		d, ok := doubts[m.Name]
		if !ok {
			continue
		}
		if d.none {
			// A part that is blamed already explains why its own breakdown
			// disagrees.
			wrong := slices.DeleteFunc(slices.Clone(d.wrong), func(s sum) bool { return anyBlamed(blamed, m.Name, s.breakdown) })
			if len(wrong) > 0 && !blamed[d.total.Key()] {
				f.stop(d.total.Ref, "V05", groupSum, number(d.total.N), "%s is %s here, but %s. Correct this total, or the parts.", m.Title, number(d.total.N), sums(wrong))
			}
			continue
		}
		for _, s := range d.wrong {
			if !anyBlamed(blamed, m.Name, s.breakdown) {
				f.stop(s.first, "V05", groupSum, "", "%s: the parts by %s (%s to %s) add up to %s; the total in %s is %s. Correct the parts, those not recorded included.",
					m.Title, splitTitle(s.breakdown.Name), s.first, inSheet(s.last), number(s.n), d.total.Ref, number(d.total.N))
			}
		}
	}
}

func anyBlamed(blamed map[Key]bool, measure string, b Breakdown) bool {
	return slices.ContainsFunc(b.Categories, func(c string) bool { return blamed[Key{measure, b.Name, c}] })
}

// sums says what the breakdowns add up to.
func sums(ss []sum) string {
	var names, parts []string
	same := true
	for _, s := range ss {
		names = append(names, splitTitle(s.breakdown.Name))
		parts = append(parts, fmt.Sprintf("%s by %s", number(s.n), splitTitle(s.breakdown.Name)))
		same = same && s.n == ss[0].n
	}
	if same {
		return fmt.Sprintf("the parts add up to %s by %s", number(ss[0].n), strings.Join(names, ", "))
	}
	return "the parts add up to " + strings.Join(parts, ", ")
}

// checkOverlaps holds each need and locality to the total.
func (f *figures) checkOverlaps(doubts map[string]doubt, blamed map[Key]bool) {
	for _, c := range f.counts {
		b, ok := FindBreakdown(c.Breakdown)
		if !ok || b.Kind == Parts || c.State != Known || blamed[c.Key()] {
			continue
		}
		total, ok := f.index[Key{c.Measure, Total, All}]
		if !ok || total.State != Known || c.N <= total.N || blamed[total.Key()] || f.inDoubt(doubts, total) {
			continue
		}
		f.stop(c.Ref, "V05", groupOver, number(c.N), "%s (%s) is more than the total (%s in %s). Correct one of the two.", InWords(c.Key()), number(c.N), number(total.N), total.Ref)
	}
}

// mostUnrecorded is the share of not recorded, in percent, that check V12
// remarks on when it is passed (the design of the return).
const mostUnrecorded = 20

// checkRecorded makes check V12: a note where much of a total is not recorded.
// Where a count is part of another that has the note, it is not told again.
func (f *figures) checkRecorded(doubts map[string]doubt) {
	share := func(measure, breakdown string) (part, total Count, over bool) {
		part, ok1 := f.index[Key{measure, breakdown, NotRecorded}]
		total, ok2 := f.index[Key{measure, Total, All}]
		over = ok1 && ok2 && part.State == Known && total.State == Known && part.N <= total.N && 100*part.N > mostUnrecorded*total.N
		return part, total, over
	}
	within := pairsByPart()
	for _, m := range theSchema().measures {
		if _, doubted := doubts[m.Name]; doubted {
			continue
		}
		for _, name := range m.Breakdowns {
			part, total, over := share(m.Name, name)
			if !over || slices.ContainsFunc(within[m.Name], func(p Pair) bool { _, _, also := share(p.Whole, name); return also }) {
				continue
			}
			f.note(part.Ref, "V12", groupUnrecorded, "%s: %s of %s are not recorded, which is more than %d in 100. Figures by %s then say little; see whether more can be filled in for next time.",
				InWords(part.Key()), number(part.N), number(total.N), mostUnrecorded, splitTitle(name))
		}
	}
}

// smallSample is the number of audited cases below which no figure is shown
// (disclosure class D2 of the design).
const smallSample = 10

// checkSample makes check V15: a note where few or no cases were audited.
func (f *figures) checkSample() {
	c, ok := f.index[Key{"cases_audited", Total, All}]
	switch {
	case !ok || c.State != Known || c.N >= smallSample:
	case c.N == 0:
		f.note(c.Ref, "V15", groupSample, "No case was audited from a random sample, so that there are no figures on the quality of help. Themed audits, and those after a complaint, do not count here.")
	default:
		f.note(c.Ref, "V15", groupSample, "Only %s cases were audited. Figures from fewer than %d are not shown, and from fewer than 30 are marked as of low reliability, [u].", number(c.N), smallSample)
	}
}
