package audit

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// magic begins what Write writes; the last character is the version.
const magic = "early-help-known-1"

// ErrFormat reports bytes that Write did not write.
var ErrFormat = errors.New("not the knowledge of an auditor")

// Write writes k so that Read makes the same again: the same publications,
// learned in the same order, give the same bytes. They hold nothing that was
// not public. A row costs some three bytes.
func (k *Knowledge) Write(w io.Writer) error {
	if _, err := io.WriteString(w, magic); err != nil {
		return fmt.Errorf("write knowledge: %w", err)
	}
	z, err := flate.NewWriter(w, flate.BestSpeed)
	if err != nil {
		return fmt.Errorf("write knowledge: %w", err)
	}
	e := encoder{w: bufio.NewWriterSize(z, 1<<16)}
	e.number(len(k.sequences))
	for _, s := range k.sequences {
		e.number(s)
	}
	e.number(len(k.cells))
	for _, c := range k.cells {
		e.text(c.breakdown)
		e.text(c.category)
	}
	e.number(len(k.sites))
	for _, s := range k.sites {
		e.text(string(s.level))
		e.text(s.code)
		e.text(s.dfe)
		e.text(s.name)
	}
	names := slices.SortedFunc(maps.Keys(k.blocks), byBlock)
	e.number(len(names))
	for _, name := range names {
		e.text(name.indicator)
		e.text(name.period.String())
		b := k.blocks[name]
		e.number(len(b.layers))
		for _, l := range b.layers {
			e.number(l.sequence)
			e.rows(l.rows)
		}
	}
	years := slices.Sorted(maps.Keys(k.years))
	e.number(len(years))
	for _, y := range years {
		e.number(y)
		e.year(k.years[y])
	}
	if err := cmp.Or(e.w.Flush(), z.Close()); err != nil {
		return fmt.Errorf("write knowledge: %w", err)
	}
	return nil
}

func byBlock(a, b blockName) int {
	return cmp.Or(cmp.Compare(a.indicator, b.indicator), a.period.Compare(b.period))
}

type encoder struct {
	w   *bufio.Writer
	buf [binary.MaxVarintLen64]byte
}

func (e *encoder) number(n int) { // an error stays with the writer until Flush
	e.w.Write(e.buf[:binary.PutVarint(e.buf[:], int64(n))])
}

func (e *encoder) text(s string) {
	e.number(len(s))
	e.w.WriteString(s)
}

func (e *encoder) rows(rows []said) {
	e.number(len(rows))
	var last said
	for _, r := range rows {
		if r.cell != last.cell {
			last.place = 0
		}
		e.number(int(r.cell - last.cell))
		e.number(int(r.place - last.place))
		e.w.WriteByte(byte(r.kind))
		switch r.kind {
		case shown, ratio, rate:
			e.number(int(r.n))
			e.number(int(r.d))
		}
		last = r
	}
}

func (e *encoder) year(y *Year) {
	for _, n := range []int{y.Shown, y.Hidden, y.Least} {
		e.number(n)
	}
	e.number(len(y.Findings))
	for _, f := range y.Findings {
		for _, s := range []string{string(f.Kind), f.Indicator, f.Measure, f.Whole, f.Period.String(), f.Breakdown, f.Category, f.Code, f.Area} {
			e.text(s)
		}
		e.number(int(f.Min))
		e.number(int(f.Max))
		for _, list := range [][]string{f.Because, f.From} {
			e.number(len(list))
			for _, s := range list {
				e.text(s)
			}
		}
	}
}

// Read reads what Write wrote. Any other bytes are ErrFormat.
func Read(r io.Reader, catalogue *indicator.Catalogue, register *area.Register) (*Knowledge, error) {
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(r, head); err != nil || !bytes.Equal(head, []byte(magic)) {
		return nil, fmt.Errorf("read knowledge: %w", ErrFormat)
	}
	d := decoder{r: bufio.NewReaderSize(flate.NewReader(r), 1<<16)}
	k := New(catalogue, register)
	for range d.number(1 << 20) {
		s := d.number(1 << 30)
		if s <= k.Sequence() {
			d.fail("publication %d after %d", s, k.Sequence())
			break
		}
		k.sequences = append(k.sequences, s)
	}
	for range d.number(1 << 20) {
		k.cells = append(k.cells, cellName{d.text(), d.text()})
		if d.err != nil {
			break
		}
	}
	for range d.number(1 << 20) {
		k.sites = append(k.sites, site{benchmark.Level(d.text()), d.text(), d.text(), d.text()})
		if d.err != nil {
			break
		}
	}
	d.blocks(k)
	for range d.number(1 << 12) {
		y := d.number(1 << 12)
		k.years[y] = d.year()
		if d.err != nil {
			break
		}
	}
	if d.err == nil {
		if _, err := d.r.ReadByte(); err != io.EOF {
			d.err = errors.New("there is more than there should be")
		}
	}
	if d.err != nil {
		return nil, fmt.Errorf("read knowledge: %w: %w", ErrFormat, d.err)
	}
	return k, nil
}

// A decoder keeps its first error; after that it reads zeros.
type decoder struct {
	r   *bufio.Reader
	err error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
}

// number reads a number of 0 to most.
func (d *decoder) number(most int) int {
	n := d.signed()
	if n < 0 || n > most {
		d.fail("number %d, want at most %d", n, most)
		return 0
	}
	return n
}

func (d *decoder) signed() int {
	if d.err != nil {
		return 0
	}
	n, err := binary.ReadVarint(d.r)
	if err != nil {
		d.err = err
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	b := make([]byte, d.number(1<<12))
	if d.err == nil {
		_, d.err = io.ReadFull(d.r, b)
	}
	return string(b)
}

func (d *decoder) texts() []string {
	var all []string
	for range d.number(1 << 8) {
		all = append(all, d.text())
	}
	return all
}

func (d *decoder) period() period.Period {
	p, err := period.Parse(d.text())
	if err != nil {
		d.fail("%w", err)
	}
	return p
}

func (d *decoder) blocks(k *Knowledge) {
	for range d.number(1 << 20) {
		name := blockName{d.text(), d.period()}
		if d.err != nil {
			return
		}
		b := &block{}
		for range d.number(1 << 20) {
			l := layer{sequence: d.number(k.Sequence())}
			l.rows = d.rows(len(k.cells), len(k.sites))
			if d.err != nil {
				return
			}
			if n := len(b.layers); n > 0 && l.sequence <= b.layers[n-1].sequence {
				d.fail("layers out of order")
			}
			b.layers = append(b.layers, l)
			b.now = apply(b.now, l.rows)
		}
		if k.blocks[name] != nil || len(b.layers) == 0 {
			d.fail("block %v stands twice, or is empty", name)
		}
		if _, ok := k.terms[name.indicator]; !ok {
			continue // an indicator that is no more
		}
		k.blocks[name] = b
	}
}

func (d *decoder) rows(cells, sites int) []said {
	n := d.number(1 << 28)
	rows := make([]said, 0, min(n, 1<<16))
	var last said
	last.place = -1
	for range n {
		var r said
		by := d.number(1 << 20)
		r.cell = last.cell + int32(by)
		from := last.place
		if by > 0 || len(rows) == 0 {
			from = 0
		}
		r.place = from + int32(d.signed())
		if d.err != nil {
			return nil
		}
		b, err := d.r.ReadByte()
		if err != nil {
			d.fail("%w", err)
			return nil
		}
		r.kind = kind(b)
		switch r.kind {
		case shown, ratio, rate:
			r.n, r.d = int32(d.number(1<<31-1)), int32(d.number(1<<31-1))
		}
		if r.kind > rate || int(r.cell) >= cells || r.place < 0 || int(r.place) >= sites || len(rows) > 0 && bySaid(rows[len(rows)-1], r) >= 0 {
			d.fail("row %d is not one", len(rows))
			return nil
		}
		rows = append(rows, r)
		last = r
	}
	return rows
}

func (d *decoder) year() *Year {
	y := &Year{Shown: d.number(1 << 40), Hidden: d.number(1 << 40), Least: d.number(1 << 40)}
	for range d.number(1 << 24) {
		f := Finding{Kind: Kind(d.text()), Indicator: d.text(), Measure: d.text(), Whole: d.text(), Period: d.period(),
			Breakdown: d.text(), Category: d.text(), Code: d.text(), Area: d.text(), Min: int64(d.signed()), Max: int64(d.signed())}
		f.Because, f.From = d.texts(), d.texts()
		if d.err != nil {
			break
		}
		y.Findings = append(y.Findings, f)
	}
	return y
}
