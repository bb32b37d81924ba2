package arrival

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// MaxBytes is the largest return that is read: the limit of check V01. The
// upload's own policy refuses more at the door.
const MaxBytes = workbook.MaxFileBytes

// The rules of arrival itself; those of the file's content are in returns.
const (
	ruleNotAsked = "I01" // nobody asked to send this file
	ruleFault    = "I02" // a fault of ours while reading
)

// Process deals with the upload of one submission. It does nothing if that
// has been done, or if nothing was uploaded.
func (h *Handler) Process(ctx context.Context, id string) error {
	key := ledger.IncomingReturnKey(id)
	_, err := h.ledger.Outcome(ctx, id)
	switch {
	case err == nil:
		return h.objects.Delete(ctx, key)
	case !errors.Is(err, ledger.ErrNotFound):
		return fmt.Errorf("process %s: %w", id, err)
	}
	raw, _, err := h.objects.Get(ctx, key)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("process %s: %w", id, err)
	}
	start := h.o.Now()
	outcome, err := h.judge(ctx, id, raw)
	if err != nil {
		return fmt.Errorf("process %s: %w", id, err)
	}
	outcome.At = h.o.Now().UTC()
	switch err := h.ledger.RecordOutcome(ctx, outcome); {
	case errors.Is(err, ledger.ErrExists):
		// Another worker was quicker.
	case err != nil:
		return fmt.Errorf("process %s: %w", id, err)
	default:
		h.log.InfoContext(ctx, "intake: done", "id", id, "area", outcome.Area, "period", outcome.Period,
			"verdict", outcome.Verdict, "rules", rules(outcome), "bytes", len(raw), "ms", h.o.Now().Sub(start).Milliseconds())
	}
	return h.objects.Delete(ctx, key)
}

// judge reads the upload and keeps what must be kept, all but the outcome.
func (h *Handler) judge(ctx context.Context, id string, raw []byte) (ledger.Outcome, error) {
	o := ledger.Outcome{ID: id, Problems: []ledger.Problem{}, Privacy: []ledger.PrivacyFinding{}}
	s, err := h.ledger.Submission(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		o.Verdict, o.Problems = returns.Refused, problem(ruleNotAsked,
			"This file came without its submission and was deleted. Sign in, choose “Send a return” and upload it there.")
		return o, nil
	}
	if err != nil {
		return o, err
	}
	o.Area, o.Period = s.Area, s.Period
	if len(raw) > MaxBytes {
		o.Verdict, o.Problems = returns.Unreadable, problem("V01",
			"The file is larger than 20 MB. Download a new template, copy your figures into it and send that.")
		return o, nil
	}
	options, err := h.readOptions(ctx, s)
	if err != nil {
		return o, err
	}
	result, ok := h.read(ctx, id, raw, options)
	if !ok {
		o.Verdict, o.Problems = returns.Unreadable, problem(ruleFault,
			"Sorry, something went wrong on our side while reading this file. Nothing was kept. Copy your figures into a new template and send that; if it happens again, tell us the reference "+id+".")
		o.Extra = map[string]string{"reference": id}
		return o, nil
	}
	o.Verdict = result.Verdict
	o.Problems = ledger.FromProblems(result.Problems)
	o.Privacy = ledger.FromFindings(result.Privacy)
	if o.Verdict != returns.Accepted {
		return o, nil
	}
	return o, h.keep(ctx, s, result.Return, &o)
}

// keep keeps the clean workbook and the counts, and notes in o where.
func (h *Handler) keep(ctx context.Context, s ledger.Submission, r *returns.Return, o *ledger.Outcome) error {
	if r == nil || r.Area != s.Area || r.Period.String() != s.Period {
		return errors.New("the reader accepted what is not this area's return for this period")
	}
	var book bytes.Buffer
	if err := returns.WriteClean(&book, r); err != nil {
		return fmt.Errorf("write the clean workbook: %w", err)
	}
	kept, err := h.ledger.KeepReturn(ctx, s.ID, r, book.Bytes())
	if err != nil {
		return err
	}
	o.SHA256, o.CountsKey, o.WorkbookKey = kept.SHA256, kept.CountsKey, kept.WorkbookKey
	return nil
}

func (h *Handler) readOptions(ctx context.Context, s ledger.Submission) (returns.ReadOptions, error) {
	p, err := period.Parse(s.Period)
	if err != nil {
		return returns.ReadOptions{}, err
	}
	open, err := h.ledger.OpenPeriods(ctx)
	if err != nil {
		return returns.ReadOptions{}, err
	}
	return returns.ReadOptions{
		Register: h.o.Register,
		Today:    period.DateOf(h.o.Now()),
		Open:     func(p period.Period) bool { return slices.Contains(open, p) },
		Area:     s.Area,
		Period:   p,
	}, nil
}

// read calls the reader, and reports false when that panicked: one file must
// not stop the others.
func (h *Handler) read(ctx context.Context, id string, raw []byte, o returns.ReadOptions) (result returns.Result, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			// The stack has no cell contents. The panic's value might, unless
			// the runtime made it.
			what := fmt.Sprintf("%T", p)
			if e, isRuntime := p.(runtime.Error); isRuntime {
				what = e.Error()
			}
			h.log.ErrorContext(ctx, "intake: reading panicked", "reference", id, "bytes", len(raw),
				"err", what, "stack", string(debug.Stack()))
			ok = false
		}
	}()
	return h.o.Read(raw, o), true
}

func problem(rule, message string) []ledger.Problem {
	return []ledger.Problem{{Ref: cell.Ref{}.String(), Rule: rule, Severity: cell.Stop, Message: message}}
}

// rules returns the rules and kinds that an outcome rests on, each once: what
// a log may say of it.
func rules(o ledger.Outcome) []string {
	var all []string
	for _, p := range o.Problems {
		all = append(all, p.Rule)
	}
	for _, f := range o.Privacy {
		all = append(all, string(f.Kind))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
