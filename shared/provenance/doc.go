// Package provenance says where a published figure comes from, and works it
// out again in front of the reader.
//
// A figure has an address, INDICATOR/PERIOD/AREA[/BREAKDOWN/CATEGORY]:
//
//	E06/2024-25/383
//	E06/2026-Q2/E08000035/sex/female
//	A01/2026-Q2/E92000001
//
// From it leads a Chain: the publication that holds the figure, the sign-off
// in force in it with its four approvals, the version of the return that was
// approved and what the versions before it said, the cells of the clean
// workbook with their counts, the list that they were counted from, and what
// the area explained. Where a figure is the Department for Education's, the
// chain ends at its table; where it is a region's or England's, at the areas
// that were added up, each with an address of its own.
//
// Then the figure is worked out again from what is kept, line by line, with
// the formula, the numbers put in, the result and what is published, and each
// line says whether the two are equal.
//
// Three steps, of which only the second reads anything:
//
//	at, err := provenance.Find(snapshot, register, catalogue, address) // which figure is meant
//	ev, err := provenance.Load(ctx, records, at, viewer)                // what is kept of it
//	chain := provenance.Explain(at, ev, viewer)                         // what this viewer may see
//
// What a viewer may not see is not loaded, so that it cannot be shown. The
// public chain of a hidden figure says that it is hidden and why; it names no
// cell. Fingerprints of a return are kept from the public as well: the clean
// workbook is made of counts by a known program, so that whoever knows all of
// them but a few hidden ones could try these out until the fingerprint fits.
package provenance
