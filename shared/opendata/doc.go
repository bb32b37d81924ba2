// Package opendata writes what goes with published figures so that others can
// use them without asking us: a description that programs read
// (csv-metadata.json, CSV on the Web), a dictionary of the indicators
// (indicators.csv), the same figures cut by period for queries
// (facts/period=2024-25/facts.parquet), and workbooks that everybody can read.
//
//	parts := opendata.NewParts(func(p period.Period) (io.Writer, error) { ... })
//	tally, err := benchmark.WriteFiles(in, csv, parquet, full, parts)
//	err = opendata.WriteDictionary(w, indicator.All())
//	err = opendata.WriteMetadata(w, opendata.About{Version: "sha256:...", Demonstration: parts.Demonstration()})
//
// All of it is a function of the figures: the same figures give the same
// bytes, whenever and wherever they are written.
//
// It writes public figures only. Nothing here decides what may be published:
// it is handed rows from which everything confidential has been taken.
package opendata

// The names of the files, beside facts.csv.
const (
	MetadataFile   = "csv-metadata.json"
	DictionaryFile = "indicators.csv"
)

// MadeUp is what goes with figures that were made up.
const MadeUp = "Some of these figures were made up for demonstration. Do not use them as facts about an area."
