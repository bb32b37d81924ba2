package cell

import "strings"

// formulaSigns begin what a spreadsheet program takes for a formula, whether
// typed or read from CSV (OWASP, "CSV Injection"): the last four are the signs
// of full width, which East Asian versions of Excel take as well.
const formulaSigns = "=+-@\t\r\n＝＋－＠"

// Inert returns a text for a cell of a CSV file that no spreadsheet program
// takes for a formula: one that begins as a formula does has an apostrophe put
// before it. Numbers of our own are not for it: -3 becomes '-3.
func Inert(text string) string {
	for _, r := range text {
		if strings.ContainsRune(formulaSigns, r) {
			return "'" + text
		}
		break
	}
	return text
}
