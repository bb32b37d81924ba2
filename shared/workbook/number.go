package workbook

import "strconv"

// parseRef reads an address such as "AB12": column 28, row 12. Columns past
// XFD and rows past 1,048,576, which Excel does not have, are not ok.
func parseRef(b []byte) (col, row int, ok bool) {
	i := 0
	for ; i < len(b) && i < 4; i++ {
		c := b[i] &^ 0x20 // upper case
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	row = smallInt(b[i:])
	return col, row, col > 0 && col <= 16_384 && row > 0 && row <= 1_048_576
}

// smallInt reads a whole number of up to nine digits, -1 for anything else.
func smallInt(b []byte) int {
	if len(b) == 0 || len(b) > 9 {
		return -1
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// parseNumber reads a number as workbooks store it: "12", "-0.5", "1.2E-3".
// Words that Go would take ("Inf", "0x10") are not numbers.
func parseNumber(s string) (float64, bool) {
	if len(s) == 0 || len(s) > 40 {
		return 0, false
	}
	whole, n := true, 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int(c-'0')
		case c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E':
			whole = false
		default:
			return 0, false
		}
	}
	if whole && len(s) <= 15 {
		return float64(n), true
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}
