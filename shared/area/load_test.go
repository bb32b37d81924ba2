package area_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// surrey is a layer that tells of the split of 1 April 2027. The day is
// Parliament's; numbers, codes, cells and population are made up here.
var surrey = fstest.MapFS{
	"areas.csv": file(`# made up for this test
dfe,name,type,region,dfe_region,from,to
936,Surrey,county,E12000008,,,2027-03-31
991,East Surrey,unitary,E12000008,,2027-04-01,
992,West Surrey,unitary,E12000008,,2027-04-01,
`),
	"codes.csv": file(`gss,dfe,type,from,to
E10000030,936,county,,2027-03-31
E06000901,991,unitary,2027-04-01,
E06000902,992,unitary,2027-04-01,
`),
	"changes.csv": file(`from_gss,from_dfe,to_gss,to_dfe,effective,kind,note
E10000030,936,E06000901,991,2027-04-01,split,
E10000030,936,E06000902,992,2027-04-01,split,
`),
	"populations.csv": file(`code,2025,2026,2027
E92000001,12200000,12210000,12220000
991,,,110000
`),
	"hexes.csv": file("dfe,q,r\n991,90,90\n992,91,90\n"),
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestALayerTellsOfASplit(t *testing.T) {
	r, err := area.New(area.Data(), surrey)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(r.On(day(t, "2027-03-31"))); got != 153 {
		t.Errorf("%d areas the day before, want 153", got)
	}
	if got := len(r.On(day(t, "2027-04-01"))); got != 154 {
		t.Errorf("%d areas on the day, want 154", got)
	}
	ok, reason := r.InBeing("936", period.NewQuarter(2027, 2))
	if want := "Surrey (936) ended on 31 March 2027, before April to June 2027. Use the areas that came after it: East Surrey (991); West Surrey (992)."; ok || reason != want {
		t.Errorf("InBeing(936) = %v, %q, want %q", ok, reason, want)
	}
	if ok, reason := r.InBeing("991", period.NewQuarter(2027, 1)); ok || !strings.HasSuffix(reason, "Use the area that came before it: Surrey (936).") {
		t.Errorf("InBeing(991) before its day = %v, %q", ok, reason)
	}
	if a, ok := r.Find("E06000902"); !ok || a.Name != "West Surrey" || a.Region != "South East" {
		t.Errorf("Find(E06000902) = %v, %v", a, ok)
	}
	if got, _ := r.EnglandPopulation(period.NewFinancialYear(2026)); got != (area.Population{N: 12210000, Year: 2026}) {
		t.Errorf("England's new population = %v", got)
	}
	if got, _ := r.EnglandPopulation(period.NewFinancialYear(2024)); got.N != 12183016 {
		t.Errorf("England's old population = %v", got)
	}
	if got, _ := r.Population("991", period.NewQuarter(2027, 2)); got != (area.Population{N: 110000, Year: 2027}) {
		t.Errorf("first quarter of East Surrey = %v, want its first estimate", got)
	}
	if got, ok := r.Population("992", period.NewQuarter(2027, 2)); ok {
		t.Errorf("West Surrey has the population %v, want none", got)
	}
	// The built-in register is not touched.
	if _, ok := area.England().Find("991"); ok {
		t.Error("the built-in register has been changed by a layer")
	}
}

func TestASplitInTheMiddleOfAPeriod(t *testing.T) {
	r, err := area.New(area.Data(), fstest.MapFS{
		"areas.csv": file("dfe,name,type,region,dfe_region,from,to\n936,Surrey,county,E12000008,,,2027-04-30\n991,East Surrey,unitary,E12000008,,2027-05-01,\n"),
		"codes.csv": file("gss,dfe,type,from,to\nE10000030,936,county,,2027-04-30\nE06000901,991,unitary,2027-05-01,\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for dfe, want := range map[string]string{
		"936": "Surrey (936) ended on 30 April 2027, within April to June 2027. Use a period that ends on or before that day.",
		"991": "East Surrey (991) came into being on 1 May 2027, within April to June 2027. Use a period that begins on or after that day.",
	} {
		if ok, reason := r.InBeing(dfe, period.NewQuarter(2027, 2)); ok || reason != want {
			t.Errorf("InBeing(%s) = %v, %q, want %q", dfe, ok, reason, want)
		}
	}
}

func TestSuccessorsAreFollowedToThePresent(t *testing.T) {
	r, err := area.New(area.Data(), fstest.MapFS{
		"areas.csv":   file("dfe,name,type,region,dfe_region,from,to\n942,Cumberland,unitary,E12000002,,2023-04-01,2028-03-31\n993,Solway,unitary,E12000002,,2028-04-01,\n"),
		"codes.csv":   file("gss,dfe,type,from,to\nE06000063,942,unitary,2023-04-01,2028-03-31\nE06000903,993,unitary,2028-04-01,\n"),
		"changes.csv": file("from_gss,from_dfe,to_gss,to_dfe,effective,kind,note\nE06000063,942,E06000903,993,2028-04-01,merge,made up\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, reason := r.InBeing("909", period.NewFinancialYear(2028))
	if want := "Use the areas that came after it: Solway (993); Westmorland and Furness (943)."; !strings.HasSuffix(reason, want) {
		t.Errorf("InBeing(909) = %q, want it to end %q", reason, want)
	}
}

func TestNewNamesWhatIsWrong(t *testing.T) {
	const areas = "dfe,name,type,region,dfe_region,from,to\n"
	const codes = "gss,dfe,type,from,to\n"
	for _, tt := range []struct {
		name, file, text, want string
	}{
		{"a heading is missing", "areas.csv", "dfe,name\n383,Leeds\n", `areas.csv: no column is headed "type"`},
		{"a heading stands twice", "hexes.csv", "dfe,q,r,q\n", `hexes.csv: two columns are headed "q"`},
		{"a row is short", "hexes.csv", "dfe,q,r\n383,1\n", "hexes.csv: record on line 2: wrong number of fields"},
		{"an empty file", "hexes.csv", "# nothing\n", "hexes.csv: no heading row"},
		{"a number of two digits", "areas.csv", areas + "38,Leeds,unitary,E12000003,,,\n", `areas.csv line 2: "38" does not have the form of a code`},
		{"no name", "areas.csv", areas + "383,,metropolitan district,E12000003,,,\n", "areas.csv line 2: the area has no name"},
		{"a type that is none", "areas.csv", areas + "383,Leeds,city,E12000003,,,\n", `areas.csv line 2: type "city" is not one of`},
		{"a region that is none", "areas.csv", areas + "383,Leeds,metropolitan district,E12000099,,,\n", `areas.csv: Leeds (383): "E12000099" is not the code of a region`},
		{"a day that does not exist", "areas.csv", areas + "383,Leeds,metropolitan district,E12000003,,2025-02-30,\n", `areas.csv line 2: parse date "2025-02-30"`},
		{"an end before the beginning", "areas.csv", areas + "383,Leeds,metropolitan district,E12000003,,2025-04-01,2024-03-31\n", "areas.csv line 2: it ends on 2024-03-31, before it begins on 2025-04-01"},
		{"codes that do not cover the area's life", "areas.csv", areas + "383,Leeds,metropolitan district,E12000003,,,2028-03-31\n", "codes.csv: Leeds (383): the codes must begin and end on the same days as the area"},
		{"an area without a code", "areas.csv", areas + "994,New,unitary,E12000003,,,\n", "codes.csv: New (994) has no code"},
		{"codes with a gap", "codes.csv", codes + "E06000901,370,unitary,2025-06-01,\n", "codes.csv: Barnsley (370): E06000901 must begin on the day after"},
		{"a code of nobody", "codes.csv", codes + "E06000901,994,unitary,,\n", "codes.csv: E06000901 is given to 994, which is no area"},
		{"a change of an unknown kind", "changes.csv", "from_gss,from_dfe,to_gss,to_dfe,effective,kind,note\nE08000035,383,E08000016,370,2025-04-01,swap,\n", `changes.csv line 2: kind "swap"`},
		{"a change to a code of another area", "changes.csv", "from_gss,from_dfe,to_gss,to_dfe,effective,kind,note\nE08000035,383,E08000016,371,2025-04-01,merge,\n", "changes.csv: E08000035 to E08000016: codes.csv does not give E08000016 to 371"},
		{"a population that is no number", "populations.csv", "code,2025\n383,1 000\n", `populations.csv line 2: 2025: "1 000" is not a number of children`},
		{"a year that is none", "populations.csv", "code,mid\n383,1000\n", `populations.csv: the heading "mid" is not a year`},
		{"a neighbour that is no area", "neighbours.csv", neighbours("383", "999"), "neighbours.csv: 383: 999 is no area, or is named twice"},
		{"a neighbour of itself", "neighbours.csv", neighbours("383", "383"), "neighbours.csv: 383: 383 is no area, or is named twice"},
		{"deprivation of no area", "deprivation.csv", "dfe,idaci,idaci_rank,imd,imd_rank\n999,0.1,1,20,1\n", "deprivation.csv: 999 is no area"},
		{"a share above the whole", "deprivation.csv", "dfe,idaci,idaci_rank,imd,imd_rank\n383,1.1,1,20,1\n", "deprivation.csv line 2: idaci is a share"},
		{"a score that is no number", "deprivation.csv", "dfe,idaci,idaci_rank,imd,imd_rank\n383,0.1,first,20,1\n", "deprivation.csv line 2"},
		{"a closeness that is none", "neighbours.csv", strings.Replace(neighbours("383", "370"), "370 close", "370 near", 1), `neighbours.csv line 2: n1: "370 near"`},
		{"a taken cell", "hexes.csv", "dfe,q,r\n383,10,16\n", "are in one cell"},
		{"a cell that is no number", "hexes.csv", "dfe,q,r\n383,a,16\n", "hexes.csv line 2:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := area.New(area.Data(), fstest.MapFS{tt.file: file(tt.text)})
			if err == nil || r != nil {
				t.Fatalf("New: no error, want %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("New: %v\nwant it to say: %s", err, tt.want)
			}
		})
	}
	if _, err := area.New(); err == nil {
		t.Error("New without layers: no error")
	}
}

func neighbours(dfe, first string) string {
	return "dfe,n1,n2,n3,n4,n5,n6,n7,n8,n9,n10\n" + dfe + "," + first +
		" close,371 close,372 close,373 close,380 close,381 close,382 close,384 close,390 close,391 close\n"
}

// TestEveryFileSaysWhereItComesFrom holds the data to the rule that source,
// day and licence stand in the file.
func TestEveryFileSaysWhereItComesFrom(t *testing.T) {
	names, err := fs.Glob(area.Data(), "*.csv")
	if err != nil || len(names) != 8 {
		t.Fatalf("data files: %v, %v", names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(area.Data(), name)
		if err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(string(text), "\n"+firstHeading(string(text)))
		for _, word := range []string{"# Source: ", "Gathered 20", "# Licence: "} {
			if !strings.Contains(head, word) {
				t.Errorf("%s does not say %q", name, word)
			}
		}
	}
}

func firstHeading(text string) string {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			return line
		}
	}
	return text
}

func TestAttributions(t *testing.T) {
	var texts []string
	for _, a := range area.Attributions() {
		texts = append(texts, a.Text)
		if a.Licence == "" || a.Covers == "" {
			t.Errorf("%q has no licence, or does not say what it covers", a.Text)
		}
	}
	want := []string{ // as the licences word them
		"Contains public sector information licensed under the Open Government Licence v3.0.",
		"Source: Office for National Statistics licensed under the Open Government Licence v3.0",
		"UK Local Authorities (past and current), mySociety, CC BY 4.0",
		"Hexagon map: UK upper tier local authorities, copyright (c) 2017- Open Innovations, MIT licence, changed to the areas of 2023.",
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("attributions (-want +got):\n%s", diff)
	}
	if !strings.Contains(area.HexLicence(), "Copyright (c) 2017- Open Innovations") {
		t.Error("the licence of the hexagon map is not with its data")
	}
}
