package theme

import (
	"slices"
	"strings"
	"sync"
)

// standard is the embedded ruleset. A mistake in it is a mistake in the
// program, and a test reads it.
var standard = sync.OnceValue(func() *ruleset {
	rs, err := parseRules(codebookText, rulesText)
	if err != nil {
		panic(err)
	}
	return rs
})

// A section is what the heading above a sentence makes of it.
type section string

// bridge are the words that may stand between a negation and what it denies:
// "no sign of any delay", "was never left alone".
var bridge = words(`a an any the of in to be been being is was were have had has ever left allowed such real obvious further
	undue significant known used suspected simply just become became get from evidence sign signs indication history record
	concern concerns about case suggestion there either or on their her his itself himself herself themselves spoken
	parent parents mother father child family agency he she they one knew use using`)

// negators deny what follows them at once, or over a bridge.
var negators = words(`no not never without nor neither none avoid avoided avoiding`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// A labelling is what a sentence was found to say.
type labelling struct {
	coded, about []int // indexes into the codebook, ascending
	polarity     Polarity
	why          map[int][]string
	plain        []int           // those of coded for which a pattern says it by itself
	weak         map[int]float64 // themes not coded that are not unlikely, and how likely they are
}

// label reads one sentence under a section heading: by the rules, and then
// by what the model makes of them and of the words.
func (rs *ruleset) label(s string, in section) labelling {
	r, l := rs.read(s, in)
	if len(r.toks) == 0 {
		return l
	}
	return standardModel().weigh(r, l, in)
}

// read reads one sentence by the rules alone.
func (rs *ruleset) read(s string, in section) (*reading, labelling) {
	toks := tokenize(s)
	r := &reading{text: s, toks: toks, hits: rs.find(toks), themes: rs.themes, why: map[int][]string{}}
	if len(toks) == 0 {
		return r, labelling{polarity: Neutral}
	}
	r.prepare()
	r.decide(in)
	return r, r.result(in, strings.HasSuffix(strings.TrimSpace(s), "?"))
}

// A reading is the work of labelling one sentence.
type reading struct {
	text    string
	toks    []token
	hits    []hit
	themes  []Theme
	blind   map[int][]bool // by theme: words that a trap covers
	calm    []bool         // words whose negation says nothing bad
	denied  []bool         // words in the scope of a denial
	said    []bool         // words of signs that were coded
	lack    map[int]bool   // clauses with a cue of absence
	plain   map[int]bool   // clauses whose cue of absence is a negation alone
	praised map[int]bool   // clauses with a cue of praise
	advice  bool           // the sentence recommends
	offered bool           // the sentence offers its subject as a finding or lesson
	process bool
	trapped bool
	no      bool // something was denied
	coded   map[int]kind
	about   map[int]bool
	why     map[int][]string
}

// prepare finds traps, harmless negations and the scope of denials.
func (r *reading) prepare() {
	n := len(r.toks)
	r.blind, r.calm, r.denied, r.said = map[int][]bool{}, make([]bool, n), make([]bool, n), make([]bool, n)
	r.lack, r.plain, r.praised = map[int]bool{}, map[int]bool{}, map[int]bool{}
	r.coded, r.about = map[int]kind{}, map[int]bool{}
	for _, h := range r.hits {
		switch {
		case h.kind == trap:
			if r.blind[h.theme] == nil {
				r.blind[h.theme] = make([]bool, n)
			}
			fill(r.blind[h.theme], h.from, h.to)
		case h.cue == harmless:
			fill(r.calm, h.from, h.to)
		case h.cue == denial:
			fill(r.calm, h.from, h.to)
			r.denyClause(h.to, 1)
		case h.cue == denialBefore:
			fill(r.calm, h.from, h.to)
			r.denyClause(h.from-1, -1)
		case h.cue == process:
			r.process = true
		}
	}
}

func fill(b []bool, from, to int) {
	for i := from; i < to; i++ {
		b[i] = true
	}
}

// denyClause marks the words from i to the end of the clause in a direction.
func (r *reading) denyClause(i, step int) {
	if i < 0 || i >= len(r.toks) {
		return
	}
	for clause := r.toks[i].clause; i >= 0 && i < len(r.toks) && r.toks[i].clause == clause; i += step {
		r.denied[i] = true
	}
}

// negatedAt returns the index of the word that denies what begins at i, or -1.
func (r *reading) negatedAt(i int) int {
	for j := i - 1; j >= 0 && j >= i-6 && r.toks[j].clause == r.toks[i].clause; j-- {
		w := r.toks[j].word
		if negators[w] {
			return j
		}
		if !bridge[w] {
			return -1
		}
	}
	return -1
}

// deniedHit reports whether the clause denies what h found, and calms the
// negation that does, which then says nothing of other themes.
func (r *reading) deniedHit(h hit) bool {
	if j := r.negatedAt(h.from); j >= 0 && !negators[r.toks[h.from].word] {
		fill(r.calm, j, j+1)
		return true
	}
	own := h.negates // the pattern asks for a negation: it is no denial
	for i := h.from; i < h.to; i++ {
		if !negators[r.toks[i].word] {
			if r.denied[i] && (h.kind != sign || !own) {
				return true
			}
			continue
		}
		if r.calm[i] {
			return true
		}
		if !own && h.kind != sign {
			fill(r.calm, i, i+1)
			return true
		}
	}
	return false
}

// negates reports whether a pattern has a negation of its own.
func negates(pattern string) bool {
	for _, t := range tokenize(pattern) {
		if negators[t.word] {
			return true
		}
	}
	return false
}

func (r *reading) blinded(h hit) bool {
	b := r.blind[h.theme]
	if b == nil {
		return false
	}
	for i := h.from; i < h.to; i++ {
		if b[i] {
			return true
		}
	}
	return false
}

// decide settles each theme. Signs and factors come first, since a negation
// that denies one of them is no cue of absence for the topics.
func (r *reading) decide(in section) {
	r.advice = in == headAdvice
	for _, h := range r.hits {
		if h.kind != sign && h.kind != factor && h.kind != mild {
			continue
		}
		if r.blinded(h) {
			r.trapped = true
			continue
		}
		r.about[h.theme] = true
		if r.deniedHit(h) {
			r.no = true
			continue
		}
		r.code(h)
		if h.kind == sign {
			fill(r.said, h.from, h.to)
		}
	}
	for _, h := range r.hits {
		clause := r.toks[h.from].clause
		switch h.cue {
		case absence:
			// What a sign said already is no cue for other themes.
			if !anyOf(r.calm, h.from, h.to) && !r.denied[h.from] && !anyOf(r.said, h.from, h.to) {
				if h.to == h.from+1 && negators[r.toks[h.from].word] {
					r.plain[clause] = true
				} else {
					r.lack[clause] = true
				}
			}
		case praise:
			if r.negatedAt(h.from) < 0 {
				r.praised[clause] = true
			} else {
				r.lack[clause] = true
			}
		case recommendation:
			if r.hindsight(h.from) {
				r.lack[clause] = true
			} else {
				r.advice = true
			}
		case finding:
			r.offered = true
		}
	}
	for _, h := range r.hits {
		if h.kind != topic {
			continue
		}
		if r.blinded(h) {
			r.trapped = true
			continue
		}
		r.about[h.theme] = true
		clause := r.toks[h.from].clause
		// A negation beside praise is most often of something else ("sound
		// decisions in cases that did not need it"); where it is not, a
		// sign says so.
		if r.advice || r.offered || !r.denied[h.from] && (r.lack[clause] || r.plain[clause] && !r.praised[clause]) {
			r.code(h)
		}
	}
}

// past are participles that do not end in -ed.
var past = map[string]bool{"been": true, "known": true, "seen": true, "done": true, "given": true, "taken": true, "told": true, "led": true, "made": true, "met": true, "sought": true, "heard": true, "spoken": true, "written": true, "understood": true, "thought": true, "gone": true, "come": true, "kept": true, "held": true, "brought": true, "found": true, "shown": true, "drawn": true, "begun": true, "become": true}

// hindsight reports whether what begins at i says what should have been, which
// is a gap, and not what should be: "should have been told", but not "should
// have a plan".
func (r *reading) hindsight(i int) bool {
	j := i + 1
	for j < len(r.toks) && (negators[r.toks[j].word] || bridge[r.toks[j].word] && r.toks[j].word != "have") {
		j++
	}
	if j+1 >= len(r.toks) || r.toks[j].word != "have" {
		return false
	}
	then := r.toks[j+1].word
	return past[then] || strings.HasSuffix(then, "ed") && then != "need"
}

func anyOf(b []bool, from, to int) bool {
	for i := from; i < to; i++ {
		if b[i] {
			return true
		}
	}
	return false
}

// weight orders the kinds: the heaviest that a theme was coded by counts.
var weight = map[kind]int{mild: 1, topic: 2, factor: 3, sign: 4}

func (r *reading) code(h hit) {
	if weight[h.kind] > weight[r.coded[h.theme]] {
		r.coded[h.theme] = h.kind
	}
	words := r.text[r.toks[h.from].start:r.toks[h.to-1].end]
	if !slices.Contains(r.why[h.theme], words) && len(r.why[h.theme]) < 4 {
		r.why[h.theme] = append(r.why[h.theme], words)
	}
}

// result applies the codebook's rules to what was decided.
func (r *reading) result(in section, question bool) labelling {
	var l labelling
	l.why = r.why
	procedural := question || r.process || in == headProcess
	practice := false
	for i, t := range r.themes {
		practice = practice || r.coded[i] != "" && t.Group != About
	}
	for i, t := range r.themes {
		if r.about[i] {
			l.about = append(l.about, i)
		}
		// School or a baby named beside a finding about something else is
		// where it happened, not what it was about.
		setting := t.Group == About && (practice || len(r.praised) > 0 && len(r.lack) == 0 && r.coded[i] == mild) && weight[r.coded[i]] < weight[factor]
		if r.coded[i] != "" && !setting && !procedural && (in != headPraise || t.Group == About) {
			l.coded = append(l.coded, i)
			if weight[r.coded[i]] >= weight[factor] {
				l.plain = append(l.plain, i)
			}
		}
	}
	practice = practice && in != headPraise
	praised := len(r.praised) > 0 || in == headPraise
	switch {
	case procedural:
		l.polarity = Procedural
	case practice && r.advice:
		l.polarity = Recommendation
	case practice:
		l.polarity = Gap
	case len(l.coded) > 0 && r.advice:
		l.polarity = Recommendation
	case len(l.coded) > 0:
		l.polarity = Context
	case praised:
		l.polarity = GoodPractice
	case r.no:
		l.polarity = Negated
	default:
		l.polarity = Neutral
	}
	return l
}
