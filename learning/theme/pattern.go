package theme

import (
	"fmt"
	"strings"

	"github.com/kljensen/snowball/english"
)

// A pattern is a phrase to look for in stemmed words:
//
//	take .. at face value      .. is up to 4 words, ... up to 8, .... up to 14, of one clause
//	poor|weak recording        either word
//	(not told|kept from)       either phrase
//	very?                      may be missing; so may a (phrase)?
//	=learning                  just this word, not its relations
//	@child                     a list defined elsewhere in the rules
//	#                          any number in figures
//	^                          the beginning of the sentence
type pattern struct {
	text  string
	nodes []node
}

// A node is a piece of a pattern; exactly one field
// is set, beside optional.
type node struct {
	word     string // stem
	exact    string
	gap      int
	start    bool
	number   bool
	any      map[string]bool // stems, "=" before exact words: one word, whichever
	group    [][]node
	optional bool
}

// parsePattern reads a pattern; lists holds what @names stand for, and exact
// makes every word stand for itself, as = does.
func parsePattern(s string, lists map[string][][]node, exact bool) (pattern, error) {
	p := parser{rest: strings.TrimSpace(s), lists: lists, exact: exact}
	nodes, err := p.sequence("")
	if err == nil && p.rest != "" {
		err = fmt.Errorf("unexpected %q", p.rest)
	}
	if err == nil && len(nodes) == 0 {
		err = fmt.Errorf("nothing to match")
	}
	if err != nil {
		return pattern{}, fmt.Errorf("pattern %q: %w", s, err)
	}
	return pattern{s, nodes}, nil
}

type parser struct {
	rest  string
	lists map[string][][]node
	exact bool // words stand for themselves alone
}

// sequence reads nodes until one of the bytes of stop, which is left.
func (p *parser) sequence(stop string) ([]node, error) {
	var out []node
	for {
		p.rest = strings.TrimLeft(p.rest, " \t")
		if p.rest == "" || stop != "" && strings.IndexByte(stop, p.rest[0]) >= 0 {
			return out, nil
		}
		if p.rest[0] == '(' {
			p.rest = p.rest[1:]
			var g node
			for {
				alt, err := p.sequence("|)")
				if err != nil {
					return nil, err
				}
				if len(alt) == 0 {
					return nil, fmt.Errorf("empty alternative")
				}
				g.group = append(g.group, alt)
				if p.rest == "" {
					return nil, fmt.Errorf("bracket not closed")
				}
				c := p.rest[0]
				p.rest = p.rest[1:]
				if c == ')' {
					break
				}
			}
			if strings.HasPrefix(p.rest, "?") {
				g.optional, p.rest = true, p.rest[1:]
			}
			out = append(out, g.simple())
			continue
		}
		end := strings.IndexAny(p.rest, " \t()")
		if stop != "" {
			end = strings.IndexAny(p.rest, " \t()|")
		}
		if end < 0 {
			end = len(p.rest)
		}
		if end == 0 {
			return nil, fmt.Errorf("unexpected %q", p.rest)
		}
		nodes, err := p.word(p.rest[:end])
		if err != nil {
			return nil, err
		}
		out = append(out, nodes...)
		p.rest = p.rest[end:]
	}
}

// word reads one item without spaces or brackets.
func (p *parser) word(s string) ([]node, error) {
	switch s {
	case "..":
		return []node{{gap: 4}}, nil
	case "...":
		return []node{{gap: 8}}, nil
	case "....":
		return []node{{gap: 14}}, nil
	case "^":
		return []node{{start: true}}, nil
	}
	s, optional := strings.CutSuffix(s, "?")
	var g node
	for part := range strings.SplitSeq(s, "|") {
		if part == "" {
			return nil, fmt.Errorf("empty alternative in %q", s)
		}
		if name, ok := strings.CutPrefix(part, "@"); ok {
			list := p.lists[name]
			if list == nil {
				return nil, fmt.Errorf("no list @%s", name)
			}
			g.group = append(g.group, list...)
			continue
		}
		exact := p.exact || strings.HasPrefix(part, "=")
		var seq []node
		for piece := range strings.SplitSeq(strings.TrimPrefix(part, "="), "-") {
			if piece == "#" {
				seq = append(seq, node{number: true})
			}
			for _, t := range tokenize(piece) {
				if exact {
					seq = append(seq, node{exact: t.word})
				} else {
					seq = append(seq, node{word: english.Stem(t.word, true)})
				}
			}
		}
		if len(seq) == 0 {
			return nil, fmt.Errorf("no word in %q", part)
		}
		g.group = append(g.group, seq)
	}
	if len(g.group) == 1 && !optional {
		return g.group[0], nil
	}
	g.optional = optional
	return []node{g.simple()}, nil
}

// simple turns a group of single words into a set, which is quicker to look
// in.
func (n node) simple() node {
	any := map[string]bool{}
	for _, alt := range n.group {
		switch {
		case len(alt) == 1 && alt[0].word != "":
			any[alt[0].word] = true
		case len(alt) == 1 && alt[0].exact != "":
			any["="+alt[0].exact] = true
		default:
			return n
		}
	}
	return node{any: any, optional: n.optional}
}

// firsts returns the stems and exact words that a match can begin with, and
// whether that is all (no match begins with anything).
func firsts(nodes []node, add func(string)) bool {
	for _, n := range nodes {
		switch {
		case n.word != "":
			add(n.word)
			return true
		case n.exact != "":
			add("=" + n.exact)
			return true
		case n.start:
			continue
		case n.gap > 0:
			return false
		case n.number:
			add("#")
			return true
		case n.any != nil:
			for w := range n.any {
				add(w)
			}
			if !n.optional {
				return true
			}
			continue
		}
		all := true
		for _, alt := range n.group {
			all = firsts(alt, add) && all
		}
		if !n.optional {
			return all
		}
	}
	return false
}

// A tail is what is still to match after the nodes at hand.
type tail struct {
	nodes []node
	after *tail
}

// match returns the end of the shortest-first match of nodes at i.
func match(nodes []node, toks []token, i, clause int) (end int, ok bool) {
	return matchThen(nodes, nil, toks, i, clause)
}

// matchThen matches nodes and then what is after them.
func matchThen(nodes []node, after *tail, toks []token, i, clause int) (int, bool) {
	for len(nodes) == 0 {
		if after == nil {
			return i, true
		}
		nodes, after = after.nodes, after.after
	}
	n, rest := &nodes[0], nodes[1:]
	switch {
	case n.start:
		if i != 0 {
			return 0, false
		}
		return matchThen(rest, after, toks, i, clause)
	case n.gap > 0:
		for skip := 0; skip <= n.gap && i+skip <= len(toks); skip++ {
			if skip > 0 && toks[i+skip-1].clause != clause {
				return 0, false
			}
			if end, ok := matchThen(rest, after, toks, i+skip, clause); ok {
				return end, true
			}
		}
		return 0, false
	case n.group != nil:
		then := &tail{rest, after}
		for _, alt := range n.group {
			if end, ok := matchThen(alt, then, toks, i, clause); ok {
				return end, true
			}
		}
		if n.optional {
			return matchThen(rest, after, toks, i, clause)
		}
		return 0, false
	}
	if i >= len(toks) || toks[i].clause != clause {
		if n.optional {
			return matchThen(rest, after, toks, i, clause)
		}
		return 0, false
	}
	switch {
	case n.number:
		if toks[i].word[0] < '0' || toks[i].word[0] > '9' {
			return 0, false
		}
	case n.any != nil:
		if n.any[toks[i].stem] || n.any[toks[i].exact] {
			if end, ok := matchThen(rest, after, toks, i+1, clause); ok {
				return end, true
			}
		}
		if n.optional {
			return matchThen(rest, after, toks, i, clause)
		}
		return 0, false
	case n.word != "" && toks[i].stem != n.word || n.exact != "" && toks[i].word != n.exact:
		return 0, false
	}
	return matchThen(rest, after, toks, i+1, clause)
}
