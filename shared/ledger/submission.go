package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// AddSubmission records the intention to send a return, together with the
// copy that is found by area. It returns ErrExists for an ID already used. Of
// the file name only the base is kept, and no more than 100 characters.
func (l *Ledger) AddSubmission(ctx context.Context, s Submission) error {
	p, err := period.Parse(s.Period)
	if err != nil {
		return fmt.Errorf("add submission %s: %w", s.ID, err)
	}
	if !ValidID(s.ID) || !validDFE(s.Area) {
		return fmt.Errorf("add submission %q of area %q: malformed", s.ID, s.Area)
	}
	s.FileName = BaseName(s.FileName)
	e, err := jsonEntry(SubmissionKey(s.ID), s)
	if err != nil {
		return err
	}
	sent := entry{SentKey(s.Area, p, s.ID), e.body, jsonType}
	if err := l.announce(ctx, returnChain(s.Area, p.String()), inputs(e, sent)...); err != nil {
		return err
	}
	if err := l.put(ctx, e); err != nil {
		return err
	}
	return l.put(ctx, sent)
}

// maxFileName keeps a page's table readable; the name is only shown.
const maxFileName = 100

// BaseName returns what a person recognises a file by: the last part of a path
// of any system, without control characters and what is no text, cut to 100
// characters. What only names a folder (".", "..") gives "".
func BaseName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name == "." || name == ".." {
		return ""
	}
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, name))
	return string(runes[:min(len(runes), maxFileName)])
}

// Submission returns the record of an upload's intention, or ErrNotFound.
func (l *Ledger) Submission(ctx context.Context, id string) (Submission, error) {
	var s Submission
	return s, l.get(ctx, SubmissionKey(id), &s)
}

// AreaSubmissions returns every submission of an area, sorted by period and
// then by ID, which is by time.
func (l *Ledger) AreaSubmissions(ctx context.Context, dfe string) ([]Submission, error) {
	keys, err := l.keys(ctx, Returns+dfe+"/", func(key string) bool {
		_, _, _, file, ok := ParseReturnKey(key)
		return ok && file == "sent.json"
	})
	if err != nil {
		return nil, err
	}
	return getAll[Submission](ctx, l, keys)
}

// RecordOutcome records what became of an upload: the last thing that is done
// to it. It returns ErrExists when that is recorded already.
func (l *Ledger) RecordOutcome(ctx context.Context, o Outcome) error {
	e, err := jsonEntry(OutcomeKey(o.ID), o)
	if err != nil {
		return err
	}
	if err := l.announce(ctx, o.chain(), inputs(e)...); err != nil {
		return err
	}
	return l.put(ctx, e)
}

// Outcome returns what became of an upload, or ErrNotFound while that is not
// known.
func (l *Ledger) Outcome(ctx context.Context, id string) (Outcome, error) {
	var o Outcome
	return o, l.get(ctx, OutcomeKey(id), &o)
}

// A Judged is an upload that has been read, with all that is to be kept of it.
type Judged struct {
	Outcome  Outcome         // without hash and keys, which Keep adds
	Return   *returns.Return // of an accepted return
	Workbook []byte          // its clean workbook
	Marked   []byte          // the marked workbook, or nil
}

// Keep keeps what is to be kept of an upload and records what became of it,
// which comes last: an upload is done when its outcome exists. It returns the
// outcome with the hash and the keys of what is kept, or ErrExists when one is
// recorded already. What is kept already stays as it is, so that doing it
// again changes nothing.
//
// The counts come first and decide. A form may be posted twice with different
// files, and two workers, or one after a crash, then bring different returns
// of one submission: the second is told by a *KeptError what is kept, and
// judges that.
func (l *Ledger) Keep(ctx context.Context, j Judged) (Outcome, error) {
	o := j.Outcome
	if j.Return == nil && j.Marked == nil {
		return o, l.RecordOutcome(ctx, o)
	}
	p, err := period.Parse(o.Period)
	if err != nil {
		return o, fmt.Errorf("keep %s: %w", o.ID, err)
	}
	var entries []entry
	if j.Return != nil {
		o.CountsKey, o.WorkbookKey, o.SHA256 = CountsKey(o.Area, p, o.ID), WorkbookKey(o.Area, p, o.ID), Hash(j.Workbook)
		counts, err := jsonEntry(o.CountsKey, FromReturn(j.Return))
		if err != nil {
			return o, err
		}
		entries = append(entries, counts, entry{o.WorkbookKey, j.Workbook, workbookType})
	}
	if j.Marked != nil {
		o.MarkedKey = MarkedKey(o.Area, p, o.ID)
		entries = append(entries, entry{o.MarkedKey, j.Marked, workbookType})
	}
	outcome, err := jsonEntry(OutcomeKey(o.ID), o)
	if err != nil {
		return o, err
	}
	if err := l.announce(ctx, o.chain(), inputs(append(entries, outcome)...)...); err != nil {
		return o, fmt.Errorf("keep %s: %w", o.ID, err)
	}
	announced := true
	for _, e := range entries {
		err := l.put(ctx, e)
		if !errors.Is(err, ErrExists) {
			if err != nil {
				return o, fmt.Errorf("keep %s: %w", o.ID, err)
			}
			continue
		}
		kept, _, err := l.o.Get(ctx, e.key)
		switch {
		case err != nil:
			return o, fmt.Errorf("keep %s: %w", o.ID, err)
		case bytes.Equal(kept, e.body):
		case e.key == o.CountsKey:
			return o, keptError(o.ID, kept)
		case e.key == o.WorkbookKey:
			// The same counts in other bytes, by a newer program: the outcome is
			// not the one that was announced.
			o.SHA256 = Hash(kept)
			announced = false
		}
	}
	if announced {
		return o, l.put(ctx, outcome)
	}
	return o, l.RecordOutcome(ctx, o)
}

// A KeptError reports that another file of the same submission is kept.
type KeptError struct{ Counts Counts }

// Error says so.
func (e *KeptError) Error() string {
	return fmt.Sprintf("another return of %s for %s is kept under this submission", e.Counts.Area, e.Counts.Period)
}

func keptError(id string, kept []byte) error {
	var c Counts
	if err := json.Unmarshal(kept, &c); err != nil {
		return fmt.Errorf("keep %s: read what is kept: %w", id, err)
	}
	return &KeptError{c}
}

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Counts returns the counts under a CountsKey, or ErrNotFound.
func (l *Ledger) Counts(ctx context.Context, key string) (Counts, error) {
	var c Counts
	return c, l.get(ctx, key, &c)
}
