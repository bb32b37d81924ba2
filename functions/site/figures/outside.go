package figures

import (
	"context"

	"earlyhelp/functions/site/bearing"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
)

// Outside is a figure of an area beyond the 99.8% limits of its funnel: what
// it says, what it means, and what is to be learnt from it.
type Outside struct {
	ID, Title, Href string
	Words           string
	Means           string
	Learning        []Bearing
	NoLearning      string
	Practice        bearing.Practice
	Within          []WithinArea
	Good            []GoodPractice
}

// A WithinArea is an area inside the limits, to talk to.
type WithinArea struct {
	Name, Href, Figure string
	Stated             []govuk.Link // what it says it does; Href is its public page, or ""
	Explained          []string
}

// GoodPractice is what case reviews call good under one theme.
type GoodPractice struct {
	Theme, Href string
	Quotes      []Quote
	More        int
}

// A Quote is a sentence of a review, word for word.
type Quote struct {
	Text, Title, Href string
	Page              int
	Demonstration     bool
}

// outside says what a figure beyond the limits means, and gathers the learning
// that bears on it.
func (p *Pages) outside(ctx context.Context, q asked, d indicator.Definition, x benchmark.AreaFigure, answer benchmark.Answer, c choices) (Outside, error) {
	out := Outside{ID: d.ID, Title: d.Title, Href: placeHref(x.DFE, d.ID, c), Words: x.Words, Means: outsideMeans(d, x), Learning: p.bearings(d.ID), NoLearning: bearing.WhyNone(d.ID)}
	// Practice is gathered from what the public sees of the peers.
	query := benchmark.Query{Indicator: d.ID, Period: answer.Period, NoFunnel: true}
	all, err := q.e.Public.Answer(query)
	if err != nil {
		return out, err
	}
	question := bearing.Question{Answer: all, Of: x.DFE, Person: q.person}
	if answer.Peers != nil {
		question.Peers = answer.Peers.Codes
	}
	from := bearing.Sources{Returns: p.o.Practice, Reviews: q.e.Reviews}
	if out.Practice, err = bearing.Gather(ctx, from, question); err != nil {
		return out, err
	}
	per := perWords(d.Unit)
	for _, w := range out.Practice.Within {
		in := WithinArea{Name: w.Name, Href: placeHref(w.DFE, d.ID, choices{period: c.period, version: c.version}), Figure: areaValue(w.Figure.Value, d.Unit, w.Figure.Symbol, w.Figure.Marks) + per}
		for _, s := range w.Stated {
			in.Stated = append(in.Stated, govuk.Link{Text: s.Words, Href: s.Link})
		}
		for _, e := range w.Explained {
			in.Explained = append(in.Explained, e.Text)
		}
		out.Within = append(out.Within, in)
	}
	for _, g := range out.Practice.Good {
		good := GoodPractice{Theme: g.Theme.Label, Href: "/themes/" + g.Theme.ID, More: g.More}
		for _, s := range g.Sentences {
			good.Quotes = append(good.Quotes, Quote{s.Text, s.Title, "/reviews/" + s.Review, s.Page, s.Demonstration})
		}
		out.Good = append(out.Good, good)
	}
	return out, nil
}

// outsideMeans says what may and may not be read from a figure beyond the
// limits.
func outsideMeans(d indicator.Definition, x benchmark.AreaFigure) string {
	high := x.Outlier == benchmark.High998
	side := "lower"
	if high {
		side = "higher"
	}
	out := "This is " + side + " than would be expected even after allowing for chance and for how much areas differ anyway. Of areas that differ in no other way about one in a thousand lies so far out on this side. It calls for an explanation; it does not give one."
	switch {
	case d.Polarity == indicator.Neutral:
		out += " Neither high nor low is better by itself."
	case high == (d.Polarity == indicator.High):
		out += " It is the better side: there may be something here for others to learn, or a difference in counting."
	default:
		out += " First ask whether it is counted as others count it, then what lies behind it."
	}
	return out
}
