// Package htmltest checks what a page's HTML must always hold, for the tests
// of every page: tags that balance, one h1, fields with labels, links within
// the page that lead somewhere, no script or style inline.
package htmltest

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Check reports everything that is wrong with a page.
func Check(t testing.TB, page string) {
	t.Helper()
	for _, p := range Problems(page) {
		t.Error(p)
	}
}

// Problems returns everything that is wrong with a page, in order of place.
func Problems(page string) []string {
	out := balance(page)
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return append(out, err.Error())
	}
	c := &checker{ids: map[string]int{}, labels: map[string]bool{}}
	c.collect(root)
	c.check(root, false)
	if c.h1 != 1 {
		c.add("there are %d h1 headings, want 1", c.h1)
	}
	if strings.TrimSpace(c.title) == "" {
		c.add("the page has no title")
	}
	for id, n := range c.ids {
		if n > 1 {
			c.add("id %q is used %d times", id, n)
		}
	}
	return append(out, c.problems...)
}

// void elements have no end tag.
const void = " area base br col embed hr img input link meta source track wbr "

// balance finds start and end tags that do not match, which a forgiving parser
// would hide. Every element is closed explicitly in our pages.
func balance(page string) []string {
	var open, out []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if len(open) > 0 {
				out = append(out, fmt.Sprintf("not closed: %s", strings.Join(open, " ")))
			}
			return out
		case html.StartTagToken:
			name, _ := z.TagName()
			if !strings.Contains(void, " "+string(name)+" ") {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if n := len(open); n == 0 || open[n-1] != string(name) {
				return append(out, fmt.Sprintf("</%s> closes %v", name, open))
			}
			open = open[:len(open)-1]
		}
	}
}

type checker struct {
	ids      map[string]int
	labels   map[string]bool // ids that a label is for
	h1       int
	title    string
	problems []string
}

func (c *checker) add(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// text returns the text inside n.
func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		b.WriteString(text(k))
	}
	return b.String()
}

func (c *checker) collect(n *html.Node) {
	if n.Type == html.ElementNode {
		if id := attr(n, "id"); id != "" {
			c.ids[id]++
		}
		if n.Data == "label" {
			c.labels[attr(n, "for")] = true
		}
		if n.Data == "title" && c.title == "" {
			c.title = text(n)
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.collect(k)
	}
}

func (c *checker) check(n *html.Node, svg bool) {
	if n.Type == html.ElementNode {
		c.element(n, svg)
		svg = svg || n.Data == "svg"
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.check(k, svg)
	}
}

func (c *checker) element(n *html.Node, svg bool) {
	if has(n, "style") {
		c.add("<%s> has a style attribute, which the content policy blocks", n.Data)
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") {
			c.add("<%s> has an inline %s handler", n.Data, a.Key)
		}
		if a.Val == "" {
			continue
		}
		switch a.Key {
		case "aria-describedby", "aria-labelledby", "aria-controls", "for":
			for _, id := range strings.Fields(a.Val) {
				if c.ids[id] == 0 {
					c.add("%s of <%s> names %q, which is not on the page", a.Key, n.Data, id)
				}
			}
		}
	}
	switch n.Data {
	case "h1":
		c.h1++
		if strings.TrimSpace(text(n)) == "" {
			c.add("the h1 is empty")
		}
	case "script":
		if !has(n, "src") {
			c.add("a script is inline")
		}
	case "img":
		if !has(n, "alt") {
			c.add("an image has no alternative text")
		}
	case "input", "select", "textarea":
		kind := attr(n, "type")
		if kind == "hidden" || kind == "submit" || has(n, "aria-label") {
			return
		}
		if id := attr(n, "id"); id == "" || !c.labels[id] {
			c.add("field %q has no label", attr(n, "name"))
		}
	case "button":
		if strings.TrimSpace(text(n)) == "" && !has(n, "aria-label") {
			c.add("a button has no text")
		}
	case "table":
		if !svg && !contains(n, "caption") {
			c.add("a table has no caption")
		}
	case "a":
		href := attr(n, "href")
		if strings.TrimSpace(text(n)) == "" && !has(n, "aria-label") && !svg {
			c.add("the link to %q has no text", href)
		}
		if id, ok := strings.CutPrefix(href, "#"); ok && c.ids[id] == 0 {
			c.add("the link to #%s leads nowhere", id)
		}
		if strings.Contains(href, "ZgotmplZ") {
			c.add("a link was blocked by the template engine")
		}
	}
}

func contains(n *html.Node, name string) bool {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && k.Data == name || contains(k, name) {
			return true
		}
	}
	return false
}
