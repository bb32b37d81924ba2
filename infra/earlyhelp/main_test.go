package main

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"earlyhelp/learning/review"
	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
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
//	zeros FILE.xlsx [SHEET...]    types 0 into every blank figure of a return, no as every answer
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
				data := []byte(ts.ReadFile(args[0]))
				edit(ts, args[0], func(f *excelize.File) error { return fillZeros(f, data, args[1:]) })
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

// fillZeros types 0 into the cells of a return that checking finds blank, or
// "no" where a fact is asked for; on the sheets named, or on all.
func fillZeros(f *excelize.File, data []byte, sheets []string) error {
	for _, p := range returns.Read(data, returns.ReadOptions{Register: area.England(), Today: period.NewDate(9999, 12, 31)}).Problems {
		if p.Rule != "V03" || p.Severity != cell.Stop || p.Ref.Row == 0 || p.Ref.Col == 0 || len(sheets) > 0 && !slices.Contains(sheets, p.Ref.Sheet) {
			continue
		}
		at, err := excelize.CoordinatesToCellName(p.Ref.Col, p.Ref.Row)
		if err != nil {
			return err
		}
		if v, err := f.GetCellValue(p.Ref.Sheet, at); err != nil || v != "" {
			return err
		}
		set := func() error { return f.SetCellInt(p.Ref.Sheet, at, 0) }
		if facts := returns.Partnership; p.Ref.Sheet == facts && strings.Contains(p.Message, "yes, no") {
			set = func() error { return f.SetCellStr(facts, at, "no") }
		}
		if err := set(); err != nil {
			return err
		}
	}
	return nil
}
