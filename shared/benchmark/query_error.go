package benchmark

import "strings"

// A QueryError reports a question that cannot be answered, and what can be
// asked instead.
type QueryError struct {
	Field   string   // indicator, period, breakdown, area, peers or of
	Asked   string   // what was asked for
	Known   bool     // the thing exists, but there is no figure of it
	Message string   // one or two plain sentences
	Have    []string // what there is, in order; may be empty
}

// Error returns the message with what there is.
func (e *QueryError) Error() string {
	if len(e.Have) == 0 {
		return e.Message
	}
	have := e.Have
	const most = 40 // a sentence, not a catalogue
	more := ""
	if len(have) > most {
		have, more = have[len(have)-most:], " and earlier ones"
	}
	return e.Message + " There is: " + strings.Join(have, ", ") + more + "."
}
