// Package cell names places in a workbook and what is wrong there: the
// vocabulary that the reader, the checks and the privacy screen share.
package cell

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Ref is the address of a cell as the person who sent the workbook sees it:
// sheet, and 1-based row and column, heading rows counted. Row 0 means the
// sheet as a whole; an empty Sheet means the file as a whole.
type Ref struct {
	Sheet string
	Row   int
	Col   int
}

// String returns "Referrals!C14", "Referrals" for a whole sheet, or "file".
func (r Ref) String() string {
	switch {
	case r.Sheet == "":
		return "file"
	case r.Row == 0:
		return r.Sheet
	case r.Col == 0:
		return fmt.Sprintf("%s!%d:%d", r.Sheet, r.Row, r.Row)
	}
	return fmt.Sprintf("%s!%s%d", r.Sheet, ColumnName(r.Col), r.Row)
}

// ColumnName returns the letters of a 1-based column: 1 is A, 28 is AB.
func ColumnName(col int) string {
	name := ""
	for ; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// MarshalText writes the printed form, so that JSON holds "Referrals!C14".
func (r Ref) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// A Severity says what a problem does to the file it is found in.
type Severity string

// Stop refuses the file, Explain accepts it but asks for a reason, Note only
// informs.
const (
	Stop    Severity = "stop"
	Explain Severity = "explain"
	Note    Severity = "note"
)

// A Problem is one thing found in a workbook.
type Problem struct {
	Ref      Ref      `json:"ref"`
	Rule     string   `json:"rule"` // V01 to V17, P01 to P04; never reused
	Severity Severity `json:"severity"`
	Group    string   `json:"group,omitempty"` // a headline, the same for every cell with that kind of mistake
	Message  string   `json:"message"`         // one plain sentence that says what to do
	Value    string   `json:"value,omitempty"` // the offending text, shortened; empty where it may be personal
}

// A Finding is one thing in a workbook that is not anonymous. It never holds
// the value that was found.
type Finding struct {
	Ref     Ref    `json:"ref"`
	Kind    Kind   `json:"kind"`
	Message string `json:"message"` // one plain sentence that says what to do
}

// A Kind is a sort of personal or hidden content.
type Kind string

// The kinds of privacy finding; part of the contract, only added to.
const (
	NHSNumber      Kind = "nhs-number"
	UPN            Kind = "upn"
	NINumber       Kind = "ni-number"
	Postcode       Kind = "postcode"
	DateOfBirth    Kind = "date-of-birth"
	Email          Kind = "email"
	Phone          Kind = "phone"
	PersonName     Kind = "person-name"
	FreeText       Kind = "free-text"
	HiddenSheet    Kind = "hidden-sheet"
	HiddenRows     Kind = "hidden-rows"
	Comment        Kind = "comment"
	PivotCache     Kind = "pivot-cache"
	ExternalLink   Kind = "external-link"
	DocProperty    Kind = "doc-property"
	EmbeddedObject Kind = "embedded-object"
	CustomXML      Kind = "custom-xml"
	Macro          Kind = "macro"
	DefinedName    Kind = "defined-name"
	ChildLevelRows Kind = "child-level-rows"
)

// Compare orders refs by sheet name, then row, then column.
func (r Ref) Compare(s Ref) int {
	return cmp.Or(cmp.Compare(r.Sheet, s.Sheet), cmp.Compare(r.Row, s.Row), cmp.Compare(r.Col, s.Col))
}

// ErrBadRef reports text that is not the address of a cell.
var ErrBadRef = errors.New("not the address of a cell, such as Referrals!C14")

// Parse reads an address as String prints it: "Referrals!C14", or "C14" for
// a cell of a sheet that is known otherwise. Addresses of whole sheets and
// rows are not taken. The error is ErrBadRef.
func Parse(s string) (Ref, error) {
	var ref Ref
	if i := strings.LastIndexByte(s, '!'); i >= 0 {
		ref.Sheet, s = strings.Trim(s[:i], "'"), s[i+1:]
	}
	s = strings.ReplaceAll(s, "$", "")
	i := 0
	for ; i < len(s) && s[i]&^0x20 >= 'A' && s[i]&^0x20 <= 'Z'; i++ {
		ref.Col = ref.Col*26 + int(s[i]&^0x20-'A') + 1
		if ref.Col > 16_384 { // Excel's last column, XFD
			return Ref{}, fmt.Errorf("%q: %w", s, ErrBadRef)
		}
	}
	n, err := strconv.ParseUint(s[i:], 10, 32)
	if err != nil || i == 0 || n == 0 || n > 1_048_576 {
		return Ref{}, fmt.Errorf("%q: %w", s, ErrBadRef)
	}
	ref.Row = int(n)
	return ref, nil
}

// Level returns how people's scripts see a severity: "error" where the file
// is not accepted because of it, else "warning".
func (s Severity) Level() string {
	if s == Stop {
		return "error"
	}
	return "warning"
}
