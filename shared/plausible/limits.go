package plausible

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/ledger"
)

// CurrentLimits reads the national limits of the figures in force, for
// Context.Limits. It returns nil where there are none yet: before the first
// publication, and of one that was made before limits were kept.
func CurrentLimits(ctx context.Context, l *ledger.Ledger) (*benchmark.Limits, error) {
	current, err := l.Current(ctx)
	if err != nil || current.Benchmarks == 0 {
		return nil, err
	}
	key := ledger.SnapshotKey(ledger.Benchmarks, current.Benchmarks, "limits.json")
	body, _, err := l.Objects().Get(ctx, key)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	limits, err := benchmark.ReadLimits(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return limits, nil
}
