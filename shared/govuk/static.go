package govuk

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// static serves the embedded files under /static/<hash>/name, where the hash
// is of all of them together: site.js imports its neighbour by relative name,
// so they change as one.
type static struct {
	hash  string
	files map[string]staticFile
}

type staticFile struct {
	kind       string
	body, gzip []byte
}

var staticKinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}

func newStatic() (*static, error) {
	entries, err := staticFiles.ReadDir("static") // by name, so the hash is steady
	if err != nil {
		return nil, err
	}
	s := &static{files: map[string]staticFile{}}
	sum := sha256.New()
	for _, e := range entries {
		body, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		sum.Write([]byte(e.Name() + "\x00" + strconv.Itoa(len(body)) + "\x00"))
		sum.Write(body)
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			return nil, err
		}
		_, _ = z.Write(body) // a bytes.Buffer does not fail
		_ = z.Close()
		s.files[e.Name()] = staticFile{kind: staticKinds[path.Ext(e.Name())], body: body, gzip: b.Bytes()}
	}
	s.hash = hex.EncodeToString(sum.Sum(nil))[:12]
	return s, nil
}

// URL returns the address of a static file, with the hash in it.
func (s *static) URL(name string) string { return "/static/" + s.hash + "/" + name }

// ServeHTTP answers with a file. Under the hash of today it may be kept for a
// year; under another, as a page from before a release asks for, it is given
// but not kept.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/static/"), "/")
	f, ok := s.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if hash == s.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	if NotModified(w, r, body) {
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}
