package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"earlyhelp/shared/period"
)

// A view is one type of page in one state, and how to get there.
type view struct {
	name  string
	visit func(t *testing.T, b *tab)
}

func path(p string) func(*testing.T, *tab) {
	return func(t *testing.T, b *tab) { b.see(t, p) }
}

// public are the pages that anybody sees.
func public() []view {
	return []view{
		{"start", path("/")},
		{"sign in", path("/sign-in")},
		{"indicators", path("/benchmarks")},
		{"funnel", path("/benchmarks/E06?period=2024-25&peers=neighbours&of=E08000035")},
		{"rates", path("/benchmarks/A01?period=2024-25&peers=region&of=E08000001")},
		{"limits of chance", path("/benchmarks/E06?period=2024-25&limits=chance")},
		{"split", path("/benchmarks/E06?period=2024-25&breakdown=sex")},
		{"ranks", path("/benchmarks/E06?period=2024-25&rank=true")},
		{"group", path("/benchmarks/E06?period=2024-25&peers=group&group=383,384,850")},
		{"choose a group", path("/benchmarks/E06/group?period=2024-25")},
		{"no figures", path("/benchmarks/E06?period=2031-32")},
		{"region", path("/regions/E12000003")},
		{"one figure of an area", path("/areas/383/E06")},
		{"outside the limits", path("/areas/850?period=2024-25")},
		{"pack", path("/areas/383/pack")},
		{"where a figure comes from", path("/figures/E06/2024-25/383")},
		{"where England's comes from", path("/figures/E05/2024-25/E92000001")},
		{"areas", path("/areas")},
		{"area", path("/areas/350")},
		{"area suppressed", path("/areas/201")},
		{"library", path("/library")},
		{"search", path("/library?q=father")},
		{"nothing found", path("/library?q=zeppelin")},
		{"review", func(t *testing.T, b *tab) {
			b.see(t, "/library?q=father")
			b.press(t, ".lr-result h3 a")
		}},
		{"themes", path("/themes")},
		{"theme", path("/themes/hidden-men")},
		{"about", path("/about")},
		{"accessibility", path("/accessibility")},
		{"privacy", path("/privacy")},
		{"not found", path("/nothing")},
	}
}

// inside are the pages of an area's people and the librarian, each in the
// states that a return can be in.
func inside(t *testing.T) (officer, lead, librarian []view) {
	q := period.NewQuarter(2026, 2)
	good := aReturn(t, "good.xlsx", q, nil)
	bad := aReturn(t, "bad.xlsx", q, map[string]any{"Cover!B7": "Jo", "EarlyHelp!D2": "two hundred", "Referrals!D3": 41, "Referrals!D47": 900, "Referrals!D5": "<5", "Workforce!C3": 61})
	private := aReturn(t, "private.xlsx", q, map[string]any{"Referrals!E9": "see 943 476 5919", "Cover!B10": "ask jo@bolton.example"})
	text := filepath.Join(work, "notes.xlsx")
	if err := os.WriteFile(text, []byte("Our figures follow."), 0o600); err != nil {
		t.Fatal(err)
	}
	sent := func(file string) func(*testing.T, *tab) {
		return func(t *testing.T, b *tab) { b.send(t, q.String(), file) }
	}
	officer = []view{
		{"returns, none sent", path("/returns")},
		{"new return", path("/returns/new?period=2026-Q2")},
		{"upload", func(t *testing.T, b *tab) { b.begin(t, "2026-Q2") }},
		{"period missing", func(t *testing.T, b *tab) {
			b.see(t, "/returns/new")
			b.press(t, "form[action='/returns'] button")
		}},
		{"return rejected", sent(bad)},
		{"return refused", sent(private)},
		{"return unreadable", sent(text)},
		{"return accepted", sent(good)},
		{"returns", path("/returns")},
	}
	var accepted string
	lead = []view{
		{"returns to sign", path("/returns")},
		{"return to sign", func(t *testing.T, b *tab) {
			b.send(t, q.String(), good)
			accepted = b.at(t)
		}},
		{"sign off", func(t *testing.T, b *tab) { b.see(t, accepted+"/sign-off") }},
		{"return approved, or first to be explained", func(t *testing.T, b *tab) {
			b.see(t, accepted+"/sign-off")
			if eval[bool](t, b, "Boolean(document.querySelector('#approve'))") {
				b.do(t, chromedp.Click(chromedp.CSS("#approve .govuk-checkboxes__label")))
				b.press(t, "#approve button")
			}
		}},
		{"full view", path("/areas/350?view=full")},
	}
	librarian = []view{
		{"add a review", path("/library/upload")},
		{"add a review, errors", func(t *testing.T, b *tab) {
			b.see(t, "/library/upload")
			b.press(t, "form[action='/library/upload'] button")
		}},
	}
	return officer, lead, librarian
}

// TestPages looks at every type of page at the width of a desk's screen and
// of a telephone.
func TestPages(t *testing.T) {
	for _, width := range []int64{1280, 375} {
		b := open(t, width)
		look := func(views []view) {
			for _, v := range views {
				t.Run(fmt.Sprintf("%s at %d", v.name, width), func(t *testing.T) {
					v.visit(t, b)
					b.picture(t, fmt.Sprintf("%s-%d", strings.NewReplacer(" ", "-", ",", "").Replace(v.name), width))
					fits(t, b)
					named(t, b)
					wcag(t, b)
					for _, e := range b.errors() {
						// The browser notes the status of a page that is
						// meant to have it.
						if !strings.Contains(e, "the server responded with a status of 4") || strings.Contains(e, "/static") {
							t.Errorf("the console says: %s", e)
						}
					}
				})
			}
		}
		look(public())
		officer, lead, librarian := inside(t)
		b.signIn(t, "demo-officer-350", "")
		look(officer)
		b = open(t, width)
		b.signIn(t, "lead", "350")
		look(lead)
		b = open(t, width)
		b.signIn(t, "demo-librarian", "")
		look(librarian)
	}
}

// fits checks that nothing reaches beyond the window, and the page's one
// heading.
func fits(t *testing.T, b *tab) {
	t.Helper()
	got := eval[struct{ Wide, Window, H1 int }](t, b, `({wide: document.scrollingElement.scrollWidth, window: innerWidth, h1: document.querySelectorAll('h1').length})`)
	if got.Wide > got.Window {
		t.Errorf("the page is %d wide in a window of %d, beyond it reach %v", got.Wide, got.Window, eval[[]string](t, b, `
			[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.eh-scroll, svg'))
				.slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right))`))
	}
	if got.H1 != 1 {
		t.Errorf("the page has %d h1 headings, want 1", got.H1)
	}
	for _, table := range eval[[]string](t, b, `[...document.querySelectorAll('.eh-scroll--stack table')].filter(t =>
		new Set([...t.querySelectorAll('.eh-cell__label + *')].map(e => Math.round(e.getBoundingClientRect().left)).filter(x => x)).size > 1 && getComputedStyle(t).display == 'block')
		.map(t => t.caption.textContent)`) {
		t.Errorf("the table %q is drawn as cards whose values do not stand one below the other", table)
	}
	if back := eval[string](t, b, `document.querySelector('.govuk-breadcrumbs a')?.textContent || 'Home'`); back != "Home" {
		t.Errorf("the way back begins with %q, want Home as on every page", back)
	}
}

// named checks that what is drawn has a name or is passed over, and that what
// can be used has a name.
func named(t *testing.T, b *tab) {
	t.Helper()
	for _, e := range eval[[]string](t, b, `[...document.querySelectorAll('svg, img')]
		.filter(e => !e.parentElement.closest('svg') && !e.closest('[aria-hidden=true]'))
		.filter(e => !(e.getAttribute('alt') || e.getAttribute('aria-label') || document.getElementById(e.getAttribute('aria-labelledby') || '-')?.textContent))
		.map(e => e.outerHTML.slice(0, 200))`) {
		t.Errorf("this has no name: %s", e)
	}
	for _, e := range eval[[]string](t, b, `[...document.querySelectorAll('a[href], button')]
		.filter(e => !e.closest('[aria-hidden=true]') && !e.textContent.trim() && !e.getAttribute('aria-label'))
		.map(e => e.outerHTML.slice(0, 200))`) {
		t.Errorf("this can be used and has no name: %s", e)
	}
}
