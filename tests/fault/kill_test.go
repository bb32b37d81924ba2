package fault

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"earlyhelp/shared/period"
)

// A fate is what an officer was told of one return.
type fate struct {
	id       string
	uploaded bool // storage said that it has the file
}

// TestKill kills the platform at random moments while an officer sends
// returns, starts it again, and looks at every return: one whose upload was
// acknowledged is processed, once; one that was not is processed once or not
// there at all.
func TestKill(t *testing.T) {
	data, addr := t.TempDir(), freeAddress(t)
	p := start(t, data, addr)
	officer := p.signIn(t, "demo-officer-383")
	file := aReturn(t, "383", period.NewQuarter(2026, 2))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	var all []fate
	const rounds = 5
	for round := range rounds {
		var mu sync.Mutex
		var wg sync.WaitGroup
		stop := make(chan struct{})
		for range 3 { // people at once
			wg.Go(func() {
				for {
					f, ok := sendOne(officer, p.url, file)
					if f.id != "" {
						mu.Lock()
						all = append(all, f)
						mu.Unlock()
					}
					select {
					case <-stop:
						return
					default:
						if !ok {
							time.Sleep(5 * time.Millisecond)
						}
					}
				}
			})
		}
		time.Sleep(time.Duration(50+random.IntN(400)) * time.Millisecond)
		p.kill()
		close(stop)
		wg.Wait()
		p = start(t, data, addr)
		if waiting := awaitOutcomes(t, data, all); len(waiting) > 0 {
			t.Fatalf("round %d: after a restart these acknowledged returns have no outcome: %v", round, waiting)
		}
	}
	uploaded := 0
	for _, f := range all {
		checkRecords(t, data, f)
		if f.uploaded {
			uploaded++
		}
	}
	if uploaded < rounds {
		t.Errorf("only %d of %d returns were uploaded: the test shows little", uploaded, len(all))
	}
	t.Logf("%d returns begun, %d uploaded, %d kills", len(all), uploaded, rounds)

	// What the officer sees agrees, with the session from before all kills.
	for _, f := range all[:3] {
		var seen struct{ State, Verdict string }
		if status, err := get(officer, p.url+"/api/v1/returns/"+f.id, &seen); err != nil || status != http.StatusOK {
			t.Errorf("GET return %s = %d, %v", f.id, status, err)
		}
	}
}

// sendOne goes through sending a return as far as the platform lives.
func sendOne(c *http.Client, base string, file []byte) (f fate, ok bool) {
	var s started
	status, err := post(c, base+"/api/v1/returns", map[string]string{"area": "383", "period": "2026-Q2", "fileName": "return.xlsx"}, &s)
	if err != nil || status != http.StatusCreated {
		return fate{}, false
	}
	f.id = s.ID
	f.uploaded, err = s.send(c, file)
	return f, err == nil
}

// awaitOutcomes waits until every uploaded return has an outcome and nothing
// is left in quarantine; after 10 s it returns those without.
func awaitOutcomes(t *testing.T, data string, all []fate) (waiting []string) {
	t.Helper()
	for begin := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		waiting = nil
		for _, f := range all {
			if _, err := os.Stat(object(data, "ledger/outcomes/"+f.id+".json")); f.uploaded && err != nil {
				waiting = append(waiting, f.id)
			}
		}
		left, err := filepath.Glob(object(data, "incoming/returns/*.xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		if len(waiting) == 0 && len(left) == 0 {
			return nil
		}
		if time.Since(begin) > 10*time.Second {
			if len(waiting) == 0 {
				t.Errorf("left in quarantine: %v", left)
			}
			return waiting
		}
	}
}

// checkRecords looks at what the bucket holds of one return.
func checkRecords(t *testing.T, data string, f fate) {
	t.Helper()
	kept, err := filepath.Glob(object(data, "ledger/returns/383/2026-Q2/"+f.id+"/*"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(object(data, "ledger/outcomes/"+f.id+".json"))
	if err != nil { // not uploaded, or it would have been waited for
		if len(kept) != 1 {
			t.Errorf("%s has no outcome and %d objects, want the record of sending alone", f.id, len(kept))
		}
		return
	}
	var o struct{ Verdict, CountsKey string }
	if err := json.Unmarshal(body, &o); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, file := range kept {
		names[filepath.Base(file)] = true
	}
	delete(names, "marked.xlsx") // only where there is something to say
	if o.Verdict != "accepted" || len(names) != 3 {
		t.Errorf("%s was %s with %v, want accepted with what was sent, the counts and the workbook: %s", f.id, o.Verdict, names, body)
	}
	if _, err := os.Stat(object(data, o.CountsKey)); err != nil {
		t.Errorf("%s: its counts are not there: %v", f.id, err)
	}
}

// object is the file that holds an object: the embedded server keeps them as
// plain files.
func object(data, key string) string { return filepath.Join(data, "objects", "earlyhelp", key) }
