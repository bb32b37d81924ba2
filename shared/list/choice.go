package list

import (
	"slices"

	"earlyhelp/shared/indicator"
)

// notRecorded is the value of every list that says the question was asked of
// nobody, or that the answer was not written down.
const notRecorded = indicator.NotRecorded

// A Value is one entry of a list column.
type Value struct {
	Code  string // as typed in the cell
	Words string // what it means; empty where the code says it
}

var (
	eventTypes = []Value{{Referral, "a referral to children's social care"}, {EarlyHelp, "an early help episode"}}

	sexes = categories("sex")

	answers = []Value{{"yes", ""}, {"no", ""}, {notRecorded, ""}}

	// needs are those of the return's need breakdown, and the rest.
	needs = append(categories("need"), Value{"other", "any other need"})

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

	leadAgencies = known(categories("agency"))

	agencies = categories("agency")
	ageBands = categories("age_band")
)

// categories returns the values of a breakdown of the return.
func categories(breakdown string) []Value {
	var all []Value
	for _, c := range indicator.Categories(breakdown) {
		all = append(all, Value{Code: c.Value})
	}
	return all
}

// known returns vs without "not recorded".
func known(vs []Value) []Value {
	return slices.DeleteFunc(vs, func(v Value) bool { return v.Code == notRecorded })
}

// declined is recorded where a family chose not to say. The census codes
// REFU and NOBT are read as declined and not recorded.
const declined = "declined"

// ethnicGroups are the eighteen codes of the census, and the two answers that
// are none of them.
var ethnicGroups = func() []Value {
	var all []Value
	for _, e := range indicator.Ethnicities() {
		all = append(all, Value{e.Code, e.Label})
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
