//go:build !js

package opendata // not in a browser: see package benchmark

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/period"
)

// PartFile is the name of the file that holds the figures of one period:
// "facts/period=2024-25/facts.parquet". The folder names the period in the way
// that query engines read as a column.
func PartFile(p period.Period) string { return "facts/period=" + p.String() + "/facts.parquet" }

// Parts writes public facts as Parquet, one file a period, as they are made.
// Each file has the rows and columns of facts.parquet that are of its period,
// in their order, and depends on nothing else: a period in which nothing
// changed has the same bytes from one publication to the next.
//
// It is a benchmark.FactWriter. One writer a period is open at a time, with
// the rows of one indicator in its buffers.
type Parts struct {
	open   func(period.Period) (io.Writer, error)
	parts  map[period.Period]*benchmark.ParquetWriter
	order  []period.Period
	madeUp bool
}

// NewParts returns Parts that writes the file of a period to what open
// returns for it, which is called once a period.
func NewParts(open func(period.Period) (io.Writer, error)) *Parts {
	return &Parts{open: open, parts: map[period.Period]*benchmark.ParquetWriter{}}
}

// Write writes facts, each indicator and period whole.
func (p *Parts) Write(facts []benchmark.Fact) error {
	for len(facts) > 0 {
		end := 1
		for end < len(facts) && facts[end].Period == facts[0].Period {
			end++
		}
		w, err := p.of(facts[0].Period)
		if err == nil {
			err = w.Write(facts[:end])
		}
		if err != nil {
			return fmt.Errorf("write figures of %s: %w", facts[0].Period, err)
		}
		p.madeUp = p.madeUp || slices.ContainsFunc(facts[:end], func(f benchmark.Fact) bool { return f.Demonstration })
		facts = facts[end:]
	}
	return nil
}

func (p *Parts) of(when period.Period) (*benchmark.ParquetWriter, error) {
	if w, ok := p.parts[when]; ok {
		return w, nil
	}
	to, err := p.open(when)
	if err != nil {
		return nil, err
	}
	w := benchmark.NewParquetWriter(to)
	p.parts[when] = w
	p.order = append(p.order, when)
	return w, nil
}

// Close writes the ends of the files. It does not close the writers beneath.
func (p *Parts) Close() error {
	var errs []error
	for _, when := range p.order {
		if err := p.parts[when].Close(); err != nil {
			errs = append(errs, fmt.Errorf("write figures of %s: %w", when, err))
		}
	}
	return errors.Join(errs...)
}

// Demonstration reports whether some figure that was written is made up.
func (p *Parts) Demonstration() bool { return p.madeUp }
