package browser

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"earlyhelp/shared/govuk"
)

// The files of a built module, in the directory that New is given.
const (
	ModuleFile = "earlyhelp.wasm.gz" // compressed with gzip
	StartFile  = "wasm_exec.js"      // of the Go toolchain that built it
)

// Route is where the handler is to be mounted.
const Route = "/browser/"

//go:embed assets
var scripts embed.FS

// WorkerPolicy is the content security policy of the worker, which holds the
// list. It may run the module that the page hands it, and nothing else: no
// connection, no further script, no worker of its own, not even from us.
const WorkerPolicy = "default-src 'none'; script-src 'wasm-unsafe-eval'"

// Addresses say where a page finds its parts. They change when the parts do.
type Addresses struct {
	Script string // module script of the page
	Style  string
	Worker string
	Module string
	Bytes  int // size of the module as it travels
}

// A Handler serves the parts, each under the hash of what it holds, to be kept
// for good.
type Handler struct {
	files fs.FS

	mu    sync.Mutex
	stamp string // of the files that parts were made from
	parts map[string]part
	found Addresses
}

type part struct {
	kind       string
	policy     string // "" is the site's own
	hash       string
	body, gzip []byte // body is nil where only gzip is kept
}

// New returns a handler of the module in a directory. The directory may be
// empty, and may be filled or changed later; nil is one that stays empty.
func New(files fs.FS) *Handler { return &Handler{files: files} }

// Addresses returns where the parts are; ok is false while there is no module.
// The error is one of reading a module that is there.
func (h *Handler) Addresses() (a Addresses, ok bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.load(); err != nil {
		return Addresses{}, false, err
	}
	return h.found, h.parts != nil, nil
}

// load reads the files when they are new.
func (h *Handler) load() error {
	if h.files == nil {
		return nil
	}
	stamp := ""
	for _, name := range []string{ModuleFile, StartFile} {
		info, err := fs.Stat(h.files, name)
		if err != nil {
			return nil // not built yet
		}
		stamp += fmt.Sprint(info.Size(), info.ModTime().UnixNano(), " ")
	}
	if stamp == h.stamp {
		return nil
	}
	module, err := fs.ReadFile(h.files, ModuleFile)
	if err != nil {
		return fmt.Errorf("read browser module: %w", err)
	}
	start, err := fs.ReadFile(h.files, StartFile)
	if err != nil {
		return fmt.Errorf("read browser module: %w", err)
	}
	parts, err := pageParts()
	if err != nil {
		return err
	}
	worker, err := scripts.ReadFile("assets/worker.js")
	if err != nil {
		return err
	}
	// One script with what starts the module, for it can load no other.
	worker = slices.Concat(start, []byte("\n"), worker)
	packed, err := pack(worker)
	if err != nil {
		return err
	}
	parts["worker.js"] = part{kind: scriptKind, policy: WorkerPolicy, hash: hashOf(worker), body: worker, gzip: packed}
	parts["earlyhelp.wasm"] = part{kind: "application/wasm", hash: hashOf(module), gzip: module}
	address := func(name string) string { return Route + parts[name].hash + "/" + name }
	h.stamp, h.parts = stamp, parts
	h.found = Addresses{Script: address("send.js"), Style: address("send.css"), Worker: address("worker.js"), Module: address("earlyhelp.wasm"), Bytes: len(module)}
	return nil
}

const scriptKind = "text/javascript; charset=utf-8"

// pageParts returns the scripts and styles of the page. They stand under one
// hash of them all, since the scripts name each other.
func pageParts() (map[string]part, error) {
	entries, err := scripts.ReadDir("assets") // by name, so the hash is steady
	if err != nil {
		return nil, err
	}
	parts := map[string]part{}
	var all []byte
	for _, e := range entries {
		if e.Name() == "worker.js" {
			continue
		}
		body, err := scripts.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, err
		}
		packed, err := pack(body)
		if err != nil {
			return nil, err
		}
		kind := scriptKind
		if path.Ext(e.Name()) == ".css" {
			kind = "text/css; charset=utf-8"
		}
		parts[e.Name()] = part{kind: kind, body: body, gzip: packed}
		all = fmt.Appendf(all, "%s %d %s", e.Name(), len(body), body)
	}
	for name, p := range parts {
		p.hash = hashOf(all)
		parts[name] = p
	}
	return parts, nil
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])[:12]
}

func pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, _ = z.Write(body) // a bytes.Buffer does not fail
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ServeHTTP answers with a part. Under its hash it may be kept for a year;
// under another, as a page from before a release asks for, today's is given
// but not kept.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Route), "/")
	h.mu.Lock()
	err := h.load()
	p, ok := h.parts[name]
	h.mu.Unlock()
	if err != nil || !ok {
		http.NotFound(w, r)
		return
	}
	head := w.Header()
	head.Set("Content-Type", p.kind)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Vary", "Accept-Encoding")
	head.Set("Cache-Control", "no-cache")
	if hash == p.hash {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if p.policy != "" {
		head.Set("Content-Security-Policy", p.policy)
	}
	if govuk.NotModified(w, r, p.gzip) {
		return
	}
	body := p.body
	switch {
	case strings.Contains(r.Header.Get("Accept-Encoding"), "gzip"):
		head.Set("Content-Encoding", "gzip")
		body = p.gzip
	case body == nil:
		if body, err = unpack(p.gzip); err != nil {
			http.Error(w, "The module cannot be read.", http.StatusInternalServerError)
			return
		}
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
