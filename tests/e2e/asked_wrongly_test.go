package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestAskedWrongly asks for benchmarks that cannot be had, of the API and of
// the page: each answer names what is wrong and what there is instead.
func TestAskedWrongly(t *testing.T) {
	group := func(n int) string {
		var codes []string
		for _, a := range compare(t, "E06?period=2024-25").Areas {
			codes = append(codes, a.DFE)
		}
		for len(codes) < n {
			codes = append(codes, codes...)
		}
		return strings.Join(codes[:n], ",")
	}
	for _, c := range []struct {
		name, query string
		status      int
		says        []string
	}{
		{"an unknown indicator", "Z99?period=2024-25", http.StatusNotFound, []string{"E06"}},
		{"no such period", "E06?period=1066-67", http.StatusBadRequest, []string{"2024-25"}},
		{"not a period", "E06?period=lately", http.StatusBadRequest, []string{"2024-25", "2026-Q2"}},
		{"a period to come", "E06?period=2039-40", http.StatusNotFound, []string{"2024-25"}},
		{"an unknown area", "E06?period=2024-25&peers=region&of=E99999999", http.StatusBadRequest, []string{"E99999999", "GSS code"}},
		{"an area abolished before", "E06?period=2024-25&peers=region&of=909", http.StatusNotFound, []string{"Cumbria"}},
		{"peers of nobody", "E06?period=2024-25&peers=neighbours", http.StatusBadRequest, []string{"of="}},
		{"no such peers", "E06?period=2024-25&peers=friends&of=383", http.StatusBadRequest, []string{"neighbours", "deprivation", "group"}},
		{"a group of one", "E06?period=2024-25&peers=group&group=383", http.StatusBadRequest, []string{"two", "30"}},
		{"a group of 200", "E06?period=2024-25&peers=group&group=" + group(200), http.StatusBadRequest, []string{"30"}},
		{"a group with a stranger", "E06?period=2024-25&peers=group&group=383,384,999", http.StatusBadRequest, []string{"999"}},
		{"no such breakdown", "E06?period=2024-25&breakdown=shoe+size", http.StatusNotFound, []string{"breakdown"}},
		{"a publication that never was", "E06?period=2024-25&version=99999", http.StatusNotFound, []string{"99999"}},
		{"a version that is none", "E06?period=2024-25&version=-1", http.StatusNotFound, []string{"version"}},
		{"the full view, by anyone", "E06?period=2024-25&view=full", http.StatusForbidden, []string{"full"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, path := range []string{"/api/v1/benchmarks/", "/benchmarks/"} {
				at := anyone(t).get(t, path+c.query)
				text := string(at.body)
				if path == "/benchmarks/" {
					text = at.text()
				}
				// A page may say 404 where the API says 400, and the other way
				// round: what matters is that neither shows figures.
				if at.status < 400 || at.status > 404 || path != "/benchmarks/" && at.status != c.status {
					t.Errorf("%s%s = %d, want %d", path, c.query, at.status, c.status)
				}
				for _, says := range c.says {
					if path != "/benchmarks/" && !strings.Contains(text, says) {
						t.Errorf("%s%s does not name %q: %.400s", path, c.query, says, text)
					}
				}
				if len(strings.TrimSpace(text)) < 60 {
					t.Errorf("%s%s says nothing: %q", path, c.query, text)
				}
			}
		})
	}
}

// TestOwnFullView asks as somebody who may see the exact figures of one area
// only: their own are exact, and everything else is what the public sees.
func TestOwnFullView(t *testing.T) {
	lead := signInFor(t, "lead", "383")
	for _, id := range []string{"A06", "A10", "E05", "B06"} {
		query := id + "?period=2024-25&view=full&areas=383"
		var own, open comparison
		at := lead.ask(t, "/api/v1/benchmarks/"+query, &own)
		if at.status != http.StatusOK || own.View != "full" || len(own.Areas) != 1 {
			t.Errorf("%s for their own area = %d, view %q: %.300s", query, at.status, own.View, at.body)
			continue
		}
		open = compare(t, id+"?period=2024-25")
		if show(own.England.Numerator) != show(open.England.Numerator) || show(own.England.Value) != show(open.England.Value) {
			t.Errorf("%s: their England is %s of %s, the public one %s of %s", id, show(own.England.Numerator), show(own.England.Denominator), show(open.England.Numerator), show(open.England.Denominator))
		}
		for _, others := range []string{"384", "383,384"} {
			at := lead.get(t, "/api/v1/benchmarks/"+id+"?period=2024-25&view=full&areas="+others)
			if at.status != http.StatusForbidden {
				t.Errorf("%s%s as the lead of 383 = %d, want 403", id, others, at.status)
			}
		}
	}
}
