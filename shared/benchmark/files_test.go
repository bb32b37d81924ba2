package benchmark

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/indicator"
	"earlyhelp/shared/returns"
)

func TestFilesAreTheSameInAnyOrder(t *testing.T) {
	rs := manyReturns(1)
	rng := rand.New(rand.NewPCG(1, 2))
	var want [3]string
	for i := range 3 {
		var files [3]bytes.Buffer
		if _, err := WriteFiles(input(rs), &files[0], &files[1], &files[2]); err != nil {
			t.Fatal(err)
		}
		for f := range files {
			if i == 0 {
				want[f] = files[f].String()
			} else if files[f].String() != want[f] {
				t.Errorf("file %d differs when the returns come in another order", f)
			}
		}
		rng.Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
	}
	// Build, WriteCSV and WriteParquet are the same thing in pieces.
	public, full, err := Build(input(rs))
	if err != nil {
		t.Fatal(err)
	}
	var c, p, r bytes.Buffer
	if err := WriteCSV(&c, public); err != nil {
		t.Fatal(err)
	}
	if err := WriteParquet(&p, public); err != nil {
		t.Fatal(err)
	}
	if err := WriteParquet(&r, full); err != nil {
		t.Fatal(err)
	}
	if c.String() != want[0] || p.String() != want[1] || r.String() != want[2] {
		t.Error("the files in pieces differ from WriteFiles")
	}
}

func TestParquetRoundTrip(t *testing.T) {
	public, _, err := Build(input(manyReturns(1)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := WriteParquet(&buf, public); err != nil {
		t.Fatal(err)
	}
	got, err := ReadParquet(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range public { // files keep six decimals
		for _, n := range []*Number{&public[i].Value, &public[i].Lower95, &public[i].Upper95, &public[i].Lower998, &public[i].Upper998} {
			n.Value = kept(n.Value)
		}
	}
	if len(got) != len(public) {
		t.Fatalf("read back %d facts, want %d", len(got), len(public))
	}
	for i := range got {
		if got[i] != public[i] {
			t.Fatalf("row %d read back as %+v, want %+v", i, got[i], public[i])
		}
	}
	for cut := range 20 {
		short := buf.Bytes()[:buf.Len()-cut*buf.Len()/20-1]
		if _, err := ReadParquet(bytes.NewReader(short), int64(len(short))); err == nil {
			t.Errorf("a file cut to %d bytes was read without error", len(short))
		}
	}
}

func TestCSV(t *testing.T) {
	f := Fact{Indicator: "E06", Period: year2025, Breakdown: "locality", Category: `=1+1,"x"`, Level: AreaLevel, Code: "E08000035", DFE: "383",
		Name: "Leeds", Numerator: Some(0), Denominator: Some(41), Value: Some(0), Lower95: Some(0), Upper95: Some(8.56712345), Source: FromReturn, AreasReturned: 1, AreasExpected: 1, Marks: Marks("").with(Revised).with(LowReliability)}
	var buf bytes.Buffer
	if err := WriteCSV(&buf, []Fact{f, suppressed(f)}); err != nil {
		t.Fatal(err)
	}
	want := `indicator,period,breakdown,category,level,code,dfe,name,numerator,denominator,value,lower95,upper95,lower998,upper998,symbol,reason,source,areas_returned,areas_expected,demonstration,marks
E06,2024-25,locality,"'=1+1,""x""",area,E08000035,383,Leeds,0,41,0,0,8.567123,,,,,return,1,1,false,u r
E06,2024-25,locality,"'=1+1,""x""",area,E08000035,383,Leeds,,,,,,,,c,Hidden so that nobody can be recognised.,return,1,1,false,
`
	if diff := cmp.Diff(want, buf.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestNoNumberIsOutOfThisWorld reads every figure of both views as a stranger
// would, looking for what is no number, and for numbers beside symbols.
func TestNoNumberIsOutOfThisWorld(t *testing.T) {
	var buf bytes.Buffer
	if _, err := WriteFiles(input(append(manyReturns(1), strange(t)...)), &buf, nil, nil); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&buf).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for i, field := range row[8:15] {
			if field == "" {
				continue
			}
			if v, err := strconv.ParseFloat(field, 64); err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%v: %s = %q", row, rows[0][8+i], field)
			}
			if row[15] != "" {
				t.Fatalf("%v: a number beside the symbol %s", row, row[15])
			}
		}
		if (row[15] != "") != (row[16] != "") {
			t.Fatalf("%v: a symbol without a reason, or a reason without a symbol", row)
		}
		if row[15] == "" && row[10] == "" {
			t.Fatalf("%v: neither a value nor a symbol", row)
		}
	}
}

// strange returns are those that a careful check would not let through.
func strange(t *testing.T) []Signed {
	t.Helper()
	q := manyReturns(3)[2*153].Return.Period
	var rs []Signed
	for i, counts := range [][]returns.Count{
		{},
		{known("referrals", 0), known("rereferrals_12m", 0)},
		{known("referrals", 4), known("rereferrals_12m", 9)},
		{{Measure: "referrals", Breakdown: total, Category: all, State: returns.NotAvailable}, known("rereferrals_12m", 9)},
		{{Measure: "referrals", Breakdown: total, Category: all, State: returns.NotApplicable}},
		{{Measure: "rereferrals_12m", Breakdown: "sex", Category: "female", N: 3}},
		{known("referrals", 100), known("referrals", 7), known("no_such_measure", 7)},
	} {
		rs = append(rs, Signed{Return: &returns.Return{Area: []string{"383", "850", "301", "302", "303", "304", "305"}[i], Period: q, Counts: counts}})
	}
	return rs
}

func TestSnapshotOfAFileAnswersAsThatOfFacts(t *testing.T) {
	rs := manyReturns(1)
	data := parquetFile(t, rs)
	opened := open(t, data)
	public, _ := snapshots(t, input(rs))
	var wg sync.WaitGroup
	for _, d := range indicator.All().Computed() {
		for _, p := range public.PeriodsOf(d.ID)[max(0, len(public.PeriodsOf(d.ID))-2):] {
			wg.Go(func() {
				cells, err := public.Breakdowns(d.ID, p)
				if err != nil {
					t.Error(err)
					return
				}
				for _, c := range cells[:min(2, len(cells))] {
					q := Query{Indicator: d.ID, Period: p.String(), Breakdown: c[0], Category: c[1], Peers: PeerRegion, Of: "E12000003"}
					want, err1 := public.Answer(q)
					got, err2 := opened.Answer(q)
					if err1 != nil || err2 != nil {
						t.Errorf("%+v: %v, %v", q, err1, err2)
						return
					}
					a, _ := want.JSON()
					b, _ := got.JSON()
					if !bytes.Equal(a, b) {
						t.Errorf("%+v:\n%s\n%s", q, a, b)
					}
				}
			})
		}
	}
	wg.Wait()
	if diff := cmp.Diff(words(public.Periods()), words(opened.Periods())); diff != "" {
		t.Errorf("periods: %s", diff)
	}
}

func TestAnswerJSON(t *testing.T) {
	public, _ := snapshots(t, input(publishedReturns(t)))
	a, err := public.Answer(Query{Indicator: "E06", Period: "2024-25", Areas: []string{"E10000014", "201"}, Peers: PeerNeighbours, Of: "383"})
	if err != nil {
		t.Fatal(err)
	}
	body, err := a.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields("indicator period breakdown unit view version england peers areas funnel") {
		if _, ok := got[key]; !ok {
			t.Errorf("the answer has no %s", key)
		}
	}
	want := map[string]any{"code": "E09000001", "dfe": "201", "name": "City of London", "region": "London", "comparison": "none", "outlier": "none"}
	city := got["areas"].([]any)[0].(map[string]any)
	for _, key := range strings.Fields("numerator denominator value lower95 upper95 lower998 upper998") {
		if _, ok := city[key]; ok && city["symbol"] != nil {
			t.Errorf("%s of a suppressed area is %v", key, city[key])
		}
	}
	for key, v := range want {
		if city["symbol"] != nil && city[key] != v {
			t.Errorf("%s = %v, want %v", key, city[key], v)
		}
	}
	hampshire := got["areas"].([]any)[1].(map[string]any)
	if hampshire["value"] != 41.0 || hampshire["code"] != "E10000014" || hampshire["outlier"] != "high998" {
		t.Errorf("Hampshire = %v", hampshire)
	}
}
