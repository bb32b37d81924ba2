package figures

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/functions/site/national"
	"earlyhelp/functions/site/national/nationaltest"
	"earlyhelp/shared/account"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/govuk"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/ledger/ledgertest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func site(t testing.TB, o *ledgertest.Objects) *http.ServeMux {
	t.Helper()
	shell, err := govuk.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	source := national.New(o, &national.Options{TempDir: t.TempDir(), Wait: 30 * time.Second})
	t.Cleanup(source.Close)
	p, err := New(Options{Site: shell, Source: source, Now: func() time.Time { return time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Routes(mux)
	return mux
}

func get(t testing.TB, mux *http.ServeMux, p account.Person, url string) (int, string) {
	t.Helper()
	req := httptest.NewRequest("GET", url, nil)
	req = req.WithContext(account.NewContext(req.Context(), p))
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, req)
	return rec.Code, rec.Body.String()
}

var (
	nobody    = account.Person{}
	inspector = account.Person{Subject: "i", Name: "Ines", Role: account.Inspector}
	leeds     = account.Person{Subject: "o", Name: "Olu", Role: account.Officer, Area: "383"}
)

// pages are the pages in each of their states.
var pages = []struct {
	name, url string
	person    account.Person
	status    int
	has       []string
	lacks     []string
}{
	{"all indicators", "/benchmarks", nobody, 200, []string{"Re-referred within 12 months", "22.6%", "No area has given it yet", "above, ", "Areas with a figure"}, []string{"Described, collected later", "pinned"}},
	{"an indicator", "/benchmarks/E06", nobody, 200, []string{"were 22.6% in the year to March 2025", `<use href="#funnel-x"`, "φ = ", "Hampshire", "Made up", "Lower is better", "not a target", "/api/v1/benchmarks/E06.csv?period=2024-25&amp;version=1", "Learning that bears on this", "Areas differ far more than chance alone", "however many cases they had", "/benchmarks/E06/funnel.svg?", "/benchmarks/E06/funnel.png?", "publication 1", "Read beside this", "Early help offered when the threshold was not met"}, []string{"Show the full view", "Averages, each of its own kind", "Rank and its interval"}},
	{"three methods", "/benchmarks/E06", nobody, 200, []string{`<strong class="fig-method__count">3</strong>`, `<strong class="fig-method__count">102</strong>`, "limits=chance"}, nil},
	{"an indicator with peers", "/benchmarks/E06?of=383", nobody, 200, []string{"Leeds’s statistical neighbours", "Peers, pooled", "22.1%", "Peers, mean", "21.4%", "(the area picked out)", "within what is expected", "/figures/E06/2024-25/383", "/areas/383/E06"}, nil},
	{"peers of a region", "/benchmarks/E06?of=E08000035&peers=region&period=2024-25", nobody, 200, []string{"Yorkshire and The Humber", "Peers, pooled"}, nil},
	{"peers of a type", "/benchmarks/E06?of=383&peers=type", nobody, 200, []string{"Peers, pooled", "peers-o"}, nil},
	{"peers of a band", "/benchmarks/E06?of=383&peers=deprivation", nobody, 200, []string{"Peers, pooled", "eprivation"}, nil},
	{"peers of all England", "/benchmarks/E06?of=383&peers=england", nobody, 200, []string{"Peers, pooled"}, []string{`id="peers-title"`}},
	{"peers of no kind", "/benchmarks/E06?of=383&peers=friends", nobody, 400, []string{"friends", "See all areas"}, nil},
	{"one's own group", "/benchmarks/E06?group=383,380,E08000036,850", nobody, 200, []string{"Peers, pooled", "Your own group of", "Change your group", "group=383,380"}, nil},
	{"a group of one", "/benchmarks/E06?group=383", nobody, 400, []string{"There is a problem", `href="#group"`, `id="area-383" name="group" type="checkbox" value="383" checked`}, []string{"Peers, pooled"}},
	{"a group with an area twice", "/benchmarks/E06?group=383,380,E08000032", nobody, 400, []string{"Bradford (380) stands twice"}, nil},
	{"a group of an unknown area", "/benchmarks/E06?group=383,999", nobody, 400, []string{"There is a problem", "999"}, nil},
	{"a group of boxes leads to its address", "/benchmarks/E06?period=2024-25&group=&group=383&group=380", nobody, 303, []string{"/benchmarks/E06?group=383,380&amp;peers=group&amp;period=2024-25"}, nil},
	{"choosing a group", "/benchmarks/E06/group?period=2024-25", nobody, 200, []string{"Choose a group of your own", `type="checkbox"`, "Barnsley", "Back to Re-referred"}, nil},
	{"limits for chance alone", "/benchmarks/E06?limits=chance", nobody, 200, []string{"Limits allow for chance alone.", "with limits adjusted for that there are 3"}, nil},
	{"limits of no kind", "/benchmarks/E06?limits=none", nobody, 400, []string{"no such limits", "Limits adjusted"}, nil},
	{"ranks with their intervals", "/benchmarks/E06?rank=yes", nobody, 200, []string{"Rank and its interval", "Where intervals overlap", "Leave the ranks out", "Not ranked"}, nil},
	{"ranks of no kind", "/benchmarks/E06?rank=table", nobody, 400, []string{"rank=yes"}, nil},
	{"a breakdown that there is not", "/benchmarks/E06?breakdown=star_sign", nobody, 404, []string{"star_sign", "All together"}, nil},
	{"an order that there is not", "/benchmarks/E06?sort=luck", nobody, 400, []string{"sort=luck", "sort=outlier"}, nil},
	{"neighbours of nobody", "/benchmarks/E06?peers=neighbours", nobody, 400, []string{"Say whose"}, []string{"chart--funnel"}},
	{"neighbours of nobody from the form", "/benchmarks/E06?of=&peers=neighbours", nobody, 200, []string{"chart--funnel"}, nil},
	{"a category of no breakdown", "/benchmarks/E06?category=female", nobody, 404, []string{"A category goes with its breakdown"}, nil},
	{"an area's breakdown that there is not", "/areas/383/E06?breakdown=star_sign", nobody, 404, []string{"no figures for that breakdown"}, nil},
	{"an area's order that there is not", "/areas/383/E06?sort=luck", nobody, 400, []string{"sort=luck"}, nil},
	{"an area's page with another that is none", "/areas/383/E06?of=nowhere", nobody, 404, []string{"There is no such area"}, nil},
	{"England hidden", "/benchmarks/A01?period=2024-25", nobody, 200, []string{"No funnel", "There is no funnel: England’s figure is hidden"}, []string{">Within<", "chart--funnel"}},
	{"too few cases", "/benchmarks/B03", nobody, 200, []string{"Too few cases to place"}, nil},
	{"an area whose figures are few", "/areas/420/E06", nobody, 200, []string{"Too few cases to place: fewer than 100"}, []string{"Within the 95% limits"}},
	{"a caption that wraps", "/benchmarks/E06", nobody, 200, []string{`<figcaption><p class="govuk-body-s">Limits adjusted for how much areas differ (overdispersion)`, "differ anyway, of the 151 areas that can be placed: the method used here", "of the 153 areas with an interval"}, []string{"used here.."}},
	{"limits by chance", "/benchmarks/E06?limits=chance", nobody, 200, []string{"Show by these"}, []string{"here.."}},
	{"a version pinned", "/benchmarks/E06?version=1", nobody, 200, []string{"pinned to publication 1", "the one in force"}, nil},
	{"a version that is none", "/benchmarks/E06?version=77", nobody, 404, []string{"There is no such publication", "There is: 1"}, nil},
	{"a view that is none", "/benchmarks/E06?view=secret", nobody, 400, []string{"There is no such view"}, nil},
	{"sorted", "/benchmarks/E06?sort=value", nobody, 200, []string{"<strong>figure, highest first</strong>", `aria-sort="descending"`}, nil},
	{"suppressed areas", "/benchmarks/E02", nobody, 200, []string{"[c]", "Hidden so that nobody can be recognised", "confidential"}, nil},
	{"a rate by quarter", "/benchmarks/A01?period=2026-Q2", nobody, 200, []string{"April to June 2026", "Per 10,000 children"}, nil},
	{"a period without figures", "/benchmarks/E06?period=2030-31", nobody, 404, []string{"no figures for April 2030 to March 2031", `href="/benchmarks/E06?period=2024-25"`}, nil},
	{"a period that is none", "/benchmarks/E06?period=soon", nobody, 404, []string{"Give the period as a quarter"}, nil},
	{"an area that is none", "/benchmarks/E06?of=nowhere", nobody, 404, []string{"There is no area with the code", "See all areas"}, nil},
	{"no figures yet", "/benchmarks/B01?period=2030-31", nobody, 404, []string{"no figures for April 2030 to March 2031", "What this measures"}, nil},
	{"a fact about areas", "/benchmarks/H01", nobody, 200, []string{">Yes", ">No", "Answer"}, []string{"No funnel</td>\n</tr>\n</tbody>\n</table>\n</div>\n<div", "funnel-x"}},
	{"a fact with peers", "/benchmarks/H01?of=383", nobody, 200, []string{"The share of them that say yes"}, []string{"Peers, median", "chart--dots"}},
	{"a mean", "/benchmarks/G05?of=383", nobody, 200, []string{"Mean", "No funnel", "Peers, median"}, []string{"funnel-x"}},
	{"small samples", "/benchmarks/B03", nobody, 200, []string{"[u]", "of low reliability"}, nil},
	{"no such indicator", "/benchmarks/Z99", nobody, 404, []string{"There is no such indicator"}, nil},
	{"the full view for anyone", "/benchmarks/E02?view=full", nobody, 403, []string{"inspectors and the national team"}, []string{"funnel"}},
	{"the full view for an officer", "/benchmarks/E02?view=full", leeds, 403, []string{"inspectors and the national team"}, nil},
	{"the full view for an inspector", "/benchmarks/E02?view=full", inspector, 200, []string{"Full view: exact figures", "Show the public view"}, []string{"[c]"}},
	{"the public view for an inspector", "/benchmarks/E02", inspector, 200, []string{"Show the full view", "[c]"}, nil},
	{"all areas", "/areas", nobody, 200, []string{"153 areas", "chart--map", "Areas that are no more", "Yorkshire and The Humber"}, nil},
	{"an area", "/areas/383", nobody, 200, []string{"Leeds", "24.2%", "22.6%", "chart--spark", "Over the years", "Statistical neighbours", "Made up", "E08000035"}, []string{"Show the full view"}},
	{"an area with hidden figures", "/areas/420", nobody, 200, []string{"Isles of Scilly", "[c]", "Hidden so that nobody can be recognised"}, nil},
	{"an area's own people", "/areas/383", leeds, 200, []string{"Show the full view"}, nil},
	{"an area in full for its own people", "/areas/383?view=full", leeds, 200, []string{"Leeds’s exact figures", "Show the public view"}, nil},
	{"an area in full for others", "/areas/857?view=full", leeds, 403, []string{"the area&#39;s own people"}, nil},
	{"an area in a quarter", "/areas/383?period=2026-Q2", nobody, 200, []string{"April to June 2026"}, nil},
	{"an area before its time", "/areas/838?period=2014-15", nobody, 404, []string{"came into being on"}, nil},
	{"an abolished area", "/areas/835", nobody, 200, []string{"became part of"}, []string{"Statistical neighbours"}},
	{"an area to print", "/areas/383/pack?period=2024-25", nobody, 200, []string{"Inspection pack", "At a glance", "Made up", "Cite this"}, nil},
	{"an outlier and what is to be learnt", "/areas/850", nobody, 200, []string{"What stands out", "It calls for an explanation; it does not give one", "Learning that bears on this", "/themes/"}, nil},
	{"one indicator of an area", "/areas/383/E06", nobody, 200, []string{"Re-referred within 12 months: Leeds", "within what is expected", "By financial year", "five", "Portsmouth", "/figures/E06/2024-25/383", "/areas/383/E06/years.svg"}, nil},
	{"a rate of an area by quarter", "/areas/383/A01?period=2026-Q2", nobody, 200, []string{"April to June 2026"}, nil},
	{"an indicator of an area by its code", "/areas/E08000035/e06", nobody, 301, []string{"/areas/383/E06"}, nil},
	{"a fact of an area", "/areas/383/H01", nobody, 200, []string{"Leeds"}, []string{"chart--trend"}},
	{"a hidden figure of an area", "/areas/420/E02", nobody, 200, []string{"Isles of Scilly"}, nil},
	{"an indicator of an area that is none", "/areas/383/Z99", nobody, 404, []string{"There is no such indicator"}, nil},
	{"an indicator of an area in full for its own people", "/areas/383/E06?view=full", leeds, 200, []string{"England and other areas are as the public sees them"}, nil},
	{"an indicator of an area in full for others", "/areas/857/E06?view=full", leeds, 403, nil, nil},
	{"a period of an area that there is not", "/areas/383/E06?period=2031-32", nobody, 404, []string{"There are no figures for", "period=2024-25"}, nil},
	{"a region", "/regions/E12000003?period=2024-25", nobody, 200, []string{"Yorkshire and The Humber", "Side by side", "fig-cell", "Leeds", "within the 95% limits", "Other regions"}, nil},
	{"a region that is none", "/regions/E12000099", nobody, 404, []string{"There is no such region", "London"}, nil},
	{"a region in full for an officer", "/regions/E12000003?view=full", leeds, 403, nil, nil},
	{"no such area", "/areas/nowhere", nobody, 404, []string{"There is no such area", "/areas"}, nil},
	{"an old code leads to the number", "/areas/E08000035?period=2024-25", nobody, 301, []string{"/areas/383?period=2024-25"}, nil},
	{"the old address of the list", "/compare", nobody, 308, nil, nil},
}

func TestPages(t *testing.T) {
	mux := site(t, nationaltest.Published(t))
	for _, tt := range pages {
		t.Run(tt.name, func(t *testing.T) {
			status, body := get(t, mux, tt.person, tt.url)
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
			if status != 301 && status != 303 && status != 308 {
				wellMade(t, body)
			}
		})
	}
}

func TestPagesBeforeAnythingIsPublished(t *testing.T) {
	mux := site(t, ledgertest.New())
	for url, want := range map[string]string{
		"/benchmarks": "No figures have been published yet", "/benchmarks/E06": "No area&#39;s return has been signed off yet",
		"/areas": "153 areas", "/areas/383": "There are no figures for Leeds yet",
	} {
		status, body := get(t, mux, nobody, url)
		if status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: status %d, want 200 and %q", url, status, want)
		}
		wellMade(t, body)
	}
}

var (
	heading = regexp.MustCompile(`<h1[ >]`)
	ids     = regexp.MustCompile(` id="([^"]+)"`)
	anchors = regexp.MustCompile(`href="#([^"]+)"`)
	labels  = regexp.MustCompile(` for="([^"]+)"`)
)

// wellMade checks what every page owes: one heading of the first rank, ids
// used once, links and labels that lead somewhere, no broken number, no style
// that the security policy drops, balanced tags.
func wellMade(t *testing.T, body string) {
	t.Helper()
	if n := len(heading.FindAllString(body, -1)); n != 1 {
		t.Errorf("%d headings of the first rank, want 1", n)
	}
	have := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(body, -1) {
		if have[m[1]] {
			t.Errorf("id %q twice", m[1])
		}
		have[m[1]] = true
	}
	for _, re := range []*regexp.Regexp{anchors, labels} {
		for _, m := range re.FindAllStringSubmatch(body, -1) {
			if !have[m[1]] {
				t.Errorf("%q leads nowhere", m[0])
			}
		}
	}
	for _, s := range []string{"NaN", "+Inf", "%!", "<no value>", ` style="`} {
		if strings.Contains(body, s) {
			t.Errorf("page holds %q", s)
		}
	}
	dec := xml.NewDecoder(strings.NewReader(body))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Errorf("tags are not balanced: %v", err)
			break
		}
	}
}

// The whole of one page, so that a change to what people read is seen.
func TestAreaPageGolden(t *testing.T) {
	mux := site(t, nationaltest.Published(t))
	_, body := get(t, mux, nobody, "/areas/383")
	_, body, _ = strings.Cut(body, `<main`)
	body, _, _ = strings.Cut(body, `</main>`)
	path := filepath.Join("testdata", "area-383.html")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read golden file: %v; write it with -update", err)
	}
	if diff := cmp.Diff(string(want), body); diff != "" {
		t.Errorf("page differs (-want +got):\n%s", diff)
	}
}

// A chart can be taken away as a picture that stands alone.
func TestPictures(t *testing.T) {
	mux := site(t, nationaltest.Published(t))
	for _, tt := range []struct {
		url, begins string
		person      account.Person
		status      int
	}{
		{"/benchmarks/E06/funnel.svg", "<?xml", nobody, 200}, {"/benchmarks/E06/funnel.png?of=383", "\x89PNG", nobody, 200}, {"/benchmarks/E06/peers.svg?of=383", "<?xml", nobody, 200},
		{"/benchmarks/E06/peers.svg", "", nobody, 404}, {"/benchmarks/H01/funnel.svg", "", nobody, 404}, {"/benchmarks/E06/funnel.gif", "", nobody, 404}, {"/benchmarks/E06/map.svg", "", nobody, 404},
		{"/benchmarks/E06/funnel.svg?period=2031-32", "", nobody, 404}, {"/benchmarks/E06/funnel.svg?view=full", "", nobody, 403}, {"/benchmarks/E06/funnel.svg?view=full", "<?xml", inspector, 200},
		{"/areas/383/E06/years.svg", "<?xml", nobody, 200}, {"/areas/383/E06/years.png", "\x89PNG", nobody, 200}, {"/areas/383/E06/quarters.svg", "", nobody, 404}, {"/areas/383/E06/weeks.svg", "", nobody, 404},
		{"/areas/857/E06/years.svg?view=full", "", leeds, 403},
	} {
		status, body := get(t, mux, tt.person, tt.url)
		if status != tt.status || !strings.HasPrefix(body, tt.begins) {
			t.Errorf("%s: status %d and %.20q, want %d and %q", tt.url, status, body, tt.status, tt.begins)
		}
		if tt.begins == "<?xml" && (strings.Contains(body, "<a ") || !strings.Contains(body, "publication 1")) {
			t.Errorf("%s does not stand alone", tt.url)
		}
	}
}

// Nobody who may see one area in full sees England or others other than the
// public does.
func TestOwnPeopleSeePublicEngland(t *testing.T) {
	mux := site(t, nationaltest.Published(t))
	england := regexp.MustCompile(`(?s)<dt class="govuk-summary-list__key">\s*England\s*</dt>\s*<dd[^>]*>(.*?)</dd>`)
	for _, id := range []string{"E02", "E06", "A01", "G01"} {
		_, open := get(t, mux, nobody, "/areas/383/"+id+"?period=2026-Q2")
		_, own := get(t, mux, leeds, "/areas/383/"+id+"?period=2026-Q2&view=full")
		a, b := england.FindStringSubmatch(open), england.FindStringSubmatch(own)
		if a == nil || b == nil || a[1] != b[1] {
			t.Errorf("%s: England is %q to the public and %q to the area's own people", id, a, b)
		}
	}
}

func TestChoicesKeepTheirAddress(t *testing.T) {
	for _, in := range []string{"period=2024-25", "group=383,380&peers=group&period=2024-25", "limits=chance&of=383&peers=region", "breakdown=sex&category=female&rank=yes&version=3"} {
		v, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := readChoices(v).href(""); got != "?"+in {
			t.Errorf("%s becomes %s", in, got)
		}
	}
}

func TestGroupCodes(t *testing.T) {
	got := codes([]string{"383, 380", "", "e08000032;383", "850"})
	if diff := cmp.Diff([]string{"383", "380", "e08000032", "850"}, got); diff != "" {
		t.Errorf("codes differ (-want +got):\n%s", diff)
	}
}

func TestReturnedSoFar(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   benchmark.EnglandFigure
		want string
	}{
		{"some", benchmark.EnglandFigure{Source: benchmark.FromPooled, AreasReturned: 1, AreasExpected: 153}, "1 of 153"},
		{"all", benchmark.EnglandFigure{Source: benchmark.FromPooled, AreasReturned: 153, AreasExpected: 153}, ""},
		{"the Department's total", benchmark.EnglandFigure{Source: benchmark.FromPublished, AreasReturned: 111, AreasExpected: 153}, ""},
	} {
		if got := returnedSoFar(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestSourcesAreSpeltOut(t *testing.T) {
	for in, want := range map[string]string{
		"p21": "paragraph 21", "L185-189": "line 185 to 189", "p21, ES L9": "paragraph 21, executive summary, line 9", "b3": "bullet 3",
	} {
		if got := places(in); got != want {
			t.Errorf("places(%q) = %q, want %q", in, got, want)
		}
	}
}

// What is kept is of one publication and of the public view: a new publication
// shows at once, and what only some may see is never given to others.
func TestKeptPagesFollowThePublication(t *testing.T) {
	made := 0
	c := newCache[int]()
	fill := func(keep bool) func() (int, bool, error) {
		return func() (int, bool, error) { made++; return made, keep, nil }
	}
	for i, tt := range []struct {
		key  string
		keep bool
		want int
	}{{"1.1 /areas/383", true, 1}, {"1.1 /areas/383", true, 1}, {"2.1 /areas/383", true, 2}, {"404", false, 3}, {"404", false, 4}} {
		if got, err := c.get(tt.key, fill(tt.keep)); err != nil || got != tt.want {
			t.Errorf("%d: %s gives %d, %v, want %d", i, tt.key, got, err, tt.want)
		}
	}
	for i := range 3 * keepPages {
		if _, err := c.get("page "+strconv.Itoa(i), fill(true)); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.at) != keepPages || c.order.Len() != keepPages {
		t.Errorf("%d and %d pages are kept, want %d", len(c.at), c.order.Len(), keepPages)
	}
}

// BenchmarkAreaPage is the page with the most figures, each with its peers, its
// place between the limits and its trend: seen before (warm), and for the
// first time (new), when other areas have been.
func BenchmarkAreaPage(b *testing.B) {
	o := ledgertest.New()
	nationaltest.Figures(b, o, 1)
	o.Put(ledger.CurrentKey, []byte(`{"benchmarks":1}`))
	mux := site(b, o)
	get(b, mux, nobody, "/areas/380?period=2024-25")
	b.Run("warm", func(b *testing.B) {
		var took []time.Duration
		for b.Loop() {
			began := time.Now()
			if status, _ := get(b, mux, nobody, "/areas/383?period=2024-25"); status != http.StatusOK {
				b.Fatal(status)
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			if status, _ := get(b, mux, inspector, "/areas/383?period=2024-25"); status != http.StatusOK {
				b.Fatal(status)
			}
		}
	})
}
