package benchmark

import (
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// published2025 is the public view of what DfE published.
func published2025(t testing.TB) *Snapshot {
	t.Helper()
	public, _ := snapshots(t, input(nil))
	return public
}

// TestPeerGroups holds each kind of group to areas that anyone can look up,
// and its figures to the sums of theirs.
func TestPeerGroups(t *testing.T) {
	s := published2025(t)
	for _, tt := range []struct {
		name            string
		q               Query
		n               int
		with, without   string // names in the group, and not
		label           string
		of, pooledWords string
	}{
		{"neighbours", Query{Peers: PeerNeighbours, Of: "383"}, 10, "Sheffield", "Leeds", "Leeds’s statistical neighbours", "E08000035", ""},
		{"region of an area", Query{Peers: PeerRegion, Of: "E08000035"}, 15, "Leeds", "Manchester", "the areas of Yorkshire and the Humber", "E08000035", ""},
		{"region by its code", Query{Peers: PeerRegion, Of: "e12000007"}, 33, "Camden", "Leeds", "the areas of London", "E12000007", ""},
		{"type", Query{Peers: PeerType, Of: "383"}, 36, "Leeds", "Kent", "metropolitan districts", "E08000035", ""},
		{"type, county", Query{Peers: PeerType, Of: "886"}, 21, "Kent", "North Yorkshire", "counties", "E10000016", ""},
		{"deprivation of an area", Query{Peers: PeerDeprivation, Of: "806"}, 31, "Middlesbrough", "Wokingham", "the most deprived fifth of areas", "E06000002", ""},
		{"deprivation band", Query{Peers: PeerDeprivation, Of: "5"}, 30, "Wokingham", "Middlesbrough", "the least deprived fifth of areas", "5", ""},
		{"England", Query{Peers: PeerEngland}, 153, "Leeds", "Cumbria", "all areas of England", "", ""},
		{"group", Query{Peers: PeerGroup, Group: []string{"383", "E08000019"}}, 2, "Sheffield", "Kent", "the group of two areas chosen", "", ""},
		{"group with one picked out", Query{Peers: PeerGroup, Of: "350", Group: []string{"383", "373"}}, 2, "Leeds", "Bolton", "the group of two areas chosen", "E08000001", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.q.Indicator, tt.q.Period = "E06", "2024-25"
			a, err := s.Answer(tt.q)
			if err != nil {
				t.Fatal(err)
			}
			p := a.Peers
			if len(p.Codes) != tt.n || len(p.Members) != tt.n || p.Label != tt.label || p.Of != tt.of || p.Words == "" {
				t.Errorf("%d codes, %d members, %q of %q, words %q", len(p.Codes), len(p.Members), p.Label, p.Of, p.Words)
			}
			has := func(name string) bool {
				return slices.ContainsFunc(p.Members, func(m PeerMember) bool { return m.Name == name })
			}
			if !has(tt.with) || has(tt.without) {
				t.Errorf("%s in the group: %v; %s: %v", tt.with, has(tt.with), tt.without, has(tt.without))
			}
			var n, d float64
			shown := 0
			for i, m := range p.Members {
				if p.Codes[i] != m.Code {
					t.Errorf("member %d is %s, code %s", i, m.Code, p.Codes[i])
				}
				f := find(t, a, m.DFE)
				if m.Shown != f.Value.OK || !m.Shown && m.Reason == "" {
					t.Errorf("%+v: figure %v", m, f.Value)
				}
				if f.Value.OK {
					n, d, shown = n+f.Numerator.Value, d+f.Denominator.Value, shown+1
				}
			}
			if p.WithFigures != shown || p.Pooled != Some(Round1(n, d, 100)) || !p.Lower95.OK || p.Lower95.Value > p.Pooled.Value || p.Upper95.Value < p.Pooled.Value {
				t.Errorf("pooled %v (%v to %v) of %d, want %v of %d", p.Pooled, p.Lower95, p.Upper95, p.WithFigures, Round1(n, d, 100), shown)
			}
		})
	}
}

func TestComparisonWithPeers(t *testing.T) {
	s := published2025(t)
	a, err := s.Answer(Query{Indicator: "E06", Period: "2024-25", Peers: PeerNeighbours, Of: "383"})
	if err != nil {
		t.Fatal(err)
	}
	// Leeds 23.4 to 25.0, its neighbours' pooled 22.1 and England 22.6 below it.
	if f := find(t, a, "383"); f.ComparisonPeers != Worse || f.Comparison != Worse {
		t.Errorf("Leeds: %s with peers, %s with England", f.ComparisonPeers, f.Comparison)
	}
	a, err = s.Answer(Query{Indicator: "E06", Period: "2024-25"})
	if err != nil {
		t.Fatal(err)
	}
	if f := find(t, a, "383"); f.ComparisonPeers != "" {
		t.Errorf("Leeds without peers: %q", f.ComparisonPeers)
	}
}

// TestNeighboursThatDidNotExistSaySo asks for a year before two of North
// Lincolnshire's neighbours came into being.
func TestNeighboursThatDidNotExistSaySo(t *testing.T) {
	s := published2025(t)
	a, err := s.Answer(Query{Indicator: "E06", Period: "2019-20", Peers: PeerNeighbours, Of: "813"})
	if err != nil {
		t.Fatal(err)
	}
	missing := 0
	began := map[string]string{"940": "1 April 2021", "942": "1 April 2023"}
	for _, m := range a.Peers.Members {
		if m.Closeness == "" {
			t.Errorf("%s has no closeness", m.Name)
		}
		if m.Code == "" {
			missing++
			if m.Shown || !strings.Contains(m.Reason, m.Name) || began[m.DFE] == "" || !strings.Contains(m.Reason, "came into being on "+began[m.DFE]) || !strings.Contains(a.Peers.Reason, m.Reason) {
				t.Errorf("%+v, reason of the group %q", m, a.Peers.Reason)
			}
		}
	}
	if missing != 2 || len(a.Peers.Codes) != 10-missing {
		t.Errorf("%d neighbours missing, %d codes", missing, len(a.Peers.Codes))
	}
}

func TestPeersThatThereAreNot(t *testing.T) {
	s := published2025(t)
	var many []string
	for _, a := range area.England().On(period.NewDate(2025, 3, 31)) {
		many = append(many, a.DFE)
	}
	for _, tt := range []struct {
		name, year  string
		q           Query
		field, says string
		known       bool
	}{
		{"a group of none", "", Query{Peers: PeerGroup}, "group", "at least two areas, and this one has none", false},
		{"a group of one", "", Query{Peers: PeerGroup, Group: []string{"383"}}, "group", "at least two areas, and this one has one", false},
		{"a group of 31", "", Query{Peers: PeerGroup, Group: many[:31]}, "group", "at most 30 areas, and this one has 31", false},
		{"a group of 200", "", Query{Peers: PeerGroup, Group: append(slices.Clone(many), many[:47]...)}, "group", "at most 30 areas, and this one has 200", false},
		{"an area that there is not", "", Query{Peers: PeerGroup, Group: []string{"383", "999"}}, "group", "“999”", false},
		{"an area by name", "", Query{Peers: PeerGroup, Group: []string{"383", "sheffield"}}, "group", "There is: Sheffield (373).", false},
		{"a mistyped code", "", Query{Peers: PeerGroup, Group: []string{"383", "E08000036Z"}}, "group", "“E08000036Z”", false},
		{"an area twice", "", Query{Peers: PeerGroup, Group: []string{"383", "373", "E08000035"}}, "group", "Leeds (383) stands twice", false},
		{"a group with another kind", "", Query{Peers: PeerRegion, Of: "383", Group: []string{"383", "373"}}, "group", "peers=group", false},
		{"a group without a kind", "", Query{Group: []string{"383", "373"}}, "group", "peers=group", false},
		{"a group picks out nobody", "", Query{Peers: PeerGroup, Of: "999", Group: []string{"383", "373"}}, "of", "“999”", false},
		{"no neighbours in the model", "2018-19", Query{Peers: PeerNeighbours, Of: "836"}, "of", "Poole has no statistical neighbours", true},
		{"no deprivation score", "", Query{Peers: PeerDeprivation, Of: "942"}, "of", "Cumberland (942), which came into being on 1 April 2023. There is: neighbours, region, type, england, group.", true},
		{"a band that there is not", "", Query{Peers: PeerDeprivation, Of: "6"}, "of", "“6”", false},
		{"peers of an area that had ended", "", Query{Peers: PeerType, Of: "909"}, "of", "Cumbria (909) ended on", true},
		{"no such kind", "", Query{Peers: "friends", Of: "383"}, "peers", "neighbours, region, type, deprivation, england, group", false},
		{"of nobody", "", Query{Peers: PeerType}, "of", "give of=", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.q.Indicator, tt.q.Period = "E06", "2024-25"
			if tt.year != "" {
				tt.q.Period = tt.year
			}
			_, err := s.Answer(tt.q)
			e, ok := err.(*QueryError)
			if !ok || e.Field != tt.field || e.Known != tt.known || !strings.Contains(e.Error(), tt.says) {
				t.Errorf("Answer(%+v) = %#v\n%v\nwant field %s, known %v and %q", tt.q, err, err, tt.field, tt.known, tt.says)
			}
			if ok && len(e.Error()) > 400 {
				t.Errorf("the answer is %d characters long", len(e.Error()))
			}
		})
	}
}

// TestBandsAreFifths holds the bands to the public ranks: 1 for the 31 most
// deprived of 151 and so on, and none for areas that began later.
func TestBandsAreFifths(t *testing.T) {
	s := published2025(t)
	sizes := map[int]int{}
	for _, a := range area.England().All() {
		b := s.Band(a.DFE)
		sizes[b]++
		if (b == 0) != a.Deprivation.IsZero() {
			t.Errorf("%s: band %d, score %+v", a.Label(), b, a.Deprivation)
		}
		if b > 0 && b != 5*(a.Deprivation.IDACIRank-1)/151+1 {
			t.Errorf("%s: band %d, rank %d", a.Label(), b, a.Deprivation.IDACIRank)
		}
	}
	for b := 1; b <= DeprivationBands; b++ {
		if sizes[b] < 29 || sizes[b] > 32 {
			t.Errorf("band %d has %d areas", b, sizes[b])
		}
	}
}
