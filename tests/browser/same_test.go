package browser

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/list"
)

// TestSameAsTheCommandLineAndNothingLeaves chooses fifty files on the page and
// holds what is said of each beside what the command line says. Then it sends
// the return made from a list. All the while Chromium writes down every byte
// that it sends; afterwards nothing of any list is among them.
func TestSameAsTheCommandLineAndNothingLeaves(t *testing.T) {
	dir := t.TempDir()
	tool := commandLine(t)
	log := filepath.Join(dir, "net.json")
	b, quit := openLogged(t, log)
	b.listen(t)
	b.signIn(t, "demo-officer-350", "")
	b.begin(t, quarter.String())

	all := lists(t)
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			file := s.keep(t, dir)
			b.choose(t, file)
			got := b.answered(t)
			want, counts := tool.aggregate(t, file, "")
			if got.List == nil {
				t.Fatalf("the page answers nothing about a list: %+v", got)
			}
			same(t, want, *got.List)
			sameCounts(t, counts, got)
			shows(t, b, want)
		})
	}
	for _, s := range append(filled(t), hostile(t)...) {
		t.Run(s.name, func(t *testing.T) {
			file := s.keep(t, dir)
			b.choose(t, file)
			got := b.answered(t)
			if got.Return == nil {
				t.Fatalf("the page answers nothing about a return: %+v", got)
			}
			want := tool.check(t, file)
			same(t, want, *got.Return)
			shows(t, b, want)
		})
	}
	t.Run("an extract of other columns", func(t *testing.T) { extract(t, b, tool, dir) })

	t.Run("no code beside a list can send it", func(t *testing.T) { leak(t, b) })

	b.begin(t, quarter.String())
	t.Run("a list into a return", func(t *testing.T) {
		file, into := filepath.Join(dir, "good 3.xlsx"), filepath.Join(dir, "return good.xlsx")
		b.choose(t, file, into)
		got := b.answered(t)
		want, counts := tool.aggregate(t, file, into)
		same(t, want, *got.List)
		sameCounts(t, counts, got)
	})
	b.begin(t, quarter.String())
	t.Run("the return made from a list is sent", func(t *testing.T) {
		b.choose(t, filepath.Join(dir, "good 4.xlsx"))
		b.fillIn(t)
		if got := b.answered(t); got.Return == nil || got.Return.Verdict != "accepted" {
			t.Fatalf("filled in, the return is not accepted: %+v", got.Return)
		}
		b.sendReturn(t)
		if h := b.heading(t); !strings.Contains(h, "accepted") {
			t.Errorf("the return that was sent: %q", h)
		}
	})
	quit()
	sent := sentBytes(t, log)
	if !bytes.Contains(sent, []byte("POST /")) || !bytes.Contains(sent, []byte(`name="file"; filename="early-help-return-350-2026-Q2.xlsx"`)) {
		t.Fatalf("the log of %d bytes does not hold the return that was sent", len(sent))
	}
	nothingOf(t, sent, append(all, sample{"extract.csv", []byte(extractText)}))
}

// openLogged starts another Chromium, which writes down all that it sends. The
// log is whole once quit has been called.
func openLogged(t *testing.T, log string) (b *tab, quit func()) {
	t.Helper()
	if chromium == nil {
		t.Skip("chromium is not installed: install Debian's package of that name to look at the pages")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Minute)
	t.Cleanup(stop)
	alloc, stopAlloc := chromedp.NewExecAllocator(ctx, flags(path, "logged", chromedp.Flag("log-net-log", log), chromedp.Flag("net-log-capture-mode", "Everything"))...)
	t.Cleanup(stopAlloc)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	b = &tab{ctx: ctx}
	b.do(t, chromedp.EmulateViewport(1280, 900))
	return b, func() {
		if err := chromedp.Cancel(ctx); err != nil && !errors.Is(err, context.Canceled) { // closes the browser and waits
			t.Fatal(err)
		}
	}
}

// A tool is the command line.
type tool struct{ path string }

func commandLine(t *testing.T) tool {
	t.Helper()
	path := filepath.Join(work, "earlyhelp")
	build := exec.Command("go", "build", "-o", path, "earlyhelp/infra/earlyhelp")
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the command line: %v: %s", err, out)
	}
	return tool{path}
}

// run runs a command about Bolton's second quarter and reads what it prints.
// A file that is not accepted is no failure.
func (c tool) run(t *testing.T, into any, args ...string) {
	t.Helper()
	args = append([]string{args[0], "-json", "-area", "350", "-period", quarter.String()}, args[1:]...)
	out, err := exec.Command(c.path, args...).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatalf("earlyhelp %v: %v: %.300s", args, err, out)
	}
}

func (c tool) check(t *testing.T, file string) report {
	t.Helper()
	var all []report
	c.run(t, &all, "check", file)
	return all[0]
}

// aggregate returns the report about a list and, by place, the counts.
func (c tool) aggregate(t *testing.T, file, into string, more ...string) (report, map[string]string) {
	t.Helper()
	var a struct {
		report
		Counts []struct{ Sheet, Measure, Breakdown, Category, Value string }
	}
	args := append([]string{"aggregate", "-out", filepath.Join(t.TempDir(), "made.xlsx")}, more...)
	if into != "" {
		args = append(args, "-into", into)
	}
	c.run(t, &a, append(args, file)...)
	counts := map[string]string{}
	for _, x := range a.Counts {
		counts[fmt.Sprintf("%s %s %s %s", x.Sheet, x.Measure, x.Breakdown, x.Category)] = x.Value
	}
	return a.report, counts
}

// same compares two reports. Messages name files as they were given, which is
// by path to the one and by name to the other.
func same(t *testing.T, want, got report) {
	t.Helper()
	for _, r := range []*report{&want, &got} {
		for i, p := range r.Problems {
			if at := strings.LastIndex(p.Message, "/"); at >= 0 && strings.HasPrefix(p.Message, "/") {
				r.Problems[i].Message = p.Message[at+1:]
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the command line says (-), the browser says (+):\n%.4000s", diff)
	}
}

func sameCounts(t *testing.T, want map[string]string, got answer) {
	t.Helper()
	have := got.counts()
	for at, v := range want {
		if have[at] != v {
			t.Errorf("%s is %q from the command line and %q in the browser", at, v, have[at])
		}
	}
	if (len(want) == 0) != (len(have) == 0) {
		t.Errorf("the command line counts %d figures, the browser %d", len(want), len(have))
	}
}

// shows makes sure that the page says what the report does.
func shows(t *testing.T, b *tab, want report) {
	t.Helper()
	stops := 0
	for _, p := range want.Problems {
		if p.Severity == "error" {
			stops++
		}
	}
	text := eval[string](t, b, "document.querySelector('#eb-found').innerText")
	word := map[string]string{"refused": "would be refused and deleted", "unreadable": "could not be read"}[want.Verdict]
	switch {
	case word != "":
	case want.Verdict == "accepted" && want.Kind == list.Kind:
		word = "can be counted"
	case want.Verdict == "accepted":
		word = "would be accepted"
	case stops == 1:
		word = "1 thing has to be put right"
	default:
		word = fmt.Sprintf("%d things have to be put right", stops)
	}
	if !strings.Contains(text, word) {
		t.Errorf("the page does not say %q: %.600s", word, text)
	}
}

// extractText is a list as a case-management system might export it: columns
// and words of its own. It is made up.
const extractText = "Person ID;Referral ID;Date of referral;Closure date;DOB;Gender;Ethnicity;Source of referral;Outcome;Reason for closure;Primary need;Ward\n" +
	marker + "K1;" + marker + "100;01/04/2025;;12/03/2015;F;White British;GP;Single assessment;;DV;North\n" +
	marker + "K1;" + marker + "101;02/04/2026;20/05/2026;12/03/2015;F;White British;Police;Advice;Closed - needs met;Neglect;North\n" +
	marker + "K2;" + marker + "102;03/04/2026;;31/01/2012;M;Not known;Mother;Advice;;Neglect;South\n"

// extract fits columns by the page's own form, has the mapping remembered, and
// gives what was remembered to the command line.
func extract(t *testing.T, b *tab, c tool, dir string) {
	file := sample{"extract.csv", []byte(extractText)}.keep(t, dir)
	b.choose(t, file)
	if eval[bool](t, b, "!document.querySelector('.eb-mapping')") {
		t.Fatalf("nothing is asked about columns: %.500s", eval[string](t, b, "document.querySelector('#eb-found').innerText"))
	}
	b.do(t, chromedp.Click(chromedp.CSS(".eb-mapping .govuk-button")))
	b.ready(t)
	got := b.answered(t)
	kept := eval[string](t, b, "localStorage.getItem('earlyhelp-mapping-350')")
	mapping := sample{"mapping.json", []byte(kept)}.keep(t, dir)
	want, counts := c.aggregate(t, file, "", "-mapping", mapping)
	if got.List == nil {
		t.Fatalf("no answer about the list: %+v", got)
	}
	same(t, want, *got.List)
	sameCounts(t, counts, got)
	if want.Verdict != "accepted" {
		t.Errorf("with its columns fitted the extract is %s: %+v", want.Verdict, want.Problems)
	}
	eval[bool](t, b, "localStorage.clear(), true")
}

// leaks are the ways in which code can try to send something. Each is to end
// in an error; those that a worker or page does not have are none.
const leaks = `(async (there) => {
	const said = {}
	const attempt = async (name, f) => { try { await f(); said[name] = 'sent' } catch (e) { said[name] = 'refused' } }
	const within = p => Promise.race([p, new Promise((_, no) => setTimeout(no, 1500, new Error('nothing came')))])
	for (const [where, to] of [['here', location.origin + '/leak-'], ['elsewhere', there]]) {
		await attempt('fetch ' + where, () => fetch(to + '` + marker + `-fetch', { mode: 'no-cors' }))
		await attempt('post ' + where, () => fetch(to + 'post', { method: 'POST', mode: 'no-cors', body: '` + marker + `-post' }))
		await attempt('request ' + where, () => { const x = new XMLHttpRequest(); x.open('GET', to + '` + marker + `-xhr', false); x.send() })
		await attempt('socket ' + where, () => within(new Promise((yes, no) => { const s = new WebSocket(to.replace('http', 'ws') + '` + marker + `-ws'); s.onopen = yes; s.onerror = no })))
		await attempt('events ' + where, () => within(new Promise((yes, no) => { const s = new EventSource(to + '` + marker + `-events'); s.onopen = yes; s.onerror = () => { s.close(); no() } })))
		if (self.importScripts) {
			await attempt('script ' + where, () => importScripts(to + '` + marker + `-script'))
			await attempt('worker ' + where, () => within(new Promise((yes, no) => { const w = new Worker(to + '` + marker + `-worker'); w.onmessage = yes; w.onerror = no })))
			await attempt('cache ' + where, async () => (await caches.open('x')).add(to + '` + marker + `-cache'))
		}
		await attempt('module ' + where, () => import(to + '` + marker + `-module'))
	}
	return JSON.stringify(said)
})`

// leak tries to send from the worker, and from the page that has the module.
// A server of its own listens for what would arrive elsewhere.
func leak(t *testing.T, b *tab) {
	var reached atomic.Int64
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	}()
	there := "http://" + l.Addr().String() + "/"
	eval[bool](t, b, "(window.idle = new Worker(document.querySelector('#eh-browser').dataset.worker), true)")
	try := func(name string, ctx context.Context) {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](leaks+"("+fmt.Sprintf("%q", there)+")", chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var said map[string]string
		if err := json.Unmarshal([]byte(text), &said); err != nil {
			t.Fatal(err)
		}
		if len(said) < 10 {
			t.Errorf("%s: only %d ways were tried: %v", name, len(said), said)
		}
		for way, how := range said {
			if how != "refused" {
				t.Errorf("%s: %s is %s", name, way, how)
			}
		}
	}
	if icon := eval[string](t, b, "document.querySelector('link[rel=icon]').href"); !strings.HasPrefix(icon, "data:image/svg+xml,%3Csvg") {
		t.Errorf("the browser may still ask for the page's icon, which is refused: %.80s", icon)
	}
	try("the page", b.ctx)
	ctx, cancel := worker(t, b)
	defer cancel()
	try("the worker", ctx)
	if n := reached.Load(); n > 0 {
		t.Errorf("%d requests reached another server", n)
	}
}

// worker is the worker that the page has just started.
func worker(t *testing.T, b *tab) (context.Context, context.CancelFunc) {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < 10*time.Second; time.Sleep(20 * time.Millisecond) {
		all, err := chromedp.Targets(b.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range all {
			if i.Type == "worker" && strings.HasSuffix(i.URL, "/worker.js") {
				return chromedp.NewContext(b.ctx, chromedp.WithTargetID(i.TargetID))
			}
		}
	}
	t.Fatal("the worker is not to be found")
	return nil, nil
}

// sentBytes returns all that Chromium wrote to any socket, socket by socket.
func sentBytes(t *testing.T, log string) []byte {
	t.Helper()
	body, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var l struct {
		Constants struct {
			LogEventTypes map[string]int
		}
		Events []struct {
			Type   int
			Source struct{ ID int }
			Params struct {
				Bytes string
			}
		}
	}
	if err := json.Unmarshal(body, &l); err != nil {
		t.Fatalf("%v: the log ends in %q", err, body[max(0, len(body)-200):])
	}
	types := map[int]bool{}
	for _, name := range []string{"SOCKET_BYTES_SENT", "SSL_SOCKET_BYTES_SENT", "UDP_BYTES_SENT"} {
		if n, ok := l.Constants.LogEventTypes[name]; ok {
			types[n] = true
		}
	}
	by := map[int][]byte{}
	for _, e := range l.Events {
		if types[e.Type] {
			raw, err := base64.StdEncoding.DecodeString(e.Params.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			by[e.Source.ID] = append(by[e.Source.ID], raw...)
		}
	}
	var all []byte
	for _, one := range by {
		all = append(append(all, one...), "\n\n"...)
	}
	return all
}

// nothingOf looks in what was sent for anything of the lists: their markers,
// in plain and in common disguises, the rows of those that are text, and the
// packed rows of those that are workbooks; and for the markers inside every
// workbook that was sent.
func nothingOf(t *testing.T, sent []byte, lists []sample) {
	t.Helper()
	wide := make([]byte, 0, 2*len(marker))
	for _, c := range []byte(marker) {
		wide = append(wide, c, 0)
	}
	for name, form := range map[string][]byte{"marker": []byte(marker), "marker in UTF-16": wide, "marker in small letters": []byte(strings.ToLower(marker)),
		"marker in base64": []byte(base64.RawStdEncoding.EncodeToString([]byte(marker))[:8]), "marker in hexadecimal": fmt.Appendf(nil, "%x", marker)} {
		if at := bytes.Index(sent, form); at >= 0 {
			t.Errorf("the %s of a list was sent: %q", name, sent[max(0, at-300):min(len(sent), at+300)])
		}
	}
	const window = 48
	for _, s := range lists {
		for _, rows := range rowsOf(t, s) {
			for at := 0; at+window <= len(rows); at += window {
				if bytes.Contains(sent, rows[at:at+window]) {
					t.Errorf("bytes %d to %d of %s were sent", at, at+window, s.name)
					break
				}
			}
		}
	}
	books := 0
	for rest := sent; ; {
		at := bytes.Index(rest, []byte("PK\x03\x04"))
		if at < 0 {
			break
		}
		end := bytes.Index(rest[at:], []byte("\r\n------WebKitFormBoundary"))
		if end < 0 {
			t.Fatal("a workbook was sent without an end")
		}
		z, err := zip.NewReader(bytes.NewReader(rest[at:at+end]), int64(end))
		if err != nil {
			t.Fatalf("a workbook that was sent: %v", err)
		}
		books++
		for _, f := range z.File {
			part, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(part)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(text, []byte(marker)) {
				t.Errorf("%s of the return that was sent holds the marker of a list", f.Name)
			}
		}
		rest = rest[at+end:]
	}
	if books != 1 {
		t.Errorf("%d workbooks were sent, want the one return", books)
	}
}

// rowsOf returns the rows of a list as they stand in its file: the text after
// the headings, or the packed part of each sheet that names a child.
func rowsOf(t *testing.T, s sample) [][]byte {
	t.Helper()
	if !strings.HasSuffix(s.name, ".xlsx") {
		_, rows, _ := bytes.Cut(s.body, []byte("\n"))
		return [][]byte{rows}
	}
	z, err := zip.NewReader(bytes.NewReader(s.body), int64(len(s.body)))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte(marker)) {
			continue
		}
		packed, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(packed)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw)
	}
	if len(all) == 0 {
		t.Fatalf("%s names no child", s.name)
	}
	return all
}
