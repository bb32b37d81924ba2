package benchmark

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// DeprivationBands is how many bands areas are put into: fifths.
const DeprivationBands = 5

// deprivationBands returns the band of each area that has a score, by DfE
// number: 1 for the most deprived fifth, 5 for the least. They go by the rank
// of the income deprivation affecting children index (IDACI), the share of
// children in families on low incomes, because the figures are about children;
// by the rank and not the score, which is published to three decimals and so
// ties areas that are not. The fifths are those of Bands, over the areas that
// the indices were made for, whether they are in being now or not.
func deprivationBands(r *area.Register) map[string]int {
	var dfes []string
	var ranks []float64
	for _, a := range r.All() {
		if !a.Deprivation.IsZero() {
			dfes, ranks = append(dfes, a.DFE), append(ranks, float64(a.Deprivation.IDACIRank))
		}
	}
	bands, err := Bands(ranks, DeprivationBands, false)
	if err != nil {
		return nil
	}
	byDFE := make(map[string]int, len(dfes))
	for i, dfe := range dfes {
		byDFE[dfe] = bands[i]
	}
	return byDFE
}

// bands are worked out once for each register.
func newBands(r *area.Register) func() map[string]int {
	return sync.OnceValue(func() map[string]int { return deprivationBands(r) })
}

// Band returns the deprivation band of an area by its DfE number: 1 for the
// most deprived fifth of areas, 5 for the least, and 0 for an area without a
// score. See DeprivationWords for the method.
func (s *Snapshot) Band(dfe string) int { return s.bands()[dfe] }

// DeprivationWords says how the bands are made, for notes.
const DeprivationWords = "Areas are put into fifths by the share of their children who live in families on low incomes (IDACI, rank of the average score), the first fifth being the most deprived. Source: " +
	area.DeprivationEdition + ", on the areas of April 2019; areas that began later have no band."

func (s *Snapshot) sameBand(q Query, p period.Period) (peerGroup, error) {
	g := peerGroup{}
	band, err := strconv.Atoi(strings.TrimSpace(q.Of))
	if err == nil && band >= 1 && band <= DeprivationBands {
		g.of = strconv.Itoa(band)
	} else {
		a, err := s.peersOf(q, p)
		if err != nil {
			return peerGroup{}, err
		}
		band, g.of = s.Band(a.DFE), a.GSS(p.End())
		if band == 0 {
			message := "The " + area.DeprivationEdition + " have no score for " + a.Label()
			if !a.From.IsZero() {
				message += ", which came into being on " + a.From.Words()
			}
			return peerGroup{}, s.noPeers(q, a, p, message+".")
		}
	}
	g.label, g.words = BandLabel(band), DeprivationWords
	g.members = s.membersWhere(p, func(a area.Area) bool { return s.Band(a.DFE) == band })
	return g, nil
}

// BandLabel names a deprivation band (1 to 5) in a sentence.
func BandLabel(band int) string {
	names := []string{"", "the most deprived fifth of areas", "the second most deprived fifth of areas", "the middle fifth of areas by deprivation",
		"the second least deprived fifth of areas", "the least deprived fifth of areas"}
	return names[min(max(band, 0), len(names)-1)]
}

// byDeprivation orders DfE numbers from the least to the most deprived.
func byDeprivation(r *area.Register, dfes []string) []string {
	rank := func(dfe string) int { a, _ := r.Find(dfe); return a.Deprivation.IDACIRank }
	out := slices.Clone(dfes)
	slices.SortStableFunc(out, func(a, b string) int { return rank(b) - rank(a) })
	return out
}
