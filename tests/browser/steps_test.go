package browser

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// steps are the states of the page on which a return is made and checked
// before it is sent.
func steps(t *testing.T) []view {
	t.Helper()
	dir := t.TempDir()
	rows := events(21, 120)
	good := sample{"list.csv", csvOf(t, names(), rows, ',')}.keep(t, dir)
	bad := events(22, 60)
	for i, r := range bad {
		if i%3 == 0 {
			r["sex"] = "F"
		}
	}
	bad[7]["start_date"], bad[9]["child_key"] = "last week", ""
	wrong := sample{"list with mistakes.csv", csvOf(t, names(), bad, ',')}.keep(t, dir)
	other := sample{"extract.csv", []byte(extractText)}.keep(t, dir)
	q := quarter
	ready := aReturn(t, "ready.xlsx", q, nil)
	faulty := aReturn(t, "faulty.xlsx", q, map[string]any{"EarlyHelp!D2": "two hundred", "Referrals!D3": 900, "Referrals!D5": "<5", "Workforce!C3": nil})
	private := aReturn(t, "not-anonymous.xlsx", q, map[string]any{"Referrals!E9": "see 943 476 5919"})
	began := func(file string, then ...func(*testing.T, *tab)) func(*testing.T, *tab) {
		return func(t *testing.T, b *tab) {
			b.begin(t, q.String())
			b.choose(t, file)
			for _, f := range then {
				f(t, b)
			}
		}
	}
	open := func(sheet string) func(*testing.T, *tab) {
		return func(t *testing.T, b *tab) {
			eval[bool](t, b, fmt.Sprintf("(document.querySelector('#sheet-%s').open = true)", sheet))
			time.Sleep(50 * time.Millisecond)
		}
	}
	return []view{
		{"step 1, choose", func(t *testing.T, b *tab) { b.begin(t, q.String()) }},
		{"step 1, no file", func(t *testing.T, b *tab) {
			b.begin(t, q.String())
			b.do(t, chromedp.Click(chromedp.CSS("#eb-check")))
			b.ready(t)
		}},
		{"step 2, list with mistakes", began(wrong)},
		{"step 2, other columns", began(other)},
		{"step 2, return with mistakes", began(faulty)},
		{"step 2, return not anonymous", began(private)},
		{"step 3, counts of a list", began(good, open("EarlyHelp"))},
		{"step 3, typing", began(good, open("Workforce"), open("Partnership"), func(t *testing.T, b *tab) {
			b.do(t, chromedp.SendKeys(chromedp.CSS("#sheet-Workforce .eb-input"), "twelve"))
			eval[bool](t, b, "(document.querySelector('#sheet-Workforce .govuk-button').click(), true)")
			b.ready(t)
		})},
		{"step 4, ready to send", began(ready)},
	}
}

// TestSteps looks at each state of the page at both widths.
func TestSteps(t *testing.T) {
	for _, width := range []int64{1280, 375} {
		b := open(t, width)
		b.signIn(t, "demo-officer-350", "")
		for _, v := range steps(t) {
			t.Run(fmt.Sprintf("%s at %d", v.name, width), func(t *testing.T) {
				v.visit(t, b)
				b.picture(t, fmt.Sprintf("%s-%d", strings.NewReplacer(" ", "-", ",", "").Replace(v.name), width))
				fits(t, b)
				named(t, b)
				wcag(t, b)
				for _, e := range b.errors() {
					t.Errorf("the console says: %s", e)
				}
			})
		}
	}
}

// TestStepsByKeyboard makes a return from a list and sends it without a
// pointer. Choosing the file is the browser's own window, which no key here
// reaches.
func TestStepsByKeyboard(t *testing.T) {
	b := open(t, 1280)
	b.signIn(t, "demo-officer-350", "")
	b.begin(t, quarter.String())
	file := sample{"keyboard.csv", csvOf(t, names(), events(23, 60), ',')}.keep(t, t.TempDir())
	b.do(t, chromedp.SetUploadFiles(chromedp.CSS("#eb-file"), []string{file}))
	reach := func(what string, most int) {
		t.Helper()
		for range most {
			f := b.tabKey(t)
			if !f.Visible {
				t.Errorf("%q does not show that it has the focus", f.What)
			}
			if strings.Contains(f.What, what) {
				return
			}
		}
		t.Fatalf("%q is not reached in %d stops; the focus is on %+v", what, most, eval[focus](t, b, focused))
	}
	press := func(key string) {
		t.Helper()
		b.do(t, chromedp.KeyEvent(key))
		time.Sleep(50 * time.Millisecond)
		b.ready(t)
	}
	b.tabKey(t) // from nowhere to the skip link
	press(kb.Enter)
	reach("eb-file", 5)
	reach("Check it on this computer", 10)
	press(kb.Enter)
	if f := eval[focus](t, b, focused); !strings.Contains(f.What, "2. What was found in keyboard.csv") {
		t.Fatalf("after the check the focus is on %+v", f)
	}
	reach("to fill in", 20)
	for range 8 { // the sheets that a list cannot give, one after the other
		at := eval[focus](t, b, focused)
		if !strings.Contains(at.What, "to fill in") {
			break
		}
		press(kb.Enter)
		if strings.Contains(at.What, "Partnership") { // its facts ask for an answer each
			for facts := 0; facts < 2; {
				if b.tabKey(t); eval[string](t, b, "document.activeElement.tagName") == "SELECT" {
					b.do(t, chromedp.KeyEvent("n")) // No
					facts++
				}
			}
		}
		reach("Everything that is blank", 200)
		press(kb.Enter)
	}
	if f := eval[focus](t, b, focused); !strings.Contains(f.What, "4. Send it") {
		t.Fatalf("with every sheet filled in the focus is on %+v", f)
	}
	reach("Send this return", 6)
	press(kb.Enter)
	if !strings.Contains(eval[string](t, b, "document.querySelector('#eb-send').innerText"), "Tick the box when you have looked") {
		t.Error("without the tick nothing is said")
	}
	if f := eval[focus](t, b, focused); !strings.Contains(f.What, "eb-looked") {
		t.Errorf("without the tick the focus is on %+v", f)
	}
	b.do(t, chromedp.KeyEvent(" "))
	reach("Send this return", 3)
	time.Sleep(1100 * time.Millisecond) // within a second the button takes it for the same press
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatal(err)
	}
	b.checked(t)
	if h := b.heading(t); !strings.Contains(h, "accepted") {
		t.Errorf("the return that was sent: %q", h)
	}
}

// TestTypedFiguresAreTaken types into the page, pastes a block from a
// spreadsheet, and finds both in the return.
func TestTypedFiguresAreTaken(t *testing.T) {
	b := open(t, 1280)
	b.listen(t)
	b.signIn(t, "demo-officer-350", "")
	b.begin(t, quarter.String())
	b.choose(t, sample{"typed.csv", csvOf(t, names(), events(24, 40), ',')}.keep(t, t.TempDir()))
	eval[bool](t, b, "(document.querySelector('#sheet-Workforce').open = true)")
	time.Sleep(50 * time.Millisecond)
	eval[bool](t, b, `(() => {
		const d = new DataTransfer()
		d.setData('text/plain', '60\t41\t[x]\n45\t40\t[x]\n')
		document.querySelector('#sheet-Workforce .eb-input').dispatchEvent(new ClipboardEvent('paste', { clipboardData: d, bubbles: true, cancelable: true }))
		return true
	})()`)
	eval[bool](t, b, "([...document.querySelectorAll('#sheet-Workforce button')].find(b => b.textContent === 'Put these figures in').click(), true)")
	b.ready(t)
	got := b.answered(t).counts()
	for at, want := range map[string]string{
		"Workforce headcount_needing_training agency local authority": "60", "Workforce headcount_needing_training agency health": "41",
		"Workforce headcount_needing_training agency police": "[x]", "Workforce trained_24m agency local authority": "45", "Workforce trained_24m agency health": "40",
	} {
		if got[at] != want {
			t.Errorf("%s is %q, want %q", at, got[at], want)
		}
	}
	if open := eval[bool](t, b, "document.querySelector('#sheet-Workforce').open"); !open {
		t.Error("the sheet that was typed into is shut")
	}
}

// TestFileTooLargeIsNotRead offers the page a file beyond the limit.
func TestFileTooLargeIsNotRead(t *testing.T) {
	b := open(t, 1280)
	b.listen(t)
	b.signIn(t, "demo-officer-350", "")
	b.begin(t, quarter.String())
	b.choose(t, sample{"large.csv", bytes.Repeat([]byte("x"), 20<<20+1)}.keep(t, t.TempDir()))
	if said := eval[string](t, b, "document.querySelector('#eb-file-error').innerText"); !strings.Contains(said, "20 MB is the most that is read") {
		t.Errorf("the page says %q", said)
	}
	if n := eval[int](t, b, "overheard.length"); n > 0 {
		t.Error("a worker was asked about it")
	}
}

// TestProgramThatStopsLeavesThePlainForm takes WebAssembly away from the
// worker: the page says so and offers the form that needs none.
func TestProgramThatStopsLeavesThePlainForm(t *testing.T) {
	b := open(t, 1280)
	b.signIn(t, "demo-officer-350", "")
	b.begin(t, quarter.String())
	eval[bool](t, b, "(window.Worker = class { constructor () { setTimeout(() => this.onerror(new Event('error')), 0) } postMessage () {} terminate () {} }, true)")
	b.choose(t, sample{"any.csv", csvOf(t, names(), events(25, 10), ',')}.keep(t, t.TempDir()))
	if text := eval[string](t, b, "document.querySelector('main').innerText"); !strings.Contains(text, "could not be started in this browser") || !strings.Contains(text, "Send this file") {
		t.Errorf("the page says %.800s", text)
	}
	b.do(t, chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{aReturn(t, "plain.xlsx", quarter, nil)}))
	b.press(t, "form[enctype] button")
	b.checked(t)
	if h := b.heading(t); !strings.Contains(h, "accepted") {
		t.Errorf("the return sent by the plain form: %q", h)
	}
}

// TestLargeListIsQuick prints how long the page takes to be ready to check,
// cold and warm, and to count a list of 300,000 cells.
func TestLargeListIsQuick(t *testing.T) {
	b := open(t, 1280)
	b.listen(t)
	b.signIn(t, "demo-officer-350", "")
	ready := func() (ms float64) {
		b.begin(t, quarter.String())
		for begin := time.Now(); ms == 0 && time.Since(begin) < time.Minute; time.Sleep(5 * time.Millisecond) {
			ms = eval[float64](t, b, "document.querySelector('meta[http-equiv]') ? performance.now() : 0")
		}
		return ms
	}
	cold, warm := ready(), ready()
	size := eval[float64](t, b, "Number(document.querySelector('#eh-browser').dataset.bytes)")
	t.Logf("the module is %.2f MB as it travels; it is compiled %.0f ms after the page began to load, from the cache %.0f ms", size/1e6, cold, warm)

	rows := events(26, 10_000)
	for _, r := range rows { // thirty cells in every row
		for _, c := range names() {
			if r[c] == "" && (c == "family_key" || c == "interpreter") {
				r[c] = "no"
			}
		}
	}
	var cells int
	for _, r := range rows {
		for _, v := range r {
			if v != "" {
				cells++
			}
		}
	}
	body := csvOf(t, names(), rows, ',')
	dir := t.TempDir()
	for _, s := range []sample{{"large.csv", body}, {"large.xlsx", xlsxOf(t, rows, nil)}} {
		file := s.keep(t, dir)
		begin := time.Now()
		b.choose(t, file)
		took := time.Since(begin)
		if got := b.answered(t); got.List == nil || got.List.Verdict != "accepted" {
			t.Fatalf("%s: %+v", filepath.Base(file), got.List)
		}
		t.Logf("%s: %d rows, %d cells filled of %d, chosen to shown in %v", filepath.Base(file), len(rows), cells, len(rows)*len(names()), took.Round(10*time.Millisecond))
	}
}
