package workbook

import (
	"io"
	"strconv"
	"strings"
)

// A Format is what a cell's number format says its number is.
type Format uint8

// The formats that matter to a reader; General is every other.
const (
	General Format = iota
	DateFormat
	TimeFormat
	PercentFormat
)

// readStyles returns the format of each cell style, in the order by which
// cells refer to them.
func readStyles(r io.Reader) ([]Format, error) {
	s := newScanner(r)
	custom := map[int]Format{}
	var styles []Format
	inCellStyles := false
	for {
		kind, err := s.next()
		if err == io.EOF {
			return styles, nil
		}
		if err != nil {
			return nil, err
		}
		switch {
		case kind == startTag && string(s.name) == "numFmt":
			if id, err := strconv.Atoi(s.attr("numFmtId")); err == nil && len(custom) < 10_000 {
				custom[id] = formatOf(s.attr("formatCode"))
			}
		case string(s.name) == "cellXfs" && kind != textRun:
			inCellStyles = kind == startTag && !s.closed
		case kind == startTag && string(s.name) == "xf" && inCellStyles:
			id, _ := strconv.Atoi(s.attr("numFmtId"))
			f, ok := custom[id]
			if !ok {
				f = builtinFormat(id)
			}
			// Excel has at most 65,490 cell styles (its published limits).
			if len(styles) < 65_490 {
				styles = append(styles, f)
			}
		}
	}
}

// builtinFormat gives the formats that have a number and no code in the file:
// ECMA-376 part 1, 18.8.30, and the East Asian dates 27 to 36 and 50 to 58.
func builtinFormat(id int) Format {
	switch {
	case id == 9 || id == 10:
		return PercentFormat
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return DateFormat
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47:
		return TimeFormat
	}
	return General
}

// formatOf reads a format code such as "dd/mm/yyyy;@" by its first section.
func formatOf(code string) Format {
	var day, clock, month, percent bool
loop:
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case ';':
			break loop
		case '"': // quoted text
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				break loop
			}
			i += end + 1
		case '\\', '_', '*': // the character that follows stands for itself
			i++
		case '[': // a colour, a locale, a condition, or elapsed time
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				break loop
			}
			inside := strings.ToLower(code[i+1 : i+end])
			clock = clock || inside != "" && strings.Trim(inside, "hms") == ""
			i += end
		case '%':
			percent = true
		case 'y', 'Y', 'd', 'D':
			day = true
		case 'm', 'M':
			month = true
		case 'h', 'H', 's', 'S':
			clock = true
		case 'g', 'G':
			if len(code) >= i+7 && strings.EqualFold(code[i:i+7], "general") {
				i += 6
			}
		}
	}
	switch {
	case day, month && !clock:
		return DateFormat
	case clock:
		return TimeFormat
	case percent:
		return PercentFormat
	}
	return General
}
