package provenance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/returns"
)

// Evidence is what is kept of a figure and its viewer may see. Load gathers
// it; Explain makes a Chain of it.
type Evidence struct {
	Sequence int
	manifest *manifest // nil where it is not kept

	SignOff *ledger.Signed // the one that the publication was made from; nil where there is none
	Later   int            // sign-offs made since
	Record  string         // SHA-256 of the sign-off's own record

	// What follows is of a signed return, for those who may see it.
	Version      int
	Submission   ledger.Submission
	Outcome      ledger.Outcome
	CountsHash   string
	Sent         *returns.Return // the counts, with the cells of the file as sent; nil where they are gone
	Workbook     []byte          // the clean workbook; nil where it is gone
	Earlier      []Superseded
	Explanations ledger.Explanations
}

// Superseded is a version of the return before the one approved.
type Superseded struct {
	ledger.Version
	Return  *returns.Return
	SignOff int // the number of its sign-off; 0 where it had none
}

// Load gathers what is kept of a figure for a viewer. It reads a handful of
// objects, and for those who may see the return one more for each version of
// it.
func Load(ctx context.Context, records *Records, at Located, v Viewer) (Evidence, error) {
	var ev Evidence
	var err error
	l := records.ledger
	if ev.Sequence, err = strconv.Atoi(at.Version); err != nil {
		return ev, fmt.Errorf("publication %q of %s: %w", at.Version, at.Address, err)
	}
	if ev.manifest, err = records.manifest(ctx, ev.Sequence); err != nil {
		return ev, fmt.Errorf("what publication %d was made from: %w", ev.Sequence, err)
	}
	if at.Fact.Level != benchmark.AreaLevel {
		return ev, nil
	}
	if err := ev.loadSignOff(ctx, l, at); err != nil {
		return ev, fmt.Errorf("sign-offs of %s: %w", at.Address, err)
	}
	if ev.SignOff == nil || !v.Return {
		return ev, nil
	}
	if err := ev.loadReturn(ctx, l, at, v); err != nil {
		return ev, fmt.Errorf("return behind %s: %w", at.Address, err)
	}
	return ev, nil
}

// loadSignOff finds the sign-off that the publication was made from: the last
// one that its manifest names, or where there is no manifest the last there is.
func (ev *Evidence) loadSignOff(ctx context.Context, l *ledger.Ledger, at Located) error {
	all, err := l.SignOffsFor(ctx, at.Fact.DFE, at.Period)
	if err != nil {
		return err
	}
	in := len(all) - 1
	for ev.manifest != nil && in >= 0 && ev.input(all[in].Key) == "" {
		in--
	}
	if in < 0 {
		ev.Later = len(all)
		return nil
	}
	ev.SignOff, ev.Later = &all[in], len(all)-1-in
	body, _, err := l.Objects().Get(ctx, all[in].Key)
	ev.Record = ledger.Hash(body)
	return err
}

// input returns the hash by which the manifest names a key, "" for none.
func (ev *Evidence) input(key string) string {
	if ev.manifest == nil {
		return ""
	}
	return ev.manifest.inputs[key]
}

func (ev *Evidence) loadReturn(ctx context.Context, l *ledger.Ledger, at Located, v Viewer) error {
	id := ev.SignOff.Submission
	versions, err := l.Versions(ctx, at.Fact.DFE, at.Period)
	if err != nil {
		return err
	}
	signed, err := l.SignOffsFor(ctx, at.Fact.DFE, at.Period)
	if err != nil {
		return err
	}
	mine := slices.IndexFunc(versions, func(x ledger.Version) bool { return x.Submission.ID == id })
	if mine < 0 {
		return nil // the outcome is gone: the checks say so
	}
	ev.Version, ev.Submission, ev.Outcome = versions[mine].Number, versions[mine].Submission, versions[mine].Outcome
	if ev.Sent, err = counts(ctx, l, ev.Outcome); err != nil {
		return err
	}
	if ev.Workbook, err = object(ctx, l, ev.Outcome.WorkbookKey); err != nil {
		return err
	}
	body, err := object(ctx, l, ev.Outcome.CountsKey)
	if err != nil {
		return err
	}
	ev.CountsHash = ledger.Hash(body)
	for _, x := range slices.Backward(versions[:mine]) {
		was := Superseded{Version: x}
		for _, s := range signed {
			if s.Submission == x.Submission.ID {
				was.SignOff = s.Number
			}
		}
		if was.SignOff == 0 && !v.Drafts {
			continue
		}
		if was.Return, err = counts(ctx, l, x.Outcome); err != nil {
			return err
		}
		ev.Earlier = append(ev.Earlier, was)
	}
	ev.Explanations, err = l.ExplanationsSeen(ctx, at.Fact.DFE, at.Period, id, ev.SignOff.Approvals)
	return err
}

// counts returns the return that was kept of an accepted file, nil where it is
// gone.
func counts(ctx context.Context, l *ledger.Ledger, o ledger.Outcome) (*returns.Return, error) {
	c, err := l.Counts(ctx, o.CountsKey)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return c.Return()
}

// object returns what lies under a key, nil where nothing does.
func object(ctx context.Context, l *ledger.Ledger, key string) ([]byte, error) {
	body, _, err := l.Objects().Get(ctx, key)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, nil
	}
	return body, err
}

// readWorkbook reads the clean workbook again, as if it had just been sent.
// It is nil where it is not what it should be.
func (ev *Evidence) readWorkbook(at Located, reg *area.Register) *returns.Return {
	if len(ev.Workbook) == 0 {
		return nil
	}
	res := returns.Read(ev.Workbook, returns.ReadOptions{Register: reg, Today: at.Period.End().AddDays(1)})
	if res.Return == nil || res.Return.Area != at.Fact.DFE || res.Return.Period != at.Period {
		return nil
	}
	return res.Return
}
