package workbook

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSheetName is how many characters a sheet's name may have. Excel takes 31
// and Google Sheets 100; a longer one holds something else than a name, and
// names are repeated wherever a cell is.
const maxSheetName = 100

// visible leaves what can be seen of a sheet's name. Signs that move the
// cursor, turn the direction of writing or take no room would let a name
// deceive whoever reads it in a message.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, name)
}
