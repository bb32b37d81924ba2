package privacy

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"earlyhelp/shared/cell"
)

// Candidates are cut out by these and then held to a checksum or a list.
var (
	upnText    = regexp.MustCompile(`(?i)(?:\b|_)[A-HJ-NP-RT-Z](?:[ \-.]?\d){11}[ \-.]?[\dA-HJ-NP-RT-Z](?:\b|_)`)
	niText     = regexp.MustCompile(`(?i)(?:\b|_)([A-CEGHJ-PR-TW-Z] ?[A-CEGHJ-NPR-TW-Z])[ \-./]{0,3}\d{2}[ \-./]{0,3}\d{2}[ \-./]{0,3}\d{2}[ \-./]{0,3}[A-D](?:\b|_)`)
	postText   = regexp.MustCompile(`(?i)(?:\b|_)([A-Z]{1,2})(\d[A-Z\d]?)([ \-.]{0,3})(\d[ABD-HJLNP-UW-Z]{2})(?:\b|_)`)
	emailText  = regexp.MustCompile(`(?i)[\pL\d._%+'-]*[\pL\d_] ?(?:@|[(\[]\s?at\s?[)\]]) ?[\pL\d-]+(?: ?(?:\.|[(\[]\s?dot\s?[)\]]) ?[\pL\d-]+)*(?:\.| ?[(\[]\s?dot\s?[)\]] ?)\pL{2,}`)
	phoneText  = regexp.MustCompile(`(?:\+ ?44|\b0044|\b44)(?:[ \-.()]*\d){9,11}\b|\(?\b0\d{2,4}\)?(?:[ \-.()/]{0,3}\d){5,8}\b|\b7\d{3}[ \-.]\d{3}[ \-.]?\d{3}\b`)
	abroadText = regexp.MustCompile(`(?:\+ ?44|\b0044)(?:[ \-.()]*\d){9,11}\b`) // of which one in eleven passes for an NHS number
	birthHead  = regexp.MustCompile(`(?i)^\W*(?:(?:child|client|pupil|person|student|young person|sibling|mother|father|parent)(?:'?s)?[ _-]?)?(?:d\.? ?o\.? ?b\.?|date[ _-]?(?:of[ _-]?)?birth|birth[ _-]?(?:date|day)|born(?: on)?)\W*(?:\(?(?:dd|yyyy|d/m|child|client|pupil|of).*)?$`)
	birthText  = regexp.MustCompile(`(?i)(?:\bd\.? ?o\.? ?b\b\.?|\bdate[ _-]?of[ _-]?birth|\bbirth[ _-]?(?:date|day)|\bborn(?: on)?(?: the)?|\bb\.)[^\d\pL]{0,4}(?:is|was)?[^\d\pL]{0,3}` + dayText)
	cohort     = regexp.MustCompile(`(?i)\b(?:children|babies|infants|those|pupils|all|cohort|anyone|everyone|people)\b[^.]{0,20}$`)
	dateText   = regexp.MustCompile(`^0?\d{1,2}[ \-./]\d{1,2}[ \-./](?:19|20)\d\d`)
)

// dayText matches a day as people write it: 3/5/2016, 2016-05-03, 3 May 2016,
// 3rd of May '16.
const dayText = `(?:\d{1,2}[ ./-]{1,2}\d{1,2}[ ./-]{1,2}(?:\d{4}|\d{2})\b|\d{4}[ ./-]\d{1,2}[ ./-]\d{1,2}\b|\d{1,2}(?:st|nd|rd|th)?(?: of)?[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ ,'-]{1,3}\d{2,4}\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b)`

// Text returns the kind of personal content that a text holds, and whether it
// holds any: an identifier, a date of birth that is called one, or what is
// likely a person's name. Where it holds several, the one that tells most of a
// person. It is the screen of what is typed on the site (notes, explanations,
// reasons) as well as of cells.
func Text(s string) (cell.Kind, bool) {
	k := textWith(s, theNames())
	return k, k != ""
}

func textWith(s string, people *names) cell.Kind {
	if len(s) < 3 {
		return ""
	}
	s = typed(s)
	if k := identify(s); k != "" {
		return k
	}
	if people.in(s) {
		return cell.PersonName
	}
	return ""
}

// identify returns the kind of identifier that a text holds, or "".
func identify(s string) cell.Kind {
	g := glanceAt(s)
	if g.digits >= 10 {
		home := s
		if strings.Contains(s, "44") {
			home = abroadText.ReplaceAllString(s, "")
		}
		if hasNHSNumber(home) {
			return cell.NHSNumber
		}
	}
	if g.chain >= 11 && g.letters > 0 {
		for _, m := range upnText.FindAllString(s, -1) {
			if IsUPN(lettersAndDigits(m)) {
				return cell.UPN
			}
		}
	}
	if g.nationalEnd && g.letters >= 3 {
		for _, m := range niText.FindAllStringSubmatch(s, -1) {
			if !neverIssued[strings.ToUpper(lettersAndDigits(m[1]))] {
				return cell.NINumber
			}
		}
	}
	if g.address && emailText.MatchString(s) {
		return cell.Email
	}
	if g.chain >= 9 && g.phoneStart {
		for _, m := range phoneText.FindAllString(s, -1) {
			if isPhone(m) {
				return cell.Phone
			}
		}
	}
	if g.post && g.letters >= 3 {
		for _, m := range postText.FindAllStringSubmatch(s, -1) {
			if isPostcode(m[1], m[2], m[3], m[4]) {
				return cell.Postcode
			}
		}
	}
	if g.birth && g.digits >= 3 {
		if m := birthText.FindStringIndex(s); m != nil && !cohort.MatchString(s[:m[0]]) {
			return cell.DateOfBirth
		}
	}
	// Longer texts may well speak of dates of birth without giving any.
	if g.birth && len(s) <= 40 && birthHead.MatchString(s) {
		return cell.DateOfBirth
	}
	return ""
}

// isPostcode holds a candidate to the areas that there are and to how their
// districts are numbered. "E08 5WD" is a column of an indicator (districts of
// two digits never begin with 0), "S1 2nd" a place in an order, "W2 5hr" an
// amount.
func isPostcode(area, district, gap, inward string) bool {
	if !postcodeAreas[strings.ToUpper(area)] || len(district) == 2 && district[0] == '0' {
		return false
	}
	if gap != "" {
		switch inward[1:] {
		case "st", "nd", "rd", "th", "hr", "yr", "wd", "ft", "lb", "pt":
			return false
		}
	}
	return true
}

// nhsGroups are the ways in which ten digits are written as an NHS number:
// how many stand together, as digits of a number in base 11.
var nhsGroups = func() map[uint64]bool {
	m := map[uint64]bool{}
	for _, sizes := range [][]uint64{
		{10}, {3, 3, 4}, {3, 7}, {6, 4}, {5, 5}, {4, 3, 3}, {2, 2, 2, 2, 2}, {3, 4, 3}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {1, 3, 3, 3}, {3, 3, 2, 2},
	} {
		key := uint64(0)
		for _, n := range sizes {
			key = key*11 + n
		}
		m[key] = true
	}
	return m
}()

// A digitGroup is where digits stand together in a text.
type digitGroup struct{ from, to int }

// nhsIn reports whether groups in a row make an NHS number.
func nhsIn(s string, groups []digitGroup) bool {
	for i := range groups {
		key, n, j := uint64(0), 0, i
		for ; j < len(groups) && n < 10; j++ {
			size := groups[j].to - groups[j].from
			if n += size; n <= 10 {
				key = key*11 + uint64(size)
			}
		}
		if n != 10 || !nhsGroups[key] {
			continue
		}
		var ten [10]byte
		at := ten[:0]
		for _, g := range groups[i:j] {
			at = append(at, s[g.from:g.to]...)
		}
		if IsNHSNumber(string(at)) {
			return true
		}
	}
	return false
}

// hasNHSNumber looks through the groups of digits of a text, parted by one to
// three blanks or marks, for ten that make an NHS number.
func hasNHSNumber(s string) bool {
	var room [64]digitGroup
	groups := room[:0]
	check := func() bool { return nhsIn(s, groups) }
	gap := 0
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			if gap > 0 && len(groups) > 0 && i-groups[len(groups)-1].to > 3 {
				if check() {
					return true
				}
				groups = groups[:0]
			}
			end := i
			for end < len(s) && s[end] >= '0' && s[end] <= '9' {
				end++
			}
			// Digits that go on as letters, or that follow letters other than
			// what the number is called by, are another thing; so is what
			// follows a decimal point.
			joined := end < len(s) && isLetter(s[end]) || i > 0 && isLetter(s[i-1]) && !calledNHS(s[:i]) ||
				i > 1 && s[i-1] == '.' && s[i-2] == '0' && (i == 2 || !isDigit(s[i-3]))
			if joined {
				if check() {
					return true
				}
				groups = groups[:0]
			} else if groups = append(groups, digitGroup{i, end}); len(groups) == len(room) {
				if check() {
					return true
				}
				groups = append(groups[:0], groups[len(groups)-10:]...)
			}
			i, gap = end, 0
			continue
		case strings.IndexByte(" -./_,", c) >= 0:
			gap++
		default:
			if check() {
				return true
			}
			groups, gap = groups[:0], 0
		}
		i++
	}
	return check()
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// calledNHS reports whether a text ends with what an NHS number is called.
func calledNHS(s string) bool {
	s = strings.ToLower(s[max(0, len(s)-10):])
	for _, end := range []string{"nhs", "nhsno", "number", "nhsnumber", "nhsid"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// typed is s as somebody would have typed it: pages and PDFs that numbers are
// copied from part them with other spaces and dashes, or with marks that
// cannot be seen; some keyboards write wide digits; and letters of other
// alphabets look like ours. Marks above letters are taken off.
func typed(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < 0x80 && s[i] >= ' '
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			if r < ' ' {
				return ' '
			}
			return r
		case r >= '\u2010' && r <= '\u2015', r == '\u2212', r == '\u2043', r == '\u00b7', r == '\u2022':
			return '-'
		case r == '\u2018', r == '\u2019', r == '\u02bc', r == '\u00b4':
			return '\''
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case unicode.IsSpace(r), r == '\u2800', r == '\u3164', r == '\u115f', r == '\u1160', r == '\uffa0':
			return ' '
		case unicode.Is(unicode.Nd, r):
			return '0' + digitOf(r)
		}
		if l, ok := lookalike[r]; ok {
			return l
		}
		return r
	}, norm.NFKD.String(s))
}

// digitOf returns the value of a decimal digit of any script: they stand in
// rows of ten, in order (Unicode standard, section 4.6).
func digitOf(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// lookalike are letters of other alphabets that look like ours, and those that
// do not come apart into a letter and a mark.
var lookalike = func() map[rune]rune {
	m := map[rune]rune{'ł': 'l', 'Ł': 'L', 'ø': 'o', 'Ø': 'O', 'đ': 'd', 'Đ': 'D', 'ı': 'i', 'ð': 'd', 'ħ': 'h'}
	for _, pair := range []string{
		"АA", "аa", "ВB", "СC", "сc", "ЕE", "еe", "НH", "ІI", "іi", "ЈJ", "јj", "КK", "кk", "МM", "ОO", "оo", "РP", "рp", "ЅS", "ѕs", "ТT", "ХX", "хx", "УY", "уy", "ԁd", "ԛq", "Ԝw",
		"ΑA", "ΒB", "ΕE", "ΖZ", "ΗH", "ΙI", "ΚK", "ΜM", "ΝN", "ΟO", "οo", "ΡP", "ΤT", "ΥY", "ΧX", "νv",
	} {
		r := []rune(pair)
		m[r[0]] = r[1]
	}
	return m
}()

// Number returns the kind of personal number that a number cell holds. Only
// whole numbers of ten digits can be one: no count of a return is as large.
func Number(n float64) (cell.Kind, bool) {
	if n >= 44e10 && n < 45e10 && n == float64(int64(n)) { // +44, as a number
		return cell.Phone, true
	}
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
	case strings.IndexByte("12378", digits[0]) >= 0: // a telephone number whose leading 0 the cell dropped
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
	if dateText.MatchString(s) {
		return false
	}
	d := strings.TrimPrefix(onlyDigits(s), "00")
	switch {
	case strings.HasPrefix(d, "44") && !strings.HasPrefix(s, "0"), strings.HasPrefix(s, "0044"):
		d = strings.TrimPrefix(strings.TrimPrefix(d, "44"), "0")
	case strings.HasPrefix(d, "0"):
		d = d[1:]
	case !strings.HasPrefix(d, "7"):
		return false
	}
	return (len(d) == 9 || len(d) == 10) && strings.ContainsRune("123789", rune(d[0]))
}

// lettersAndDigits leaves those of a candidate.
func lettersAndDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (isLetter(byte(r)) || isDigit(byte(r))) {
			return r
		}
		return -1
	}, s)
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
