package api

import (
	"bytes"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/ledger"
)

// newHistory is a world in which publication 4 is in force, 1 and 2 were, and
// 3 was overtaken. log gets what is logged.
func newHistory(t *testing.T, log *slog.Logger) *world {
	t.Helper()
	w := newWorld(t)
	for _, x := range []struct{ seq, before int }{{2, 1}, {3, 2}, {4, 2}} {
		nationaltest.Figures(t, w.objects, x.seq)
		nationaltest.Manifest(t, w.objects, x.seq, x.before)
	}
	nationaltest.Current(t, w.objects, ledger.Current{Benchmarks: 4, Library: 1})
	source := national.New(w.objects, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	a, err := New(Options{Source: source, Files: links{}, Now: now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	w.mux = http.NewServeMux()
	a.Routes(w.mux)
	return w
}

func TestAnAddressThatNamesItsPublicationIsTheSameForGood(t *testing.T) {
	w := newHistory(t, nil)
	for _, url := range []string{"/benchmarks/E06?period=2024-25", "/benchmarks/E06.csv?period=2024-25", "/benchmarks/E06.xlsx?period=2024-25", "/trends/E06?area=383", "/trends/E06.xlsx?area=383",
		"/areas/383/profile?period=2024-25", "/periods?perPage=5", "/indicators?perPage=5", "/indicators/E06?x=1"} {
		for _, version := range []string{"2", "4"} {
			rec := w.ask(nobody, "GET", prefix+url+"&version="+version, "")
			if rec.Code != 200 || rec.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || rec.Header().Get("Vary") != "" || rec.Header().Get("ETag") == "" {
				t.Errorf("%s of %s: %d, Cache-Control %q, Vary %q", url, version, rec.Code, rec.Header().Get("Cache-Control"), rec.Header().Get("Vary"))
			}
			again := w.ask(nobody, "GET", prefix+url+"&version="+version, "", "If-None-Match", rec.Header().Get("ETag"))
			if again.Code != http.StatusNotModified || again.Header().Get("Cache-Control") != forGood {
				t.Errorf("%s of %s, asked again: %d, Cache-Control %q", url, version, again.Code, again.Header().Get("Cache-Control"))
			}
		}
		if rec := w.ask(nobody, "GET", prefix+url, ""); rec.Header().Get("Cache-Control") != "public, no-cache" || rec.Header().Get("Vary") != "Cookie" {
			t.Errorf("%s without a version: Cache-Control %q, Vary %q", url, rec.Header().Get("Cache-Control"), rec.Header().Get("Vary"))
		}
	}
	if v := w.json(w.ask(nobody, "GET", prefix+"/benchmarks/E06?period=2024-25&version=2", ""))["version"]; v != "2" {
		t.Errorf("asked for publication 2 and given %v", v)
	}
	if to := w.ask(nobody, "GET", prefix+"/facts.csv?version=2", "").Header().Get("Location"); !strings.Contains(to, "/000002/facts.csv") {
		t.Errorf("facts.csv of publication 2 is at %s", to)
	}
	for _, name := range []string{"csv-metadata.json", "indicators.csv"} {
		if to := w.ask(nobody, "GET", prefix+"/"+name, "").Header().Get("Location"); !strings.Contains(to, "/000004/"+name) {
			t.Errorf("%s is at %s", name, to)
		}
	}
}

func TestPublicationsThatAreNot(t *testing.T) {
	w := newHistory(t, nil)
	for _, url := range []string{"/benchmarks/E06?version=3", "/benchmarks/E06?version=9", "/benchmarks/E06?version=latest", "/trends/E06?area=383&version=0", "/facts.csv?version=3", "/periods?version=x", "/areas/383/profile?version=99"} {
		rec := w.ask(nobody, "GET", prefix+url, "")
		m := w.json(rec)
		have, _ := m["versions"].([]any)
		if rec.Code != 404 || m["type"] != "urn:earlyhelp:problem:unknown-version" || !slices.Equal(have, []any{"4", "2", "1"}) || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s, Cache-Control %q", url, rec.Code, rec.Body, rec.Header().Get("Cache-Control"))
		}
	}
}

func TestExactFiguresAreOfThePublicationInForceAlone(t *testing.T) {
	w := newHistory(t, nil)
	for _, tt := range []struct {
		url    string
		status int
		kind   string
	}{
		{"/benchmarks/E06?period=2024-25&view=full&version=2", 400, "bad-view"},
		{"/trends/E06?area=383&view=full&version=1", 400, "bad-view"},
		{"/areas/383/profile.csv?view=full&version=1", 400, "bad-view"},
		{"/benchmarks/E06?period=2024-25&view=full&version=4", 200, ""},
		{"/areas/383/profile?view=full", 200, ""},
	} {
		rec := w.ask(inspector, "GET", prefix+tt.url, "")
		if rec.Code != tt.status || tt.kind != "" && w.json(rec)["type"] != "urn:earlyhelp:problem:"+tt.kind {
			t.Errorf("%s: %d %.200s", tt.url, rec.Code, rec.Body)
		}
		if got := rec.Header().Get("Cache-Control"); tt.status == 200 && got != "private, no-store" {
			t.Errorf("%s: exact figures with Cache-Control %q", tt.url, got)
		}
		if rec := w.ask(nobody, "GET", prefix+tt.url, ""); rec.Code != 403 {
			t.Errorf("%s: %d to anyone, want 403", tt.url, rec.Code)
		}
	}
}

func TestExactFiguresLeaveALine(t *testing.T) {
	var b bytes.Buffer
	w := newHistory(t, slog.New(slog.NewTextHandler(&b, nil)))
	for _, tt := range []struct {
		name, url string
		status    int
		want      []string // in the lines, one each
	}{
		{"public figures", "/benchmarks/E06?period=2024-25", 200, nil},
		{"all areas", "/benchmarks/E06?period=2024-25&view=full", 200, []string{`role=inspector subject=i area="" own=false`}},
		{"a named inspection of two areas", "/benchmarks/E06.csv?period=2024-25&view=full&areas=383,857&inspection=JTAI+2026/12", 200, []string{`inspection="JTAI 2026/12" role=inspector subject=i area=383`, "area=857"}},
		{"a trend", "/trends/E06?area=E08000035&view=full", 200, []string{"area=383"}},
		{"a profile", "/areas/857/profile.xlsx?view=full&inspection=X1", 200, []string{"inspection=X1 role=inspector subject=i area=857"}},
		{"what was refused", "/benchmarks/E06?period=1999-00&view=full", 400, nil},
		{"an inspection without exact figures", "/benchmarks/E06?inspection=X1", 400, nil},
		{"an inspection that is a sentence\n", "/benchmarks/E06?view=full&inspection=a%0Ab", 400, nil},
		{"an inspection that is too long", "/benchmarks/E06?view=full&inspection=" + strings.Repeat("a", 61), 400, nil},
	} {
		b.Reset()
		rec := w.ask(inspector, "GET", prefix+tt.url, "")
		if rec.Code != tt.status {
			t.Errorf("%s: %d %.200s", tt.name, rec.Code, rec.Body)
		}
		lines := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '\n' })
		lines = slices.DeleteFunc(lines, func(l string) bool { return !strings.Contains(l, "exact figures shown") })
		if len(lines) != len(tt.want) {
			t.Errorf("%s: logged %q, want %d lines", tt.name, lines, len(tt.want))
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(lines[i], want) || !strings.Contains(lines[i], "time=") || !strings.Contains(lines[i], "/api/v1/") || strings.Contains(lines[i], inspector.Name) {
				t.Errorf("%s: logged %q, want %q in it", tt.name, lines[i], want)
			}
		}
	}
}

func TestPagesBesideAPage(t *testing.T) {
	w := newWorld(t)
	rec := w.ask(nobody, "GET", prefix+"/areas?perPage=50&page=2", "")
	m := w.json(rec)
	if m["pages"] != 4.0 || m["next"] != "/api/v1/areas?page=3&perPage=50" || m["prev"] != "/api/v1/areas?page=1&perPage=50" {
		t.Errorf("pages %v, next %v, prev %v", m["pages"], m["next"], m["prev"])
	}
	if got, want := rec.Header().Get("Link"), `</api/v1/areas?page=3&perPage=50>; rel="next", </api/v1/areas?page=1&perPage=50>; rel="prev"`; got != want {
		t.Errorf("Link %s, want %s", got, want)
	}
	for url, want := range map[string][2]any{"/areas?perPage=50&page=5": {4.0, "/api/v1/areas?page=4&perPage=50"}, "/reviews?page=2": {1.0, "/api/v1/reviews?page=1"}, "/briefings?page=9": {1.0, "/api/v1/briefings?page=1"},
		"/themes?page=3": {1.0, "/api/v1/themes?page=1"}, "/periods?page=1000": {1.0, "/api/v1/periods?page=1"}, "/library/search?q=nursery&page=50": {1.0, "/api/v1/library/search?page=1&q=nursery"}} {
		rec := w.ask(nobody, "GET", prefix+url, "")
		if m := w.json(rec); rec.Code != 404 || m["type"] != "urn:earlyhelp:problem:no-such-page" || m["pages"] != want[0] || m["last"] != want[1] {
			t.Errorf("%s: %d %s", url, rec.Code, rec.Body)
		}
	}
}
