package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"earlyhelp/shared/account"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// Approve records approvals of one submission of an area and period: one
// partner's, or those of several at once, which must agree in everything but
// who approves. When they complete the four it closes the sign-off and returns
// it; else it returns nil.
//
// Number says for which sign-off the approvals are meant: 1 when there was
// none, else the last one's plus 1; 0 is whatever comes next. When that one was
// closed meanwhile for another submission the error is a *ConflictError with
// it. An approval that is in force already, or part of a closed sign-off of the
// same submission, changes nothing. What is approved must be an accepted return
// of that area and period with that hash, else ErrNotAccepted, and explained as
// for the partners who approve it already, else ErrOtherExplanations.
//
// The approvals of one number are a log: entry k is created once, so all who
// approve at once come one after the other. The sign-off follows from the log
// alone, and nothing is appended to a log that closes; whoever finds a closing
// log without its sign-off, after a crash, makes the same one.
func (l *Ledger) Approve(ctx context.Context, approvals ...Approval) (*SignOff, error) {
	if len(approvals) == 0 {
		return nil, errors.New("approve: nothing")
	}
	a := approvals[0]
	p, err := period.Parse(a.Period)
	if err != nil {
		return nil, fmt.Errorf("approve: %w", err)
	}
	for _, b := range approvals {
		if b.Number != a.Number || b.Area != a.Area || b.Period != a.Period || b.Submission != a.Submission || b.SHA256 != a.SHA256 ||
			b.Explained != a.Explained || !slices.Contains(account.Partners(), b.Partner) {
			return nil, fmt.Errorf("approve %s of %s for %s: malformed", a.Submission, a.Area, a.Period)
		}
	}
	if err := l.accepted(ctx, a); err != nil {
		return nil, err
	}
	signed, err := l.signOffKeys(ctx, SignOffPrefix(a.Area, p))
	if err != nil {
		return nil, fmt.Errorf("approve: %w", err)
	}
	n := a.Number
	if n == 0 {
		n = len(signed) + 1
	}
	if n < 1 || n > len(signed)+1 {
		return nil, fmt.Errorf("approve %s for %s: number %d does not follow %d", a.Area, a.Period, n, len(signed))
	}
	at := place{a.Area, p, n}
	for ctx.Err() == nil {
		log, entries, err := l.approvals(ctx, at)
		if err != nil {
			return nil, fmt.Errorf("approve: %w", err)
		}
		if s, closed := Closing(log); closed {
			if err := l.close(ctx, at, s); err != nil {
				return nil, fmt.Errorf("approve: %w", err)
			}
			if s.Submission == a.Submission && s.SHA256 == a.SHA256 {
				return &s, nil
			}
			return nil, &ConflictError{s}
		}
		given := missing(log, approvals, n)
		if len(given) == 0 {
			return nil, nil
		}
		if slices.ContainsFunc(InForce(log), func(b Approval) bool { return b.Submission == a.Submission && b.Explained != a.Explained }) {
			return nil, fmt.Errorf("approve %s of %s for %s: %w", a.Submission, a.Area, a.Period, ErrOtherExplanations)
		}
		s, err := l.give(ctx, at, log, entries+1, given)
		if !errors.Is(err, ErrExists) {
			return s, err
		}
	}
	return nil, ctx.Err()
}

// give appends approvals to a log as its k-th entry, and closes the sign-off if
// that completes it. It returns ErrExists when another entry took the place.
func (l *Ledger) give(ctx context.Context, at place, log []Approval, k int, given []Approval) (*SignOff, error) {
	e, err := jsonEntry(ApprovalKey(at.dfe, at.p, at.n, k), given)
	if err != nil {
		return nil, err
	}
	// Read back, for what follows from the log is worked out from what is kept.
	var kept []Approval
	if err := json.Unmarshal(e.body, &kept); err != nil {
		return nil, fmt.Errorf("approve: %w", err)
	}
	announced := []entry{e}
	s, closes := Closing(append(slices.Clone(log), kept...))
	if closes {
		signOff, err := jsonEntry(SignOffKey(at.dfe, at.p, at.n), s)
		if err != nil {
			return nil, err
		}
		announced = append(announced, signOff)
	}
	if err := l.announce(ctx, returnChain(at.dfe, at.p.String()), inputs(announced...)...); err != nil {
		return nil, fmt.Errorf("approve: %w", err)
	}
	if err := l.put(ctx, e); err != nil {
		return nil, fmt.Errorf("approve: %w", err)
	}
	if !closes {
		return nil, nil
	}
	if err := l.putSame(ctx, announced[1]); err != nil {
		return nil, fmt.Errorf("close: %w", err)
	}
	return &s, nil
}

// accepted reports, as an error, that what a approves is not an accepted
// return of its area and period with its hash.
func (l *Ledger) accepted(ctx context.Context, a Approval) error {
	o, err := l.Outcome(ctx, a.Submission)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("approve: %w", err)
	}
	if o.Verdict != returns.Accepted || o.Area != a.Area || o.Period != a.Period || o.SHA256 != a.SHA256 {
		return fmt.Errorf("approve %s of %s for %s: %w", a.Submission, a.Area, a.Period, ErrNotAccepted)
	}
	return nil
}

// Approvals returns every approval given for the n-th sign-off of an area and
// period, in the order given. InForce says which still stand.
func (l *Ledger) Approvals(ctx context.Context, dfe string, p period.Period, n int) ([]Approval, error) {
	log, _, err := l.approvals(ctx, place{dfe, p, n})
	return log, err
}

// InForce returns the last approval of each partner in a log of approvals, in
// the order of account.Partners; those of partners who have given none are
// left out.
func InForce(log []Approval) []Approval {
	var all []Approval
	for _, partner := range account.Partners() {
		for _, a := range slices.Backward(log) {
			if a.Partner == partner {
				all = append(all, a)
				break
			}
		}
	}
	return all
}

// CloseApproved closes every sign-off that all four partners have approved and
// that nobody closed, because a process ended between the two. It returns those
// that it closed.
func (l *Ledger) CloseApproved(ctx context.Context) ([]SignOff, error) {
	keys, err := l.keys(ctx, Approvals, func(key string) bool {
		_, _, _, _, ok := ParseApprovalKey(key)
		return ok
	})
	if err != nil {
		return nil, err
	}
	made, err := l.signOffKeys(ctx, SignOffs)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(made))
	for _, key := range made {
		known[key] = true
	}
	var closed []SignOff
	var errs []error
	for _, key := range keys {
		dfe, p, n, k, _ := ParseApprovalKey(key)
		if k != 1 || known[SignOffKey(dfe, p, n)] {
			continue // each log is looked at once
		}
		at := place{dfe, p, n}
		log, _, err := l.approvals(ctx, at)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if s, ok := Closing(log); ok {
			if err := l.close(ctx, at, s); err != nil {
				errs = append(errs, err)
				continue
			}
			closed = append(closed, s)
		}
	}
	return closed, errors.Join(errs...)
}

// A place is where a sign-off stands: an area, a period and a number.
type place struct {
	dfe string
	p   period.Period
	n   int
}

// approvals reads a log, and how many entries it has.
func (l *Ledger) approvals(ctx context.Context, at place) (log []Approval, entries int, err error) {
	keys, err := l.keys(ctx, approvalPrefix(at.dfe, at.p, at.n), func(key string) bool {
		_, _, _, _, ok := ParseApprovalKey(key)
		return ok
	})
	if err != nil {
		return nil, 0, err
	}
	given, err := getAll[[]Approval](ctx, l, keys)
	return slices.Concat(given...), len(keys), err
}

// missing returns those of approvals that are not in force in log, for number
// n.
func missing(log, approvals []Approval, n int) []Approval {
	var all []Approval
	inForce := InForce(log)
	for _, a := range approvals {
		if !slices.ContainsFunc(inForce, func(b Approval) bool {
			return b.Partner == a.Partner && b.Submission == a.Submission && b.SHA256 == a.SHA256
		}) {
			a.Number = n
			all = append(all, a)
		}
	}
	return all
}

// Closing returns the sign-off that a log of approvals amounts to, if all four
// partners approve the same.
func Closing(log []Approval) (SignOff, bool) {
	all := InForce(log)
	if len(all) < len(account.Partners()) {
		return SignOff{}, false
	}
	for _, a := range all {
		if a.Submission != all[0].Submission || a.SHA256 != all[0].SHA256 {
			return SignOff{}, false
		}
	}
	last := log[len(log)-1]
	return SignOff{
		Number: last.Number, Area: last.Area, Period: last.Period, Submission: last.Submission, SHA256: last.SHA256,
		By: last.By, At: last.At, Approvals: all,
	}, true
}

// close records a sign-off that its approvals amount to. That it is recorded
// already is no error: it could not be another.
func (l *Ledger) close(ctx context.Context, at place, s SignOff) error {
	e, err := jsonEntry(SignOffKey(at.dfe, at.p, at.n), s)
	if err != nil {
		return err
	}
	// The fourth approval announced it; whoever gave that may have crashed.
	for key, err := range l.o.List(ctx, e.key, "") {
		if err != nil {
			return fmt.Errorf("close %s: %w", e.key, err)
		}
		if key == e.key {
			return nil
		}
	}
	if err := l.announce(ctx, returnChain(at.dfe, at.p.String()), inputs(e)...); err != nil {
		return err
	}
	return l.putSame(ctx, e)
}
