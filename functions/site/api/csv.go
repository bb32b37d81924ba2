package api

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/cell"
)

// sendCSV answers with rows, the headings first.
func sendCSV(w http.ResponseWriter, r *http.Request, name string, rows [][]string, private bool) error {
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.UseCRLF = true // RFC 4180
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return sendBytes(w, r, http.StatusOK, "text/csv; charset=utf-8; header=present", b.Bytes(), private)
}

// decimal writes a number, or nothing for none.
func decimal(n benchmark.Number) string {
	if !n.OK {
		return ""
	}
	return strconv.FormatFloat(n.Value, 'f', -1, 64)
}

// symbol writes a symbol in its brackets, as official statistics do.
func symbol(s benchmark.Symbol) string {
	if s == "" {
		return ""
	}
	return "[" + string(s) + "]"
}

// marks writes the symbols beside a value: [u] [r].
func marks(all []benchmark.Symbol) string {
	words := make([]string, len(all))
	for i, m := range all {
		words[i] = symbol(m)
	}
	return strings.Join(words, " ")
}

func benchmarkRows(a benchmark.Answer) [][]string {
	rows := [][]string{{"indicator", "title", "period", "breakdown", "category", "unit", "view", "version", "level", "code", "dfe", "name", "region",
		"numerator", "denominator", "value", "lower95", "upper95", "lower998", "upper998", "comparison", "outlier", "symbol", "reason", "source", "demonstration", "marks",
		"comparisonPeers", "rank", "rankFrom", "rankTo", "rankOf", "words",
		"quartile", "quartileFrom", "quartileTo", "outlierReason"}}
	head := []string{a.Indicator, a.Title, a.Period, a.Breakdown, cell.Inert(a.Category), string(a.Unit), string(a.View), a.Version}
	row := func(rest ...string) { rows = append(rows, append(append([]string{}, head...), rest...)) }
	e := a.England
	row("england", "E92000001", "", "England", "", decimal(e.Numerator), decimal(e.Denominator), decimal(e.Value), decimal(e.Lower95), decimal(e.Upper95), "", "", "", "",
		symbol(e.Symbol), e.Reason, string(e.Source), strconv.FormatBool(a.Demonstration && e.Source != benchmark.FromPublished), marks(e.Marks), "", "", "", "", "", e.Words, "", "", "", "")
	for _, f := range a.Areas {
		var rank [7]string
		if r := f.Rank; r != nil {
			for i, n := range [...]int{r.Rank, r.From, r.To, r.Of, r.Quartile, r.QuartileFrom, r.QuartileTo} {
				rank[i] = strconv.Itoa(n)
			}
		}
		row("area", f.Code, f.DFE, f.Name, f.Region, decimal(f.Numerator), decimal(f.Denominator), decimal(f.Value), decimal(f.Lower95), decimal(f.Upper95), decimal(f.Lower998), decimal(f.Upper998),
			string(f.Comparison), string(f.Outlier), symbol(f.Symbol), f.Reason, string(f.Source), strconv.FormatBool(f.Demonstration), marks(f.Marks),
			string(f.ComparisonPeers), rank[0], rank[1], rank[2], rank[3], f.Words, rank[4], rank[5], rank[6], f.OutlierReason)
	}
	return rows
}

func trendRows(t benchmark.Trend) [][]string {
	rows := [][]string{{"indicator", "title", "unit", "view", "version", "code", "dfe", "name", "period", "kind",
		"numerator", "denominator", "value", "lower95", "upper95", "england", "symbol", "reason", "source", "demonstration", "marks",
		"breakdown", "category", "chartMean", "lowerLimit", "upperLimit", "specialCauses", "judgement", "englandSymbol"}}
	for _, p := range t.Points {
		rows = append(rows, []string{t.Indicator, t.Title, string(t.Unit), string(t.View), t.Version, t.Code, t.DFE, t.Name, p.Period, p.Kind,
			decimal(p.Numerator), decimal(p.Denominator), decimal(p.Value), decimal(p.Lower95), decimal(p.Upper95), decimal(p.England), symbol(p.Symbol), p.Reason, string(p.Source), strconv.FormatBool(p.Demonstration), marks(p.Marks),
			t.Breakdown, cell.Inert(t.Category), decimal(p.ChartMean), decimal(p.LowerLimit), decimal(p.UpperLimit), causes(p.Causes), string(p.Judgement), symbol(p.EnglandSymbol)})
	}
	return rows
}

// causes writes the special causes of a point, the strongest first.
func causes(all []benchmark.Cause) string {
	words := make([]string, len(all))
	for i, c := range all {
		words[i] = string(c)
	}
	return strings.Join(words, " ")
}
