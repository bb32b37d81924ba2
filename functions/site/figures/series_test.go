package figures

import (
	"bytes"
	"math"
	"strings"
	"sync"
	"testing"

	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// quarterly are figures of 18 areas for 16 quarters: Leeds (383) leaps in the
// last, gives referrals by sex, and missed one quarter; Rutland (857) is too
// small for a figure by sex to be shown.
var quarterly = sync.OnceValues(func() (map[string][]byte, error) {
	in := benchmark.Input{Catalogue: indicator.All(), Register: area.England(), Published: published.Series()}
	q := period.NewQuarter(2022, 3)
	for i := range 16 {
		for n, a := range in.Register.On(q.End()) {
			if n >= 16 && a.DFE != "383" && a.DFE != "857" || a.DFE == "383" && i == 6 {
				continue
			}
			r := nationaltest.Return(a, q, in.Published)
			referrals := 0.0
			for k := range r.Counts {
				switch c := &r.Counts[k]; c.Measure {
				case "referrals":
					c.N = 2000 + float64(i%3)
					if a.DFE == "857" {
						c.N = 14
					}
					referrals = c.N
				case "rereferrals_12m":
					c.N = math.Round(referrals * (0.2 + 0.004*float64((i*7+n)%5)))
					if a.DFE == "383" && i == 15 {
						c.N = math.Round(referrals * 0.4)
					}
					if a.DFE == "857" {
						c.N = 3
					}
				case "rereferrals_3m":
					c.N = 1
				}
			}
			if a.DFE == "383" || a.DFE == "857" {
				for _, c := range r.Counts {
					if c.Measure != "referrals" && c.Measure != "rereferrals_12m" {
						continue
					}
					girls := math.Floor(c.N * 0.45)
					if c.Measure == "rereferrals_12m" {
						girls = math.Floor(c.N * 0.6)
					}
					for category, n := range map[string]float64{"female": girls, "male": c.N - girls, "other": 0, "not recorded": 0} {
						r.Counts = append(r.Counts, returns.Count{Sheet: c.Sheet, Measure: c.Measure, Breakdown: "sex", Category: category, N: n})
					}
				}
			}
			in.Returns = append(in.Returns, benchmark.Signed{Return: r})
		}
		q = q.Next()
	}
	open, full, err := benchmark.Build(in)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for prefix, facts := range map[string][]benchmark.Fact{ledger.Benchmarks: open, ledger.Restricted: full} {
		var b bytes.Buffer
		if err := benchmark.WriteParquet(&b, facts); err != nil {
			return nil, err
		}
		files[prefix] = b.Bytes()
	}
	return files, nil
})

func quarters(t testing.TB) *ledgertest.Objects {
	t.Helper()
	files, err := quarterly()
	if err != nil {
		t.Fatal(err)
	}
	o := ledgertest.New()
	for prefix, body := range files {
		o.Put(ledger.SnapshotKey(prefix, 1, "facts.parquet"), body)
	}
	nationaltest.Current(t, o, ledger.Current{Benchmarks: 1})
	return o
}

func TestSeriesAndBreakdowns(t *testing.T) {
	mux := site(t, quarters(t))
	for _, tt := range []struct {
		name, url  string
		status     int
		has, lacks []string
	}{
		{"a control chart marks what is unusual by shape and words, and leaves a hole", "/areas/383/E06?period=2026-Q2", 200,
			[]string{"By quarter", "beyond a limit", `href="#control-E06-x"`, "What is marked", "Periods without a figure", "[x]", "Control limits", "/areas/383/E06/quarters.svg", "A control chart (XmR)"}, nil},
		{"an area's series as a picture", "/areas/383/E06/quarters.svg", 200, []string{"beyond a limit", "control limits"}, nil},
		{"all parts side by side, with gap and ratio", "/benchmarks/E06?period=2026-Q2&of=383&breakdown=sex", 200, []string{"Leeds by sex", "England by sex", "higher than all others together", "Gap, with its interval", "All together", "category=female"}, []string{"funnel-heading"}},
		{"one part across areas", "/benchmarks/E06?period=2026-Q2&breakdown=sex&category=female", 200, []string{"sex: female", "/figures/E06/2026-Q2/383/sex/female"}, nil},
		{"a part that there is not", "/benchmarks/E06?period=2026-Q2&breakdown=sex&category=neither", 404, []string{"no figures for that category", "breakdown=sex"}, nil},
		{"a breakdown hidden whole", "/areas/857/E06?period=2026-Q2&breakdown=sex", 200, []string{"No part of this breakdown shows a figure for Rutland", "Hidden so that nobody can be recognised"}, nil},
		{"a breakdown that an area did not give", "/areas/301/E06?period=2026-Q2&breakdown=sex", 200, nil, nil},
		{"a breakdown of an area beside England's", "/areas/383/E06?period=2026-Q2&breakdown=sex", 200, []string{"Leeds by sex", "England by sex"}, nil},
		{"a breakdown in a period that there is not", "/benchmarks/E06?period=2031-32&breakdown=sex", 404, []string{"no figures for April 2031"}, nil},
		{"a breakdown of an area that is none", "/benchmarks/E06?period=2026-Q2&breakdown=sex&of=nowhere", 404, []string{"There is no area with the code", "See England"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, body := get(t, mux, nobody, tt.url)
			if status != tt.status {
				t.Fatalf("status %d, want %d", status, tt.status)
			}
			for _, s := range tt.has {
				if !strings.Contains(body, s) {
					t.Errorf("page lacks %q", s)
				}
			}
			for _, s := range tt.lacks {
				if strings.Contains(body, s) {
					t.Errorf("page holds %q", s)
				}
			}
			if !strings.HasSuffix(tt.url, ".svg") {
				wellMade(t, body)
			}
		})
	}
}

// No page of any indicator, of any area with figures or of none, holds a broken
// number or a table without rows.
func TestNoPageIsBroken(t *testing.T) {
	for _, in := range []struct {
		name string
		o    *ledgertest.Objects
		urls []string
	}{
		{"quarters", quarters(t), []string{"/areas/383/%s", "/benchmarks/%s?of=857"}},
		{"a year", nationaltest.Published(t), []string{"/benchmarks/%s?of=383&peers=region", "/areas/420/%s", "/areas/835/%s"}},
	} {
		mux := site(t, in.o)
		for _, d := range indicator.All().List() {
			for _, pattern := range in.urls {
				url := strings.ReplaceAll(pattern, "%s", d.ID)
				status, body := get(t, mux, nobody, url)
				if status != 200 && status != 404 {
					t.Errorf("%s: %s: status %d", in.name, url, status)
				}
				for _, s := range []string{"NaN", "+Inf", "-Inf", "%!", "<no value>", `govuk-table__body"></tbody>`} {
					if strings.Contains(body, s) {
						t.Errorf("%s: %s holds %q", in.name, url, s)
					}
				}
			}
		}
	}
}
