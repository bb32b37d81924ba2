package privacy

// A glance is what one look at a text's characters shows. It tells which of
// the expressions for identifiers cannot match, since they cost a thousand
// times as much: next to no text of a return needs any of them. Whatever an
// expression finds, its glance allows (TestGlance).
type glance struct {
	digits, letters int
	chain           int  // most digits that nothing but spaces and marks part
	nationalEnd     bool // six such digits, and then A to D
	phoneStart      bool // a digit that telephone numbers begin with
	post            bool // a digit and two letters after a digit or letter
	address         bool // an at sign, or "at" in brackets
	birth           bool // "birth", "born", "b." or "dob"
}

// glanceAt looks at a text that typed has gone over, so that the letters of
// expressions are those of ASCII.
func glanceAt(s string) glance {
	var g glance
	chain := 0
	for i := range len(s) {
		c := s[i]
		if isDigit(c) {
			g.digits++
			chain++
			g.chain = max(g.chain, chain)
			g.phoneStart = g.phoneStart || c == '0' || c == '4' || c == '7'
			if !g.post && i > 0 && i+2 < len(s) && isASCIILetter(s[i+1]) && isASCIILetter(s[i+2]) {
				g.post = endsPostDistrict(s[:i])
			}
			continue
		}
		switch {
		case isLetter(c):
			g.letters++
			g.nationalEnd = g.nationalEnd || chain >= 6 && c|0x20 >= 'a' && c|0x20 <= 'd'
			g.birth = g.birth || c|0x20 == 'b' && ofBirth(s, i)
			chain = 0
		case c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == '+':
			g.address = g.address || c == '(' && bracketsAt(s[i+1:])
		default:
			g.address = g.address || c == '@' || c == '[' && bracketsAt(s[i+1:])
			chain = 0
		}
	}
	return g
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// endsPostDistrict reports whether a text ends as the outward half of a
// postcode may, with what parts it from the inward half.
func endsPostDistrict(s string) bool {
	end := len(s)
	for end > 0 && len(s)-end < 3 && (s[end-1] == ' ' || s[end-1] == '-' || s[end-1] == '.') {
		end--
	}
	switch {
	case end < 2:
		return false
	case isDigit(s[end-1]):
		return isASCIILetter(s[end-2]) || isDigit(s[end-2])
	}
	return isASCIILetter(s[end-1]) && isDigit(s[end-2])
}

// bracketsAt reports whether what follows a bracket begins with "at".
func bracketsAt(s string) bool {
	if s != "" && s[0] == ' ' {
		s = s[1:]
	}
	return len(s) > 2 && s[0]|0x20 == 'a' && s[1]|0x20 == 't'
}

// ofBirth reports whether the b at i may belong to a word for a birth.
func ofBirth(s string, i int) bool {
	if next := s[i+1:]; next != "" && (next[0] == '.' ||
		len(next) >= 3 && (next[0]|0x20 == 'o' && next[1]|0x20 == 'r' && next[2]|0x20 == 'n' || next[0]|0x20 == 'i' && next[1]|0x20 == 'r' && next[2]|0x20 == 't')) {
		return true
	}
	end := i // d.o.b, d o b
	for end > 0 && i-end < 2 && (s[end-1] == '.' || s[end-1] == ' ') {
		end--
	}
	return end > 0 && s[end-1]|0x20 == 'o'
}
