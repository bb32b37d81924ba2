package opendata

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"earlyhelp/shared/area"
)

// Licence is the address of the Open Government Licence v3.0, under which the
// figures are given out.
const Licence = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

// An About says which figures are described.
type About struct {
	Version       string // names these figures, such as "sha256:" and the hash of facts.csv; "" leaves it out
	Demonstration bool   // some of them are made up
	Sources       []string
}

// Sources names where published figures come from, as licences ask.
func Sources() []string {
	sources := []string{"Quarterly and yearly returns of local areas, signed off by their four partners"}
	for _, a := range area.Attributions()[:2] {
		sources = append(sources, strings.TrimSuffix(a.Text, ".")+". It covers "+a.Covers+".")
	}
	return sources
}

// WriteMetadata writes csv-metadata.json: what facts.csv and indicators.csv
// beside it hold, column by column, as "Metadata Vocabulary for Tabular Data"
// (W3C Recommendation, 17 December 2015) has it. A program that knows CSV on
// the Web finds it by its name in the folder of the files.
func WriteMetadata(w io.Writer, a About) error {
	doc := object{
		{"@context", []any{"http://www.w3.org/ns/csvw", object{{"@language", "en"}}}},
		{"@type", "TableGroup"},
		{"dc:title", text("Early help: national benchmarks")},
		{"dc:description", text(aboutWords(a))},
		{"dc:language", "en-GB"},
		{"dc:license", object{{"@id", Licence}}},
	}
	if a.Version != "" {
		doc = append(doc, member{"schema:version", a.Version})
	}
	if len(a.Sources) > 0 {
		doc = append(doc, member{"dc:source", a.Sources})
	}
	doc = append(doc,
		member{"notes", notes(a)},
		member{"dialect", object{{"@type", "Dialect"}, {"encoding", "utf-8"}, {"header", true}, {"delimiter", ","}, {"quoteChar", `"`}, {"doubleQuote", true}, {"lineTerminators", []string{"\n"}}}},
		member{"tables", []any{
			table("facts.csv", "Figures", "One row for each indicator, period, breakdown and category of England, each region and each area.", factColumns,
				[]string{"indicator", "period", "breakdown", "category", "level", "code"},
				object{{"columnReference", "indicator"}, {"reference", object{{"resource", DictionaryFile}, {"columnReference", "id"}}}}),
			table(DictionaryFile, "Indicators", "What each indicator counts, in which unit, which way is better, and what its definition rests on.", dictionaryColumns, []string{"id"}, nil),
		}})
	body, err := json.MarshalIndent(doc, "", "  ")
	if err == nil {
		_, err = w.Write(append(body, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", MetadataFile, err)
	}
	return nil
}

func aboutWords(a About) string {
	s := "Figures on early help to children and families in England, from the returns of local areas and from published statistics, with confidence intervals. Small numbers of people are hidden, and what would give them away."
	if a.Demonstration {
		s = MadeUp + " " + s
	}
	return s
}

// notes are what nobody should use the figures without, in order.
func notes(a About) []any {
	var list []any
	if a.Demonstration {
		list = append(list, note(MadeUp+" The column demonstration says which."))
	}
	for _, s := range []string{
		"An empty number is no zero: the column symbol says what stands in its place, and a true zero is always written as 0.",
		"England is the published national figure where the Department for Education gives one, else the sum of the areas that returned, of which areas_returned says how many there are. Such a sum is not the whole country while areas_returned is below areas_expected.",
		"Counts of people in regions and England are rounded to the nearest 10, and their values are worked out from the rounded counts.",
		"Areas are not ranked here. Whether an area differs from others is for its interval and the funnel limits to say, which allow for how much areas differ anyway.",
	} {
		list = append(list, note(s))
	}
	return list
}

func note(s string) object { return object{{"schema:text", text(s)}} }

func table(url, title, words string, columns []column, key []string, foreign object) object {
	list := make([]any, len(columns))
	for i, c := range columns {
		list[i] = c.object()
	}
	schema := object{{"@type", "Schema"}, {"columns", list}, {"primaryKey", key}}
	if foreign != nil {
		schema = append(schema, member{"foreignKeys", []any{foreign}})
	}
	return object{{"@type", "Table"}, {"url", url}, {"dc:title", text(title)}, {"dc:description", text(words)}, {"tableSchema", schema}}
}

// object describes the column. The first title is the heading in the file;
// the one in plain words follows.
func (c column) object() object {
	titles := []string{c.name}
	if c.title != "" {
		titles = append(titles, c.title)
	} else if strings.Contains(c.name, "_") {
		titles = append(titles, strings.ToUpper(c.name[:1])+strings.ReplaceAll(c.name[1:], "_", " "))
	}
	o := object{{"@type", "Column"}, {"name", c.name}, {"titles", titles}}
	kind := any(c.kind)
	if c.pattern != "" {
		kind = object{{"base", c.kind}, {"format", "^(" + c.pattern + ")$"}}
	}
	o = append(o, member{"datatype", kind}, member{"null", []string{""}})
	if c.required {
		o = append(o, member{"required", true})
	}
	if c.separator != "" {
		o = append(o, member{"separator", c.separator})
	}
	return append(o, member{"dc:description", text(c.words)})
}

// text is a sentence in English.
func text(s string) object { return object{{"@value", s}, {"@language", "en"}} }

// An object is a JSON object whose members keep their order, so that a person
// can read the file from the top.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}
