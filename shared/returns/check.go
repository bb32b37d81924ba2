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
	for _, sheet := range longSheets() {
		for _, m := range Measures(sheet) {
			total, ok := f.index[Key{m.Name, Total, All}]
			if !ok || total.State != Known {
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

// checkPairs makes check V04 for every pair, in all and by category.
func (f *figures) checkPairs(doubts map[string]doubt, blamed map[Key]bool) {
	for _, c := range f.counts {
		for _, p := range theSchema().pairs {
			if p.Part != c.Measure || c.State != Known {
				continue
			}
			if c.Sheet == Workforce && c.Breakdown == Total {
				continue // made by us from the agencies, which are checked
			}
			w, ok := f.index[Key{p.Whole, c.Breakdown, c.Category}]
			if !ok || w.State != Known || c.N <= w.N || inDoubt(doubts, w) {
				continue
			}
			f.stop(c.Ref, "V04", number(c.N), "%s (%s) is more than %s (%s in %s), though %s. Correct one of the two.",
				c.Measure, number(c.N), w.Measure, number(w.N), w.Ref, p.Why)
			blamed[c.Key()] = true
		}
	}
}

// inDoubt reports whether V05 puts a figure in question.
func inDoubt(doubts map[string]doubt, c Count) bool {
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
				f.stop(d.total.Ref, "V05", number(d.total.N), "%s is %s here, but %s. Correct this total, or the parts.", m.Name, number(d.total.N), sums(wrong))
			}
			continue
		}
		for _, s := range d.wrong {
			if !anyBlamed(blamed, m.Name, s.breakdown) {
				f.stop(s.first, "V05", "", "The parts of %s by %s (%s to %s) add up to %s; the total in %s is %s. Correct the parts, those not recorded included.",
					m.Name, s.breakdown.Name, s.first, inSheet(s.last), number(s.n), d.total.Ref, number(d.total.N))
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
		names = append(names, s.breakdown.Name)
		parts = append(parts, fmt.Sprintf("%s by %s", number(s.n), s.breakdown.Name))
		same = same && s.n == ss[0].n
	}
	if same {
		return fmt.Sprintf("the parts add up to %s by %s", number(ss[0].n), strings.Join(names, ", "))
	}
	return "the parts add up to " + strings.Join(parts, ", ")
}

// inSheet is an address without its sheet.
func inSheet(r cell.Ref) string { return fmt.Sprintf("%s%d", cell.ColumnName(r.Col), r.Row) }

// checkOverlaps holds each need and locality to the total.
func (f *figures) checkOverlaps(doubts map[string]doubt, blamed map[Key]bool) {
	for _, c := range f.counts {
		b, ok := FindBreakdown(c.Breakdown)
		if !ok || b.Kind == Parts || c.State != Known || blamed[c.Key()] {
			continue
		}
		total, ok := f.index[Key{c.Measure, Total, All}]
		if !ok || total.State != Known || c.N <= total.N || blamed[total.Key()] || inDoubt(doubts, total) {
			continue
		}
		f.stop(c.Ref, "V05", number(c.N), "This is more than the total of %s (%s in %s). Correct one of the two.", c.Measure, number(total.N), total.Ref)
	}
}

func number(n float64) string { return fmt.Sprintf("%.0f", n) }
