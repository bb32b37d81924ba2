// Package workbook reads Excel workbooks (.xlsx) that strangers send.
//
// It reads values and nothing else: no formula is run, no link followed, no
// part unpacked before the archive's own directory has been checked. A sheet
// is read as a stream by a scanner that knows only the XML that sheets are
// made of, so memory does not grow with the number of rows.
//
//	book, err := workbook.Open(data, nil)
//	if err != nil {
//		return err // *RefusedError: a sentence that says what to do
//	}
//	for row, err := range book.Rows("Referrals") {
//		if err != nil {
//			return err
//		}
//		for _, c := range row.Cells {
//			fmt.Println(row.Number, c.Col, c.Kind, c.Text)
//		}
//	}
//
// Blank cells and blank rows are passed over, however many there are: they
// cost a little time and no memory. What stands below a long blank run is
// still read, since it may be what somebody hid there.
//
// What it does not do: write, calculate, or judge what the cells say. The
// package returns checks them and privacy screens them.
package workbook
