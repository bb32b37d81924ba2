// Package module builds what the officer's browser runs: the platform's own Go
// code as WebAssembly, and the script of the Go toolchain that starts it. Both
// come from one toolchain, so their versions match.
//
// A release packs the two files beside the site's bootstrap; the local runner
// builds them into its data directory. The site is given the directory.
package module

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"earlyhelp/functions/site/browser"
)

// pkg is the WebAssembly program.
const pkg = "earlyhelp/functions/site/browser/wasm"

// mostCompressed is how large the compressed module may be. Lambda answers at
// most 6 MB at once, and binary data as base64, which is a third longer (AWS,
// "Lambda quotas", invocation payload); 100 kB are left for headers.
const mostCompressed = 6<<20/4*3 - 100<<10

// Build compiles the module into dir, which is made if it is not there, under
// the names that package browser looks for. It needs the Go toolchain, and the
// project's source in the folder source. Files of an earlier build stay in
// place until the new ones are whole. The same source and toolchain give the
// same bytes.
func Build(ctx context.Context, source, dir string) error {
	dir, err := filepath.Abs(dir) // the toolchain runs elsewhere
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		return fmt.Errorf("build browser module: %w", err)
	}
	temp, err := os.MkdirTemp(dir, ".build")
	if err != nil {
		return fmt.Errorf("build browser module: %w", err)
	}
	defer os.RemoveAll(temp)
	binary := filepath.Join(temp, "module")
	if _, err := run(ctx, source, "build", "-trimpath", "-ldflags=-s -w", "-o", binary, pkg); err != nil {
		return err
	}
	body, err := os.ReadFile(binary)
	if err != nil {
		return fmt.Errorf("build browser module: %w", err)
	}
	packed, err := pack(body)
	if err != nil {
		return fmt.Errorf("build browser module: %w", err)
	}
	if len(packed) > mostCompressed {
		return fmt.Errorf("build browser module: %d bytes compressed, and %d is the most that a function can answer with: find the import that made it grow", len(packed), mostCompressed)
	}
	goroot, err := run(ctx, source, "env", "GOROOT")
	if err != nil {
		return err
	}
	start, err := os.ReadFile(filepath.Join(strings.TrimSpace(goroot), "lib", "wasm", browser.StartFile))
	if err != nil {
		return fmt.Errorf("build browser module: %w", err)
	}
	// The module last: it is what says that there is something to start.
	for _, f := range []struct {
		name string
		body []byte
	}{{browser.StartFile, start}, {browser.ModuleFile, packed}} {
		if err := replace(temp, dir, f.name, f.body); err != nil {
			return fmt.Errorf("build browser module: %w", err)
		}
	}
	return nil
}

// replace puts a whole file in place of what is there. A file that is the same
// is left alone, so that its time of change says that it changed.
func replace(temp, dir, name string, body []byte) error {
	if old, err := os.ReadFile(filepath.Join(dir, name)); err == nil && bytes.Equal(old, body) {
		return nil
	}
	if err := os.WriteFile(filepath.Join(temp, name), body, 0o644); err != nil {
		return err
	}
	return os.Rename(filepath.Join(temp, name), filepath.Join(dir, name))
}

func pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// run runs the Go toolchain for WebAssembly in the folder of the source, and
// returns what it prints.
func run(ctx context.Context, source string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build browser module: go %s: %w: %s", args[0], err, strings.TrimSpace(bad.String()))
	}
	return out.String(), nil
}
