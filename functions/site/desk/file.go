package desk

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"earlyhelp/shared/account"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/revision"
)

// Marked returns the sender's figures as a workbook with every problem marked
// in its cell and listed on the first sheet; or ErrNotFound where the return
// had no problems, or was not to be kept.
func (d *Desk) Marked(ctx context.Context, s Seen) ([]byte, error) {
	if s.Outcome == nil || s.Outcome.MarkedKey == "" {
		return nil, ErrNotFound
	}
	body, _, err := d.ledger.Objects().Get(ctx, s.Outcome.MarkedKey)
	if err != nil {
		return nil, fmt.Errorf("read marked workbook of %s: %w", s.Submission.ID, err)
	}
	return body, nil
}

// HasMarked reports whether Marked has a workbook to return.
func (s Seen) HasMarked() bool { return s.Outcome != nil && s.Outcome.MarkedKey != "" }

// Changes returns what an accepted return changed of the version before it, in
// the order of the workbook, and that version; or ErrNotFound for the first
// version and for what was not accepted.
func (d *Desk) Changes(ctx context.Context, p account.Person, s Seen) (Version, []revision.Change, error) {
	before, ok, err := d.Previous(ctx, p, s)
	if err != nil {
		return Version{}, nil, err
	}
	if !ok {
		return Version{}, nil, ErrNotFound
	}
	old, err := d.Return(ctx, before.Seen)
	if err != nil {
		return Version{}, nil, err
	}
	now, err := d.Return(ctx, s)
	if err != nil {
		return Version{}, nil, err
	}
	return before, revision.Compare(old, now), nil
}

// ProblemsCSV returns the problems and the privacy findings of a return as a
// table for a spreadsheet: UTF-8 with a byte order mark, for Excel knows it by
// nothing else, and lines that end as RFC 4180 has them. A cell that a
// spreadsheet would take for a formula is given an apostrophe.
func (s Seen) ProblemsCSV() []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.Write([]string{"sheet", "cell", "check", "how serious", "kind", "what is there", "what to do", "explanation"})
	if s.Outcome != nil {
		for _, p := range s.Outcome.Problems {
			sheet, at := splitRef(p.Ref)
			_ = w.Write(safe(sheet, at, p.Rule, severityWords(p.Severity), p.Group, p.Value, p.Message, s.Explanations.Answer(p.Rule, p.Ref)))
		}
		for _, f := range s.Outcome.Privacy {
			sheet, at := splitRef(f.Ref)
			_ = w.Write(safe(sheet, at, string(f.Kind), "not anonymous", "", "", f.Message, ""))
		}
	}
	w.Flush() // a bytes.Buffer takes everything
	return b.Bytes()
}

// splitRef parts the printed form of a place: sheet "" is the whole file, at ""
// the whole sheet.
func splitRef(ref string) (sheet, at string) {
	if ref == "file" {
		return "", ""
	}
	sheet, at, _ = strings.Cut(ref, "!")
	return sheet, at
}

func severityWords(s cell.Severity) string {
	switch s {
	case cell.Stop:
		return "put right"
	case cell.Explain:
		return "explain"
	}
	return "to know"
}

// safe makes a row of cells that no spreadsheet runs.
func safe(cells ...string) []string {
	for i, c := range cells {
		cells[i] = cell.Inert(c)
	}
	return cells
}
