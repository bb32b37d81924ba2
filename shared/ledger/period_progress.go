package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"earlyhelp/shared/account"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A Stage says how far an area has come with its return for a period.
type Stage string

// The stages, in the order in which an area passes through them.
const (
	StageNone    Stage = "not sent"
	StageBegun   Stage = "begun"     // somebody began to send, or the file is being checked
	StageWrong   Stage = "put right" // what was sent could not be accepted
	StageExplain Stage = "explain"   // accepted, and figures wait to be explained
	StageApprove Stage = "approve"   // accepted, and partners have not approved
	StageSigned  Stage = "signed off"
)

// Stages returns every stage, the first first.
func Stages() []Stage {
	return []Stage{StageNone, StageBegun, StageWrong, StageExplain, StageApprove, StageSigned}
}

// AreaProgress is how far one area has come with its return for a period.
type AreaProgress struct {
	Area  string
	Stage Stage
	// Submission is the one that the stage speaks of: the signed one, else the
	// latest accepted, else the latest. Its ID is "" at StageNone.
	Submission  Submission
	Unexplained int        // figures that wait to be explained
	Approved    []string   // the partners that approve Submission
	Waiting     []string   // the partners that do not, once there is something to approve
	SignOff     *SignOff   // in force, or nil
	Newer       *AreaAgain // accepted after what is signed off, waiting to take its place; or nil
}

// AreaAgain is a return that was accepted after another was signed off.
type AreaAgain struct {
	Submission  Submission
	Unexplained int
	Approved    []string
	Waiting     []string
}

// PeriodProgress says how far each of some areas has come with its return for
// a period, in the order of areas. It makes a listing for each area, several
// at once; records that were read before are not read again.
func (l *Ledger) PeriodProgress(ctx context.Context, p period.Period, areas []string) ([]AreaProgress, error) {
	signed, err := l.inForce(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("progress of %s: %w", p, err)
	}
	all := make([]AreaProgress, len(areas))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readAhead)
	for i, dfe := range areas {
		g.Go(func() (err error) {
			all[i], err = l.areaProgress(ctx, p, dfe, signed[dfe])
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("progress of %s: %w", p, err)
	}
	return all, nil
}

// inForce returns the sign-off in force of every area of a period.
func (l *Ledger) inForce(ctx context.Context, p period.Period) (map[string]*SignOff, error) {
	keys, err := l.signOffKeys(ctx, SignOffs+p.String()+"/")
	if err != nil {
		return nil, err
	}
	last := keys[:0]
	for i, key := range keys {
		if i+1 == len(keys) || !samePlace(key, keys[i+1]) {
			last = append(last, key)
		}
	}
	signed, err := l.signed(ctx, last)
	if err != nil {
		return nil, err
	}
	by := make(map[string]*SignOff, len(signed))
	for i := range signed {
		by[signed[i].Area] = &signed[i].SignOff
	}
	return by, nil
}

func (l *Ledger) areaProgress(ctx context.Context, p period.Period, dfe string, signed *SignOff) (AreaProgress, error) {
	a := AreaProgress{Area: dfe, Stage: StageNone, SignOff: signed}
	prefix := Returns + dfe + "/" + p.String() + "/"
	sent, err := l.keys(ctx, prefix, func(key string) bool {
		_, _, _, file, ok := ParseReturnKey(key)
		return ok && file == "sent.json"
	})
	if err != nil {
		return a, err
	}
	if signed != nil {
		a.Stage, a.Approved = StageSigned, account.Partners()
	}
	// The latest first: the ID says when.
	for _, key := range slices.Backward(sent) {
		_, _, id, _, _ := ParseReturnKey(key)
		if signed != nil && id == signed.Submission {
			a.Submission, err = l.submission(ctx, id)
			return a, err
		}
		if err := l.look(ctx, p, &a, id); err != nil {
			return a, err
		}
		if a.Stage == StageExplain || a.Stage == StageApprove {
			return a, nil // the latest accepted one: what came before it is past
		}
	}
	return a, nil
}

// look adds one submission, older than those seen, to what is known.
func (l *Ledger) look(ctx context.Context, p period.Period, a *AreaProgress, id string) error {
	if a.SignOff != nil && a.Newer != nil {
		return nil
	}
	outcomes, err := getAll[Outcome](ctx, l, []string{OutcomeKey(id)})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	accepted := err == nil && outcomes[0].Verdict == returns.Accepted
	if !accepted {
		stage := StageWrong
		if err != nil {
			stage = StageBegun
		}
		if a.SignOff != nil || a.Stage == StageWrong || a.Stage == stage {
			return nil
		}
		a.Stage = stage
		a.Submission, err = l.submission(ctx, id)
		return err
	}
	s, err := l.submission(ctx, id)
	if err != nil {
		return err
	}
	n := 1
	if a.SignOff != nil {
		n = a.SignOff.Number + 1
	}
	again := AreaAgain{Submission: s}
	if err := l.standing(ctx, p, outcomes[0], n, &again); err != nil {
		return err
	}
	if a.SignOff != nil {
		a.Newer = &again
		return nil
	}
	a.Submission, a.Unexplained, a.Approved, a.Waiting = s, again.Unexplained, again.Approved, again.Waiting
	a.Stage = StageApprove
	if a.Unexplained > 0 {
		a.Stage = StageExplain
	}
	return nil
}

// standing fills in what an accepted return still waits for.
func (l *Ledger) standing(ctx context.Context, p period.Period, o Outcome, number int, a *AreaAgain) error {
	log, err := l.Approvals(ctx, o.Area, p, number)
	if err != nil {
		return err
	}
	approvals := slices.DeleteFunc(InForce(log), func(x Approval) bool { return x.Submission != o.ID || x.SHA256 != o.SHA256 })
	a.Waiting = account.Partners()
	for _, x := range approvals {
		a.Approved = append(a.Approved, x.Partner)
		a.Waiting = slices.DeleteFunc(a.Waiting, func(partner string) bool { return partner == x.Partner })
	}
	if (Explanations{}).Unexplained(o.Problems) != nil {
		e, err := l.ExplanationsSeen(ctx, o.Area, p, o.ID, approvals)
		if err != nil {
			return err
		}
		a.Unexplained = len(e.Unexplained(o.Problems))
	}
	return nil
}

// submission is Submission by way of what was read before.
func (l *Ledger) submission(ctx context.Context, id string) (Submission, error) {
	all, err := getAll[Submission](ctx, l, []string{SubmissionKey(id)})
	if err != nil {
		return Submission{}, err
	}
	return all[0], nil
}
