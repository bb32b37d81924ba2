package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// An AnswersError reports explanations that cannot be kept. None of those sent
// together was.
type AnswersError struct{ Problems []TextError }

// Error says how many, and what is wrong with the first.
func (e *AnswersError) Error() string {
	return fmt.Sprintf("%d explanations cannot be kept: %s", len(e.Problems), e.Problems[0].Error())
}

// Explain keeps what p says of the figures that a check asked to be explained.
// Answers that are not given again stay as they were; an empty one is taken
// back. All are kept or none: what is too long, holds something personal or
// explains nothing that was asked is an *AnswersError. Once a partner has
// approved the return nothing more may be changed (ErrApproved): what was
// approved stays what it was. Saying what is kept already changes nothing.
func (d *Desk) Explain(ctx context.Context, p account.Person, id string, answers []ledger.Answer) (ledger.Explanations, error) {
	for {
		e, err := d.explain(ctx, p, id, answers)
		if !errors.Is(err, ledger.ErrExists) {
			return e, err
		}
		// A colleague saved at the same moment: put ours on top of theirs.
	}
}

func (d *Desk) explain(ctx context.Context, p account.Person, id string, answers []ledger.Answer) (ledger.Explanations, error) {
	v, err := d.See(ctx, p, id)
	if err != nil {
		return ledger.Explanations{}, err
	}
	if !account.Allowed(p, account.Explain, v.Submission.Area) {
		return ledger.Explanations{}, ErrMayNot
	}
	q, err := period.Parse(v.Submission.Period)
	if err != nil {
		return ledger.Explanations{}, err
	}
	all, changed, err := v.merge(answers)
	switch {
	case v.Outcome == nil || v.Outcome.SHA256 == "":
		return ledger.Explanations{}, ErrNotAccepted
	case err != nil:
		return ledger.Explanations{}, err
	case !changed:
		return v.Explanations, nil
	case v.SignOff != nil || len(v.Standing.Approvals) > 0:
		return ledger.Explanations{}, ErrApproved
	}
	e := ledger.Explanations{Submission: id, Number: v.Explanations.Number + 1, Answers: all, By: p, At: d.now().UTC().Truncate(time.Second)}
	if err := d.ledger.AddExplanations(ctx, v.Submission.Area, q, e); err != nil {
		return ledger.Explanations{}, fmt.Errorf("explain %s: %w", id, err)
	}
	// A partner may have approved what was explained before, at the same moment.
	if v, err = d.See(ctx, p, id); err != nil {
		return ledger.Explanations{}, err
	}
	if len(v.Standing.Approvals) > 0 && v.Standing.Approvals[0].Explained < e.Number {
		return ledger.Explanations{}, ErrApproved
	}
	return e, nil
}

// merge returns the explanations in force with answers put on top, in the
// order of the problems that they explain.
func (s Seen) merge(answers []ledger.Answer) (all []ledger.Answer, changed bool, err error) {
	said := map[[2]string]string{}
	for _, a := range s.Explanations.Answers {
		said[[2]string{a.Rule, a.Ref}] = a.Text
	}
	asked := map[[2]string]bool{}
	var order [][2]string
	if s.Outcome != nil {
		for _, p := range s.Outcome.Problems {
			key := [2]string{p.Rule, p.Ref}
			if p.Severity == cell.Explain && !asked[key] {
				asked[key] = true
				order = append(order, key)
			}
		}
	}
	var bad []TextError
	for _, a := range answers {
		key := [2]string{strings.TrimSpace(a.Rule), strings.TrimSpace(a.Ref)}
		field := strings.Join(key[:], " ")
		if !asked[key] {
			bad = append(bad, TextError{field, "No check asked for this to be explained. Use the rule and cell of a problem that is to be explained."})
			continue
		}
		kept, err := text(field, a.Text)
		var cannot *TextError
		if errors.As(err, &cannot) {
			bad = append(bad, *cannot)
			continue
		}
		changed = changed || said[key] != kept
		said[key] = kept
	}
	if len(bad) > 0 {
		return nil, false, &AnswersError{bad}
	}
	all = []ledger.Answer{}
	for _, key := range order {
		if said[key] != "" {
			all = append(all, ledger.Answer{Rule: key[0], Ref: key[1], Text: said[key]})
		}
	}
	return all, changed, nil
}

// An Explained is a problem that was to be explained, and what the area said.
type Explained struct {
	ledger.Problem
	Text string `json:"text"` // "" while it is not explained
}

// Explained returns every problem of a return that was to be explained, in the
// order found, each with what was said.
func (s Seen) Explained() []Explained {
	var all []Explained
	if s.Outcome == nil {
		return nil
	}
	for _, p := range s.Outcome.Problems {
		if p.Severity == cell.Explain {
			all = append(all, Explained{p, s.Explanations.Answer(p.Rule, p.Ref)})
		}
	}
	return all
}

// InForce returns the return that is signed off and in force for an area and
// period, for those who may see what its officer explained: to stand beside
// the area's figures. It is ErrNotFound where there is none, and for anybody
// else.
func (d *Desk) InForce(ctx context.Context, p account.Person, dfe string, q period.Period) (Seen, error) {
	if !account.Allowed(p, account.SeeExplained, dfe) {
		return Seen{}, ErrNotFound
	}
	signed, err := d.ledger.SignOffsFor(ctx, dfe, q)
	if err != nil {
		return Seen{}, fmt.Errorf("sign-offs of %s for %s: %w", dfe, q, err)
	}
	if len(signed) == 0 {
		return Seen{}, ErrNotFound
	}
	return d.See(ctx, p, signed[len(signed)-1].Submission)
}

// A Version is an accepted return of an area and period.
type Version struct {
	Number  int // 1 is the first that was accepted
	Seen    Seen
	Current bool // the one in force, or the latest where none is signed off
}

// Versions returns every accepted return of an area and period that p may see,
// the first accepted first; or ErrNotFound for somebody who may see none.
// Numbers are those of all versions, so that those whom the sign-offs alone
// concern see the same.
func (d *Desk) Versions(ctx context.Context, p account.Person, dfe string, q period.Period) ([]Version, error) {
	own := account.Allowed(p, account.SeeReturn, dfe)
	if !own && !account.Allowed(p, account.SeeExplained, dfe) {
		return nil, ErrNotFound
	}
	versions, err := d.ledger.Versions(ctx, dfe, q)
	if err != nil {
		return nil, fmt.Errorf("versions of %s for %s: %w", dfe, q, err)
	}
	signed, err := d.ledger.SignOffsFor(ctx, dfe, q)
	if err != nil {
		return nil, fmt.Errorf("sign-offs of %s for %s: %w", dfe, q, err)
	}
	var all []Version
	for i, x := range versions {
		v, err := d.seen(ctx, x.Submission, signed)
		if err != nil {
			return nil, err
		}
		if own || v.SignOff != nil {
			all = append(all, Version{x.Number, v, v.State == Signed || len(signed) == 0 && i == len(versions)-1})
		}
	}
	return all, nil
}

// Previous returns the version accepted before an accepted return, or false
// for the first.
func (d *Desk) Previous(ctx context.Context, p account.Person, s Seen) (Version, bool, error) {
	q, err := period.Parse(s.Submission.Period)
	if err != nil {
		return Version{}, false, err
	}
	all, err := d.Versions(ctx, p, s.Submission.Area, q)
	if err != nil {
		return Version{}, false, err
	}
	i := slices.IndexFunc(all, func(v Version) bool { return v.Seen.Submission.ID == s.Submission.ID })
	if i < 1 {
		return Version{}, false, nil
	}
	return all[i-1], true, nil
}
