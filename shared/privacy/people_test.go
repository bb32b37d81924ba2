package privacy

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// A family is a community's names.
type family struct{ given, surname []string }

func readPeople(t testing.TB) []family {
	t.Helper()
	data, err := os.ReadFile("testdata/people.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []family
	for line := range strings.Lines(string(data)) {
		if g, s, ok := strings.Cut(strings.TrimSpace(line), "|"); ok && !strings.HasPrefix(line, "#") {
			all = append(all, family{strings.Fields(g), strings.Fields(s)})
		}
	}
	return all
}

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// person writes a person's name in one of the ways in which people do.
func person(r *rand.Rand, f family) string {
	g, s := pick(r, f.given), pick(r, f.surname)
	switch n := r.IntN(20); {
	case n < 9:
		return g + " " + s
	case n < 10:
		return strings.ToUpper(g + " " + s)
	case n < 11:
		return s + ", " + g
	case n < 12:
		return strings.ToUpper(s) + ", " + g
	case n < 13:
		return "Mr " + s
	case n < 14:
		return "Mrs " + s
	case n < 15:
		return "Ms. " + string([]rune(g)[:1]) + " " + s
	case n < 16:
		return g + " " + pick(r, f.given) + " " + s
	case n < 17:
		return g + " " + s + "-" + pick(r, f.surname)
	case n < 18:
		return g + " " + string([]rune(s)[:1]) + "."
	case n < 19:
		return string([]rune(g)[:1]) + ". " + s
	}
	return g + "  " + s
}

// spoken puts a name into what an officer might write.
func spoken(r *rand.Rand, name string) string {
	return strings.ReplaceAll(pick(r, []string{
		"%", "%", "%", "spoke to % about this figure", "Checked with % on 3 July.", "Figure queried by % (health visitor)", "child: %",
		"% moved out of the area in May.", "Awaiting data from % at the hub", "Lower than last year; % is looking into it.", "see email from %",
		"Includes % and two siblings", "Late entry, agreed with %", "mother (%) declined the offer", "Contact % with any questions",
		"12 of these are from one family. %'s case was counted twice.", "re %", "The case of % was not closed in time", "data entered by %; not verified",
		"% (DOB not known)", "Lead professional: %", "as discussed with % and the team", "per %", "Reopened after % contacted us again.",
	}), "%", name)
}

// givenOnly are texts with a given name alone, spoken of as a person's.
func givenOnly(r *rand.Rand, f family) string {
	return strings.ReplaceAll(pick(r, []string{
		"spoke to % about this", "%'s mother declined", "told % that the plan had ended", "child %'s case was counted twice", "% was not seen", "met with mum and % at school",
	}), "%", pick(r, f.given))
}

// rate is what share of n tries succeeds.
func rate(n int, try func() bool) float64 {
	found := 0
	for range n {
		if try() {
			found++
		}
	}
	return 100 * float64(found) / float64(n)
}

// TestNamesFound measures how many names are found: as they are, and with a
// third of all names that the lists hold taken out of them, as if nobody had
// thought of them.
func TestNamesFound(t *testing.T) {
	people := readPeople(t)
	whole := theNames()
	less := readNames(namesFile, wordsFile, func(name string) bool { return sum(name)%3 == 0 })
	none := readNames("", wordsFile, nil)
	measure := func(n *names, text func(*rand.Rand, family) string) float64 {
		r := rand.New(rand.NewPCG(1, 2))
		misses := 0
		return rate(2000, func() bool {
			s := text(r, pick(r, people))
			ok := textWith(s, n) != ""
			if !ok && n == whole {
				if misses++; misses <= 25 {
					t.Logf("missed: %s", s)
				}
			}
			return ok
		})
	}
	full := func(r *rand.Rand, f family) string { return spoken(r, person(r, f)) }
	tests := []struct {
		name  string
		n     *names
		text  func(*rand.Rand, family) string
		floor float64
	}{
		{"names in texts", whole, full, 90},
		{"names in texts, a third of the lists taken out", less, full, 70},
		{"names in texts, with empty lists", none, full, 15},
		{"given names alone, spoken of", whole, givenOnly, 70},
	}
	for _, tt := range tests {
		got := measure(tt.n, tt.text)
		t.Logf("%s: %.1f%% of 2,000 found", tt.name, got)
		if got < tt.floor {
			t.Errorf("%s: %.1f%% found, want %.0f%%", tt.name, got, tt.floor)
		}
	}
}
