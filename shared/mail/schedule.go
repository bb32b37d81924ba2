package mail

import (
	"fmt"
	"time"
	_ "time/tzdata" // the rules of summer time

	"earlyhelp/shared/period"
)

// A Step is one day of reminding, counted from a period's deadline.
type Step struct {
	Days int // after the deadline; before it when negative
	Why  string
}

// Steps returns the days on which areas are reminded, the earliest first. How
// many and when is our own choice, for the reason that each gives: four over
// three weeks, none of which repeats what the last one said.
func Steps() []Step {
	return []Step{
		{-14, "Two weeks are enough to run an extract, put right what the check finds, and have four partners read it."},
		{-3, "The last days on which somebody who meant to do it still can in time."},
		{1, "The deadline has passed: from now on a return needs a reason."},
		{7, "A week later, for whoever was away. After this the national team gets in touch itself."},
	}
}

// Words says when a step is: "14 days before the deadline".
func (s Step) Words() string {
	days, when := s.Days, "after"
	if days < 0 {
		days, when = -days, "before"
	}
	unit := "days"
	if days == 1 {
		unit = "day"
	}
	return fmt.Sprintf("%d %s %s the deadline", days, unit, when)
}

// lateDays is for how many days a step that was missed is still made up for:
// a weekend without service loses none, and no message comes so late that its
// words no longer fit.
const lateDays = 2

// Due returns the step that is due on a day for a deadline, and the day that
// it fell on; due is false where there is none.
func Due(deadline, today period.Date) (s Step, day period.Date, due bool) {
	if deadline.IsZero() {
		return Step{}, period.Date{}, false
	}
	for _, step := range Steps() {
		on := deadline.AddDays(step.Days)
		if n := on.DaysUntil(today); n >= 0 && n <= lateDays {
			s, day, due = step, on, true
		}
	}
	return s, day, due
}

// GapDays is how many days pass at least between two reminders to one mailbox
// about one period, whoever asked for them: a deadline that is moved by a day
// must not make every reminder come twice.
const GapDays = 2

// firstHour is the hour in London before which nothing is sent: a reminder
// that comes at midnight looks like a fault.
const firstHour = 8

var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // its rules are linked in
	}
	return l
}()

// Day returns the day in London at a moment.
func Day(t time.Time) period.Date { return period.DateOf(t.In(london)) }

// Start returns the moment on a day from which reminders go out: eight in the
// morning in London.
func Start(d period.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, firstHour, 0, 0, 0, london)
}
