package api

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
)

// elsewhere is storage at another address of the same server.
type elsewhere struct{ at string }

func (e *elsewhere) PresignGet(_ context.Context, key string, _ time.Duration, _ string) (string, error) {
	return e.at + "/storage/" + key, nil
}

// serve answers the API over HTTP, with facts.csv where storage would give it.
func serve(t *testing.T) string {
	t.Helper()
	o := nationaltest.Published(t)
	body, _, err := o.Get(t.Context(), ledger.SnapshotKey(ledger.Benchmarks, 1, "facts.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	facts, err := benchmark.ReadParquet(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var csv bytes.Buffer
	if err := benchmark.WriteCSV(&csv, facts); err != nil {
		t.Fatal(err)
	}
	source := national.New(o, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	files := &elsewhere{}
	a, err := New(Options{Source: source, Files: files, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	a.Routes(mux)
	mux.HandleFunc("GET /storage/published/benchmarks/000001/facts.csv", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		_, _ = w.Write(csv.Bytes()) // a reader that goes away is its own business
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	files.at = server.URL
	return server.URL
}

// TestExamplesWork runs the examples of the README against the API.
func TestExamplesWork(t *testing.T) {
	if testing.Short() {
		t.Skip("reckons for long, and starts nothing that could race")
	}
	for _, tt := range []struct {
		name, program, script string
		needs                 []string // what asks whether it can run
	}{
		{"Python", "python3", "read.py", []string{"-c", "import sys; sys.exit(sys.version_info < (3, 9))"}},
		{"R", "Rscript", "read.R", []string{"-e", "library(curl); library(jsonlite)"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			program, err := exec.LookPath("/usr/bin/" + tt.program)
			if err != nil {
				program, err = exec.LookPath(tt.program)
			}
			if err != nil {
				t.Skipf("%s is not here, so that %s was not run", tt.program, tt.script)
			}
			if out, err := exec.CommandContext(t.Context(), program, tt.needs...).CombinedOutput(); err != nil {
				t.Skipf("%s lacks what %s needs: %s", tt.program, tt.script, out)
			}
			script, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "opendata", "examples", tt.script))
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), program, script, serve(t))
			cmd.Dir = t.TempDir()
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, want := range []string{madeUpFigures, "Re-referred within 12 months", "publication 1", "areas lie outside the 99.8% limits", "Hampshire", "asked again: 304"} {
				if !strings.Contains(string(out), want) {
					t.Errorf("%s does not say %q:\n%s", tt.script, want, out)
				}
			}
			t.Logf("%s says:\n%s", tt.script, out)
		})
	}
}
