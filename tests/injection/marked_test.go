package injection

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/marked"
	"earlyhelp/shared/returns"
)

// TestMarkedCopySentBack marks the mistakes of spoilt returns and reads the
// marked copy as if an officer had sent that: the same is found again at the
// same cells, and nothing of the marks is held against it.
func TestMarkedCopySentBack(t *testing.T) {
	all, err := goodReturns()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for run := range 60 {
		d := newSeeded(run)
		m := one(d, all).clone()
		for range in(d, 1, 30) {
			k, _ := anyCell(d, m, always)
			m.boxes[k].become(words("lots"))
		}
		data := m.write(dialect{shared: true})
		first := returns.Read(data, readOptions())
		if first.Verdict != returns.Rejected {
			t.Fatalf("run %d: %s", run, first.Verdict)
		}
		var b bytes.Buffer
		if err := marked.Write(&b, data, first.Problems); err != nil {
			t.Fatal(err)
		}
		again := returns.Read(b.Bytes(), readOptions())
		tried++
		if again.Verdict != returns.Rejected {
			t.Fatalf("run %d: the marked copy is %s: %v", run, again.Verdict, again.Privacy)
		}
		if diff := cmp.Diff(stops(first), stops(again)); diff != "" {
			t.Fatalf("run %d: what is found in the marked copy (-first +again):\n%s", run, diff)
		}
	}
	if tried == 0 {
		t.Fatal("nothing was marked")
	}
}

func stops(r returns.Result) (all []string) {
	for _, p := range r.Problems {
		if p.Severity == cell.Stop {
			all = append(all, p.Ref.String()+" "+p.Rule)
		}
	}
	slices.Sort(all)
	return all
}
