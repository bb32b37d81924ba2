package opendata

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
)

// dictionaryColumns are the columns of indicators.csv, in order. New ones are
// added at the end.
var dictionaryColumns = []column{
	{name: "id", title: "Indicator", kind: "string", required: true, pattern: `[A-H][0-9]{2}`, words: "Short name of the indicator; the column indicator of facts.csv."},
	{name: "title", kind: "string", required: true, words: "What the indicator is called."},
	{name: "numerator", kind: "string", required: true, words: "What the numerator counts."},
	{name: "denominator", kind: "string", required: true, words: "What the denominator counts."},
	{name: "unit", kind: "string", required: true, pattern: `percent|rate|mean|yes/no`, words: "percent: out of 100. rate: per 10,000 children aged 0 to 17, or of the group that the denominator names. mean: numerator over denominator. yes/no: a fact about a partnership, and above that the percentage of partnerships that say yes."},
	{name: "polarity", kind: "string", required: true, pattern: `high|low|none`, words: "high: a high value is good. low: a low value is good. none: neither is, and areas are higher or lower, not better or worse."},
	{name: "class", kind: "string", required: true, pattern: `D[1-6]`, words: "How small numbers are kept confidential; class_words says it in words."},
	{name: "class_words", kind: "string", required: true, words: "The rule of the class in words."},
	{name: "breakdowns", kind: "string", words: "What the figures are split by, parted by spaces; every indicator has a total besides.", separator: " "},
	{name: "sheets", kind: "string", words: "The sheets of the return that it is counted on, parted by spaces.", separator: " "},
	{name: "baseline", kind: "string", words: "The words of the published text, in quotation marks. A dated reference mark from a sample that stands for no nation, never a target."},
	{name: "baseline_percent", kind: "number", words: "Where those words are placed on a chart, in per cent; empty where no mark is drawn."},
	{name: "baseline_lower95", kind: "number", words: "Lower end of the 95% interval of the mark (Wilson score), in per cent; empty where the size of the sample is not known."},
	{name: "baseline_upper95", kind: "number", words: "Upper end of the same interval."},
	{name: "baseline_n", kind: "integer", words: "Size of the sample behind the words."},
	{name: "baseline_label", kind: "string", words: "Which sample, and when."},
	{name: "source", kind: "string", required: true, words: "Where the definition comes from: short name of a text with paragraph (p), line (L), bullet (b) or executive summary (ES)."},
	{name: "source_texts", kind: "string", required: true, words: "The texts that the short names stand for."},
	{name: "caveat", kind: "string", words: "What to bear in mind when comparing."},
	{name: "computed", kind: "boolean", required: true, words: "Whether the return counts what the figure is made of; false: described, not yet collected."},
}

// classWords say the rules of shared/disclosure in words.
var classWords = map[string]string{
	"D1": "Children counted: a count of 1 to 5 is not shown, nor a percentage, rate or remainder that gives one away; England and regions are rounded to the nearest 10.",
	"D2": "Audit sample: as D1; marked as of low reliability under 30 cases, and without a value under 10.",
	"D3": "Staff: a count of 1 to 5 staff is not shown, nor what gives one away; England and regions are rounded to the nearest 10.",
	"D4": "Settings and services: no number of organisations is hidden; children counted within follow D1.",
	"D5": "Facts about a partnership: nothing is hidden.",
	"D6": "Survey: as D2, on those who answered; no free text is published.",
}

// WriteDictionary writes indicators.csv: every indicator of the catalogue, in
// its order, as CSV (RFC 4180, line ends LF, UTF-8) with a header row.
func WriteDictionary(w io.Writer, cat *indicator.Catalogue) error {
	c := csv.NewWriter(w)
	texts := map[string]string{}
	for _, s := range cat.Sources() {
		texts[s.Short] = sourceText(s)
	}
	rows := [][]string{columnNames(dictionaryColumns)}
	for _, d := range cat.List() {
		rows = append(rows, dictionaryRow(d, texts))
	}
	if err := c.WriteAll(rows); err != nil {
		return fmt.Errorf("write dictionary: %w", err)
	}
	return nil
}

func dictionaryRow(d indicator.Definition, texts map[string]string) []string {
	mark, lower, upper, n := "", "", "", ""
	if d.Baseline.HasMark {
		mark = decimal(d.Baseline.Percent)
	}
	if d.Baseline.N > 0 {
		n = strconv.Itoa(d.Baseline.N)
	}
	if d.Baseline.HasMark && d.Baseline.N > 0 {
		size := float64(d.Baseline.N)
		count := math.Round(d.Baseline.Percent / 100 * size) // of words such as "just over half", the nearest whole number of cases
		if d.Baseline.HasCount {
			count = float64(d.Baseline.Count)
		}
		if i, err := benchmark.Wilson(count, size, benchmark.C95); err == nil {
			lower, upper = decimal(benchmark.Shown1(100*i.Lower)), decimal(benchmark.Shown1(100*i.Upper))
		}
	}
	return []string{
		d.ID, d.Title, d.NumeratorWords, d.DenominatorWords, string(d.Unit), string(d.Polarity), d.Class, classWords[d.Class],
		strings.Join(d.Breakdowns, " "), strings.Join(d.Sheets, " "),
		d.Baseline.Words, mark, lower, upper, n, d.Baseline.Label, d.Source, sourcesOf(d.Source, texts), d.Caveat, strconv.FormatBool(d.Computed),
	}
}

// sourcesOf spells out the short names in a reference such as "S3 L169; S1
// p58", in their order.
func sourcesOf(ref string, texts map[string]string) string {
	var out []string
	for part := range strings.SplitSeq(ref, ";") {
		short, _, _ := strings.Cut(strings.TrimSpace(part), " ")
		if text, ok := texts[short]; ok {
			out = append(out, short+": "+text)
		}
	}
	return strings.Join(out, "; ")
}

func sourceText(s indicator.Source) string {
	parts := []string{s.Title}
	for _, p := range []string{s.Publisher, s.Published} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
