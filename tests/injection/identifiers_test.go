package injection

import (
	"fmt"
	"strings"

	"earlyhelp/shared/cell"
)

// An identifier is something that must never be sent. All are made up: the
// numbers have the right check digits and belong to nobody that is known of.
type identifier struct {
	kind cell.Kind
	make func(d dice) string
}

var identifiers = []identifier{
	{cell.NHSNumber, nhsNumber},
	{cell.UPN, upn},
	{cell.NINumber, func(d dice) string {
		return letters(d, "ABCEGHJKLM") + letters(d, "ABCEGHJKLM") + fmt.Sprintf("%06d", d.n(1_000_000)) + letters(d, "ABCD")
	}},
	{cell.Postcode, func(d dice) string {
		return fmt.Sprintf("LS%d %d%s%s", in(d, 1, 29), d.n(10), letters(d, "ABDEFGHJ"), letters(d, "ABDEFGHJ"))
	}},
	{cell.Email, func(d dice) string {
		return one(d, []string{"a.khan", "office", "jo_smith", "help+1"}) + "@" + one(d, []string{"leeds.gov.uk", "example.org", "nhs.net"})
	}},
	{cell.Phone, func(d dice) string {
		return one(d, []string{"07700 90", "+44 7700 90", "0113 496 ", "(0113) 496 "}) + fmt.Sprintf("%04d", d.n(10_000))
	}},
}

// nhsNumber makes ten digits with the check digit of modulus 11 (NHS Data
// Dictionary).
func nhsNumber(d dice) string {
	for {
		var n [10]int
		sum := 0
		for i := range 9 {
			n[i] = d.n(10)
			sum += n[i] * (10 - i)
		}
		n[0] = max(n[0], 4)
		sum = 0
		for i := range 9 {
			sum += n[i] * (10 - i)
		}
		check := (11 - sum%11) % 11
		if check == 10 {
			continue
		}
		n[9] = check
		s := strings.Trim(strings.ReplaceAll(fmt.Sprint(n), " ", ""), "[]")
		return one(d, []string{s, s[:3] + " " + s[3:6] + " " + s[6:], s[:3] + "-" + s[3:6] + "-" + s[6:]})
	}
}

// upn makes a unique pupil number: a check letter, three digits of the local
// authority and nine more (DfE, "Unique pupil numbers", 2019).
func upn(d dice) string {
	digits := "383" + fmt.Sprintf("%04d%02d%03d", d.n(10_000), in(d, 10, 24), d.n(1000))
	sum := 0
	for i, c := range digits {
		sum += int(c-'0') * (i + 2)
	}
	return string("ABCDEFGHJKLMNPQRTUVWXYZ"[sum%23]) + digits
}

func letters(d dice, of string) string { return string(of[d.n(len(of))]) }
