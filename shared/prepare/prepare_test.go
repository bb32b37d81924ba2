package prepare

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/list"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

var (
	quarter = period.NewQuarter(2026, 2)
	options = Options{Register: area.England(), Today: quarter.End().AddDays(20), Area: "383", Period: quarter, Tool: "earlyhelp test"}
)

// heads is the first line of a CSV list: every column of a table.
func heads(columns []list.Column) string {
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ",") + "\n"
}

// madeUp is a CSV list of so many referrals a month and as many episodes. All of
// it is made up.
func madeUp(aMonth int) []byte {
	b := bytes.NewBufferString(heads(list.Columns()))
	for month := range 15 {
		for i := range aMonth {
			start := quarter.Start().AddMonths(month - 12).AddDays(i % 28)
			fmt.Fprintf(b, "Zq%d,,referral,R%dx%d,%s,,2015,female,WBRI,yes,yes,yes,no,no,no,no,neglect,,,school,yes,no,assessment\n", (i*7+month)%(3*aMonth), month, i, start)
			fmt.Fprintf(b, "Zq%d,,early_help,E%dx%d,%s,,2012,male,BAFR,yes,yes,yes,no,no,no,no,domestic abuse,,,health\n", i, month, i, start)
		}
	}
	return b.Bytes()
}

func aggregated(t *testing.T, data, into []byte, o Options) Outcome {
	t.Helper()
	made, err := Aggregate(data, "list.csv", into, o)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// readBack reads the return of an outcome.
func readBack(t *testing.T, o Outcome) *returns.Return {
	t.Helper()
	if !o.Made() {
		t.Fatalf("no return is made: %s %v", o.Verdict, o.Problems)
	}
	r := returns.Read(o.Return, returns.ReadOptions{Register: area.England(), Today: options.Today})
	if r.Return == nil {
		t.Fatalf("the return that was made is %s: %v", r.Verdict, r.Problems)
	}
	return r.Return
}

// fillIn types figures into a return: a number, or a text, by measure,
// breakdown and category.
func fillIn(t *testing.T, data []byte, figures map[returns.Key]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range list.Sheets() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if len(row) < 3 {
				continue
			}
			if v, ok := figures[returns.Key{Measure: row[0], Breakdown: row[1], Category: row[2]}]; ok {
				if err := f.SetCellValue(sheet, fmt.Sprintf("D%d", i+1), v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func template(t *testing.T, p period.Period) []byte {
	t.Helper()
	leeds, _ := area.England().Find("383")
	var b bytes.Buffer
	if err := returns.WriteTemplate(&b, returns.TemplateOptions{Area: leeds, Period: p}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func total(measure string) returns.Key {
	return returns.Key{Measure: measure, Breakdown: returns.Total, Category: returns.All}
}

func TestEveryCountStandsInTheReturn(t *testing.T) {
	data := madeUp(20)
	made := aggregated(t, data, nil, options)
	back := readBack(t, made)
	index := back.Index()
	for _, c := range made.Counts {
		got, ok := index[returns.Key{Measure: c.Measure, Breakdown: c.Breakdown, Category: c.Category}]
		if !ok || Text(got) != c.Value || c.Typed {
			t.Errorf("%s %s %s: shown as %s, in the return %s (%v)", c.Measure, c.Breakdown, c.Category, c.Value, Text(got), ok)
		}
		if c.Title == c.Measure || c.Sheet == "" || c.Breakdown != returns.Total && c.Split == "" {
			t.Errorf("a count without plain words: %+v", c)
		}
	}
	if len(made.Counts) < 900 {
		t.Errorf("%d counts, want those of three sheets with all breakdowns", len(made.Counts))
	}
	want := returns.MadeFrom{Tool: "earlyhelp test", List: Hash(data), Date: options.Today.String()}
	if diff := cmp.Diff(want, back.MadeFrom); diff != "" || made.List != Hash(data) {
		t.Errorf("made from (-want +got):\n%s", diff)
	}
	if part := partWith(t, made.Return, "Zq"); part != "" {
		t.Errorf("a child's key got into the return, in its part %s", part)
	}
	text, err := json.Marshal(made)
	if err != nil || bytes.Contains(text, []byte("Zq")) {
		t.Errorf("the answer holds a child's key (%v)", err)
	}
	if why := reasons(made)["cases_audited"]; why != "The list holds no audited cases (sheet CaseAudit)." {
		t.Errorf("cases_audited is [x] because %q", why)
	}
}

// partWith returns the part of a workbook that holds a text, "" for none.
func partWith(t *testing.T, data []byte, text string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		part, err := fs.ReadFile(z, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(part, []byte(text)) {
			return f.Name
		}
	}
	return ""
}

func reasons(o Outcome) map[string]string {
	all := map[string]string{}
	for _, r := range o.Reasons {
		all[r.Measure] = r.Why
	}
	return all
}

func TestWhatWasTypedIsKept(t *testing.T) {
	list := madeUp(20) // 60 referrals in the period, no audits
	into := fillIn(t, template(t, quarter), map[returns.Key]any{
		total("referrals"): 70, total("episodes_started"): 62, total("cases_audited"): 40,
		{Measure: "cases_audited", Breakdown: "need", Category: "neglect"}: 12,
	})
	o := options
	o.Into = "before.xlsx"
	made := aggregated(t, list, into, o)
	index := readBack(t, made).Index()
	for key, want := range map[returns.Key]string{
		total("referrals"):        "60", // counted again
		total("episodes_started"): "60",
		total("cases_audited"):    "40", // as typed
		{Measure: "cases_audited", Breakdown: "need", Category: "neglect"}: "12",
	} {
		if got := Text(index[key]); got != want {
			t.Errorf("%v = %s, want %s", key, got, want)
		}
	}
	if diff := cmp.Diff([]string{"cases_audited"}, made.Kept); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	if reasons(made)["cases_audited"] != "" || reasons(made)["missed_opportunity"] == "" {
		t.Errorf("reasons are given of what was kept, or not of the rest: %v", made.Reasons)
	}
	// 70 against 60 is asked about; 62 against 60 is within 5 but over 2%.
	var asked []string
	for _, p := range made.Problems {
		if p.Rule == "V08" {
			asked = append(asked, fmt.Sprintf("%s %s %v %s", p.File, p.Ref.Sheet, p.Explain, p.Message))
		}
	}
	want := []string{
		"before.xlsx EarlyHelp true Early help episodes started: 62 was typed and the list gives 60, which was written. Say why they differ if the typed figure was right.",
		"before.xlsx Referrals true Referrals to children's social care: 70 was typed and the list gives 60, which was written. Say why they differ if the typed figure was right.",
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("V08 (-want +got):\n%s", diff)
	}
}

func TestTypedPartsThatTheListDoesNotHoldAreKept(t *testing.T) {
	audits := []byte(heads(list.AuditColumns()) + "A1,health,random,5-9,yes\nA2,school,random,5-9,no\n")
	need := returns.Key{Measure: "cases_audited", Breakdown: "need", Category: "neglect"}
	made := aggregated(t, audits, fillIn(t, template(t, quarter), map[returns.Key]any{need: 1, total("referrals"): 9}), options)
	index := readBack(t, made).Index()
	for key, want := range map[returns.Key]string{total("cases_audited"): "2", need: "1", total("referrals"): "9"} {
		if got := Text(index[key]); got != want {
			t.Errorf("%v = %s, want %s", key, got, want)
		}
	}
	if diff := cmp.Diff([]string{"cases_audited by need", "referrals"}, made.Kept, cmpopts.SortSlices(strings.Compare)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestDiffersByMoreThanFiveOrTwoPerCent(t *testing.T) {
	for _, tt := range []struct {
		typed, counted float64
		want           bool
	}{
		{100, 100, false}, {100, 102, false}, {100, 103, true}, {1000, 1005, false}, {1000, 1006, true}, {0, 0, false}, {0, 1, true}, {300, 294, true},
	} {
		if got := differs(returns.Count{N: tt.typed}, returns.Count{N: tt.counted}); got != tt.want {
			t.Errorf("differs(%v, %v) = %v, want %v", tt.typed, tt.counted, got, tt.want)
		}
	}
	if differs(returns.Count{State: returns.NotAvailable}, returns.Count{N: 90}) {
		t.Error("[x] differs from a number")
	}
}

func TestNoReturnIsMade(t *testing.T) {
	good := madeUp(5)
	noArea := options
	noArea.Area = ""
	mapped := options
	mapped.Mapping = &Mapping{Version: 1, Records: list.Mapped{Columns: map[string]string{"child": "x"}}}
	for _, tt := range []struct {
		name    string
		data    []byte
		into    []byte
		o       Options
		verdict returns.Verdict
		says    string
	}{
		{"a mistake in the list", bytes.Replace(good, []byte("female"), []byte("femal"), 1), nil, options, returns.Rejected, "did you mean female?"},
		{"a CSV list that does not say whose it is", good, nil, noArea, returns.Rejected, "does not say whose list it is"},
		{"a return in place of the list", template(t, quarter), nil, options, returns.Unreadable, "This is a return, not a list"},
		{"a list to write into", good, good, options, returns.Refused, ""},
		{"a return of another period", good, template(t, period.NewQuarter(2026, 1)), options, returns.Rejected, "use the return of the same area and period"},
		{"a return that would lose what it holds", good, fillIn(t, template(t, quarter), map[returns.Key]any{total("referrals"): "many"}), options, returns.Rejected, "not a number"},
		{"a mapping of columns that are none", good, nil, mapped, returns.Rejected, `The mapping names a column "child"`},
		{"no file at all", nil, nil, options, returns.Unreadable, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			made := aggregated(t, tt.data, tt.into, tt.o)
			if made.Made() || made.Verdict != tt.verdict || !strings.Contains(fmt.Sprint(made.Problems), tt.says) {
				t.Errorf("%s, made %v, %v: want %s and %q", made.Verdict, made.Made(), made.Problems, tt.verdict, tt.says)
			}
			for _, p := range made.Problems {
				if p.Message == "" || p.Severity == "" {
					t.Errorf("a problem without words: %+v", p)
				}
			}
		})
	}
}

func TestReportHoldsNoNull(t *testing.T) {
	for name, data := range map[string][]byte{"list.csv": madeUp(1), "none.csv": nil, "return.xlsx": template(t, quarter), "x.xlsx": []byte("x")} {
		text, err := json.Marshal(Check(data, name, options))
		if err != nil || bytes.Contains(text, []byte("null")) {
			t.Errorf("%s: %s (%v)", name, text, err)
		}
		made, _ := Aggregate(data, name, nil, options)
		if text, err = json.Marshal(made); err != nil || bytes.Contains(text, []byte("null")) {
			t.Errorf("aggregate %s: %s (%v)", name, text, err)
		}
	}
}

func TestCheckAndAggregateSayTheSame(t *testing.T) {
	data := madeUp(3)
	report, made := Check(data, "list.csv", options), aggregated(t, data, nil, options)
	if diff := cmp.Diff(report, made.Report, cmpopts.EquateComparable(period.Period{})); diff != "" {
		t.Errorf("check and aggregate differ (-check +aggregate):\n%s", diff)
	}
}

func ExampleAggregate() {
	made, err := Aggregate(madeUp(20), "list.csv", nil, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(made.Verdict, made.Rows, "rows,", made.Made())
	for _, c := range made.Counts[:3] {
		fmt.Println(c.Sheet, "|", c.Title, "|", c.Split, c.Category, "|", c.Value)
	}
	// Output:
	// accepted 600 rows, true
	// EarlyHelp | Children receiving early help |  all | 20
	// EarlyHelp | Children receiving early help | Sex female | 0
	// EarlyHelp | Children receiving early help | Sex male | 20
}
