//go:build !js

package benchmark // not in a browser, which has no snapshots: Parquet would be a fifth of what it fetches

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"
)

// A Tally says what the public view holds.
type Tally struct {
	Facts      int
	Suppressed int // rows with the symbol c
	Revised    int // rows with the mark r
	Limits     Limits
}

// WriteFiles builds the figures of in and writes the public ones as CSV and as
// Parquet, and the full ones as Parquet; a nil writer is skipped. Each of more
// is given the public ones besides, and closed. The writers are used at the
// same time, a few thousand rows at a time, so that the figures are never all
// in memory. The same input, in any order, gives the same bytes.
func WriteFiles(in Input, csv, public, full io.Writer, more ...FactWriter) (Tally, error) {
	f, err := Prepare(in, nil)
	if err != nil {
		return Tally{}, fmt.Errorf("write figures: %w", err)
	}
	return f.WriteFiles(csv, public, full, more...)
}

// WriteFiles is the function of that name, of figures that are prepared.
func (f *Prepared) WriteFiles(csv, public, full io.Writer, more ...FactWriter) (Tally, error) {
	var sinks []sink
	if csv != nil {
		sinks = append(sinks, sink{w: NewCSVWriter(csv)})
	}
	if public != nil {
		sinks = append(sinks, sink{w: NewParquetWriter(public)})
	}
	if full != nil {
		sinks = append(sinks, sink{w: NewParquetWriter(full), full: true})
	}
	for _, w := range more {
		sinks = append(sinks, sink{w: w})
	}
	var tally Tally
	err := f.Each(func(public, full []Fact) error {
		tally.Facts += len(public)
		for i := range public {
			if public[i].Symbol == Confidential {
				tally.Suppressed++
			}
			if public[i].Marks.Has(Revised) {
				tally.Revised++
			}
		}
		if def, ok := f.b.Catalogue.Find(public[0].Indicator); ok {
			if l, ok := limitOf(def, public); ok {
				tally.Limits.Limits = append(tally.Limits.Limits, l)
			}
		}
		var g errgroup.Group
		for _, s := range sinks {
			facts := public
			if s.full {
				facts = full
			}
			g.Go(func() error { return s.w.Write(facts) })
		}
		return g.Wait()
	})
	for _, s := range sinks {
		err = errors.Join(err, s.w.Close())
	}
	if err != nil {
		return Tally{}, fmt.Errorf("write figures: %w", err)
	}
	return tally, nil
}

// A FactWriter writes facts that come in the order of Build, each indicator
// and period whole; it keeps none of them. Close writes what is left.
type FactWriter interface {
	Write([]Fact) error
	Close() error
}

type sink struct {
	full bool
	w    FactWriter
}
