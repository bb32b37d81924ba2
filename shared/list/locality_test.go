package list

import (
	"fmt"
	"strings"
	"testing"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/returns"
)

// TestTooManyLocalities has a locality on every row, as where a column of
// addresses was taken for it.
func TestTooManyLocalities(t *testing.T) {
	for n, want := range map[int]returns.Verdict{mostLocalities: returns.Accepted, mostLocalities + 1: returns.Rejected, 40_000: returns.Rejected} {
		var b strings.Builder
		var names []string
		for _, c := range columns {
			names = append(names, c.Name)
		}
		fmt.Fprintln(&b, strings.Join(names, ","))
		said := map[string]string{"event_type": EarlyHelp, "start_date": "2026-04-02", "birth_year": "2015", "sex": "female", "ethnic_group": "WBRI",
			"disability": "no", "sen": "no", "source_agency": "school"}
		for i := range n {
			said["child_key"], said["event_ref"], said["locality"] = fmt.Sprint("K", i), fmt.Sprint("R", i), fmt.Sprint("Ward ", i)
			row := make([]string, len(columns))
			for j, c := range columns {
				row[j] = said[c.Name]
			}
			fmt.Fprintln(&b, strings.Join(row, ","))
		}
		got := Read([]byte(b.String()), "list.csv", Options{Area: "383", Period: quarter})
		if got.Verdict != want {
			t.Errorf("%d localities: %s, want %s: %v", n, got.Verdict, want, stopsOf(got))
		}
		at := cell.Ref{Sheet: RecordsSheet, Row: 1, Col: 1 + records.must("locality")}
		if stops := stopsOf(got); want == returns.Rejected && (len(stops) != 1 || !strings.Contains(fmt.Sprint(stops[0]), at.String()) || strings.Contains(fmt.Sprint(stops), "Ward")) {
			t.Errorf("%d localities: %v, want one problem at %s that repeats no name", n, stops, at)
		}
	}
}

// TestWithoutAnEndDate has an extract of early help that does not say when
// episodes ended: how many are open is not known, and is not all of them.
func TestWithoutAnEndDate(t *testing.T) {
	m := &Mapping{Version: MappingVersion, Records: Mapped{Columns: map[string]string{}, Always: map[string]string{"event_type": EarlyHelp}}}
	const extract = "child_key,event_ref,start_date,birth_year,sex,ethnic_group,source_agency\n" +
		"K1,R1,2025-05-02,2015,female,WBRI,school\nK2,R2,2026-04-02,2015,male,WBRI,school\n"
	got := Read([]byte(extract), "list.csv", Options{Area: "383", Period: quarter, Mapping: m})
	if got.Verdict != returns.Accepted {
		t.Fatalf("%s: %v", got.Verdict, stopsOf(got))
	}
	counts := countsOf(Aggregate(got.List))
	for measure, want := range map[string]string{"episodes_started": "1", "children_open": "x", "ethnicity_recorded": "x", "episodes_open_end": "x"} {
		if v := counts[returns.Key{Measure: measure, Breakdown: returns.Total, Category: returns.All}]; v != want {
			t.Errorf("%s = %s, want %s", measure, v, want)
		}
	}
}
