package returns

import "slices"

// The headings of the sheets, as Read looks for them.
const (
	headMeasure   = "measure"
	headBreakdown = "breakdown_type"
	headValue     = "breakdown_value"
	headCount     = "count"
	headNote      = "note"
	headGuide     = "what_to_enter" // explains a row; not read
	headAgency    = "agency"
	headItem      = "item"
	headAnswer    = "answer"
)

// guidanceSheet is the first sheet of the template. It is not read.
const guidanceSheet = "Guidance"

// The items of the Cover.
const (
	itemCode    = "partnership_code"
	itemName    = "partnership_name" // not read
	itemStart   = "period_start"
	itemEnd     = "period_end"
	itemVersion = "template_version"
	itemRole    = "prepared_by_role"
	itemMade    = "made_from"
	itemOrigin  = "data_origin"
	itemIssues  = "known_issues"
	itemGives   = "breakdown_" // and the name of the breakdown
)

// The answers to choose from on the Cover.
const (
	originOwn    = "our own figures"
	originMadeUp = "made up for demonstration"
	given        = "given"
	notGiven     = "not available"
	madeTyped    = "typed"
)

// roles are posts, never names.
func roles() []string {
	return []string{"data officer", "data manager", "early help manager", "partnership manager", "other role"}
}

// The longest texts taken, in characters.
const (
	maxNote   = 200
	maxIssues = 1000
)

// localityRows is how many rows at the end of a sheet are left for the
// area's own localities. More may be added below them.
const localityRows = 60

// longSheets are the sheets with one row a figure.
func longSheets() []string { return []string{EarlyHelp, Referrals, Audit} }

// localMeasures returns the measures of a sheet that may be given by locality.
func localMeasures(sheet string) []string {
	var names []string
	for _, m := range Measures(sheet) {
		if slices.Contains(m.Breakdowns, "locality") {
			names = append(names, m.Name)
		}
	}
	return names
}
