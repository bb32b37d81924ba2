package workbook

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// text reads every cell of a sheet into a grid as excelize's GetRows does.
func grid(t testing.TB, b *Book, sheet string) [][]string {
	t.Helper()
	var rows [][]string
	for row, err := range b.Rows(sheet) {
		if err != nil {
			t.Fatalf("Rows(%q): %v", sheet, err)
		}
		for len(rows) < row.Number {
			rows = append(rows, nil)
		}
		cells := &rows[row.Number-1]
		for _, c := range row.Cells {
			for len(*cells) < c.Col {
				*cells = append(*cells, "")
			}
			(*cells)[c.Col-1] = c.Text
		}
	}
	return rows
}

// peer reads the same with excelize.
func peer(t testing.TB, data []byte, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		for len(r) > 0 && r[len(r)-1] == "" {
			r = r[:len(r)-1]
		}
		if len(r) == 0 {
			r = nil
		}
		rows[i] = r
	}
	for len(rows) > 0 && rows[len(rows)-1] == nil {
		rows = rows[:len(rows)-1]
	}
	return rows
}

// write makes a workbook of random values, streamed (texts in place) or not
// (texts shared).
func write(t testing.TB, seed uint64, rows, cols int, stream bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	rnd := rand.New(rand.NewPCG(seed, 1))
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	one := func() any {
		switch rnd.IntN(9) {
		case 0:
			return nil
		case 1:
			return rnd.IntN(100_000)
		case 2:
			return float64(rnd.IntN(1_000_000)) / 64
		case 3:
			return "Zoë & <Åsa> \"" + strconv.Itoa(rnd.IntN(50)) + "\"\nline 2 "
		case 4:
			return excelize.Cell{StyleID: date, Value: 40_000 + rnd.IntN(5000)}
		case 5:
			return rnd.IntN(2) == 0
		case 6:
			return "_x0041_ _x00_ _"
		default:
			return []string{"referral", "early_help", "female", "male", "not recorded"}[rnd.IntN(5)]
		}
	}
	if stream {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		for r := range rows {
			values := make([]any, cols)
			for c := range values {
				values[c] = one()
			}
			if err := w.SetRow(fmt.Sprintf("A%d", r+1), values); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	} else {
		for r := range rows {
			for c := range cols {
				name, _ := excelize.CoordinatesToCellName(c+1, r+1)
				v := one()
				if s, ok := v.(excelize.Cell); ok {
					v = s.Value
					if err := f.SetCellStyle("Sheet1", name, name, s.StyleID); err != nil {
						t.Fatal(err)
					}
				}
				if v == nil {
					continue
				}
				if err := f.SetCellValue("Sheet1", name, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestReadsWhatExcelizeReads(t *testing.T) {
	for seed := range uint64(20) {
		if raceEnabled && seed > 2 {
			break
		}
		for _, stream := range []bool{false, true} {
			data := write(t, seed, 1+int(seed)*7, 1+int(seed)%12, stream)
			b, err := Open(data, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(peer(t, data, "Sheet1"), grid(t, b, "Sheet1")); diff != "" {
				t.Fatalf("seed %d, stream %v: grid (-excelize +ours):\n%s", seed, stream, diff)
			}
		}
	}
}

func BenchmarkRead300000Cells(b *testing.B) {
	data := write(b, 7, 12_000, 28, true) // of which one in nine is blank
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			book, err := Open(data, nil)
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for row, err := range book.Rows("Sheet1") {
				if err != nil {
					b.Fatal(err)
				}
				n += len(row.Cells)
			}
			b.ReportMetric(float64(n), "cells")
		}
	})
	b.Run("excelize", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, TmpDir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			rows, err := f.Rows("Sheet1")
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for rows.Next() {
				cols, err := rows.Columns()
				if err != nil {
					b.Fatal(err)
				}
				n += len(cols)
			}
			rows.Close()
			f.Close()
			b.ReportMetric(float64(n), "cells")
		}
	})
}
