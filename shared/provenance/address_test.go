package provenance

import (
	"errors"
	"strings"
	"testing"

	"earlyhelp/shared/benchmark"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Address{
		"E06/2024-25/383":                      {"E06", "2024-25", "383", "", ""},
		" /e06/2024-25/E08000035/ ":            {"e06", "2024-25", "E08000035", "", ""},
		"E06/2026-Q2/383/sex/female":           {"E06", "2026-Q2", "383", "sex", "female"},
		"E06/2026-Q2/383/total/all":            {"E06", "2026-Q2", "383", "", ""},
		"E06/2026-Q2/383/total":                {"E06", "2026-Q2", "383", "", ""},
		"A01/2026-Q2/383/locality/North/South": {"A01", "2026-Q2", "383", "locality", "North/South"},
		"E06/2026-Q2/383/sex":                  {"E06", "2026-Q2", "383", "sex", ""},
	} {
		got, err := Parse(in)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "E06", "E06/2024-25", "E06//383", "//", "E06/2024-25/383//female"} {
		if _, err := Parse(in); !errors.Is(err, ErrAddress) {
			t.Errorf("Parse(%q): %v, want ErrAddress", in, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("E06/2026-Q2/383/age_band/10-15")
	f.Add("A01/2026-Q2/383/locality/North / South & co?")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(a.String())
		if err != nil || again != a {
			t.Errorf("Parse(%q) = %+v; its String %q reads as %+v, %v", s, a, a.String(), again, err)
		}
	})
}

func TestFindIsForgiving(t *testing.T) {
	l := newLand(t)
	for in, want := range map[string]string{
		"E06/2026-Q2/383":                        "E06/2026-Q2/383",
		"e06/2026-q2/E08000035":                  "E06/2026-Q2/383",
		"E06/2026-Q2/leeds":                      "E06/2026-Q2/383",
		"E06/2026-Q2/e08000035/Sex/Female":       "E06/2026-Q2/383/sex/female",
		"E06/2026-Q2/383/sex/not-recorded":       "E06/2026-Q2/383/sex/not recorded",
		"D04/2026-Q2/383/agency/local_authority": "D04/2026-Q2/383/agency/local authority",
		"E06/2026-Q2/England":                    "E06/2026-Q2/E92000001",
		"E06/2026-Q2/e12000003":                  "E06/2026-Q2/E12000003",
		"E06/2026-Q2/yorkshire and the humber":   "E06/2026-Q2/E12000003",
		"E06/2024–25/383":                        "E06/2024-25/383",
	} {
		a, err := Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		at, err := Find(l.tracer.Public, l.tracer.Register, l.tracer.Catalogue, a)
		if err != nil || at.Address.String() != want {
			t.Errorf("Find(%q) = %s, %v; want %s", in, at.Address, err, want)
		}
	}
}

func TestFindNamesWhatThereIs(t *testing.T) {
	l := newLand(t)
	for _, tt := range []struct{ in, field, message, have string }{
		{"Z99/2026-Q2/383", "indicator", "no indicator", "E06"},
		{"A07/soon/383", "period", "quarter such as", "2026-Q2"},
		{"E06/2031-32/383", "period", "no figures for April 2031", "2024-25"},
		{"E06/2026-Q2/999", "area", "no area, region or England", "383"},
		{"E06/2026-Q2/E12000099", "area", "no area", "E12000003"},
		{"E06/2024-25/838/sex/female", "breakdown", "not split", ""},
		{"E06/2026-Q2/383/sex/purple", "breakdown", "not split by “sex/purple”", "sex/female"},
		{"E06/2026-Q2/383/colour/red", "breakdown", "not split", "sex/female"},
		{"E06/2026-Q2/383/sex", "breakdown", "not split by “sex”", "sex/female"},
		{"E06/2026-Q2/835", "area", "Dorset", ""},
		{"E06/2026-Q2/310/sex/female", "area", "does not give", ""},
		{"G05/2026-Q2/383/agency/school/x", "breakdown", "not split", "agency/school"},
	} {
		a, err := Parse(tt.in)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Find(l.tracer.Public, l.tracer.Register, l.tracer.Catalogue, a)
		var q *benchmark.QueryError
		if !errors.As(err, &q) {
			t.Errorf("Find(%q): %v, want a QueryError", tt.in, err)
			continue
		}
		if q.Field != tt.field || !strings.Contains(q.Message, tt.message) || tt.have != "" && !strings.Contains(" "+strings.Join(q.Have, " ")+" ", " "+tt.have+" ") {
			t.Errorf("Find(%q) = %s: %s; have %v; want %s: %s … %s", tt.in, q.Field, q.Message, q.Have, tt.field, tt.message, tt.have)
		}
	}
}
