package oidc

import (
	"strings"

	"earlyhelp/shared/account"
)

// A Persona is a made-up person that one can sign in as.
type Persona struct {
	account.Person
	About string // what they come for
}

// personas are one for each role. Leeds and Bolton have an officer and the
// lead of every partner, so that a return can be sent, explained and signed
// off by the people it takes, and what one area may not see of another can be
// tried.
func personas() []Persona {
	lead := func(area, partner, name string) Persona {
		subject, about := "demo-lead-"+area, "Approves returns for "+partner+"."
		if partner != account.LocalAuthority {
			subject += "-" + partner
		} else {
			about = "Approves returns for the local authority."
		}
		return Persona{account.Person{Subject: subject, Name: name, Role: account.Lead, Area: area, Partner: partner}, strings.Replace(about, "for police", "for the police", 1)}
	}
	return []Persona{
		{account.Person{Subject: "demo-officer-383", Name: "Priya Nair", Role: account.Officer, Area: "383"},
			"Sends the returns of Leeds, and explains its figures."},
		lead("383", account.LocalAuthority, "Helen Armitage"),
		lead("383", account.Health, "Joseph Mensah"),
		lead("383", account.Police, "Karen Sykes"),
		lead("383", account.Education, "Imran Hussain"),
		{account.Person{Subject: "demo-officer-350", Name: "Tom Grundy", Role: account.Officer, Area: "350"},
			"Sends the returns of Bolton, and explains its figures."},
		lead("350", account.LocalAuthority, "Alison Crompton"),
		lead("350", account.Health, "Farah Siddiqui"),
		lead("350", account.Police, "Gareth Lomax"),
		lead("350", account.Education, "Nina Kowalska"),
		{account.Person{Subject: "demo-lead-850", Name: "Samira Cole", Role: account.Lead, Area: "850", Partner: account.Health},
			"Approves returns for health."},
		{account.Person{Subject: "demo-national", Name: "James Whitlock", Role: account.National},
			"Opens and closes collection periods, and reminds areas."},
		{account.Person{Subject: "demo-inspector", Name: "David Okafor", Role: account.Inspector},
			"Compares partnerships, with every figure in full."},
		{account.Person{Subject: "demo-practitioner", Name: "Megan Price", Role: account.Practitioner},
			"Reads what serious case reviews have in common."},
		{account.Person{Subject: "demo-librarian", Name: "Ruth Adeyemi", Role: account.Librarian},
			"Looks after the library of case reviews."},
	}
}

// roleOf says who a persona is, among the people of one area.
func (p Persona) roleOf() string {
	if p.Partner != "" {
		return p.Partner + " lead"
	}
	return p.Role.Words()
}
