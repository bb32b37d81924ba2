package account

import "slices"

// An Action is something that a person does on the platform.
type Action string

// The actions, each with the routes that it guards.
const (
	ReadPublic    Action = "read-public"    // start, comparison, areas, public API and downloads
	ReadLibrary   Action = "read-library"   // reviews, themes and briefings
	ReadFull      Action = "read-full"      // figures before disclosure control
	SendReturn    Action = "send-return"    // a template, a submission, an upload
	SeeReturn     Action = "see-return"     // a submission, its verdict and its clean workbook
	Explain       Action = "explain-return" // say why a figure is unusual
	SignOff       Action = "sign-off"       // approve a return for publication, for one's own partner
	SeeApprovals  Action = "see-approvals"  // which partners have approved a return, and which have not
	SeeExplained  Action = "see-explained"  // a signed return with its explanations
	SeeProgress   Action = "see-progress"   // which areas have returned, by name
	ManagePeriods Action = "manage-periods" // open and close collection periods
	AddReview     Action = "add-review"     // send a case review to the library
	EditBriefing  Action = "edit-briefing"  // write, approve and withdraw briefings
)

// Actions returns every action, in the order of the table.
func Actions() []Action {
	return []Action{ReadPublic, ReadLibrary, ReadFull, SendReturn, SeeReturn, Explain, SignOff,
		SeeApprovals, SeeExplained, SeeProgress, ManagePeriods, AddReview, EditBriefing}
}

// Roles returns every role, Anyone first.
func Roles() []Role {
	return []Role{Anyone, Officer, Lead, Inspector, Practitioner, Librarian, National}
}

// A Scope says about which areas a role may do an action.
type Scope int

// The scopes. Own is the person's own area, All any area and the whole
// country.
const (
	None Scope = iota
	Own
	All
)

// String returns "none", "own" or "all".
func (s Scope) String() string {
	switch s {
	case Own:
		return "own"
	case All:
		return "all"
	}
	return "none"
}

// Reach returns the scope of an action for a role: the table. A role or action
// that is not in it has none.
//
// Inspectors and the national team see every area's figures in full, but not
// the returns in progress: a return is its area's own until it is signed off.
// From then on they see it with what its officer explained. Who has approved
// and who has not they see at any time: whom to remind is no secret.
// A lead may also send and explain, because in a small area one person does
// both; signing off is a lead's alone, and only for the partner they lead.
func Reach(r Role, a Action) Scope {
	switch a {
	case ReadPublic, ReadLibrary:
		switch r {
		case Anyone, Officer, Lead, Inspector, Practitioner, Librarian, National:
			return All
		}
	case ReadFull:
		switch r {
		case Officer, Lead:
			return Own
		case Inspector, National:
			return All
		}
	case SendReturn, SeeReturn, Explain:
		if r == Officer || r == Lead {
			return Own
		}
	case SignOff:
		if r == Lead {
			return Own
		}
	case SeeApprovals, SeeExplained:
		switch r {
		case Officer, Lead:
			return Own
		case Inspector, National:
			return All
		}
	case SeeProgress:
		switch r {
		case Inspector, National:
			return All
		}
	case ManagePeriods:
		if r == National {
			return All
		}
	case AddReview, EditBriefing:
		if r == Librarian {
			return All
		}
	}
	return None
}

// Allowed reports whether p may do a to the things of an area, given as a DfE
// number. An empty area means no one area: what belongs to the whole country.
// A person whose role needs an area but has none may do nothing to any.
func Allowed(p Person, a Action, area string) bool {
	switch Reach(p.role(), a) {
	case All:
		return true
	case Own:
		return p.Area != "" && p.Area == area
	}
	return false
}

// May reports whether p may do a to anything at all: whether to show the way
// there.
func May(p Person, a Action) bool {
	switch Reach(p.role(), a) {
	case All:
		return true
	case Own:
		return p.Area != ""
	}
	return false
}

// MaySign reports whether p may approve the returns of an area, and for which
// partner: SignOff of the table, by a lead whose partner is one of Partners.
func MaySign(p Person, area string) (partner string, ok bool) {
	if !Allowed(p, SignOff, area) || !slices.Contains(Partners(), p.Partner) {
		return "", false
	}
	return p.Partner, true
}

// SignedIn reports whether p is somebody.
func (p Person) SignedIn() bool { return p.Subject != "" && p.role() != Anyone }

func (p Person) role() Role {
	if p.Role == "" || p.Subject == "" {
		return Anyone
	}
	return p.Role
}

// Words returns the role as pages write it.
func (r Role) Words() string {
	switch r {
	case Officer:
		return "data officer"
	case Lead:
		return "partnership lead"
	case Inspector:
		return "inspector"
	case Practitioner:
		return "practitioner"
	case Librarian:
		return "librarian"
	case National:
		return "national team"
	}
	return "not signed in"
}

// Valid reports whether r is a role of the table.
func (r Role) Valid() bool {
	for _, known := range Roles() {
		if r == known {
			return true
		}
	}
	return false
}

// NeedsArea reports whether a person of role r belongs to one area.
func (r Role) NeedsArea() bool { return r == Officer || r == Lead }
