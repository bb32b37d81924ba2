package pages

import (
	"bytes"
	"compress/gzip"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"earlyhelp/functions/site/browser"
)

// withModule gives a site a module for the browser, of a few bytes.
func withModule(t *testing.T, w *world) {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte("\x00asm"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	w.browser = browser.New(fstest.MapFS{browser.ModuleFile: {Data: b.Bytes()}, browser.StartFile: {Data: []byte("// starts it\n")}})
	if err := w.routes(); err != nil {
		t.Fatal(err)
	}
}

func TestUploadWithoutTheModuleIsThePlainForm(t *testing.T) {
	w := newWorld(t)
	w.submit(idSent, officer)
	body := w.page(officer, "/returns/"+idSent, 200)
	w.contains(body, `action="http://storage.test/bucket"`, `name="file"`, "Send this file", "earlyhelp-windows-amd64.exe", "earlyhelp-darwin-arm64", "earlyhelp-linux-amd64",
		"/returns/new/template?period=2026-Q2", "/returns/new/list?period=2026-Q2")
	w.lacks(body, "eh-browser", "send.js")
	if csp := w.as(officer, "GET", "/returns/"+idSent, nil).Header().Get("Content-Security-Policy"); strings.Contains(csp, "wasm") {
		t.Errorf("the page may run a module that there is none of: %s", csp)
	}
}

func TestUploadWithTheModule(t *testing.T) {
	w := newWorld(t)
	withModule(t, w)
	w.submit(idSent, officer)
	path := "/returns/" + idSent
	body := w.page(officer, path, 200)
	w.contains(body, `id="eh-browser" hidden`, `data-area="383"`, `data-period="2026-Q2"`, `data-today="2026-07-20"`, `data-most="20971520"`, `name="file"`, "Send this file")

	t.Run("the page may compile the module and start its worker, and nothing more", func(t *testing.T) {
		csp := w.as(officer, "GET", path, nil).Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, "; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; ") || !strings.HasPrefix(csp, "default-src 'none'; ") ||
			strings.Contains(csp, "'unsafe-") || strings.Contains(csp, "blob:") || !strings.Contains(csp, "connect-src 'self'; ") {
			t.Errorf("the policy is %s", csp)
		}
		if csp := w.as(officer, "GET", "/returns", nil).Header().Get("Content-Security-Policy"); strings.Contains(csp, "wasm") {
			t.Errorf("other pages may run a module too: %s", csp)
		}
	})
	t.Run("what the list is chosen in lies in no form and has no name", func(t *testing.T) {
		forms := regexp.MustCompile(`(?s)<form.*?</form>`).FindAllString(body, -1)
		for _, id := range []string{"eb-file", "eb-audit", "eb-into", "eb-mapping-file"} {
			tag := regexp.MustCompile(`<input[^>]*id="` + id + `"[^>]*>`).FindString(body)
			if tag == "" || strings.Contains(tag, " name=") || strings.Contains(tag, " form=") {
				t.Errorf("the field %s is %q", id, tag)
			}
			for _, f := range forms {
				if strings.Contains(f, `id="`+id+`"`) {
					t.Errorf("the field %s lies in a form", id)
				}
			}
		}
	})
	t.Run("its parts are there, and the worker keeps its own policy", func(t *testing.T) {
		for _, found := range regexp.MustCompile(`(?:src|href|data-module|data-worker)="(/browser/[^"]+)"`).FindAllStringSubmatch(body, -1) {
			r := w.as(officer, "GET", found[1], nil)
			if r.Code != 200 || !strings.Contains(r.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %d %s", found[1], r.Code, r.Header().Get("Cache-Control"))
			}
			if strings.HasSuffix(found[1], "/worker.js") && r.Header().Get("Content-Security-Policy") != browser.WorkerPolicy {
				t.Errorf("the worker is served with %q", r.Header().Get("Content-Security-Policy"))
			}
		}
	})
}
