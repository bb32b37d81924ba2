package ledger

import (
	"context"
	"fmt"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// AddExplanations keeps a set of explanations of an area's return for a
// period. Its Number is that of the set in force plus 1; 0 takes the next. It
// returns ErrExists when another set took the number.
func (l *Ledger) AddExplanations(ctx context.Context, dfe string, p period.Period, e Explanations) error {
	if !validDFE(dfe) || !ValidID(e.Submission) {
		return fmt.Errorf("explain %q of area %q: malformed", e.Submission, dfe)
	}
	if e.Number == 0 {
		before, err := l.explanationKeys(ctx, dfe, p, e.Submission)
		if err != nil {
			return fmt.Errorf("explain %s: %w", e.Submission, err)
		}
		e.Number = len(before) + 1
	}
	return l.create(ctx, ExplanationsKey(dfe, p, e.Submission, e.Number), e)
}

// Explanations returns the explanations in force of an area's return for a
// period; the zero value when nothing has been explained.
func (l *Ledger) Explanations(ctx context.Context, dfe string, p period.Period, id string) (Explanations, error) {
	keys, err := l.explanationKeys(ctx, dfe, p, id)
	if err != nil || len(keys) == 0 {
		return Explanations{}, err
	}
	sets, err := getAll[Explanations](ctx, l, keys[len(keys)-1:])
	if err != nil {
		return Explanations{}, err
	}
	return sets[0], nil
}

// ExplanationsSeen returns the explanations of a return as its approvals bind
// them: those that the first of approvals was given for, though others were
// saved at the same moment; those in force while nobody approves it. approvals
// are of this return alone.
func (l *Ledger) ExplanationsSeen(ctx context.Context, dfe string, p period.Period, id string, approvals []Approval) (Explanations, error) {
	if len(approvals) == 0 || approvals[0].Explained == 0 {
		return l.Explanations(ctx, dfe, p, id)
	}
	sets, err := getAll[Explanations](ctx, l, []string{ExplanationsKey(dfe, p, id, approvals[0].Explained)})
	if err != nil {
		return Explanations{}, err
	}
	return sets[0], nil
}

func (l *Ledger) explanationKeys(ctx context.Context, dfe string, p period.Period, id string) ([]string, error) {
	return l.keys(ctx, returnKey(dfe, p, id, "explained/"), func(key string) bool {
		_, _, _, _, ok := ParseExplanationsKey(key)
		return ok
	})
}

// Unexplained returns the problems that must be explained before anybody may
// approve the return, and are not by e.
func (e Explanations) Unexplained(problems []Problem) []Problem {
	var left []Problem
	for _, p := range problems {
		if p.Severity == cell.Explain && e.Answer(p.Rule, p.Ref) == "" {
			left = append(left, p)
		}
	}
	return left
}

// Answer returns the explanation of a rule's problem at a place, "" for none.
func (e Explanations) Answer(rule, ref string) string {
	for _, a := range e.Answers {
		if a.Rule == rule && a.Ref == ref {
			return strings.TrimSpace(a.Text)
		}
	}
	return ""
}
