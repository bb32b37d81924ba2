package list

// A Suggestion is a mapping proposed from the headings of a file.
type Suggestion struct {
	Mapping  Mapping   `json:"mapping"`
	Unmapped []string  `json:"unmapped"` // our columns that must be filled in and that no heading fits
	Headings []string  `json:"headings"` // of the file, those that fit nothing
	Words    []Unknown `json:"words"`    // that fit no value of their column
}

// An Unknown is what stands in a list column of an extract and is none of our
// values.
type Unknown struct {
	Column string `json:"column"`
	Word   string `json:"word"`
	Rows   int    `json:"rows"`
}

// Suggest proposes a mapping for a file whose headings are not ours. ok is
// false when the file is no table that can be read.
func Suggest(data []byte, name string) (s Suggestion, ok bool) {
	s.Mapping = Mapping{Version: MappingVersion, Records: Mapped{Columns: map[string]string{}}}
	return s, false
}
