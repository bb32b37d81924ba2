package publication

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/shared/area"
	"earlyhelp/shared/audit"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/bucketevent"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/published"
)

// CodeVersion names the methods and reference data of this release. Figures
// in force that were made by another version are made anew. Raise it with any
// change to what Build gives for the same returns.
const CodeVersion = "2026-11-22.5"

// Options change what a Handler does. The zero value is right for production.
type Options struct {
	Now         func() time.Time     // nil: time.Now
	CodeVersion string               // "": CodeVersion
	Catalogue   *indicator.Catalogue // nil: indicator.All()
	Register    *area.Register       // nil: area.England()
	Published   *published.Table     // nil: published.Series()
}

// A Handler publishes. It is safe for concurrent use, and remembers the
// returns that it has read, which never change.
type Handler struct {
	ledger *ledger.Ledger
	log    *slog.Logger
	o      Options

	mu    sync.Mutex // one publication at a time; the next one may find nothing to do
	known map[string]loaded
	words map[string]string

	figures  *benchmark.Prepared // prepared last; nil for none
	outsider *audit.Knowledge    // of the last publication made here; nil for none
	refused  string              // inputs and release that were refused last

	leak func(*benchmark.Fact) // for tests: makes public facts tell too much
}

// New returns a Handler that publishes what is in the ledger kept in objects.
// o may be nil.
func New(objects ledger.Objects, log *slog.Logger, o *Options) *Handler {
	h := &Handler{ledger: ledger.New(objects), log: log, known: map[string]loaded{}, words: map[string]string{}}
	if o != nil {
		h.o = *o
	}
	if h.o.Now == nil {
		h.o.Now = time.Now
	}
	if h.o.CodeVersion == "" {
		h.o.CodeVersion = CodeVersion
	}
	if h.o.Catalogue == nil {
		h.o.Catalogue = indicator.All()
	}
	if h.o.Register == nil {
		h.o.Register = area.England()
	}
	if h.o.Published == nil {
		h.o.Published = published.Series()
	}
	return h
}

// Handle publishes once for a whole batch of messages. If that fails, every
// message that was about a sign-off is reported as failed, to come again.
func (h *Handler) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	var response events.SQSEventResponse
	var about []string
	for _, m := range event.Records {
		if aboutSignOffs(m) {
			about = append(about, m.MessageId)
		}
	}
	if len(about) == 0 {
		return response, nil
	}
	if err := h.Rebuild(ctx); err != nil {
		h.log.ErrorContext(ctx, "publish: rebuild", "messages", len(about), "err", err)
		for _, id := range about {
			response.BatchItemFailures = append(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: id})
		}
	}
	return response, nil
}

// aboutSignOffs reports whether a message names a sign-off, or does not say
// what it is about.
func aboutSignOffs(m events.SQSMessage) bool {
	keys, unknown := bucketevent.Keys(m)
	for _, key := range keys {
		unknown = unknown || strings.HasPrefix(key, ledger.SignOffs)
	}
	return unknown
}

func (h *Handler) input(rs []loaded, withheld []ledger.Withheld) benchmark.Input {
	in := benchmark.Input{Catalogue: h.o.Catalogue, Register: h.o.Register, Published: h.o.Published}
	for _, r := range rs {
		in.Returns = append(in.Returns, r.signed)
	}
	for _, w := range withheld {
		in.Withheld = append(in.Withheld, w.Cells...)
	}
	return in
}
