package theme

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/kljensen/snowball/english"
)

//go:embed lexicon.txt
var lexiconText string

// A lexicon holds classes of words: what a word is about, whatever its theme.
type lexicon struct {
	names   []string // in the order of the file
	words   map[string][]phrase
	longest int
}

// A phrase is the rest of a class's entry after its first word.
type phrase struct {
	class int
	rest  []string // stems
}

var standardLexicon = sync.OnceValue(func() *lexicon {
	l, err := parseLexicon(lexiconText)
	if err != nil {
		panic(err)
	}
	return l
})

// parseLexicon reads lines of "class: word word_of_phrase =exactly".
func parseLexicon(text string) (*lexicon, error) {
	l := &lexicon{words: map[string][]phrase{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, list, ok := strings.Cut(line, ": ")
		if !ok || slices.Contains(l.names, name) {
			return nil, fmt.Errorf("lexicon: line %q", line)
		}
		class := len(l.names)
		l.names = append(l.names, name)
		for _, entry := range strings.Fields(list) {
			exact := strings.HasPrefix(entry, "=")
			var stems []string
			for _, t := range tokenize(strings.ReplaceAll(strings.TrimPrefix(entry, "="), "_", " ")) {
				if exact {
					stems = append(stems, t.exact)
				} else {
					stems = append(stems, english.Stem(t.word, true))
				}
			}
			if len(stems) == 0 {
				return nil, fmt.Errorf("lexicon: %s: entry %q has no word", name, entry)
			}
			l.words[stems[0]] = append(l.words[stems[0]], phrase{class, stems[1:]})
		}
	}
	return l, nil
}

// find calls each for every class at every word, with the end of its phrase.
func (l *lexicon) find(toks []token, each func(class, from, to int)) {
	for i, t := range toks {
		for _, key := range [2]string{t.stem, t.exact} {
			for _, p := range l.words[key] {
				ok := i+1+len(p.rest) <= len(toks)
				for k := 0; ok && k < len(p.rest); k++ {
					ok = toks[i+1+k].stem == p.rest[k] || toks[i+1+k].exact == p.rest[k]
				}
				if ok {
					each(p.class, i, i+1+len(p.rest))
				}
			}
		}
	}
}
