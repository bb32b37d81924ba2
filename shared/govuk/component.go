package govuk

import "html/template"

// A Table is a data table in a region of its own, which scrolls sideways on a
// narrow screen and can be reached with the keyboard.
type Table struct {
	Caption     string
	CaptionSize string // s, m (default), l
	HideCaption bool   // read out but not shown, where a heading says it already
	Head        []Cell
	Rows        [][]Cell
	RowHeaders  bool // the first cell of each row heads the row
	Small       bool // smaller text, for wide tables of figures
	// Stack makes each row a card on a narrow screen, its cells under their
	// headings, for tables of words rather than figures.
	Stack bool
	Class string // further classes of the table
}

// Label is the heading that a stacked cell carries with it; "" where the table
// does not stack.
func (t Table) Label(column int) string {
	if !t.Stack || column >= len(t.Head) {
		return ""
	}
	return t.Head[column].Text
}

// A Cell is one cell of a table or value of a summary list: text, or a link,
// or a tag, or HTML, the first of Tag, HTML, Href and Text that is set.
type Cell struct {
	Text    string
	Href    string // makes Text a link
	Hidden  string // read out after Text
	HTML    template.HTML
	Tag     *Tag
	Numeric bool   // right-aligned
	Class   string // further classes
	Sort    string // aria-sort of a heading: ascending, descending
	ID      string
}

// A Tag is a state in a word or two. Colour is one of GOV.UK Frontend's: grey,
// green, teal, blue, purple, magenta, red, orange, yellow; "" is blue.
type Tag struct {
	Text   string
	Colour string
}

// A SummaryList is a list of facts.
type SummaryList struct {
	Rows     []SummaryRow
	NoBorder bool
}

// A SummaryRow is one fact, with what can be done about it.
type SummaryRow struct {
	Key     string
	Value   Cell
	Actions []Link
}

// Details is a summary that opens. Text or HTML is inside.
type Details struct {
	Summary string
	Text    string
	HTML    template.HTML
	Open    bool
}

// A Button is a button, or a link that looks like one when Href is set.
type Button struct {
	Text  string
	Href  string
	Start bool   // the big green one with an arrow
	Style string // "", secondary, warning, inverse
	Name  string // of a submit button, with Value
	Value string
	Once  bool // ignore a second press within a second
	// FormAction is the address that this button of a form sends it to.
	FormAction string
}

// A Banner is a notification. Success is green and read out at once.
type Banner struct {
	Title   string // default "Important", or "Success"
	Text    string
	Body    template.HTML
	Success bool
	Links   []Link
}

// Pagination leads through the pages of a list.
type Pagination struct {
	Label          string // default "Pages of results"
	Previous, Next string // addresses; "" where there is none
	Items          []PageItem
}

// A PageItem is one number of a Pagination.
type PageItem struct {
	Number   int
	Href     string
	Current  bool
	Ellipsis bool
}

// An Input is a one-line text field with its label.
type Input struct {
	Name, Label, Hint, Value, Error string
	Type                            string // default text
	Width                           string // a class such as govuk-input--width-10
	Autocomplete                    string
	HideLabel                       bool
}

// A Choice is one option of a Select or Radios.
type Choice struct {
	Value, Text, Hint string
	Selected          bool
	Group             string // of a Select: the optgroup; neighbours with one Group share it
}

// A Select is a drop-down list with its label.
type Select struct {
	Name, Label, Hint, Error string
	Choices                  []Choice
	Multiple                 bool
}

// Radios is a set of radio buttons with its legend.
type Radios struct {
	Name, Legend, Hint, Error string
	LegendSize                string // s, m (default), l
	Inline                    bool
	Choices                   []Choice
}

// A Textarea is a text field of several lines with its label.
type Textarea struct {
	Name, Label, Hint, Value, Error string
	Rows                            int // default 5
	Max                             int // characters that may be typed; 0 is no limit
}

// A Checkbox is one box to tick, with what ticking it says.
type Checkbox struct {
	Name, Value, Label, Hint, Error string
}

// A FileUpload is a file field with its label.
type FileUpload struct {
	Name, Label, Hint, Error string
	Accept                   string // such as .xlsx
	Required                 bool
}

// grouped returns the choices in runs of one Group.
func grouped(cs []Choice) [][]Choice {
	var runs [][]Choice
	for _, c := range cs {
		if n := len(runs); n > 0 && runs[n-1][0].Group == c.Group {
			runs[n-1] = append(runs[n-1], c)
			continue
		}
		runs = append(runs, []Choice{c})
	}
	return runs
}
