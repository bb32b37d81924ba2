package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// An UnexplainedError reports that a return cannot be approved yet, because
// these problems of it are not explained.
type UnexplainedError struct{ Problems []ledger.Problem }

// Error says how many, and names the first.
func (e *UnexplainedError) Error() string {
	if len(e.Problems) == 1 {
		return "1 figure is not explained: " + e.Problems[0].Ref
	}
	return fmt.Sprintf("%d figures are not explained, the first of them %s", len(e.Problems), e.Problems[0].Ref)
}

// A Standing says how far the approval of a return has come.
type Standing struct {
	Number    int               // of the sign-off that the approvals are for
	Approvals []ledger.Approval // of this very return, in the order of account.Partners
	Waiting   []string          // the partners that have not approved it
	Elsewhere []ledger.Approval // of partners that approve another version of the period instead
	SignOff   *ledger.SignOff   // the sign-off that the approvals closed, or nil
}

// Approve records that p approves a return for the partner that p leads: one
// of the four that sign it off. sha256 is the hash of the clean workbook that p
// was shown, and number the sign-off that p saw open (1 for the first of the
// area and period; 0 for whatever comes next). When the return is another it is
// ErrStale; when the sign-off was closed meanwhile, for another return, it is a
// *ledger.ConflictError that says by whom. Whatever a check asked to be
// explained must be, else it is an *UnexplainedError; a return that comes after
// one that was signed off must say why, else it is ErrNoReason.
//
// A partner approves one version at a time: the approval of another takes the
// place of the one before. Approving again what that partner approves already
// changes nothing and is no error. The fourth partner's approval closes the
// sign-off.
func (d *Desk) Approve(ctx context.Context, p account.Person, id, sha256 string, number int) (Standing, error) {
	v, err := d.See(ctx, p, id)
	if err != nil {
		return Standing{}, err
	}
	if !account.Allowed(p, account.SignOff, v.Submission.Area) {
		return Standing{}, ErrMayNot
	}
	partner, ok := account.MaySign(p, v.Submission.Area)
	if !ok {
		return Standing{}, ErrNoPartner
	}
	if v.Outcome == nil || v.Outcome.SHA256 == "" {
		return Standing{}, ErrNotAccepted
	}
	if v.Outcome.SHA256 != sha256 {
		return Standing{}, ErrStale
	}
	if v.State == Signed && (number == 0 || number == v.InForce.Number) {
		return v.Standing, nil
	}
	if number == 0 {
		number = v.Next
	}
	switch {
	case number >= 1 && number < v.Next:
		return Standing{}, &ledger.ConflictError{Existing: *v.InForce}
	case number != v.Next:
		return Standing{}, ErrStale
	case len(v.Unexplained) > 0:
		return Standing{}, &UnexplainedError{v.Unexplained}
	case v.InForce != nil && v.Submission.Reason == "":
		return Standing{}, ErrNoReason
	}
	s, err := d.ledger.Approve(ctx, ledger.Approval{
		Number: number, Area: v.Submission.Area, Period: v.Submission.Period, Submission: id, SHA256: sha256,
		Explained: v.Explanations.Number, Partner: partner, By: p, At: d.now().UTC().Truncate(time.Second),
	})
	if errors.Is(err, ledger.ErrOtherExplanations) {
		return Standing{}, ErrStale // somebody explained it anew while another partner approved it
	}
	if err != nil {
		return Standing{}, fmt.Errorf("approve %s: %w", id, err)
	}
	if s != nil {
		return closed(*s), nil
	}
	return d.standing(ctx, v.Submission, number)
}

// closed is the standing of a return that is signed off.
func closed(s ledger.SignOff) Standing {
	return Standing{Number: s.Number, Approvals: s.Approvals, SignOff: &s}
}

// standing reads how far the approval of a return for an open sign-off has
// come.
func (d *Desk) standing(ctx context.Context, s ledger.Submission, number int) (Standing, error) {
	q, err := period.Parse(s.Period)
	if err != nil {
		return Standing{}, err
	}
	log, err := d.ledger.Approvals(ctx, s.Area, q, number)
	if err != nil {
		return Standing{}, fmt.Errorf("approvals of %s: %w", s.ID, err)
	}
	if done, ok := ledger.Closing(log); ok && done.Submission == s.ID {
		return closed(done), nil // another partner was the fourth just now
	}
	out := Standing{Number: number}
	for _, a := range ledger.InForce(log) {
		if a.Submission == s.ID {
			out.Approvals = append(out.Approvals, a)
		} else {
			out.Elsewhere = append(out.Elsewhere, a)
		}
	}
	for _, partner := range account.Partners() {
		if !slices.ContainsFunc(out.Approvals, func(a ledger.Approval) bool { return a.Partner == partner }) {
			out.Waiting = append(out.Waiting, partner)
		}
	}
	return out, nil
}
