package list

import (
	"strings"
	"unicode/utf8"
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

// near returns the candidate that s is most likely a slip of: at most two
// letters away, and less than half the candidate. "" when there is none.
func near(s string, candidates []string) string {
	best, least := "", 3
	for _, c := range candidates {
		if d := distance(fold(s), fold(c)); d < least && 2*d < len(c) {
			best, least = c, d
		}
	}
	return best
}

// distance is the Levenshtein distance in bytes; long texts are simply far.
func distance(a, b string) int {
	if len(a) > maxText || len(b) > maxText {
		return maxText
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// phrase joins words with commas and "or".
func phrase(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
