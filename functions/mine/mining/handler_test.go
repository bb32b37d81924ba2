package mining

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/learning/review"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/bucketevent"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

func TestMain(m *testing.M) {
	review.RunChild()
	os.Exit(m.Run())
}

func id(n int) string { return fmt.Sprintf("01JD8XKZ3T9V5W7Y1A2B3C%04d", n) }

// A bench is a ledger and a handler on it.
type bench struct {
	*ledgertest.Objects
	l *ledger.Ledger
	h *Handler
}

func newBench() bench {
	b := bench{Objects: ledgertest.New()}
	b.l = ledger.New(b.Objects)
	b.h = New(b.Objects, slog.New(slog.DiscardHandler), &Options{Limits: &review.Limits{Time: 5 * time.Second}})
	return b
}

// announce says that a review will come, and uploads body for it.
func (b bench) announce(t *testing.T, n int, ext, body string) string {
	t.Helper()
	m := ledger.ReviewMeta{ID: id(n), FileName: "family-x." + ext, Title: "Family X", Year: 2020, Kind: "lcspr"}
	if err := b.l.AddReview(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	key := ledger.IncomingReviewKey(id(n), ext)
	b.Put(key, []byte(body))
	return key
}

func (b bench) mined(t *testing.T, n int) theme.Review {
	t.Helper()
	body, err := b.l.Mined(context.Background(), id(n))
	if err != nil {
		t.Fatal(err)
	}
	var r theme.Review
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatal(err)
	}
	if left := b.Keys(ledger.IncomingReviews + id(n)); len(left) > 0 {
		t.Errorf("%s is left, though it was mined", left)
	}
	return r
}

func TestReviewIsMinedOnceAndTheUploadDeleted(t *testing.T) {
	b := newBench()
	ctx := context.Background()
	key := b.announce(t, 1, "txt", "The school was not told.\fNobody spoke to the children alone.")
	for range 3 { // events come more than once
		if err := b.h.Process(ctx, key); err != nil {
			t.Fatal(err)
		}
	}
	r := b.mined(t, 1)
	if r.ID != id(1) || r.Title != "Family X" || r.Year != 2020 || r.File != "family-x.txt" || r.Pages != 2 {
		t.Errorf("mined = %+v", r)
	}
	var ids []string
	for _, f := range r.Themes {
		ids = append(ids, f.ID)
		for _, e := range f.Evidence {
			if !review.Holds(r.Text, e.Page, e.Text) {
				t.Errorf("page %d does not hold %q", e.Page, e.Text)
			}
		}
	}
	if want := []string{"voice-of-child", "information-sharing"}; !slices.Equal(ids, want) {
		t.Errorf("themes = %v, want %v", ids, want)
	}
	// The upload comes again after all was done.
	before, _ := b.l.Mined(ctx, id(1))
	b.Put(key, []byte("Something else."))
	if err := b.h.Process(ctx, key); err != nil {
		t.Fatal(err)
	}
	b.mined(t, 1)
	if after, _ := b.l.Mined(ctx, id(1)); string(after) != string(before) {
		t.Error("what was found changed")
	}
}

func TestUnreadableReviewIsKeptWithItsReason(t *testing.T) {
	b := newBench()
	for n, tt := range []struct {
		ext, body string
		want      review.Reason
	}{
		{"pdf", "%PDF-1.7\nbroken", review.Corrupt},
		{"pdf", "hello", review.NotAReview},
		{"txt", " ", review.Empty},
	} {
		key := b.announce(t, n, tt.ext, tt.body)
		if err := b.h.Process(context.Background(), key); err != nil {
			t.Fatal(err)
		}
		if r := b.mined(t, n); r.Reason != tt.want || r.Problem == "" || len(r.Sentences) > 0 {
			t.Errorf("%q: mined = %+v, want reason %s", tt.body, r, tt.want)
		}
	}
}

func TestUploadThatNobodyAnnouncedIsDeleted(t *testing.T) {
	b := newBench()
	for _, key := range []string{ledger.IncomingReviewKey(id(9), "pdf"), ledger.IncomingReviews + "../../x.pdf", ledger.IncomingReviews + strings.Repeat("a", 300)} {
		b.Put(key, []byte("hello"))
		if err := b.h.Process(context.Background(), key); err != nil {
			t.Fatal(err)
		}
	}
	if left := b.Keys(""); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestHandle(t *testing.T) {
	b := newBench()
	one := b.announce(t, 1, "txt", "There was drift.")
	b.announce(t, 2, "txt", "There was drift.")
	e := events.SQSEvent{Records: []events.SQSMessage{
		bucketevent.Message("a", one, "incoming/returns/"+id(3)+".xlsx"),
		bucketevent.Message("b", ""), // something arrived
	}}
	res, err := b.h.Handle(context.Background(), e)
	if err != nil || len(res.BatchItemFailures) > 0 {
		t.Fatalf("Handle = %+v, %v", res, err)
	}
	b.mined(t, 1)
	b.mined(t, 2)
}

func TestTwoWorkersAtOnce(t *testing.T) {
	b := newBench()
	key := b.announce(t, 1, "txt", "There was drift.")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := b.h.Process(context.Background(), key); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b.mined(t, 1)
}

func TestAReviewThatTakesTooLongToLabelEndsWithItsReason(t *testing.T) {
	b := newBench()
	b.h.o.Label = time.Nanosecond
	key := b.announce(t, 1, "txt", strings.Repeat("Nobody asked about the father, and the nursery was not told what had been decided.\n", 2000))
	if err := b.h.Process(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if got := b.mined(t, 1); got.Reason != review.TimeLimit || got.Problem == "" {
		t.Errorf("reason %q, problem %q; want a time limit", got.Reason, got.Problem)
	}
	if left := b.Keys(ledger.IncomingReviews); len(left) > 0 {
		t.Errorf("the upload is still there: %v", left)
	}
}
