package oidc

import "earlyhelp/shared/account"

// A Persona is a made-up person that one can sign in as.
type Persona struct {
	account.Person
	About string // what they come for
}

// personas are one for each role, with two areas among the officers, so that
// what one area may not see of another can be tried.
func personas() []Persona {
	return []Persona{
		{account.Person{Subject: "demo-officer-383", Name: "Priya Nair", Role: account.Officer, Area: "383"},
			"Sends the quarterly return of Leeds."},
		{account.Person{Subject: "demo-lead-383", Name: "Helen Armitage", Role: account.Lead, Area: "383", Partner: "local authority"},
			"Signs the returns of Leeds off for publication."},
		{account.Person{Subject: "demo-officer-350", Name: "Tom Grundy", Role: account.Officer, Area: "350"},
			"Sends the quarterly return of Bolton."},
		{account.Person{Subject: "demo-lead-850", Name: "Samira Cole", Role: account.Lead, Area: "850", Partner: "health"},
			"Signs the returns of Hampshire off for publication."},
		{account.Person{Subject: "demo-inspector", Name: "David Okafor", Role: account.Inspector},
			"Compares partnerships, with every figure in full."},
		{account.Person{Subject: "demo-practitioner", Name: "Megan Price", Role: account.Practitioner},
			"Reads what serious case reviews have in common."},
		{account.Person{Subject: "demo-librarian", Name: "Ruth Adeyemi", Role: account.Librarian},
			"Looks after the library of case reviews."},
		{account.Person{Subject: "demo-national", Name: "James Whitlock", Role: account.National},
			"Opens and closes the collection for everyone."},
	}
}
