package provenance

import (
	"time"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

// A Chain is where one figure comes from, as one viewer may see it, in the
// form of the API. Parts that do not apply, or that the viewer may not see,
// are absent; Withheld says who may see them.
type Chain struct {
	Figure        string             `json:"figure"` // the address
	Indicator     string             `json:"indicator"`
	Title         string             `json:"title"`
	Unit          indicator.Unit     `json:"unit"`
	Polarity      indicator.Polarity `json:"polarity"`
	Period        string             `json:"period"`
	PeriodWords   string             `json:"periodWords"`
	Breakdown     string             `json:"breakdown"`
	Category      string             `json:"category,omitempty"` // with a breakdown other than total
	PartWords     string             `json:"partWords,omitempty"`
	Level         benchmark.Level    `json:"level"`
	Code          string             `json:"code"`
	DFE           string             `json:"dfe,omitempty"`
	Name          string             `json:"name"`
	View          benchmark.View     `json:"view"`
	Version       string             `json:"version"`
	Demonstration bool               `json:"demonstration"`
	Story         []string           `json:"story"` // plain sentences

	Published    Figure        `json:"published"`        // the figure, in this view
	Public       *Figure       `json:"public,omitempty"` // what the public sees, where this view is the full one
	Publication  Publication   `json:"publication"`
	SignOff      *SignOff      `json:"signOff,omitempty"`
	Return       *Return       `json:"return,omitempty"`
	Earlier      []Version     `json:"earlierVersions,omitempty"` // the latest first
	Numerator    *Term         `json:"numeratorFrom,omitempty"`
	Denominator  *Term         `json:"denominatorFrom,omitempty"`
	Areas        []Part        `json:"areas,omitempty"` // what a region's or England's figure is added up from
	Explanations []Explanation `json:"explanations,omitempty"`
	Recomputed   Recomputation `json:"recomputed"`
	Withheld     string        `json:"withheld,omitempty"` // what this viewer does not see, and who does
}

// A Figure is one published row, to six decimals. Numbers that a symbol stands
// for are absent.
type Figure struct {
	Numerator     benchmark.Number     `json:"numerator,omitzero"`
	Denominator   benchmark.Number     `json:"denominator,omitzero"`
	Value         benchmark.Number     `json:"value,omitzero"`
	Shown         string               `json:"shown"` // as pages print it: 24.2%, [c]
	Lower95       benchmark.Number     `json:"lower95,omitzero"`
	Upper95       benchmark.Number     `json:"upper95,omitzero"`
	Lower998      benchmark.Number     `json:"lower998,omitzero"`
	Upper998      benchmark.Number     `json:"upper998,omitzero"`
	Comparison    benchmark.Comparison `json:"comparison,omitempty"`
	Outlier       benchmark.Outlier    `json:"outlier,omitempty"` // of an area where there is a funnel
	Symbol        benchmark.Symbol     `json:"symbol,omitempty"`
	Reason        string               `json:"reason,omitempty"`
	Marks         []benchmark.Symbol   `json:"marks,omitempty"`
	Source        benchmark.Source     `json:"source,omitempty"`
	AreasReturned int                  `json:"areasReturned"`
	AreasExpected int                  `json:"areasExpected"`
}

// A Publication is the published sequence that holds the figure. Manifest and
// File are SHA-256 of the files of these names, hexadecimal, "" where they are
// not kept.
type Publication struct {
	Sequence    int       `json:"sequence"`
	CodeVersion string    `json:"codeVersion,omitempty"`
	At          time.Time `json:"at,omitzero"`
	Manifest    string    `json:"manifestSHA256,omitempty"`
	File        string    `json:"factsCSVSHA256,omitempty"`
	Returns     int       `json:"returns,omitempty"` // that it was made from
}

// A SignOff is the sign-off that the publication rests on.
type SignOff struct {
	Number    int        `json:"number"`
	At        time.Time  `json:"at"`
	Approvals []Approval `json:"approvals"`
	Later     int        `json:"later,omitempty"` // sign-offs made since, which are not in this publication
}

// An Approval is one partner's. By is a person's name, "" for those who may
// not see it.
type Approval struct {
	Partner string    `json:"partner"`
	Role    string    `json:"role"`
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty"`
}

// A Return is the version of a return that was approved.
type Return struct {
	ID         string    `json:"id"`
	Version    int       `json:"version"` // among those accepted; 0 where it cannot be told
	SHA256     string    `json:"sha256"`  // of the clean workbook, as approved
	Sent       time.Time `json:"sent"`
	Role       string    `json:"preparedByRole,omitempty"`
	By         string    `json:"by,omitempty"`
	Reason     string    `json:"reason,omitempty"` // why it came in place of one signed off
	LateReason string    `json:"lateReason,omitempty"`
	Tool       string    `json:"tool,omitempty"` // that counted it from a list; "" when typed
	List       string    `json:"listSHA256,omitempty"`
	Counted    string    `json:"counted,omitempty"` // the day it was counted
	Issues     string    `json:"knownIssues,omitempty"`
	Basis      string    `json:"basis"` // workbook, or counts where the workbook cannot be read
}

// A Version is a return of the area and period that another replaced.
type Version struct {
	ID      string    `json:"id"`
	Version int       `json:"version"`
	SHA256  string    `json:"sha256"`
	Sent    time.Time `json:"sent"`
	SignOff int       `json:"signOff,omitempty"` // its number; 0 where it was never signed off
	Changes []Change  `json:"changes"`           // of the cells of this figure, to the version approved
}

// A Change is a cell of the figure that an earlier version gave otherwise.
type Change struct {
	Words string `json:"words"`
	Old   string `json:"old"` // "" where it was not there
	New   string `json:"new"`
}

// A Term is what a numerator or a denominator is made of: cells of the return,
// a population, or a column of the Department for Education's table.
type Term struct {
	Words   string           `json:"words"`
	Measure string           `json:"measure"`
	N       benchmark.Number `json:"n,omitzero"`
	State   string           `json:"state,omitempty"` // x or z where there is no number
	Cells   []Cell           `json:"cells,omitempty"`
	Source  string           `json:"source,omitempty"` // of a population or a published count: table, edition and date
	Year    int              `json:"year,omitempty"`   // of a population: at 30 June
}

// A Cell is a cell of the clean workbook.
type Cell struct {
	Ref    cell.Ref `json:"ref"`
	SentAs string   `json:"sentAs,omitempty"` // where it stood in the file as sent, if elsewhere
	Words  string   `json:"words"`
	Text   string   `json:"text"` // as typed: 12, [x], yes
	Note   string   `json:"note,omitempty"`

	n     float64
	state returns.State
}

// A Part is an area within a region's or England's figure.
type Part struct {
	Figure      string           `json:"figure"` // its address
	Code        string           `json:"code"`
	DFE         string           `json:"dfe"`
	Name        string           `json:"name"`
	Numerator   benchmark.Number `json:"numerator,omitzero"`
	Denominator benchmark.Number `json:"denominator,omitzero"`
	Symbol      benchmark.Symbol `json:"symbol,omitempty"`
	Reason      string           `json:"reason,omitempty"`
	In          bool             `json:"in"` // it went into the sum
}

// An Explanation is what the area said of a cell of the figure.
type Explanation struct {
	Ref     string `json:"ref"` // in the file as sent
	Rule    string `json:"rule"`
	Asked   string `json:"asked"`
	Text    string `json:"text"`
	OfWhich string `json:"of"` // numerator, denominator
}

// A Verdict says what working it out again gave.
type Verdict string

// The verdicts. Nothing: there is no number in this view to work out again.
const (
	Equal   Verdict = "equal"
	Differs Verdict = "differs"
	Nothing Verdict = "nothing"
)

// A Recomputation is the figure worked out again from what is kept.
type Recomputation struct {
	Verdict Verdict `json:"verdict"`
	Words   string  `json:"words"` // the verdict in a sentence
	Lines   []Line  `json:"lines"`
}

// A Line is one step: the formula, the numbers put in, what comes out, and
// what is published. Verdict is empty where nothing published stands against
// it.
type Line struct {
	What      string  `json:"what"`
	Formula   string  `json:"formula,omitempty"`
	Put       string  `json:"put,omitempty"`
	Result    string  `json:"result"`
	Published string  `json:"published,omitempty"`
	Verdict   Verdict `json:"verdict,omitempty"`
}
