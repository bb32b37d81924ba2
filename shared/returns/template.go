package returns

import (
	"fmt"
	"io"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// TemplateOptions says what a template is for.
type TemplateOptions struct {
	Area   area.Area
	Period period.Period

	// Prefill, when not nil, gives figures and Cover answers to write into
	// the template. Its Area, Period and TemplateVersion are not used. What
	// it does not hold is left to be filled in.
	Prefill *Return
}

// WriteTemplate writes the return workbook to fill in: guidance first, then
// the Cover with area and period filled in, then a sheet for each group of
// counts. Only cells to fill in can be typed into (there is no password).
// The same options give the same bytes. It takes some 5 ms, the first time in
// a program some 150 ms more.
func WriteTemplate(w io.Writer, o TemplateOptions) error {
	var r Return
	if o.Prefill != nil {
		r = *o.Prefill
	}
	if r.PreparedByRole == "" {
		r.PreparedByRole = roles()[0]
	}
	r.Area, r.Period, r.TemplateVersion = o.Area.DFE, o.Period, TemplateVersion
	return writeWorkbook(w, &r, o.Area, false)
}

// WriteClean writes what is kept of an accepted return: a new workbook made
// from its figures alone. Nothing else of the file that was sent gets into
// it, and the same Return gives the same bytes. What Read makes (MadeOf) is
// not written, and is made again when it is read: reading it gives r again,
// with the addresses of the new workbook. It has the sheets of the template,
// without the guidance and the blank rows for more localities.
func WriteClean(w io.Writer, r *Return) error { return writeWorkbook(w, r, area.Area{}, true) }

func writeWorkbook(w io.Writer, r *Return, a area.Area, bare bool) error {
	if r.Area == "" || r.Period.IsZero() {
		return fmt.Errorf("write return: area %q, period %q: both are needed", r.Area, r.Period)
	}
	k, err := theSkeleton()
	if err != nil {
		return fmt.Errorf("write return: %w", err)
	}
	return k.write(w, r, a, bare)
}
