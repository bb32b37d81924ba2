package ledger

import (
	"errors"
	"path"
	"strconv"
	"strings"

	"earlyhelp/shared/period"
)

// Every Parse function here accepts exactly the keys that its counterpart in
// key.go makes, and nothing else.

// IncomingID returns the submission or review ID in a key under incoming/,
// and whether it is one.
func IncomingID(key string) (id string, ok bool) {
	if !strings.HasPrefix(key, IncomingReturns) && !strings.HasPrefix(key, IncomingReviews) {
		return "", false
	}
	dir, base := path.Split(key)
	id = strings.TrimSuffix(base, path.Ext(base))
	return id, ValidID(id) && (dir == IncomingReturns || dir == IncomingReviews)
}

// ValidID reports whether id is spelt like a ULID: 26 characters of
// Crockford's base 32.
func ValidID(id string) bool {
	if len(id) != 26 {
		return false
	}
	return strings.Trim(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == ""
}

// ParseSubmissionKey reads a SubmissionKey back.
func ParseSubmissionKey(key string) (id string, ok bool) { return between(key, Submissions, ".json") }

// ParseOutcomeKey reads an OutcomeKey back.
func ParseOutcomeKey(key string) (id string, ok bool) { return between(key, Outcomes, ".json") }

// ParseReviewMetaKey reads a ReviewMetaKey back.
func ParseReviewMetaKey(key string) (id string, ok bool) { return between(key, Reviews, "/meta.json") }

// ParseReviewMinedKey reads a ReviewMinedKey back.
func ParseReviewMinedKey(key string) (id string, ok bool) {
	return between(key, Reviews, "/mined.json")
}

func between(key, prefix, suffix string) (id string, ok bool) {
	rest, found := strings.CutPrefix(key, prefix)
	id, ended := strings.CutSuffix(rest, suffix)
	if !found || !ended || !ValidID(id) {
		return "", false
	}
	return id, true
}

// ParseReturnKey reads a SentKey, CountsKey, WorkbookKey or MarkedKey back.
// File is sent.json, counts.json, return.xlsx or marked.xlsx.
func ParseReturnKey(key string) (dfe string, p period.Period, id, file string, ok bool) {
	rest, found := strings.CutPrefix(key, Returns)
	parts := strings.Split(rest, "/")
	if !found || len(parts) != 4 || !validDFE(parts[0]) || !ValidID(parts[2]) {
		return "", period.Period{}, "", "", false
	}
	switch parts[3] {
	case "sent.json", "counts.json", "return.xlsx", "marked.xlsx":
	default:
		return "", period.Period{}, "", "", false
	}
	p, err := period.Parse(parts[1])
	if err != nil {
		return "", period.Period{}, "", "", false
	}
	return parts[0], p, parts[2], parts[3], true
}

// ParseSignOffKey reads a SignOffKey back, and reports whether key is one.
func ParseSignOffKey(key string) (dfe string, p period.Period, n int, ok bool) {
	rest, found := strings.CutPrefix(key, SignOffs)
	parts := strings.Split(rest, "/")
	if !found || len(parts) != 4 || parts[2] != "signed" || !validDFE(parts[1]) {
		return "", period.Period{}, 0, false
	}
	p, err := period.Parse(parts[0])
	n, err2 := strconv.Atoi(strings.TrimSuffix(parts[3], ".json"))
	if err != nil || err2 != nil || n < 1 || SignOffKey(parts[1], p, n) != key {
		return "", period.Period{}, 0, false
	}
	return parts[1], p, n, true
}

// ParseApprovalKey reads an ApprovalKey back, and reports whether key is one.
func ParseApprovalKey(key string) (dfe string, p period.Period, n, k int, ok bool) {
	rest, found := strings.CutPrefix(key, Approvals)
	parts := strings.Split(rest, "/")
	if !found || len(parts) != 4 || !validDFE(parts[1]) {
		return "", period.Period{}, 0, 0, false
	}
	p, err := period.Parse(parts[0])
	n, err2 := strconv.Atoi(parts[2])
	k, err3 := strconv.Atoi(strings.TrimSuffix(parts[3], ".json"))
	if errors.Join(err, err2, err3) != nil || n < 1 || k < 1 || ApprovalKey(parts[1], p, n, k) != key {
		return "", period.Period{}, 0, 0, false
	}
	return parts[1], p, n, k, true
}

// ParseExplanationsKey reads an ExplanationsKey back, and reports whether key
// is one.
func ParseExplanationsKey(key string) (dfe string, p period.Period, id string, n int, ok bool) {
	rest, found := strings.CutPrefix(key, Returns)
	parts := strings.Split(rest, "/")
	if !found || len(parts) != 5 || parts[3] != "explained" || !validDFE(parts[0]) || !ValidID(parts[2]) {
		return "", period.Period{}, "", 0, false
	}
	p, err := period.Parse(parts[1])
	n, err2 := strconv.Atoi(strings.TrimSuffix(parts[4], ".json"))
	if err != nil || err2 != nil || n < 1 || ExplanationsKey(parts[0], p, parts[2], n) != key {
		return "", period.Period{}, "", 0, false
	}
	return parts[0], p, parts[2], n, true
}

// ParsePeriodKey reads a PeriodKey back.
func ParsePeriodKey(key string) (p period.Period, n int, ok bool) {
	rest, _ := strings.CutPrefix(key, Periods)
	code, number, _ := strings.Cut(rest, "/")
	p, err := period.Parse(code)
	n, err2 := strconv.Atoi(strings.TrimSuffix(number, ".json"))
	if err != nil || err2 != nil || n < 1 || PeriodKey(p, n) != key {
		return period.Period{}, 0, false
	}
	return p, n, true
}

// ParseLinkKey reads a LinkKey back, and reports whether key is one.
func ParseLinkKey(key string) (chain string, n int, ok bool) {
	rest, found := strings.CutPrefix(key, Chains)
	chain, file := path.Split(rest)
	chain = strings.TrimSuffix(chain, "/")
	n, err := strconv.Atoi(strings.TrimSuffix(file, ".json"))
	if !found || chain == "" || err != nil || n < 1 || LinkKey(chain, n) != key {
		return "", 0, false
	}
	return chain, n, true
}

// ParseSnapshotKey reads a SnapshotKey back; prefix is Benchmarks, Library or
// Restricted.
func ParseSnapshotKey(key string) (prefix string, seq int, file string, ok bool) {
	for _, prefix := range []string{Benchmarks, Library, Restricted} {
		rest, found := strings.CutPrefix(key, prefix)
		number, file, cut := strings.Cut(rest, "/")
		seq, err := strconv.Atoi(number)
		if found && cut && err == nil && seq > 0 && file != "" && SnapshotKey(prefix, seq, file) == key {
			return prefix, seq, file, true
		}
	}
	return "", 0, "", false
}

// validDFE reports whether s is spelt like a DfE number: three digits.
func validDFE(s string) bool {
	return len(s) == 3 && strings.Trim(s, "0123456789") == ""
}
