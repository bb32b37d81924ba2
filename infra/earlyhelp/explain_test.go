package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earlyhelp/functions/publish/publication"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/provenance"
	"earlyhelp/shared/provenance/provenancetest"
)

// TestExplain writes a ledger and its publication as the storage server of the
// local runner keeps them, one file an object, and asks where figures come from.
func TestExplain(t *testing.T) {
	o := ledgertest.New()
	provenancetest.SignAll(t, ledger.New(o))
	p := publication.New(o, slog.New(slog.DiscardHandler), &publication.Options{Now: func() time.Time { return provenancetest.SignedAt.Add(time.Minute) }})
	if err := p.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	file := func(key string) string {
		return filepath.Join(data, "objects", "early-help", filepath.FromSlash(key))
	}
	for key, body := range o.Dump() {
		if err := os.MkdirAll(filepath.Dir(file(key)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file(key), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) (code int, stdout, stderr string) {
		var out, errs bytes.Buffer
		code = explainCommand(&environment{stdout: &out, stderr: &errs}, args)
		return code, out.String(), errs.String()
	}
	for _, tt := range []struct {
		name  string
		args  []string
		code  int
		has   []string // on standard output, or on standard error where nothing is there
		lacks []string
	}{
		{"of the Department", []string{"E06/2024-25/383", "-data", data}, 0, []string{"24.2%", "2,494 of 10,304", "100 × 2,494 / 10,304", "= 24.204193 (equal)", "file C1"}, nil},
		{"from a list, revised", []string{"-data", data, "E06/2026-Q2/E08000035"}, 0, []string{"Leeds: re-referred", "30.0% [r]", "Referrals!D113", "earlyhelp 0.1.0", provenancetest.List, "Sign-off 2", "Lead of 383 for health", "899, now 900", "A new front door opened."}, nil},
		{"hidden from the public", []string{"E06/2026-Q2/857", "-data", data}, 0, []string{"10.0%", "The public sees [c]"}, nil},
		{"hidden, as the public sees it", []string{"E06/2026-Q2/857", "-data", data, "-view", "public"}, 0, []string{"[c]", "hidden so that nobody can be recognised"}, []string{"10.0%", "Referrals!D", "Lead of"}},
		{"England", []string{"E06/2026-Q2/england", "-data", data}, 0, []string{"England: re-referred", "E06/2026-Q2/383", "137 areas gave none", "12,482"}, nil},
		{"a mean", []string{"G05/2026-Q2/383", "-data", data}, 0, []string{"Workforce!H3 + Workforce!H4"}, nil},
		{"a fact", []string{"H01/2026-Q2/383", "-data", data}, 0, []string{"Leeds answered yes"}, nil},
		{"no such area", []string{"E06/2026-Q2/999", "-data", data}, 1, []string{"no area, region or England", "There is:", "E12000003"}, nil},
		{"no such period", []string{"E06/2031-32/383", "-data", data}, 1, []string{"no figures for April 2031", "2026-Q2"}, nil},
		{"no such publication", []string{"E06/2026-Q2/383", "-data", data, "-version", "9"}, 1, []string{"no publication 9", "There is: 1"}, nil},
		{"no figure named", []string{"-data", data}, 2, []string{"name one figure"}, nil},
		{"not an address", []string{"Leeds", "-data", data}, 2, []string{"INDICATOR/PERIOD/AREA"}, nil},
		{"no records named", []string{"E06/2024-25/383"}, 2, []string{"give -data or -bucket"}, nil},
		{"no such view", []string{"E06/2024-25/383", "-data", data, "-view", "secret"}, 2, []string{"there is no view"}, nil},
		{"no data directory", []string{"E06/2024-25/383", "-data", t.TempDir()}, 2, []string{"no data directory"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errs := run(tt.args...)
			if code != tt.code {
				t.Errorf("exit %d, want %d: %s", code, tt.code, errs)
			}
			if strings.Count(errs, "\n") > 1 || code == 0 && errs != "" {
				t.Errorf("standard error: %q", errs)
			}
			for _, s := range tt.has {
				if !strings.Contains(out+errs, s) {
					t.Errorf("lacks %q:\n%s%s", s, out, errs)
				}
			}
			for _, s := range tt.lacks {
				if strings.Contains(out+errs, s) {
					t.Errorf("holds %q", s)
				}
			}
		})
	}
	code, out, _ := run("-json", "E06/2026-Q2/383", "-data", data)
	var c struct {
		Numerator struct {
			Cells []struct{ Ref, Text string } `json:"cells"`
		} `json:"numeratorFrom"`
		Recomputed struct{ Verdict provenance.Verdict }
	}
	if err := json.Unmarshal([]byte(out), &c); err != nil || code != 0 || len(c.Numerator.Cells) != 1 || c.Numerator.Cells[0].Ref != "Referrals!D113" || c.Recomputed.Verdict != provenance.Equal {
		t.Errorf("exit %d, %v: %.300s", code, err, out)
	}
	code, out, _ = run("-json", "E06/2026-Q2/383/sex/purple", "-data", data)
	var m missingFigure
	if err := json.Unmarshal([]byte(out), &m); err != nil || code != 1 || m.Field != "breakdown" || len(m.Have) == 0 {
		t.Errorf("exit %d, %v: %s", code, err, out)
	}

	// What was changed afterwards does not come out equal.
	key := ledger.WorkbookKey("383", provenancetest.Quarter, provenancetest.ID("383", 2))
	was, err := os.ReadFile(file(ledger.WorkbookKey("383", provenancetest.Quarter, provenancetest.ID("383", 1))))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file(key), was, 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, _ = run("E06/2026-Q2/383", "-data", data); code != 1 || !strings.Contains(out, "BUT published: 900") || !strings.Contains(out, "not equal to what is published") {
		t.Errorf("a workbook put in place of another: exit %d\n%s", code, out)
	}
}
