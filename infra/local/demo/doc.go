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
package demo
