package privacy

import (
	"regexp"
	"strings"
	"unicode"

	"earlyhelp/shared/cell"
)

// Candidates are cut out by these and then held to a checksum or a list.
var (
	nhsText   = regexp.MustCompile(`\b\d{3}[ \-\x{a0}]?\d{3}[ \-\x{a0}]?\d{4}\b`)
	upnText   = regexp.MustCompile(`(?i)\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b`)
	niText    = regexp.MustCompile(`(?i)\b([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?[A-D]\b`)
	postText  = regexp.MustCompile(`(?i)\b([A-Z]{1,2})\d[A-Z\d]?[ \x{a0}]{0,2}\d[ABD-HJLNP-UW-Z]{2}\b`)
	emailText = regexp.MustCompile(`[\pL\d._%+'-]+@[\pL\d-]+(\.[\pL\d-]+)+`)
	phoneText = regexp.MustCompile(`(?:\+44|\b0044|\b0|\(0)[\d \-().\x{a0}]{7,16}\d\b`)
	birthText = regexp.MustCompile(`(?i)^\W*(child'?s? )?(d\.?\s?o\.?\s?b\.?|date[ _-]?of[ _-]?birth|birth[ _-]?date|birthday)\W*(\(?(dd|yyyy|d\/m).*)?$`)
)

// Text returns the kind of personal content that a text holds, and whether it
// holds any. Where it holds several, the one that tells most of a person.
func Text(s string) (cell.Kind, bool) {
	if len(s) < 3 {
		return "", false
	}
	s = typed(s)
	digits, at := 0, false
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
		at = at || s[i] == '@'
	}
	if digits >= 10 {
		for _, m := range nhsText.FindAllString(s, -1) {
			if IsNHSNumber(onlyDigits(m)) {
				return cell.NHSNumber, true
			}
		}
	}
	if digits >= 11 {
		for _, m := range upnText.FindAllString(s, -1) {
			if IsUPN(m) {
				return cell.UPN, true
			}
		}
	}
	if digits >= 6 {
		for _, m := range niText.FindAllStringSubmatch(s, -1) {
			if !neverIssued[strings.ToUpper(m[1])] {
				return cell.NINumber, true
			}
		}
	}
	if at && emailText.MatchString(s) {
		return cell.Email, true
	}
	if digits >= 10 {
		for _, m := range phoneText.FindAllString(s, -1) {
			if isPhone(m) {
				return cell.Phone, true
			}
		}
	}
	if digits >= 2 {
		for _, m := range postText.FindAllStringSubmatch(s, -1) {
			if postcodeAreas[strings.ToUpper(m[1])] {
				return cell.Postcode, true
			}
		}
	}
	// Longer texts may well speak of dates of birth without giving any.
	if len(s) <= 40 && birthText.MatchString(s) {
		return cell.DateOfBirth, true
	}
	return "", false
}

// typed is s as somebody would have typed it: pages and PDFs that numbers are
// copied from part them with other spaces and dashes, or with marks that
// cannot be seen, and some keyboards write wide digits.
func typed(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < 0x80
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return '0' + r - '０'
		case r >= '\u2010' && r <= '\u2015', r == '\u2212':
			return '-'
		case r == '\ufeff', r == '\u00ad', unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
}

// Number returns the kind of personal number that a number cell holds. Only
// whole numbers of ten digits can be one: no count of a return is as large.
func Number(n float64) (cell.Kind, bool) {
	if n < 1e9 || n >= 1e10 || n != float64(int64(n)) {
		return "", false
	}
	digits := make([]byte, 10)
	for i, v := 9, int64(n); i >= 0; i, v = i-1, v/10 {
		digits[i] = byte('0' + v%10)
	}
	switch {
	case IsNHSNumber(string(digits)):
		return cell.NHSNumber, true
	case digits[0] == '7': // a mobile number whose leading 0 the cell dropped
		return cell.Phone, true
	}
	return "", false
}

// IsNHSNumber reports whether ten digits pass the modulus 11 check of the NHS
// Data Dictionary (attribute "NHS number"): weights 10 down to 2, the check
// digit is 11 minus the remainder, 11 is written 0 and 10 is not issued.
// Numbers of one repeated digit, such as 0000000000, pass but are never issued.
func IsNHSNumber(s string) bool {
	if len(s) != 10 || strings.Count(s, s[:1]) == 10 {
		return false
	}
	sum := 0
	for i := range 9 {
		sum += int(s[i]-'0') * (10 - i)
	}
	check := (11 - sum%11) % 11
	return check != 10 && int(s[9]-'0') == check
}

// upnLetters are the check letters by remainder; I, O and S are left out.
const upnLetters = "ABCDEFGHJKLMNPQRTUVWXYZ"

// IsUPN reports whether 13 characters are a unique pupil number: a check
// letter and twelve digits, of which the last is a letter in a temporary one.
// The check is the sum of digits times 2 to 13, modulo 23 (Department for
// Education, "Unique pupil numbers: a guide for schools and local
// authorities", 2019, section 9).
func IsUPN(s string) bool {
	s = strings.ToUpper(s)
	if len(s) != 13 {
		return false
	}
	sum := 0
	for i := 1; i < 13; i++ {
		v := int(s[i] - '0')
		if s[i] > '9' {
			v = strings.IndexByte(upnLetters, s[i])
			if i < 12 || v < 0 {
				return false
			}
		}
		sum += v * (i + 1)
	}
	return s[0] == upnLetters[sum%23]
}

// neverIssued are prefixes that no National Insurance number has (HMRC,
// National Insurance Manual NIM39110).
var neverIssued = map[string]bool{"BG": true, "GB": true, "KN": true, "NK": true, "NT": true, "TN": true, "ZZ": true}

// isPhone holds a candidate to the length and the first digits of numbers in
// the United Kingdom (Ofcom, National Telephone Numbering Plan): 0 and nine
// or ten digits that begin with 1, 2, 3, 7, 8 or 9.
func isPhone(s string) bool {
	d := onlyDigits(s)
	d = strings.TrimPrefix(d, "00")
	if strings.HasPrefix(d, "44") {
		d = strings.TrimPrefix(d[2:], "0")
	} else if strings.HasPrefix(d, "0") {
		d = d[1:]
	} else {
		return false
	}
	return (len(d) == 9 || len(d) == 10) && strings.ContainsRune("123789", rune(d[0]))
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// postcodeAreas are the letters that postcodes begin with (Royal Mail's 121 of
// the United Kingdom, and GY, IM and JE).
var postcodeAreas = func() map[string]bool {
	m := map[string]bool{}
	for _, a := range strings.Fields(`AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW
		DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV
		JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR
		RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF
		WN WR WS WV YO ZE`) {
		m[a] = true
	}
	return m
}()
