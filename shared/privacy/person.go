package privacy

import "strings"

func set(lists ...string) map[string]bool {
	m := map[string]bool{}
	for _, l := range lists {
		for _, w := range strings.Fields(l) {
			m[w] = true
		}
	}
	return m
}

// titles stand before a surname. "Miss" and "Master" are words as well, and
// need a capital; "MS" is a program's maker, so it is read only as "Ms".
var titles = set(`mr mrs ms miss mx dr prof cllr`)

// things are what places and organisations are called by: with one of them
// in or right after it, what looks like a person's name is theirs. A school
// or a street is more often called after somebody than somebody is mentioned
// by one.
var things = set(
	// places
	`road street lane avenue close drive way crescent terrace square gardens garden court place row hill park green fields field meadow
	meadows wood woods heath moor common valley vale dale bridge ford cross corner end side bank banks farm grange hall house manor lodge
	castle village town city borough county district ward wards parish locality localities estate estates quarter area areas neighbourhood north south
	east west central upper lower great little rural urban coast bay beach island isle water waters river lake marsh brook mill mills
	hamlets heights view point gate grove rise fold croft harbour dock docks quay wharf station airport stadium arena library museum theatre market forest warren downs mount priory abbey minster
	cathedral`,
	// organisations
	`school schools academy academies college university primary infant infants junior juniors secondary nursery nurseries preschool
	playgroup trust trusts foundation foundations charity charities centre centres center hub hubs hospital hospitals clinic surgery practice
	practices church mosque temple synagogue gurdwara council partnership partnerships board team teams service services programme programmes
	project projects group groups society association federation alliance collaborative consortium network unit department directorate agency
	agencies committee institute company ltd limited plc llp cic solicitors associates consulting consultants systems software system solutions
	club cadets scouts guides brigade charter scheme initiative model framework toolkit tool review report inquiry law rule act training course award awards
	prize lecture questionnaire scale inventory index test method approach cup league hospice police constabulary nhs ccg icb mash camhs sendiass
	hostel refuge shop cafe stores supermarket hotel arms inn effect`,
)

// lowThings are those that make a place or organisation of a name even when
// they are written small: "the Thomas Coram centre". Of the others, "review"
// or "area" may follow a person's name as well.
var lowThings = set(`road street lane avenue square park estate ward village school schools academy college university primary infant infants junior
	juniors secondary nursery preschool playgroup trust foundation charity centre centres center hub hubs hospital clinic surgery church mosque temple gurdwara
	council partnership society association institute ltd limited solicitors club library hospice hostel refuge programme training law rule`)

// namings stand before what is named after somebody and is not a person.
var namings = set(`st saint storm hurricane operation project king queen prince princess duke earl lord lady sir royal hmp raf mount port lake fort
	camp ss hms cyclone`)

// talks are what one does with a person more often than with an organisation.
var talks = set(`spoke spoken speak speaking talked talking talk met meeting meet told telling asked asking rang ring phoned phone called calling call emailed
	contacted contacting contact named name names naming mother father mum dad mam mummy daddy stepmother
	stepfather stepdad stepmum son daughter sister brother sibling siblings twin twins aunt auntie uncle nan grandmother grandfather gran grandad
	grandma cousin niece nephew partner wife husband boyfriend girlfriend child boy girl baby pupil student patient client parent carer guardian
	worker practitioner headteacher teacher nurse visitor officer manager doctor gp midwife coordinator lead chair director colleague thanks thank
	informed discussed supervised interviewed assessed referred re signed prepared completed
	checked approved author analyst dear hi hello attn cc victim witness perpetrator suspect`)

// strongTalks leave no doubt, even about a name that is on no list.
var strongTalks = set(`spoke spoken speak speaking talked talking talk told rang phoned emailed mother father mum dad son daughter sister brother
	sibling siblings stepfather stepmother grandmother grandfather nan aunt uncle wife husband boyfriend girlfriend cousin niece nephew dear signed named child boy
	girl pupil headteacher worker practitioner colleague teacher midwife nurse perpetrator`)

// links join those to the name: "spoke to", "mother of", "about".
var links = set(`to with of about for is was called named by and the her his their our my new social support family key case lead early help data ehm health`)

// labels stand before a name with a colon or a dash: "Child: ...".
var labels = set(`name child mother father mum dad parent parents carer sibling siblings worker practitioner professional author contact officer manager
	lead by pupil client patient student family surname forename forenames signed attn from to cc prepared completed checked approved reviewer
	coordinator chair nurse teacher headteacher gp`)

// does are what a person does: with a sure given name before one of them, the
// name is a person's.
var does = set(`was is has had said says reported reports disclosed discloses attends attended attending lives lived moved told asked asks did does needs needed wants wanted
	wishes feels felt went came goes presents presented left stayed told started began remains remained became turned agreed declined refused
	called rang visited whose who aged`)

// kin follow a name with 's: "Aisha's mother".
var kin = set(`mother father mum dad parents brother sister siblings sibling son daughter family school teacher worker case plan home
	nan gran uncle aunt partner stepdad stepfather file record assessment behaviour attendance health lead social carer foster needs review referral episode birthday`)

// particles stand inside names: "Mohammed al Rashid", "Fatima bint Ali".
var particles = set(`al el bin ibn bint abu abdul abd ur ul uz ud de da dos van von der den la le di del san mac fitz`)

// never begin or end a name, though some are on the lists: days, months,
// nations, and words that begin sentences and titles.
var never = set(`january february march april may june july august september october november december monday tuesday wednesday thursday friday
	saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn winter christmas easter ramadan eid diwali the a an i
	we our their his her its this that these those and or of in on at to for from by with as is are was were be been will would can could may
	might must shall should not no all any some each every both few more most new no yes england english britain british scottish scotland welsh wales
	irish ireland european african asian caribbean arab chinese indian pakistani bangladeshi polish romanian somali turkish syrian afghan
	ukrainian roma gypsy traveller jewish muslim christian sikh hindu black white mixed other figures figure data count counts total totals quarter year
	early help family families child children young people social care health education local authority return note see spoke`)

// A word counts as a possible name when it has a capital and is no word that
// never is one.
func (n *names) nameLike(w *word) bool {
	return w.capital && !w.initial && !never[w.low] && !things[w.low]
}

// unknown reports whether a word is on no list at all.
func (n *names) unknown(w *word) bool {
	return w.capital && !w.initial && len(w.low) > 2 && w.use == 0 && !n.words[w.low] && !never[w.low] && !things[w.low] && !titles[w.low] &&
		!talks[w.low] && !labels[w.low] && !n.words[strings.TrimSuffix(w.low, "s")] && !n.words[strings.TrimSuffix(w.low, "ing")] && !n.words[strings.TrimSuffix(w.low, "ed")]
}

// organisations, and a few villages, are called by what reads as a person's
// name and nothing else, so that nothing but knowing them tells.
var organisations = set(`marie-curie sue-ryder jack-petchey john-lewis grant-thornton anna-freud charlie-waller lucy-faithfull oliver-mcgowan
	thomas-coram duncan-lewis joseph-rowntree leonard-cheshire terrence-higgins elizabeth-fry molly-rose lloyds-tsb barnett-waddingham
	penningtons-manches irwin-mitchell browne-jacobson bevan-brittan john-muir duke-edinburgh helen-sanderson ann-craft lilly-endowment
	stephen-lawrence awaab-ishak harry-potter thomas-cook marks-spencer
	mary-tavy peter-tavy mary-cray peter-marland edith-weston percy-main hugh-town harry-stoke`)

// enough is the score from which words are taken for a person's name. Two
// words of which each alone could be a person's part make it; what could as
// well be a place or an ordinary word needs to be spoken of as a person.
const enough = 4

// inWords reports whether words hold a person's name.
func (n *names) inWords(w []word) bool {
	if len(w) == 0 {
		return false
	}
	shouting := allShout(w)
	for i := range w {
		if n.score(w, i, shouting) >= enough {
			return true
		}
	}
	return n.listed(w)
}

func allShout(w []word) bool {
	for i := range w {
		if !w[i].shout && !w[i].initial {
			return false
		}
	}
	return true
}

// score weighs the words from i on as a person's name: 0 for none.
func (n *names) score(w []word, i int, shouting bool) int {
	a := &w[i]
	if s := n.titled(w, i, shouting); s > 0 {
		return s
	}
	if s := n.small(w, i); s > 0 {
		return s
	}
	if !a.capital {
		return 0
	}
	if a.shout && !shouting && len(a.low) < 4 && (i+1 == len(w) || !w[i+1].shout) { // an abbreviation: SEN, EHA
		return 0
	}
	// An initial and a surname: "J. Smith", "K Patel".
	if a.initial && i+1 < len(w) {
		b := &w[i+1]
		if b.initial && i+2 < len(w) && w[i+2].gap == ' ' { // J R Smith
			b = &w[i+2]
		}
		if b.gap != ' ' && !(b.gap == 0 && a.dotted) || !n.nameLike(b) || n.thing(w, i+2) {
			return 0
		}
		switch {
		case b.use&sureSurname != 0 && (a.dotted || a.low != "a" && a.low != "i"):
			return enough
		case b.use&anySurname != 0 && a.dotted && !strings.Contains("nsew", a.low): // N. Kent
			return enough
		case n.unknown(b) && a.dotted:
			return n.context(w, i)
		}
		return 0
	}
	if !n.nameLike(a) || i > 0 && a.gap == ' ' && namings[w[i-1].low] && w[i-1].capital {
		return 0
	}
	end := n.run(w, i)
	if n.thing(w, end) || n.thingIn(w, i, end) {
		if n.context(w, i) < 4 {
			return 0
		}
	}
	if i+1 < len(w) && organisations[a.low+"-"+w[i+1].low] {
		return 0
	}
	best := 0
	if a.use&sureGiven != 0 || a.use&anyGiven != 0 {
		best = max(best, n.alone(w, i))
	}
	if s := n.surnameFirst(w, i); s > 0 {
		best = max(best, s)
	}
	j := i + 1
	for j < len(w) && w[j].gap == ' ' && particles[w[j].low] && j+1 < len(w) && w[j+1].capital {
		j++
	}
	if j < len(w) && w[j].gap == ' ' && w[j-1].owns == false {
		b := &w[j]
		if b.initial && j+1 < len(w) && w[j+1].gap == ' ' && w[j+1].capital && !w[j+1].initial { // John R Smith
			j++
			b = &w[j]
		}
		if pair := n.pair(a, b, w, i, j); pair > 0 {
			best = max(best, pair+n.context(w, i)+n.after(w, j))
		}
	}
	if s := n.stranger(w, i, end); s > 0 {
		best = max(best, s)
	}
	return best
}

// pair weighs two words side by side.
func (n *names) pair(a, b *word, w []word, i, j int) int {
	if b.initial {
		switch {
		case a.use&sureGiven != 0 && (b.dotted || j+1 == len(w)) && b.low != "i":
			return enough
		case a.use&anyGiven != 0 && b.dotted:
			return 2
		}
		return 0
	}
	if !n.nameLike(b) || b.shout && !a.shout && len(b.low) < 4 {
		return 0
	}
	given, surname := a.use&anyGiven != 0, b.use&anySurname != 0
	sureG, sureS := a.use&sureGiven != 0, b.use&sureSurname != 0
	switch {
	case given && surname && sureG && sureS:
		return enough + 1
	case given && surname && (sureG || sureS):
		return enough
	case given && surname:
		return 2
	case sureG && b.use&sureGiven != 0: // Mohammed Yusuf
		return enough
	case sureG && n.unknown(b):
		return enough
	case sureG && b.use&anyGiven != 0:
		return 3
	case n.unknown(a) && sureS:
		if a.first && ordinaryEnd(a.low) {
			return 2
		}
		return enough
	case a.use&sureSurname != 0 && sureS, a.use&sureSurname != 0 && b.use&sureGiven != 0:
		return 3
	case given && n.unknown(b) && !a.first:
		return 2
	}
	return 0
}

// ordinaryEnd reports whether a word ends as English words do that begin
// sentences: "Safeguarding", "Reported", "Locally".
func ordinaryEnd(low string) bool {
	for _, end := range []string{"ing", "ed", "ly", "tion", "tions", "ment", "ments", "ness", "ity", "al", "ous", "ive", "ers", "er", "ies", "ents", "ant", "ance", "ence"} {
		if strings.HasSuffix(low, end) {
			return true
		}
	}
	return false
}

// run returns the end of the words with capitals that stand together from i.
func (n *names) run(w []word, i int) int {
	j := i + 1
	for j < len(w) && w[j].gap == ' ' && (w[j].capital || particles[w[j].low] && j+1 < len(w) && w[j+1].capital) {
		j++
	}
	return j
}

// thing reports whether the words at i say that what stood before is a place
// or organisation.
func (n *names) thing(w []word, i int) bool {
	for k := i; k < len(w) && k < i+2; k++ {
		if w[k].gap != ' ' {
			return false
		}
		if lowThings[w[k].low] || w[k].capital && things[w[k].low] {
			return k == i || w[i].capital || forms[w[i].low]
		}
	}
	return false
}

// forms stand between a name and the thing that bears it.
var forms = set(`children family community national memorial primary infant junior high grammar secondary early girls boys youth medical health`)

func (n *names) thingIn(w []word, i, end int) bool {
	for k := i; k < end; k++ {
		if things[w[k].low] {
			return true
		}
	}
	// What begins before i may be a thing's name as well: "Little Rose Smith".
	for k := i - 1; k >= 0 && w[k+1].gap == ' ' && w[k].capital && k > i-3; k-- {
		if things[w[k].low] || namings[w[k].low] {
			return true
		}
	}
	return false
}

// context weighs what stands before: 4 where it can only be a person, 2 where
// it is likely.
func (n *names) context(w []word, i int) int {
	k := i - 1
	if k < 0 {
		return 0
	}
	if w[i].gap == ':' || w[i].gap == '-' || w[i].gap == '(' {
		if labels[w[k].low] {
			return 4
		}
		return 0
	}
	if w[i].gap != ' ' {
		return 0
	}
	for steps := 0; k >= 0 && steps < 4; k, steps = k-1, steps+1 {
		if strongTalks[w[k].low] {
			return 4
		}
		if talks[w[k].low] && !links[w[k].low] {
			return 2
		}
		if !links[w[k].low] || w[k].gap != ' ' && k > 0 {
			return 0
		}
	}
	return 0
}

// after weighs what follows a name that ends at j.
func (n *names) after(w []word, j int) int {
	if j+1 < len(w) && w[j+1].gap == ' ' && !w[j+1].capital {
		if does[w[j+1].low] || w[j].owns && kin[w[j+1].low] {
			return 2
		}
	}
	return 0
}

// alone weighs a given name by itself, which needs to be spoken of as a
// person's.
func (n *names) alone(w []word, i int) int {
	a := &w[i]
	if a.use&sureGiven == 0 || i+1 < len(w) && w[i+1].gap == ' ' && w[i+1].capital && !w[i+1].initial && !a.owns {
		return 0
	}
	if i > 0 && w[i].gap == ' ' && w[i-1].capital && !w[i-1].first {
		return 0 // part of a longer name, of whatever it is
	}
	switch c := n.context(w, i); {
	case c >= 4:
		return enough
	case c == 2 && n.after(w, i) > 0:
		return enough
	}
	if i+1 < len(w) && w[i+1].gap == ' ' {
		if a.owns && kin[w[i+1].low] || does[w[i+1].low] && !a.owns {
			return enough
		}
	}
	return 0
}

// surnameFirst weighs "Khan, Aisha".
func (n *names) surnameFirst(w []word, i int) int {
	if i+1 >= len(w) || w[i+1].gap != ',' || !n.nameLike(&w[i+1]) || w[i].owns || n.thing(w, i+2) {
		return 0
	}
	a, b := w[i].use, w[i+1].use
	lone := len(w) <= 4
	list := i+2 < len(w) && (w[i+2].gap == ',' || w[i+2].low == "and") || i > 0 && w[i].gap == ','
	capitals := w[i].shout && !w[i+1].shout && len(w[i].low) > 2 && !allShout(w) // KHAN, Aisha
	switch {
	case a&sureSurname != 0 && b&sureGiven != 0 && (lone || a&sureGiven == 0 && b&sureSurname == 0):
		return enough
	case capitals && (a&anySurname != 0 && (b&anyGiven != 0 || n.unknown(&w[i+1])) || n.unknown(&w[i]) && b&sureGiven != 0):
		return enough
	case !list && a&sureSurname != 0 && a&sureGiven == 0 && n.unknown(&w[i+1]), !list && n.unknown(&w[i]) && b&sureGiven != 0 && !ordinaryEnd(w[i].low):
		return enough
	case !lone:
		return 0
	case a&anySurname != 0 && b&sureGiven != 0, a&sureSurname != 0 && b&anyGiven != 0:
		return enough
	case a&anySurname != 0 && b&anyGiven != 0:
		return 2
	}
	return 0
}

// titled weighs a title and what follows it.
func (n *names) titled(w []word, i int, shouting bool) int {
	t := &w[i]
	if !titles[t.low] || i+1 >= len(w) || w[i+1].gap != ' ' && !(t.dotted && w[i+1].gap == 0) {
		return 0
	}
	if t.shout && !shouting && t.low == "ms" || !t.capital && (t.low == "miss" || t.low == "prof" || t.low == "ms") {
		return 0
	}
	b := &w[i+1]
	if b.initial && i+2 < len(w) && w[i+2].capital {
		b = &w[i+2]
	}
	switch {
	case !b.capital && b.use&sureSurname == 0:
		return 0
	case b.initial:
		if t.low == "mr" || t.low == "mrs" {
			return enough
		}
		return 0
	case !t.capital && b.use == 0, never[b.low], things[b.low]:
		return 0
	case t.low == "dr" || t.low == "miss" || t.low == "prof":
		if b.use == 0 && !n.unknown(b) || b.owns || n.thing(w, i+2) {
			return 0
		}
	}
	return enough
}

// small weighs names written without capitals: both must be sure, and no
// word of the language.
func (n *names) small(w []word, i int) int {
	if w[i].capital || i+1 >= len(w) || w[i+1].capital || w[i+1].gap != ' ' {
		return 0
	}
	a, b := &w[i], &w[i+1]
	if a.use&sureGiven != 0 && b.use&sureSurname != 0 && len(a.low) > 3 && len(b.low) > 3 && !n.words[a.low] && !n.words[b.low] && !n.thing(w, i+2) {
		return enough
	}
	return 0
}

// stranger weighs two or three words with capitals, on no list, spoken of as
// a person: "spoke to Zyra Qelaj about".
func (n *names) stranger(w []word, i, end int) int {
	if end-i < 1 || end-i > 3 || n.context(w, i) < 4 {
		return 0
	}
	for k := i; k < end; k++ {
		if w[k].use == 0 && !n.unknown(&w[k]) || w[k].shout {
			return 0
		}
	}
	if end-i == 1 && (w[i].use&(sureGiven|sureSurname) == 0) {
		return 0
	}
	return enough
}

// listed reports whether three sure given names stand in a row, as when the
// children of a family are named.
func (n *names) listed(w []word) bool {
	row := 0
	for i := range w {
		joined := i > 0 && (w[i].gap == ',' || w[i-1].low == "and" && w[i].gap == ' ')
		switch {
		case w[i].low == "and" && row > 0:
			continue
		case w[i].use&sureGiven == 0 || w[i].use&sureSurname != 0 || !w[i].capital || w[i].shout:
			row = 0
		case row > 0 && !joined:
			row = 1
		default:
			row++
		}
		if row >= 3 {
			return true
		}
	}
	return false
}
