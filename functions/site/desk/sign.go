package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
)

// SignOff records that p approves a return. sha256 is the hash of the clean
// workbook that p was shown, and number the sign-off p was about to make (1
// for the first of the area and period; 0 for whatever comes next). Both are
// what p saw: when the return is another, it is ErrStale; when somebody signed
// meanwhile, it is a *ledger.ConflictError that says who.
//
// Signing again what is in force already, by the same person, changes nothing
// and is no error: a form that was sent twice.
func (d *Desk) SignOff(ctx context.Context, p account.Person, id, sha256 string, number int) (ledger.SignOff, error) {
	v, err := d.See(ctx, p, id)
	if err != nil {
		return ledger.SignOff{}, err
	}
	if !account.Allowed(p, account.SignOff, v.Submission.Area) {
		return ledger.SignOff{}, ErrMayNot
	}
	if v.Outcome == nil || v.Outcome.SHA256 == "" {
		return ledger.SignOff{}, ErrNotAccepted
	}
	if v.Outcome.SHA256 != sha256 {
		return ledger.SignOff{}, ErrStale
	}
	if f := v.InForce; f != nil && f.Submission == id && f.By.Subject == p.Subject {
		return *f, nil
	}
	if v.State == Signed {
		return ledger.SignOff{}, &ledger.ConflictError{Existing: *v.InForce}
	}
	if number == 0 {
		number = v.Next
	}
	if number >= 1 && number < v.Next {
		return ledger.SignOff{}, &ledger.ConflictError{Existing: *v.InForce}
	}
	if number != v.Next {
		return ledger.SignOff{}, ErrStale
	}
	s := ledger.SignOff{
		Number: number, Area: v.Submission.Area, Period: v.Submission.Period, Submission: id,
		SHA256: sha256, By: p, At: d.now().UTC().Truncate(time.Second),
	}
	err = d.ledger.Sign(ctx, s)
	var conflict *ledger.ConflictError
	if errors.As(err, &conflict) && conflict.Existing.Submission == id && conflict.Existing.By.Subject == p.Subject {
		return conflict.Existing, nil // our own other press of the button won
	}
	if err != nil {
		return ledger.SignOff{}, fmt.Errorf("sign off %s: %w", id, err)
	}
	return s, nil
}
