package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"earlyhelp/shared/period"
)

// TestWithoutJavaScript goes through the three journeys with scripts off.
func TestWithoutJavaScript(t *testing.T) {
	b := open(t, 1280)
	b.withoutScripts(t)
	body := func() string { return eval[string](t, b, "document.body.innerText") }

	b.see(t, "/")
	if strings.Contains(eval[string](t, b, "document.body.className"), "js-enabled") {
		t.Fatal("scripts run all the same")
	}
	b.press(t, "a[href='/benchmarks']")
	b.press(t, "a[href^='/benchmarks/E06']")
	b.do(t, chromedp.Evaluate[chromedp.Void](`document.querySelector("select[name=period]").value = "2024-25"; document.querySelector("select[name=of]").value = "383"`))
	b.press(t, ".fig-form button")
	if text := body(); !strings.Contains(b.at(t), "period=2024-25") || !strings.Contains(b.at(t), "of=383") || !strings.Contains(text, "22.6%") || !strings.Contains(text, "24.2%") {
		t.Errorf("the comparison of Leeds: %s %.2000s", b.at(t), text)
	}

	b.see(t, "/library")
	b.do(t, chromedp.SendKeys(chromedp.CSS("#q"), "father"))
	b.press(t, ".lr-search__button")
	if n := eval[int](t, b, "document.querySelectorAll('article mark').length"); n == 0 {
		t.Errorf("the search for father highlights nothing: %.1000s", body())
	}
	b.press(t, ".lr-filters a[href*=theme]")
	b.press(t, ".lr-result h3 a")
	if !strings.HasPrefix(b.at(t), "/reviews/") || eval[int](t, b, "document.querySelectorAll('blockquote').length") == 0 {
		t.Errorf("the review at %s quotes nothing", b.at(t))
	}

	b.signIn(t, "demo-officer-350", "")
	b.send(t, "2026-Q1", aReturn(t, "noscript.xlsx", period.NewQuarter(2026, 1), map[string]any{"Referrals!D5": "<5"}))
	if text := body(); !strings.Contains(b.heading(t), "needs putting right") || !strings.Contains(text, "D5") {
		t.Errorf("a return with a mistake: %.1500s", text)
	}
	b.send(t, "2026-Q1", aReturn(t, "noscript.xlsx", period.NewQuarter(2026, 1), nil))
	if !strings.Contains(b.heading(t), "This return is accepted") {
		t.Errorf("a good return: %.1500s", body())
	}
	b.press(t, "form[action='/sign-out'] button")
	if strings.Contains(body(), "Tom Grundy") {
		t.Error("signed out, and still known")
	}
}
