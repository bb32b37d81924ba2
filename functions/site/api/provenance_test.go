package api

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/publish/publication"
	"earlyhelp/functions/site/desk"
	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/provenance/provenancetest"
)

// traced is an API over signed returns that the real publisher published.
func traced(t *testing.T) (*world, *bytes.Buffer) {
	t.Helper()
	o := ledgertest.New()
	l := ledger.New(o)
	provenancetest.SignAll(t, l)
	p := publication.New(o, slog.New(slog.DiscardHandler), &publication.Options{Now: func() time.Time { return provenancetest.SignedAt.Add(time.Minute) }})
	if err := p.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	source := national.New(o, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	var log bytes.Buffer
	a, err := New(Options{Source: source, Desk: desk.New(l, presigner{}, &desk.Options{Now: now}), Now: now, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, objects: o, ledger: l, mux: http.NewServeMux(), router: router(t)}
	a.Routes(w.mux)
	return w, &log
}

// Every answer about a figure is as described, and shows each person what they
// may see of it.
func TestFigures(t *testing.T) {
	w, log := traced(t)
	national := account.Person{Subject: "n", Name: "Nat Ional", Role: account.National}
	librarian := account.Person{Subject: "b", Name: "Li", Role: account.Librarian}
	for _, tt := range []struct {
		name, url string
		p         account.Person
		status    int
		has       []string
		lacks     []string
	}{
		{"of the Department", "E06/2024-25/383", nobody, 200, []string{`"result":"24.204193"`, `"verdict":"equal"`, "file C1", `"shown":"24.2%"`}, []string{"differs", "signOff"}},
		{"of a return, public", "e06/2026-Q2/E08000035", nobody, 200, []string{`"figure":"E06/2026-Q2/383"`, `"numerator":900`, `"partner":"health"`, `"role":"partnership lead"`, `"marks":["r"]`}, []string{"Referrals!D", provenancetest.List, "Lead of", "A new front door", `"return":`, `"by"`}},
		{"of a return, for its own officer", "E06/2026-Q2/383?view=full", leedsOfficer, 200, []string{`"ref":"Referrals!D113"`, provenancetest.List, `"by":"Lead of 383 for health"`, "A new front door", `"old":"899"`, `"basis":"workbook"`}, []string{"differs"}},
		{"of a return, for another area", "E06/2026-Q2/383?view=full", otherOfficer, 403, []string{"full-view"}, []string{"Referrals!"}},
		{"of a return, for an inspector", "E06/2026-Q2/383?view=full&inspection=JTAI-9", inspector, 200, []string{`"ref":"Referrals!D113"`}, []string{"differs"}},
		{"hidden, public", "E06/2026-Q2/857", nobody, 200, []string{`"symbol":"c"`, `"verdict":"nothing"`, `"lines":[]`, "withheld"}, []string{`"numerator":`, `"value":`, "Referrals!", "sha256", "Lead of"}},
		{"hidden, for its own officer", "E06/2026-Q2/857?view=full", otherOfficer, 200, []string{`"n":4`, `"public":{"shown":"[c]"`}, []string{"differs"}},
		{"hidden, for a librarian", "E06/2026-Q2/857?view=full", librarian, 403, nil, []string{`"n":4`}},
		{"hidden, for anyone", "E06/2026-Q2/857?view=full", nobody, 403, nil, nil},
		{"England", "E06/2026-Q2/E92000001", nobody, 200, []string{`"figure":"E06/2026-Q2/383"`, `"numerator":12480`}, []string{"12482"}},
		{"England in full", "E06/2026-Q2/E92000001?view=full", national, 200, []string{`"numerator":12482`}, []string{"differs"}},
		{"England in full, for an officer", "E06/2026-Q2/E92000001?view=full", leedsOfficer, 403, nil, nil},
		{"a region", "A01/2026-Q2/E12000003", nobody, 200, []string{`"level":"region"`}, []string{"differs"}},
		{"a part", "E06/2026-Q2/383/sex/female", nobody, 200, []string{`"partWords":"sex: Female"`, `"category":"female"`}, nil},
		{"the whole as a part", "E06/2026-Q2/383/total/all", nobody, 200, []string{`"figure":"E06/2026-Q2/383"`}, nil},
		{"a mean", "G05/2026-Q2/383?view=full", inspector, 200, []string{"Workforce!H3"}, []string{"differs"}},
		{"no such indicator", "Z99/2026-Q2/383", nobody, 404, []string{"unknown-indicator", `"indicators"`}, nil},
		{"no such period", "E06/soon/383", nobody, 404, []string{`"periods"`, "2026-Q2"}, nil},
		{"no such area", "E06/2026-Q2/999", nobody, 404, []string{`"have"`, "E12000003"}, nil},
		{"no such part", "E06/2026-Q2/383/sex/purple", nobody, 404, []string{`"breakdowns"`, "sex/female"}, nil},
		{"no such publication", "E06/2026-Q2/383?version=44", nobody, 404, []string{"unknown-version"}, nil},
		{"no such view", "E06/2026-Q2/383?view=secret", nobody, 400, []string{"bad-view"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w.t = t
			rec := w.ask(tt.p, "GET", prefix+"/figures/"+tt.url, "")
			if rec.Code != tt.status {
				t.Fatalf("status %d, want %d: %.300s", rec.Code, tt.status, rec.Body)
			}
			for _, s := range tt.has {
				if !strings.Contains(rec.Body.String(), s) {
					t.Errorf("answer lacks %s: %.1500s", s, rec.Body)
				}
			}
			for _, s := range tt.lacks {
				if strings.Contains(rec.Body.String(), s) {
					t.Errorf("answer holds %s", s)
				}
			}
			if want := "public, no-cache"; rec.Code == 200 && !strings.Contains(tt.url, "view=full") && rec.Header().Get("Cache-Control") != want {
				t.Errorf("Cache-Control %q, want %q", rec.Header().Get("Cache-Control"), want)
			}
		})
	}
	if got := strings.Count(log.String(), "inspection: exact figures shown"); got != 5 {
		t.Errorf("%d lines of exact figures, want 5:\n%s", got, log)
	}
	if !strings.Contains(log.String(), "inspection=JTAI-9") || strings.Contains(log.String(), "Nat Ional") {
		t.Errorf("log %s", log)
	}
}
