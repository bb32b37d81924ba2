package api

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/site/national"
)

// links makes an address that names what it is asked for.
type links struct{}

func (links) PresignGet(_ context.Context, key string, _ time.Duration, fileName string) (string, error) {
	return "https://storage.example/" + key + "?as=" + fileName, nil
}

func TestWholeFilesAreFetchedFromStorage(t *testing.T) {
	w := newWorld(t)
	source := national.New(w.objects, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	a, err := New(Options{Source: source, Files: links{}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	w.mux = http.NewServeMux()
	a.Routes(w.mux)
	for _, name := range []string{"facts.csv", "facts.parquet"} {
		rec := w.ask(nobody, "GET", prefix+"/"+name, "")
		to := rec.Header().Get("Location")
		if rec.Code != http.StatusFound || !strings.HasPrefix(to, "https://storage.example/published/benchmarks/") || !strings.HasSuffix(to, "-"+name) {
			t.Errorf("%s: %d to %q, want storage's address of the current publication", name, rec.Code, to)
		}
		if strings.Contains(to, "restricted") {
			t.Errorf("%s leads to the full figures: %s", name, to)
		}
	}
}

func TestWholeFilesThatAreNotThere(t *testing.T) {
	w := newWorld(t) // without Files
	if rec := w.ask(nobody, "GET", prefix+"/facts.csv", ""); rec.Code != http.StatusNotFound {
		t.Errorf("facts.csv: %d, want 404", rec.Code)
	}
}
