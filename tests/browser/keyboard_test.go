package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused describes what has the focus, and whether one can see that it has.
const focused = `(() => {
	const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
	return {
		what: (e.tagName + ' ' + (e.id || '') + ' ' + (e.innerText || e.name || '').trim()).replace(/\s+/g, ' ').slice(0, 80),
		visible: (s.outlineStyle != 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow != 'none' || s.backgroundColor == 'rgb(255, 221, 0)') && r.width > 0 && r.bottom > 0,
	};
})()`

type focus struct {
	What    string
	Visible bool
}

func (b *tab) tabKey(t *testing.T) focus {
	t.Helper()
	b.do(t, chromedp.KeyEvent(kb.Tab))
	return eval[focus](t, b, focused)
}

// TestSkipLink goes past the navigation with two keys.
func TestSkipLink(t *testing.T) {
	b := open(t, 1280)
	for _, path := range []string{"/", "/benchmarks/E06?period=2024-25", "/library?q=father", "/areas/350"} {
		b.see(t, path)
		if f := b.tabKey(t); !strings.Contains(f.What, "Skip to main content") || !f.Visible {
			t.Errorf("%s: the first key leads to %+v", path, f)
		}
		b.do(t, chromedp.KeyEvent(kb.Enter))
		if at := eval[string](t, b, "location.hash"); at != "#main-content" {
			t.Errorf("%s: the skip link leads to %q", path, at)
		}
		b.tabKey(t)
		if in := eval[bool](t, b, "!!document.activeElement.closest('main')"); !in {
			t.Errorf("%s: after the skip link the next stop is %+v, not in the page's main part", path, eval[focus](t, b, focused))
		}
	}
}

// TestTabOrder goes through pages by the tab key alone: each stop can be seen
// to have the focus, and the main action is reached.
func TestTabOrder(t *testing.T) {
	b := open(t, 1280)
	reach := func(path, action string, most int) {
		t.Helper()
		b.see(t, path)
		for n := range most {
			f := b.tabKey(t)
			if !f.Visible {
				t.Errorf("%s: stop %d, %q, does not show that it has the focus", path, n+1, f.What)
			}
			if strings.Contains(f.What, action) {
				return
			}
		}
		t.Errorf("%s: %q is not reached in %d stops", path, action, most)
	}
	reach("/", "Sign in to send a return", 25)
	reach("/benchmarks/E06?period=2024-25", "BUTTON", 20)
	reach("/library", "BUTTON Search", 15)
	reach("/sign-in", "Sign in as Tom Grundy, data officer, Bolton", 10)
	b.signIn(t, "demo-officer-350", "")
	reach("/returns", "Send a return", 25)
	reach("/returns/new?period=2026-Q2", "Continue to choose the file", 30)
	b.begin(t, "2026-Q2")
	reach(b.at(t), "Check it on this computer", 25)
}
