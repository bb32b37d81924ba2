package theme

import (
	"cmp"
	"slices"
	"strings"
)

// A feature is a fact of a sentence by which the model weighs it. Its name
// begins with the letter of its group; the words that show it stand at a and
// b, which are -1 where it is a fact of the whole sentence.
type feature struct {
	name string
	a, b int
}

// groupLength is how long the features of each group are together: the words
// of a sentence are many, and its rules few. Chosen by cross-validation over
// the batches, from 0.5 to 3.
var groupLength = [256]float64{
	's': 1,   // stems
	'n': 0.7, // stems of what is said to be absent
	'b': 0.8, // two stems together
	'p': 0.5, // how the sentence begins
	'L': 1.5, // classes of words, by the lexicon
	'M': 0.8, // classes of what is said to be absent
	'P': 1,   // two classes in one sentence
	'r': 1,   // what the rules say
	'R': 1,   // which patterns match
	'q': 1,   // form
}

// counted reports whether the features of a group weigh by their rarity and
// share the group's length; those of the rules each have it whole.
func counted(group byte) bool { return group != 'r' && group != 'R' && group != 'q' }

// An extraction gathers the features of one sentence, each once.
type extraction struct {
	r    *reading
	l    labelling
	neg  []bool // words after a cue of absence, in its clause
	out  []feature
	seen map[string]bool
}

// featuresOf returns the features of a sentence that the rules have read.
func featuresOf(r *reading, l labelling) []feature {
	e := extraction{r: r, l: l, neg: make([]bool, len(r.toks)), seen: map[string]bool{}}
	for _, h := range r.hits {
		if h.cue != absence || anyOf(r.calm, h.from, h.to) {
			continue
		}
		// Six words on is as far as a negation reaches in most clauses.
		for i := h.from; i < len(r.toks) && i < h.to+6 && r.toks[i].clause == r.toks[h.from].clause; i++ {
			e.neg[i] = true
		}
	}
	e.words()
	e.classes()
	e.rules()
	if strings.HasSuffix(strings.TrimSpace(r.text), "?") {
		e.add("q:question", -1, -1)
	}
	if len(r.toks) < 8 {
		e.add("q:short", -1, -1)
	}
	if len(r.toks) > 25 {
		e.add("q:long", -1, -1)
	}
	return e.out
}

func (e *extraction) add(name string, a, b int) {
	if !e.seen[name] {
		e.seen[name] = true
		e.out = append(e.out, feature{name, a, b})
	}
}

func (e *extraction) words() {
	toks := e.r.toks
	for i, t := range toks {
		e.add("s:"+t.stem, i, -1)
		if i > 0 {
			e.add("b:"+toks[i-1].stem+" "+t.stem, i-1, i)
		}
		if i < 3 {
			e.add("p:"+t.stem, i, -1)
		}
		if i == 1 {
			e.add("p:"+toks[0].stem+" "+t.stem, 0, 1)
		}
		if e.neg[i] && !stop[t.word] {
			e.add("n:"+t.stem, i, -1)
		}
	}
}

func (e *extraction) classes() {
	type place struct{ class, at int }
	var found []place
	lex := standardLexicon()
	lex.find(e.r.toks, func(class, from, to int) {
		if name := "L:" + lex.names[class]; !e.seen[name] {
			e.add(name, from, to-1)
			found = append(found, place{class, from})
		}
		if e.neg[from] {
			e.add("M:"+lex.names[class], from, to-1)
		}
	})
	slices.SortFunc(found, func(a, b place) int { return cmp.Compare(a.class, b.class) })
	for i, a := range found {
		for _, b := range found[i+1:] {
			e.add("P:"+lex.names[a.class]+" "+lex.names[b.class], a.at, b.at)
		}
	}
}

// stop are words that say nothing of a subject.
var stop = words(`a an the and or but of in on at to for from by with as is are was were be been being it its this that these those
	he she they them his her their him whom which what when where how had has have having did do does done
	would could might may can will shall there here than then so such some about into i we you our your my one two three`)
