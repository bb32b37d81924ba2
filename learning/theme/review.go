package theme

import "earlyhelp/learning/review"

// A Polarity says what a sentence does with what it speaks of.
type Polarity string

// The polarities, as in the codebook. WordTrap is not one: a key word in
// another sense leaves the sentence Neutral.
const (
	Gap            Polarity = "gap"
	Recommendation Polarity = "recommendation"
	Context        Polarity = "context"
	GoodPractice   Polarity = "good-practice"
	Negated        Polarity = "negated"
	Procedural     Polarity = "procedural"
	Neutral        Polarity = "neutral"
)

// Meta is what is known of a review beside its text. Empty fields are filled
// from the text where it says.
type Meta struct {
	ID    string
	File  string // base name
	Title string
	Year  int // of publication; 0 unknown
}

// A Review is what was found in one review, in the form that `mine -json`
// prints and the ledger keeps.
type Review struct {
	ID        string        `json:"id,omitempty"`
	File      string        `json:"file"`
	Title     string        `json:"title"`
	Year      int           `json:"year"` // 0 unknown
	Pages     int           `json:"pages"`
	Problem   string        `json:"problem"`          // why it could not be read, in plain words; "" when it was
	Reason    review.Reason `json:"reason,omitempty"` // the same for programs
	Rules     string        `json:"rules,omitempty"`  // version of codebook and rules that labelled it
	Sentences []Sentence    `json:"sentences"`
	Themes    []Found       `json:"themes"`         // in codebook order; those with a coded mention
	Text      []review.Page `json:"text,omitempty"` // the pages, for checking evidence; kept in the ledger
}

// A Sentence is one sentence of a review with its labels.
type Sentence struct {
	Page     int      `json:"page"`
	Text     string   `json:"text"`   // found word for word on its page
	Themes   []string `json:"themes"` // coded, by the codebook's labelling rules, in codebook order
	About    []string `json:"about"`  // spoken of, whatever the polarity; holds Themes
	Polarity Polarity `json:"polarity"`
	Why      []Why    `json:"why,omitempty"` // one for each of About
}

// A Why gives the words that decided a label.
type Why struct {
	Theme string   `json:"theme"`
	Words []string `json:"words"`
}

// A Found is a theme of a review with its evidence.
type Found struct {
	ID       string     `json:"id"`
	Mentions int        `json:"mentions"` // coded sentences; len(Evidence)
	Evidence []Evidence `json:"evidence"` // in the order of the review
}

// An Evidence is a sentence that shows something, word for word.
type Evidence struct {
	Review   string   `json:"review,omitempty"` // ID or file name, where several reviews are meant
	Page     int      `json:"page"`
	Text     string   `json:"text"`
	Polarity Polarity `json:"polarity"`
}

// A Recurrence is how many reviews carry a theme.
type Recurrence struct {
	ID      string  `json:"id"`
	Label   string  `json:"label"`
	Reviews int     `json:"reviews"` // that carry the theme
	Share   float64 `json:"share"`   // of the reviews that could be read, 0 to 1
	Lower   float64 `json:"lower"`   // 95% Wilson interval of the share
	Upper   float64 `json:"upper"`
}

// An Emergence is something that recurs outside the codebook.
type Emergence struct {
	Terms    []string   `json:"terms"`   // the commonest wording first
	Reviews  int        `json:"reviews"` // that use it
	Evidence []Evidence `json:"evidence"`
}

// A Theme is an entry of the codebook.
type Theme struct {
	ID         string
	Label      string
	Group      Group
	Definition string
	Include    string
	Exclude    string
	Source     string
}

// A Group says what it takes to code a theme.
type Group string

// The groups of themes.
const (
	Practice Group = "practice" // a gap or a recommendation
	Mixed    Group = "mixed"    // what the family did, or a gap in how services answered
	About    Group = "context"  // the factor is present, or is a learning point
)
