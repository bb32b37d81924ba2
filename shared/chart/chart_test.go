package chart

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func limits(mean, to float64) []Limit {
	var out []Limit
	for n := to / 20; n <= to; n += to / 20 {
		se := math.Sqrt(mean * (100 - mean) / n)
		out = append(out, Limit{n, mean - 3.09*se, mean - 1.96*se, mean + 1.96*se, mean + 3.09*se})
	}
	return out
}

func manyPoints(n int) []Point {
	var out []Point
	for i := range n {
		p := Point{Name: "Area " + string(rune('A'+i%26)) + string(rune('a'+i/26)), Href: "/areas/x", Title: "a figure", X: 300 + float64(i*i)*0.6, Y: 22 + 7*math.Sin(float64(i)), Outlier: Inside}
		switch {
		case p.Y > 28.5:
			p.Outlier = High998
		case p.Y > 27.5:
			p.Outlier = High95
		case p.Y < 15.5:
			p.Outlier = Low998
		case p.Y < 16.5:
			p.Outlier = Low95
		}
		switch {
		case i == 40:
			p.Emphasis, p.Name = Own, "Leeds & <District>"
		case i%15 == 3:
			p.Emphasis = Peer
		}
		out = append(out, p)
	}
	return out
}

// drawings are every chart in each of its states.
func drawings() map[string]string {
	f := Funnel{ID: "f", Title: "Re-referred within 12 months", Desc: "A funnel plot.", XLabel: "Referrals", YLabel: "Re-referred", YUnit: "%",
		Limits: limits(22.6, 14000), Centre: 22.6, HasCentre: true, CentreLabel: "England", Max: 100,
		References: []Reference{{20, 16.5, 24, "2014 sample: \"one fifth\""}}, Note: "Limits adjusted for overdispersion (phi 44.2)."}
	empty, one, many, odd := f, f, f, f
	empty.Limits, empty.References = nil, nil
	one.Points = manyPoints(1)
	many.Points = manyPoints(150)
	odd.Points = []Point{{Name: "NaN", X: math.NaN(), Y: 1}, {Name: "Inf", X: 1, Y: math.Inf(1)}, {Name: "Zero", X: 0, Y: 0}}
	odd.Limits = []Limit{{math.NaN(), 1, 2, 3, 4}, {10, math.Inf(-1), 2, 3, math.NaN()}}
	odd.Centre = math.NaN()

	d := Dots{ID: "d", Title: "Leeds and its neighbours", Desc: "A dot plot.", XLabel: "Re-referred", XUnit: "%", Centre: 22.6, HasCentre: true, CentreLabel: "England 22.6%", Max: 100}
	dOne, dMany, dOdd := d, d, d
	dOne.Rows = []Row{{Name: "Leeds", Value: 24.2, Lower: 23.4, Upper: 25, HasValue: true, Emphasis: Own, Words: "24.2%"}}
	dMany.Rows = append([]Row{{Name: "England", Value: 22.6, HasValue: true, AverageOfMany: true}}, dOne.Rows...)
	dMany.Rows = append(dMany.Rows, Row{Name: "Rutland", Words: "[c] confidential"}, Row{Name: "Hampshire", Href: "/areas/E10000014?a=1&b=2", Value: 41, Lower: 40.1, Upper: 41.9, HasValue: true, Outlier: High998, Emphasis: Peer, Words: "41.0%", Interval: "40.1 to 41.9"})
	dOdd.Rows = []Row{{Name: "Odd", Value: math.NaN(), HasValue: true, Lower: math.Inf(-1), Upper: math.NaN()}}
	dOdd.Centre = math.Inf(1)

	t := Trend{ID: "t", Title: "Leeds", Desc: "Twelve years.", YLabel: "Re-referred", YUnit: "%", Name: "Leeds", Max: 100}
	tOne, tMany, tOdd := t, t, t
	tOne.Steps = []Step{{Label: "2024-25", Value: 24.2, HasValue: true, Lower: 23.4, Upper: 25, England: 22.6, HasEngland: true}}
	for i := range 13 {
		s := Step{Label: "20" + string(rune('0'+i/10)) + string(rune('0'+i%10)), Value: 20 + float64(i%5), HasValue: i != 4, Symbol: "[c]", England: 22, HasEngland: true}
		s.Lower, s.Upper = s.Value-1, s.Value+1
		if i == 7 {
			s.Lower, s.Upper = math.NaN(), math.NaN()
		}
		tMany.Steps = append(tMany.Steps, s)
	}
	tOdd.Steps = []Step{{Label: "a", Value: math.NaN(), HasValue: true, England: math.Inf(1), HasEngland: true}, {Label: "b", HasValue: true, Value: 0}}

	k := Control{ID: "c", Title: "Leeds by quarter", Desc: "Sixteen quarters.", YLabel: "Re-referred", YUnit: "%", Name: "Leeds", Max: 100}
	kOne, kMany, kOdd := k, k, k
	kOne.Steps = []ControlStep{{Step: Step{Label: "2026-Q2", Value: 24.2, HasValue: true}}}
	for i := range 16 {
		s := ControlStep{Step: Step{Label: "20" + string(rune('2'+i/4)) + "-Q" + string(rune('1'+i%4)), Value: 20 + float64(i%3), HasValue: i != 5, Symbol: "[c]", England: 22, HasEngland: i != 9, Words: "a figure"}, Mean: 21, LowerLimit: 17.5, UpperLimit: 24.5, HasLimits: i != 5}
		if i >= 10 {
			s.Mean, s.LowerLimit, s.UpperLimit, s.Value = 28, 25, 31, 27+float64(i%3)
		}
		if causes := []Cause{Beyond, RunAbove, RunBelow, Rising, Falling, NearEdge}; i < len(causes) {
			s.Cause = causes[i]
		}
		kMany.Steps = append(kMany.Steps, s)
	}
	kMany.Rebases = []Rebase{{10, "counted from a list"}, {0, "before the start"}, {99, "after the end"}}
	kOdd.Steps = []ControlStep{{Step: Step{Label: "a", Value: math.NaN(), HasValue: true}, Mean: math.NaN(), LowerLimit: math.Inf(-1), UpperLimit: math.Inf(1), HasLimits: true}, {Step: Step{Label: "b", Value: 1, HasValue: true}, Mean: 1, LowerLimit: 1, UpperLimit: 1, HasLimits: true}}

	panels := Multiples{ID: "p", Title: "Neighbours", YUnit: "%", Panels: []Trend{tMany, tOne, tOdd, t}, Max: 100}
	strip := Strip{ID: "s", Title: "above the 99.8% limits", At: 1.4, Lower: 1.1, Upper: 1.7, Outlier: High998}
	stripOdd := Strip{ID: "s", Title: "odd", At: math.NaN(), Lower: math.Inf(-1), Upper: math.NaN()}

	m := HexMap{ID: "m", Title: "Areas", Desc: "A map."}
	mMany := m
	mMany.Hexes = []Hex{{Name: "A", Href: "/areas/1", Q: 0, R: 0, Level: 1}, {Name: "B", Href: "/areas/2", Q: 1, R: 0, Level: 4, Emphasis: Own}, {Name: "C", Href: "/areas/3", Q: 0, R: 1, Level: 9, Emphasis: Peer}, {Name: "D", Href: "/areas/4", Q: 1, R: 1}}

	return map[string]string{
		"funnel-empty": empty.SVG(), "funnel-one": one.SVG(), "funnel-many": many.SVG(), "funnel-odd": odd.SVG(),
		"dots-empty": d.SVG(), "dots-one": dOne.SVG(), "dots-many": dMany.SVG(), "dots-odd": dOdd.SVG(),
		"trend-empty": t.SVG(), "trend-one": tOne.SVG(), "trend-many": tMany.SVG(), "trend-odd": tOdd.SVG(), "trend-spark": tMany.Spark(), "trend-spark-empty": t.Spark(),
		"control-empty": k.SVG(), "control-one": kOne.SVG(), "control-many": kMany.SVG(), "control-odd": kOdd.SVG(),
		"file-funnel": string(File(many, "Source: returns. <Made up>")), "file-dots": string(File(dMany)), "file-trend": string(File(tMany)), "file-control": string(File(kMany, "A note")), "file-empty": string(File(k)), "file-odd": string(File(odd)),
		"panels": strings.Join(panels.SVGs(), ""), "strip": strip.SVG(), "strip-odd": stripOdd.SVG(),
		"map-empty": m.SVG(), "map-many": mMany.SVG(),
		"key": Key(High998, Own) + LineKey("95"),
	}
}

func TestGolden(t *testing.T) {
	for name, got := range drawings() {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("read golden file: %v; write it with -update", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs (-want +got):\n%s", path, diff)
			}
		})
	}
}

// Every drawing is well-formed, holds no number that is none, uses only ids of
// its own, and names itself to a screen reader.
func TestWellFormed(t *testing.T) {
	for name, got := range drawings() {
		t.Run(name, func(t *testing.T) {
			for _, bad := range []string{"NaN", "Inf", "%!"} {
				text := strings.ReplaceAll(strings.ReplaceAll(got, "<title>NaN", ""), "<title>Inf", "")
				if strings.Contains(text, bad) {
					t.Errorf("output contains %q", bad)
				}
			}
			ids := map[string]bool{}
			dec := xml.NewDecoder(strings.NewReader("<x>" + strings.TrimPrefix(got, xml.Header) + "</x>"))
			var refs []string
			for {
				tok, err := dec.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("not well-formed: %v", err)
				}
				start, ok := tok.(xml.StartElement)
				if !ok {
					continue
				}
				for _, a := range start.Attr {
					switch a.Name.Local {
					case "id":
						if ids[a.Value] {
							t.Errorf("id %q twice", a.Value)
						}
						ids[a.Value] = true
					case "href":
						if id, ok := strings.CutPrefix(a.Value, "#"); ok {
							refs = append(refs, id)
						}
					case "aria-labelledby", "aria-describedby":
						refs = append(refs, a.Value)
					case "style":
						t.Errorf("inline style %q: a page's security policy would drop it", a.Value)
					}
				}
			}
			for _, r := range refs {
				if !ids[r] {
					t.Errorf("refers to id %q, which is not there", r)
				}
			}
			if name != "key" && !strings.Contains(got, `role="img"`) && !strings.Contains(got, "chart--map") {
				t.Errorf("has no picture with role img")
			}
		})
	}
}

// A file stands alone: no style sheet, no script, no link, no per cent that
// needs a page's width.
func TestFileStandsAlone(t *testing.T) {
	for name, got := range drawings() {
		if !strings.HasPrefix(name, "file-") {
			continue
		}
		for _, bad := range []string{"<a ", "<script", "http://www.w3.org/1999/xlink", "url(http", ` x="5%"`, "chart--"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
		for _, want := range []string{xml.Header, `role="img"`, "<title ", "<desc ", "<style>", "viewBox"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
}

func TestLimitPlace(t *testing.T) {
	l := Limit{Lower998: 10, Lower95: 14, Upper95: 28, Upper998: 34}
	for _, tt := range []struct {
		name string
		v    float64
		l    Limit
		want float64
	}{
		{"England", 20, l, 0}, {"half way to the upper 95% limit", 24, l, Inner / 2}, {"at the upper 95% limit", 28, l, Inner},
		{"at the upper 99.8% limit", 34, l, 1}, {"at the lower 99.8% limit", 10, l, -1}, {"half as far again", 41, l, 1.5}, {"far beyond", 400, l, stripEnd},
		{"limits of no width", 21, Limit{Lower998: 20, Lower95: 20, Upper95: 20, Upper998: 20}, stripEnd}, {"no number", math.NaN(), l, 0},
	} {
		if got := LimitPlace(tt.v, 20, tt.l); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: LimitPlace = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestRootScaleTicksKeepApart(t *testing.T) {
	for _, hi := range []float64{1, 57, 480, 41000, 1.2e6, 0, math.NaN()} {
		s := rootTo(hi)
		if len(s.ticks) < 3 {
			t.Errorf("rootTo(%v) has the ticks %v", hi, s.ticks)
		}
		for i := 1; i < len(s.ticks); i++ {
			if s.at(s.ticks[i])-s.at(s.ticks[i-1]) < 10 {
				t.Errorf("rootTo(%v): ticks %v and %v lie %v per cent apart", hi, s.ticks[i-1], s.ticks[i], s.at(s.ticks[i])-s.at(s.ticks[i-1]))
			}
		}
	}
}

func TestNumber(t *testing.T) {
	tests := []struct {
		v      float64
		places int
		want   string
	}{
		{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {1234567.891, 1, "1,234,567.9"},
		{-1200, 0, "\u22121,200"}, {-0.04, 1, "0.0"}, {math.NaN(), 1, "no value"}, {math.Inf(1), 0, "no value"},
	}
	for _, tt := range tests {
		if got := Number(tt.v, tt.places); got != tt.want {
			t.Errorf("Number(%v, %d) = %q, want %q", tt.v, tt.places, got, tt.want)
		}
	}
}

func TestTicksAreRound(t *testing.T) {
	tests := []struct {
		name   string
		lo, hi float64
		want   []float64
	}{
		{"a percentage", 0, 41, []float64{0, 10, 20, 30, 40, 50}},
		{"a rate", 320, 730, []float64{300, 400, 500, 600, 700, 800}},
		{"small numbers", 0, 0.9, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
		{"no width", 5, 5, []float64{4, 4.5, 5, 5.5, 6}},
		{"not a range", math.NaN(), 3, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := newScale(tt.lo, tt.hi, 5).ticks
			if diff := cmp.Diff(tt.want, got, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })); diff != "" {
				t.Errorf("ticks of %v to %v differ (-want +got):\n%s", tt.lo, tt.hi, diff)
			}
		})
	}
}

func TestLabelsKeepApart(t *testing.T) {
	var labels []wanted
	var markers []xy
	for i := range 40 {
		at := xy{40 + float64(i%8), 40 + float64(i/8)}
		markers = append(markers, at)
		labels = append(labels, wanted{at: at, text: "An area of England"})
	}
	got := place(labels, markers, funnelHeight)
	if len(got) == 0 || len(got) > 12 {
		t.Errorf("place kept %d of 40 labels within a small square, want a few", len(got))
	}
	alone := place([]wanted{{at: xy{50, 50}, text: "Leeds"}}, []xy{{50, 50}}, funnelHeight)
	if len(alone) != 1 || alone[0].wideOnly {
		t.Errorf("place of one label alone = %+v, want it shown at every width", alone)
	}
	own := place(append(labels, wanted{at: xy{44, 42}, text: "Own", always: true}), markers, funnelHeight)
	if last := own[len(own)-1]; last.text != "Own" || last.wideOnly {
		t.Errorf("the reader's own area was not labelled: last label is %+v", last)
	}
}

func TestSpread(t *testing.T) {
	got := spread([]float64{100, 101, 99, 250}, 16, 260)
	want := []float64{115, 131, 99, 250}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spread differs (-want +got):\n%s", diff)
	}
	for _, y := range spread([]float64{258, 259, 260}, 16, 260) {
		if y > 260 {
			t.Errorf("spread put a label at %v, past the end", y)
		}
	}
}

func FuzzFunnel(f *testing.F) {
	f.Add(10.0, 20.0, 5.0, "x")
	f.Add(math.NaN(), math.Inf(1), -1.0, "<b>&")
	f.Fuzz(func(t *testing.T, x, y, centre float64, name string) {
		got := Funnel{ID: "f", Title: name, Points: []Point{{Name: name, X: x, Y: y, Href: name}, {Name: "b", X: 3, Y: 4}}, Limits: []Limit{{x, y, y, y, y}, {2 * x, y, centre, y, y}}, Centre: centre, HasCentre: true}.SVG()
		for _, attr := range []string{`"NaN`, `"Inf`, `"+Inf`, `"-Inf`} {
			if !strings.Contains(name, "NaN") && !strings.Contains(name, "Inf") && strings.Contains(got, attr) {
				t.Errorf("output holds %s", attr)
			}
		}
	})
}
