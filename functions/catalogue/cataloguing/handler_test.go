package cataloguing

import (
	"encoding/json"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/learning/library"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

const (
	rowan = "01K0000000000000000000R0WA"
	ines  = "01K00000000000000000000NES"
)

func at() time.Time { return time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC) }

func addReview(t *testing.T, book *ledger.Ledger, id, title, sentence string) {
	t.Helper()
	if err := book.AddReview(t.Context(), ledger.ReviewMeta{ID: id, Title: title, Year: 2024, Kind: "lcspr", Demonstration: true, At: at()}); err != nil {
		t.Fatal(err)
	}
	mined, err := json.Marshal(theme.Review{ID: id, Pages: 1, Sentences: []theme.Sentence{{Page: 1, Text: sentence}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := book.RecordMined(t.Context(), id, mined); err != nil {
		t.Fatal(err)
	}
}

// found returns the IDs that the current library finds for a word.
func found(t *testing.T, objects ledger.Objects, word string) []string {
	t.Helper()
	current, err := ledger.New(objects).Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bundle, _, err := objects.Get(t.Context(), ledger.SnapshotKey(ledger.Library, current.Library, "index.zip"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "index")
	if err := library.Unpack(bundle, dir); err != nil {
		t.Fatal(err)
	}
	lib, err := library.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	res, err := lib.Search(t.Context(), library.Query{Text: word})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

func TestRebuildPublishesWhatWasMinedOnce(t *testing.T) {
	objects := ledgertest.New()
	book := ledger.New(objects)
	h := New(objects, slog.New(slog.DiscardHandler), &Options{Now: at, TempDir: t.TempDir()})
	one := events.SQSEvent{Records: []events.SQSMessage{{MessageId: "1"}, {MessageId: "2"}}}

	if _, err := h.Handle(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	if c, err := book.Current(t.Context()); err != nil || c.Library != 0 {
		t.Errorf("current = %+v, %v: published with nothing mined", c, err)
	}
	addReview(t, book, rowan, "Rowan", "Nobody asked about the father.")
	for range 3 {
		if _, err := h.Handle(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
	if c, err := book.Current(t.Context()); err != nil || c.Library != 1 {
		t.Errorf("current = %+v, %v, want library 1 for one review however often told", c, err)
	}
	addReview(t, book, ines, "Ines", "The case drifted.")
	if err := h.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := found(t, objects, "drifting"); len(got) != 1 || got[0] != ines {
		t.Errorf("found %v, want %s", got, ines)
	}
	if got := found(t, objects, "father"); len(got) != 1 || got[0] != rowan {
		t.Errorf("found %v, want %s", got, rowan)
	}
}

func TestRebuildStartsAgainWhenAnotherPublisherWins(t *testing.T) {
	objects := ledgertest.New()
	book := ledger.New(objects)
	addReview(t, book, rowan, "Rowan", "Nobody asked about the father.")
	beaten := false
	h := New(objects, slog.New(slog.DiscardHandler), &Options{TempDir: t.TempDir(), Now: func() time.Time {
		if !beaten { // between reading what is current and writing
			beaten = true
			addReview(t, book, ines, "Ines", "The case drifted.")
			other := New(objects, slog.New(slog.DiscardHandler), &Options{Now: at, TempDir: t.TempDir()})
			if err := other.Rebuild(t.Context()); err != nil {
				t.Error(err)
			}
		}
		return at()
	}})
	if err := h.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := found(t, objects, "drifting"); len(got) != 1 {
		t.Errorf("the library lost what the other publisher had: found %v", got)
	}
}

func TestALibraryWhoseManifestIsGoneIsPublishedAnew(t *testing.T) {
	objects := ledgertest.New()
	book := ledger.New(objects)
	h := New(objects, slog.New(slog.DiscardHandler), &Options{Now: at, TempDir: t.TempDir()})
	addReview(t, book, rowan, "Rowan", "Nobody asked about the father.")
	for want := 1; want <= 2; want++ {
		if err := h.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c, err := book.Current(t.Context()); err != nil || c.Library != want {
			t.Fatalf("current = %+v, %v, want library %d", c, err, want)
		}
		if err := objects.Delete(t.Context(), ledger.SnapshotKey(ledger.Library, want, "manifest.json")); err != nil {
			t.Fatal(err)
		}
	}
}
