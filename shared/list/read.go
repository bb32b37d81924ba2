package list

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// Kind is what Result.Kind says of a file that is a list.
const Kind = "list"

// Options says what the reader knows beforehand. The zero Options is allowed.
type Options struct {
	Register *area.Register // nil: area codes are taken at their word

	// Area (DfE number) and Period are what the list should be about. A
	// workbook says both on its Cover; where it differs, that is a problem. A
	// CSV file has no Cover.
	Area   string
	Period period.Period
}

// A Result is what was found in one file. List is nil when the file is not a
// list; otherwise it holds every row that could be read, and should be
// counted only when Verdict is accepted.
type Result struct {
	Kind     string // Kind, or "" for a file that is not a list
	Area     string
	Period   period.Period
	Verdict  returns.Verdict
	List     *List
	Problems []cell.Problem // in order of place
}

// mostProblems bounds the answer about a file that is wrong in every cell:
// beyond this nobody reads on, and a sheet of 7,000,000 wrong cells must not
// take the memory of the machine it lies on.
const mostProblems = 10_000

// Read reads a list from a workbook or, where name ends in .csv or .txt and
// the bytes are not a workbook's, from CSV: comma, semicolon or tab, in UTF-8,
// UTF-16 or Windows-1252. It reports every problem it finds. Nothing is asked
// about identity: the list stays with the area, and a note says so.
func Read(data []byte, name string, o Options) Result {
	r := &reader{register: o.Register, list: &List{Area: o.Area, Period: o.Period}}
	if o.Area != "" {
		if dfe, ok := r.find(o.Area); ok {
			r.list.Area = dfe
		}
	}
	var err error
	if IsCSV(data, name) {
		err = r.readCSV(data)
	} else {
		err = r.readBook(data)
	}
	if err != nil {
		return Result{Verdict: returns.Unreadable, Problems: []cell.Problem{unreadable(err)}}
	}
	return r.result()
}

// IsCSV reports whether Read takes a file for CSV: by its name, unless its
// bytes are a workbook's or no text at all.
func IsCSV(data []byte, name string) bool {
	name = strings.ToLower(name)
	if !strings.HasSuffix(name, ".csv") && !strings.HasSuffix(name, ".txt") {
		return false
	}
	utf16 := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	binary := bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) ||
		!utf16 && bytes.IndexByte(data[:min(len(data), 1024)], 0) >= 0
	return !binary
}

// errNotList says that no row of headings was found.
var errNotList = errors.New("this is not a list: no row holds the column headings of the sheet Records, such as child_key and event_type; start from the template (earlyhelp template -kind list)")

// unreadable turns the error of a file that cannot be read into a problem.
func unreadable(err error) cell.Problem {
	p := cell.Problem{Rule: "V01", Severity: cell.Stop, Message: sentence(err.Error())}
	var refused *workbook.RefusedError
	var broken *csvError
	switch {
	case errors.As(err, &refused):
		p.Rule, p.Ref, p.Message = refused.Rule, refused.Ref, refused.Message
	case errors.As(err, &broken):
		p.Ref = cell.Ref{Sheet: RecordsSheet, Row: broken.row}
	case errors.Is(err, errNotList):
		p.Rule = "V02"
	}
	return p
}

// sentence gives an error's text a capital and a full stop.
func sentence(s string) string {
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// A reader gathers the rows and problems of one file.
type reader struct {
	register *area.Register
	book     *workbook.Book // nil for CSV
	date1904 bool
	sheet    string // name of the Records sheet as the file spells it
	heads    headings
	list     *List
	problems []cell.Problem
	more     int // problems past mostProblems
	inferred bool
}

func (r *reader) readBook(data []byte) error {
	b, err := workbook.Open(data, nil)
	if err != nil {
		return err
	}
	if !Is(b) {
		return errNotList
	}
	r.book, r.date1904 = b, b.Date1904
	if err := r.whose(b); err != nil {
		return err
	}
	r.checkBeing(r.register)
	sheet, ok := findSheet(b, RecordsSheet)
	if !ok {
		r.stop(cell.Ref{Sheet: RecordsSheet}, "V02", "", "The sheet Records is missing: start from the template (earlyhelp template -kind list).")
		return nil
	}
	r.sheet = sheet
	err = r.readRows(b.Rows(sheet))
	if errors.Is(err, errNotList) {
		r.stop(cell.Ref{Sheet: sheet}, "V02", "", "The sheet Records has no row of headings: copy them from the template (earlyhelp template -kind list).")
		return nil
	}
	return err
}

func (r *reader) readCSV(data []byte) error {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return errors.New("the file is empty: save the list again")
	case len(data) > workbook.MaxFileBytes:
		return fmt.Errorf("the file is %.1f MB, and 20 MB is the most that is read: leave out columns that the list does not ask for", float64(len(data))/(1<<20))
	}
	r.sheet = RecordsSheet
	if r.list.Period.IsZero() {
		r.inferred = true
		r.list.Period = inferPeriod(data)
	}
	if err := r.readRows(csvRows(data)); err != nil {
		return err
	}
	r.checkBeing(r.register)
	switch p := r.list.Period; {
	case p.IsZero():
		r.stop(cell.Ref{}, "V03", "", "No start_date could be read, and a CSV file does not say which period it is for: give it with -period, such as -period 2026-Q2.")
	case r.inferred:
		r.add(cell.Ref{}, "V03", cell.Note, "", fmt.Sprintf("A CSV file does not say which period it is for. It was checked for %s, which its latest start_date falls in: give another with -period.", p.Words()))
	}
	return nil
}

// headRows is how far down the row of headings may stand: some systems write
// a title and the date of the export above it.
const headRows = 20

// V01 limits of a CSV file; workbook has its own.
const (
	mostRows    = 200_000
	mostColumns = 64
)

func (r *reader) readRows(rows iter.Seq2[workbook.Row, error]) error {
	found := false
	for row, err := range rows {
		if err != nil {
			return err
		}
		switch {
		case found:
			if len(r.list.Events) == mostRows {
				return fmt.Errorf("the list has more than %d rows: split the period, or leave out rows from before the 12 months of look-back", mostRows)
			}
			r.readEvent(row)
		case row.Number > headRows:
			return errNotList
		default:
			r.heads, found = findHeadings(row)
			if last := row.Cells[len(row.Cells)-1].Col; found && last > mostColumns {
				return fmt.Errorf("the list has %d columns, and %d is the most that is read: leave out columns that the list does not ask for", last, mostColumns)
			}
			if found {
				r.reportHeadings(row)
			}
		}
	}
	if !found {
		return errNotList
	}
	if len(r.list.Events) == 0 {
		r.stop(r.ref(r.heads.row+1, max(r.heads.at[0], 1)), "V03", "", "The list has no rows: type or paste one row for each referral and early help episode below the headings.")
	}
	r.checkTogether()
	return nil
}

// ref returns the address of a cell of the Records sheet.
func (r *reader) ref(row, col int) cell.Ref { return cell.Ref{Sheet: r.sheet, Row: row, Col: col} }

func (r *reader) stop(ref cell.Ref, rule, value, format string, args ...any) {
	r.add(ref, rule, cell.Stop, value, fmt.Sprintf(format, args...))
}

func (r *reader) add(ref cell.Ref, rule string, s cell.Severity, value, message string) {
	if r.full() {
		r.more++
		return
	}
	r.problems = append(r.problems, cell.Problem{Ref: ref, Rule: rule, Severity: s, Message: message, Value: shorten(value)})
}

// full reports whether problems are counted by now and no longer listed.
func (r *reader) full() bool { return len(r.problems) >= mostProblems }

// unread stands for the message of a problem that is not listed.
const unread = "not listed"

// stopped reports whether anything found so far refuses the list.
func (r *reader) stopped() bool {
	return slices.ContainsFunc(r.problems, func(p cell.Problem) bool { return p.Severity == cell.Stop })
}

func (r *reader) result() Result {
	slices.SortStableFunc(r.problems, func(a, b cell.Problem) int { return a.Ref.Compare(b.Ref) })
	if r.more > 0 {
		r.problems = append(r.problems, cell.Problem{Rule: "V03", Severity: cell.Stop,
			Message: fmt.Sprintf("%d more problems were found and are not listed: put these right first, then check again.", r.more)})
	}
	verdict := returns.Accepted
	if r.stopped() {
		verdict = returns.Rejected
	}
	r.problems = append(r.problems, cell.Problem{Rule: "P04", Severity: cell.Note,
		Message: "This is a list: it stays with the area and must not be sent. Turn it into counts with earlyhelp aggregate, and send the return that it writes."})
	return Result{Kind: Kind, Area: r.list.Area, Period: r.list.Period, Verdict: verdict, List: r.list, Problems: r.problems}
}
