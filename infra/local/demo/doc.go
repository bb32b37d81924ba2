// Package demo fills an empty platform with a demonstration: a return from
// every area for the financial year 2024-25 and for the eight quarters that
// follow September 2024, and twelve case reviews.
//
// Nothing is put into the ledger behind the platform's back. Workbooks and
// PDFs are made, uploaded as an officer or a librarian uploads them, checked
// by intake, signed off and published. The referral, re-referral and no
// further action counts of 2024-25 are those that the Department for Education
// published for each area; where it suppressed one, a made-up count of 1 to 5
// stands, which our own disclosure control must suppress again. Everything
// else is made up, from a fixed seed, and marked as made up in the workbook,
// in the ledger and wherever it is shown. The reviews are invented.
//
// A few areas have a story (story.go): one explains a fall, one sends a return
// again after it was signed, one is late and says why, one waits for the
// fourth partner, one has sent nothing. Where a check asks for an explanation,
// a made-up one is given. From one quarter to the next figures move by a few
// percent, less than real ones do, so that few have to be explained.
//
// The nine measures of episodes and referrals that the first pages were made
// for are split in every way, as are the sheets with a row an agency, setting
// or service; of the others there are totals alone.
package demo
