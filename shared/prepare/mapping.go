package prepare

import "earlyhelp/shared/list"

// A Mapping fits an area's own extract to the list: which of its columns is
// which of ours, and which of its words. It is kept as a small JSON file, or
// in the browser's own storage, and holds no row of any list.
type Mapping = list.Mapping

// A Suggestion is a mapping proposed from the headings of a file, and what is
// left for the officer to settle.
type Suggestion = list.Suggestion

// Suggest proposes a mapping for a list whose headings are not ours, from its
// headings and the words in its columns. ok is false when the file is no
// table that can be read.
func Suggest(data []byte, name string) (s Suggestion, ok bool) { return list.Suggest(data, name) }

// ParseMapping reads a mapping from JSON. The error says what to correct.
func ParseMapping(data []byte) (*Mapping, error) { return list.ParseMapping(data) }
