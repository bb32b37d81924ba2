package demo

import (
	"fmt"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
)

// The stories of the demonstration: what becomes of a return beside being sent
// in time and signed. The areas are real, what is told of them is made up.
var (
	lastQuarter = period.NewQuarter(2026, 3)

	// The figure falls, and the area says why.
	explained = story{"382", period.NewQuarter(2026, 2)} // Kirklees
	// Signed, then sent again with more referrals, and signed again.
	revised = story{"931", period.NewQuarter(2026, 1)} // Oxfordshire
	// Sent after the deadline, with a reason.
	late = story{"879", lastQuarter} // Plymouth
	// Sent, and approved by three of the four partners.
	waiting = story{"370", lastQuarter} // Barnsley
	// Not sent.
	missing = story{"916", lastQuarter} // Gloucestershire
)

// A story happens to one area in one period.
type story struct {
	dfe    string
	period period.Period
}

func (s story) is(a area.Area, p period.Period) bool { return s.dfe == a.DFE && s.period == p }

// madeUp begins every text of the demonstration.
const madeUp = "Made up for demonstration: "

const (
	revisedReason = madeUp + "the referrals that the out-of-hours team took had been left out."
	lateReason    = madeUp + "the system that episodes are recorded in was not to be reached in the first week of November."
)

// tell changes the totals of a return as the stories have it. version counts
// from 1.
func tell(a area.Area, p period.Period, version int, t map[string]float64) {
	if explained.is(a, p) {
		t["reviewed_12w"] = float64(int(0.45 * t["reviewed_12w"]))
	}
	if revised.is(a, p) && version == 1 {
		for _, m := range []string{"referrals", "rereferrals_12m", "rereferrals_3m", "referrals_professional", "referrals_with_eha", "outcome_told_5wd"} {
			t[m] = float64(int(0.92 * t[m]))
		}
		t["below_threshold_with_needs"] = min(t["below_threshold_with_needs"], t["referrals"])
		t["threshold_cited"] = min(t["threshold_cited"], t["referrals_professional"])
		t["referrals_nfa"] = min(t["referrals_nfa"], t["referrals"])
	}
}

// explanations are the texts by rule; an area uses the one that its number
// falls on.
var explanations = map[string][]string{
	"V09": {
		"a team that had been two people short was complete again from the second month on.",
		"counted again, and the count stands. The period before held the long holiday.",
		"cases that had waited for a check of the record were closed together.",
	},
	"V10": {
		"counted again, and the count stands. The area draws the line between early help and universal services in another place than most.",
		"the front door takes every contact down as one of these, which other areas do not.",
		"a service that most areas buy in is the area's own here, and its cases are among these.",
	},
	"V11": {
		"since the census some records have been put right.",
	},
}

// explain answers what the checks asked to be explained about a return.
func explain(a area.Area, p period.Period, id string, problems []ledger.Problem, by account.Person, at time.Time) ledger.Explanations {
	e := ledger.Explanations{Submission: id, By: by, At: at}
	left := ledger.Explanations{}.Unexplained(problems)
	for i, problem := range left {
		texts := explanations[problem.Rule]
		text := "counted again, and the count stands."
		if len(texts) > 0 {
			text = texts[(int(a.DFE[2])+i)%len(texts)]
		}
		if explained.is(a, p) && problem.Rule == "V09" {
			text = "the case system was replaced in May. Reviews went on, but for six weeks their dates stood on paper only; they are being typed in, and the return will be sent again."
		}
		e.Answers = append(e.Answers, ledger.Answer{Rule: problem.Rule, Ref: problem.Ref, Text: madeUp + text})
	}
	return e
}

// moments are when things happen to a return. They lie within the weeks in
// which the period was collected, not on the day of the demonstration's first
// start, so that who was in time and who was late can be seen; but none lies
// in the future.
type moments struct{ now time.Time }

// sent is between two and five weeks after the end of the period, by area.
func (m moments) sent(a area.Area, p period.Period, version int) time.Time {
	day := p.End().AddDays(14 + int(newRand("sent", a.DFE, p.String()).IntN(21)))
	switch {
	case late.is(a, p):
		deadline, _ := ledger.DefaultDeadline(p, p.End().AddDays(1))
		day = deadline.AddDays(5)
	case version > 1:
		day = day.AddDays(30)
	}
	return m.past(day.Time().Add(9*time.Hour + time.Duration(int(a.DFE[1])%8)*37*time.Minute))
}

func (m moments) past(at time.Time) time.Time {
	if at.After(m.now) {
		return m.now
	}
	return at
}

// after is some days after another moment.
func (m moments) after(at time.Time, days int) time.Time { return m.past(at.AddDate(0, 0, days)) }

func identityOf(a area.Area, p period.Period, version int) string {
	if version == 1 {
		return identity("return", a.DFE, p.String())
	}
	return identity("return", a.DFE, p.String(), fmt.Sprint(version))
}
