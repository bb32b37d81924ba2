package theme

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

//go:embed codebook.txt
var codebookText string

//go:embed rules.txt
var rulesText string

// A kind is what a pattern of a theme is evidence of.
type kind string

const (
	topic  kind = "topic"  // names the subject: coded with a cue of absence or recommendation
	sign   kind = "sign"   // states the gap by itself: coded unless denied
	factor kind = "factor" // the circumstance itself: coded unless denied
	mild   kind = "mild"   // a circumstance that is often mere setting: coded unless denied or another theme is
	trap   kind = "trap"   // the same words in another sense: blinds the others
)

// The cues: what a clause says of its topics.
const (
	absence        = "absence"
	recommendation = "recommendation"
	finding        = "finding"
	praise         = "praise"
	denial         = "denial"
	denialBefore   = "denial-before"
	harmless       = "harmless"
	process        = "process"
	headProcess    = "heading-process"
	headAdvice     = "heading-recommendation"
	headPraise     = "heading-praise"
)

var cueNames = []string{absence, recommendation, finding, praise, denial, denialBefore, harmless, process, headProcess, headAdvice, headPraise}

// A rule is a pattern and what its match means.
type rule struct {
	pattern
	theme int    // index into the codebook; -1 for cues
	kind  kind   // of a theme's rule
	cue   string // of a cue's rule

	negates bool // the pattern has a negation of its own
}

// A ruleset is all rules, found by the words they can begin with.
type ruleset struct {
	themes  []Theme
	rules   []rule
	byWord  map[string][]int
	always  []int // rules that can begin with anything
	version string
}

// Codebook returns the themes in their fixed order.
func Codebook() []Theme { return slices.Clone(standard().themes) }

// Version names the codebook and rules that labels were made with: the first
// eight hexadecimal digits of the SHA-256 of both.
func Version() string { return standard().version }

// parseCodebook reads blocks of "key: value" lines parted by empty lines.
func parseCodebook(text string) ([]Theme, error) {
	var out []Theme
	for block := range strings.SplitSeq(text, "\n\n") {
		var t Theme
		for line := range strings.Lines(block) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			key, value, ok := strings.Cut(line, ": ")
			field := map[string]*string{"id": &t.ID, "label": &t.Label, "group": (*string)(&t.Group), "means": &t.Definition, "code": &t.Include, "not": &t.Exclude, "source": &t.Source}[key]
			if !ok || field == nil {
				return nil, fmt.Errorf("codebook: line %q", line)
			}
			*field = value
		}
		if t.ID != "" {
			out = append(out, t)
		}
	}
	return out, nil
}

// parseRules reads the rules: lists (@name = ...), sections ([name]) of cues
// with a pattern a line, and sections of themes with "kind: pattern" a line.
func parseRules(codebook, text string) (*ruleset, error) {
	themes, err := parseCodebook(codebook)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(codebook + "\x00" + text))
	rs := &ruleset{themes: themes, byWord: map[string][]int{}, version: hex.EncodeToString(sum[:4])}
	lists := map[string][][]node{}
	section, theme := "", -1
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "# "):
			continue
		case strings.HasPrefix(line, "@") && strings.Contains(line, " = "):
			name, value, _ := strings.Cut(line[1:], " = ")
			p, err := parsePattern("("+value+")", lists, false)
			if err != nil {
				return nil, fmt.Errorf("rules: line %d: %w", n, err)
			}
			lists[name] = alternatives(p.nodes[0])
			continue
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
			theme = slices.IndexFunc(themes, func(t Theme) bool { return t.ID == section })
			if theme < 0 && !slices.Contains(cueNames, section) {
				return nil, fmt.Errorf("rules: line %d: no theme or cue %q", n, section)
			}
			continue
		}
		r := rule{theme: theme}
		value := line
		// Stems would make praise of "use" by way of useful; cues are
		// spelled out.
		exact := theme < 0 && !strings.HasPrefix(section, "heading-")
		if theme >= 0 {
			k, v, ok := strings.Cut(line, ": ")
			r.kind, value = kind(k), v
			if !ok || !slices.Contains([]kind{topic, sign, factor, mild, trap}, r.kind) {
				return nil, fmt.Errorf("rules: line %d: want topic, sign, factor, mild or trap", n)
			}
		} else {
			r.cue = section
		}
		if r.pattern, err = parsePattern(value, lists, exact); err != nil {
			return nil, fmt.Errorf("rules: line %d: %w", n, err)
		}
		rs.add(r)
	}
	return rs, nil
}

// alternatives returns a list's phrases, whichever way its node holds them.
func alternatives(n node) [][]node {
	if n.any == nil {
		return n.group
	}
	var out [][]node
	for w := range n.any {
		if exact, ok := strings.CutPrefix(w, "="); ok {
			out = append(out, []node{{exact: exact}})
		} else {
			out = append(out, []node{{word: w}})
		}
	}
	return out
}

func (rs *ruleset) add(r rule) {
	r.negates = negates(r.text)
	i := len(rs.rules)
	rs.rules = append(rs.rules, r)
	seen := map[string]bool{}
	if !firsts(r.nodes, func(w string) { seen[w] = true }) {
		rs.always = append(rs.always, i)
		return
	}
	for w := range seen {
		rs.byWord[w] = append(rs.byWord[w], i)
	}
}

// A hit is a match of a rule: words from to before to.
type hit struct {
	*rule
	from, to int
}

// find returns all matches, at most one a rule and starting word.
func (rs *ruleset) find(toks []token) []hit {
	var out []hit
	try := func(i int, rules []int) {
		for _, k := range rules {
			if end, ok := match(rs.rules[k].nodes, toks, i, toks[i].clause); ok && end > i {
				out = append(out, hit{&rs.rules[k], i, end})
			}
		}
	}
	for i, t := range toks {
		try(i, rs.byWord[t.stem])
		try(i, rs.byWord[t.exact])
		if t.word[0] >= '0' && t.word[0] <= '9' {
			try(i, rs.byWord["#"])
		}
		try(i, rs.always)
	}
	return out
}
