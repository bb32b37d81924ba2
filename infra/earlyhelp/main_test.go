package main

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"earlyhelp/learning/review"
	"earlyhelp/shared/period"
)

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

func TestMain(m *testing.M) {
	review.RunChild()
	testscript.Main(m, map[string]func(){"earlyhelp": main})
}

// Each script of testdata/script runs in an empty folder. Besides the
// commands of testscript there are:
//
//	exits CODE earlyhelp ARG...   runs it, wants that exit code
//	set FILE.xlsx Sheet!A1 VALUE  fills in a cell; see setCell
//	rows FILE.xlsx FILE.csv       fills the sheet Records from CSV
//	zeros FILE.xlsx SHEET...      types 0 into every blank figure of a return
//	blob FILE N                   writes a file of N zero bytes
//
// Expected output is rewritten by go test ./infra/earlyhelp -update.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits,
			"set": func(ts *testscript.TestScript, _ bool, args []string) {
				edit(ts, args[0], func(f *excelize.File) error {
					sheet, at, _ := strings.Cut(args[1], "!")
					return setCell(f, sheet, at, args[2])
				})
			},
			"rows": func(ts *testscript.TestScript, _ bool, args []string) {
				edit(ts, args[0], func(f *excelize.File) error { return fillRecords(f, ts.ReadFile(args[1])) })
			},
			"zeros": func(ts *testscript.TestScript, _ bool, args []string) {
				edit(ts, args[0], func(f *excelize.File) error { return fillZeros(f, args[1:]) })
			},
			"blob": func(ts *testscript.TestScript, _ bool, args []string) {
				n, err := strconv.Atoi(args[1])
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), make([]byte, n), 0o644))
			},
		},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

func edit(ts *testscript.TestScript, name string, change func(*excelize.File) error) {
	f, err := excelize.OpenFile(ts.MkAbs(name))
	ts.Check(err)
	defer f.Close()
	ts.Check(change(f))
	ts.Check(f.Save())
}

// setCell types a value: a whole number as a number, date:2026-04-01 as a
// date, formula:1/0 as a formula without a stored result, error:#REF! as one
// that ended in that error, blank as nothing, anything else as text.
func setCell(f *excelize.File, sheet, at, value string) error {
	kind, rest, ok := strings.Cut(value, ":")
	switch {
	case ok && kind == "date":
		d, err := period.ParseDate(rest)
		if err != nil {
			return err
		}
		return f.SetCellValue(sheet, at, d.Time())
	case ok && kind == "text":
		return f.SetCellStr(sheet, at, rest)
	case ok && kind == "formula":
		return f.SetCellFormula(sheet, at, rest)
	case value == "blank":
		return f.SetCellValue(sheet, at, nil)
	}
	if n, err := strconv.Atoi(value); err == nil {
		return f.SetCellInt(sheet, at, int64(n))
	}
	return f.SetCellStr(sheet, at, value)
}

// fillRecords fills the sheet Records below its headings.
func fillRecords(f *excelize.File, text string) error {
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return err
	}
	heads, err := f.GetRows("Records")
	if err != nil {
		return err
	}
	for i, line := range lines[1:] {
		for j, value := range line {
			for col, head := range heads[0] {
				if head != lines[0][j] || value == "" {
					continue
				}
				at, err := excelize.CoordinatesToCellName(col+1, i+2)
				if err != nil {
					return err
				}
				if _, err := period.ParseDate(value); err == nil {
					value = "date:" + value
				}
				if err := setCell(f, "Records", at, value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fillZeros types 0 into the blank figures of sheets of a return: in the
// column count, and on Workforce in every column after the agency's.
func fillZeros(f *excelize.File, sheets []string) error {
	for _, sheet := range sheets {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return err
		}
		head := -1
		for i, row := range rows {
			if head < 0 {
				if len(row) > 1 && (row[0] == "measure" || row[0] == "agency") {
					head = i
				}
				continue
			}
			for col, name := range rows[head] {
				if name != "count" && (rows[head][0] != "agency" || col == 0) || len(row) == 0 || row[0] == "" || len(row) > 1 && row[1] == "locality" {
					continue
				}
				if len(row) > col && row[col] != "" {
					continue
				}
				at, err := excelize.CoordinatesToCellName(col+1, i+1)
				if err != nil {
					return err
				}
				if err := f.SetCellInt(sheet, at, 0); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
