package publication

import (
	"bytes"
	"io"
	"maps"
	"slices"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/opendata"
	"earlyhelp/shared/period"
)

// files are the bytes of one publication.
type files struct {
	csv, parquet, full, limits, metadata, dictionary bytes.Buffer

	parts map[string]*bytes.Buffer // the public figures of a period, by the name of the file
}

// mostAtOnce is how many files are on their way to storage at the same time.
const mostAtOnce = 16

// part is where the file of a period goes.
func (f *files) part(p period.Period) (io.Writer, error) {
	b := &bytes.Buffer{}
	f.parts[opendata.PartFile(p)] = b
	return b, nil
}

// describe writes what goes with the figures. They are named by the hash of
// facts.csv, so that two publications of the same figures are described alike.
func (f *files) describe(cat *indicator.Catalogue, madeUp bool) error {
	if err := opendata.WriteDictionary(&f.dictionary, cat); err != nil {
		return err
	}
	return opendata.WriteMetadata(&f.metadata, opendata.About{Version: "sha256:" + ledger.Hash(f.csv.Bytes()), Demonstration: madeUp, Sources: opendata.Sources()})
}

// A file is one object of a publication.
type file struct {
	key, contentType string
	body             []byte
}

// list returns the files of a sequence, all but its manifest.
func (f *files) list(seq int) []file {
	const csv, parquet, json = "text/csv; charset=utf-8; header=present", "application/vnd.apache.parquet", "application/json"
	public := func(name, contentType string, b *bytes.Buffer) file {
		return file{ledger.SnapshotKey(ledger.Benchmarks, seq, name), contentType, b.Bytes()}
	}
	all := []file{
		public("facts.csv", csv, &f.csv),
		public("facts.parquet", parquet, &f.parquet),
		public("limits.json", json, &f.limits),
		public(opendata.MetadataFile, "application/csvm+json", &f.metadata),
		public(opendata.DictionaryFile, csv, &f.dictionary),
		{ledger.SnapshotKey(ledger.Restricted, seq, "facts.parquet"), parquet, f.full.Bytes()},
	}
	for _, name := range slices.Sorted(maps.Keys(f.parts)) {
		all = append(all, public(name, parquet, f.parts[name]))
	}
	return all
}
