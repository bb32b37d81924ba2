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

	Mapping *Mapping // names and words of the area's own extract; nil for the template's
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

// Read reads a list from a workbook or, where name ends in .csv, .tsv or .txt and
// the bytes are not a workbook's, from CSV: comma, semicolon or tab, in UTF-8,
// UTF-16 or Windows-1252. A CSV file holds the rows of Records or those of
// CaseAudit; its headings say which. Every problem is reported. Nothing is
// asked about identity: the list stays with the area, and a note says so.
func Read(data []byte, name string, o Options) Result {
	r := &reader{register: o.Register, mapping: o.Mapping, list: &List{Area: o.Area, Period: o.Period}}
	r.list.lacksAudit = all(&caseAudit)
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
	if !strings.HasSuffix(name, ".csv") && !strings.HasSuffix(name, ".txt") && !strings.HasSuffix(name, ".tsv") {
		return false
	}
	utf16 := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	binary := bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) ||
		!utf16 && bytes.IndexByte(data[:min(len(data), 1024)], 0) >= 0
	return !binary
}

// errNotList says that no row of headings was found.
var errNotList = errors.New("this is not a list: no row holds the column headings of the sheet Records, such as child_key and event_type; start from the template (earlyhelp template -kind list), or fit an extract with headings of its own (earlyhelp mapping)")

// unreadable turns the error of a file that cannot be read into a problem.
func unreadable(err error) cell.Problem {
	p := cell.Problem{Rule: "V01", Severity: cell.Stop, Group: "The file cannot be read", Message: sentence(err.Error())}
	var refused *workbook.RefusedError
	var broken *csvError
	var large *sizeError
	switch {
	case errors.As(err, &refused):
		p.Rule, p.Ref, p.Message = refused.Rule, refused.Ref, refused.Message
	case errors.As(err, &broken):
		p.Ref = cell.Ref{Sheet: RecordsSheet, Row: broken.row}
	case errors.As(err, &large):
		p.Ref, p.Group = large.ref, "The file is too large"
	case errors.Is(err, errNotList):
		p.Rule, p.Group = "V02", "This is not a list"
	}
	return p
}

// A sizeError says where a list grows too large.
type sizeError struct {
	ref     cell.Ref
	message string
}

func (e *sizeError) Error() string { return e.message }

// sentence gives an error's text a capital and a full stop.
func sentence(s string) string {
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// A reader gathers the rows and problems of one file.
type reader struct {
	register *area.Register
	mapping  *Mapping
	book     *workbook.Book // nil for CSV
	date1904 bool
	list     *List
	problems []cell.Problem
	more     int // problems past mostProblems
	inferred bool

	// Of the table that is being read:
	table   *table
	names   *naming
	sheet   string // as the file spells it
	heads   headings
	record  record
	tally   recorded
	records placed // where Records and CaseAudit stand, for checks of the whole
	audits  placed

	children, families, places numbering
	spelt                      map[string]int32 // of a locality as spelt, its number

	within span // of start_date, once asked for
	latest Date // of end_date
}

// placed is where a table stands in a file, once it has been read.
type placed struct {
	sheet string
	heads headings
}

// A numbering numbers texts as they come, from 1.
type numbering map[string]int32

func (n *numbering) of(text string) int32 {
	if *n == nil {
		*n = numbering{}
	}
	i, ok := (*n)[text]
	if !ok {
		i = int32(len(*n) + 1)
		(*n)[strings.Clone(text)] = i // text may be a piece of a whole row
	}
	return i
}

// use makes the reader read a table from a sheet.
func (r *reader) use(t *table, sheet string) {
	r.table, r.sheet = t, sheet
	r.names = newNaming(t, r.mapping.of(t))
	r.tally = recorded{}
}

func (r *reader) readBook(data []byte) error {
	b, err := workbook.Open(data, nil)
	if err != nil {
		return err
	}
	if !IsMapped(b, r.mapping) {
		return errNotList
	}
	r.book, r.date1904 = b, b.Date1904
	if err := r.whose(b); err != nil {
		return err
	}
	r.checkBeing(r.register)
	read := 0
	for _, t := range []*table{&records, &caseAudit} {
		sheet, ok := sheetOf(b, t, r.mapping)
		if !ok {
			continue
		}
		r.use(t, sheet)
		err := r.readRows(b.Rows(sheet))
		switch {
		case errors.Is(err, errNotList):
			r.stop(cell.Ref{Sheet: sheet}, "V02", "A sheet has no headings", "", "The sheet %s has no row of headings: copy them from the template (earlyhelp template -kind list).", sheet)
			return nil
		case err != nil:
			return err
		}
		read++
	}
	if read == 0 {
		r.stop(cell.Ref{Sheet: RecordsSheet}, "V02", "A sheet is missing", "", "The sheet Records is missing: start from the template (earlyhelp template -kind list).")
		return nil
	}
	r.checkTogether()
	return nil
}

func (r *reader) readCSV(data []byte) error {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return errors.New("the file is empty: save the list again")
	case len(data) > workbook.MaxFileBytes:
		return fmt.Errorf("the file is %.1f MB, and 20 MB is the most that is read: leave out columns that the list does not ask for", float64(len(data))/(1<<20))
	}
	r.use(r.tableOf(data), RecordsSheet)
	r.sheet = r.table.sheet
	if r.list.Period.IsZero() && r.table == &records {
		r.inferred = true
		r.list.Period = r.inferPeriod(data)
	}
	if err := r.readRows(csvRows(data)); err != nil {
		return err
	}
	r.checkTogether()
	r.checkBeing(r.register)
	switch p := r.list.Period; {
	case p.IsZero() && r.table == &caseAudit:
		r.stop(cell.Ref{}, "V02", "The file does not say which period it is for", "", "A CSV file of audited cases does not say which period it is for: give it with -period, such as -period 2026-Q2.")
	case p.IsZero():
		r.stop(cell.Ref{}, "V03", "The file does not say which period it is for", "", "No start_date could be read, and a CSV file does not say which period it is for: give it with -period, such as -period 2026-Q2.")
	case r.inferred:
		r.add(cell.Ref{}, "V03", cell.Note, "The period was found from the dates", "", fmt.Sprintf("A CSV file does not say which period it is for. It was checked for %s, which its latest start_date falls in: give another with -period.", p.Words()))
	}
	return nil
}

// tableOf returns which table a CSV file holds: the one more of whose headings
// stand in one of its first rows.
func (r *reader) tableOf(data []byte) *table {
	ours, theirs := newNaming(&records, r.mapping.of(&records)), newNaming(&caseAudit, r.mapping.of(&caseAudit))
	for row, err := range csvRows(data) {
		if err != nil || row.Number > headRows {
			break
		}
		a, found := ours.findHeadings(row)
		b, other := theirs.findHeadings(row)
		if other && (!found || count(b.at) > count(a.at)) {
			return &caseAudit
		}
		if found {
			break
		}
	}
	return &records
}

// count returns how many columns stand somewhere.
func count(at []int) (n int) {
	for _, col := range at {
		if col > 0 {
			n++
		}
	}
	return n
}

// headRows is how far down the row of headings may stand: some systems write
// a title and the date of the export above it.
const headRows = 20

// V01 limits of a CSV file; workbook has its own.
const (
	mostRows    = 200_000 // with something in them, the headings included
	mostColumns = 64
)

func (r *reader) readRows(rows iter.Seq2[workbook.Row, error]) error {
	found, used := false, 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		if used++; used > mostRows {
			return &sizeError{cell.Ref{Sheet: r.sheet, Row: row.Number}, fmt.Sprintf("the sheet %s has more than %d rows: split the period, or leave out rows from before the 12 months of look-back", r.sheet, mostRows)}
		}
		switch {
		case found:
			r.readRow(row)
		case row.Number > headRows:
			return errNotList
		default:
			r.heads, found = r.names.findHeadings(row)
			if last := row.Cells[len(row.Cells)-1].Col; found && last > mostColumns {
				return &sizeError{cell.Ref{Sheet: r.sheet, Row: row.Number, Col: mostColumns + 1}, fmt.Sprintf("the list has %d columns, and %d is the most that is read: leave out columns that the list does not ask for", last, mostColumns)}
			}
			if found {
				r.reportHeadings(row)
			}
		}
	}
	if !found {
		return errNotList
	}
	var lacks filled
	for i, at := range r.heads.at {
		if at == 0 && !r.names.stands(i) {
			lacks |= 1 << i
		}
	}
	here := placed{r.sheet, r.heads}
	if r.table == &records {
		r.list.lacks, r.records = lacks, here
	} else {
		r.list.lacksAudit, r.audits = lacks, here
	}
	r.checkRecorded()
	return nil
}

// ref returns the address of a cell of the sheet that is being read.
func (r *reader) ref(row, col int) cell.Ref { return cell.Ref{Sheet: r.sheet, Row: row, Col: col} }

func (r *reader) stop(ref cell.Ref, rule, group, value, format string, args ...any) {
	r.add(ref, rule, cell.Stop, group, value, fmt.Sprintf(format, args...))
}

// add reports a problem. group is its headline, the same for all of its kind.
func (r *reader) add(ref cell.Ref, rule string, s cell.Severity, group, value, message string) {
	if r.full() {
		r.more++
		return
	}
	r.problems = append(r.problems, cell.Problem{Ref: ref, Rule: rule, Severity: s, Group: group, Message: message, Value: shorten(value)})
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
		r.problems = append(r.problems, cell.Problem{Rule: "V03", Severity: cell.Stop, Group: "There are more problems than are listed",
			Message: fmt.Sprintf("%d more problems were found and are not listed: put these right first, then check again.", r.more)})
	}
	verdict := returns.Accepted
	if r.stopped() {
		verdict = returns.Rejected
	}
	r.problems = append(r.problems, cell.Problem{Rule: "P04", Severity: cell.Note, Group: "A list stays with you",
		Message: "This is a list: it stays with the area and must not be sent. Turn it into counts with earlyhelp aggregate, and send the return that it writes."})
	return Result{Kind: Kind, Area: r.list.Area, Period: r.list.Period, Verdict: verdict, List: r.list, Problems: r.problems}
}
