package bearing

import (
	"context"

	"earlyhelp/functions/site/desk"
	"earlyhelp/learning/library"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// A Question asks what is to be learnt for one area whose figure lies outside
// its limits.
type Question struct {
	Answer benchmark.Answer // of the indicator and period, in the view that the page shows; its Areas hold the peers
	Peers  []string         // GSS codes or DfE numbers, nearest first; nil: all areas of the answer, by name
	Of     string           // the area: its GSS code or DfE number
	Person account.Person   // who reads
}

// Returns gives the facts that an area stated in its return in force, which
// are public, and what it explained, to those who may see that. *desk.Desk
// does both.
type Returns interface {
	// Stated returns the facts about the partnership in the return in force,
	// nil where there is none.
	Stated(ctx context.Context, dfe string, q period.Period) ([]returns.Fact, error)
	// InForce returns the signed return in force, or desk.ErrNotFound for those
	// who may not see it and where there is none.
	InForce(ctx context.Context, p account.Person, dfe string, q period.Period) (desk.Seen, error)
	Return(ctx context.Context, s desk.Seen) (*returns.Return, error)
}

// Sources are what practice is gathered from. A nil one gives nothing.
type Sources struct {
	Returns Returns
	Reviews *library.Snapshot
}

// A Practice is what an area outside its limits can learn from: the areas
// within them and what those say they do, and what case reviews call good
// practice in the themes that bear on the indicator.
type Practice struct {
	Within  []Area // of the peers, in their order: those inside the limits; the nearest five at most
	Inside  int    // how many peers lie inside
	Outside int    // and how many outside
	Without int    // and how many are not classed: no figure, or too few cases
	Words   string // the same in a sentence
	Good    []Good // of the themes that bear on the indicator, in their order; those with a sentence
}

// An Area is a peer inside the limits, with what it says it does.
type Area struct {
	DFE, Name string
	Figure    benchmark.AreaFigure
	Stated    []Statement
	Explained []Explanation // what it wrote of this indicator, for those who may see it
}

// A Statement is a fact about a partnership, as its return gives it.
type Statement struct {
	Title  string // Thresholds audited
	Answer returns.Answer
	Date   period.Date // zero where not given
	Link   string      // address of a public page that shows it, or ""
	Words  string      // "Thresholds audited: yes, on 15 May 2026"
}

// An Explanation is what an area said of a figure, and what it was asked.
type Explanation struct{ Text, Asked string }

// Good is what case reviews say of one theme as good practice.
type Good struct {
	Theme     theme.Theme
	Sentences []Sentence // at most three, of as many reviews as there are, the newest first
	More      int        // how many besides
}

// A Sentence is one sentence of a review, word for word.
type Sentence struct {
	Text          string
	Review, Title string // ID and title of the review
	Page          int
	Demonstration bool
}

// Gather returns what is to be learnt for an area that lies outside its
// limits: from q.Peers that lie inside them, and from the reviews.
func Gather(ctx context.Context, from Sources, q Question) (Practice, error) {
	return Practice{}, nil
}
