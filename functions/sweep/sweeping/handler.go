// Package sweeping finds what an event should have driven and did not, and
// drives it: events come late, without their key, or never. It also looks after
// collection periods: it opens those that have ended, closes sign-offs whose
// four approvals are there, and reminds those who are behind. Last it seals the
// chain of the ledger, so that what it did is sealed too.
//
// A reminder is written down before it is sent, under a key made of its day
// and its role, and each attempt to send it before that attempt is made. So it
// is written once however often sweep runs, and sent at most once however a
// sweep ends: one that broke off between handing a letter over and noting so
// leaves a message of which the national team is told that it may not have
// gone.
package sweeping

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/oklog/ulid/v2"

	"earlyhelp/functions/catalogue/cataloguing"
	"earlyhelp/functions/publish/publication"
	"earlyhelp/shared/area"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/mail"
	"earlyhelp/shared/period"
)

// Drivers do the work that is found. All are required. On AWS they are the
// functions' own handlers; the local runner sends to its queues instead.
type Drivers struct {
	Return    func(ctx context.Context, id string) error  // an uploaded return
	Review    func(ctx context.Context, key string) error // an uploaded review
	Publish   func(ctx context.Context) error             // sign-offs that are not published, or not by this release
	Catalogue func(ctx context.Context) error             // reviews that are not in the library, or not by this release
}

// Options are the parts of a Handler that have defaults.
type Options struct {
	Now func() time.Time // default time.Now
	// Areas are those that return for periods that end on a day; default
	// area.England().On.
	Areas func(on period.Date) []area.Area
	// Mail sends reminders; nil keeps them to be read on the site.
	Mail mail.Sender
	// BaseURL is where people find the site, without a slash at its end: what
	// the links of reminders begin with.
	BaseURL string
	// MinAge is how old a submission must be before its upload is taken for
	// one whose event is lost; default a minute. Below 0 is no age at all.
	MinAge time.Duration
}

// A Handler sweeps. It is safe for concurrent use.
type Handler struct {
	objects ledger.Objects
	ledger  *ledger.Ledger
	drive   Drivers
	log     *slog.Logger
	now     func() time.Time
	areas   func(on period.Date) []area.Area
	sender  mail.Sender
	baseURL string
	minAge  time.Duration
}

// New returns a Handler on the objects of one bucket. o may be nil.
func New(objects ledger.Objects, drive Drivers, log *slog.Logger, o *Options) *Handler {
	h := &Handler{objects: objects, ledger: ledger.New(objects), drive: drive, log: log, now: time.Now, areas: area.England().On, minAge: time.Minute}
	if o == nil {
		return h
	}
	if o.Now != nil {
		h.now = o.Now
	}
	if o.Areas != nil {
		h.areas = o.Areas
	}
	if o.MinAge != 0 {
		h.minAge = o.MinAge
	}
	h.sender, h.baseURL = o.Mail, o.BaseURL
	return h
}

// Handle sweeps once, whatever the schedule's event says.
func (h *Handler) Handle(ctx context.Context, _ events.EventBridgeEvent) error { return h.Sweep(ctx) }

// Sweep does everything that is left to do. What fails does not keep the rest
// from being done; all failures are returned.
func (h *Handler) Sweep(ctx context.Context) error {
	start := h.now()
	opened, err := h.openPeriods(ctx)
	uploads, err2 := h.uploads(ctx)
	closed, err3 := h.closeApproved(ctx)
	published, err4 := h.publish(ctx)
	catalogued, err5 := h.catalogue(ctx)
	reminders, err6 := h.remind(ctx)
	_, _, err7 := h.ledger.Seal(ctx, h.now())
	err = errors.Join(err, err2, err3, err4, err5, err6, err7)
	if err != nil {
		err = fmt.Errorf("sweep: %w", err)
	}
	if err != nil || opened > 0 || uploads > 0 || closed > 0 || published || catalogued || reminders > 0 {
		h.log.InfoContext(ctx, "sweep: done", "periods", opened, "uploads", uploads, "signoffs", closed, "publish", published,
			"catalogue", catalogued, "reminders", reminders, "ms", h.now().Sub(start).Milliseconds(), "err", err)
	}
	return err
}

// uploads drives every upload that has waited long enough for its event.
func (h *Handler) uploads(ctx context.Context) (n int, err error) {
	var errs []error
	for _, prefix := range []string{ledger.IncomingReturns, ledger.IncomingReviews} {
		for key, err := range h.objects.List(ctx, prefix, "") {
			if err != nil {
				errs = append(errs, fmt.Errorf("list uploads: %w", err))
				break
			}
			id, ok := ledger.IncomingID(key)
			if !ok || h.young(id) {
				continue
			}
			n++
			if prefix == ledger.IncomingReturns {
				err = h.drive.Return(ctx, id)
			} else {
				err = h.drive.Review(ctx, key)
			}
			errs = append(errs, err)
		}
	}
	return n, errors.Join(errs...)
}

// closeApproved makes the sign-offs that all four partners have approved and
// that nobody made, because a process ended between the two.
func (h *Handler) closeApproved(ctx context.Context) (int, error) {
	closed, err := h.ledger.CloseApproved(ctx)
	for _, s := range closed {
		h.log.InfoContext(ctx, "sweep: sign-off closed", "area", s.Area, "period", s.Period, "number", s.Number, "submission", s.Submission)
	}
	return len(closed), err
}

// young reports whether a submission is so recent that its event may yet
// come. The time is in the ID.
func (h *Handler) young(id string) bool {
	u, err := ulid.ParseStrict(id)
	return err == nil && h.now().Sub(u.Timestamp()) < h.minAge
}

// publish drives the publisher if a sign-off in force is not among the inputs
// of the current figures, or these were made by another release.
func (h *Handler) publish(ctx context.Context) (bool, error) {
	signed, err := h.ledger.SignOffs(ctx)
	if err != nil {
		return false, err
	}
	keys := make([]string, len(signed))
	for i, s := range signed {
		keys[i] = s.Key
	}
	current, err := h.ledger.Current(ctx)
	if err != nil {
		return false, err
	}
	if ok, err := h.holds(ctx, ledger.Benchmarks, current.Benchmarks, publication.CodeVersion, keys); ok || err != nil {
		return false, err
	}
	return true, h.drive.Publish(ctx)
}

// catalogue drives the cataloguer if a mined review is not among the inputs
// of the current library, or this was made by another release.
func (h *Handler) catalogue(ctx context.Context) (bool, error) {
	mined, err := h.ledger.MinedKeys(ctx)
	if err != nil {
		return false, err
	}
	current, err := h.ledger.Current(ctx)
	if err != nil {
		return false, err
	}
	if ok, err := h.holds(ctx, ledger.Library, current.Library, cataloguing.CodeVersion, mined); ok || err != nil {
		return false, err
	}
	return true, h.drive.Catalogue(ctx)
}

// holds reports whether a sequence under a prefix was made from all of keys,
// by this release. Sequence 0 is none, and holds nothing; so does one whose
// manifest is gone.
func (h *Handler) holds(ctx context.Context, prefix string, seq int, version string, keys []string) (bool, error) {
	if seq == 0 {
		return len(keys) == 0, nil
	}
	m, err := h.ledger.Manifest(ctx, prefix, seq)
	if errors.Is(err, ledger.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("inputs of %s: %w", strings.TrimSuffix(prefix, "/"), err)
	}
	inputs := make(map[string]bool, len(m.Inputs))
	for _, in := range m.Inputs {
		inputs[in.Key] = true
	}
	lacks := func(key string) bool { return !inputs[key] }
	return m.CodeVersion == version && !slices.ContainsFunc(keys, lacks), nil
}
