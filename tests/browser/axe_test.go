package browser

import (
	"os"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// allowed are findings that stand, each with its reason.
var allowed = map[string]string{}

// axe is axe-core, or "" where there is none.
var axe = sync.OnceValues(func() (string, error) {
	name := os.Getenv("AXE")
	if name == "" {
		return "", nil
	}
	script, err := os.ReadFile(name)
	return string(script), err
})

// A violation is what axe-core finds wrong, and where.
type violation struct {
	ID, Help string
	Nodes    []string
}

// rules runs axe-core's rules for WCAG 2.0, 2.1 and 2.2 at A and AA.
const rules = `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations']}).then(r => ({
	passes: r.passes.length,
	violations: r.violations.map(v => ({
		id: v.id, help: v.help,
		nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + [...n.any, ...n.all, ...n.none].map(c => c.message).join('; ')),
	})),
}))`

// wcag checks the page against WCAG 2 A and AA, where axe-core is at hand.
func wcag(t *testing.T, b *tab) {
	t.Helper()
	script, err := axe()
	if err != nil {
		t.Fatal(err)
	}
	if script == "" {
		return
	}
	b.do(t, chromedp.Evaluate[chromedp.Void](script+";undefined"))
	type result struct {
		Passes     int
		Violations []violation
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[result](rules, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	if found.Passes < 5 {
		t.Errorf("only %d rules were looked at", found.Passes)
	}
	for _, v := range found.Violations {
		if allowed[v.ID] == "" {
			t.Errorf("%s: %s: %q", v.ID, v.Help, v.Nodes)
		}
	}
}
