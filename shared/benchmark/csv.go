package benchmark

import (
	"io"
	"math"
	"strconv"
	"strings"

	"earlyhelp/shared/cell"
)

// columns are those of facts.csv and facts.parquet, in order. New ones are
// added at the end.
var columns = [...]string{
	"indicator", "period", "breakdown", "category", "level", "code", "dfe", "name",
	"numerator", "denominator", "value", "lower95", "upper95", "lower998", "upper998",
	"symbol", "reason", "source", "areas_returned", "areas_expected", "demonstration", "marks",
}

// WriteCSV writes facts as CSV (RFC 4180, line ends LF, UTF-8) with a header
// row, in the order given. An absent number is an empty field, and the symbol
// in its place stands in its own column without brackets, as do the marks
// beside a number that stands. Value and limits keep six decimals.
func WriteCSV(w io.Writer, facts []Fact) error {
	c := NewCSVWriter(w)
	if err := c.Write(facts); err != nil {
		return err
	}
	return c.Close()
}

// A CSVWriter writes facts as WriteCSV does, a part at a time.
type CSVWriter struct {
	w   io.Writer
	buf []byte
}

// NewCSVWriter returns a writer that has the header to write.
func NewCSVWriter(w io.Writer) *CSVWriter {
	return &CSVWriter{w: w, buf: append([]byte(strings.Join(columns[:], ",")), '\n')}
}

// Write writes facts.
func (c *CSVWriter) Write(facts []Fact) error {
	for i := range facts {
		c.buf = appendFact(c.buf, &facts[i])
		if len(c.buf) > 1<<16 {
			if err := c.Close(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close writes what is left. It does not close the writer beneath.
func (c *CSVWriter) Close() error {
	_, err := c.w.Write(c.buf)
	c.buf = c.buf[:0]
	return err
}

func appendFact(b []byte, f *Fact) []byte {
	for _, s := range [...]string{f.Indicator, f.Period.String(), f.Breakdown} {
		b = append(appendField(b, s), ',')
	}
	b = append(appendField(b, cell.Inert(f.Category)), ',')
	for _, s := range [...]string{string(f.Level), f.Code, f.DFE, f.Name} {
		b = append(appendField(b, s), ',')
	}
	for _, n := range [...]Number{f.Numerator, f.Denominator, f.Value, f.Lower95, f.Upper95, f.Lower998, f.Upper998} {
		b = append(appendNumber(b, n), ',')
	}
	for _, s := range [...]string{string(f.Symbol), f.Reason, string(f.Source)} {
		b = append(appendField(b, s), ',')
	}
	b = append(strconv.AppendInt(b, int64(f.AreasReturned), 10), ',')
	b = append(strconv.AppendInt(b, int64(f.AreasExpected), 10), ',')
	b = append(strconv.AppendBool(b, f.Demonstration), ',')
	return append(append(b, f.Marks...), '\n')
}

func appendField(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}

func appendNumber(b []byte, n Number) []byte {
	if !n.OK {
		return b
	}
	if n.Value == math.Trunc(n.Value) && math.Abs(n.Value) < 1<<53 {
		return strconv.AppendInt(b, int64(n.Value), 10)
	}
	return strconv.AppendFloat(b, kept(n.Value), 'f', -1, 64)
}

// kept is x as files keep it: to six decimals, far beyond what is shown, and
// far enough for comparisons to come out as they would from x itself.
func kept(x float64) float64 { return math.Round(x*1e6) / 1e6 }
