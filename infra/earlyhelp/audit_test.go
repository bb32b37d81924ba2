package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestAudit attacks files: one that tells nothing, and two of which the second
// tells what the first kept back.
func TestAudit(t *testing.T) {
	const head = "indicator,period,breakdown,category,level,code,dfe,name,numerator,denominator,value,symbol,reason,source\n"
	row := func(category, numbers string) string {
		breakdown := "sex"
		if category == "all" {
			breakdown = "total"
		}
		return "E01,2026-Q2," + breakdown + "," + category + ",area,E08000035,383,Leeds," + numbers + ",return\n"
	}
	dir := t.TempDir()
	file := func(name string, rows ...string) string {
		path := filepath.Join(dir, name)
		write(t, path, []byte(head+strings.Join(rows, "")))
		return path
	}
	all := row("all", "40,150000,2.7,,")
	safe := file("safe.csv", all, row("female", "20,150000,1.3,,"), row("male", ",,,c,Hidden"), row("other", ",,,c,Hidden"))
	leaky := file("leaky.csv", all, row("female", "20,150000,1.3,,"), row("male", "17,150000,1.1,,"), row("other", ",,,c,Hidden"))
	run := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := auditCommand(&environment{stdout: &out, stderr: &errs}, args)
		return code, out.String(), errs.String()
	}
	if code, out, errs := run(safe); code != exitOK || !strings.Contains(out, "safe:") {
		t.Errorf("safe: exit %d\n%s%s", code, out, errs)
	}
	if code, out, errs := run(safe, leaky); code != exitProblems || !strings.Contains(out, "Leeds (E08000035): referrals to children's social care (sex: other) must be 3") {
		t.Errorf("leaky: exit %d\n%s%s", code, out, errs)
	}
	code, out, _ := run("-json", leaky)
	var a auditing
	if err := json.Unmarshal([]byte(out), &a); err != nil || code != exitProblems || a.Verdict != "breaches" || len(a.Findings) != 1 || a.Findings[0].Max != 3 {
		t.Errorf("leaky as JSON: exit %d, %+v, %v", code, a, err)
	}
	for _, args := range [][]string{nil, {filepath.Join(dir, "none.csv")}, {"-data", dir}, {"-data", dir, safe}} {
		if code, out, errs := run(args...); code != exitUsage || errs == "" {
			t.Errorf("%v: exit %d\n%s%s", args, code, out, errs)
		}
	}
}
