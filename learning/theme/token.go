package theme

import (
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
)

// A token is one word of a sentence.
type token struct {
	word       string // lower case, without possessive ending
	exact      string // the word after "=", as rules name it
	stem       string // by the Snowball stemmer for English
	start, end int    // bytes of the sentence
	clause     int    // counts from 0
	comma      bool   // a comma stands before it
}

// contrast are words that begin a clause which may say the opposite of the
// one before.
var contrast = map[string]bool{"but": true, "although": true, "though": true, "however": true, "whereas": true, "yet": true, "nevertheless": true, "nonetheless": true, "albeit": true}

// concession are words whose clause ends at the next comma when they open it.
var concession = map[string]bool{"although": true, "though": true, "while": true, "whilst": true, "whereas": true, "despite": true, "however": true}

// tokenize cuts a sentence into words and numbers its clauses. Hyphens part
// words; n't and cannot become not.
func tokenize(s string) []token {
	var out []token
	clause, comma := 0, false
	open := "" // the word that opened the clause
	add := func(word string, start, end int) {
		if n := len(out); n > 0 && out[n-1].clause == clause {
			if contrast[word] || (word == "while" || word == "whilst") && comma {
				clause++
				open = ""
			}
		}
		if n := len(out); n == 0 || out[n-1].clause != clause {
			open = word
		}
		out = append(out, token{word, "=" + word, english.Stem(word, true), start, end, clause, comma})
		comma = false
	}
	runes, at := make([]rune, 0, len(s)), make([]int, 0, len(s)+1)
	for i, r := range s { // an invalid byte is one byte, though its rune would take three
		runes, at = append(runes, r), append(at, i)
	}
	at = append(at, len(s))
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			j := i
			for j < len(runes) && (unicode.IsLetter(runes[j]) || unicode.IsDigit(runes[j]) || apostrophe(runes[j]) && j+1 < len(runes) && unicode.IsLetter(runes[j+1])) {
				j++
			}
			word := strings.ReplaceAll(strings.ToLower(string(runes[i:j])), "’", "'")
			switch {
			case word == "cannot":
				add("can", at[i], at[i+3])
				add("not", at[i+3], at[j])
			case strings.HasSuffix(word, "n't") && len(word) > 3:
				add(strings.TrimSuffix(word, "n't"), at[i], at[j])
				add("not", at[i], at[j])
			default:
				if k := strings.IndexByte(word, '\''); k > 0 {
					word = word[:k]
				}
				add(word, at[i], at[j])
			}
			i = j
			continue
		case r == ',':
			comma = true
			if n := len(out); n > 0 && out[n-1].clause == clause && concession[open] && open != out[n-1].word {
				clause++
				open = ""
			}
		case r == ';', r == '–' || r == '—' || r == '-' && i > 0 && runes[i-1] == ' ':
			if n := len(out); n > 0 && out[n-1].clause == clause {
				clause++
			}
		}
		i++
	}
	return out
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' }
