package list

import "fmt"

// A Word is a value of one of the lists that columns take, or none where it is
// zero. A list of 200,000 rows holds some thirty of them a row, so each is one
// byte.
type Word uint8

// String returns the value as its list spells it, "" for none.
func (w Word) String() string {
	if w == 0 {
		return ""
	}
	return vocabulary.spelt[w-1]
}

// vocabulary holds every value of every list once.
var vocabulary = func() (v struct {
	spelt []string
	index map[string]Word
}) {
	v.index = map[string]Word{}
	for _, t := range []*table{&records, &caseAudit} {
		for _, c := range t.columns {
			for _, value := range c.Values {
				if v.index[value.Code] == 0 {
					v.spelt = append(v.spelt, value.Code)
					v.index[value.Code] = Word(len(v.spelt))
				}
			}
		}
	}
	if len(v.spelt) > 255 {
		panic(fmt.Sprintf("the lists have %d values, and a Word tells 255 apart", len(v.spelt)))
	}
	return v
}()

// wordOf returns the Word of a value. A value that no list has is a slip of
// the program.
func wordOf(value string) Word {
	w, ok := vocabulary.index[value]
	if !ok {
		panic(fmt.Sprintf("no list has the value %q", value))
	}
	return w
}

// The values that definitions and checks name.
var (
	wordReferral    = wordOf(Referral)
	wordEarlyHelp   = wordOf(EarlyHelp)
	wordYes         = wordOf("yes")
	wordNo          = wordOf("no")
	wordNotRecorded = wordOf(notRecorded)
	wordDeclined    = wordOf(declined)
	wordMale        = wordOf("male")

	wordNeedsMet    = wordOf("needs_met")
	wordSteppedUp   = wordOf("stepped_up")
	wordLostContact = wordOf("lost_contact")

	wordNoNeeds    = wordOf("nfa_no_needs")
	wordAdvice     = wordOf("nfa_advice")
	wordOffered    = wordOf("early_help_offered")
	wordAccepted   = wordOf("early_help_accepted")
	wordOther      = wordOf("other_agency")
	wordAssessment = wordOf("assessment")

	wordRandom = wordOf("random")
)
