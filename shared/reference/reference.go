// Package reference reads the CSV files in which reference data is kept:
// areas, published series, the indicator catalogue.
//
// Such a file begins with comment lines (#) that say what it holds, where it
// comes from, when, and under which licence. Then comes one heading row;
// columns are found by their heading, in any order. Every error names the
// file and the line, because the person who mends it is looking at the file.
package reference

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// A Table is a file that was read: its heading and its rows.
type Table struct {
	File    string
	Columns []string
	Rows    []Row
}

// A Row is one line of a Table.
type Row struct {
	Line   int // 1-based, comments and heading counted
	file   string
	cells  []string
	column map[string]int
}

// Read reads the named file of fsys. Each of the columns must be in its
// heading; others may be. A file that does not exist gives fs.ErrNotExist.
func Read(fsys fs.FS, name string, columns ...string) (Table, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return Table{}, err
	}
	defer f.Close()
	return Parse(f, name, columns...)
}

// Parse is Read from a reader; name is only for messages.
func Parse(r io.Reader, name string, columns ...string) (Table, error) {
	cr := csv.NewReader(r)
	cr.Comment = '#'
	head, err := cr.Read()
	if errors.Is(err, io.EOF) {
		return Table{}, fmt.Errorf("%s: no heading row", name)
	}
	if err != nil {
		return Table{}, fmt.Errorf("%s: %w", name, err)
	}
	t := Table{File: name, Columns: head}
	at := make(map[string]int, len(head))
	for i, h := range head {
		if _, dup := at[h]; dup {
			return Table{}, fmt.Errorf("%s: two columns are headed %q", name, h)
		}
		at[h] = i
	}
	for _, c := range columns {
		if !slices.Contains(head, c) {
			return Table{}, fmt.Errorf("%s: no column is headed %q", name, c)
		}
	}
	for {
		cells, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return Table{}, fmt.Errorf("%s: %w", name, err)
		}
		line, _ := cr.FieldPos(0)
		t.Rows = append(t.Rows, Row{line, name, cells, at})
	}
}

// Get returns the text under a heading, without surrounding space. A heading
// that the file does not have gives "".
func (r Row) Get(column string) string {
	i, ok := r.column[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// Errorf returns an error that begins with the file and line of r.
func (r Row) Errorf(format string, args ...any) error {
	return fmt.Errorf("%s line %d: %w", r.file, r.Line, fmt.Errorf(format, args...))
}
