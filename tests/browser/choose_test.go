package browser

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// overheard keeps what the worker answers the page, so that a test can hold it
// beside what the command line says.
const overheard = `window.overheard = []; {
	const theirs = Worker
	window.Worker = class extends theirs {
		constructor (...a) { super(...a); this.addEventListener('message', ({ data }) => { if (data.answer || data.failed) window.overheard.push(data) }) }
	}
}`

// A report is what was found in a file, as both print it.
type report struct {
	Kind, Area, Period, Verdict string
	Problems                    []struct{ Ref, Rule, Severity, Group, Message, Value string }
	Privacy                     []struct{ Ref, Kind, Message string }
	Figures                     []any
}

// An answer is what the page is told of one file.
type answer struct {
	Fault   string
	List    *report
	Return  *report
	Hash    string
	Counted []string
	Kept    []string
	Reasons []struct{ Measure, Why string }
	Sheets  []struct {
		Name   string
		Tables []struct {
			Breakdown  string
			Categories []string
			Rows       []struct {
				Measure string
				Values  []struct{ Text string }
			}
		}
	}
}

// listen has the tab keep what its workers answer, from the next page on.
func (b *tab) listen(t *testing.T) {
	t.Helper()
	if _, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: overheard}); err != nil {
		t.Fatal(err)
	}
}

// choose gives the page files, has them checked, and waits for what is shown.
func (b *tab) choose(t *testing.T, file string, into ...string) {
	t.Helper()
	b.do(t, chromedp.SetUploadFiles(chromedp.CSS("#eb-file"), []string{file}), chromedp.SetUploadFiles(chromedp.CSS("#eb-into"), into))
	b.do(t, chromedp.Click(chromedp.CSS("#eb-check")))
	b.ready(t)
}

// ready waits until the page is not working any more.
func (b *tab) ready(t *testing.T) {
	t.Helper()
	for begin := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if eval[bool](t, b, "document.querySelector('#eb-stop').hidden") {
			return
		}
		if time.Since(begin) > time.Minute {
			t.Fatal("the page is still working after a minute")
		}
	}
}

// answered returns what the worker said last.
func (b *tab) answered(t *testing.T) answer {
	t.Helper()
	var a answer
	text := eval[string](t, b, "JSON.stringify(overheard.at(-1)?.answer ?? {fault: 'no answer: ' + overheard.at(-1)?.failed})")
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
	return a
}

// counts are the figures of the return by their place.
func (a answer) counts() map[string]string {
	all := map[string]string{}
	for _, s := range a.Sheets {
		for _, table := range s.Tables {
			for _, r := range table.Rows {
				for i, v := range r.Values {
					all[fmt.Sprintf("%s %s %s %s", s.Name, r.Measure, table.Breakdown, table.Categories[i])] = v.Text
				}
			}
		}
	}
	return all
}

// fillIn presses the button that says of every sheet that what is blank on it
// is not available, and answers the facts with no.
func (b *tab) fillIn(t *testing.T) {
	t.Helper()
	for range 12 {
		open := eval[bool](t, b, `(() => {
			const sheet = [...document.querySelectorAll('.eb-sheet')].find(s => s.querySelector('.govuk-tag--yellow'))
			if (sheet) sheet.open = true
			return Boolean(sheet)
		})()`)
		if !open {
			return
		}
		time.Sleep(50 * time.Millisecond) // it is drawn when it opens
		eval[bool](t, b, `(() => {
			for (const s of document.querySelectorAll('.eb-sheet[open] .eb-fact select')) s.value = 'no';
			[...document.querySelectorAll('.eb-sheet[open] button')].find(b => b.textContent.startsWith('Everything that is blank')).click()
			return true
		})()`)
		b.ready(t)
	}
	t.Fatal("twelve times is not enough to fill in eight sheets")
}

// sendReturn puts a tick and sends the return, and waits until it is checked.
func (b *tab) sendReturn(t *testing.T) {
	t.Helper()
	b.do(t, chromedp.Click(chromedp.CSS("label[for=eb-looked]")))
	b.press(t, "form[enctype] button")
	b.checked(t)
}
