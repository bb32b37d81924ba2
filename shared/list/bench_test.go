package list

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/area"
	"earlyhelp/shared/returns"
)

const benchRows = 10_000

// bigList is a workbook of 10,000 rows with 30 cells each, as the streaming
// writer of a case system makes them, and bigCSV the same as CSV.
var bigList, bigCSV = sync.OnceValue(func() []byte { return bigWorkbook() }), sync.OnceValue(func() []byte { return bigText() })

// bigCells returns the cells of one row by column; five are left blank.
func bigCells(m maker, i int) map[string]string {
	start := m.day(quarter, lookBackStart(quarter))
	r := map[string]string{
		"child_key": fmt.Sprintf("C%05d", m.IntN(6000)), "family_key": fmt.Sprintf("F%05d", m.IntN(4000)), "event_type": m.value("event_type"),
		"event_ref": fmt.Sprintf("E%06d", i), "start_date": start.String(), "birth_year": fmt.Sprint(start.Year - m.IntN(18)), "locality": fmt.Sprintf("Ward %d", m.IntN(20)),
		"outcome_told_date": start.AddDays(m.IntN(9)).String(), "first_help_date": start.AddDays(m.IntN(30)).String(), "plan_date": start.AddDays(m.IntN(40)).String(),
		"score_start": fmt.Sprint(m.IntN(101)), "score_end": fmt.Sprint(m.IntN(101)),
	}
	for _, name := range []string{"sex", "ethnic_group", "language_english", "culture_recorded", "religion_recorded", "interpreter", "disability", "sen", "young_carer",
		"source_agency", "threshold_cited", "eha_attached", "referral_outcome", "lead_professional_agency", "score_tool", "follow_up", "stepped_down_from"} {
		r[name] = m.value(name)
	}
	r["need_1"] = m.value("need_1")
	return r
}

func bigWorkbook() []byte {
	m := maker{rand.New(rand.NewPCG(1, 2))}
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", RecordsSheet); err != nil {
		panic(err)
	}
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		panic(err)
	}
	w, err := f.NewStreamWriter(RecordsSheet)
	if err != nil {
		panic(err)
	}
	line := make([]any, len(columns))
	for i := range benchRows + 1 {
		cells := bigCells(m, i)
		for j, c := range columns {
			switch v := cells[c.Name]; {
			case i == 0:
				line[j] = c.Name
			case v == "":
				line[j] = nil
			case c.Type == Day:
				d, _ := parseDate(v, false)
				line[j] = excelize.Cell{StyleID: day, Value: serial(d)}
			default:
				line[j] = v
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), line); err != nil {
			panic(err)
		}
	}
	if err := w.Flush(); err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func bigText() []byte {
	m := maker{rand.New(rand.NewPCG(1, 2))}
	var b bytes.Buffer
	for i := range benchRows + 1 {
		cells := bigCells(m, i)
		for j, c := range columns {
			v := cells[c.Name]
			if i == 0 {
				v = c.Name
			}
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteString(v)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

var benchOptions = Options{Register: area.England(), Area: "383", Period: quarter}

// BenchmarkAggregate reads, checks and counts 300,000 cells. Beside it, in the
// same run and on the same file, excelize's row iterator and, where Python has
// them, openpyxl and pandas do no more than read them. The ratios are what
// counts; times depend on the machine.
//
//	go test -run - -bench 'Aggregate|Excelize|Python' ./shared/list
//	GOMAXPROCS=1 go test -run - -bench 'Aggregate|Excelize|Python' ./shared/list
func BenchmarkAggregate(b *testing.B) {
	for _, tt := range []struct {
		name string
		data []byte
	}{{"list.xlsx", bigList()}, {"list.csv", bigCSV()}} {
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := Read(tt.data, tt.name, benchOptions)
				if r.Verdict != returns.Accepted || len(r.List.Events) != benchRows {
					b.Fatalf("Read = %s, %v", r.Verdict, stopsOf(r))
				}
				Aggregate(r.List)
			}
		})
	}
}

func BenchmarkExcelizeRows(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(bigList()), excelize.Options{RawCellValue: true, UnzipSizeLimit: 200 << 20})
		if err != nil {
			b.Fatal(err)
		}
		rows, err := f.Rows(RecordsSheet)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for rows.Next() {
			line, err := rows.Columns()
			if err != nil {
				b.Fatal(err)
			}
			n += len(line)
		}
		if n < 30*benchRows {
			b.Fatalf("%d cells", n)
		}
		rows.Close()
		f.Close()
	}
}

// readers read every cell of the sheet Records of the file named first.
var readers = []struct{ module, script string }{
	{"openpyxl", "import sys, openpyxl\nb = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)\ns = b['Records']\ns.reset_dimensions()\nprint(sum(len(r) for r in s.iter_rows(values_only=True)))"},
	{"pandas", "import sys, pandas\nprint(pandas.read_excel(sys.argv[1], sheet_name='Records', engine='openpyxl').size)"},
}

// BenchmarkPython includes the start of the interpreter and of the module,
// which each upload of a service pays or has paid.
func BenchmarkPython(b *testing.B) {
	file := filepath.Join(b.TempDir(), "list.xlsx")
	if err := os.WriteFile(file, bigList(), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, r := range readers {
		b.Run(r.module, func(b *testing.B) {
			if err := exec.Command("python3", "-c", "import openpyxl, "+r.module).Run(); err != nil {
				b.Skipf("python3 has no %s here", r.module)
			}
			for b.Loop() {
				if out, err := exec.Command("python3", "-c", r.script, file).CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
			}
		})
	}
}

// mostRowBytes is what a row of a list may take in memory once it is read: an
// Event, the reference it is known by, and its share of what grows ahead of
// need. The area's own texts of a row are not kept.
const mostRowBytes = 256

func TestMemoryGrowsByTheEventAlone(t *testing.T) {
	if size := unsafe.Sizeof(Event{}); size > 104 {
		t.Errorf("an Event takes %d bytes, want at most 104", size)
	}
	held := func(rows int) (bytes int64, l *List) {
		var b strings.Builder
		lines := strings.SplitAfter(string(bigCSV()), "\n")
		b.WriteString(lines[0])
		for i := range rows {
			// Each copy of the rows has references of its own.
			b.WriteString(strings.Replace(lines[1+i%benchRows], ",E0", fmt.Sprintf(",E%d", i/benchRows), 1))
		}
		data := []byte(b.String())
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		r := Read(data, "list.csv", benchOptions)
		runtime.GC()
		runtime.ReadMemStats(&after)
		if len(r.List.Events) != rows {
			t.Fatalf("%d rows read of %d: %v", len(r.List.Events), rows, stopsOf(r)[:1])
		}
		runtime.KeepAlive(data)
		return int64(after.HeapAlloc) - int64(before.HeapAlloc), r.List
	}
	few, one := held(benchRows)
	many, two := held(4 * benchRows)
	runtime.KeepAlive(one)
	runtime.KeepAlive(two)
	row := float64(many-few) / (3 * benchRows)
	t.Logf("a row takes %.0f bytes; an Event %d", row, unsafe.Sizeof(Event{}))
	if row > mostRowBytes {
		t.Errorf("a row takes %.0f bytes, want at most %d", row, mostRowBytes)
	}
}
