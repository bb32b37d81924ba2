package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"earlyhelp/infra/local/gateway"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/s3store"
)

// TestVerify writes a ledger through the storage server of the local runner,
// stops that, and meddles with its files: verify reads them as they are, and
// names what was done.
func TestVerify(t *testing.T) {
	t.Chdir(t.TempDir()) // the storage server changes it
	ctx := context.Background()
	at := time.Date(2026, 7, 20, 9, 30, 0, 0, time.UTC)
	data := t.TempDir()
	g, err := gateway.Start(ctx, gateway.Options{Dir: data, Bucket: "early-help"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	store, err := s3store.Open(ctx, g.Store)
	if err != nil {
		t.Fatal(err)
	}
	l := ledger.New(store)
	ids := []string{"01JD8XKZ3T9V5W7Y1A2B3C0001", "01JD8XKZ3T9V5W7Y1A2B3C0002"}
	for i, id := range ids {
		r := &returns.Return{Area: []string{"383", "204"}[i], Period: period.NewQuarter(2026, 2)}
		ledgertest.Sign(t, l, ledgertest.Accept(t, l, id, r, []byte("workbook "+id), at), 1, at)
	}
	if _, _, err := l.Seal(ctx, at); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (code int, stdout, stderr string) {
		var out, errs bytes.Buffer
		code = verifyCommand(&environment{stdout: &out, stderr: &errs}, args)
		return code, out.String(), errs.String()
	}
	outcome := filepath.Join(data, "objects", "early-help", "ledger", "outcomes", ids[0]+".json")

	code, stdout, _ := run("-data", data)
	if code != exitOK || !strings.Contains(stdout, "intact") || !strings.Contains(stdout, "14 entries, 3 chains of 7 links, 1 seals") {
		t.Errorf("untouched: exit %d\n%s", code, stdout)
	}
	code, whole, _ := run("-json", "-data", data)
	var v verification
	if err := json.Unmarshal([]byte(whole), &v); err != nil || code != exitOK || v.Verdict != "intact" || v.Entries != 14 || len(v.Heads) != 3 || len(v.Findings) != 0 {
		t.Errorf("untouched: exit %d, %+v, %v", code, v, err)
	}
	kept := filepath.Join(t.TempDir(), "before.json")
	write(t, kept, []byte(whole))

	body, err := os.ReadFile(outcome)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(outcome, ids[0], "01JD8XKZ3T9V5W7Y1A2B3C0009", 1)
	lastLink := filepath.Join(data, "objects", "early-help", "ledger", "chain", "returns", "204", "2026-Q2", "000003.json")
	seal := filepath.Join(data, "objects", "early-help", "ledger", "chain", "seals", "000001.json")
	for _, tt := range []struct {
		name   string
		tamper func()
		args   []string
		want   []string
	}{
		{"one byte", func() { write(t, outcome, bytes.Replace(body, []byte("accepted"), []byte("acceptes"), 1)) }, nil, []string{"ledger/outcomes/" + ids[0] + ".json", "changed"}},
		{"a file deleted", func() { remove(t, outcome) }, nil, []string{"ledger/outcomes/" + ids[0] + ".json", "gone"}},
		{"a file put in", func() { write(t, other, body) }, nil, []string{"01JD8XKZ3T9V5W7Y1A2B3C0009", "Nothing announced"}},
		{"the last link deleted", func() { remove(t, lastLink) }, nil, []string{"ledger/chain/returns/204/2026-Q2/", "its end was removed"}},
		{"the only seal deleted, which nothing but a report knows", func() { remove(t, seal) }, []string{"-before", kept}, []string{"ledger/chain/seals/", "is gone", "the report that you gave"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			saved := files(t, data)
			tt.tamper()
			code, stdout, _ := run(append([]string{"-data", data}, tt.args...)...)
			if code != exitProblems || !strings.Contains(stdout, "WRONG") || !strings.Contains(stdout, "tampered") {
				t.Errorf("exit %d\n%s", code, stdout)
			}
			for _, want := range tt.want {
				if !strings.Contains(stdout, want) {
					t.Errorf("%q is not in\n%s", want, stdout)
				}
			}
			for name := range files(t, data) {
				if _, was := saved[name]; !was {
					remove(t, name)
				}
			}
			for name, body := range saved {
				write(t, name, body)
			}
		})
	}
	t.Run("through the server, which keeps the version before", func(t *testing.T) {
		_, tag, err := store.Get(ctx, ledger.OutcomeKey(ids[1]))
		if err == nil {
			err = store.Swap(ctx, ledger.OutcomeKey(ids[1]), []byte("{}"), tag)
		}
		if err != nil {
			t.Fatal(err)
		}
		code, stdout, _ := run("-data", data)
		if code != exitProblems || !strings.Contains(stdout, "keeps 2 versions") || !strings.Contains(stdout, "changed") {
			t.Errorf("exit %d\n%s", code, stdout)
		}
		r, err := ledger.Verify(ctx, store, nil) // as -bucket reads it
		if err != nil || r.Problems() != 2 || !slices.ContainsFunc(r.Findings, func(f ledger.Finding) bool { return f.Kind == ledger.Rewrote }) {
			t.Errorf("by the S3 API: %+v, %v", r.Findings, err)
		}
	})
	for _, args := range [][]string{{}, {"-data", data, "-bucket", "b"}, {"-data", filepath.Join(data, "none")}, {"-data", t.TempDir()}, {"-data", data, "more"}, {"-data", data, "-before", outcome}} {
		if code, stdout, stderr := run(args...); code != exitUsage || stdout != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: exit %d, %q, %q; want 2 and one line", args, code, stdout, stderr)
		}
	}
}

func write(t *testing.T, name string, body []byte) {
	t.Helper()
	if err := os.WriteFile(name, body, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

// files returns what the objects' files hold, by name.
func files(t *testing.T, data string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(data, "objects", "early-help"), func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all[name], err = os.ReadFile(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
