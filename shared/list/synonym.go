package list

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// data holds what extracts call the columns and values of the list, each with
// its sources.
//
//go:embed data
var data embed.FS

// A spelling is a column or value that a name may stand for. Of several
// headings for one column the one of the lowest rank is proposed.
type spelling struct {
	means string
	rank  int
}

// otherHeadings gives, by plain heading, the column it stands for.
var otherHeadings = sync.OnceValue(func() map[string]spelling {
	all := map[string]spelling{}
	for i, r := range synonyms("headings", 2) {
		if _, twice := all[plain(r[1])]; !twice {
			all[plain(r[1])] = spelling{r[0], i + 1}
		}
	}
	return all
})

// otherWords gives, by the first column of a list and plain word, the value.
var otherWords = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, r := range synonyms("words", 3) {
		if all[r[0]] == nil {
			all[r[0]] = map[string]string{}
		}
		all[r[0]][plain(r[1])] = r[2]
	}
	return all
})

// wordsOf returns the words of the list that a column takes: of its own, or of
// a column with the same list.
func wordsOf(t *table, column int) map[string]string {
	for _, c := range t.columns {
		if words := otherWords()[c.Name]; words != nil && sameValues(c.Values, t.columns[column].Values) {
			return words
		}
	}
	return nil
}

// synonyms reads one of the tables. They are part of the program, so a fault
// in them is a programmer's and panics.
func synonyms(name string, fields int) [][]string {
	f, err := data.Open("data/" + name + ".csv")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment, r.FieldsPerRecord = '#', fields
	rows, err := r.ReadAll()
	if err != nil {
		panic(fmt.Errorf("read %s.csv: %w", name, err))
	}
	return rows[1:]
}

// plain returns the letters and digits of a name in lower case: Person ID,
// person_id and PersonID are one.
func plain(s string) string {
	return strings.Map(func(c rune) rune {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return -1
		}
		return unicode.ToLower(c)
	}, s)
}
