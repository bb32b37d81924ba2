package workbook

import (
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// Rows returns the rows of a sheet from top to bottom, blank ones left out.
// A Row's Cells are in order of column and are overwritten by the next step;
// their texts are not. A sheet that cannot be read on ends with an error, a
// *RefusedError that names the row where known. Time grows with the size of
// the sheet, memory does not.
func (b *Book) Rows(sheet string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		i := slices.IndexFunc(b.sheets, func(s Sheet) bool { return strings.EqualFold(s.Name, sheet) })
		if i < 0 {
			yield(Row{}, refuse(Damaged, "The workbook has no sheet named %q.", short(sheet)))
			return
		}
		sh := b.sheets[i]
		if !sh.Grid {
			return
		}
		rc, err := b.Part(sh.Part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer rc.Close()
		r := sheetReader{book: b, sheet: sh.Name, s: newScanner(rc)}
		for {
			row, err := r.next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(Row{}, r.explain(err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// A span is a range of columns.
type span struct{ first, last int }

// A value is a cell whose text still lies in the row's buffer.
type value struct {
	from, to int    // in sheetReader.text
	shared   string // instead, for a shared text
	kind     byte   // n, s, t (text in place), b, e, d
	style    int
	col      int
	formula  bool
}

// A sheetReader reads one sheet.
type sheetReader struct {
	book  *Book
	sheet string
	s     *scanner

	inData bool
	row    int // number of the last row begun
	used   int // rows returned
	hidden []span

	values []value
	text   []byte
	cells  []Cell
}

func (r *sheetReader) ref(col int) cell.Ref {
	return cell.Ref{Sheet: r.sheet, Row: r.row, Col: col}
}

func (r *sheetReader) damage(col int) error {
	ref := r.ref(col)
	return refuseAt(ref, Damaged, "The workbook is damaged at %s. %s", ref, saveAgain)
}

// explain names the place where the scanner gave up.
func (r *sheetReader) explain(err error) error {
	if _, ok := err.(*RefusedError); ok {
		return err
	}
	return r.damage(0)
}

// next returns the next row that is not blank, or io.EOF.
func (r *sheetReader) next() (Row, error) {
	for {
		kind, err := r.s.next()
		if err == io.EOF {
			return Row{}, io.ErrUnexpectedEOF // no end of sheetData: cut short
		}
		if err != nil {
			return Row{}, err
		}
		switch {
		case kind == startTag && string(r.s.name) == "row" && r.inData:
			row, err := r.readRow()
			if err != nil {
				return Row{}, err
			}
			if len(row.Cells) > 0 {
				if r.used++; r.used > r.book.limits.Rows {
					ref := r.ref(0)
					return Row{}, refuseAt(ref, TooLarge, "The sheet %s has more than %d rows with something in them. Send fewer rows.", short(r.sheet), r.book.limits.Rows)
				}
				return row, nil
			}
		case kind == startTag && string(r.s.name) == "sheetData":
			if r.s.closed {
				return Row{}, io.EOF
			}
			r.inData = true
		case kind == endTag && string(r.s.name) == "sheetData":
			return Row{}, io.EOF
		case kind == startTag && string(r.s.name) == "col":
			r.readColumn()
		case kind == endTag && string(r.s.name) == "worksheet":
			return Row{}, io.EOF
		}
	}
}

// readColumn notes columns that are hidden or have no width.
func (r *sheetReader) readColumn() {
	width, err := strconv.ParseFloat(r.s.attr("width"), 64)
	if !isTrue(r.s.attr("hidden")) && (err != nil || width > 0) {
		return
	}
	first, err1 := strconv.Atoi(r.s.attr("min"))
	last, err2 := strconv.Atoi(r.s.attr("max"))
	if err1 == nil && err2 == nil && len(r.hidden) < 1000 {
		r.hidden = append(r.hidden, span{first, last})
	}
}

// readRow reads from a row's start tag to its end.
func (r *sheetReader) readRow() (Row, error) {
	number, hidden := r.row+1, false
	for rest := r.s.attrs; ; {
		name, val, tail, ok := nextAttr(rest)
		if !ok {
			break
		}
		switch string(name) {
		case "r":
			n, err := strconv.Atoi(string(val))
			if err != nil || n <= r.row || n > 1_048_576 {
				return Row{}, r.damage(0) // Excel will not open it either
			}
			number = n
		case "hidden":
			hidden = hidden || isTrue(string(val))
		case "ht":
			h, err := strconv.ParseFloat(string(val), 64)
			hidden = hidden || err == nil && h == 0
		}
		rest = tail
	}
	r.row = number
	r.values, r.text = r.values[:0], r.text[:0]
	if r.s.closed {
		return Row{}, nil
	}
	col := 0
	for {
		kind, err := r.s.next()
		if err == io.EOF {
			return Row{}, io.ErrUnexpectedEOF
		}
		if err != nil {
			return Row{}, err
		}
		switch {
		case kind == startTag && string(r.s.name) == "c":
			if col, err = r.readCell(col); err != nil {
				return Row{}, err
			}
		case kind == endTag && string(r.s.name) == "row":
			return r.finish(hidden)
		}
	}
}

// readCell reads from a cell's start tag to its end and returns its column.
func (r *sheetReader) readCell(last int) (int, error) {
	if r.s.closed {
		return r.blankCell(last)
	}
	v := value{col: last + 1, kind: 'n', style: -1}
	for rest := r.s.attrs; ; {
		name, val, tail, ok := nextAttr(rest)
		if !ok {
			break
		}
		rest = tail
		if len(name) != 1 {
			continue
		}
		switch name[0] {
		case 'r':
			col, row, ok := parseRef(val)
			if !ok || row != r.row {
				return 0, r.damage(0)
			}
			v.col = col
		case 's':
			v.style = smallInt(val)
		case 't':
			switch string(val) {
			case "s":
				v.kind = 's'
			case "str", "inlineStr":
				v.kind = 't'
			case "b", "e", "d":
				v.kind = val[0]
			}
		}
	}
	v.from = len(r.text)
	inValue, aloud, stored := false, 0, false
	for {
		kind, err := r.s.next()
		if err == io.EOF {
			return 0, io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
		switch kind {
		case textRun:
			if inValue && aloud == 0 {
				if r.text, err = r.s.appendRun(r.text); err != nil {
					return 0, err
				}
			}
		case startTag:
			switch string(r.s.name) {
			case "v", "t":
				inValue = !r.s.closed
				stored = true
			case "f":
				v.formula = true
			case "rPh":
				if !r.s.closed {
					aloud++
				}
			}
		case endTag:
			switch string(r.s.name) {
			case "v", "t":
				inValue = false
			case "rPh":
				aloud = max(0, aloud-1)
			case "c":
				return v.col, r.keep(v, stored)
			}
		}
		if len(r.text) > 8*maxToken {
			return 0, r.damage(v.col)
		}
	}
}

// blankCell returns the column of a cell that holds nothing. Sheets formatted
// to their last row hold millions, so only the address is looked at.
func (r *sheetReader) blankCell(last int) (int, error) {
	for rest := r.s.attrs; ; {
		name, val, tail, ok := nextAttr(rest)
		if !ok {
			return last + 1, nil
		}
		if len(name) == 1 && name[0] == 'r' {
			col, row, ok := parseRef(val)
			if !ok || row != r.row {
				return 0, r.damage(0)
			}
			return col, nil
		}
		rest = tail
	}
}

// keep takes a cell into the row unless it is blank.
func (r *sheetReader) keep(v value, stored bool) error {
	switch v.kind {
	case 's':
		n := smallInt(r.text[v.from:])
		r.text = r.text[:v.from]
		if !stored {
			break
		}
		if n < 0 || n >= len(r.book.texts) {
			return r.damage(v.col)
		}
		v.shared = r.book.texts[n]
	case 't':
		r.text = unescape(r.text, v.from)
	}
	v.to = len(r.text)
	if v.from == v.to && v.shared == "" && !v.formula {
		return nil
	}
	if v.formula && (!stored || v.from == v.to && v.kind != 't') {
		v.kind = 'u'
	}
	if v.col > r.book.limits.Columns {
		ref := r.ref(v.col)
		return refuseAt(ref, TooLarge, "There is something in cell %s; only the first %d columns may be used. Clear the columns after that, save and send it again.", ref, r.book.limits.Columns)
	}
	r.values = append(r.values, v)
	return nil
}

// finish makes the row's cells: one string for all of its texts, cut up.
func (r *sheetReader) finish(hidden bool) (Row, error) {
	all := string(r.text)
	r.cells = r.cells[:0]
	sorted := true
	for i, v := range r.values {
		sorted = sorted && (i == 0 || v.col > r.values[i-1].col)
		r.cells = append(r.cells, r.cell(v, all[v.from:v.to]))
	}
	if !sorted {
		slices.SortStableFunc(r.cells, func(a, b Cell) int { return a.Col - b.Col })
		for i := 1; i < len(r.cells); i++ {
			if r.cells[i].Col == r.cells[i-1].Col {
				return Row{}, r.damage(r.cells[i].Col)
			}
		}
	}
	return Row{Number: r.row, Hidden: hidden, Cells: r.cells}, nil
}

func (r *sheetReader) cell(v value, text string) Cell {
	c := Cell{Col: v.col, Text: text, Formula: v.formula, Hidden: r.isHidden(v.col)}
	if v.style >= 0 && v.style < len(r.book.styles) {
		c.Format = r.book.styles[v.style]
	} else if v.style < 0 && len(r.book.styles) > 0 {
		c.Format = r.book.styles[0]
	}
	switch v.kind {
	case 's':
		c.Kind, c.Text = Text, v.shared
	case 't':
		c.Kind = Text
	case 'b':
		c.Kind = Bool
		if isTrue(text) {
			c.Num = 1
		}
	case 'e':
		c.Kind = Error
	case 'u':
		c.Kind = Uncalculated
	case 'd':
		c.Kind = Text
		if d, err := period.ParseDate(text[:min(len(text), 10)]); err == nil {
			c.Kind, c.Date = DateKind, d
		}
	default:
		n, ok := parseNumber(text)
		switch {
		case !ok:
			c.Kind = Text
		case c.Format == DateFormat:
			c.Kind, c.Num = DateKind, n
			c.Date, _ = Date(n, r.book.Date1904)
		default:
			c.Kind, c.Num = Number, n
		}
	}
	return c
}

func (r *sheetReader) isHidden(col int) bool {
	for _, h := range r.hidden {
		if col >= h.first && col <= h.last {
			return true
		}
	}
	return false
}
