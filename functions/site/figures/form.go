package figures

import (
	"cmp"
	"slices"
	"strings"

	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/period"
)

// A ChooseForm chooses period, area and peers. It is a GET form.
type ChooseForm struct {
	Action string
	Period govuk.Select
	Of     govuk.Select
	Peers  govuk.Select
	Kept   []Hidden
	Button govuk.Button
	Group  *govuk.Link // where one's own group is chosen
}

// A Hidden is a field that a form carries along.
type Hidden struct{ Name, Value string }

// A GroupForm chooses areas of one's own. Without scripts it sends a box for
// each area; the page then leads to the address that names them.
type GroupForm struct {
	Action  string
	Kept    []Hidden
	Error   string
	Typed   string // codes typed, when they are not boxes
	Chosen  int
	Regions []GroupRegion
	Back    govuk.Link
}

// A GroupRegion is the boxes of one region.
type GroupRegion struct {
	Name  string
	Boxes []GroupBox
}

// A GroupBox is one area that may be in a group.
type GroupBox struct {
	Code, Name string
	Checked    bool
}

// peerKinds are the groups that an area can be compared with, in words.
var peerKinds = []struct{ value, text string }{
	{benchmark.PeerNeighbours, "Its ten statistical neighbours"},
	{benchmark.PeerRegion, "Its region"},
	{benchmark.PeerType, "Areas of its type"},
	{benchmark.PeerDeprivation, "Areas as deprived as it"},
	{benchmark.PeerEngland, "All areas of England"},
}

func (p *Pages) form(d indicator.Definition, c choices, ps []period.Period) ChooseForm {
	f := ChooseForm{Action: "/benchmarks/" + d.ID, Button: govuk.Button{Text: "Show", Style: "secondary"},
		Of: govuk.Select{Name: "of", Label: "Area to pick out"}, Peers: govuk.Select{Name: "peers", Label: "Compare it with"}}
	on := period.DateOf(p.o.Now())
	f.Period, on = periodSelect(c, ps, on)
	chosen, _ := p.areas.Find(c.of)
	f.Of.Choices = []govuk.Choice{{Value: "", Text: "None", Selected: c.of == ""}}
	for _, a := range p.areas.On(on) {
		f.Of.Choices = append(f.Of.Choices, govuk.Choice{Value: a.DFE, Text: a.Name, Selected: c.of != "" && a.DFE == chosen.DFE})
	}
	for _, k := range peerKinds {
		f.Peers.Choices = append(f.Peers.Choices, govuk.Choice{Value: k.value, Text: k.text, Selected: c.peers == k.value})
	}
	if len(c.group) > 0 {
		f.Peers.Choices = append(f.Peers.Choices, govuk.Choice{Value: benchmark.PeerGroup, Text: "Your own group of " + govuk.Number(len(c.group)), Selected: c.peers == benchmark.PeerGroup})
	}
	f.Kept = kept(c, "period", "of", "peers")
	text := "Choose a group of your own"
	if len(c.group) > 0 {
		text = "Change your group"
	}
	f.Group = &govuk.Link{Text: text, Href: c.href("/benchmarks/" + d.ID + "/group")}
	return f
}

// periodSelect lists periods, newest first, years before quarters. The day is
// the last of the one chosen, else the one given.
func periodSelect(c choices, ps []period.Period, on period.Date) (govuk.Select, period.Date) {
	s := govuk.Select{Name: "period", Label: "Period"}
	for _, q := range slices.Backward(ps) {
		group := "Financial years"
		if q.Kind() == period.Quarter {
			group = "Quarters"
		}
		s.Choices = append(s.Choices, govuk.Choice{Value: q.String(), Text: q.Words(), Selected: q.String() == c.period, Group: group})
		if q.String() == c.period {
			on = q.End()
		}
	}
	slices.SortStableFunc(s.Choices, func(a, b govuk.Choice) int { return cmp.Compare(a.Group, b.Group) })
	return s, on
}

// kept are the choices that a form carries along, without the fields of its
// own.
func kept(c choices, own ...string) []Hidden {
	var out []Hidden
	for _, kv := range []Hidden{{"period", c.period}, {"of", c.of}, {"peers", c.peers}, {"group", strings.Join(c.group, ",")}, {"view", c.view}, {"limits", c.limits}, {"sort", c.sort},
		{"breakdown", c.breakdown}, {"category", c.category}, {"rank", c.rank}, {"version", c.version}} {
		if kv.Value != "" && !slices.Contains(own, kv.Name) {
			out = append(out, kv)
		}
	}
	return out
}

// groupForm lists the areas in being for the period asked for.
func (p *Pages) groupForm(d indicator.Definition, c choices, problem string) GroupForm {
	f := GroupForm{Action: "/benchmarks/" + d.ID, Error: problem, Kept: kept(c, "group", "peers")}
	on := period.DateOf(p.o.Now())
	if q, err := period.Parse(c.period); err == nil {
		on = q.End()
	}
	want := map[string]bool{}
	for _, code := range c.group {
		if a, ok := p.areas.Find(code); ok {
			want[a.DFE] = true
		} else {
			f.Typed = strings.TrimSpace(f.Typed + " " + code)
		}
	}
	areas := p.areas.On(on)
	for _, region := range p.areas.Regions() {
		g := GroupRegion{Name: region.Name}
		for _, a := range areas {
			if a.RegionCode != region.Code {
				continue
			}
			if want[a.DFE] {
				f.Chosen++
			}
			g.Boxes = append(g.Boxes, GroupBox{a.DFE, a.Name, want[a.DFE]})
		}
		f.Regions = append(f.Regions, g)
	}
	back := c
	back.group = nil
	if back.peers == benchmark.PeerGroup {
		back.peers = ""
	}
	f.Back = govuk.Link{Text: "Back to " + d.Title + " without a group", Href: back.href("/benchmarks/" + d.ID)}
	return f
}
