package theme

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Limits of what is offered as emerging.
const (
	// minEmerging is in how many reviews a phrase must stand: in two it may
	// be one author's habit or one area's service.
	minEmerging = 3
	// maxEmergingShare of the reviews may hold it; what nearly all hold is
	// how reviews are written.
	maxEmergingShare = 0.6
	maxEmerging      = 20
	maxEvidence      = 5
)

// Emerging finds what recurs outside the codebook: phrases of two or three
// words, stemmed, in sentences that report a lack or advise something and
// that no theme was found in. A phrase must stand in at least three reviews.
// They are scored by reviews × ln(1 + sentences), longer phrases first where
// that is equal, and a phrase within a better one is left out. It needs no
// labels and it is a list of leads for a person to name or dismiss, not a
// finding; with few reviews it is empty.
func Emerging(reviews []Review) []Emergence {
	type lead struct {
		key       string
		words     int
		forms     map[string]int
		reviews   map[int]bool
		sentences int
		evidence  []Evidence
	}
	leads := map[string]*lead{}
	read := 0
	for i, r := range reviews {
		if r.Problem != "" {
			continue
		}
		read++
		for _, s := range r.Sentences {
			if len(s.About) > 0 || s.Polarity == Procedural || !lacking(s.Text) {
				continue
			}
			for key, form := range phrasesOf(s.Text) {
				l := leads[key]
				if l == nil {
					l = &lead{key: key, words: strings.Count(key, " ") + 1, forms: map[string]int{}, reviews: map[int]bool{}}
					leads[key] = l
				}
				l.forms[form]++
				l.sentences++
				if !l.reviews[i] && len(l.evidence) < maxEvidence {
					l.evidence = append(l.evidence, Evidence{Review: cmp.Or(r.ID, r.File), Page: s.Page, Text: s.Text, Polarity: s.Polarity})
				}
				l.reviews[i] = true
			}
		}
	}
	var kept []*lead
	for _, l := range leads {
		if n := len(l.reviews); n >= minEmerging && (read < 10 || float64(n) <= maxEmergingShare*float64(read)) {
			kept = append(kept, l)
		}
	}
	score := func(l *lead) float64 { return float64(len(l.reviews)) * math.Log1p(float64(l.sentences)) }
	slices.SortFunc(kept, func(a, b *lead) int {
		return cmp.Or(cmp.Compare(score(b), score(a)), cmp.Compare(b.words, a.words), cmp.Compare(a.key, b.key))
	})
	out := []Emergence{}
	var taken []string
	for _, l := range kept {
		if len(out) == maxEmerging {
			break
		}
		if slices.ContainsFunc(taken, func(t string) bool {
			return strings.Contains(" "+t+" ", " "+l.key+" ") || strings.Contains(" "+l.key+" ", " "+t+" ")
		}) {
			continue
		}
		taken = append(taken, l.key)
		out = append(out, Emergence{Terms: commonest(l.forms), Reviews: len(l.reviews), Evidence: l.evidence})
	}
	return out
}

// commonest returns up to three wordings, the commonest first.
func commonest(forms map[string]int) []string {
	var out []string
	for f := range forms {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(forms[b], forms[a]), cmp.Compare(a, b)) })
	return out[:min(3, len(out))]
}

// lacking reports whether a sentence has a cue of absence or recommendation.
func lacking(s string) bool {
	for _, h := range standard().find(tokenize(s)) {
		if h.cue == absence || h.cue == recommendation {
			return true
		}
	}
	return false
}

// empty are words that no phrase begins or ends with, and that make a phrase
// of nothing but them empty.
var empty = words(`a an the and or but of in on at to for from by with without as is are was were be been being it its this that these those
	he she they them his her their him who whom which what when where why how not no nor never had has have having did do does done
	would could should must might may can will shall there here than then so such any some all each every both more most less very too
	also only just about into over under after before during between within through against because if while until again once up down out off
	i we you our your my one two three four five six seven eight nine ten said say says made make makes got get see seen saw
	review reviews case cases report finding findings learning practice professionals practitioners child children family mother father
	parents parent services service agencies agency should need needs needed important recommended recommendation ensure whether`)

// phrasesOf returns the phrases of a sentence, stemmed, with the wording.
func phrasesOf(s string) map[string]string {
	out := map[string]string{}
	toks := tokenize(s)
	for n := 2; n <= 3; n++ {
		for i := 0; i+n <= len(toks); i++ {
			part := toks[i : i+n]
			if empty[part[0].word] || empty[part[n-1].word] || n == 3 && empty[part[1].word] && part[1].word != "of" ||
				part[0].clause != part[n-1].clause || strings.ContainsAny(part[0].word+part[n-1].word, "0123456789") || part[1].comma || part[n-1].comma {
				continue
			}
			var key, form []string
			for _, t := range part {
				key, form = append(key, t.stem), append(form, t.word)
			}
			out[strings.Join(key, " ")] = strings.Join(form, " ")
		}
	}
	return out
}
