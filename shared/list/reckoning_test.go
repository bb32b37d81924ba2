package list

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

// This file reckons a list's counts another way than the package: from the
// text of the cells, comparing every row with every other, with days as
// Julian day numbers and calendar arithmetic of its own. It shares no code
// with what it checks but the names of the return's rows.

// julian returns the Julian day number of an ISO date (Fliegel and Van
// Flandern, Communications of the ACM 11, 1968, p. 657).
func julian(iso string) int {
	return julianOf(numbers(iso))
}

// numbers returns the year, month and day of an ISO date.
func numbers(iso string) (y, m, d int) {
	y, errY := strconv.Atoi(iso[:4])
	m, errM := strconv.Atoi(iso[5:7])
	d, errD := strconv.Atoi(iso[8:])
	if errY != nil || errM != nil || errD != nil {
		panic("not a date: " + iso)
	}
	return y, m, d
}

func julianOf(y, m, d int) int {
	return d - 32075 + 1461*(y+4800+(m-14)/12)/4 + 367*(m-2-(m-14)/12*12)/12 - 3*((y+4900+(m-14)/12)/100)/4
}

// monthsBefore returns the day number m months before an ISO date: the same
// day of the month, or, going down from there, the last that the month has.
func monthsBefore(iso string, m int) int {
	year, month, day := numbers(iso)
	for ; m > 0; m-- {
		if month--; month == 0 {
			month, year = 12, year-1
		}
	}
	length := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		length = 29
	}
	for day > length {
		day--
	}
	return julianOf(year, month, day)
}

type cells map[string]string

// reckon returns every count of the sheets EarlyHelp and Referrals.
func reckon(rows []cells, p period.Period) map[returns.Key]string {
	first, last := julian(p.Start().String()), julian(p.End().String())
	inPeriod := func(r cells) bool { d := julian(r["start_date"]); return first <= d && d <= last }
	members := map[string][]cells{}
	types := map[string]int{}
	for _, r := range rows {
		types[r["event_type"]]++
		if r["event_type"] == "early_help" {
			if inPeriod(r) {
				members["episodes_started"] = append(members["episodes_started"], r)
			}
			if openThen(r, first, last) && !anyRow(rows, func(o cells) bool {
				return o["event_type"] == "early_help" && o["child_key"] == r["child_key"] && openThen(o, first, last) &&
					(o["start_date"]+o["event_ref"] > r["start_date"]+r["event_ref"])
			}) {
				members["children_open"] = append(members["children_open"], r)
			}
			continue
		}
		if !inPeriod(r) || anyRow(rows, func(o cells) bool {
			return o["event_type"] == "referral" && o["child_key"] == r["child_key"] && o["start_date"] == r["start_date"] && o["event_ref"] < r["event_ref"]
		}) {
			continue
		}
		is := []string{"referrals"}
		if strings.HasPrefix(r["referral_outcome"], "nfa") {
			is = append(is, "referrals_nfa")
		}
		for _, m := range []int{3, 12} {
			if anyRow(rows, func(o cells) bool {
				d := julian(o["start_date"])
				return o["event_type"] == "referral" && o["child_key"] == r["child_key"] && monthsBefore(r["start_date"], m) <= d && d < julian(r["start_date"])
			}) {
				is = append(is, fmt.Sprintf("rereferrals_%dm", m))
			}
		}
		if !strings.Contains("|family|self|public|anonymous|not recorded|", "|"+r["source_agency"]+"|") {
			is = append(is, "referrals_professional")
			if r["eha_attached"] == "yes" {
				is = append(is, "referrals_with_eha")
			}
			if r["outcome_told_date"] != "" && workingDays(r["start_date"], r["outcome_told_date"]) <= 5 {
				is = append(is, "outcome_told_5wd")
			}
		}
		for _, m := range is {
			members[m] = append(members[m], r)
		}
	}
	counts := map[returns.Key]string{}
	for _, sheet := range []string{"EarlyHelp", "Referrals"} {
		for _, m := range returns.Measures(sheet) {
			if !slices.Contains(reckoned, m.Name) {
				continue
			}
			unknown := sheet == "EarlyHelp" && types["early_help"] == 0 || sheet == "Referrals" && types["referral"] == 0 ||
				m.Name == "rereferrals_3m" && thin(rows, p, 3) || m.Name == "rereferrals_12m" && thin(rows, p, 12)
			put := func(breakdown, category string, n int) {
				v := fmt.Sprint(n)
				if unknown {
					v = "x"
				}
				counts[returns.Key{Measure: m.Name, Breakdown: breakdown, Category: category}] = v
			}
			put("total", "all", len(members[m.Name]))
			for _, name := range m.Breakdowns {
				for _, category := range categoriesOf(name, rows) {
					n := 0
					for _, r := range members[m.Name] {
						if slices.Contains(partsOf(r, name), category) {
							n++
						}
					}
					put(name, category, n)
				}
			}
		}
	}
	return counts
}

func anyRow(rows []cells, f func(cells) bool) bool { return slices.ContainsFunc(rows, f) }

func openThen(r cells, first, last int) bool {
	return julian(r["start_date"]) <= last && (r["end_date"] == "" || julian(r["end_date"]) >= first)
}

// workingDays counts the working days after start up to and with end. Day
// number modulo 7 is 0 on a Monday.
func workingDays(start, end string) int {
	n := 0
	for d := julian(start) + 1; d <= julian(end); d++ {
		if d%7 < 5 && !holidayNumbers()[d] {
			n++
		}
	}
	return n
}

var holidayNumbers = sync.OnceValue(func() map[int]bool {
	days := map[int]bool{}
	for y := 2022; y <= 2027; y++ {
		for iso := range ruledHolidays(y) {
			days[julian(iso)] = true
		}
	}
	return days
})

// thin reports whether the look-back is missing or under half.
func thin(rows []cells, p period.Period, m int) bool {
	var in, back []string
	near := 0
	for _, r := range rows {
		switch d := r["start_date"]; {
		case r["event_type"] != "referral":
		case d < p.Start().String():
			back = append(back, d)
			if julian(d) >= monthsBefore(p.Start().String(), m) {
				near++
			}
		default:
			in = append(in, d)
		}
	}
	if len(in) == 0 {
		return false
	}
	if len(back) == 0 || julian(slices.Min(back)) > monthsBefore(slices.Min(in), m) {
		return true
	}
	return float64(near)/float64(m) < float64(len(in))/float64(p.Months())/2
}

func categoriesOf(breakdown string, rows []cells) []string {
	if breakdown == "locality" {
		all := map[string]bool{}
		for _, r := range rows {
			if r["locality"] != "" {
				all[r["locality"]] = true
			}
		}
		var names []string
		for name := range all {
			names = append(names, name)
		}
		return names
	}
	b, _ := returns.FindBreakdown(breakdown)
	return b.Categories
}

// partsOf returns the categories that a row belongs to.
func partsOf(r cells, breakdown string) []string {
	orNone := func(s string) string {
		if s == "" {
			return "not recorded"
		}
		return s
	}
	switch breakdown {
	case "sex", "disability", "sen":
		return []string{orNone(r[breakdown])}
	case "age_band":
		var year, birth int
		fmt.Sscan(r["start_date"][:4], &year)
		fmt.Sscan(r["birth_year"], &birth)
		for band, ages := range map[string][2]int{"0-4": {-9, 4}, "5-9": {5, 9}, "10-15": {10, 15}, "16-17": {16, 99}} {
			if ages[0] <= year-birth && year-birth <= ages[1] {
				return []string{band}
			}
		}
	case "ethnic_group":
		for group, codes := range map[string]string{
			"white": "WBRI WIRI WIRT WOTH WROM", "mixed": "MWBC MWBA MWAS MOTH", "asian": "AIND APKN ABAN AOTH CHNE",
			"black": "BCRB BAFR BOTH", "other": "OOTH", "not recorded": "declined not recorded",
		} {
			if strings.Contains(codes, r["ethnic_group"]) {
				return []string{group}
			}
		}
	case "agency":
		if strings.Contains("|family|self|public|anonymous|", "|"+r["source_agency"]+"|") {
			return []string{"other"}
		}
		return []string{orNone(r["source_agency"])}
	case "need":
		return []string{r["need_1"], r["need_2"], r["need_3"]}
	case "locality":
		return []string{r["locality"]}
	}
	return nil
}

// A maker makes random lists that break no rule, rich in month ends, leap
// days, same-day events and spans of exactly m months.
type maker struct{ *rand.Rand }

func (m maker) pick(all ...string) string { return all[m.IntN(len(all))] }

func (m maker) value(column string) string {
	for _, c := range columns {
		if c.Name == column {
			return c.Values[m.IntN(len(c.Values))].Code
		}
	}
	panic(column)
}

// day returns a day of the look-back or the period; dense at month ends.
func (m maker) day(p period.Period, since period.Date) period.Date {
	d := since.AddDays(m.IntN(since.DaysUntil(p.End()) + 1))
	if m.IntN(3) == 0 {
		end := period.NewDate(d.Year, d.Month, 1).AddMonths(1).AddDays(-1 - m.IntN(3))
		if !end.Before(since) && !end.After(p.End()) {
			return end
		}
	}
	return d
}

func (m maker) list(p period.Period) []cells {
	since := lookBackStart(p)
	if m.IntN(4) == 0 { // look-back missing or short
		since = p.Start().AddMonths(-m.IntN(12)).AddDays(m.IntN(20) - 10)
		since = laterOf(since, lookBackStart(p))
	}
	children := 1 + m.IntN(25)
	last := map[string]period.Date{}
	var rows []cells
	kinds := []string{"referral", "early_help"}
	if m.IntN(12) == 0 {
		kinds = kinds[m.IntN(2):][:1]
	}
	for i := range 1 + m.IntN(90) {
		child := fmt.Sprintf("C%d", m.IntN(children))
		kind := m.pick(kinds...)
		start := m.day(p, since)
		if i < 2 && m.IntN(2) == 0 { // a first row that reaches back far enough
			start = since
		}
		if before, ok := last[child]; ok && m.IntN(2) == 0 { // exactly m months on, or a day beside
			months := 3
			if m.IntN(2) == 0 {
				months = 12
			}
			if d := before.AddMonths(months).AddDays(m.IntN(3) - 1); !d.Before(since) && !d.After(p.End()) {
				start = d
			}
		}
		last[child] = start
		r := cells{
			"child_key": child, "event_type": kind, "event_ref": fmt.Sprintf("E%04d", m.IntN(10)*1000+i), "start_date": start.String(),
			"birth_year": fmt.Sprint(start.Year - m.IntN(18)), "sex": m.value("sex"), "ethnic_group": m.value("ethnic_group"),
			"disability": m.pick("", m.value("disability")), "sen": m.pick("", m.value("sen")), "locality": m.pick("", "North", "South", "East"),
			"source_agency": m.value("source_agency"), "young_carer": m.pick("", m.value("young_carer")),
			"language_english": m.pick("", "yes", "no", "not recorded"), "culture_recorded": m.pick("yes", "yes", m.value("culture_recorded")), "religion_recorded": m.pick("yes", "yes", m.value("religion_recorded")),
		}
		needs := m.Perm(len(needCodes))
		for i := range m.IntN(4) {
			r[fmt.Sprintf("need_%d", i+1)] = needCodes[needs[i]]
		}
		switch kind {
		case "referral":
			r["referral_outcome"], r["eha_attached"] = m.pick("assessment", m.value("referral_outcome")), m.pick("", m.value("eha_attached"))
			r["threshold_cited"] = m.pick("", m.value("threshold_cited"))
			if m.IntN(4) > 0 {
				r["outcome_told_date"] = start.AddDays(m.IntN(14)).String()
			}
		case "early_help":
			if m.IntN(5) == 0 {
				r["source_agency"] = ""
			}
			if m.IntN(3) > 0 {
				r["first_help_date"] = start.AddDays(m.IntN(40)).String()
			}
			if m.IntN(3) > 0 {
				r["plan_date"] = start.AddDays(m.IntN(22)).String()
			}
			if m.IntN(3) > 0 { // near the twelve weeks before the last day, or anywhere
				review := start.AddDays(m.IntN(200))
				if m.IntN(2) == 0 {
					review = laterOf(start, p.End().AddDays(-82-m.IntN(5)))
				}
				r["last_review_date"] = review.String()
			}
			r["lead_professional_agency"] = m.pick("", m.value("lead_professional_agency"))
			r["stepped_down_from"] = m.pick("", "", "assessment", m.value("stepped_down_from"))
			r["score_start"], r["score_end"] = m.pick("", fmt.Sprint(m.IntN(101))), m.pick("", "0", "99.5")
		}
		if m.IntN(2) == 0 {
			end := start.AddDays(m.IntN(200))
			switch m.IntN(4) {
			case 0: // on an edge of the period
				end = laterOf(start, p.Start().AddDays(m.IntN(3)-1))
			case 1:
				end = laterOf(start, p.End().AddDays(m.IntN(3)-1))
			case 2: // near twelve weeks on
				end = start.AddDays(82 + m.IntN(5))
			}
			if !end.After(p.End().AddDays(31)) {
				r["end_date"], r["end_reason"] = end.String(), m.value("end_reason")
				if kind == "early_help" {
					r["follow_up"] = m.pick("", m.value("follow_up"))
				}
			}
		}
		rows = append(rows, r)
	}
	return rows
}

var needCodes = func() []string {
	var all []string
	for _, v := range needs {
		all = append(all, v.Code)
	}
	return all
}()

func laterOf(a, b period.Date) period.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// audits makes audited cases, of which a list may have none.
func (m maker) audits() (rows []cells) {
	for i := range m.IntN(3) * m.IntN(12) {
		r := cells{"audit_ref": fmt.Sprintf("A%d", i), "sample_method": m.pick("random", "random", "themed", "complaint")}
		for _, c := range auditColumns {
			switch c.Name {
			case "audit_ref", "sample_method", "learning_theme":
			case "what_worked":
				r[c.Name] = m.pick("", "Meeting at school")
			case "agency":
				r[c.Name] = c.Values[m.IntN(len(c.Values))].Code
			default:
				r[c.Name] = m.pick("", "yes", "no", c.Values[m.IntN(len(c.Values))].Code)
				if c.Name == "child_age_band" {
					r[c.Name] = m.pick("", c.Values[m.IntN(len(c.Values))].Code)
				}
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// asCSV writes rows with the columns in a random order, and one of the
// area's own among them.
func (m maker) asCSV(t testing.TB, of *table, rows []cells) []byte {
	t.Helper()
	var names []string
	for _, c := range of.columns {
		names = append(names, c.Name)
	}
	names = append(names, "caseworker team")
	m.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(names); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		line := make([]string, len(names))
		for i, name := range names {
			line[i] = r[name]
		}
		if err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.Bytes()
}

func countsOf(a Aggregation) map[returns.Key]string {
	counts := map[returns.Key]string{}
	for _, c := range a.Counts {
		v := fmt.Sprint(c.N)
		if c.State == returns.NotAvailable {
			v = "x"
		}
		counts[c.Key()] = v
	}
	return counts
}

func TestEveryCountAgreesWithAReckoningAnotherWay(t *testing.T) {
	var periods []period.Period
	for y := 2023; y <= 2026; y++ {
		for q := 1; q <= 4; q++ {
			periods = append(periods, period.NewQuarter(y, q))
		}
		periods = append(periods, period.NewFinancialYear(y))
	}
	known, unknown, rereferred := 0, 0, 0
	for seed := range 240 {
		m := maker{rand.New(rand.NewPCG(uint64(seed), 4))}
		p := periods[seed%len(periods)]
		rows := m.list(p)
		got := m.read(t, p, rows, nil)
		counts := countsOf(Aggregate(got.List))
		if diff := cmp.Diff(reckon(rows, p), of(counts, reckoned)); diff != "" {
			t.Fatalf("seed %d, %s: the counts differ (-reckoned +counted):\n%s", seed, p, diff)
		}
		// The order of the rows does not matter.
		slices.Reverse(got.List.Events)
		if diff := cmp.Diff(counts, countsOf(Aggregate(got.List))); diff != "" {
			t.Fatalf("seed %d: the counts depend on the order of the rows:\n%s", seed, diff)
		}
		switch v := counts[returns.Key{Measure: "rereferrals_12m", Breakdown: "total", Category: "all"}]; v {
		case "x":
			unknown++
		case "0":
			known++
		default:
			known++
			rereferred++
		}
	}
	// The lists must exercise the rule and not only its refusals.
	if known < 60 || rereferred < 40 || unknown < 40 {
		t.Errorf("re-referrals known in %d lists, more than none in %d, [x] in %d: the lists are one-sided", known, rereferred, unknown)
	}
}

// read writes rows and audited cases as CSV and reads them back as one list.
func (m maker) read(t testing.TB, p period.Period, rows, audits []cells) Result {
	t.Helper()
	o := Options{Register: area.England(), Area: "383", Period: p}
	got := Read(m.asCSV(t, &records, rows), "list.csv", o)
	if got.Verdict != returns.Accepted {
		t.Fatalf("a list without a mistake is %s: %v", got.Verdict, stopsOf(got))
	}
	if len(audits) > 0 {
		also := Read(m.asCSV(t, &caseAudit, audits), "audits.csv", o)
		if also.Verdict != returns.Accepted {
			t.Fatalf("audits without a mistake are %s: %v", also.Verdict, stopsOf(also))
		}
		got.List.Audits, got.List.lacksAudit = also.List.Audits, also.List.lacksAudit
	}
	return got
}

// reckoned are the measures that reckon counts.
var reckoned = []string{"children_open", "episodes_started", "referrals", "referrals_professional", "referrals_nfa", "rereferrals_3m", "rereferrals_12m", "referrals_with_eha", "outcome_told_5wd"}

// of returns the counts of some measures.
func of(counts map[returns.Key]string, measures []string) map[returns.Key]string {
	some := map[returns.Key]string{}
	for k, v := range counts {
		if slices.Contains(measures, k.Measure) {
			some[k] = v
		}
	}
	return some
}

func stopsOf(r Result) []string {
	var all []string
	for _, p := range r.Problems {
		if p.Severity == cell.Stop {
			all = append(all, fmt.Sprintf("%s %s %s", p.Ref, p.Rule, p.Message))
		}
	}
	return all
}
