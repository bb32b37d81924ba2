// Package mining deals with a case review that has been uploaded: it takes
// out the text, finds the themes, keeps both under ledger/reviews/<id>/ and
// deletes the upload.
//
// What was found is recorded last and once, also when the file could not be
// read: then it holds the reason, so that a librarian sees it and the queue
// ends. Until it is there doing it again changes nothing. The pages' text is
// kept with the sentences, so that every quotation can be checked after the
// upload is gone.
package mining

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/learning/review"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/bucketevent"
	"earlyhelp/shared/ledger"
)

// A Handler deals with uploaded reviews. It is safe for concurrent use.
type Handler struct {
	objects ledger.Objects
	ledger  *ledger.Ledger
	log     *slog.Logger
	o       Options
}

// Options are the parts of a Handler that have defaults.
type Options struct {
	Now    func() time.Time // default time.Now; only for the log
	Limits *review.Limits   // default those of review
	Label  time.Duration    // the longest that finding themes may take; default a minute
}

// labelLimit is half of what template.yaml gives the function. The longest
// reports known take under a second; a text made to be slow must end with a
// reason, and not be tried again for days.
const labelLimit = time.Minute

// New returns a Handler on the objects of one bucket. o may be nil. The
// program's main must begin with review.RunChild.
func New(objects ledger.Objects, log *slog.Logger, o *Options) *Handler {
	h := &Handler{objects: objects, ledger: ledger.New(objects), log: log}
	if o != nil {
		h.o = *o
	}
	if h.o.Now == nil {
		h.o.Now = time.Now
	}
	if h.o.Label == 0 {
		h.o.Label = labelLimit
	}
	return h
}

// Handle deals with every upload that a batch of messages tells of, and
// reports the messages whose uploads it could not deal with. A message that
// does not say what arrived stands for everything that waits.
func (h *Handler) Handle(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	return bucketevent.Consumer{Name: "mine", Prefix: ledger.IncomingReviews, List: h.objects.List, Do: h.Process, Log: h.log}.Handle(ctx, e)
}

// Process deals with the review uploaded under key, such as
// incoming/reviews/<id>.pdf. It does nothing but tidy up if that has been
// done, and nothing if nothing is there. An upload that no librarian
// announced is deleted.
func (h *Handler) Process(ctx context.Context, key string) error {
	id, ok := ledger.IncomingID(key)
	if !ok || !strings.HasPrefix(key, ledger.IncomingReviews) {
		h.log.WarnContext(ctx, "mine: deleted what cannot be a review", "key", key)
		return h.objects.Delete(ctx, key)
	}
	_, err := h.ledger.Mined(ctx, id)
	switch {
	case err == nil:
		return h.objects.Delete(ctx, key)
	case !errors.Is(err, ledger.ErrNotFound):
		return fmt.Errorf("mine %s: %w", id, err)
	}
	raw, _, err := h.objects.Get(ctx, key)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("mine %s: %w", id, err)
	}
	meta, err := h.ledger.ReviewMeta(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		h.log.WarnContext(ctx, "mine: deleted a review that nobody announced", "id", id)
		return h.objects.Delete(ctx, key)
	}
	if err != nil {
		return fmt.Errorf("mine %s: %w", id, err)
	}
	start := h.o.Now()
	found, err := h.read(ctx, raw, key, meta)
	if err != nil {
		return fmt.Errorf("mine %s: %w", id, err)
	}
	body, err := json.Marshal(found)
	if err != nil {
		return fmt.Errorf("mine %s: encode: %w", id, err)
	}
	if err := h.ledger.RecordMined(ctx, id, body); err != nil && !errors.Is(err, ledger.ErrExists) {
		return fmt.Errorf("mine %s: %w", id, err)
	}
	h.log.InfoContext(ctx, "mine: done", "id", id, "reason", found.Reason, "pages", found.Pages, "sentences", len(found.Sentences),
		"themes", len(found.Themes), "bytes", len(raw), "ms", h.o.Now().Sub(start).Milliseconds())
	return h.objects.Delete(ctx, key)
}

// read returns what is in the review, or why it cannot be read. An error is
// ours: it should be tried again.
func (h *Handler) read(ctx context.Context, raw []byte, key string, meta ledger.ReviewMeta) (theme.Review, error) {
	about := theme.Meta{ID: meta.ID, File: meta.FileName, Title: meta.Title, Year: meta.Year}
	var doc review.Document
	err := guard(func() (err error) {
		doc, err = review.Extract(ctx, raw, key, h.o.Limits)
		return err
	})
	var found theme.Review
	if err == nil {
		found, err = h.label(ctx, doc, about)
	}
	if u, ok := theme.AsUnreadable(err); ok {
		h.log.WarnContext(ctx, "mine: unreadable", "id", meta.ID, "reason", u.Reason, "detail", u.Detail)
		return theme.Unreadable(about, u), nil
	}
	return found, err
}

// label finds the themes of a document within the time that they may take.
// What takes longer is left to end by itself, unheard.
func (h *Handler) label(ctx context.Context, doc review.Document, about theme.Meta) (theme.Review, error) {
	var found theme.Review
	done := make(chan error, 1)
	go func() {
		done <- guard(func() error {
			found = theme.Mine(doc, about)
			return nil
		})
	}()
	limit := time.NewTimer(h.o.Label)
	defer limit.Stop()
	select {
	case err := <-done:
		return found, err
	case <-limit.C:
		return theme.Review{}, &review.UnreadableError{Reason: review.TimeLimit, Detail: "finding themes"}
	case <-ctx.Done():
		return theme.Review{}, ctx.Err()
	}
}

// guard turns a panic into an error: one strange review must not bring down
// what serves the others.
func guard(f func() error) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("read: panic: %v", e)
		}
	}()
	return f()
}
