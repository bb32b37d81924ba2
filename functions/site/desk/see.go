package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A State says how far a return has come.
type State string

// The states. Waiting has no file yet, or the file has only just arrived.
// The next four are the verdicts. Signed is accepted and in force: the
// sign-off of its area and period names it. Replaced was signed, and a later
// return of the same period was signed after it.
const (
	Waiting    State = "waiting"
	Accepted   State = "accepted"
	Rejected   State = "rejected"
	Unreadable State = "unreadable"
	Refused    State = "refused"
	Signed     State = "signed"
	Replaced   State = "replaced"
)

// A Seen is everything known about one return.
type Seen struct {
	Submission ledger.Submission
	State      State
	Arrived    bool            // while waiting: the file is there and being checked
	Outcome    *ledger.Outcome // nil while waiting
	SignOff    *ledger.SignOff // the sign-off of this very return, or nil
	InForce    *ledger.SignOff // the sign-off in force for the area and period, or nil
	Next       int             // the number the next sign-off of the area and period takes

	// What follows is of accepted returns.
	Explanations ledger.Explanations // in force; the zero value where nothing was explained
	Unexplained  []ledger.Problem    // what must be explained before anybody may approve
	Standing     Standing            // who has approved it, and who has not
}

// Done reports whether the upload has an outcome.
func (s Seen) Done() bool { return s.State != Waiting }

// See returns a return that p may see, or ErrNotFound. Inspectors and the
// national team see one once it is signed off.
func (d *Desk) See(ctx context.Context, p account.Person, id string) (Seen, error) {
	if !ledger.ValidID(id) {
		return Seen{}, ErrNotFound
	}
	s, err := d.ledger.Submission(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		return Seen{}, ErrNotFound
	}
	if err != nil {
		return Seen{}, fmt.Errorf("see return %s: %w", id, err)
	}
	own := account.Allowed(p, account.SeeReturn, s.Area)
	if !own && !account.Allowed(p, account.SeeExplained, s.Area) {
		return Seen{}, ErrNotFound
	}
	signed, err := d.signOffs(ctx, s.Area, s.Period)
	if err != nil {
		return Seen{}, fmt.Errorf("see return %s: %w", id, err)
	}
	v, err := d.seen(ctx, s, signed)
	if err == nil && !own && v.SignOff == nil {
		return Seen{}, ErrNotFound // a return is its area's own until it is signed off
	}
	if err != nil || v.Done() {
		return v, err
	}
	arrived, err := d.arrived(ctx, id)
	if err != nil {
		return Seen{}, fmt.Errorf("see return %s: %w", id, err)
	}
	if arrived {
		v.Arrived = true
		return v, nil
	}
	// The upload goes once its outcome is there: it may have gone between the
	// two looks, so look at the outcome again.
	return d.seen(ctx, s, signed)
}

// arrived reports whether the upload of a submission lies in quarantine.
func (d *Desk) arrived(ctx context.Context, id string) (bool, error) {
	key := ledger.IncomingReturnKey(id)
	for found, err := range d.ledger.Objects().List(ctx, key, "") {
		return err == nil && found == key, err
	}
	return false, nil
}

func (d *Desk) seen(ctx context.Context, s ledger.Submission, signed []ledger.Signed) (Seen, error) {
	v := Seen{Submission: s, State: Waiting, Next: len(signed) + 1}
	if n := len(signed); n > 0 {
		v.InForce = &signed[n-1].SignOff
	}
	for i := range signed {
		if signed[i].Submission == s.ID {
			v.SignOff = &signed[i].SignOff
		}
	}
	o, err := d.ledger.Outcome(ctx, s.ID)
	if errors.Is(err, ledger.ErrNotFound) {
		return v, nil
	}
	if err != nil {
		return Seen{}, fmt.Errorf("see return %s: %w", s.ID, err)
	}
	v.Outcome = &o
	switch {
	case v.SignOff != nil && v.InForce.Submission == s.ID:
		v.State = Signed
	case v.SignOff != nil:
		v.State = Replaced
	default:
		v.State = State(o.Verdict)
	}
	return v, d.fillAccepted(ctx, &v)
}

// fillAccepted adds what is known of an accepted return alone.
func (d *Desk) fillAccepted(ctx context.Context, v *Seen) error {
	v.Standing = Standing{Number: v.Next}
	if v.Outcome.Verdict != returns.Accepted {
		return nil
	}
	q, err := period.Parse(v.Submission.Period)
	if err != nil {
		return err
	}
	if v.SignOff != nil {
		v.Standing = closed(*v.SignOff)
	} else if v.Standing, err = d.standing(ctx, v.Submission, v.Next); err != nil {
		return err
	}
	if v.mustExplain() {
		if v.Explanations, err = d.ledger.ExplanationsSeen(ctx, v.Submission.Area, q, v.Submission.ID, v.Standing.Approvals); err != nil {
			return fmt.Errorf("see return %s: %w", v.Submission.ID, err)
		}
		v.Unexplained = v.Explanations.Unexplained(v.Outcome.Problems)
	}
	return nil
}

// mustExplain reports whether a check asked for anything to be explained.
func (s Seen) mustExplain() bool {
	return s.Outcome != nil && slices.ContainsFunc(s.Outcome.Problems, func(p ledger.Problem) bool { return p.Severity == cell.Explain })
}

// signOffs returns the sign-offs of an area and period, the first first.
func (d *Desk) signOffs(ctx context.Context, dfe, code string) ([]ledger.Signed, error) {
	q, err := period.Parse(code)
	if err != nil {
		return nil, err
	}
	return d.ledger.SignOffsFor(ctx, dfe, q)
}

// OfArea returns the returns of an area, the latest period first and in it the
// latest return first; or ErrNotFound for somebody who may not see them.
func (d *Desk) OfArea(ctx context.Context, p account.Person, dfe string) ([]Seen, error) {
	if !account.Allowed(p, account.SeeReturn, dfe) {
		return nil, ErrNotFound
	}
	subs, err := d.ledger.AreaSubmissions(ctx, dfe)
	if err != nil {
		return nil, fmt.Errorf("returns of %s: %w", dfe, err)
	}
	signed := map[string][]ledger.Signed{}
	all := make([]Seen, 0, len(subs))
	for _, s := range slices.Backward(subs) {
		if _, ok := signed[s.Period]; !ok {
			if signed[s.Period], err = d.signOffs(ctx, dfe, s.Period); err != nil {
				return nil, fmt.Errorf("returns of %s: %w", dfe, err)
			}
		}
		v, err := d.seen(ctx, s, signed[s.Period])
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, d.markArrived(ctx, all)
}

// markArrived says of those that wait whether their file is there, with one
// listing for them all.
func (d *Desk) markArrived(ctx context.Context, all []Seen) error {
	if !slices.ContainsFunc(all, func(s Seen) bool { return s.State == Waiting }) {
		return nil
	}
	there := map[string]bool{}
	for key, err := range d.ledger.Objects().List(ctx, ledger.IncomingReturns, "") {
		if err != nil {
			return fmt.Errorf("list uploads: %w", err)
		}
		there[key] = true
	}
	for i := range all {
		all[i].Arrived = all[i].State == Waiting && there[ledger.IncomingReturnKey(all[i].Submission.ID)]
	}
	return nil
}

// Return returns the content of an accepted return.
func (d *Desk) Return(ctx context.Context, s Seen) (*returns.Return, error) {
	if s.Outcome == nil || s.Outcome.CountsKey == "" {
		return nil, ErrNotFound
	}
	c, err := d.ledger.Counts(ctx, s.Outcome.CountsKey)
	if err != nil {
		return nil, fmt.Errorf("read counts of %s: %w", s.Submission.ID, err)
	}
	return c.Return()
}

// Workbook returns the clean workbook of an accepted return, or ErrNotFound.
func (d *Desk) Workbook(ctx context.Context, s Seen) ([]byte, error) {
	if s.Outcome == nil || s.Outcome.WorkbookKey == "" {
		return nil, ErrNotFound
	}
	body, _, err := d.ledger.Objects().Get(ctx, s.Outcome.WorkbookKey)
	if err != nil {
		return nil, fmt.Errorf("read workbook of %s: %w", s.Submission.ID, err)
	}
	return body, nil
}

// Published returns the number of the current publication when the figures of
// a signed return are in it, and 0 while they are not.
func (d *Desk) Published(ctx context.Context, s Seen) (int, error) {
	if s.State != Signed {
		return 0, nil
	}
	q, err := period.Parse(s.SignOff.Period)
	if err != nil {
		return 0, err
	}
	current, err := d.ledger.Current(ctx)
	if err != nil || current.Benchmarks == 0 {
		return 0, err
	}
	m, err := d.ledger.Manifest(ctx, ledger.Benchmarks, current.Benchmarks)
	if err != nil {
		return 0, fmt.Errorf("read what publication %d was made from: %w", current.Benchmarks, err)
	}
	key := ledger.SignOffKey(s.SignOff.Area, q, s.SignOff.Number)
	if slices.ContainsFunc(m.Inputs, func(i ledger.Input) bool { return i.Key == key }) {
		return current.Benchmarks, nil
	}
	return 0, nil
}

// LastSigned returns the return in force for the period before q, to fill a
// new template with; nil where there is none.
func (d *Desk) LastSigned(ctx context.Context, p account.Person, dfe string, q period.Period) (*returns.Return, error) {
	signed, err := d.signOffs(ctx, dfe, q.Previous().String())
	if err != nil || len(signed) == 0 {
		return nil, err
	}
	v, err := d.See(ctx, p, signed[len(signed)-1].Submission)
	if err != nil {
		return nil, err
	}
	return d.Return(ctx, v)
}
