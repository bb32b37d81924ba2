package mail

import (
	"fmt"
	"strings"

	"earlyhelp/shared/account"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// A Reminder is what a message is written from.
type Reminder struct {
	Kind     ledger.MessageKind
	To       string // the role: one of ledger.ContactRoles
	Area     string // name of the area
	Period   period.Period
	Stage    ledger.Stage // of the return, for a message of kind NotSent
	Deadline period.Date  // zero where there is none
	Today    period.Date
	Note     string // what the national team says about the period, or ""
	Return   string // ID of the return that the message is about, or ""
	BaseURL  string // of the site, without a slash at the end
}

// Write returns a reminder's subject, one line, and text. Lines are not
// broken: mail programs do that to the width of their window.
func Write(r Reminder) (subject, text string) {
	what, do := r.ask()
	subject = fmt.Sprintf("%s: early help return, %s", r.Area, r.Period.Words())
	switch n := r.Today.DaysUntil(r.Deadline); {
	case r.Deadline.IsZero():
	case n < 0:
		subject += ", overdue"
	case r.Kind == ledger.NotApproved:
		subject += ", please approve by " + short(r.Deadline)
	default:
		subject += ", due by " + short(r.Deadline)
	}
	parts := []string{
		fmt.Sprintf("To the %s, %s", roleWords(r.To), r.Area),
		what + " " + r.when(),
		do + ":\n" + r.link(),
		"If this has been done since the message was written, there is nothing more to do.",
	}
	if note := strings.TrimSpace(r.Note); note != "" {
		parts = append(parts, "The national team says about this period:\n"+note)
	}
	parts = append(parts, "This message was sent by the early help service to the mailbox of a role. It holds no figures. To have such messages sent elsewhere, sign in and change the mailbox:\n"+
		r.BaseURL+"/contacts")
	return subject, strings.Join(parts, "\n\n") + "\n"
}

// ask says what is missing, and what to do about it.
func (r Reminder) ask() (what, do string) {
	of := fmt.Sprintf("The early help return of %s for %s", r.Area, r.Period.Words())
	switch r.Kind {
	case ledger.NotExplained:
		return of + " has been accepted, and some of its figures wait to be explained. Partners can approve it once they are.", "Explain them here"
	case ledger.NotApproved:
		return of + " waits for the approval of " + partnerWords(r.To) + ".", "Read it and approve it here"
	}
	switch r.Stage {
	case ledger.StageBegun:
		return of + " was begun, and no file has been accepted.", "Go on here"
	case ledger.StageWrong:
		return of + " was sent, and could not be accepted as it is.", "See here what to put right, and send it again"
	}
	return of + " has not been sent.", "Send it here"
}

// when says how the deadline lies.
func (r Reminder) when() string {
	if r.Deadline.IsZero() {
		return "There is no deadline."
	}
	day := r.Deadline.Time().Weekday().String() + " " + r.Deadline.Words()
	switch n := r.Today.DaysUntil(r.Deadline); {
	case n == 0:
		return "It is due today, " + day + "."
	case n == 1:
		return "It is due tomorrow, " + day + "."
	case n > 1:
		return fmt.Sprintf("It is due by %s, in %d days.", day, n)
	}
	if r.Kind == ledger.NotSent {
		return "It was due by " + day + ". It can still be sent: you will be asked why it comes late."
	}
	return "It was due by " + day + "."
}

func (r Reminder) link() string {
	if r.Return != "" {
		return r.BaseURL + "/returns/" + r.Return
	}
	return r.BaseURL + "/returns/new?period=" + r.Period.String()
}

func short(d period.Date) string { return fmt.Sprintf("%d %s", d.Day, d.Month) }

// roleWords names who reads a mailbox.
func roleWords(role string) string {
	if role == string(account.Officer) {
		return account.Officer.Words()
	}
	return role + " lead"
}

// partnerWords names a partner in a sentence.
func partnerWords(partner string) string {
	switch partner {
	case account.LocalAuthority:
		return "the local authority"
	case account.Police:
		return "the police"
	}
	return partner
}
