package review

import (
	"strings"
	"unicode"
)

// ligatures that fonts draw as one sign, written out so that words can be
// found; the rest of what a font may do is left as it is.
var ligatures = strings.NewReplacer(
	"ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st",
	"\u00ad", "", // soft hyphen
	"\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", // zero width
)

// cp1252 holds what the bytes 0x80 to 0x9f mean in Windows-1252, where
// Unicode has control codes that no review means to print.
var cp1252 = [32]rune{
	'€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ',
	' ', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
}

func windows1252(r rune) rune {
	if r >= 0x80 && r < 0xa0 {
		return cp1252[r-0x80]
	}
	return r
}

// tidy undoes ligatures and soft hyphens and makes all white space one space.
func tidy(s string) string {
	s = ligatures.Replace(s)
	var b strings.Builder
	space := false
	for _, r := range s {
		r = windows1252(r)
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Co, r) && !bullet(r):
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// bullet reports whether r is drawn before list items. U+F0B7 and U+F0A7 are
// what word processors write for a dot and a square of the Symbol font.
func bullet(r rune) bool {
	switch r {
	case '•', '●', '○', '◦', '▪', '■', '□', '➢', '➤', '►', '✓', '‣', '⁃', '·', '\uf0b7', '\uf0a7', '\uf0d8', '\uf0fc':
		return true
	}
	return false
}
