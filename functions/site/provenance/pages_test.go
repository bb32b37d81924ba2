package provenance

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/functions/publish/publication"
	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/govuk/htmltest"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/provenance/provenancetest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	nobody    = account.Person{}
	inspector = account.Person{Subject: "i-7", Name: "Ines Pector", Role: account.Inspector}
	nationals = account.Person{Subject: "n-7", Name: "Nat Ional", Role: account.National}
	leeds     = account.Person{Subject: "o-383", Name: "Olu Fficer", Role: account.Officer, Area: "383"}
	rutland   = account.Person{Subject: "l-857", Name: "Rut Lead", Role: account.Lead, Area: "857", Partner: account.Police}
	librarian = account.Person{Subject: "b", Name: "Li Brarian", Role: account.Librarian}
)

// world is the pages over a ledger whose returns were published by the real
// publisher.
type world struct {
	*testing.T
	mux *http.ServeMux
	log *bytes.Buffer
}

// records are made once: sixteen signed returns and one publication.
var records = sync.OnceValue(func() func(t *testing.T) *ledgertest.Objects {
	var dump map[string]string
	return func(t *testing.T) *ledgertest.Objects {
		t.Helper()
		if dump == nil {
			o := ledgertest.New()
			provenancetest.SignAll(t, ledger.New(o))
			p := publication.New(o, slog.New(slog.DiscardHandler), &publication.Options{Now: func() time.Time { return provenancetest.SignedAt.Add(time.Minute) }, CodeVersion: "test"})
			if err := p.Rebuild(context.Background()); err != nil {
				t.Fatal(err)
			}
			dump = o.Dump()
		}
		o := ledgertest.New()
		for key, body := range dump {
			o.Put(key, []byte(body))
		}
		return o
	}
})

func newWorld(t *testing.T) *world {
	t.Helper()
	o := records()(t)
	shell, err := govuk.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	source := national.New(o, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	w := &world{T: t, mux: http.NewServeMux(), log: &bytes.Buffer{}}
	p, err := New(Options{Site: shell, Source: source, Ledger: ledger.New(o), Log: slog.New(slog.NewTextHandler(w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	p.Routes(w.mux)
	return w
}

func (w *world) get(p account.Person, url string) *httptest.ResponseRecorder {
	w.Helper()
	req := httptest.NewRequest("GET", url, nil)
	req = req.WithContext(account.NewContext(req.Context(), p))
	rec := httptest.NewRecorder()
	w.mux.ServeHTTP(rec, req)
	if strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") && rec.Code != http.StatusMovedPermanently && rec.Code != http.StatusSeeOther {
		htmltest.Check(w, rec.Body.String())
		for _, bad := range []string{"NaN", "+Inf", "%!", "<no value>", ` style="`, "ZgotmplZ"} {
			if strings.Contains(rec.Body.String(), bad) {
				w.Errorf("%s holds %q", url, bad)
			}
		}
	}
	return rec
}

func TestPages(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		name, url string
		p         account.Person
		status    int
		has       []string
		lacks     []string
	}{
		{"of the Department", "/figures/E06/2024-25/383", nobody, 200, []string{"24.2%", "2,494 of 10,304", "Children in need, reporting year 2025, file C1", "100 × 2,494 / 10,304", "24.204193", "23.386", "Equal", "/api/v1/figures/E06/2024-25/383", "within the limits"}, []string{"Approved by four partners", "Not equal", "Made up"}},
		{"of a return, public", "/figures/E06/2026-Q2/383", nobody, 200, []string{"30.0%", "900 of 3,000", "[r] revised", "Approved by four partners", "Made up", "Partnership lead", "Published as number 1"}, []string{"Referrals!D113", provenancetest.List, "Lead of 383", "A new front door", "Show the exact figure", "/returns/"}},
		{"of a return, for its own people", "/figures/E06/2026-Q2/383", leeds, 200, []string{"Show the exact figure", `href="/figures/E06/2026-Q2/383?view=full"`}, []string{"Referrals!D113"}},
		{"of a return, in full", "/figures/E06/2026-Q2/383?view=full", leeds, 200, []string{"Referrals!D113", provenancetest.List, "Lead of 383 for health", "“A new front door opened.”", "earlyhelp 0.1.0", "10 July 2026", `href="/returns/` + provenancetest.ID("383", 2) + `"`, `href="/returns/versions/383/2026-Q2"`, "Version 1, sent", "899", "A team had been left out.", "England and other areas stand here as the public sees them", "Full view: the exact figure"}, []string{"Not equal"}},
		{"of a return, for an inspector", "/figures/E06/2026-Q2/383?view=full", inspector, 200, []string{"Referrals!D113", "Lead of 383 for health", "Equal"}, []string{"Not equal", "stand here as the public sees them"}},
		{"hidden, public", "/figures/E06/2026-Q2/857", nobody, 200, []string{"[c]", "hidden so that nobody can be recognised", "Nothing to compare", "Approved by four partners", "shown to the area’s own people"}, []string{"10.0%", "Referrals!", "Lead of 857"}},
		{"hidden, in full for its own people", "/figures/E06/2026-Q2/857?view=full", rutland, 200, []string{"10.0%", "4 of 40", "The public sees [c]", "Referrals!D113"}, []string{"Not equal"}},
		{"hidden, in full for another area", "/figures/E06/2026-Q2/857?view=full", leeds, 403, []string{"inspectors, the national team and the area’s own people"}, []string{"10.0%", "Referrals!"}},
		{"in full for anyone", "/figures/E06/2026-Q2/383?view=full", nobody, 403, []string{"The public view is open to everybody"}, []string{"Referrals!"}},
		{"in full for a librarian", "/figures/E06/2026-Q2/383?view=full", librarian, 403, nil, nil},
		{"England", "/figures/E06/2026-Q2/E92000001", nobody, 200, []string{"England: re-referred within 12 months", "16 of the 153 areas of England added up", "rounded to the nearest 10", `href="/figures/E06/2026-Q2/383"`, "There is no signed return", "[c]"}, []string{"Show the exact figure"}},
		{"England in full", "/figures/E06/2026-Q2/E92000001?view=full", nationals, 200, []string{"12,482", "The public sees 22.5%, from 12,480 of 55,540", `href="/figures/E06/2026-Q2/857?view=full"`}, []string{"Not equal"}},
		{"England in full for an officer", "/figures/E06/2026-Q2/E92000001?view=full", leeds, 403, nil, []string{"12,482"}},
		{"a region", "/figures/E06/2026-Q2/E12000003", nobody, 200, []string{"Yorkshire and The Humber: re-referred", "11 of 15 areas went into the sum"}, nil},
		{"a mean", "/figures/G05/2026-Q2/383?view=full", inspector, 200, []string{"Workforce!H3", "Together", "a return gives totals and no spread", "Leeds typed it into its return"}, []string{"Not equal"}},
		{"a fact", "/figures/H01/2026-Q2/383", nobody, 200, []string{">Yes<", "Leeds answered yes", "nothing is estimated about a fact"}, nil},
		{"a part", "/figures/E06/2026-Q2/383/sex/female", nobody, 200, []string{"450 of 1,500", "sex: Female"}, nil},
		{"a rate", "/figures/A01/2026-Q2/383", nobody, 200, []string{"10,000 × 3,000 / ", "30 June 2024", "Office for National Statistics"}, nil},
		{"nothing returned", "/figures/B01/2026-Q2/310", nobody, 200, []string{"[x]", "There is no figure here: there is no signed return"}, nil},
		{"a GSS code leads to the number", "/figures/e06/2026-q2/E08000035?view=full", inspector, 301, nil, nil},
		{"an indicator that is none", "/figures/Z99/2026-Q2/383", nobody, 404, []string{"no indicator with the name “Z99”", `href="/figures/E06/2026-Q2/383"`}, nil},
		{"a period without figures", "/figures/E06/2031-32/383", nobody, 404, []string{"no figures for April 2031", `href="/figures/E06/2024-25/383"`}, nil},
		{"an area that is none", "/figures/E06/2026-Q2/999", nobody, 404, []string{"no area, region or England", `href="/figures/E06/2026-Q2/383">Leeds<`}, nil},
		{"a part that is none", "/figures/E06/2026-Q2/383/sex/purple", nobody, 404, []string{"not split by “sex/purple”", `href="/figures/E06/2026-Q2/383/sex/female"`, "not split</a>"}, nil},
		{"too short", "/figures/E06", nobody, 404, []string{"such as E06/2024-25/383"}, nil},
		{"a publication that is none", "/figures/E06/2026-Q2/383?version=99", nobody, 404, []string{"no publication with that number", "publication in force"}, nil},
		{"the publication in force, named", "/figures/E06/2026-Q2/383?version=1", nobody, 200, []string{"900 of 3,000"}, nil},
		{"the form", "/figures", nobody, 200, []string{`name="figure"`}, nil},
		{"the form, filled in", "/figures?figure=E06/2024-25/383", nobody, 303, nil, nil},
		{"the form, filled in badly", "/figures?figure=Leeds", nobody, 404, []string{`value="Leeds"`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w.T = t
			rec := w.get(tt.p, tt.url)
			if rec.Code != tt.status {
				t.Fatalf("status %d, want %d: %.400s", rec.Code, tt.status, rec.Body)
			}
			body := rec.Body.String()
			for _, s := range tt.has {
				if !strings.Contains(body, s) {
					t.Errorf("page lacks %q", s)
				}
			}
			for _, s := range tt.lacks {
				if strings.Contains(body, s) {
					t.Errorf("page holds %q", s)
				}
			}
			if full := strings.Contains(tt.url, "view=full"); full != (strings.Contains(rec.Header().Get("Cache-Control"), "no-store") && rec.Code == 200) && rec.Code == 200 {
				t.Errorf("Cache-Control %q", rec.Header().Get("Cache-Control"))
			}
		})
	}
}

// Whoever sees exact figures leaves one line, without a name; the public view
// and a refusal leave none.
func TestExactFiguresAreLogged(t *testing.T) {
	w := newWorld(t)
	for _, url := range []string{"/figures/E06/2026-Q2/383", "/figures/E06/2026-Q2/383?view=full"} {
		w.get(nobody, url)
	}
	w.get(leeds, "/figures/E06/2026-Q2/857?view=full")
	w.get(inspector, "/figures/E06/2026-Q2/E08000035?view=full") // a redirect
	if w.log.Len() > 0 {
		t.Errorf("logged %s", w.log)
	}
	w.get(inspector, "/figures/E06/2026-Q2/383?view=full")
	w.get(leeds, "/figures/E06/2026-Q2/383?view=full&inspection=%0Aforged")
	w.get(nationals, "/figures/E06/2026-Q2/E92000001?view=full&inspection=JTAI-2026/4")
	lines := strings.Split(strings.TrimSpace(w.log.String()), "\n")
	for i, want := range []string{
		"role=inspector subject=i-7 area=383 own=false what=/figures/E06/2026-Q2/383",
		"role=officer subject=o-383 area=383 own=true what=/figures/E06/2026-Q2/383",
		`inspection=JTAI-2026/4 role=national subject=n-7 area="" own=false what=/figures/E06/2026-Q2/E92000001`,
	} {
		if len(lines) != 3 || !strings.Contains(lines[i], want) {
			t.Fatalf("log\n%s\nwant three lines, %d with %s", w.log, i, want)
		}
	}
	for _, name := range []string{inspector.Name, leeds.Name, nationals.Name} {
		if strings.Contains(w.log.String(), name) {
			t.Errorf("the log names %s", name)
		}
	}
}

// hashes change with the spelling of a record; what people read of them does
// not matter here.
var hashes = regexp.MustCompile(`[0-9a-f]{16,64}`)

// Two whole pages, so that a change to what people read is seen.
func TestGolden(t *testing.T) {
	w := newWorld(t)
	for name, tt := range map[string]struct {
		p   account.Person
		url string
	}{
		"public-hidden":  {nobody, "/figures/E06/2026-Q2/857"},
		"full-inspector": {inspector, "/figures/E06/2026-Q2/383?view=full"},
	} {
		_, body, _ := strings.Cut(w.get(tt.p, tt.url).Body.String(), `<main`)
		body, _, _ = strings.Cut(body, `</main>`)
		body = hashes.ReplaceAllString(body, "#")
		path := filepath.Join("testdata", name+".html")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("read golden file: %v; write it with -update", err)
		}
		if diff := cmp.Diff(string(want), body); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
}

// Every page with every role, against the table of package account: the public
// view is everybody's, the full one goes by read-full, and what it tells of a
// return by see-explained.
func TestRolesAgainstTable(t *testing.T) {
	w := newWorld(t)
	for _, role := range account.Roles() {
		for _, own := range []string{"383", "857", ""} {
			p := account.Person{Subject: "s", Name: "Some Body", Role: role, Area: own}
			if role == account.Anyone {
				p = account.Person{}
			}
			if !role.NeedsArea() && own != "" {
				continue
			}
			for _, figure := range []struct{ address, area, secret string }{
				{"E06/2026-Q2/383", "383", "Referrals!D113"}, {"E06/2026-Q2/857", "857", "Referrals!D113"}, {"E06/2026-Q2/857/sex/female", "857", "Referrals!D114"},
				{"E06/2026-Q2/E12000003", "", "9,"}, {"E06/2026-Q2/E92000001", "", "12,482"}, {"E06/2024-25/383", "383", "2,494"},
			} {
				for _, view := range []string{"", "?view=full", "?view=FULL"} {
					rec := w.get(p, "/figures/"+figure.address+view)
					full := strings.Contains(view, "view=full")
					want := http.StatusOK
					if full && !account.Allowed(p, account.ReadFull, figure.area) {
						want = http.StatusForbidden
					}
					if rec.Code != want {
						t.Errorf("%s%s as %s of %q: %d, want %d", figure.address, view, role, own, rec.Code, want)
					}
					exact := full && want == http.StatusOK
					body := rec.Body.String()
					if figure.address == "E06/2024-25/383" || strings.Contains(figure.address, "E12") {
						continue // nothing of it is hidden, or nothing to tell it by
					}
					if strings.Contains(body, figure.secret) != exact {
						t.Errorf("%s%s as %s of %q: tells %q %t, want %t", figure.address, view, role, own, figure.secret, !exact, exact)
					}
					if named := strings.Contains(body, "Lead of "); named != (exact && figure.area != "" && account.Allowed(p, account.SeeExplained, figure.area)) {
						t.Errorf("%s%s as %s of %q: names who approved: %t", figure.address, view, role, own, named)
					}
				}
			}
		}
	}
}
