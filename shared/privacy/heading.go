package privacy

// listHeadings are headings of the list that stays with the area, and what
// such columns are called elsewhere. Letters and digits only, in lower case.
// None of them is a heading of the return.
var listHeadings = set(`
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
	dateopened dateclosed opendate closedate datestarted dateended allocatedworker socialworker keyworker`)

// enoughHeadings of a list in one row make a list. Chosen so that a table of
// totals by sex, age and ethnicity, which officers keep beside their figures,
// is not taken for one.
const enoughHeadings = 4

// childHeadings name one child or case each: with one of them, one other
// heading is enough.
var childHeadings = set(`childkey familykey eventref auditref childid childno childnumber childref
	childreference childname caseid caseno casenumber caseref clientid clientno personid personno personref
	pupilid pupilname pupilno studentid nhsno nhsnumber upn uniquepupilnumber referralid episodeid forename
	surname`)

// plain leaves the letters and digits of a heading, in lower case.
func plain(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			out = append(out, c)
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		}
	}
	return string(out)
}

// longestHeading is the longest text that is taken for a heading.
const longestHeading = 40

// areListHeadings reports whether a row holds the headings of a list: how many
// of them it has, and how many of those name a child or case.
func areListHeadings(all, child int) bool {
	return all >= enoughHeadings || child > 0 && all >= 2
}
