package theme

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func ourSentences(t testing.TB) []Labelled {
	t.Helper()
	out, err := ReadLabelled(os.DirFS("data/sentences"))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// positive says whether a sentence of this polarity can have practice themes.
func positive(polarity string) bool {
	return slices.Contains([]Polarity{Gap, Recommendation, Context}, Polarity(polarity))
}

func TestReadLabelled(t *testing.T) {
	got, err := ReadLabelled(fstest.MapFS{
		"02.txt": {Data: []byte("gap | neglect, thresholds | | One.\n")},
		"01.txt": {Data: []byte("# head\n\ntrap | | thresholds | Two.\n")},
		"notes":  {Data: []byte("not a batch")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Batch != 1 || got[0].Text != "Two." || !slices.Equal(got[0].About, []string{"thresholds"}) ||
		got[0].Themes != nil || got[1].Batch != 2 || !slices.Equal(got[1].Themes, []string{"neglect", "thresholds"}) {
		t.Errorf("ReadLabelled = %+v", got)
	}
	for _, tt := range []struct{ name, file, line, want string }{
		{"three fields", "01.txt", "gap | neglect | One.", "01.txt:1: 3 fields, want 4"},
		{"polarity not known", "01.txt", "good | | | One.", `unknown polarity "good"`},
		{"theme not known", "01.txt", "gap | neglects | | One.", `unknown theme "neglects"`},
		{"no sentence", "01.txt", "gap | neglect | | ", "no sentence"},
		{"name without a number", "a.txt", "", "a.txt is not named by a number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadLabelled(fstest.MapFS{tt.file: {Data: []byte(tt.line)}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ReadLabelled(%q) = %v, want %q", tt.line, err, tt.want)
			}
		})
	}
}

// The labels keep to the codebook's rules on what each polarity can carry.
func TestLabelledFollowTheCodebook(t *testing.T) {
	practice := map[string]bool{}
	for _, th := range Codebook() {
		practice[th.ID] = th.Group == Practice
	}
	for _, l := range ourSentences(t) {
		bad := func(why string) { t.Errorf("batch %d: %s: %s %v: %s", l.Batch, why, l.Polarity, l.Themes, l.Text) }
		if !positive(l.Polarity) && slices.ContainsFunc(l.Themes, func(id string) bool { return practice[id] }) {
			bad("a practice theme without a gap or recommendation")
		}
		if (l.Polarity == string(Neutral) || l.Polarity == Trap) && len(l.Themes) > 0 {
			bad("a theme in a sentence that says nothing of one")
		}
		if l.Polarity == string(Context) && len(l.Themes) == 0 {
			bad("context of nothing")
		}
		if l.Polarity == string(Context) && slices.ContainsFunc(l.Themes, func(id string) bool { return practice[id] }) {
			bad("a practice theme as context")
		}
		if (positive(l.Polarity) || l.Polarity == string(Neutral)) && len(l.About) > 0 {
			bad("about is for sentences that are not coded for what they speak of")
		}
		if distinct := slices.Compact(sorted(l.Themes)); len(distinct) != len(l.Themes) {
			bad("a theme twice")
		}
		if !strings.ContainsAny(l.Text[len(l.Text)-1:], ".?!'") && !strings.HasPrefix(l.Text, "- ") {
			bad("no end")
		}
	}
}

// plainWords are those by which a search for a theme would begin. Reviews
// often speak of a theme without them, and so must a third of the sentences.
var plainWords = map[string]string{
	"voice-of-child":               `voice|heard|hear|listen\w*|child focus\w*|wishes|views|lived experience|seen alone|daily life`,
	"thresholds":                   `thresholds?|criteria|no further action|significant harm`,
	"information-sharing":          `inform\w*|shar\w+|communicat\w+|record\w*|told|tell`,
	"professional-curiosity":       `curio\w+|face value|optimis\w+|scepti\w+|challenge\w*|accepted|believ\w+|explanations?`,
	"hidden-men":                   `fathers?|dads?|stepfather|partners?|men|man|boyfriend`,
	"management-supervision":       `manag\w+|supervis\w+|oversight|leader\w*`,
	"assessment-quality":           `assess\w*|analys\w+|reassess\w*|section 47`,
	"delay-drift":                  `delay\w*|drift\w*|wait\w*|follow\w* up|slow\w*`,
	"non-engagement":               `engag\w+|complian\w+|was not brought|avoid\w*|missed|co-operat\w+|resist\w+`,
	"escalation-challenge":         `escalat\w+|challeng\w+|disagree\w*|disputes?`,
	"procedures-over-judgement":    `procedur\w+|protocols?|tick-box|box-ticking|timescales?|targets?|written agreements?|rules?|forms?|process\w*`,
	"cultural-competence":          `cultur\w+|ethnic\w*|faith|religio\w+|interpret\w+|languages?|rac(e|ial|ism|ist)|black`,
	"specialist-knowledge":         `train\w*|knowledge|guidance|specialists?|expert\w*|underst\w+`,
	"referral-feedback":            `feedback|outcomes?|referr\w+`,
	"early-help-missed":            `early help|early intervention|support\w*|help\w*`,
	"step-up-step-down":            `step\w*|clos\w+|transfer\w*|transition\w*|discharg\w+`,
	"history-not-used":             `histor\w+|chronolog\w+|previous\w*|past|patterns?`,
	"neglect":                      `neglect\w*`,
	"domestic-abuse":               `domestic|violen\w+|abus\w+|marac`,
	"parental-mental-health":       `mental\w*|depress\w+|psych\w+|anxiety|bipolar`,
	"substance-misuse":             `alcohol\w*|drugs?|drink\w*|drunk|drank|methadone|heroin|cannabis|substances?|cocaine`,
	"parental-learning-disability": `learning (disabilit\w+|difficult\w+|needs?)`,
	"education-ehe":                `schools?|education|exclu\w+|attendance`,
	"exploitation-contextual":      `exploit\w+|gangs?|county lines|groom\w+|missing`,
	"infant-injury":                `bab(y|ies)|infants?|newborn|unborn|pre-birth|safe sleep|pregnan\w+`,
	"suicide-self-harm":            `suicid\w+|self-harm\w*|overdoses?|camhs|mental health|harm\w* themselves`,
}

// A learner needs every theme and stance often enough, in more than its own
// key words.
func TestLabelledCoverEveryThemeAndStance(t *testing.T) {
	perPolarity, perBatch := map[string]int{}, map[int]int{}
	coded, plain := map[string]int{}, map[string]int{}
	spoken := map[[2]string]int{} // of about: theme, polarity
	key := map[string]*regexp.Regexp{}
	for id, words := range plainWords {
		key[id] = regexp.MustCompile(`(?i)\b(` + words + `)\b`)
	}
	long := 0
	for _, l := range ourSentences(t) {
		perPolarity[l.Polarity]++
		perBatch[l.Batch]++
		if len(strings.Fields(l.Text)) >= 35 {
			long++
		}
		for _, id := range l.Themes {
			if !positive(l.Polarity) {
				continue
			}
			coded[id]++
			if !key[id].MatchString(l.Text) {
				plain[id]++
			}
		}
		for _, id := range l.About {
			spoken[[2]string{id, l.Polarity}]++
		}
	}
	for polarity, floor := range map[string]int{"gap": 500, "recommendation": 250, "context": 150, "good-practice": 150,
		"negated": 120, "procedural": 100, "neutral": 200, "trap": 120} {
		if perPolarity[polarity] < floor {
			t.Errorf("%s: %d sentences, want %d", polarity, perPolarity[polarity], floor)
		}
	}
	for batch, n := range perBatch {
		if n < 120 {
			t.Errorf("batch %d: %d sentences, want 120", batch, n)
		}
	}
	if len(perBatch) < 6 || long < 60 {
		t.Errorf("%d batches, want 6; %d long sentences, want 60", len(perBatch), long)
	}
	for _, th := range Codebook() {
		id := th.ID
		if coded[id] < 45 {
			t.Errorf("%s: coded in %d sentences, want 45", id, coded[id])
		}
		if 3*plain[id] < coded[id] {
			t.Errorf("%s: %d of %d are without its key words, want a third", id, plain[id], coded[id])
		}
		for _, polarity := range []string{"good-practice", "negated", "procedural", "trap"} {
			if spoken[[2]string{id, polarity}] == 0 {
				t.Errorf("%s: no sentence is %s", id, polarity)
			}
		}
		t.Logf("%-29s coded %3d, without key words %3d; good practice %2d, negated %2d, procedural %2d, trap %2d", id, coded[id], plain[id],
			spoken[[2]string{id, "good-practice"}], spoken[[2]string{id, "negated"}], spoken[[2]string{id, "procedural"}], spoken[[2]string{id, "trap"}])
	}
	t.Log(perPolarity, "batches", perBatch, "long", long)
}

// A bag is the distinct words of a sentence, as sorted numbers.
type bag []int

func bagger() func(string) bag {
	numbers := map[string]int{}
	return func(s string) bag {
		var out bag
		for _, tok := range tokenize(s) {
			n, ok := numbers[tok.word]
			if !ok {
				n = len(numbers)
				numbers[tok.word] = n
			}
			out = append(out, n)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
}

// near is the Jaccard likeness of two bags: 1 when they are equal.
func near(a, b bag) float64 {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if len(a)+len(b) == 0 {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

func TestLabelledAreNotAlike(t *testing.T) {
	words := bagger()
	all := ourSentences(t)
	bags := make([]bag, len(all))
	for i, l := range all {
		bags[i] = words(l.Text)
		for j := range i {
			if n := near(bags[i], bags[j]); n >= 0.7 {
				t.Errorf("%.2f alike:\n  %s\n  %s", n, l.Text, all[j].Text)
			}
		}
	}
}

// What is measured on reviews of others must not have been learned from them.
func TestLabelledAreNotThoseOfTheReviews(t *testing.T) {
	type text struct {
		Sentence string
		Summary  string `json:"summary_text"`
	}
	var theirs []string
	for _, x := range readLines[text](t, "labels_sentences.jsonl") {
		theirs = append(theirs, x.Sentence)
	}
	for _, x := range readLines[text](t, "reviews.jsonl") {
		theirs = append(theirs, regexp.MustCompile(`[.!?]\s+`).Split(x.Summary, -1)...)
	}
	words := bagger()
	var bags []bag
	for _, s := range theirs {
		bags = append(bags, words(s))
	}
	for _, l := range ourSentences(t) {
		b := words(l.Text)
		for i := range bags {
			if n := near(b, bags[i]); n >= 0.6 {
				t.Errorf("%.2f alike:\n  ours   %s\n  theirs %s", n, l.Text, theirs[i])
			}
		}
	}
}
