// Package revision says what one return changed of another: every cell whose
// figure, symbol, note or answer is not what it was, in the order of the
// workbook.
//
//	for _, c := range revision.Compare(old, new) {
//		fmt.Println(c.Ref, c.Words(), c.Old, c.New)
//	}
//
// Figures are matched by their names, never by their place: a return whose
// rows were moved about and say the same has no changes. So the old cell and
// the new one of a change may differ, and each is given.
//
// It compares what returns say and judges nothing. Whether a change has to be
// explained is check V09's business, and what a published figure shows for it
// is the publisher's.
package revision
