package runner

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/bucketevent"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

var q2 = period.NewQuarter(2026, 2)

func id(n int) string { return fmt.Sprintf("01JD8XKZ3T9V5W7Y1A2B3C%04d", n) }

// begin starts an empty platform for a test.
func begin(t *testing.T) *Runner {
	t.Helper()
	t.Chdir(t.TempDir()) // the storage server changes it
	r, err := Start(context.Background(), Options{Addr: "127.0.0.1:0", Data: t.TempDir(), Empty: true, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := r.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// eventually waits until ok says so. The limit is for the race detector on a
// busy machine, where one rebuild takes over 15 s; without it half a second.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for start := time.Now(); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Since(start) > time.Minute {
			t.Fatalf("%s: not within a minute", what)
		}
	}
}

// upload sends a file by a presigned form, as a browser does.
func upload(t *testing.T, r *Runner, key string, file []byte) {
	t.Helper()
	p, err := r.Store.PresignPost(t.Context(), key, 20<<20, time.Minute, "")
	if err != nil {
		t.Fatal(err)
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, value := range p.Fields {
		w.WriteField(name, value)
	}
	part, err := w.CreateFormFile("file", "../../x.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(file)
	w.Close()
	res, err := http.Post(p.URL, w.FormDataContentType(), &form)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		body, _ := io.ReadAll(res.Body)
		t.Fatalf("upload: %s: %s", res.Status, body)
	}
}

// aReturn is a return of Leeds with as many referrals.
func aReturn(t *testing.T, referrals int) []byte {
	t.Helper()
	leeds, _ := area.England().Find("383")
	ret := &returns.Return{Area: "383", Period: q2, TemplateVersion: returns.TemplateVersion, PreparedByRole: "data officer", Demonstration: true}
	for _, m := range returns.Measures("") {
		n := 0.0
		if m.Name == "referrals" {
			n = float64(referrals)
		}
		if m.Sheet != returns.Workforce {
			ret.Counts = append(ret.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: returns.Total, Category: returns.All, N: n})
		}
		for _, name := range m.Breakdowns {
			b, _ := returns.FindBreakdown(name)
			categories := b.Categories
			if m.Sheet == returns.Workforce {
				categories = returns.Agencies()
			}
			for i, c := range categories {
				count := returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: name, Category: c}
				if i == len(categories)-1 {
					count.N = n // all in the last category
				}
				ret.Counts = append(ret.Counts, count)
			}
		}
	}
	var book bytes.Buffer
	for _, f := range returns.Facts() {
		ret.Facts = append(ret.Facts, returns.Fact{Name: f.Name, Answer: returns.No})
	}
	if err := returns.WriteTemplate(&book, returns.TemplateOptions{Area: leeds, Period: q2, Prefill: ret}); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// TestSameFileTwice sends one file as two submissions, delivers the events of
// both three times more, and signs one off, with its event three times too:
// one outcome each, one set of figures.
func TestSameFileTwice(t *testing.T) {
	r := begin(t)
	ctx := t.Context()
	eventually(t, "the period is open", func() bool {
		open, err := r.Ledger.OpenPeriods(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return len(open) >= 9
	})
	file := aReturn(t, 4000)
	var outcomes []ledger.Outcome
	for n := range 2 {
		if err := r.Ledger.AddSubmission(ctx, ledger.Submission{ID: id(n), Area: "383", Period: "2026-Q2", At: time.Now()}); err != nil {
			t.Fatal(err)
		}
		upload(t, r, ledger.IncomingReturnKey(id(n)), file)
		for range 3 {
			r.queues.arrived(bucketevent.Message("x", ledger.IncomingReturnKey(id(n))).Body)
		}
		eventually(t, "the return has an outcome", func() bool {
			o, err := r.Ledger.Outcome(ctx, id(n))
			if err == nil {
				outcomes = append(outcomes, o)
			}
			return err == nil
		})
		if o := outcomes[n]; o.Verdict != returns.Accepted {
			t.Fatalf("return %d was %s: %+v %+v", n, o.Verdict, o.Problems, o.Privacy)
		}
	}
	if outcomes[0].SHA256 != outcomes[1].SHA256 {
		t.Error("the same file has two hashes")
	}
	if _, err := r.Ledger.Approve(ctx, ledgertest.Approvals(outcomes[0], 1, time.Now())...); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		r.queues.arrived(bucketevent.Message("x", ledger.SignOffKey("383", q2, 1)).Body)
	}
	var seq int
	eventually(t, "the figures are published", func() bool {
		c, err := r.Ledger.Current(ctx)
		if err != nil {
			t.Fatal(err)
		}
		seq = c.Benchmarks
		return seq > 0
	})
	eventually(t, "the queues are empty", func() bool {
		for _, q := range r.queues.all() {
			if waiting, flying, dead := q.Counts(); waiting+flying > 0 {
				return false
			} else if dead > 0 {
				t.Fatal("a message was set aside")
			}
		}
		return true
	})
	for key, err := range r.Store.List(ctx, "incoming/", "") {
		t.Errorf("left in quarantine: %s %v", key, err)
	}
	if c, err := r.Ledger.Current(ctx); err != nil || c.Benchmarks != seq {
		t.Errorf("events that came again made sequence %d after %d (%v)", c.Benchmarks, seq, err)
	}
	body, _, err := r.Store.Get(ctx, ledger.SnapshotKey(ledger.Benchmarks, seq, "facts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	leeds := 0
	for _, row := range rows {
		// indicator, period, breakdown, category, level, code name a figure
		name := strings.Join(row[:6], "|")
		if seen[name] {
			t.Errorf("figure twice: %s", name)
		}
		seen[name] = true
		if strings.Contains(name, "E01|2026-Q2|total|all|area|E08000035") {
			leeds++
		}
	}
	if leeds != 1 {
		t.Errorf("Leeds has %d rows for E01, want 1; the first rows are %q", leeds, rows[:min(3, len(rows))])
	}
}

func TestUploadLimits(t *testing.T) {
	r := begin(t)
	ctx := t.Context()
	p, err := r.Store.PresignPost(ctx, "incoming/returns/"+id(1)+".xlsx", 10, time.Minute, r.URL+"/returns/"+id(1))
	if err != nil {
		t.Fatal(err)
	}
	expired, err := r.Store.PresignPost(ctx, "incoming/returns/"+id(1)+".xlsx", 10, -time.Minute, "")
	if err != nil {
		t.Fatal(err)
	}
	noRedirect := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(url string, fields map[string]string, change func(map[string]string), body string) *http.Response {
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		all := map[string]string{}
		for name, value := range fields {
			all[name] = value
		}
		change(all)
		for name, value := range all {
			w.WriteField(name, value)
		}
		part, _ := w.CreateFormFile("file", "x.xlsx")
		io.WriteString(part, body)
		w.Close()
		res, err := noRedirect.Post(url, w.FormDataContentType(), &form)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	same := func(map[string]string) {}
	refused := map[string]*http.Response{
		"more than the limit": send(p.URL, p.Fields, same, "12345678901"),
		"another key":         send(p.URL, p.Fields, func(f map[string]string) { f["key"] = "ledger/x" }, "1"),
		"another signature":   send(p.URL, p.Fields, func(f map[string]string) { f["X-Amz-Signature"] = strings.Repeat("0", 64) }, "1"),
		"another way back":    send(p.URL, p.Fields, func(f map[string]string) { f["success_action_redirect"] = "http://evil.test/" }, "1"),
		"too late":            send(expired.URL, expired.Fields, same, "1"),
	}
	for name, res := range refused {
		if res.StatusCode < 400 {
			t.Errorf("%s: %s, want refused", name, res.Status)
		}
	}
	res := send(p.URL, p.Fields, same, "")
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, r.URL+"/returns/"+id(1)) {
		t.Errorf("an empty file: %s to %q, want sent back to the return's page", res.Status, to)
	}
}

func TestFront(t *testing.T) {
	r := begin(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	status := func(url string) (int, string) {
		res, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode, res.Header.Get("Location")
	}
	if code, _ := status(r.URL + "/healthz"); code != http.StatusOK {
		t.Errorf("/healthz = %d", code)
	}
	if code, _ := status(r.URL + "/"); code != http.StatusOK {
		t.Errorf("/ = %d", code)
	}
	other := strings.Replace(r.URL, "127.0.0.1", "localhost", 1)
	if code, to := status(other + "/library?q=x"); code != http.StatusTemporaryRedirect || to != r.URL+"/library?q=x" {
		t.Errorf("localhost = %d to %q, want sent to %s", code, to, r.URL)
	}
}

func TestRefusals(t *testing.T) {
	r := begin(t)
	_, err := Start(t.Context(), Options{Addr: "127.0.0.1:0", Data: r.o.Data, Empty: true})
	if want := r.o.Data + " is in use by another runner: stop that one, or choose another directory with -data"; err == nil || err.Error() != want {
		t.Errorf("a second runner on one directory: %v, want %s", err, want)
	}
	odd := t.TempDir()
	if err := os.Mkdir(filepath.Join(odd, "lock"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), Options{Addr: "127.0.0.1:0", Data: odd, Empty: true}); err == nil || strings.Contains(err.Error(), "in use") {
		t.Errorf("Start where no lock can be made = %v, want what is in the way", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = Start(t.Context(), Options{Addr: l.Addr().String(), Data: t.TempDir(), Empty: true})
	if want := l.Addr().String() + " is in use: stop the program that listens there, or choose another address with -addr"; err == nil || err.Error() != want {
		t.Errorf("an address in use: %v, want %s", err, want)
	}
	// Neither refusal may have harmed the one that runs.
	if err := r.Ledger.ChangePeriod(t.Context(), ledger.PeriodChange{Period: "2030-31", Open: true}); err != nil {
		t.Error(err)
	}
}

// TestRestart stops and starts again on the same directory: keys and records
// are as before.
func TestRestart(t *testing.T) {
	t.Chdir(t.TempDir())
	o := Options{Addr: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "deep", "er"), Empty: true}
	var first siteKeys
	for n := range 2 {
		r, err := Start(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		keys, err := loadSiteKeys(filepath.Join(o.Data, "site.json"))
		if err != nil {
			t.Error(err)
		}
		err = r.Ledger.AddReview(t.Context(), ledger.ReviewMeta{ID: id(1)})
		switch {
		case n == 0 && err == nil:
			first = keys
		case n == 1 && errors.Is(err, ledger.ErrExists) && bytes.Equal(first.Cookie, keys.Cookie) && first.ClientSecret == keys.ClientSecret:
		default:
			t.Errorf("start %d: AddReview = %v", n, err)
		}
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestRemindersThatAreAskedForAreWrittenAtOnce: the national team decides, the
// bucket says so, sweep writes the messages, and they land in the mailbox.
func TestRemindersThatAreAskedForAreWrittenAtOnce(t *testing.T) {
	r := begin(t)
	ctx := t.Context()
	eventually(t, "the period is opened", func() bool {
		c, ok, err := r.Ledger.PeriodInForce(ctx, q2)
		return err == nil && ok && c.Open && !c.Deadline.IsZero()
	})
	by := account.Person{Subject: "n", Name: "National team", Role: account.National}
	if err := r.Ledger.AddRound(ctx, ledger.Round{Period: q2.String(), Number: 1, Areas: []string{"350", "383"}, By: by, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	eventually(t, "the messages are written", func() bool {
		m, err := r.Ledger.PeriodMessages(ctx, q2, period.Date{})
		return err == nil && len(m) == 2
	})
	if took := time.Since(began); took > sweepEvery/2 {
		t.Errorf("it took %s: nobody told sweep", took)
	}
	res, err := http.Get(r.URL + "/mailbox")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), "Bolton: early help return, April to June 2026") {
		t.Errorf("the mailbox: %s, %v", res.Status, err)
	}
}
