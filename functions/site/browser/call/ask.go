package call

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/list"
	"earlyhelp/shared/marked"
	"earlyhelp/shared/period"
	"earlyhelp/shared/prepare"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// MaxBytes is how large a file may be: the page refuses a larger one before it
// is read.
const MaxBytes = workbook.MaxFileBytes

// A Question is what the page asks. Area, Period and Today are those of the
// page, so that the answer does not hang on the browser's clock.
type Question struct {
	Ask    string // make, check, fill or mark
	Area   string // DfE number
	Period string
	Today  period.Date
	Tool   string // written on the Cover of a return that is made

	Files   []File           // beside the question, in their order
	Mapping *prepare.Mapping // of a list whose columns are named otherwise

	Entry Entry // for fill
}

// A File names a file beside a question. As says what it is given as, for make:
// "" the list, "second" another CSV list, of audited cases, "into" the return
// to write into.
type File struct{ Name, As string }

// An Answer is what the page is told. What does not belong to the question is
// left out.
type Answer struct {
	// Fault says in a sentence why there is no answer.
	Fault string `json:"fault,omitempty"`

	List       *Found              `json:"list,omitempty"`   // what was found in a list
	Return     *Found              `json:"return,omitempty"` // what was found in a return
	Columns    []Column            `json:"columns,omitempty"`
	Suggestion *prepare.Suggestion `json:"suggestion,omitempty"` // where a list's columns are named otherwise

	Hash    string        `json:"hash,omitempty"` // SHA-256 of the list
	Counted []string      `json:"counted,omitempty"`
	Kept    []string      `json:"kept,omitempty"`
	Reasons []list.Reason `json:"reasons,omitempty"`

	// Fillable says that nothing that stands in the return is lost when it is
	// filled in on the page.
	Fillable bool `json:"fillable,omitempty"`

	Cover   *CoverPart `json:"cover,omitempty"`
	Sheets  []Sheet    `json:"sheets,omitempty"`
	Figures []Figure   `json:"figures,omitempty"`
	Wrong   []Wrong    `json:"wrong,omitempty"` // what was typed and cannot be taken
	Name    string     `json:"name,omitempty"`  // of the file made
}

// Ask answers a question. files are beside it; made are the files that go with
// the answer, at most one.
func Ask(question []byte, files [][]byte) (answer []byte, made [][]byte) {
	a, file := ask(question, files)
	answer, err := json.Marshal(a)
	if err != nil { // a programmer's mistake: every type here can be written
		return []byte(`{"fault":"The answer could not be written."}`), nil
	}
	if file != nil {
		made = [][]byte{file}
	}
	return answer, made
}

func ask(question []byte, files [][]byte) (a Answer, made []byte) {
	var q Question
	defer func() {
		if p := recover(); p != nil {
			a, made = fault("This file made the program stop (%s). It is our mistake, not yours: use the command line or the workbook, and tell us.", shortened(p)), nil
		}
	}()
	if err := json.Unmarshal(question, &q); err != nil {
		return fault("The page asked something that the program does not understand. Load the page again."), nil
	}
	p, err := period.Parse(q.Period)
	if err != nil || len(files) == 0 || len(files) != len(q.Files) {
		return fault("The page asked something that the program does not understand. Load the page again."), nil
	}
	k := asked{Question: q, period: p, register: area.England()}
	k.options = prepare.Options{Register: k.register, Today: q.Today, Area: q.Area, Period: p, Mapping: q.Mapping, Tool: q.Tool}
	switch q.Ask {
	case "make":
		return k.make(files)
	case "check":
		return k.check(files[0], q.Files[0].Name), nil
	case "fill":
		return k.fill(files[0])
	case "mark":
		return k.mark(files[0])
	}
	return fault("The page asked something that the program does not understand. Load the page again."), nil
}

// shortened is what a panic says, without what it may quote of a file.
func shortened(p any) string {
	if e, ok := p.(error); ok {
		return fmt.Sprintf("%T", e)
	}
	return fmt.Sprintf("%T", p)
}

func fault(format string, args ...any) Answer { return Answer{Fault: fmt.Sprintf(format, args...)} }

// An asked is a question with what it is answered from.
type asked struct {
	Question
	period   period.Period
	register *area.Register
	options  prepare.Options
}

// fileName is what a file made is called.
func (k *asked) fileName(kind string) string {
	return fmt.Sprintf("early-help-%s-%s-%s.xlsx", kind, k.Area, k.period)
}

// make turns a list into a return. A return given in its place is checked, and
// so is a file that is neither and no table whose columns could be fitted.
func (k *asked) make(files [][]byte) (Answer, []byte) {
	var into []byte
	for i, f := range k.Files[1:] {
		switch f.As {
		case "second":
			k.options.Second, k.options.SecondName = files[i+1], f.Name
		case "into":
			into, k.options.Into = files[i+1], f.Name
		}
	}
	name := k.Files[0].Name
	out, err := prepare.Aggregate(files[0], name, into, k.options)
	if err != nil {
		return fault("The return could not be written. Use the command line: earlyhelp aggregate."), nil
	}
	a := Answer{List: newFound(out.Report), Hash: out.List, Kept: out.Kept, Reasons: out.Reasons}
	if !out.Made() {
		if s, ok := prepare.Suggest(files[0], name); ok {
			a.Suggestion, a.Columns = &s, columns()
		} else if out.Kind == "" {
			return k.check(files[0], name), nil
		}
		return a, nil
	}
	for _, c := range out.Counts {
		if c.Breakdown == returns.Total && !c.Typed && c.Value != "[x]" {
			a.Counted = append(a.Counted, c.Measure)
		}
	}
	k.show(&a, out.Return, k.fileName("return"))
	return a, out.Return
}

// check reads a return as the platform will.
func (k *asked) check(data []byte, name string) Answer {
	var a Answer
	k.show(&a, data, name)
	return a
}

// show completes an answer with what is in a return.
func (k *asked) show(a *Answer, data []byte, name string) {
	o := k.options
	o.Mapping = nil
	report := prepare.Check(data, name, o)
	a.Return, a.Name = newFound(report), name
	if r := k.read(data).Return; r != nil {
		a.Cover, a.Sheets, a.Figures = newCover(r), sheets(r), figures(report.Figures)
		a.Fillable = !slices.ContainsFunc(a.Return.Groups, loses)
	}
}

// loses reports whether problems are of cells that hold something which could
// not be read, and which would be gone from a return that is written anew. A
// blank cell holds nothing; figures that do not add up are read all the same.
func loses(g Group) bool {
	switch {
	case g.Severity != cell.Stop, g.Rule == "V04", g.Rule == "V05":
		return false
	case g.Rule == "V03":
		return slices.ContainsFunc(g.Cells, func(p Place) bool { return p.Value != "" })
	}
	return true
}

func (k *asked) read(data []byte) returns.Result {
	return returns.Read(data, returns.ReadOptions{Register: k.register, Today: k.Today, Area: k.Area, Period: k.period})
}

// fill puts what was typed on the page into a return.
func (k *asked) fill(data []byte) (Answer, []byte) {
	r := k.read(data).Return
	if r == nil {
		return fault("This file cannot be filled in here. Fill in the workbook and choose it again."), nil
	}
	wrong := k.Entry.apply(r)
	if len(wrong) > 0 {
		return Answer{Wrong: wrong}, nil
	}
	ar, _ := k.register.Find(r.Area)
	var b bytes.Buffer
	if err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: ar, Period: r.Period, Prefill: r}); err != nil {
		return fault("The return could not be written. Fill in the workbook and choose it again."), nil
	}
	var a Answer
	k.show(&a, b.Bytes(), k.fileName("return"))
	return a, b.Bytes()
}

// mark makes a copy of a return with its problems in their places, or the
// problems of a list as a table.
func (k *asked) mark(data []byte) (Answer, []byte) {
	report := prepare.Check(data, k.Files[0].Name, k.options)
	if report.Kind != returns.KindReturn {
		return Answer{Name: problemsName}, problemsCSV(&report)
	}
	var b bytes.Buffer
	if err := marked.Write(&b, data, report.Cells()); err != nil {
		return fault("No copy can be made of this file: %v.", err), nil
	}
	return Answer{Name: k.fileName("return-marked")}, b.Bytes()
}
