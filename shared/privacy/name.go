package privacy

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/names.txt
var namesFile string

//go:embed data/words.txt
var wordsFile string

// A nameUse says how a word serves as a name. A word that is a name and
// little else is sure; one that is also an ordinary word or a place of Great
// Britain is not (Rose, Mark, Lincoln).
type nameUse uint8

const (
	sureGiven nameUse = 1 << iota
	anyGiven
	sureSurname
	anySurname
)

// names is what is known of names and of words that are none.
type names struct {
	use   map[string]nameUse
	words map[string]bool // the commonest words of English
}

// theNames reads the lists once; data/README.md says where they come from.
var theNames = sync.OnceValue(func() *names { return readNames(namesFile, wordsFile, nil) })

// readNames reads the lists, leaving out the names that drop says.
func readNames(list, words string, drop func(string) bool) *names {
	n := &names{use: make(map[string]nameUse, 12_000), words: make(map[string]bool, 4_000)}
	for line := range strings.Lines(list) {
		name, marks, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || drop != nil && drop(name) {
			continue
		}
		var use nameUse
		for _, m := range marks {
			switch m {
			case 'G':
				use |= sureGiven | anyGiven
			case 'g':
				use |= anyGiven
			case 'S':
				use |= sureSurname | anySurname
			case 's':
				use |= anySurname
			}
		}
		n.use[name] = use
	}
	for line := range strings.Lines(words) {
		n.words[strings.TrimSpace(line)] = true
	}
	return n
}

// A word is one word of a text.
type word struct {
	low     string // lower case, without 's, hyphens and apostrophes
	parts   [2]string
	use     nameUse
	capital bool // begins with a capital
	shout   bool // all capitals, more than one letter
	initial bool // one capital letter, with or without a full stop
	dotted  bool // a full stop follows directly
	owns    bool // ended in 's
	first   bool // begins a text or sentence
	gap     byte // what stands before it: ' ', ',', ':', '-', or 0 for anything else
}

// in reports whether a text likely holds a person's name.
func (n *names) in(s string) bool {
	var room [48]word
	w := n.split(s, room[:0])
	return n.inWords(w)
}

// mostWords is how many words of a text are looked at: more than any note of
// a return may hold (1,000 characters).
const mostWords = 4_000

// split cuts a text into words.
func (n *names) split(s string, w []word) []word {
	gap, first := byte(0), true
	for i := 0; i < len(s) && len(w) < mostWords; {
		r, size := runeAt(s, i)
		if !isLetterRune(r) {
			switch {
			case r == ' ' || r == '\t':
				if gap == 0 && len(w) > 0 && !first {
					gap = ' '
				}
			case r == ',' || r == ':' || r == '-' || r == '(' || r == '/' || r == '"' || r == '\'':
				if gap == ' ' || gap == 0 {
					gap = byte(r)
				}
			case r == '.':
				if len(w) > 0 && s[i-1] != ' ' && gap == 0 {
					w[len(w)-1].dotted = true
					if !w[len(w)-1].initial && !titles[w[len(w)-1].low] {
						first = true
					}
				}
			default:
				first = r == '!' || r == '?' || r == ';' || r == '\n' || r == '|'
				gap = '?'
			}
			i += size
			continue
		}
		end := i
		for end < len(s) {
			r, size := runeAt(s, end)
			if !isLetterRune(r) && !((r == '\'' || r == '-') && end+size < len(s) && isLetterAt(s, end+size) && end > i) {
				break
			}
			end += size
		}
		digit := i > 0 && isDigit(s[i-1]) || end < len(s) && (isDigit(s[end]) || s[end] == '_') || i > 0 && s[i-1] == '_'
		w = append(w, n.word(s[i:end], gap, first || len(w) == 0, digit))
		gap, first = 0, false
		i = end
	}
	return w
}

func isLetterAt(s string, i int) bool {
	r, _ := runeAt(s, i)
	return isLetterRune(r)
}

// runeAt is utf8.DecodeRuneInString from i on, quick for what most texts are
// of.
func runeAt(s string, i int) (rune, int) {
	if s[i] < utf8.RuneSelf {
		return rune(s[i]), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

func isLetterRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIILetter(byte(r))
	}
	return unicode.IsLetter(r)
}

// word makes a word of its letters. With digits or underscores on it, it is
// a code, and no name.
func (n *names) word(t string, gap byte, first, code bool) word {
	w := word{gap: gap, first: first}
	r, size := utf8.DecodeRuneInString(t)
	w.capital = unicode.IsUpper(r)
	rest := t[size:]
	w.initial = w.capital && rest == ""
	w.shout = w.capital && rest != "" && strings.ToUpper(rest) == rest
	low := strings.ToLower(t)
	if strings.IndexByte(low, '\'') < 0 && strings.IndexByte(low, '-') < 0 {
		w.low, w.parts[0] = low, low
		if !code {
			if w.use = n.use[low]; w.use == 0 && w.capital {
				w.use = shapeOf(low, t, low)
			}
			return w
		}
	}
	if base, ok := strings.CutSuffix(low, "'s"); ok {
		low, w.owns = base, true
	}
	if a, b, ok := strings.Cut(low, "-"); ok {
		w.parts = [2]string{strings.ReplaceAll(a, "'", ""), strings.ReplaceAll(b, "'", "")}
		w.low = low
	} else {
		w.low = strings.ReplaceAll(low, "'", "")
		w.parts[0] = w.low
	}
	if code {
		w.capital, w.shout, w.initial = false, false, false
		return w
	}
	if w.parts[1] == "" {
		if w.use = n.use[w.low]; w.use == 0 && w.capital {
			w.use = shapeOf(low, t, w.low)
		}
		return w
	}
	// A double name is what its parts are: given if the first is and the second
	// may be, a surname if one part is sure to be.
	a, b := n.use[w.parts[0]]|shapeOf(w.parts[0], t, w.parts[0]), n.use[w.parts[1]]|shapeOf(w.parts[1], "", w.parts[1])
	both := unicode.IsUpper(rune(t[min(len(t)-1, strings.IndexByte(t, '-')+1)]))
	if a&anyGiven != 0 && b&(anyGiven|anySurname) != 0 {
		w.use |= anyGiven
		if (a|b)&sureGiven != 0 {
			w.use |= sureGiven
		}
	}
	if both && (a&sureSurname != 0 || b&sureSurname != 0 || articles[w.parts[0]]) {
		w.use |= anySurname | sureSurname
	} else if both && a&anySurname != 0 && b&anySurname != 0 {
		w.use |= anySurname
	}
	return w
}

// articles begin Arabic surnames: Al-Rashid, El-Sayed.
var articles = set(`al el ul ur abu ibn bin`)

// Names of some languages are known by how they begin or end, whichever they
// are. None of these is how an English word or place ends; those few that are
// (Alaska) are words of their own.
var (
	surnameEnds = []string{
		"wski", "wska", "ńska", "nski", "nska", "lski", "lska", "cki", "cka", "wicz", "czyk", "czak", "escu", "eanu", "ienė", "iene", "auskas", "inskas",
		"enko", "chuk", "shvili", "adze", "oglu", "zadeh", "dottir", "sson", "ullah", "uddin", "bhai", "wala", "yeva", "yev", "rova", "nova", "lova", "kova", "dova", "trov", "anov", "inov",
		"singham", "rajah", "nathan", "murthy", "poulos", "opoulos",
	}
	givenEnds   = []string{"preet", "deep", "jit", "jeet", "winder", "vinder", "jinder", "upinder", "arminder", "pinder", "ullah", "uddin", "slaw", "slava"}
	nameBegins  = []string{"abdul", "abdur", "abdirah", "abdi", "oluwa", "ogun", "chukwu", "nwach", "nwok", "gebre", "ghebre", "tekle", "wolde", "onyek", "ayod", "olu"}
	notByShape  = set(`moldova alaska nebraska casanova bossanova terranova supernova bask`)
	leastShaped = 6
)

// shapeOf returns how a word on no list serves by its shape.
func shapeOf(low, typed, bare string) nameUse {
	// O'Something and Mc Something are surnames, whoever bears them.
	if len(low) > 4 && (strings.HasPrefix(low, "o'") || strings.HasPrefix(low, "d'") || strings.HasPrefix(typed, "Mc") && len(typed) > 3 && typed[2] >= 'A' && typed[2] <= 'Z') {
		return anySurname | sureSurname
	}
	if len(bare) < leastShaped || notByShape[bare] {
		return 0
	}
	var use nameUse
	for _, end := range surnameEnds {
		if strings.HasSuffix(bare, end) {
			use |= anySurname | sureSurname
		}
	}
	for _, end := range givenEnds {
		if strings.HasSuffix(bare, end) {
			use |= anyGiven | sureGiven
		}
	}
	for _, begin := range nameBegins {
		if strings.HasPrefix(bare, begin) {
			use |= anyGiven | sureGiven | anySurname
		}
	}
	return use
}
