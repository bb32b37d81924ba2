package returns

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"earlyhelp/shared/period"
	"earlyhelp/shared/workbook"
)

// maxCount is more than any count can be: there are some 12 million children
// in England (ONS mid-year estimate 2024).
const maxCount = 20_000_000

const wantCount = "Type a whole number, 0 for none, or [x] if it is not available."

// wantDecimals replaces wantCount where parts count as well.
const wantDecimals = "Type a number, such as 12.5, 0 for none, or [x] if it is not available."

var (
	grouped = regexp.MustCompile(`^\d{1,3}([, '’]\d{3})+$`)
	decimal = regexp.MustCompile(`^[+-]?\d*\.\d+$|^[+-]?\d+\.$`)
	ranged  = regexp.MustCompile(`^[<>≤≥~]\s*\d+$|^\d+\s*(-|–|to)\s*\d+$|^\d+\s*\+$`)
)

// A fault is why a cell's value is not taken.
type fault struct{ rule, group, message string }

// of is the message about a cell of a measure, to follow its name.
func (f *fault) of(m Measure) string {
	message := f.message
	if m.Decimals {
		message = strings.Replace(message, wantCount, wantDecimals, 1)
	}
	return midSentence(message)
}

func wrong(group, message string) *fault { return &fault{"V03", group, message} }

// stored returns the fault of a cell that holds an error, or a formula whose
// result was not stored (check V16).
func stored(c workbook.Cell) *fault {
	switch {
	case c.Kind == workbook.Error && c.Formula:
		return &fault{"V16", groupErrors, "The formula in this cell gives an error. Type the number itself, or mend the formula."}
	case c.Kind == workbook.Error:
		return &fault{"V16", groupErrors, "This cell holds an error. Type the number itself."}
	case c.Kind == workbook.Uncalculated:
		return &fault{"V16", groupErrors, "The formula in this cell has no result stored in the file. Type the number itself, or open the workbook in Excel, save it and send it again."}
	}
	return nil
}

// parseCount reads a count, with decimals where the measure has them. The cell
// is not blank.
func parseCount(c workbook.Cell, decimals bool) (n float64, s State, f *fault) {
	if f := stored(c); f != nil {
		return 0, "", f
	}
	switch c.Kind {
	case workbook.Number:
		switch c.Format {
		case workbook.PercentFormat:
			return 0, "", wrong(groupPercent, "This cell is formatted as a percentage. Type the count, not the percentage, and set the format of the cell to Number.")
		case workbook.TimeFormat:
			return 0, "", wrong(groupDate, "This cell holds a time. "+wantCount)
		}
		return checkCount(c.Num, decimals)
	case workbook.DateKind:
		return 0, "", wrong(groupDate, "This cell holds a date. "+wantCount+" If you did type a number, set the format of the cell to Number and type it again.")
	case workbook.Bool:
		return 0, "", wrong(groupNotNumber, "This cell holds TRUE or FALSE. "+wantCount)
	}
	text := strings.ToLower(tidy(c.Text))
	switch bare := strings.Trim(text, "[]() "); {
	case bare == "x" || bare == "z":
		return 0, State(bare), nil
	case bare == "c":
		return 0, "", wrong(groupSymbol, "[c] is not used here. Type the exact number: small numbers are hidden before anything is published.")
	case text == "[low]" || text == "[u]" || text == "[e]" || text == "[p]" || text == "[r]" || text == "[b]":
		return 0, "", wrong(groupSymbol, "This symbol is for published tables only. "+wantCount)
	case bare == "n/a" || bare == "na" || bare == "-" || bare == "–" || bare == "unknown" || bare == "not known" || bare == "?" || bare == "." || bare == "tbc":
		return 0, "", wrong(groupUnsaid, "Say which you mean: type 0 if there were none, [x] if the figure is not available, [z] if it does not apply.")
	case bare == "nil" || bare == "none" || bare == "zero":
		return 0, "", wrong(groupNotNumber, "Type 0 as a number.")
	case strings.HasSuffix(text, "%"):
		return 0, "", wrong(groupPercent, "This is a percentage. Type the count itself.")
	case ranged.MatchString(text):
		return 0, "", wrong(groupRounded, "Type the exact number, also when it is small: small numbers are hidden before anything is published.")
	case grouped.MatchString(text):
		text = strings.NewReplacer(",", "", " ", "", "'", "", "’", "").Replace(text)
	}
	// Numbers stored as text are taken: nothing about them is in doubt.
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		return checkCount(float64(v), decimals)
	}
	if decimal.MatchString(text) {
		v, _ := strconv.ParseFloat(text, 64)
		return checkCount(v, decimals)
	}
	return 0, "", wrong(groupNotNumber, "This is not a number. "+wantCount)
}

// noise is how far from a whole number the result of a formula may lie by the
// arithmetic of spreadsheets alone: numbers of 15 digits, of which a count
// takes up to eight.
const noise = 1e-6

func checkCount(n float64, decimals bool) (float64, State, *fault) {
	switch {
	case n < 0:
		return 0, "", wrong(groupNegative, "A count cannot be below 0. "+wantCount)
	case n > maxCount:
		return 0, "", wrong(groupLarge, "This is more than there are children in England. Type the count of your area.")
	case !decimals && math.Abs(n-math.Round(n)) > noise:
		return 0, "", wrong(groupDecimals, "A count is a whole number, without decimals. Type how many there were.")
	}
	if !decimals {
		n = math.Round(n)
	}
	return n + 0, "", nil // no negative zero
}

var slashed = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$`)

// parseDay reads a date: a date cell in either date system, ISO text, or day,
// month and year in that order.
func parseDay(c workbook.Cell) (period.Date, *fault) {
	if f := stored(c); f != nil {
		f.message = strings.Replace(f.message, "the number itself", "the date itself", 1)
		return period.Date{}, f
	}
	want := wrong(groupNotDate, "This is not a date. Type it as day, month and year, such as 30/06/2026.")
	switch c.Kind {
	case workbook.DateKind:
		if c.Date.IsZero() {
			return period.Date{}, want
		}
		return c.Date, nil
	case workbook.Number:
		// A date whose cell lost its format looks like 46203.
		return period.Date{}, wrong(groupNotDate, "This is a number, not a date. Type it as day, month and year, such as 30/06/2026, and set the format of the cell to Date.")
	case workbook.Text:
		text := tidy(c.Text)
		if d, err := period.ParseDate(text); err == nil {
			return d, nil
		}
		if m := slashed.FindStringSubmatch(text); m != nil {
			iso := m[3] + "-" + two(m[2]) + "-" + two(m[1])
			if d, err := period.ParseDate(iso); err == nil {
				return d, nil
			}
		}
	}
	return period.Date{}, want
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// notRepeated stands for text that a problem must not repeat, so that a reader
// can tell it from an empty cell.
const notRepeated = "(text)"

// shown is the value of a cell as a problem may repeat it: numbers, symbols
// and single short words. Anything longer may be about a person, and is
// notRepeated.
func shown(c workbook.Cell) string {
	switch {
	case c.Kind == workbook.Bool && c.Num == 1:
		return "TRUE"
	case c.Kind == workbook.Bool:
		return "FALSE"
	case c.Kind == workbook.DateKind && !c.Date.IsZero():
		return c.Date.String()
	}
	text := tidy(c.Text)
	if len(text) > 20 {
		return notRepeated
	}
	letters, digits := 0, 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune(" .,-–+<>%[]()/#?!≤≥~", r):
		default:
			letters++
		}
	}
	if letters > 12 || letters > 0 && strings.Contains(text, " ") || digits > 9 {
		return notRepeated
	}
	return text
}
