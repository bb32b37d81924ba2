package review

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanPages turns the lines of each page into paragraphs.
func cleanPages(raw [][]line) []Page {
	dropRunning(raw)
	g := measure(raw)
	w := wordsOf(raw)
	pages := make([]Page, len(raw))
	texts := make([][]string, len(raw))
	var para []string // of the paragraph being built
	var last line     // its last line
	home := 0         // the page on which it begins
	end := func() {
		if len(para) > 0 {
			texts[home] = append(texts[home], w.join(para))
			para = nil
		}
	}
	for i, lines := range raw {
		for j, l := range lines {
			if len(para) > 0 && (bare(l.Text) || !g.continues(last, l, j == 0)) {
				end()
			}
			if len(para) == 0 {
				home = i
			}
			para = append(para, l.Text)
			// The line after a bullet that stands alone belongs to it.
			last = l
		}
	}
	end()
	for i := range pages {
		pages[i] = Page{Number: i + 1, Text: strings.Join(mergeBullets(texts[i]), "\n")}
	}
	return pages
}

// pageNumber matches a line that is nothing but the number of its page.
var pageNumber = regexp.MustCompile(`(?i)^[-–|\s]*(page\s*)?([0-9]{1,4}|[ivxl]{1,6})(\s*(of|/)\s*[0-9]{1,4})?[-–|\s]*$`)

// dropRunning removes running headers, footers and page numbers in place:
// lines among the outermost three at the top or bottom of a page that return,
// digits apart, at the same height on another page and on at least three
// pages in ten (left and right pages may differ, and so may chapters).
func dropRunning(raw [][]line) {
	type place struct {
		text string
		y    int // in units of 4 points: what jitter remains between pages
	}
	seen := map[place]int{}
	edges := make([]map[int]bool, len(raw))
	for i, lines := range raw {
		edges[i] = edgesOf(lines)
		once := map[place]bool{}
		for j := range edges[i] {
			once[place{mask(lines[j].Text), int(math.Round(lines[j].Y / 4))}] = true
		}
		for p := range once {
			seen[p]++
		}
	}
	need := max(2, int(math.Ceil(0.3*float64(len(raw)))))
	for i, lines := range raw {
		kept := lines[:0:0]
		outer := outermost(lines)
		for j, l := range lines {
			if edges[i][j] {
				n, m, y := 0, mask(l.Text), int(math.Round(l.Y/4))
				for dy := -1; dy <= 1; dy++ {
					n += seen[place{m, y + dy}]
				}
				if n >= need || outer[j] && pageNumber.MatchString(l.Text) {
					continue
				}
			}
			kept = append(kept, l)
		}
		raw[i] = kept
	}
}

// edgesOf returns the indexes of the three highest and three lowest lines.
func edgesOf(lines []line) map[int]bool {
	order := byHeight(lines)
	out := map[int]bool{}
	for k, j := range order {
		if k < 3 || k >= len(order)-3 {
			out[j] = true
		}
	}
	return out
}

func outermost(lines []line) map[int]bool {
	order := byHeight(lines)
	if len(order) == 0 {
		return nil
	}
	return map[int]bool{order[0]: true, order[len(order)-1]: true}
}

func byHeight(lines []line) []int {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case lines[a].Y > lines[b].Y:
			return -1
		case lines[a].Y < lines[b].Y:
			return 1
		}
		return 0
	})
	return order
}

var digits = regexp.MustCompile(`[0-9]+`)

func mask(s string) string { return strings.ToLower(digits.ReplaceAllString(s, "#")) }

// A geometry is what is usual in a document, in points.
type geometry struct {
	size    float64 // of body letters
	leading float64 // between baselines of a paragraph
	right   float64 // where full lines end
	left    float64
}

// measure takes medians over the body text: the size of the median letter,
// the median distance of successive lines of that size, and the 90th
// percentile of line ends, which in ragged text is near the margin.
func measure(raw [][]line) geometry {
	var sizes, gaps, ends, starts []float64
	for _, lines := range raw {
		for _, l := range lines {
			for range max(1, len(l.Text)/20) {
				sizes = append(sizes, l.Size)
			}
		}
	}
	g := geometry{size: quantile(sizes, 0.5)}
	for _, lines := range raw {
		for j, l := range lines {
			if math.Abs(l.Size-g.size) > 0.1*g.size {
				continue
			}
			ends, starts = append(ends, l.End), append(starts, l.X)
			if j > 0 {
				if dy := lines[j-1].Y - l.Y; dy > 0.5*g.size && dy < 3*g.size {
					gaps = append(gaps, dy)
				}
			}
		}
	}
	g.leading, g.right, g.left = quantile(gaps, 0.5), quantile(ends, 0.9), quantile(starts, 0.1)
	if g.leading == 0 {
		g.leading = 1.2 * g.size
	}
	return g
}

func quantile(xs []float64, q float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	slices.Sort(xs)
	return xs[int(q*float64(len(xs)-1))]
}

// item matches the number or letter before a list item or numbered paragraph.
var item = regexp.MustCompile(`^(\(?[0-9]{1,2}(\.[0-9]{1,3}){0,3}[.)]?|\(?[a-zA-Z][.)]|\(?[ivx]{1,4}[.)])\s`)

// continues reports whether b goes on with the paragraph that a ends so far.
// first says that b opens a page.
func (g geometry) continues(a, b line, first bool) bool {
	if startsItem(b.Text) || math.Abs(a.Size-b.Size) > 0.1*max(a.Size, b.Size) {
		return false
	}
	ended := endsSentence(a.Text)
	full := a.End > g.right-0.2*(g.right-g.left)
	lower := startsLower(b.Text)
	dy := a.Y - b.Y
	if first || dy < 0 { // next page, or the next column
		return !ended && (lower || full && math.Abs(a.Size-g.size) <= 0.1*g.size)
	}
	switch {
	case dy > 1.35*g.leading && dy > 1.35*1.15*a.Size:
		return lower && !ended && dy < 2.5*g.leading
	case !full && (ended || !lower):
		return bare(a.Text)
	}
	return true
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

func startsItem(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	if bullet(r) {
		return true
	}
	if (r == '-' || r == '–' || r == 'o') && strings.HasPrefix(s[n:], " ") {
		return true
	}
	m := item.FindString(s)
	if m == "" {
		return false
	}
	// "12 children" that runs on from the line before is no item; "12. Children" is.
	return strings.ContainsAny(m, ".)")
}

// bare reports whether s is a bullet with nothing after it.
func bare(s string) bool {
	return utf8.RuneCountInString(s) == 1 && startsItem(s+" ")
}

// endsSentence reports whether s ends with a full stop, question or
// exclamation mark, colon or semicolon, quotation marks and brackets apart.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"'”’)]0123456789`)
	return s != "" && strings.ContainsRune(".?!:;", rune(s[len(s)-1]))
}

// mergeBullets puts a bullet that was drawn by itself before its text.
func mergeBullets(paras []string) []string {
	var out []string
	for i := 0; i < len(paras); i++ {
		if bare(paras[i]) && i+1 < len(paras) {
			paras[i+1] = paras[i] + " " + paras[i+1]
			continue
		}
		out = append(out, paras[i])
	}
	return out
}

// vocabulary knows the words of the document, to tell a hyphen that was put
// in at a line's end from one that belongs to the word.
type vocabulary map[string]bool

func wordsOf(raw [][]line) vocabulary {
	v := vocabulary{}
	for _, lines := range raw {
		for _, l := range lines {
			for _, f := range strings.Fields(l.Text) {
				v[strings.ToLower(strings.Trim(f, `.,;:!?"'“”‘’()[]`))] = true
			}
		}
	}
	return v
}

// stays are first parts of words that are written with a hyphen in this
// field.
var stays = map[string]bool{
	"multi": true, "self": true, "non": true, "pre": true, "post": true, "well": true, "co": true, "re": true, "inter": true,
	"cross": true, "early": true, "long": true, "short": true, "half": true, "ex": true, "anti": true, "step": true, "follow": true,
	"face": true, "over": true, "under": true, "high": true, "low": true, "full": true, "part": true, "child": true, "family": true,
	"decision": true, "drop": true, "record": true, "sub": true, "semi": true, "mid": true, "one": true, "two": true, "three": true,
}

// join makes one line of several, deciding each hyphen at a line's end: the
// spelling found elsewhere in the document wins, then what is usual, then the
// whole word. U+2010 stands for a soft hyphen, which is never part of a word.
func (v vocabulary) join(lines []string) string {
	s := lines[0]
	for _, next := range lines[1:] {
		r, n := utf8.DecodeLastRuneInString(s)
		before, _ := utf8.DecodeLastRuneInString(s[:len(s)-n])
		if (r != '-' && r != '‐') || !unicode.IsLetter(before) || !startsLower(next) {
			s += " " + next
			continue
		}
		head := s[strings.LastIndexByte(s, ' ')+1 : len(s)-n]
		tail, _, _ := strings.Cut(next, " ")
		tail = strings.Trim(tail, `.,;:!?"'“”‘’()[]`)
		whole, parted := strings.ToLower(head+tail), strings.ToLower(head+"-"+tail)
		_, lastPart, compound := cutLast(head, "-")
		switch {
		case r == '‐' || v[whole]:
			s = s[:len(s)-n] + next
		case v[parted], stays[strings.ToLower(strings.Trim(head, `"'“‘(`))], compound && lastPart != "":
			s += next
		default:
			s = s[:len(s)-n] + next
		}
	}
	return s
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
