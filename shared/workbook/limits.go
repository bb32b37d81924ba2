package workbook

import (
	"fmt"

	"earlyhelp/shared/cell"
)

// MaxFileBytes is the largest file taken, 20 MB: a return is a hundredth of
// that, and a list of 200,000 rows fits. It is the limit of check V01, and of
// the upload form, so that storage itself refuses more.
const MaxFileBytes = 20 << 20

// Limits bounds what Open and Rows will take. A zero field has the default
// named beside it. The defaults are check V01 of the return's design unless
// another reason is given.
type Limits struct {
	FileBytes     int64 // MaxFileBytes as sent
	UnpackedBytes int64 // 200 MB by the archive's own declaration
	Parts         int   // 100 files inside the archive
	Rows          int   // 200,000 rows with something in them, a sheet
	Columns       int   // 64: the last column that may hold something

	// Ratio is how many times a part of over 1 MB may grow when unpacked.
	// Default 200: four million empty cells reach about 15, deflate itself
	// cannot pass 1,032, and bombs sit near that.
	Ratio int64

	// TextBytes is the most that the table of shared texts may hold. Default
	// 64 MB: it is the one thing kept whole in memory.
	TextBytes int

	// Texts is the most entries in that table. Default 2,000,000.
	Texts int
}

func (l *Limits) withDefaults() Limits {
	var v Limits
	if l != nil {
		v = *l
	}
	set(&v.FileBytes, MaxFileBytes)
	set(&v.UnpackedBytes, 200<<20)
	set(&v.Parts, 100)
	set(&v.Rows, 200_000)
	set(&v.Columns, 64)
	set(&v.Ratio, 200)
	set(&v.TextBytes, 64<<20)
	set(&v.Texts, 2_000_000)
	return v
}

func set[T int | int64](p *T, v T) {
	if *p == 0 {
		*p = v
	}
}

// A Reason says why a file was refused, for those who branch on it.
type Reason string

// The reasons. NotWorkbook covers every other kind of file; the message says
// which was recognised.
const (
	Empty       Reason = "empty"
	NotWorkbook Reason = "not-a-workbook"
	OldExcel    Reason = "xls"
	Encrypted   Reason = "encrypted"
	TooLarge    Reason = "too-large"
	Suspicious  Reason = "suspicious" // built to harm, or by something that is not a spreadsheet program
	Damaged     Reason = "damaged"
)

// A RefusedError says that a file cannot be read, and in Message, a plain
// sentence or two, what its sender can do about it. Rule is V01 always: every
// limit and format check is that one check.
type RefusedError struct {
	Rule    string
	Reason  Reason
	Ref     cell.Ref // where known; the zero Ref is the file as a whole
	Message string
}

// Error returns the message with its rule.
func (e *RefusedError) Error() string { return e.Rule + ": " + e.Message }

func refuse(why Reason, format string, args ...any) *RefusedError {
	return &RefusedError{Rule: "V01", Reason: why, Message: fmt.Sprintf(format, args...)}
}

func refuseAt(ref cell.Ref, why Reason, format string, args ...any) *RefusedError {
	e := refuse(why, format, args...)
	e.Ref = ref
	return e
}

// saveAgain is what to do about a file that Excel itself would mend.
const saveAgain = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and send the new file."
