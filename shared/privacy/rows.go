package privacy

import (
	"strings"

	"earlyhelp/shared/workbook"
)

// listHeadings are headings of the list that stays with the area, and what
// such columns are called elsewhere. Letters and digits only, in lower case.
// None of them is a heading of the return.
var listHeadings = func() map[string]bool {
	m := map[string]bool{}
	for _, h := range strings.Fields(`
		childkey familykey eventtype eventref startdate enddate birthyear ethnicgroup languageenglish
		culturerecorded religionrecorded interpreter youngcarer need1 need2 need3 sourceagency thresholdcited
		ehaattached referraloutcome outcometolddate firsthelpdate plandate lastreviewdate leadprofessionalagency
		scorestart scoreend scoretool endreason followup steppeddownfrom
		auditref samplemethod childageband missedopportunity assessmentgood voicepresent childspokento
		bothparentsincluded fatherleftoutnoreason siblingspresent siblingsmissed historyused planwritten
		childid childno childnumber childref childreference childname caseid caseno casenumber caseref
		clientid clientno personid personno personref pupilid pupilname pupilno studentid familyid familyno
		familyref uniqueid forename forenames firstname surname lastname fullname name gender sex age ethnicity
		dob dateofbirth birthdate yearofbirth nhsno nhsnumber upn uniquepupilnumber postcode address
		referraldate dateofreferral referralid referralno referralref episodeid episodestart episodeend
		dateopened dateclosed opendate closedate datestarted dateended allocatedworker socialworker keyworker`) {
		m[h] = true
	}
	return m
}()

// enoughHeadings of a list in one row make a list. Chosen so that a table of
// totals by sex, age and ethnicity, which officers keep beside their figures,
// is not taken for one.
const enoughHeadings = 4

// childHeadings name one child or case each: with one of them, one other
// heading is enough.
var childHeadings = func() map[string]bool {
	m := map[string]bool{}
	for _, h := range strings.Fields(`childkey familykey eventref auditref childid childno childnumber childref
		childreference childname caseid caseno casenumber caseref clientid clientno personid personno personref
		pupilid pupilname pupilno studentid nhsno nhsnumber upn uniquepupilnumber referralid episodeid forename
		surname`) {
		m[h] = true
	}
	return m
}()

// plain leaves the letters and digits of a heading, in lower case.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

// isListHeading reports whether a row holds the headings of a list.
func isListHeading(row workbook.Row) bool {
	all, child := 0, 0
	for _, c := range row.Cells {
		if c.Kind != workbook.Text || len(c.Text) > 40 {
			continue
		}
		h := plain(c.Text)
		if listHeadings[h] {
			all++
		}
		if childHeadings[h] {
			child++
		}
	}
	return all >= enoughHeadings || child > 0 && all >= 2
}

// isEvent reports whether a row reads as one referral or episode, or as one
// audited case, whatever its headings say.
func isEvent(row workbook.Row) bool {
	typed, dated, judged := false, false, 0
	for _, c := range row.Cells {
		switch c.Kind {
		case workbook.DateKind:
			dated = true
		case workbook.Text:
			if len(c.Text) > 20 {
				continue
			}
			switch strings.ToLower(strings.TrimSpace(c.Text)) {
			case "referral", "early_help", "early help":
				typed = true
			case "yes", "no", "not seen", "not applicable":
				judged++
			}
			if len(c.Text) >= 8 && len(c.Text) <= 10 && isDay(c.Text) {
				dated = true
			}
		}
	}
	return typed && dated || judged >= 8
}

// isDay reports whether a text looks like 2026-04-30 or 30/04/2026.
func isDay(s string) bool {
	seps := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '-' || c == '/' || c == '.':
			seps++
		case c < '0' || c > '9':
			return false
		}
	}
	return seps == 2
}

// ListSheet reports whether a sheet's name is one of the list's.
func ListSheet(name string) bool {
	switch strings.TrimRight(plain(name), "0123456789") {
	case "records", "record", "caseaudit":
		return true
	}
	return false
}
