package list

import "slices"

// notRecorded is the value of every list that says the question was asked of
// nobody, or that the answer was not written down.
const notRecorded = "not recorded"

// A Value is one entry of a list column.
type Value struct {
	Code  string // as typed in the cell
	Words string // what it means; empty where the code says it
}

var (
	eventTypes = []Value{{Referral, "a referral to children's social care"}, {EarlyHelp, "an early help episode"}}

	sexes = []Value{{"female", ""}, {"male", ""}, {"other", ""}, {notRecorded, ""}}

	answers = []Value{{"yes", ""}, {"no", ""}, {notRecorded, ""}}

	// needs are the six of the return's need breakdown, and the rest.
	needs = []Value{
		{"parental substance misuse", ""}, {"parental mental ill health", ""}, {"domestic abuse", ""},
		{"neglect", ""}, {"young carer", ""}, {"anti-social behaviour", ""},
		{"other", "any other need"},
	}

	outcomes = []Value{
		{"nfa_no_needs", "closed: no needs found"}, {"nfa_advice", "closed: information or advice given"},
		{"early_help_offered", "early help offered"}, {"early_help_accepted", "early help accepted"},
		{"assessment", "social work assessment"}, {"strategy_discussion", "strategy discussion"},
		{"other_agency", "passed to another agency"},
	}

	endReasons = []Value{
		{"needs_met", ""}, {"stepped_up", "to children's social care"}, {"declined", "the family declined"},
		{"lost_contact", ""}, {"moved", "out of the area"}, {"other", ""},
	}

	scoreTools = []Value{
		{"outcomes star", ""}, {"strengths and difficulties", "the questionnaire (SDQ)"},
		{"graded care profile", ""}, {"local tool", ""}, {"other", ""},
	}

	steppedDownFrom = []Value{
		{"assessment", "social work assessment, no statutory need"}, {"child in need", "a child in need plan"},
		{"child protection", "a child protection plan"}, {"looked after", "the child had been looked after"},
	}

	leadAgencies = []Value{
		{"local authority", ""}, {"health", ""}, {"police", ""}, {"school", ""},
		{"early years", ""}, {"voluntary", ""}, {"other", ""},
	}
)

// An Ethnicity is one of the eighteen codes of the children's social care and
// school censuses, and the group of the five that it is counted in.
type Ethnicity struct {
	Code, Words, Group string
}

// Ethnicities returns the eighteen codes in the order of the census (Department
// for Education, "Children in need census: guide", common basic data set code
// set CS012), each with its group of the 2011 census's five, in which Chinese
// belongs to Asian.
func Ethnicities() []Ethnicity { return slices.Clone(ethnicities) }

var ethnicities = []Ethnicity{
	{"WBRI", "White British", "white"},
	{"WIRI", "White Irish", "white"},
	{"WIRT", "Traveller of Irish heritage", "white"},
	{"WROM", "Gypsy or Roma", "white"},
	{"WOTH", "Any other White background", "white"},
	{"MWBC", "White and Black Caribbean", "mixed"},
	{"MWBA", "White and Black African", "mixed"},
	{"MWAS", "White and Asian", "mixed"},
	{"MOTH", "Any other mixed background", "mixed"},
	{"AIND", "Indian", "asian"},
	{"APKN", "Pakistani", "asian"},
	{"ABAN", "Bangladeshi", "asian"},
	{"CHNE", "Chinese", "asian"},
	{"AOTH", "Any other Asian background", "asian"},
	{"BCRB", "Black Caribbean", "black"},
	{"BAFR", "Black African", "black"},
	{"BOTH", "Any other Black background", "black"},
	{"OOTH", "Any other ethnic group", "other"},
}

// declined is recorded where a family chose not to say. The census codes
// REFU and NOBT are read as declined and not recorded.
const declined = "declined"

var ethnicGroups = func() []Value {
	var all []Value
	for _, e := range ethnicities {
		all = append(all, Value{e.Code, e.Words})
	}
	return append(all, Value{notRecorded, ""}, Value{declined, "the family chose not to say"})
}()

// A Source is one entry of the source_agency list.
type Source struct {
	Value
	Agency       string // category of the return's agency breakdown
	Professional bool   // whose referrals are the denominator of E07 and E08
}

// SourceAgencies returns who can ask for help for a child. The seven agencies
// of the return are professional. A family, a child, a neighbour or someone
// who gives no name is not; nor is a source that was not recorded, because
// nobody can be told an outcome who is not known.
func SourceAgencies() []Source { return slices.Clone(sources) }

var sources = []Source{
	{Value{"local authority", "any service of a council, social care and housing included"}, "local authority", true},
	{Value{"health", "GP, health visitor, midwife, hospital, mental health service"}, "health", true},
	{Value{"police", ""}, "police", true},
	{Value{"school", "schools and colleges"}, "school", true},
	{Value{"early years", "nursery, childminder, children's centre"}, "early years", true},
	{Value{"voluntary", "charity or community organisation"}, "voluntary", true},
	{Value{"other", "any other professional: probation, court, housing association"}, "other", true},
	{Value{"family", "parent, carer or relative"}, "other", false},
	{Value{"self", "the child"}, "other", false},
	{Value{"public", "friend, neighbour or another member of the public"}, "other", false},
	{Value{"anonymous", "gave no name"}, "other", false},
	{Value{notRecorded, ""}, notRecorded, false},
}

var sourceValues = func() []Value {
	var all []Value
	for _, s := range sources {
		all = append(all, s.Value)
	}
	return all
}()
