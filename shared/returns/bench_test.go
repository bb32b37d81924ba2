package returns

import (
	"bytes"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"
)

func BenchmarkWriteTemplate(b *testing.B) {
	r, a := filled(), leeds(b)
	for b.Loop() {
		if err := WriteTemplate(io.Discard, TemplateOptions{Area: a, Period: q2, Prefill: r}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteClean(b *testing.B) {
	r := filled()
	for b.Loop() {
		if err := WriteClean(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	data, o := template(b, filled()), options()
	for b.Loop() {
		if res := Read(data, o); res.Verdict != Accepted {
			b.Fatal(res.Problems)
		}
	}
}

// BenchmarkReadByExcelize reads the cells of the same workbook, and checks
// nothing, as the yardstick for BenchmarkRead.
func BenchmarkReadByExcelize(b *testing.B) {
	data := template(b, filled())
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
		if err != nil {
			b.Fatal(err)
		}
		for _, sheet := range f.GetSheetList() {
			rows, err := f.Rows(sheet)
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
				if _, err := rows.Columns(); err != nil {
					b.Fatal(err)
				}
			}
			if err := rows.Close(); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
