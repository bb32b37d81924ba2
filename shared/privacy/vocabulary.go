package privacy

import (
	"sync"

	"earlyhelp/shared/indicator"
)

// A class is what a value of a table may be. One value may be several:
// "White" is an ethnic group and a colour of nothing else here.
type class uint16

const (
	classSex class = 1 << iota
	classEthnic
	classAnswer // yes, no, not seen
	classWord   // agency, need, outcome, kind of event: the words of cases
	classAgeBand
	classDate
	classYear // in which a child may be born
	classAge
	classKey     // letters and digits that make no word
	classSwitch  // 0, 1 or 2: how systems write answers
	classShort   // any short text
	classNumber  // any number
	classNeutral // "not recorded" and the like, which fits every column of words
)

// vocabulary maps values, letters and digits only in lower case, to classes.
var vocabulary = sync.OnceValue(func() map[string]class {
	m := map[string]class{}
	put := func(c class, words map[string]bool) {
		for w := range words {
			m[w] |= c
		}
	}
	put(classSex, set(`female male f m girl boy girls boys woman man nonbinary indeterminate transgender fem`))
	put(classEthnic, set(`wbri wirt wiri wrom wroma woth mwbc mwba mwas moth aind apkn abab aban aoth bcrb bafr both chne ooth arab
		whitebritish whiteirish whiteother anyotherwhitebackground gypsyroma travellerofirishheritage whiteandblackcaribbean
		whiteandblackafrican whiteandasian anyothermixedbackground indian pakistani bangladeshi chinese anyotherasianbackground
		blackcaribbean blackafrican anyotherblackbackground caribbean african anyotherethnicgroup white mixed asian black
		asianorasianbritish blackorblackbritish mixedormultiple otherethnicgroup englishwelshscottishnorthernirishorbritish`))
	put(classAnswer, set(`yes no y n true false t notseen notapplicable given partly`))
	put(classWord, set(`referral referrals earlyhelp nfanoneeds nfaadvice nfa earlyhelpoffered earlyhelpaccepted assessment strategydiscussion
		otheragency needsmet steppedup steppeddown declinedhelp lostcontact moved self public anonymous family school health police
		localauthority earlyyears voluntary gp nursery hospital housing education socialcare childreninneed childinneed childprotection
		lookedafter cin cp cla lac random themed complaint open closed ongoing active completed pending assessmentonly contact
		outcomesstar strengthsanddifficulties gradedcareprofile localtool neglect domesticabuse domesticviolence mentalhealth parentalmentalhealth
		substancemisuse youngcarer physicalabuse emotionalabuse sexualabuse behaviour attendance parenting probation selfreferral
		single singlefamily lowincome absentparenting disabilityneed level1 level2 level3 level4 tier1 tier2 tier3 universal targeted intensive`))
	put(classAgeBand, set(`04 59 1015 1617 under1 1to4 5to9 10to15 16to17 0to4 16plus`))
	for name, c := range map[string]class{"sex": classSex, "ethnic_group": classEthnic, "agency": classWord, "need": classWord, "age_band": classAgeBand} {
		for _, v := range indicator.Categories(name) {
			if w := plain(v.Value); w != "other" && w != "notrecorded" {
				m[w] |= c
			}
		}
	}
	for _, e := range indicator.Ethnicities() {
		m[plain(e.Code)] |= classEthnic
		m[plain(e.Label)] |= classEthnic
	}
	put(classNeutral, set(`other notrecorded notknown unknown notstated declined refused refu nobt na none missing notasked noinformation null u nk`))
	return m
})
