package list

import (
	"strings"
	"unicode/utf8"

	"earlyhelp/shared/returns"
)

// tidy takes off the white space around a value, non-breaking spaces and
// byte order marks included.
func tidy(s string) string {
	if s == "" || s[0] > ' ' && s[0] < utf8.RuneSelf && s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf {
		return s
	}
	return strings.Trim(s, " \t\r\n\v\f\u00a0\u2007\u202f\u200b\ufeff")
}

// fold returns the form in which values and headings are compared: lower
// case, with single spaces for any run of spaces and underscores.
func fold(s string) string {
	s = separating.Replace(strings.ToLower(tidy(s)))
	return strings.Join(strings.Fields(s), " ")
}

var separating = strings.NewReplacer("_", " ", "\u00a0", " ")

// shorten cuts a value as typed to what a message can show.
func shorten(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// near returns the candidate that s is most likely a slip of, "" when there
// is none.
func near(s string, candidates []string) string {
	folded := make([]string, len(candidates))
	for i, c := range candidates {
		folded[i] = fold(c)
	}
	if i := returns.Nearest(fold(s), folded); i >= 0 {
		return candidates[i]
	}
	return ""
}

// phrase joins words with commas and "or".
func phrase(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
