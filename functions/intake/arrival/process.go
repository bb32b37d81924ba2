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
	judged, err := h.judge(ctx, id, raw)
	if err != nil {
		return fmt.Errorf("process %s: %w", id, err)
	}
	judged.Outcome.At = h.o.Now().UTC()
	outcome, err := h.ledger.Keep(ctx, judged)
	if other, ok := errors.AsType[*ledger.KeptError](err); ok {
		// Another file of this submission came first. What is kept is judged.
		if judged, err = h.judgeKept(ctx, judged.Outcome, other.Counts); err == nil {
			outcome, err = h.ledger.Keep(ctx, judged)
		}
	}
	switch {
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

// judge reads the upload and says what became of it and what is to be kept.
func (h *Handler) judge(ctx context.Context, id string, raw []byte) (ledger.Judged, error) {
	j := ledger.Judged{Outcome: ledger.Outcome{ID: id, Problems: []ledger.Problem{}, Privacy: []ledger.PrivacyFinding{}}}
	o := &j.Outcome
	s, err := h.ledger.Submission(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		o.Verdict, o.Problems = returns.Refused, ledger.FromProblems(problem(cell.Ref{}, ruleNotAsked,
			"This file came without its submission and was deleted. Sign in, choose “Send a return” and upload it there."))
		return j, nil
	}
	if err != nil {
		return j, err
	}
	o.Area, o.Period = s.Area, s.Period
	if len(raw) > MaxBytes {
		o.Verdict, o.Problems = returns.Unreadable, ledger.FromProblems(problem(cell.Ref{}, "V01",
			"The file is larger than 20 MB. Download a new template, copy your figures into it and send that."))
		return j, nil
	}
	options, err := h.readOptions(ctx, s)
	if err != nil {
		return j, err
	}
	var sheet string
	options.Reading = func(name string) { sheet = name }
	var result returns.Result
	if !h.guard(ctx, id, "reading", len(raw), func() { result = h.o.Read(raw, options) }) {
		return h.fault(ctx, j, raw, sheet), nil
	}
	problems := result.Problems
	o.Verdict, o.Privacy = result.Verdict, ledger.FromFindings(result.Privacy)
	if o.Verdict == returns.Accepted {
		if err := h.accept(ctx, s, options.Period, result.Return, &j, &problems); err != nil {
			if errors.Is(err, errFault) {
				return h.fault(ctx, j, raw, ""), nil
			}
			return j, err
		}
	}
	o.Problems = ledger.FromProblems(problems)
	if (o.Verdict == returns.Accepted || o.Verdict == returns.Rejected) && len(problems) > 0 {
		j.Marked = h.marked(ctx, id, raw, problems)
	}
	return j, nil
}

// errFault reports that something of ours panicked.
var errFault = errors.New("a fault of ours")

// accept adds to j what is to be kept of a return that read well, and to
// problems what is not plausible about it.
func (h *Handler) accept(ctx context.Context, s ledger.Submission, p period.Period, r *returns.Return, j *ledger.Judged, problems *[]cell.Problem) error {
	if r == nil || r.Area != s.Area || r.Period != p {
		return errors.New("the reader accepted what is not this area's return for this period")
	}
	c, err := h.context(ctx, s, p)
	if err != nil {
		return err
	}
	var book bytes.Buffer
	ok := h.guard(ctx, s.ID, "checking", len(r.Counts), func() {
		*problems = append(slices.Clip(*problems), h.o.Check(r, c)...)
		err = returns.WriteClean(&book, r)
	})
	if !ok {
		return errFault
	}
	if err != nil {
		return fmt.Errorf("write the clean workbook: %w", err)
	}
	j.Return, j.Workbook = r, book.Bytes()
	return nil
}

// judgeKept judges the return that is kept under a submission, in place of the
// file at hand, of which nothing is kept.
func (h *Handler) judgeKept(ctx context.Context, o ledger.Outcome, kept ledger.Counts) (ledger.Judged, error) {
	j := ledger.Judged{Outcome: ledger.Outcome{ID: o.ID, Area: o.Area, Period: o.Period, Verdict: returns.Accepted, Privacy: []ledger.PrivacyFinding{}, At: o.At}}
	r, err := kept.Return()
	if err != nil {
		return j, err
	}
	var problems []cell.Problem
	err = h.accept(ctx, ledger.Submission{ID: o.ID, Area: o.Area, Period: o.Period}, r.Period, r, &j, &problems)
	j.Outcome.Problems = ledger.FromProblems(problems)
	return j, err
}

// marked returns the marked workbook, or nil where none can be made: that is a
// pity, and no reason to lose the return.
func (h *Handler) marked(ctx context.Context, id string, raw []byte, problems []cell.Problem) []byte {
	var book bytes.Buffer
	var err error
	if !h.guard(ctx, id, "marking", len(raw), func() { err = h.o.Mark(&book, raw, problems) }) {
		return nil
	}
	if err != nil {
		// A file without a return's sheets cannot be marked, nor one whose
		// personal content only the stricter screen of copies finds.
		h.log.InfoContext(ctx, "intake: not marked", "id", id)
		return nil
	}
	return book.Bytes()
}

// fault makes the outcome of a file that something of ours failed on: it has a
// reference, and names the sheet that was being read, "" where it was none.
func (h *Handler) fault(ctx context.Context, j ledger.Judged, raw []byte, sheet string) ledger.Judged {
	o := &j.Outcome
	j.Return, j.Workbook = nil, nil
	where := "this file"
	if sheet != "" {
		where = "the sheet " + sheet
	}
	kept := "Of the file we kept the figures alone, to find out why."
	say := func() []cell.Problem {
		return problem(cell.Ref{Sheet: sheet}, ruleFault, "Sorry, something went wrong on our side while reading "+where+". "+kept+
			" Copy your figures into a new template and send that; if it happens again, tell us the reference "+o.ID+".")
	}
	if j.Marked = h.marked(ctx, o.ID, raw, say()); j.Marked == nil {
		kept = "Nothing of the file was kept."
	}
	o.Verdict, o.Problems, o.Privacy = returns.Unreadable, ledger.FromProblems(say()), []ledger.PrivacyFinding{}
	o.Extra = map[string]string{"reference": o.ID}
	if sheet != "" {
		o.Extra["sheet"] = sheet
	}
	return j
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

// guard does a piece of work on a file, and reports false when that panicked:
// one file must not stop the others.
func (h *Handler) guard(ctx context.Context, id, doing string, size int, work func()) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			// The stack has no cell contents. The panic's value might, unless
			// the runtime made it.
			what := fmt.Sprintf("%T", p)
			if e, isRuntime := p.(runtime.Error); isRuntime {
				what = e.Error()
			}
			h.log.ErrorContext(ctx, "intake: panicked", "doing", doing, "reference", id, "size", size,
				"err", what, "stack", string(debug.Stack()))
			ok = false
		}
	}()
	work()
	return true
}

func problem(at cell.Ref, rule, message string) []cell.Problem {
	return []cell.Problem{{Ref: at, Rule: rule, Severity: cell.Stop, Message: message}}
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
