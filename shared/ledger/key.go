package ledger

import (
	"fmt"

	"earlyhelp/shared/period"
)

// The prefixes that are listed or subscribed to.
const (
	IncomingReturns = "incoming/returns/"
	IncomingReviews = "incoming/reviews/"
	Submissions     = "ledger/submissions/"
	Outcomes        = "ledger/outcomes/"
	Returns         = "ledger/returns/"
	Approvals       = "ledger/approvals/"
	SignOffs        = "ledger/signoffs/"
	Periods         = "ledger/periods/"
	Reviews         = "ledger/reviews/"
	Chains          = "ledger/chain/"
	Benchmarks      = "published/benchmarks/"
	Library         = "published/library/"
	Restricted      = "restricted/benchmarks/"
	CurrentKey      = "published/current.json"
)

// entriesPrefix is what the keys of all that is chained begin with, and those
// of the chains.
const entriesPrefix = "ledger/"

// IncomingReturnKey is where the return of a submission is uploaded to.
func IncomingReturnKey(id string) string { return IncomingReturns + id + ".xlsx" }

// IncomingReviewKey is where a case review is uploaded to; ext is pdf, txt,
// html or docx.
func IncomingReviewKey(id, ext string) string { return IncomingReviews + id + "." + ext }

// SubmissionKey is where a Submission is kept.
func SubmissionKey(id string) string { return Submissions + id + ".json" }

// OutcomeKey is where an Outcome is kept.
func OutcomeKey(id string) string { return Outcomes + id + ".json" }

// SentKey is where the copy of a Submission is kept that is found by area.
func SentKey(dfe string, p period.Period, id string) string {
	return returnKey(dfe, p, id, "sent.json")
}

// CountsKey is where the Counts of an accepted return are kept.
func CountsKey(dfe string, p period.Period, id string) string {
	return returnKey(dfe, p, id, "counts.json")
}

// WorkbookKey is where the clean workbook of an accepted return is kept.
func WorkbookKey(dfe string, p period.Period, id string) string {
	return returnKey(dfe, p, id, "return.xlsx")
}

// MarkedKey is where the marked workbook of a return with problems is kept.
func MarkedKey(dfe string, p period.Period, id string) string {
	return returnKey(dfe, p, id, "marked.xlsx")
}

// ExplanationsKey is where the n-th Explanations of a return are kept.
func ExplanationsKey(dfe string, p period.Period, id string, n int) string {
	return returnKey(dfe, p, id, fmt.Sprintf("explained/%04d.json", n))
}

// ApprovalKey is where the k-th approval given for the n-th sign-off of an
// area and period is kept.
func ApprovalKey(dfe string, p period.Period, n, k int) string {
	return fmt.Sprintf("%s%04d.json", approvalPrefix(dfe, p, n), k)
}

func approvalPrefix(dfe string, p period.Period, n int) string {
	return fmt.Sprintf("%s%s/%s/%04d/", Approvals, p, dfe, n)
}

func returnKey(dfe string, p period.Period, id, file string) string {
	return Returns + dfe + "/" + p.String() + "/" + id + "/" + file
}

// SignOffPrefix is what the keys of all sign-offs of an area and period begin
// with.
func SignOffPrefix(dfe string, p period.Period) string {
	return SignOffs + p.String() + "/" + dfe + "/signed/"
}

// SignOffKey is where the n-th sign-off of an area and period is kept.
func SignOffKey(dfe string, p period.Period, n int) string {
	return fmt.Sprintf("%s%04d.json", SignOffPrefix(dfe, p), n)
}

// PeriodKey is where the n-th change of a collection period is kept.
func PeriodKey(p period.Period, n int) string {
	return fmt.Sprintf("%s%s/%04d.json", Periods, p, n)
}

// ReviewMetaKey is where a ReviewMeta is kept.
func ReviewMetaKey(id string) string { return Reviews + id + "/meta.json" }

// ReviewMinedKey is where what was found in a review is kept.
func ReviewMinedKey(id string) string { return Reviews + id + "/mined.json" }

// LinkPrefix is what the keys of all links of a chain begin with.
func LinkPrefix(chain string) string { return Chains + chain + "/" }

// LinkKey is where the n-th link of a chain is kept.
func LinkKey(chain string, n int) string { return fmt.Sprintf("%s%06d.json", LinkPrefix(chain), n) }

// SnapshotKey is a file of a published sequence: SnapshotKey(Benchmarks, 7,
// "facts.csv") is "published/benchmarks/000007/facts.csv".
func SnapshotKey(prefix string, seq int, file string) string {
	return fmt.Sprintf("%s%06d/%s", prefix, seq, file)
}
