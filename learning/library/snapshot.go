package library

import (
	"cmp"
	"slices"

	"earlyhelp/learning/theme"
)

// An Entry is one review of the library: what a librarian said of it and what
// was found in it.
type Entry struct {
	ID            string       `json:"id"`
	Title         string       `json:"title"`
	Year          int          `json:"year"`
	Kind          string       `json:"kind"` // lcspr, scr, thematic; "" unknown
	Publisher     string       `json:"publisher,omitempty"`
	Demonstration bool         `json:"demonstration,omitempty"` // invented
	Review        theme.Review `json:"review"`
}

// A Snapshot is a whole library as published beside its search index: the
// entries, newest first, and how often each theme recurs over those that
// could be read.
type Snapshot struct {
	Entries   []Entry            `json:"entries"`
	Recurring []theme.Recurrence `json:"recurring"`
}

// NewSnapshot orders the entries (newest first, then by title and ID) and
// counts recurrence. Entries whose review could not be read are kept and
// listed, and not counted.
func NewSnapshot(entries []Entry) Snapshot {
	s := Snapshot{Entries: slices.Clone(entries)}
	slices.SortFunc(s.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	var read []theme.Review
	for _, e := range s.Entries {
		if e.Review.Problem == "" {
			read = append(read, e.Review)
		}
	}
	s.Recurring = theme.Recurring(read)
	return s
}

// Find returns the entry with an ID, and whether there is one.
func (s *Snapshot) Find(id string) (Entry, bool) {
	i := slices.IndexFunc(s.Entries, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}, false
	}
	return s.Entries[i], true
}
