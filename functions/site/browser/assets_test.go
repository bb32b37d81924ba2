package browser

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// built is a directory as infra/release/module leaves it, with a module that
// is only a few bytes.
func built(t *testing.T, module string, at time.Time) fstest.MapFS {
	t.Helper()
	packed, err := pack([]byte(module))
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{ModuleFile: {Data: packed, ModTime: at}, StartFile: {Data: []byte("// starts it\n"), ModTime: at}}
}

func get(h *Handler, path string, header ...string) *http.Response {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNothingIsOfferedWithoutAModule(t *testing.T) {
	for name, h := range map[string]*Handler{"no directory": New(nil), "an empty one": New(fstest.MapFS{})} {
		if a, ok, err := h.Addresses(); ok || err != nil {
			t.Errorf("%s: Addresses() = %+v, %v, %v", name, a, ok, err)
		}
		if got := get(h, Route+"x/worker.js").StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: the worker answers %d", name, got)
		}
	}
}

func TestWorkerCanOpenNoConnection(t *testing.T) {
	h := New(built(t, "\x00asm", time.Unix(1, 0)))
	a, ok, err := h.Addresses()
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	r := get(h, a.Worker)
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Fatalf("the worker: %d %v", r.StatusCode, r.Header)
	}
	policy := r.Header.Values("Content-Security-Policy")
	if len(policy) != 1 || policy[0] != "default-src 'none'; script-src 'wasm-unsafe-eval'" {
		t.Errorf("the worker is served with the policies %q", policy)
	}
	text := string(body(t, r))
	if !strings.HasPrefix(text, "// starts it\n") || !strings.Contains(text, "onmessage") {
		t.Errorf("the worker is not the starting script with ours after it: %.100s", text)
	}
	for _, way := range []string{"fetch(", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "import("} {
		if strings.Contains(text, way) {
			t.Errorf("the worker's script has %s in it", way)
		}
	}
}

func TestPartsTravelPackedAndAreKeptForGood(t *testing.T) {
	h := New(built(t, "\x00asm of the module", time.Unix(1, 0)))
	a, _, err := h.Addresses()
	if err != nil {
		t.Fatal(err)
	}
	for path, kind := range map[string]string{a.Module: "application/wasm", a.Script: "text/javascript; charset=utf-8", a.Style: "text/css; charset=utf-8",
		strings.Replace(a.Script, "send.js", "dom.js", 1): "text/javascript; charset=utf-8"} {
		r := get(h, path, "Accept-Encoding", "gzip, br")
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != kind || r.Header.Get("Content-Encoding") != "gzip" ||
			r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", path, r.StatusCode, r.Header)
		}
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(path, err)
		}
		packed, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(path, err)
		}
		plain := get(h, path)
		if got := body(t, plain); !bytes.Equal(got, packed) || plain.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d bytes for who takes no gzip, %d for who does", path, len(got), len(packed))
		}
		if again := get(h, path, "Accept-Encoding", "gzip", "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: asked again it answers %d", path, again.StatusCode)
		}
		_, rest, _ := strings.Cut(strings.TrimPrefix(path, Route), "/")
		if old := get(h, Route+"0123456789ab/"+rest); old.StatusCode != http.StatusOK || old.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s under an older hash: %d %q", path, old.StatusCode, old.Header.Get("Cache-Control"))
		}
	}
	if got := get(h, Route+"0123456789ab/../assets.go").StatusCode; got != http.StatusNotFound {
		t.Errorf("a file that is no part answers %d", got)
	}
}

func TestNewModuleIsTakenUp(t *testing.T) {
	files := fstest.MapFS{}
	h := New(files)
	if _, ok, _ := h.Addresses(); ok {
		t.Fatal("there is a module before it is built")
	}
	for name, f := range built(t, "one", time.Unix(1, 0)) {
		files[name] = f
	}
	first, ok, err := h.Addresses()
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	for name, f := range built(t, "two", time.Unix(2, 0)) {
		files[name] = f
	}
	second, _, err := h.Addresses()
	if err != nil || second.Module == first.Module || second.Script != first.Script {
		t.Errorf("after another build: %+v, before: %+v, %v", second, first, err)
	}
}
