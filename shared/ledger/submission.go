package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
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
	if err := l.create(ctx, SubmissionKey(s.ID), s); err != nil {
		return err
	}
	return l.create(ctx, SentKey(s.Area, p, s.ID), s)
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
	return l.create(ctx, OutcomeKey(o.ID), o)
}

// Outcome returns what became of an upload, or ErrNotFound while that is not
// known.
func (l *Ledger) Outcome(ctx context.Context, id string) (Outcome, error) {
	var o Outcome
	return o, l.get(ctx, OutcomeKey(id), &o)
}

// KeepReturn keeps the counts and the clean workbook of an accepted return.
// What is kept already stays as it is, so that doing it again changes
// nothing. It returns where they are and the SHA-256 of the workbook kept.
//
// The counts come first and decide. A form may be posted twice with different
// files, and two workers, or one after a crash, then bring different returns
// of one submission: the workbook kept is always that of the counts kept.
func (l *Ledger) KeepReturn(ctx context.Context, id string, r *returns.Return, workbook []byte) (Kept, error) {
	k := Kept{CountsKey: CountsKey(r.Area, r.Period, id), WorkbookKey: WorkbookKey(r.Area, r.Period, id)}
	counts := FromReturn(r)
	err := l.create(ctx, k.CountsKey, counts)
	if errors.Is(err, ErrExists) {
		workbook, err = l.workbookOf(ctx, k.CountsKey, counts, workbook)
	}
	if err != nil {
		return Kept{}, fmt.Errorf("keep return %s: %w", id, err)
	}
	err = l.o.Create(ctx, k.WorkbookKey, workbook, workbookType)
	if errors.Is(err, ErrExists) {
		workbook, _, err = l.o.Get(ctx, k.WorkbookKey)
	}
	if err != nil {
		return Kept{}, fmt.Errorf("keep return %s: %w", id, err)
	}
	k.SHA256 = Hash(workbook)
	return k, nil
}

// workbookOf returns the workbook of the counts kept under key: the one given
// when counts are those, else one written from what is kept.
func (l *Ledger) workbookOf(ctx context.Context, key string, counts Counts, workbook []byte) ([]byte, error) {
	kept, err := l.Counts(ctx, key)
	if err != nil {
		return nil, err
	}
	if reflect.DeepEqual(kept, counts) {
		return workbook, nil
	}
	r, err := kept.Return()
	if err != nil {
		return nil, err
	}
	var book bytes.Buffer
	if err := returns.WriteClean(&book, r); err != nil {
		return nil, fmt.Errorf("write the clean workbook: %w", err)
	}
	return book.Bytes(), nil
}

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Kept says where an accepted return is, and the hash of its workbook.
type Kept struct{ CountsKey, WorkbookKey, SHA256 string }

// Counts returns the counts under a CountsKey, or ErrNotFound.
func (l *Ledger) Counts(ctx context.Context, key string) (Counts, error) {
	var c Counts
	return c, l.get(ctx, key, &c)
}
