//go:build !js

package benchmark // not in a browser, which has no snapshots: Parquet would be a fifth of what it fetches

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"earlyhelp/shared/period"
)

// parquetRow is a Fact as facts.parquet holds it: the columns of facts.csv,
// absent numbers as null.
type parquetRow struct {
	Indicator     string   `parquet:"indicator,dict"`
	Period        string   `parquet:"period,dict"`
	Breakdown     string   `parquet:"breakdown,dict"`
	Category      string   `parquet:"category,dict"`
	Level         string   `parquet:"level,dict"`
	Code          string   `parquet:"code,dict"`
	DFE           string   `parquet:"dfe,dict"`
	Name          string   `parquet:"name,dict"`
	Numerator     *float64 `parquet:"numerator,optional"`
	Denominator   *float64 `parquet:"denominator,optional"`
	Value         *float64 `parquet:"value,optional"`
	Lower95       *float64 `parquet:"lower95,optional"`
	Upper95       *float64 `parquet:"upper95,optional"`
	Lower998      *float64 `parquet:"lower998,optional"`
	Upper998      *float64 `parquet:"upper998,optional"`
	Symbol        string   `parquet:"symbol,dict"`
	Reason        string   `parquet:"reason,dict"`
	Source        string   `parquet:"source,dict"`
	AreasReturned int32    `parquet:"areas_returned"`
	AreasExpected int32    `parquet:"areas_expected"`
	Demonstration bool     `parquet:"demonstration"`
	Marks         string   `parquet:"marks,dict"`
}

// blocksKey names the list, kept in the file's own metadata, of what each row
// group holds: indicator, period, and "total" or "parts".
const blocksKey = "earlyhelp.blocks"

// WriteParquet writes facts as Parquet with two row groups for each indicator
// and period, the totals and the rest, compressed with Zstandard. The same facts give the
// same bytes. Facts must be in the order of Build.
func WriteParquet(w io.Writer, facts []Fact) error {
	p := NewParquetWriter(w)
	if err := p.Write(facts); err != nil {
		return err
	}
	return p.Close()
}

// A ParquetWriter writes facts as WriteParquet does, a part at a time; each
// indicator and period must be whole within a part.
type ParquetWriter struct {
	w      *parquet.GenericWriter[parquetRow]
	blocks [][3]string
	rows   []parquetRow
	slab   []float64
}

// NewParquetWriter returns a writer to w.
func NewParquetWriter(w io.Writer) *ParquetWriter {
	return &ParquetWriter{w: parquet.NewGenericWriter[parquetRow](w, parquet.Compression(&parquet.Zstd))}
}

// Write writes facts.
func (p *ParquetWriter) Write(facts []Fact) error {
	for len(facts) > 0 {
		end := nextBlock(facts)
		if err := p.block(facts[:end]); err != nil {
			return err
		}
		facts = facts[end:]
	}
	return nil
}

// block writes one row group.
func (p *ParquetWriter) block(facts []Fact) error {
	const numbers = 7
	if cap(p.slab) < numbers*len(facts) {
		p.slab = make([]float64, 0, numbers*len(facts))
	}
	p.slab, p.rows = p.slab[:0], p.rows[:0]
	number := func(n Number) *float64 {
		if !n.OK {
			return nil
		}
		p.slab = append(p.slab, kept(n.Value))
		return &p.slab[len(p.slab)-1]
	}
	b := blockOf(&facts[0])
	code := b.period.String()
	for i := range facts {
		f := &facts[i]
		p.rows = append(p.rows, parquetRow{
			Indicator: f.Indicator, Period: code, Breakdown: f.Breakdown, Category: f.Category,
			Level: string(f.Level), Code: f.Code, DFE: f.DFE, Name: f.Name,
			Numerator: number(f.Numerator), Denominator: number(f.Denominator), Value: number(f.Value),
			Lower95: number(f.Lower95), Upper95: number(f.Upper95), Lower998: number(f.Lower998), Upper998: number(f.Upper998),
			Symbol: string(f.Symbol), Reason: f.Reason, Source: string(f.Source),
			AreasReturned: int32(f.AreasReturned), AreasExpected: int32(f.AreasExpected), Demonstration: f.Demonstration, Marks: string(f.Marks),
		})
	}
	if _, err := p.w.Write(p.rows); err != nil {
		return fmt.Errorf("write parquet: %w", err)
	}
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("write parquet: %w", err)
	}
	kind := total
	if b.split {
		kind = parts
	}
	p.blocks = append(p.blocks, [3]string{b.indicator, code, kind})
	return nil
}

// parts names a row group of figures that are split.
const parts = "parts"

// Close writes the end of the file. It does not close the writer beneath.
func (p *ParquetWriter) Close() error {
	list, err := json.Marshal(p.blocks)
	if err != nil {
		return fmt.Errorf("write parquet: %w", err)
	}
	p.w.SetKeyValueMetadata(blocksKey, string(list))
	if err := p.w.Close(); err != nil {
		return fmt.Errorf("write parquet: %w", err)
	}
	return nil
}

// ReadParquet reads every fact of a file that WriteParquet wrote, in its
// order.
func ReadParquet(r io.ReaderAt, size int64) ([]Fact, error) {
	f, err := parquet.OpenFile(r, size)
	if err != nil {
		return nil, fmt.Errorf("read parquet: %w", err)
	}
	facts := make([]Fact, 0, f.NumRows())
	for _, g := range f.RowGroups() {
		part, err := readGroup(g)
		if err != nil {
			return nil, err
		}
		facts = append(facts, part...)
	}
	return facts, nil
}

func readGroup(g parquet.RowGroup) ([]Fact, error) {
	rows := make([]parquetRow, g.NumRows())
	r := parquet.NewGenericRowGroupReader[parquetRow](g)
	defer r.Close()
	for n := 0; n < len(rows); {
		k, err := r.Read(rows[n:])
		n += k
		if n < len(rows) && (err != nil || k == 0) {
			if err == nil || errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, fmt.Errorf("read parquet: %w", err)
		}
	}
	facts := make([]Fact, len(rows))
	words := map[string]string{} // the strings of a row group are few: keep one of each
	for i := range rows {
		if err := rows[i].fact(&facts[i], words); err != nil {
			return nil, err
		}
	}
	return facts, nil
}

func (r *parquetRow) fact(f *Fact, words map[string]string) error {
	p, err := period.Parse(r.Period)
	if err != nil {
		return fmt.Errorf("read parquet: %w", err)
	}
	one := func(s string) string {
		if w, ok := words[s]; ok {
			return w
		}
		words[s] = s
		return s
	}
	number := func(n *float64) Number {
		if n == nil {
			return Number{}
		}
		return Some(*n)
	}
	*f = Fact{
		Indicator: one(r.Indicator), Period: p, Breakdown: one(r.Breakdown), Category: one(r.Category),
		Level: Level(one(r.Level)), Code: one(r.Code), DFE: one(r.DFE), Name: one(r.Name),
		Numerator: number(r.Numerator), Denominator: number(r.Denominator), Value: number(r.Value),
		Lower95: number(r.Lower95), Upper95: number(r.Upper95), Lower998: number(r.Lower998), Upper998: number(r.Upper998),
		Symbol: Symbol(one(r.Symbol)), Reason: one(r.Reason), Source: Source(one(r.Source)),
		AreasReturned: int(r.AreasReturned), AreasExpected: int(r.AreasExpected), Demonstration: r.Demonstration, Marks: Marks(one(r.Marks)),
	}
	return nil
}
