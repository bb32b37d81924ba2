package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/benchmark"
)

// fieldsOf returns the members of the JSON of a struct, those of embedded
// structs included, and which of them are always there.
func fieldsOf(t reflect.Type) (all, always []string) {
	own := map[string]bool{}
	var walk func(t reflect.Type, depth int)
	walk = func(t reflect.Type, depth int) {
		for i := range t.NumField() {
			f := t.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case f.Anonymous && name == "":
				continue
			case name == "-" || name == "" || own[name]:
				continue
			}
			own[name] = true
			all = append(all, name)
			if !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
				always = append(always, name)
			}
		}
		for i := range t.NumField() {
			if f := t.Field(i); f.Anonymous && f.Tag.Get("json") == "" {
				walk(f.Type, depth+1)
			}
		}
	}
	walk(t, 0)
	slices.Sort(all)
	slices.Sort(always)
	return all, always
}

// TestDescriptionHasEveryField holds the schemas of figures to the structs
// that are sent: the same members, the same ones always there.
func TestDescriptionHasEveryField(t *testing.T) {
	body, err := Description()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(body)
	if err != nil {
		t.Fatal(err)
	}
	schema := func(name string) *openapi3.Schema { return doc.Components.Schemas[name].Value }
	item := func(s *openapi3.Schema, path ...string) *openapi3.Schema {
		for _, p := range path {
			if s = s.Properties[p].Value; s.Items != nil {
				s = s.Items.Value
			}
		}
		return s
	}
	for name, x := range map[string]struct {
		schema *openapi3.Schema
		value  any
	}{
		"Area": {schema("Area"), Area{}}, "Indicator": {schema("Indicator"), Indicator{}}, "Period": {schema("Period"), Period{}}, "Theme": {schema("Theme"), Theme{}}, "Paged": {schema("Paged"), Paged{}},
		"Benchmark": {schema("Benchmark"), Benchmark{}}, "EnglandFigure": {schema("EnglandFigure"), benchmark.EnglandFigure{}}, "RegionFigure": {schema("RegionFigure"), benchmark.RegionFigure{}},
		"AreaFigure": {schema("AreaFigure"), benchmark.AreaFigure{}}, "AreaRank": {item(schema("AreaFigure"), "rank"), benchmark.AreaRank{}}, "Note": {schema("Note"), benchmark.Note{}},
		"Peers": {schema("Peers"), benchmark.Peers{}}, "PeerMember": {item(schema("Peers"), "members"), benchmark.PeerMember{}},
		"Funnel": {schema("Funnel"), benchmark.Funnel{}}, "FunnelLimit": {item(schema("Funnel"), "limits"), benchmark.FunnelLimit{}}, "Slope": {schema("Slope"), benchmark.SlopeFigure{}},
		"Trend": {schema("Trend"), Trend{}}, "TrendPoint": {item(schema("Trend"), "points"), benchmark.TrendPoint{}}, "Series": {schema("Series"), benchmark.Series{}},
		"Segment": {item(schema("Series"), "segments"), benchmark.Segment{}}, "Signal": {item(schema("Series"), "signals"), benchmark.Signal{}}, "TrendTest": {item(schema("Series"), "test"), benchmark.TrendTest{}}, "Gap": {item(schema("Series"), "gaps"), benchmark.Gap{}},
		"Profile": {schema("Profile"), Profile{}}, "ProfileFigure": {schema("ProfileFigure"), ProfileFigure{}}, "ProfileWithout": {item(schema("Profile"), "without"), ProfileWithout{}},
	} {
		all, always := fieldsOf(reflect.TypeOf(x.value))
		var described []string
		for p := range x.schema.Properties {
			described = append(described, p)
		}
		slices.Sort(described)
		if diff := cmp.Diff(all, described); diff != "" {
			t.Errorf("%s: -sent +described\n%s", name, diff)
		}
		for _, r := range x.schema.Required {
			if !slices.Contains(always, r) {
				t.Errorf("%s: %s is described as always there, and is not", name, r)
			}
		}
	}
}

// TestEveryParameterIsDescribed reads the parameters that benchmarks and
// trends take from their description, and sees each make a difference or be
// refused: a word that is described and not read would be passed over in
// silence.
func TestEveryParameterIsDescribed(t *testing.T) {
	w := newWide(t)
	wrong := map[string]string{"period": "soon", "areas": "nowhere", "peers": "friends", "of": "nowhere", "group": "383", "breakdown": "hats", "category": "hats", "limits": "wide", "rank": "maybe", "slope": "maybe", "view": "secret", "version": "x", "inspection": "x", "area": "nowhere"}
	body, err := Description()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]struct {
			Get struct {
				Parameters []struct {
					Name, In string
					Ref      string `json:"$ref"`
				}
			}
		}
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	for path, at := range map[string]string{"/benchmarks/{indicator}": "/benchmarks/E06?period=2026-Q2", "/trends/{indicator}": "/trends/E06?area=301", "/areas/{code}/{profile}": "/areas/301/profile?x=1"} {
		for _, p := range doc.Paths[path].Get.Parameters {
			name := p.Name
			if p.Ref != "" {
				name = p.Ref[strings.LastIndex(p.Ref, "/")+1:]
			}
			if p.In == "path" {
				continue
			}
			value, known := wrong[name]
			if !known {
				t.Errorf("%s takes %s, of which this test knows nothing", path, name)
				continue
			}
			url := prefix + at + "&" + name + "=" + value
			switch name {
			case "period", "area": // stands in the address already
				url = strings.NewReplacer("period=2026-Q2", "period="+value, "area=301", "area="+value, "x=1", "period="+value).Replace(prefix + at)
			case "category":
				url += "&breakdown=sex"
			}
			if rec := w.ask(nobody, "GET", url, ""); rec.Code < 400 || rec.Code >= 500 {
				t.Errorf("%s: %d, want a problem", url, rec.Code)
			}
		}
	}
}
