package e2e

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"earlyhelp/shared/ledger"
)

// TestSameFileTwice sends one file as two returns, and the upload of each
// three times more, as a browser does when somebody goes back and presses
// send: one return each, one set of figures.
func TestSameFileTwice(t *testing.T) {
	const quarter = "2025-Q1"
	officer, leads := signInFor(t, "officer", "373"), partnership(t, "373")
	file := fill(t, officer.template(t, quarter), aQuarter())
	var pages []page
	var hashes []string
	for range 2 {
		at := officer.begin(t, quarter)
		f := at.form(t, "file")
		at = officer.settled(t, officer.upload(t, f, "return.xlsx", file))
		for range 3 {
			if again := officer.settled(t, officer.upload(t, f, "return.xlsx", file)); again.path() != at.path() || again.heading() != at.heading() {
				t.Errorf("sent again, %s is %q at %s", at.url, again.heading(), again.url)
			}
		}
		// Another file in its place changes nothing either.
		wrong := officer.settled(t, officer.upload(t, f, "return.xlsx", []byte("something else")))
		if wrong.heading() != at.heading() {
			t.Errorf("another file sent with the same form makes it %q", wrong.heading())
		}
		var r struct{ State, SHA256 string }
		officer.ask(t, "/api/v1"+at.path(), &r)
		if r.State != "accepted" {
			t.Fatalf("the return is %s: %s", r.State, at.text())
		}
		pages, hashes = append(pages, at), append(hashes, r.SHA256)
	}
	if hashes[0] != hashes[1] || pages[0].path() == pages[1].path() {
		t.Errorf("two returns of one file: %v at %s and %s", hashes, pages[0].url, pages[1].url)
	}
	if rows := officer.get(t, "/returns").table("Everything you have sent"); len(rows) != 1+3 {
		t.Errorf("the list of returns has %d rows, want the two and that of the demonstration", len(rows)-1)
	}
	eventually(t, "nothing is left in quarantine", func() bool {
		for key, err := range platform.Store.List(t.Context(), ledger.IncomingReturns, "") {
			t.Logf("waiting: %s %v", key, err)
			return false
		}
		return true
	})
	sign(t, leads, pages[0].path())
	var c comparison
	eventually(t, "the figures are published", func() bool {
		at := anyone(t).get(t, "/api/v1/benchmarks/E06?areas=373&period="+quarter)
		if at.status == http.StatusOK {
			at.decode(t, &c)
		}
		return at.status == http.StatusOK
	})
	if len(c.Areas) != 1 || show(c.Areas[0].Value) != "20.8" {
		t.Errorf("Sheffield has %+v", c.Areas)
	}
	seq, err := strconv.Atoi(c.Version)
	if err != nil {
		t.Fatal(err)
	}
	body, _, err := platform.Store.Get(t.Context(), ledger.SnapshotKey(ledger.Benchmarks, seq, "facts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, row := range table(t, body) {
		if row["period"] == quarter && row["dfe"] == "373" {
			seen[strings.Join([]string{row["indicator"], row["breakdown"], row["category"]}, " ")]++
		}
	}
	if seen["E06 total all"] != 1 {
		t.Errorf("facts.csv has %d rows for Sheffield's E06", seen["E06 total all"])
	}
	for name, n := range seen {
		if n != 1 {
			t.Errorf("facts.csv has %s %d times", name, n)
		}
	}
}
