package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/s3store"
	"earlyhelp/shared/workbook"
)

// The reasons a request cannot be met. ErrNotFound also answers for what is
// none of the person's business.
var (
	ErrNotFound = errors.New("there is no such return")
	// ErrMayNot is for a person whose role does not do this, to what they may
	// see: an officer who tries to sign off their own area's return.
	ErrMayNot = errors.New("this account may not do that")
	// ErrNotOpen: returns are not being collected for the period.
	ErrNotOpen = errors.New("returns for this period are not being collected now")
	// ErrNotInBeing: the area did not exist throughout the period. It comes
	// wrapped in a sentence that says which areas took its place.
	ErrNotInBeing = errors.New("the area was not in being for the period")
	// ErrNotAccepted: only an accepted return can be signed off.
	ErrNotAccepted = ledger.ErrNotAccepted
	// ErrNoPartner is for a lead whose account does not say which partner they
	// lead; it is an ErrMayNot.
	ErrNoPartner = fmt.Errorf("%w: it does not name the partner it approves for", ErrMayNot)
	// ErrNoReason: the period has been signed off, and the return that is to
	// come in its place does not say why.
	ErrNoReason = errors.New("a return was signed off before: say why this one comes in its place")
	// ErrNoLateReason: the deadline of the period has passed, and the return
	// does not say why it comes after it.
	ErrNoLateReason = errors.New("the deadline has passed: say why the return comes after it")
	// ErrApproved: a partner has approved the return, so that what was
	// explained of it may not change.
	ErrApproved = errors.New("a partner has approved this return already")
	// ErrStale: the return's hash is not the one the person was shown.
	ErrStale = errors.New("this is not the return that was shown")
)

// MaxBytes is the largest return: the limit of check V01. The upload policy
// has storage itself refuse more.
const MaxBytes = workbook.MaxFileBytes

// uploadTime is how long a person has between asking to send a return and
// pressing send: time to find the file. Opening the page again gives another.
const uploadTime = time.Hour

// A Presigner makes forms that a browser can send a file to storage with.
type Presigner interface {
	PresignPost(ctx context.Context, key string, maxBytes int64, expires time.Duration, redirect string) (s3store.Post, error)
}

// Desk answers for returns. It is safe for use by many goroutines.
type Desk struct {
	ledger  *ledger.Ledger
	presign Presigner
	areas   *area.Register
	now     func() time.Time
	entropy io.Reader
	stated  factCache
}

// Options are the parts of a Desk that have defaults.
type Options struct {
	Areas   *area.Register   // default area.England()
	Now     func() time.Time // default time.Now
	Entropy io.Reader        // of submission IDs; default crypto/rand
}

// New returns a Desk over the records in l. presign may be nil where nothing
// is sent, as in tests of other things.
func New(l *ledger.Ledger, presign Presigner, o *Options) *Desk {
	d := &Desk{ledger: l, presign: presign}
	if o != nil {
		d.areas, d.now, d.entropy = o.Areas, o.Now, o.Entropy
	}
	if d.areas == nil {
		d.areas = area.England()
	}
	if d.now == nil {
		d.now = time.Now
	}
	if d.entropy == nil {
		d.entropy = rand.Reader
	}
	return d
}

// Records returns what d stands on, for those who only read it: to trace a
// figure to the return that it is from.
func (d *Desk) Records() *ledger.Ledger { return d.ledger }

// An Upload is what a browser needs to send a return: every field, in order,
// then the file in a field named "file", as multipart/form-data to URL.
type Upload struct {
	Submission ledger.Submission
	URL        string
	Fields     map[string]string
	MaxBytes   int64
	Expires    time.Time
}

// A Sending is what a person says of a return that they are about to send.
type Sending struct {
	Area   string // DfE number
	Period period.Period
	// FileName may be empty: it is only kept for people to recognise, and not
	// where it may tell of somebody.
	FileName string
	// Redirect is where storage sends the browser afterwards, with %s for the
	// submission's ID; "" for none.
	Redirect string
	// Reason is why it comes in place of one that was signed off, LateReason
	// why it comes after the deadline. Asks says which of them are needed.
	Reason, LateReason string
	// Unasked is for a program, which nobody can put a question to: it may be
	// late without a LateReason.
	Unasked bool
}

// Start records that p is about to send the return of their own area for a
// period, and says where to. A reason that is needed and missing is
// ErrNoReason or ErrNoLateReason; one that is too long or holds something
// personal is a *TextError.
func (d *Desk) Start(ctx context.Context, p account.Person, in Sending) (Upload, error) {
	if !account.Allowed(p, account.SendReturn, in.Area) {
		return Upload{}, ErrMayNot
	}
	if err := d.mayBeSent(ctx, in.Area, in.Period); err != nil {
		return Upload{}, err
	}
	now := d.now()
	s := ledger.Submission{Area: in.Area, Period: in.Period.String(), FileName: fileName(in.FileName), By: p, At: now.UTC().Truncate(time.Second)}
	var err error
	if err = d.giveReasons(ctx, &s, in); err != nil {
		return Upload{}, err
	}
	id, err := ulid.New(ulid.Timestamp(now), d.entropy)
	if err != nil {
		return Upload{}, fmt.Errorf("make submission ID: %w", err)
	}
	s.ID = id.String()
	if err := d.ledger.AddSubmission(ctx, s); err != nil {
		return Upload{}, fmt.Errorf("start return of %s for %s: %w", in.Area, in.Period, err)
	}
	return d.upload(ctx, s, in.Redirect)
}

// Again returns a fresh form for a submission that has not been sent yet: the
// page was left open too long, or was reloaded.
func (d *Desk) Again(ctx context.Context, s ledger.Submission, redirect string) (Upload, error) {
	return d.upload(ctx, s, redirect)
}

func (d *Desk) upload(ctx context.Context, s ledger.Submission, redirect string) (Upload, error) {
	post, err := d.presign.PresignPost(ctx, ledger.IncomingReturnKey(s.ID), MaxBytes, uploadTime, strings.ReplaceAll(redirect, "%s", s.ID))
	if err != nil {
		return Upload{}, fmt.Errorf("presign upload of %s: %w", s.ID, err)
	}
	return Upload{Submission: s, URL: post.URL, Fields: post.Fields, MaxBytes: MaxBytes, Expires: d.now().Add(uploadTime)}, nil
}

// mayBeSent reports why a return cannot be sent for a period, if it cannot.
func (d *Desk) mayBeSent(ctx context.Context, dfe string, q period.Period) error {
	open, err := d.ledger.OpenPeriods(ctx)
	if err != nil {
		return fmt.Errorf("open periods: %w", err)
	}
	if !slices.Contains(open, q) {
		return fmt.Errorf("%s: %w", q, ErrNotOpen)
	}
	if ok, reason := d.areas.InBeing(dfe, q); !ok {
		return fmt.Errorf("%w: %s", ErrNotInBeing, reason)
	}
	return nil
}

// Open returns the periods that p's own area may send a return for, the
// latest first.
func (d *Desk) Open(ctx context.Context, dfe string) ([]period.Period, error) {
	open, err := d.ledger.OpenPeriods(ctx)
	if err != nil {
		return nil, fmt.Errorf("open periods: %w", err)
	}
	open = slices.DeleteFunc(slices.Clone(open), func(q period.Period) bool {
		ok, _ := d.areas.InBeing(dfe, q)
		return !ok
	})
	slices.Reverse(open)
	return open, nil
}
