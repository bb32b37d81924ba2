package bearing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"earlyhelp/functions/site/desk"
	"earlyhelp/learning/library"
	"earlyhelp/learning/theme"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
	"earlyhelp/shared/provenance"
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

var _ Returns = (*desk.Desk)(nil)

// Sources are what practice is gathered from. A nil one gives nothing.
type Sources struct {
	Returns Returns
	Reviews *library.Snapshot
}

// A Practice is what an area outside its limits can learn from: the areas
// within them and what those say they do, and what case reviews call good
// practice in the themes that bear on the indicator.
type Practice struct {
	Within  []Area // of the peers, in their order: those within the 95% limits; the nearest five at most
	Inside  int    // how many peers lie within them
	Outside int    // and how many beyond
	Without int    // and how many are not classed: no figure, or too few cases
	Words   string // the same in a sentence; "" where the measure has no limits
	Good    []Good // of the themes that bear on the indicator, in their order; those with a sentence
}

// An Area is a peer inside the limits, with what it says it does.
type Area struct {
	DFE, Name string
	Figure    benchmark.AreaFigure
	Stated    []Statement   // what it says it does or plans, as facts of its partnership; open to everybody
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

// mostWithin is how many areas within the limits are told of: what five do is
// read, what ten do is not.
const mostWithin = 5

// mostSentences is how many sentences of a theme stand at once.
const mostSentences = 3

// readAhead is how many areas' records are read at the same time.
const readAhead = 5

// Gather returns what is to be learnt for an area that lies outside its
// limits: from q.Peers that lie within them, and from the reviews. The answer
// decides who lies where; nothing of an area that it hides is told.
func Gather(ctx context.Context, from Sources, q Question) (Practice, error) {
	p := Practice{Good: good(from.Reviews, q.Answer.Indicator)}
	if q.Answer.Unit != indicator.Percent && q.Answer.Unit != indicator.Rate {
		return p, nil
	}
	own := ""
	for _, a := range peers(q) {
		switch place(a) {
		case beyond:
			p.Outside++
		case within:
			p.Inside++
			if len(p.Within) < mostWithin {
				p.Within = append(p.Within, Area{DFE: a.DFE, Name: a.Name, Figure: a})
			}
		default:
			p.Without++
		}
	}
	for _, a := range q.Answer.Areas {
		if a.DFE == q.Of || a.Code == q.Of {
			own = a.Name
		}
	}
	p.Words = sentence(own, p)
	if from.Returns == nil {
		return p, nil
	}
	asked, err := period.Parse(q.Answer.Period)
	if err != nil {
		return p, fmt.Errorf("practice for %s: %w", q.Answer.Indicator, err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readAhead)
	for i := range p.Within {
		g.Go(func() error { return p.Within[i].fill(ctx, from.Returns, q, asked) })
	}
	return p, g.Wait()
}

// peers returns the figures of the peers in their order, the area itself left
// out.
func peers(q Question) []benchmark.AreaFigure {
	isOwn := func(a benchmark.AreaFigure) bool { return a.DFE == q.Of || a.Code == q.Of }
	if q.Peers == nil {
		return slices.DeleteFunc(slices.Clone(q.Answer.Areas), isOwn)
	}
	var out []benchmark.AreaFigure
	for _, code := range q.Peers {
		i := slices.IndexFunc(q.Answer.Areas, func(a benchmark.AreaFigure) bool { return a.DFE == code || a.Code == code })
		if i >= 0 && !isOwn(q.Answer.Areas[i]) {
			out = append(out, q.Answer.Areas[i])
		}
	}
	return out
}

type where int

const (
	unclassed where = iota
	within
	beyond
)

// place says where an area lies. One with too few cases is shown with its
// interval and not classed.
func place(a benchmark.AreaFigure) where {
	switch {
	case !a.Value.OK || !a.Denominator.OK || a.Denominator.Value < benchmark.FewestClassed:
		return unclassed
	case a.Outlier == benchmark.NotOutside || a.Outlier == "":
		return within
	}
	return beyond
}

func sentence(own string, p Practice) string {
	all := p.Inside + p.Outside + p.Without
	if all == 0 {
		return "There are no peers to learn from here."
	}
	of := "the areas compared"
	if own != "" {
		of = "the areas that " + own + " is compared with"
	}
	out := fmt.Sprintf("Of %s, %d of %d lie within the 95%% limits of the funnel", of, p.Inside, all)
	var rest []string
	if p.Outside > 0 {
		rest = append(rest, fmt.Sprintf("%d beyond", p.Outside))
	}
	if p.Without > 0 {
		rest = append(rest, fmt.Sprintf("%d without a figure or too small to be placed", p.Without))
	}
	if len(rest) > 0 {
		out += ", " + strings.Join(rest, " and ")
	}
	return out + "."
}

// fill adds what an area says it does, and what it explained of the figure.
func (a *Area) fill(ctx context.Context, from Returns, q Question, asked period.Period) error {
	facts, err := from.Stated(ctx, a.DFE, asked)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if s, ok := statement(f); ok {
			a.Stated = append(a.Stated, s)
		}
	}
	if !account.Allowed(q.Person, account.SeeExplained, a.DFE) {
		return nil
	}
	seen, err := from.InForce(ctx, q.Person, a.DFE, asked)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	said := slices.DeleteFunc(seen.Explained(), func(e desk.Explained) bool { return e.Text == "" })
	if len(said) == 0 {
		return nil
	}
	r, err := from.Return(ctx, seen)
	if err != nil {
		return err
	}
	a.Explained = explained(r, said, q.Answer)
	return nil
}

// explained is what was said of the cells that a figure is made of.
func explained(r *returns.Return, said []desk.Explained, answer benchmark.Answer) []Explanation {
	d, ok := indicator.All().Find(answer.Indicator)
	if !ok {
		return nil
	}
	breakdown, category := answer.Breakdown, answer.Category
	if breakdown == "" || breakdown == returns.Total {
		breakdown, category = returns.Total, returns.All
	}
	of := map[string]bool{}
	for _, measure := range []string{d.Numerator, d.Denominator} {
		for _, c := range provenance.CellsOf(r, returns.Key{Measure: measure, Breakdown: breakdown, Category: category}) {
			of[c.Ref.String()] = true
		}
	}
	var out []Explanation
	for _, e := range said {
		if of[e.Ref] {
			out = append(out, Explanation{Text: e.Text, Asked: e.Message})
		}
	}
	return out
}

// statement is a fact as what a partnership does: yes or planned. No, and
// nobody can say, is nothing to learn from.
func statement(f returns.Fact) (Statement, bool) {
	title := f.Name
	for _, k := range returns.Facts() {
		if k.Name == f.Name {
			title = k.Title
		}
	}
	s := Statement{Title: title, Answer: f.Answer, Date: f.Date, Link: f.Link}
	switch f.Answer {
	case returns.Yes:
		s.Words = title + ": yes"
		if !f.Date.IsZero() {
			s.Words += ", on " + f.Date.Words()
		}
	case returns.Planned:
		s.Words = title + ": planned"
		if !f.Date.IsZero() {
			s.Words += " for " + f.Date.Words()
		}
	default:
		return s, false
	}
	return s, true
}

// good gathers what reviews call good practice in the themes of an indicator.
func good(reviews *library.Snapshot, id string) []Good {
	if reviews == nil {
		return nil
	}
	themes := theme.Codebook()
	var all []Good
	for _, l := range For(id) {
		i := slices.IndexFunc(themes, func(t theme.Theme) bool { return t.ID == l.Theme })
		if i < 0 {
			continue
		}
		if g := (Good{Theme: themes[i]}); g.fill(reviews) {
			all = append(all, g)
		}
	}
	return all
}

// fill adds the sentences of a theme: one of each review first, the newest
// review first, then second ones. It reports whether there is one.
func (g *Good) fill(reviews *library.Snapshot) bool {
	var by [][]Sentence // of each review
	n := 0
	for _, e := range reviews.Entries {
		var of []Sentence
		for _, s := range e.Review.Sentences {
			if s.Polarity == theme.GoodPractice && slices.Contains(s.About, g.Theme.ID) {
				of = append(of, Sentence{Text: s.Text, Review: e.ID, Title: e.Title, Page: s.Page, Demonstration: e.Demonstration})
			}
		}
		if len(of) > 0 {
			by = append(by, of)
			n += len(of)
		}
	}
	for round := 0; len(g.Sentences) < min(n, mostSentences); round++ {
		for _, of := range by {
			if round < len(of) && len(g.Sentences) < mostSentences {
				g.Sentences = append(g.Sentences, of[round])
			}
		}
	}
	g.More = n - len(g.Sentences)
	return n > 0
}
