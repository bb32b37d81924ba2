package area_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
)

// publicData is where the files that the facts were taken from lie on a
// machine that has them, beside the checkout.
var publicData = filepath.Join("..", "..", "..", "shared", "data")

// rows reads one of the public files, or skips the test.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(publicData, filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		t.Skipf("the public file %s is not on this machine: nothing to hold the facts to", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all[0][0] = strings.TrimPrefix(all[0][0], "\ufeff")
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, h := range all[0] {
			row[h] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

func TestAreasAreThePublicOnes(t *testing.T) {
	r := area.England()
	types := map[string]string{
		"London borough": "London borough", "Metropolitan district": "metropolitan district",
		"Unitary authority": "unitary", "County": "county",
	}
	public := rows(t, "geography/la_reference.csv")
	codes := 0
	for _, a := range r.All() {
		codes += len(a.Codes)
	}
	if codes != len(public) {
		t.Errorf("%d codes, want %d", codes, len(public))
	}
	for _, want := range public {
		gss := want["new_la_code"]
		a, ok := r.Find(gss)
		if !ok {
			t.Errorf("%s %s is not in the register", gss, want["la_name"])
			continue
		}
		dfeRegion := ""
		if want["region_name"] != want["ons_region_name"] {
			dfeRegion = want["region_name"]
		}
		if a.DFE != want["old_la_code"] || a.Name != want["la_name"] || a.Region != want["ons_region_name"] || a.DFERegion != dfeRegion {
			t.Errorf("%s: %s %s in %s (%s), want %s %s in %s (%s)", gss, a.DFE, a.Name, a.Region, a.DFERegion,
				want["old_la_code"], want["la_name"], want["ons_region_name"], dfeRegion)
		}
		if dfeRegion == "" && a.RegionCode != want["region_code"] {
			t.Errorf("%s: region %s, want %s", gss, a.RegionCode, want["region_code"])
		}
		found := false
		for _, c := range a.Codes {
			if c.GSS == gss {
				found = true
				if c.From.String() != want["valid_from"] || c.To.String() != want["valid_to"] || c.Type != types[want["la_type"]] {
					t.Errorf("%s: %s to %s, %s; want %s to %s, %s", gss, c.From, c.To, c.Type, want["valid_from"], want["valid_to"], want["la_type"])
				}
			}
		}
		if !found {
			t.Errorf("%s is not among the codes of %s", gss, a.Label())
		}
	}
}

func TestChangesAreThePublicOnes(t *testing.T) {
	public := rows(t, "geography/la_changes.csv")
	want := map[string]bool{}
	for _, c := range public {
		want[strings.Join([]string{c["from_gss"], c["from_dfe"], c["to_gss"], c["to_dfe"], c["effective_date"], c["kind"]}, " ")] = true
	}
	got := area.England().Changes()
	if len(got) != len(public) {
		t.Errorf("%d changes, want %d", len(got), len(public))
	}
	for _, c := range got {
		if line := strings.Join([]string{c.FromGSS, c.FromDFE, c.ToGSS, c.ToDFE, c.Effective.String(), string(c.Kind)}, " "); !want[line] {
			t.Errorf("the change %q is not a public one", line)
		}
	}
}

func TestPopulationsAreThePublicOnes(t *testing.T) {
	r := area.England()
	n := 0
	for _, row := range rows(t, "population/ons_mid-year_population_estimates_2012_to_2024.csv") {
		year, err := strconv.Atoi(row["time_period"])
		if err != nil {
			t.Fatal(err)
		}
		code := row["old_la_code"]
		switch row["geographic_level"] {
		case "National":
			code = row["country_code"]
		case "Regional":
			code = row["region_code"]
		}
		want, err := strconv.Atoi(row["population_estimate"])
		got, ok := r.Population(code, period.NewFinancialYear(year))
		if ok != (err == nil) || got.N != want || (ok && got.Year != year) {
			t.Errorf("%s mid-%d: %v, %v, want %s", code, year, got, ok, row["population_estimate"])
		}
		n++
	}
	if n != 2132 {
		t.Errorf("%d public estimates, want 2132", n)
	}
}

func TestNeighboursAreThePublicOnes(t *testing.T) {
	r := area.England()
	n := 0
	for _, row := range rows(t, "neighbours/sn_model_2025_wide.csv") {
		a, ok := r.Find(row["old_la_code"])
		if !ok || len(a.Neighbours) != 10 {
			t.Errorf("%s: %d neighbours", row["la_name"], len(a.Neighbours))
			continue
		}
		for i, got := range a.Neighbours {
			k := "SN_" + strconv.Itoa(i+1)
			closeness := strings.ToLower(strings.TrimSpace(row[k+"P"]))
			if got.DFE != row[k] || got.Closeness != closeness {
				t.Errorf("%s, neighbour %d: %v, want %s %s", a.Label(), i+1, got, row[k], closeness)
			}
		}
		n++
	}
	if n != 153 {
		t.Errorf("%d public lists, want 153", n)
	}
}

func TestHexesAreThePublicOnes(t *testing.T) {
	r := area.England()
	for _, row := range rows(t, "geography/england_childrens_services_hex_2023.csv") {
		a, ok := r.Find(row["old_la_code"])
		if !ok || strconv.Itoa(a.HexQ) != row["q"] || strconv.Itoa(a.HexR) != row["r"] {
			t.Errorf("%s: cell %d, %d, want %s, %s", row["la_name"], a.HexQ, a.HexR, row["q"], row["r"])
		}
	}
	licence, err := os.ReadFile(filepath.Join(publicData, "geography", "hexmaps-LICENSE.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if area.HexLicence() != string(licence) {
		t.Error("the licence of the hexagon map is not the public text")
	}
}

func TestDeprivationIsThePublicOne(t *testing.T) {
	r := area.England()
	n := 0
	for _, row := range rows(t, "deprivation/iod2019_utla_imd_idaci.csv") {
		a, ok := r.Find(row["utla19_code"])
		want := [4]string{row["idaci_average_score"], row["idaci_rank_of_average_score"], row["imd_average_score"], row["imd_rank_of_average_score"]}
		d := a.Deprivation
		got := [4]string{strconv.FormatFloat(d.IDACI, 'f', -1, 64), strconv.Itoa(d.IDACIRank), strconv.FormatFloat(d.IMD, 'f', -1, 64), strconv.Itoa(d.IMDRank)}
		if !ok || got != want {
			t.Errorf("%s: %v, want %v", row["utla19_name"], got, want)
		}
		n++
	}
	if n != 151 {
		t.Errorf("%d public scores, want 151", n)
	}
}
