package area_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// TestInBeingPointsToAreasInBeing asks about every area and every period from
// 2012 to 2030: whoever was not in being is pointed to areas that were.
func TestInBeingPointsToAreasInBeing(t *testing.T) {
	r := area.England()
	number := regexp.MustCompile(`\((\d{3})\)`)
	var periods []period.Period
	for year := 2012; year <= 2030; year++ {
		periods = append(periods, period.NewFinancialYear(year))
		for q := 1; q <= 4; q++ {
			periods = append(periods, period.NewQuarter(year, q))
		}
	}
	for _, p := range periods {
		codes := map[string]string{}
		for _, a := range r.All() {
			ok, reason := r.InBeing(a.DFE, p)
			if ok != (a.On(p.Start()) && a.On(p.End())) || ok != (reason == "") {
				t.Errorf("InBeing(%s, %s) = %v, %q", a.Label(), p, ok, reason)
			}
			if ok {
				gss := a.GSS(p.End())
				if other, taken := codes[gss]; taken || gss == "" {
					t.Errorf("%s: %s and %s have the code %q at once", p, other, a.Label(), gss)
				}
				codes[gss] = a.Label()
				continue
			}
			_, pointed, _ := strings.Cut(reason, " Use ")
			named := number.FindAllStringSubmatch(pointed, -1)
			if len(named) == 0 {
				t.Errorf("InBeing(%s, %s) points to nobody: %q", a.Label(), p, reason)
			}
			for _, m := range named {
				if other, _ := r.InBeing(m[1], p); !other {
					t.Errorf("InBeing(%s, %s) points to %s, which was not in being either", a.Label(), p, m[1])
				}
			}
		}
	}
}

// FuzzNew gives New a layer of any text: it answers with a register or with an
// error, and a register it gives can be asked.
func FuzzNew(f *testing.F) {
	f.Add("dfe,name,type,region,dfe_region,from,to\n994,New,unitary,E12000003,,2030-04-01,\n", "gss,dfe,type,from,to\nE06000901,994,unitary,2030-04-01,\n", "code,2025\n994,100\n")
	f.Add("dfe,name,type,region,dfe_region,from,to\n383,Leeds,unitary,E12000003,,,2030-03-31\n", "gss,dfe,type,from,to\nE08000035,383,unitary,,2030-03-31\n", "code\n")
	f.Fuzz(func(t *testing.T, areas, codes, populations string) {
		r, err := area.New(area.Data(), fstest.MapFS{"areas.csv": file(areas), "codes.csv": file(codes), "populations.csv": file(populations)})
		if (r == nil) == (err == nil) {
			t.Fatalf("New = %v, %v", r, err)
		}
		if err != nil {
			return
		}
		p := period.NewQuarter(2030, 2)
		for _, a := range r.All() {
			r.InBeing(a.DFE, p)
			r.Population(a.DFE, p)
			if found, ok := r.Find(a.GSS(p.End())); !ok {
				t.Errorf("%s is not found by its code; got %v", a.Label(), found)
			}
		}
	})
}
