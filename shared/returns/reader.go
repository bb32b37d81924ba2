package returns

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/privacy"
	"earlyhelp/shared/workbook"
)

// A reader reads one workbook and gathers what is wrong with it.
type reader struct {
	o        ReadOptions
	book     *workbook.Book
	out      *Return
	res      *Result
	broken   bool            // a sheet could not be read to its end
	withheld map[string]bool // breakdowns, and "sheet " with a sheet, that the Cover says are not given
	first    bool            // the workbook is of FirstVersion

	versionAt cell.Ref // where the Cover gives the version of the template
}

// Read reads a file that was sent as a return. It never fails: what is wrong,
// however wrong, is in the Result, all of it at once.
func Read(data []byte, o ReadOptions) Result {
	res := Result{Problems: []cell.Problem{}, Privacy: []cell.Finding{}}
	r := &reader{o: o, res: &res, out: &Return{}, withheld: map[string]bool{}}
	book, err := workbook.Open(data, nil)
	if err != nil {
		if notWorkbook(err) && privacy.TextList(data) {
			res.Kind, res.Verdict = KindList, Refused
			res.Privacy = []cell.Finding{{Kind: cell.ChildLevelRows, Message: privacy.Message(cell.ChildLevelRows)}}
			return res
		}
		r.unreadable(err)
		res.Verdict = Unreadable
		return res
	}
	r.book = book
	sheets := r.identify()
	if found := privacy.Names(book); len(found) > 0 {
		res.Verdict, res.Privacy, res.Problems = Refused, found, []cell.Problem{}
		return res
	}
	if res.Kind != KindReturn {
		r.otherwise()
		return res
	}
	refusing, left, err := privacy.Screen(book)
	if err != nil {
		r.unreadable(err)
	}
	res.Privacy = append(res.Privacy, refusing...)
	for _, n := range left {
		r.note(n.Ref, "P02", groupLeftOut, "%s", n.Message)
	}
	r.readSheets(sheets)
	r.conclude()
	return res
}

// stop, and note, add a problem.
func (r *reader) stop(ref cell.Ref, rule, group, value, format string, args ...any) {
	r.add(ref, rule, group, cell.Stop, value, format, args...)
}

func (r *reader) note(ref cell.Ref, rule, group, format string, args ...any) {
	r.add(ref, rule, group, cell.Note, "", format, args...)
}

func (r *reader) add(ref cell.Ref, rule, group string, s cell.Severity, value, format string, args ...any) {
	r.res.Problems = append(r.res.Problems, cell.Problem{Ref: ref, Rule: rule, Severity: s, Group: group, Value: value, Message: fmt.Sprintf(format, args...)})
}

// fault adds the problem of a cell.
func (r *reader) fault(ref cell.Ref, c workbook.Cell, f *fault) {
	r.stop(ref, f.rule, f.group, shown(c), "%s", f.message)
}

// unreadable adds the problem of a file or sheet that cannot be read. The
// same one found twice is told once.
func (r *reader) unreadable(err error) {
	var refused *workbook.RefusedError
	if !errors.As(err, &refused) {
		refused = &workbook.RefusedError{Rule: "V01", Message: "The workbook is damaged. Open it in Excel, save it under a new name and send that."}
	}
	r.broken = true
	p := cell.Problem{Ref: refused.Ref, Rule: refused.Rule, Severity: cell.Stop, Group: groupUnreadable, Message: refused.Message}
	if !slices.Contains(r.res.Problems, p) {
		r.res.Problems = append(r.res.Problems, p)
	}
}

func notWorkbook(err error) bool {
	var refused *workbook.RefusedError
	return errors.As(err, &refused) && refused.Reason == workbook.NotWorkbook
}

// perTable matches what Numbers adds to the name of a sheet when it exports one
// a table: "Cover - Table 1".
var perTable = regexp.MustCompile(`_table_1$`)

// copyOf matches the names that programs give to a sheet that was copied:
// "Cover (2)", "Cover_2", "Copy of Cover".
var copyOf = regexp.MustCompile(`^(?:copy_of_)?(.*?)(?:_?\(?\d+\)?|_copy)?$`)

// identify says what kind of file this is, and maps the names of the return's
// sheets to the names in the file. A second set of sheets is a problem.
func (r *reader) identify() map[string]string {
	found := map[string]string{}
	var second, extra []string
	asked := Sheets()
	for _, s := range r.book.Sheets() {
		name := perTable.ReplaceAllString(norm(s.Name), "")
		i := slices.IndexFunc(asked, func(a string) bool { return norm(a) == name || norm(spaced(a)) == name })
		if i >= 0 && found[asked[i]] == "" {
			found[asked[i]] = s.Name
			continue
		}
		base := copyOf.FindStringSubmatch(name)[1]
		j := slices.IndexFunc(asked, func(a string) bool { return norm(a) == base })
		switch {
		case i >= 0 || j >= 0:
			second = append(second, s.Name)
		case name != norm(guidanceSheet):
			extra = append(extra, s.Name)
		}
	}
	if len(found) == 0 || len(found) == 1 && found[Cover] != "" && slices.ContainsFunc(extra, privacy.ListSheet) {
		return found // the list's own workbook has a Cover too
	}
	r.res.Kind = KindReturn
	if len(second) > 0 {
		r.stop(cell.Ref{Sheet: second[0]}, "V02", groupSheets, "",
			"There are two returns in this file, or a copy of a sheet (%s). Send one return a file: delete the sheets that do not belong to it.", quoted(second))
	}
	for _, name := range extra {
		if !privacy.ListSheet(name) { // that one is refused, with its own words
			r.note(cell.Ref{Sheet: name}, "V02", groupExtra, "This sheet is not part of the return and was not read. It may be deleted.")
		}
	}
	return found
}

var capital = regexp.MustCompile(`[A-Z]`)

// spaced puts spaces into a sheet's name: "EarlyHelp" is found as "Early help".
func spaced(s string) string {
	return strings.TrimSpace(capital.ReplaceAllString(s, " $0"))
}

// otherwise answers about a workbook that is no return.
func (r *reader) otherwise() {
	lists, err := privacy.Lists(r.book)
	if err != nil {
		r.unreadable(err)
	}
	if len(lists) > 0 {
		r.res.Kind, r.res.Verdict, r.res.Privacy = KindList, Refused, lists
		return
	}
	r.res.Verdict = Unreadable
	if len(r.res.Problems) == 0 {
		r.stop(cell.Ref{}, "V02", groupSheets, "", "This workbook is not a return: it has none of the sheets %s. Download the template for your area and period, fill it in and send that.",
			quoted(Sheets()))
	}
}

// readSheets reads the sheets that there are and names those that are not.
func (r *reader) readSheets(sheets map[string]string) {
	reading := r.o.Reading
	if reading == nil {
		reading = func(string) {}
	}
	reading(Cover)
	if name, ok := sheets[Cover]; ok {
		if !r.readCover(name) {
			return // another version of the template: its sheets are not these
		}
	} else {
		r.missingSheet(Cover)
	}
	f := newFigures(r)
	if r.first {
		r.upgrade(sheets)
	}
	for _, sheet := range countSheets() {
		reading(sheet)
		name, there := sheets[sheet]
		asks := r.blocks(sheet)
		switch {
		case len(asks) == 0: // of a later template
		case there:
			f.readSheet(sheet, name, asks)
		case r.withheld[itemSheet+sheet]:
			f.readNothing(sheet, asks)
		default:
			r.missingSheet(sheet)
		}
		f.make(sheet, name)
	}
	reading("")
	f.check()
	f.fillUpgraded()
	r.out.Counts, r.out.Facts = f.counts, f.facts
	if f.late {
		r.out.Counts = r.out.inOrder()
	}
}

func (r *reader) missingSheet(sheet string) {
	r.stop(cell.Ref{Sheet: sheet}, "V02", groupSheets, "", "The sheet %s is missing. Copy it from a new template and fill it in.", sheet)
}

// conclude settles the verdict, and removes what a refused file said.
func (r *reader) conclude() {
	res := r.res
	r.sort()
	personal := map[cell.Ref]bool{}
	for _, f := range res.Privacy {
		personal[f.Ref] = true
	}
	// What stands where something personal was found is told once, as that.
	res.Problems = slices.DeleteFunc(res.Problems, func(p cell.Problem) bool { return p.Ref.Row > 0 && personal[p.Ref] })
	stops := slices.ContainsFunc(res.Problems, func(p cell.Problem) bool { return p.Severity == cell.Stop })
	switch {
	case len(res.Privacy) > 0:
		res.Verdict = Refused
	case r.broken:
		res.Verdict = Unreadable
	case stops:
		res.Verdict = Rejected
	default:
		res.Verdict = Accepted
	}
	if res.Verdict == Accepted || res.Verdict == Rejected {
		res.Return = r.out
	}
}

// sort puts problems in the order in which one goes through the workbook.
func (r *reader) sort() {
	order := map[string]int{}
	for i, s := range r.book.Sheets() {
		order[s.Name] = i + 1
	}
	slices.SortStableFunc(r.res.Problems, func(a, b cell.Problem) int {
		if d := order[a.Ref.Sheet] - order[b.Ref.Sheet]; d != 0 {
			return d
		}
		return a.Ref.Compare(b.Ref)
	})
}
