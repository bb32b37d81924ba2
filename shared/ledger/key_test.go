package ledger

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/period"
)

const testID = "01JD8XKZ3T9V5W7Y1A2B3C4D5E"

var testPeriod = period.NewQuarter(2026, 2)

// keys holds an example of every key that key.go makes, by function.
var keys = map[string][]string{
	"IncomingReturnKey": {IncomingReturnKey(testID)},
	"IncomingReviewKey": {IncomingReviewKey(testID, "pdf")},
	"SubmissionKey":     {SubmissionKey(testID)},
	"OutcomeKey":        {OutcomeKey(testID)},
	"SentKey":           {SentKey("383", testPeriod, testID)},
	"CountsKey":         {CountsKey("383", testPeriod, testID)},
	"WorkbookKey":       {WorkbookKey("383", testPeriod, testID)},
	"MarkedKey":         {MarkedKey("383", testPeriod, testID)},
	"ExplanationsKey":   {ExplanationsKey("383", testPeriod, testID, 2)},
	"ApprovalKey":       {ApprovalKey("383", testPeriod, 12, 4)},
	"SignOffKey":        {SignOffKey("383", testPeriod, 12)},
	"PeriodKey":         {PeriodKey(testPeriod, 3)},
	"ContactsKey":       {ContactsKey("383", 2)},
	"RoundKey":          {RoundKey(testPeriod, 1)},
	"MessageKey":        {MessageKey(testPeriod, "383", "2026-10-29-officer")},
	"AttemptKey":        {AttemptKey(testPeriod, "383", "2026-10-29-r0001-local-authority", 2)},
	"FailedKey":         {FailedKey(testPeriod, "383", "2026-10-29-officer", 2)},
	"SentMessageKey":    {SentMessageKey(testPeriod, "383", "2026-10-29-officer")},
	"ReviewMetaKey":     {ReviewMetaKey(testID)},
	"ReviewMinedKey":    {ReviewMinedKey(testID)},
	"WithheldKey":       {WithheldKey(3)},
	"LinkKey":           {LinkKey("returns/383/2026-Q2", 7), LinkKey("seals", 120)},
	"SnapshotKey": {
		SnapshotKey(Benchmarks, 7, "claim.json"), SnapshotKey(Benchmarks, 7, "facts.csv"), SnapshotKey(Benchmarks, 7, "facts.parquet"),
		SnapshotKey(Benchmarks, 7, "facts/period=2026-Q2/facts.parquet"), SnapshotKey(Benchmarks, 7, "limits.json"),
		SnapshotKey(Benchmarks, 7, "csv-metadata.json"), SnapshotKey(Benchmarks, 7, "indicators.csv"),
		SnapshotKey(Benchmarks, 7, "manifest.json"), SnapshotKey(Restricted, 7, "facts.parquet"),
		SnapshotKey(Benchmarks, 7, RefusedFile), SnapshotKey(Restricted, 7, KnownFile),
		SnapshotKey(Library, 7, "claim.json"), SnapshotKey(Library, 7, "index.zip"), SnapshotKey(Library, 7, "library.json"),
		SnapshotKey(Library, 7, "manifest.json"),
	},
	"CurrentKey": {CurrentKey},
}

// TestTable holds the table of doc.go to key.go: every key that can be made
// stands in the table once, and the table has no other.
func TestTable(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var patterns []string
	for _, line := range strings.Split(string(doc), "\n") {
		if m := regexp.MustCompile(`^//\t((?:incoming|ledger|published|restricted)/\S+)`).FindStringSubmatch(line); m != nil {
			patterns = append(patterns, m[1])
		}
	}
	if len(patterns) < 20 {
		t.Fatalf("only %d rows found in the table of doc.go", len(patterns))
	}
	seen := map[string]bool{}
	for function, examples := range keys {
		for _, key := range examples {
			i := slices.IndexFunc(patterns, func(p string) bool { return matches(p, key) })
			if i < 0 {
				t.Errorf("%s makes %s, which is not in the table", function, key)
				continue
			}
			seen[patterns[i]] = true
		}
	}
	for _, p := range patterns {
		if !seen[p] {
			t.Errorf("the table has %s, which key.go does not make", p)
		}
	}
}

func matches(pattern, key string) bool {
	re := regexp.QuoteMeta(pattern)
	for _, s := range [][2]string{{"<id>", "[0-9A-Z]{26}"}, {"<dfe>", "[0-9]{3}"}, {"<period>", "20[0-9]{2}-[0-9Q]{2}"}, {"<n>", "[0-9]{4}"}, {"<k>", "[0-9]{4}"}, {"<seq>", "[0-9]{6}"}, {"<name>", "[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]+"},
		{"<link>", "[0-9]{6}"}, {"<chain>", "[a-zA-Z0-9/-]+"}} {
		re = strings.ReplaceAll(re, s[0], s[1])
	}
	return regexp.MustCompile("^" + re + "$").MatchString(key)
}

// TestKeysAreAllTested finds functions of key.go without an example above.
func TestKeysAreAllTested(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "key.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if ok && fn.Name.IsExported() && strings.HasSuffix(fn.Name.Name, "Key") && keys[fn.Name.Name] == nil {
			t.Errorf("%s has no example", fn.Name.Name)
		}
	}
}

// reparse reads key with every Parse function and makes it again from what
// that found. It returns the names of the functions that accepted it.
func reparse(t testing.TB, key string) (accepted []string) {
	again := func(name, made string, ok bool) {
		if !ok {
			return
		}
		accepted = append(accepted, name)
		if made != key {
			t.Errorf("%s read %q as %q", name, key, made)
		}
	}
	if id, ok := ParseSubmissionKey(key); ok {
		again("submission", SubmissionKey(id), ok)
	}
	if id, ok := ParseOutcomeKey(key); ok {
		again("outcome", OutcomeKey(id), ok)
	}
	if id, ok := ParseReviewMetaKey(key); ok {
		again("meta", ReviewMetaKey(id), ok)
	}
	if id, ok := ParseReviewMinedKey(key); ok {
		again("mined", ReviewMinedKey(id), ok)
	}
	if dfe, p, id, file, ok := ParseReturnKey(key); ok {
		again("return", returnKey(dfe, p, id, file), ok)
	}
	if dfe, p, n, ok := ParseSignOffKey(key); ok {
		again("signoff", SignOffKey(dfe, p, n), ok)
	}
	if dfe, p, n, k, ok := ParseApprovalKey(key); ok {
		again("approval", ApprovalKey(dfe, p, n, k), ok)
	}
	if dfe, p, id, n, ok := ParseExplanationsKey(key); ok {
		again("explanations", ExplanationsKey(dfe, p, id, n), ok)
	}
	if p, n, ok := ParsePeriodKey(key); ok {
		again("period", PeriodKey(p, n), ok)
	}
	if dfe, n, ok := ParseContactsKey(key); ok {
		again("contacts", ContactsKey(dfe, n), ok)
	}
	if p, n, ok := ParseRoundKey(key); ok {
		again("round", RoundKey(p, n), ok)
	}
	if p, dfe, name, file, n, ok := ParseMessageKey(key); ok {
		made := map[string]string{"message": MessageKey(p, dfe, name), "attempt": AttemptKey(p, dfe, name, n),
			"failed": FailedKey(p, dfe, name, n), "sent": SentMessageKey(p, dfe, name)}[file]
		again("message", made, ok)
	}
	if n, ok := ParseWithheldKey(key); ok {
		again("withheld", WithheldKey(n), ok)
	}
	if chain, n, ok := ParseLinkKey(key); ok {
		again("link", LinkKey(chain, n), ok)
	}
	if prefix, seq, file, ok := ParseSnapshotKey(key); ok {
		again("snapshot", SnapshotKey(prefix, seq, file), ok)
	}
	if _, ok := IncomingID(key); ok {
		accepted = append(accepted, "incoming")
	}
	return accepted
}

func TestParse(t *testing.T) {
	for function, examples := range keys {
		if function == "CurrentKey" {
			continue
		}
		for _, key := range examples {
			if got := reparse(t, key); len(got) != 1 {
				t.Errorf("%s is accepted by %q, want one function", key, got)
			}
		}
	}
	for _, key := range []string{
		"", "incoming/returns/", "incoming/returns/x.xlsx", "incoming/returns/a/" + testID + ".xlsx", "ledger/outcomes/" + testID,
		"ledger/signoffs/2026-Q2/383/signed/0000.json", "ledger/signoffs/2026-Q2/383/signed/1.json", "ledger/signoffs/2026-Q5/383/signed/0001.json",
		"ledger/signoffs/2026-Q2/../signed/0001.json", "ledger/returns/383/2026-Q2/" + testID + "/other.json",
		"ledger/approvals/2026-Q2/383/0001/0000.json", "ledger/approvals/2026-Q2/383/1/0001.json", "ledger/approvals/2026-Q2/383/0001/0001",
		"ledger/returns/383/2026-Q2/" + testID + "/explained/0000.json", "ledger/returns/383/2026-Q2/" + testID + "/explained/1.json",
		"ledger/chain/000001.json", "ledger/chain/seals/1.json", "ledger/chain/seals/000000.json", "ledger/chain//000001.json",
		"published/benchmarks/000000/facts.csv", "published/benchmarks/7/facts.csv", "published/current.json", "ledger/periods/2026-Q2/-001.json",
	} {
		if got := reparse(t, key); len(got) != 0 {
			t.Errorf("%q is accepted as %q", key, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, examples := range keys {
		for _, key := range examples {
			f.Add(key)
		}
	}
	f.Fuzz(func(t *testing.T, key string) { reparse(t, key) })
}
