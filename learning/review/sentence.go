package review

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// A Sentence is one sentence, heading or list item of a document.
type Sentence struct {
	Page      int
	Paragraph int    // counts from 1 over the document
	Text      string // found word for word on the page
}

// Sentences returns the sentences of the document in order. No sentence
// spans paragraphs.
func (d Document) Sentences() []Sentence {
	var out []Sentence
	n := 0
	for _, p := range d.Pages {
		for para := range strings.SplitSeq(p.Text, "\n") {
			if strings.TrimSpace(para) == "" {
				continue
			}
			n++
			for _, s := range Split(para) {
				out = append(out, Sentence{p.Number, n, s})
			}
		}
	}
	return out
}

// abbreviations end with a full stop that ends no sentence, in lower case.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "rev": true, "hon": true, "sgt": true, "insp": true, "supt": true,
	"e.g": true, "eg": true, "i.e": true, "ie": true, "cf": true, "viz": true, "vs": true, "approx": true, "incl": true,
	"para": true, "paras": true, "no": true, "nos": true, "pp": true, "p": true, "s": true, "ss": true, "sec": true, "ch": true, "fig": true, "vol": true, "ed": true, "eds": true, "art": true, "reg": true,
	"al": true, "ibid": true, "op": true, "dept": true, "govt": true, "assn": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "aug": true, "sept": true, "oct": true, "nov": true, "dec": true,
}

// countable are abbreviations that are also words: they only abbreviate
// before a number ("No. 4", "Art. 8").
var countable = map[string]bool{"no": true, "nos": true, "p": true, "pp": true, "s": true, "ss": true, "sec": true, "fig": true, "art": true, "ed": true, "reg": true, "ch": true, "para": true, "paras": true, "vol": true, "mar": true, "apr": true, "jan": true, "feb": true, "aug": true, "sept": true, "oct": true, "nov": true, "dec": true, "op": true}

var (
	listMark = regexp.MustCompile(`^\(?([0-9]{1,3}(\.[0-9]{1,3}){0,4}|[a-zA-Z]|[ivx]{1,4})[.)]\s*$`)
)

// Split parts a paragraph into its sentences by the default rules of Unicode
// (UAX 29), then puts back what those part wrongly: after abbreviations and
// initials, after the number of a list item, and before lower-case letters.
// Joined with spaces where there were spaces, the parts are the paragraph.
func Split(paragraph string) []string {
	paragraph = strings.TrimSpace(paragraph)
	var out []string
	for len(paragraph) > longest {
		at := cut(paragraph[:longest])
		out = splitShort(out, paragraph[:at])
		paragraph = paragraph[at:]
	}
	return splitShort(out, paragraph)
}

// longest is how many bytes are split at a time. The rules look ahead, from
// each full stop to the end of the paragraph if need be, so that a file
// without line ends could take time by the square of its size. The longest
// paragraphs of published reviews are some 4,000 bytes.
const longest = 8 << 10

// cut returns where to cut a text that is too long: after the last full stop
// and space, else after the last space, else before the last letter.
func cut(s string) int {
	for _, sep := range []string{". ", " "} {
		if i := strings.LastIndex(s, sep); i > 0 {
			return i + len(sep)
		}
	}
	for i := len(s) - 1; i > 0; i-- {
		if utf8.RuneStart(s[i]) {
			return i
		}
	}
	return len(s)
}

func splitShort(out []string, s string) []string {
	var b strings.Builder
	seg := sentences.FromString(s)
	for seg.Next() {
		part := seg.Value()
		if b.Len() > 0 && !joins(b.String(), part) {
			out = appendSentence(out, b.String())
			b.Reset()
		}
		b.WriteString(part)
	}
	return appendSentence(out, b.String())
}

// longestSentence is how many bytes a sentence may have before it is cut: what
// reads sentences compares their words with each other. The longest of
// published reviews, lists without full stops, have some 1,500.
const longestSentence = 2000

func appendSentence(out []string, s string) []string {
	s = strings.TrimSpace(s)
	for len(s) > longestSentence {
		at := cut(s[:longestSentence])
		out = append(out, strings.TrimSpace(s[:at]))
		s = strings.TrimSpace(s[at:])
	}
	if s != "" {
		return append(out, s)
	}
	return out
}

// lastWord returns the letters, and full stops between them, that stand before
// the full stop s ends with; closing quotes and brackets may follow that. ""
// means that s does not end so.
func lastWord(s string) string {
	s = strings.TrimRight(s, " \t\n\r\f")
	s, stopped := strings.CutSuffix(strings.TrimRight(s, `)"'”’`), ".")
	if !stopped {
		return ""
	}
	rest := strings.TrimRightFunc(s, func(r rune) bool { return r == '.' || unicode.IsLetter(r) })
	return strings.TrimLeft(s[len(rest):], ".")
}

// joins reports whether next goes on with the sentence s.
func joins(s, next string) bool {
	// Its last words decide. Looking through the whole of it at each part
	// would take time by the square of its length.
	const tail = 200
	if i := len(s) - tail; i > 0 {
		for !utf8.RuneStart(s[i]) {
			i++
		}
		s = s[i:]
	} else if listMark.MatchString(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(next, ` "'“‘(`))
	if unicode.IsLower(r) {
		return true
	}
	last := lastWord(s)
	if last == "" {
		return false
	}
	word := strings.ToLower(last)
	switch {
	case countable[word]:
		return unicode.IsDigit(r)
	case abbreviations[word]:
		return true
	}
	// An initial: "J. Smith". "Child A. The" ends a sentence, since the
	// word before names a letter.
	if utf8.RuneCountInString(word) == 1 {
		before := strings.Fields(s)
		if n := len(before); n >= 2 {
			switch strings.ToLower(before[n-2]) {
			case "child", "baby", "family", "sibling", "mother", "father", "adult", "vitamin", "hepatitis", "appendix", "school", "child's":
				return false
			}
			return unicode.IsUpper([]rune(last)[0]) && last != "I"
		}
		return true
	}
	return false
}
