package repo

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTopLevelHoldsNothingElse(t *testing.T) {
	want := []string{"LICENSE", "README.md", "bin", "functions", "go.mod", "go.sum", "infra", "learning", "shared", "template.yaml", "tests"}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(want, e.Name()) && !strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}

// maxLines is where a file is too long to be read at a sitting. The habit is
// 150; 500 is rare.
const maxLines = 600

// elsewhere matches folders of a particular machine.
var elsewhere = regexp.MustCompile(`(^|[^A-Za-z0-9_.-])/(work|root|home|Users)/[A-Za-z]`)

func TestFilesAreFormattedAndOfReadableLength(t *testing.T) {
	for _, s := range sources(t) {
		body, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(s.path)))
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := format.Source(body)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(formatted, body) {
			t.Errorf("%s is not formatted: run gofmt -w on it", s.path)
		}
		if n := bytes.Count(body, []byte("\n")); n > maxLines && !s.isOwnGen() {
			t.Errorf("%s has %d lines, more than %d: split it", s.path, n, maxLines)
		}
		if m := elsewhere.Find(body); m != nil && !strings.HasPrefix(s.path, "tests/repo/") {
			t.Errorf("%s names a folder of one machine: %s", s.path, m)
		}
	}
}

// maxMain is where a main does more than wire. The habit is 40; those with
// several settings, or several handlers to put together, need a few more.
const maxMain = 50

func TestMainsOfFunctionsOnlyWire(t *testing.T) {
	mains, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range mains {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		others, err := filepath.Glob(filepath.Join(filepath.Dir(name), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(body, []byte("\n")); n > maxMain || len(others) != 1 {
			t.Errorf("%s: %d lines in %d files; a main wires, in at most %d lines and one file", name, n, len(others), maxMain)
		}
	}
}
