package figures

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"earlyhelp/functions/site/inspection"
	"earlyhelp/functions/site/national"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
)

// A ViewSwitch says which view a page shows, and leads to the other.
type ViewSwitch struct {
	Full  bool
	Words string
	Other *govuk.Link // nil for people who have only the public view
}

// A Pin says which publication a page shows, where that is not simply the one
// in force.
type Pin struct {
	Version string
	Newest  string      // the one in force
	Link    *govuk.Link // to it; nil where this is it
}

// edition gives the publication that an address asks for, to be released by the
// caller, and the number of the one in force.
func (p *Pages) edition(ctx context.Context, c choices) (*national.Edition, string, error) {
	e, err := p.o.Source.Edition(ctx)
	if err != nil {
		return nil, "", err
	}
	newest := versionOf(e)
	if c.version == "" || c.version == newest {
		return e, newest, nil
	}
	e.Release()
	old, err := p.o.Source.EditionOf(ctx, c.version)
	var unknown *national.UnknownVersionError
	if errors.As(err, &unknown) {
		problem := &govuk.Problem{Status: http.StatusNotFound, Title: "There is no such publication", Message: []string{"The address asks for publication " + short(c.version) + ". " + unknown.Error()}}
		problem.Links = []govuk.Link{{Text: "The publication in force", Href: "/benchmarks"}}
		return nil, "", problem
	}
	if err == nil && old.Older && c.view == string(benchmark.Full) {
		old.Release()
		return nil, "", &govuk.Problem{Status: http.StatusNotFound, Title: "Earlier publications have the public view alone", Message: []string{
			"Exact figures are shown of the publication in force. What was published earlier is kept as the public saw it."}}
	}
	return old, newest, err
}

// pinOf is what a page says of its publication; nil where the address names
// none.
func pinOf(c choices, e *national.Edition, newest, path string) *Pin {
	if c.version == "" {
		return nil
	}
	p := &Pin{Version: versionOf(e), Newest: newest}
	if p.Version != newest {
		c.version = ""
		p.Link = &govuk.Link{Text: "Show the newest, publication " + newest, Href: c.href(path)}
	}
	return p
}

// versionOf names the publication of an edition's figures.
func versionOf(e *national.Edition) string { return strconv.Itoa(e.Current.Benchmarks) }

// viewSwitch is that of a page about all areas.
func viewSwitch(person account.Person, full bool, c choices, path string) ViewSwitch {
	v := ViewSwitch{Full: full, Words: "Public view: small numbers are hidden, and England and regions are rounded to the nearest 10."}
	if full {
		v.Words = "Full view: exact figures, for inspection and the national team. Do not pass them on."
	}
	if !account.Allowed(person, account.ReadFull, "") {
		return v
	}
	return v.with(c, path)
}

// areaView is that of a page about one area.
func areaView(person account.Person, a area.Area, full bool, c choices, path string) ViewSwitch {
	v := ViewSwitch{Full: full, Words: "Public view: small numbers are hidden."}
	switch {
	case full && account.Allowed(person, account.ReadFull, ""):
		v.Words = "Full view: " + a.Name + "’s exact figures, with England and other areas as they are. Do not pass them on."
	case full:
		v.Words = "Full view: " + a.Name + "’s exact figures. England and other areas are as the public sees them. Do not pass them on."
	}
	if !account.Allowed(person, account.ReadFull, a.DFE) {
		return v
	}
	return v.with(c, path)
}

func (v ViewSwitch) with(c choices, path string) ViewSwitch {
	if v.Full {
		c.view = ""
		v.Other = &govuk.Link{Text: "Show the public view", Href: c.href(path)}
	} else {
		c.view = string(benchmark.Full)
		v.Other = &govuk.Link{Text: "Show the full view", Href: c.href(path)}
	}
	return v
}

// fullView reads whether exact figures are asked for, of one area (a DfE
// number) or of all (""), and refuses those who may not have them. Whoever is
// shown them leaves a line in the log.
func (p *Pages) fullView(ctx context.Context, person account.Person, c choices, dfe, what string) (bool, error) {
	switch c.view {
	case "":
		return false, nil
	case string(benchmark.Full):
	default:
		return false, &govuk.Problem{Status: http.StatusBadRequest, Title: "There is no such view", Message: []string{"The views are public and full. Without one in the address the page shows the public view."}}
	}
	if !account.Allowed(person, account.ReadFull, dfe) {
		if dfe == "" {
			return false, govuk.Forbidden("Exact figures of all areas are for inspectors and the national team. Your own area's are on its page. The public view is open to everybody.")
		}
		return false, govuk.Forbidden("Exact figures are for inspectors, the national team and the area's own people. The public view is open to everybody.")
	}
	inspection.Log(ctx, p.o.Log, person, inspection.Sight{Area: dfe, What: what})
	return true, nil
}

// badChoice refuses words of an address that stand for nothing, and names those
// that do.
func badChoice(name, asked string, have ...string) error {
	if asked == "" || slices.Contains(have, asked) {
		return nil
	}
	words := "The address asks for " + name + "=" + short(asked) + ". It can be "
	for i, h := range have {
		switch {
		case i > 0 && i == len(have)-1:
			words += " or "
		case i > 0:
			words += ", "
		}
		words += name + "=" + h
	}
	return &govuk.Problem{Status: http.StatusBadRequest, Title: "This page cannot be shown that way", Message: []string{words + "."}}
}

// short cuts what somebody typed, for a message.
func short(s string) string {
	const most = 20
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
