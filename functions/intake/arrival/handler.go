// Package arrival deals with a return that has been uploaded: it screens and
// checks the file, holds it against the area's earlier returns and the
// national figures, keeps the counts of an accepted one and the marked
// workbook of one with problems, records what became of it, and deletes the
// upload.
//
// Nothing is kept that has not passed the privacy screen. That goes for a file
// that we failed on as well, by a fault of ours: of it is kept what the marked
// workbook holds (the sheets, headings, figures and screened notes of the
// return, at the addresses where they stood), which is enough to find the
// fault with; the upload itself is deleted like any other. Where the screen
// fails too, nothing is kept but the verdict and its reference.
//
// The outcome is recorded last and once. Until then doing it again changes
// nothing, so a crash at any moment, an event that comes three times and two
// workers at once all end in the same records. What is under incoming/ without
// an outcome has not been dealt with; what has an outcome has, and is deleted.
package arrival

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/shared/area"
	"earlyhelp/shared/bucketevent"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/marked"
	"earlyhelp/shared/plausible"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// A Handler deals with uploaded returns. It is safe for concurrent use.
type Handler struct {
	objects ledger.Objects
	ledger  *ledger.Ledger
	log     *slog.Logger
	o       Options
	past    past
}

// Options are the parts of a Handler that have defaults.
type Options struct {
	Now       func() time.Time                                              // default time.Now
	Register  *area.Register                                                // default area.England()
	Published *published.Table                                              // default published.Series()
	Read      func(data []byte, o returns.ReadOptions) returns.Result       // default returns.Read
	Check     func(r *returns.Return, c plausible.Context) []cell.Problem   // default plausible.Check
	Mark      func(w io.Writer, data []byte, problems []cell.Problem) error // default marked.Write
}

// New returns a Handler on the objects of one bucket. o may be nil.
func New(objects ledger.Objects, log *slog.Logger, o *Options) *Handler {
	h := &Handler{objects: objects, ledger: ledger.New(objects), log: log}
	if o != nil {
		h.o = *o
	}
	if h.o.Now == nil {
		h.o.Now = time.Now
	}
	if h.o.Register == nil {
		h.o.Register = area.England()
	}
	if h.o.Published == nil {
		h.o.Published = published.Series()
	}
	if h.o.Read == nil {
		h.o.Read = returns.Read
	}
	if h.o.Check == nil {
		h.o.Check = plausible.Check
	}
	if h.o.Mark == nil {
		h.o.Mark = marked.Write
	}
	return h
}

// Handle deals with every upload that a batch of messages tells of, and
// reports the messages whose uploads it could not deal with. A message that
// does not say what arrived stands for everything that waits.
func (h *Handler) Handle(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	return bucketevent.Consumer{Name: "intake", Prefix: ledger.IncomingReturns, List: h.objects.List, Do: h.arrived, Log: h.log}.Handle(ctx, e)
}

// arrived deals with an object under incoming/returns/.
func (h *Handler) arrived(ctx context.Context, key string) error {
	id, ok := ledger.IncomingID(key)
	if !ok || key != ledger.IncomingReturnKey(id) {
		// No form that we signed puts anything here.
		h.log.WarnContext(ctx, "intake: deleted what cannot be a return", "key", key)
		return h.objects.Delete(ctx, key)
	}
	return h.Process(ctx, id)
}
