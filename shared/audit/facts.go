package audit

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/period"
)

// Facts yields the rows of a facts.csv as benchmark.WriteCSV writes it, as far
// as an attack reads them: no intervals and no numbers of areas. Columns are
// found by their headings; others are passed over. An error names the line and
// ends it.
func Facts(r io.Reader) iter.Seq2[benchmark.Fact, error] {
	return func(yield func(benchmark.Fact, error) bool) {
		in := csv.NewReader(r)
		in.ReuseRecord = true
		head, err := in.Read()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = errors.New("it is empty")
			}
			yield(benchmark.Fact{}, fmt.Errorf("read figures: %w", err))
			return
		}
		at := map[string]int{}
		for i, name := range head {
			at[name] = i
		}
		var col [len(factColumns)]int
		for i, name := range factColumns {
			c, ok := at[name]
			if !ok {
				yield(benchmark.Fact{}, fmt.Errorf("read figures: there is no column %q", name))
				return
			}
			col[i] = c
		}
		for {
			rec, err := in.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			var f benchmark.Fact
			if err == nil {
				f, err = factOf(rec, col)
			}
			if err != nil {
				line, _ := in.FieldPos(0)
				yield(benchmark.Fact{}, fmt.Errorf("read figures: line %d: %w", line, err))
				return
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

var factColumns = [...]string{"indicator", "period", "breakdown", "category", "level", "code", "dfe", "name",
	"numerator", "denominator", "value", "symbol", "reason", "source"}

func factOf(rec []string, col [len(factColumns)]int) (benchmark.Fact, error) {
	get := func(i int) string { return rec[col[i]] }
	p, err := period.Parse(get(1))
	if err != nil {
		return benchmark.Fact{}, err
	}
	f := benchmark.Fact{Indicator: get(0), Period: p, Breakdown: get(2), Category: get(3), Level: benchmark.Level(get(4)),
		Code: get(5), DFE: get(6), Name: get(7), Symbol: benchmark.Symbol(get(11)), Reason: get(12), Source: benchmark.Source(get(13))}
	for i, n := range []*benchmark.Number{&f.Numerator, &f.Denominator, &f.Value} {
		s := get(8 + i)
		if s == "" {
			continue
		}
		x, err := strconv.ParseFloat(s, 64)
		if err != nil || x != x || x < 0 || x > 1e15 {
			return f, fmt.Errorf("%s is %q, which is no number", factColumns[8+i], s)
		}
		*n = benchmark.Some(x)
	}
	return f, nil
}
