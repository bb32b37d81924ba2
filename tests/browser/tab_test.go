package browser

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A tab is one person's browser: cookies of its own, and what its console
// said.
type tab struct {
	ctx context.Context

	mu   sync.Mutex
	said []string
}

// open opens an empty tab of a width, or skips the test without Chromium.
func open(t *testing.T, width int64) *tab {
	t.Helper()
	if chromium == nil {
		t.Skip("chromium is not installed: install Debian's package of that name to look at the pages")
	}
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	b := &tab{ctx: ctx}
	b.do(t, chromedp.EmulateViewport(width, 900))
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException {
				b.mu.Lock()
				b.said = append(b.said, m.Text+" "+m.URL)
				b.mu.Unlock()
			}
		}
	}()
	return b
}

// errors returns what the console said since it was last asked.
func (b *tab) errors() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	said := b.said
	b.said = nil
	return said
}

func (b *tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// eval returns what an expression is on the page.
func eval[T any](t *testing.T, b *tab, expression string) T {
	t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%.200s: %v", expression, err)
	}
	return v
}

// see goes to a path of the site.
func (b *tab) see(t *testing.T, path string) {
	t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = site + path
	}
	b.do(t, chromedp.Navigate(path))
}

// press clicks what a selector finds and waits for the page that it leads to.
func (b *tab) press(t *testing.T, selector string) {
	t.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		t.Fatalf("press %s at %s: %v", selector, b.at(t), err)
	}
}

func (b *tab) at(t *testing.T) string {
	t.Helper()
	return strings.TrimPrefix(eval[string](t, b, "location.href"), site)
}

func (b *tab) heading(t *testing.T) string {
	t.Helper()
	return strings.Join(strings.Fields(eval[string](t, b, "document.querySelector('h1')?.innerText || ''")), " ")
}

// signIn chooses a persona, or the officer or lead of an area.
func (b *tab) signIn(t *testing.T, persona, dfe string) {
	t.Helper()
	b.see(t, "/sign-in?to=/about")
	if dfe != "" {
		b.do(t, chromedp.SetValue(chromedp.CSS("select[name=area]"), dfe))
	}
	b.press(t, "button[value="+persona+"]")
	if at := b.at(t); at != "/about" {
		t.Fatalf("signing in as %s ended at %s", persona, at)
	}
}

// send hands a file in for a period by the plain form, as a browser does that
// cannot check it first, and waits until it has been checked.
func (b *tab) send(t *testing.T, code, file string) {
	t.Helper()
	b.begin(t, code)
	b.do(t, chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{file}))
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Evaluate[chromedp.Void]("document.querySelector('form[enctype]').submit()")); err != nil {
		t.Fatalf("send %s: %v", file, err)
	}
	b.checked(t)
}

// checked waits until a return that was sent has been checked.
func (b *tab) checked(t *testing.T) {
	t.Helper()
	for begin := time.Now(); strings.Contains(b.heading(t), "Checking"); time.Sleep(100 * time.Millisecond) {
		if time.Since(begin) > time.Minute {
			t.Fatal("the return is not checked within a minute")
		}
		b.see(t, b.at(t))
	}
}

// begin goes to the page where the file is chosen.
func (b *tab) begin(t *testing.T, code string) {
	t.Helper()
	b.see(t, "/returns/new?period="+code)
	b.press(t, "form[action='/returns'] button")
}

// withoutScripts turns JavaScript off, as some people's browsers have it.
func (b *tab) withoutScripts(t *testing.T) {
	t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
}

// aReturn writes a return of Bolton in which little happened, with some of its
// cells changed, and gives the name of the file.
func aReturn(t *testing.T, name string, p period.Period, changes map[string]any) string {
	t.Helper()
	bolton, _ := area.England().Find("350")
	r := &returns.Return{Area: "350", Period: p, TemplateVersion: returns.TemplateVersion, PreparedByRole: "data officer", Demonstration: true}
	for _, f := range returns.Facts() {
		r.Facts = append(r.Facts, returns.Fact{Name: f.Name, Answer: returns.No})
	}
	// Each measure counts as many as the others, all in the first category, so
	// that no part is above its whole.
	const many = 120
	for _, k := range returns.Asked("") {
		m, _ := returns.FindMeasure(k.Measure)
		c := returns.Count{Sheet: m.Sheet, Measure: k.Measure, Breakdown: k.Breakdown, Category: k.Category}
		if k.Category == m.Categories(k.Breakdown)[0] {
			c.N = many
		}
		r.Counts = append(r.Counts, c)
	}
	var book bytes.Buffer
	if err := returns.WriteTemplate(&book, returns.TemplateOptions{Area: bolton, Period: p, Prefill: r}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at, v := range changes {
		sheet, cell, _ := strings.Cut(at, "!")
		if err := f.SetCellValue(sheet, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(work, name)
	if err := f.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// picture keeps what the tab shows, where that is wanted.
func (b *tab) picture(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	image, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), image, 0o600); err != nil {
		t.Fatal(fmt.Errorf("keep picture: %w", err))
	}
}
