package returns

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/workbook"
)

// readFacts reads the facts of the Partnership sheet.
func (p *pass) readFacts() {
	kinds := Facts()
	for _, l := range p.lines {
		k := kinds[l.at]
		f := Fact{Name: k.Name, Note: p.readNote(l.row), Ref: p.t.ref(l.row.Number, headAnswer)}
		c, there := p.t.at(l.row, headAnswer)
		answered := true
		if !there && p.withheld[itemSheet+p.sheet] {
			f.Answer = Unknown
		} else {
			f.Answer, answered = p.readAnswer(f.Ref, c, there, k)
		}
		at := p.t.ref(l.row.Number, headDate)
		dated := true
		if c, there := p.t.at(l.row, headDate); there {
			day, wrong := parseDay(c)
			if wrong != nil {
				p.fault(at, c, wrong)
				dated = false
			}
			f.Date = day
		}
		f.Link = p.readLink(l.row)
		if answered && dated {
			p.checkFact(k, f, at)
		}
		if answered {
			p.facts = append(p.facts, f)
		}
	}
}

func (p *pass) readAnswer(ref cell.Ref, c workbook.Cell, there bool, k FactKind) (Answer, bool) {
	const want = "Type yes, no or planned, or [x] if nobody can say."
	if !there {
		p.stop(ref, "V03", groupBlank, "", "%s: the answer is missing. %s", k.Title, want)
		return "", false
	}
	if f := stored(c); f != nil {
		p.stop(ref, f.rule, f.group, shown(c), "This cell holds an error or a formula without a result. %s", want)
		return "", false
	}
	text := strings.ToLower(tidy(c.Text))
	switch a := Answer(text); {
	case a == Yes || a == No || a == Planned:
		return a, true
	case strings.Trim(text, "[]() ") == "x":
		return Unknown, true
	}
	p.stop(ref, "V03", groupWord, shown(c), "This is not an answer to “%s” %s", k.Asks, want)
	return "", false
}

// checkFact holds the date of a fact to its answer (V03 and V06). Without a
// period there is nothing to hold it to.
func (p *pass) checkFact(k FactKind, f Fact, at cell.Ref) {
	end := p.out.Period
	from := period.Date{}
	if !end.IsZero() {
		from = end.End().AddDays(1).AddMonths(-k.Months)
	}
	bad := func(rule, group, format string, args ...any) {
		p.stop(at, rule, group, dayShown(f.Date), "%s: %s", k.Title, fmt.Sprintf(format, args...))
	}
	switch {
	case f.Answer == Yes && f.Date.IsZero():
		bad("V03", groupBlank, "the date is missing. Type the day on which it was done, such as 15/05/2026.")
	case end.IsZero() || f.Date.IsZero() || f.Answer == Unknown:
	case f.Answer == Planned && !f.Date.After(end.End()):
		bad("V06", groupFactDate, "what is planned lies after the period, which ended on %s. Correct the date, or the answer.", end.End().Words())
	case f.Answer == Planned:
	case f.Date.After(end.End()):
		bad("V06", groupFactDate, "this day is after the period, which ended on %s. Correct the date, or answer planned.", end.End().Words())
	case f.Answer == Yes && f.Date.Before(from):
		bad("V06", groupFactDate, "the question is about the %d months up to %s, and this day is before them. Correct the date, or answer no.", k.Months, end.End().Words())
	case f.Answer == No && !f.Date.Before(from):
		bad("V06", groupFactDate, "this day is within the %d months up to %s, and the answer is no. Correct the date (of the time before), or answer yes.", k.Months, end.End().Words())
	}
}

func dayShown(d period.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// readLink reads the address of evidence, which may be blank.
func (p *pass) readLink(row workbook.Row) string {
	c, there := p.t.at(row, headLink)
	if !there {
		return ""
	}
	ref := p.t.ref(row.Number, headLink)
	if f := stored(c); f != nil {
		p.stop(ref, f.rule, f.group, "", "This cell holds an error or a formula without a result. Type the address itself, or clear the cell.")
		return ""
	}
	text := strings.TrimSpace(c.Text)
	if why := linkFault(text); why != "" {
		p.stop(ref, "V03", groupLink, "", "%s Give the address of a page that anyone can open, such as https://www.example.gov.uk/early-help-strategy, or clear the cell.", why)
		return ""
	}
	return text
}

// hostForm is a name of the public internet: labels and a last one of letters.
var hostForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)

// notPublic are last labels that no public page has: RFC 6761 and RFC 8375, and
// what networks within offices use.
var notPublic = []string{"local", "localhost", "internal", "intranet", "lan", "home", "corp", "test", "invalid", "arpa", "onion"}

// linkFault says why a text is not the address of a public page, "" if it is.
func linkFault(text string) string {
	if n := utf8.RuneCountInString(text); n > maxLink {
		return fmt.Sprintf("This address has %d characters, and at most %d are kept.", n, maxLink)
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsAny(text, " \t\r\n\\\"<>{}|^`"):
		return "This is not the address of a page."
	case strings.EqualFold(u.Scheme, "http"):
		return "This address begins with http://, which anyone on the way can read and change. Type https://, if the page has it."
	case !strings.EqualFold(u.Scheme, "https") || u.Opaque != "":
		return "This is not an address that begins with https://."
	case u.User != nil:
		return "This address holds a user name."
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return "This address is a number, as pages within an office have."
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if !hostForm.MatchString(host) || slices.Contains(notPublic, last) || u.Port() != "" && u.Port() != "443" {
		return "This is the address of a page within an office, or of none."
	}
	return ""
}
