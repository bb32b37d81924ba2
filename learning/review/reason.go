package review

import "fmt"

// A Reason says why a file could not be read.
type Reason string

// The reasons. They are kept in the ledger: wording of the messages may
// change, these may not.
const (
	Corrupt     Reason = "corrupt"      // damaged, or not what its name says inside
	Encrypted   Reason = "encrypted"    // needs a password, or a cipher we do not read
	ImageOnly   Reason = "image-only"   // pages but no text layer: a scan
	TimeLimit   Reason = "time-limit"   // did not end in time
	MemoryLimit Reason = "memory-limit" // asked for too much memory
	TooLarge    Reason = "too-large"    // file, text or page count over the limit
	NotAReview  Reason = "not-readable" // not a PDF, text, HTML or Word file
	Empty       Reason = "empty"        // no bytes, or no words
)

// messages say what happened and what to do about it.
var messages = map[Reason]string{
	Corrupt:     "This file is damaged and cannot be read. Open it, save it again as a PDF and send that.",
	Encrypted:   "This PDF is encrypted. Save a copy without a password or restrictions and send that.",
	ImageOnly:   "This PDF holds pictures of pages and no text. Ask the publisher for one with text, or run text recognition on it first.",
	TimeLimit:   "Reading this file took too long and was stopped. Open it, print it to a new PDF and send that.",
	MemoryLimit: "Reading this file took too much memory and was stopped. Open it, print it to a new PDF and send that.",
	TooLarge:    "This file is larger than a review can be. Send the report alone, without appendices of pictures.",
	NotAReview:  "This is not a PDF, Word (.docx), HTML or text file. Save it as one of those and send it again.",
	Empty:       "There are no words in this file. Check that the right one was chosen.",
}

// An UnreadableError says that a file cannot be read and why. Detail is for
// logs: it may hold words of the reader, never of the review.
type UnreadableError struct {
	Reason Reason
	Detail string
}

// Error gives the reason and the detail.
func (e *UnreadableError) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("read review: %s", e.Reason)
	}
	return fmt.Sprintf("read review: %s: %s", e.Reason, e.Detail)
}

// Message says in plain English what happened and what to do.
func (e *UnreadableError) Message() string { return messages[e.Reason] }

func unreadable(r Reason, format string, args ...any) *UnreadableError {
	return &UnreadableError{r, fmt.Sprintf(format, args...)}
}
