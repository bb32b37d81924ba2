package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/privacy"
)

// fileName is what is kept of the name of a file, for people to recognise: ""
// where it may tell of somebody ("Jane Okafor return.xlsx"). It is a text like
// any other, and is kept before the file itself has been seen.
func fileName(given string) string {
	name := ledger.BaseName(given)
	stem := name
	if i := strings.LastIndexByte(stem, '.'); i > 0 {
		stem = stem[:i]
	}
	// Marks stand in names of files where blanks stand elsewhere, and small
	// letters where capitals do.
	spaced := strings.NewReplacer("_", " ", "-", " ", ".", " ", "+", " ", "%20", " ").Replace(stem)
	for _, s := range []string{name, stem, spaced, capitals(spaced)} {
		if _, personal := privacy.Text(s); personal {
			return ""
		}
	}
	return name
}

// capitals gives every word a capital.
func capitals(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(first)) + w[size:]
	}
	return strings.Join(words, " ")
}
