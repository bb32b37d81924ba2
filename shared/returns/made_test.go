package returns

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/cell"
)

func TestMadeOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		key  Key
		want []Key
	}{
		{"what is typed", Key{"referrals", Total, All}, nil},
		{"a category that is typed", Key{"trained_24m", "agency", "police"}, nil},
		{"a measure that is not there", Key{"weather", Total, All}, nil},
		{"a fact", Key{"thresholds_audited_yes", Total, All}, nil},
		{"a sum of two", Key{"episodes_open", "agency", "police"},
			[]Key{{"episodes_closed", "agency", "police"}, {"episodes_open_end", "agency", "police"}}},
		{"schools of a phase", Key{"schools", "phase", "secondary"},
			[]Key{{"settings", "setting_type", "maintained secondary school"}, {"settings", "setting_type", "secondary academy"}}},
		{"schools by who runs them", Key{"schools_signed_up", "governance", "independent"},
			[]Key{{"signed_up_encompass", "setting_type", "non-maintained special school"}, {"signed_up_encompass", "setting_type", "independent school"}}},
		{"one type of early years setting", Key{"early_years_settings", "setting_type", "childminder"},
			[]Key{{"settings", "setting_type", "childminder"}}},
		{"a school is no early years setting", Key{"early_years_settings", "setting_type", "primary academy"}, nil},
	} {
		if diff := cmp.Diff(tt.want, MadeOf(tt.key)); diff != "" {
			t.Errorf("%s: MadeOf(%v) (-want +got):\n%s", tt.name, tt.key, diff)
		}
	}
	if n := len(MadeOf(Key{"trained_24m", Total, All})); n != len(Agencies()) {
		t.Errorf("a total over agencies is made of %d counts, want %d", n, len(Agencies()))
	}
	if n := len(MadeOf(Key{"schools", Total, All})) + len(MadeOf(Key{"early_years_settings", Total, All})); n != 14 {
		t.Errorf("schools and early years settings are of %d types, want all 14, each once", n)
	}
}

// TestMakeIsWhatReadMakes makes the counts that no cell holds of a return that
// was put together in another way.
func TestMakeIsWhatReadMakes(t *testing.T) {
	want := Read(template(t, filled()), options()).Return
	got := filled()
	got.Make()
	got.Make() // again, and nothing is there twice
	for i := range want.Counts {
		want.Counts[i].Ref = cell.Ref{}
	}
	for i := range got.Counts {
		got.Counts[i].Ref = cell.Ref{}
	}
	if diff := cmp.Diff(want.Counts, got.Counts); diff != "" {
		t.Errorf("counts (-read +made):\n%s", diff)
	}
}

func TestMadeStates(t *testing.T) {
	set := func(state State, keys ...Key) *Return {
		r := filled()
		for i := range r.Counts {
			for _, k := range keys {
				if r.Counts[i].Key() == k {
					r.Counts[i].State, r.Counts[i].N = state, 0
				}
			}
		}
		r.Make()
		return r
	}
	closed, open := Key{"episodes_closed", Total, All}, Key{"episodes_open", Total, All}
	police := Key{"trained_24m", "agency", "police"}
	trained := Key{"trained_24m", Total, All}
	for _, tt := range []struct {
		name  string
		r     *Return
		key   Key
		state State
		n     float64
	}{
		{"a sum of two", set(Known), open, Known, 200},
		{"a sum of which one is not available", set(NotAvailable, closed), open, NotAvailable, 0},
		{"a sum of which one does not apply", set(NotApplicable, closed), open, NotAvailable, 0},
		{"a sum of which neither applies", set(NotApplicable, closed, Key{"episodes_open_end", Total, All}), open, NotApplicable, 0},
		{"a total without one agency's figure", set(NotAvailable, police), trained, NotAvailable, 0},
		{"a total with an agency that takes no part", set(NotApplicable, police), trained, Known, 120},
		{"a yes", set(Known), Key{"thresholds_audited_yes", Total, All}, Known, 1},
		{"a plan is not a yes", set(Known), Key{"strategy_evaluated_yes", Total, All}, Known, 0},
		{"a plan is an answer", set(Known), Key{"strategy_evaluated_answered", Total, All}, Known, 1},
	} {
		if c, ok := tt.r.Index()[tt.key]; !ok || c.State != tt.state || c.N != tt.n {
			t.Errorf("%s: %+v, %v, want %v %q", tt.name, c, ok, tt.n, tt.state)
		}
	}
	r := filled()
	r.Facts[0].Answer = Unknown
	r.Counts = r.Counts[1:] // a total is missing
	r.Make()
	index := r.Index()
	if c := index[Key{"thresholds_audited_answered", Total, All}]; c.State != NotAvailable {
		t.Errorf("a fact that nobody knows = %+v, want not available", c)
	}
}

func TestLinks(t *testing.T) {
	for text, ok := range map[string]bool{
		"https://www.example.gov.uk/early-help":               true,
		"HTTPS://Example.gov.uk":                              true,
		"https://example.gov.uk:443/a?b=c&d=e#f":              true,
		"https://xn--bcher-kva.example.org/":                  true,
		"http://www.example.gov.uk/":                          false,
		"www.example.gov.uk":                                  false,
		"https:www.example.gov.uk":                            false,
		"https://":                                            false,
		"https://localhost/":                                  false,
		"https://server/":                                     false,
		"https://files.local/":                                false,
		"https://portal.intranet/":                            false,
		"https://192.168.1.10/":                               false,
		"https://[::1]/":                                      false,
		"https://example.gov.uk:8443/":                        false,
		"https://user@example.gov.uk/":                        false,
		"https://example.gov.uk/a b":                          false,
		"https://example.gov.uk/<script>":                     false,
		"javascript:alert(1)":                                 false,
		"mailto:a@example.org":                                false,
		"file:///S:/audit.docx":                               false,
		"\\\\server\\share\\audit.docx":                       false,
		"https://example.gov.uk/" + string(make([]byte, 1)):   false,
		"https://example.gov.uk/" + string(bytesOf('a', 300)): false,
	} {
		if why := linkFault(text); (why == "") != ok {
			t.Errorf("linkFault(%q) = %q, want a link: %v", text, why, ok)
		}
	}
}

func bytesOf(c byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = c
	}
	return b
}

func FuzzLink(f *testing.F) {
	f.Add("https://www.example.gov.uk/early-help")
	f.Add("https://[::1%25eth0]/")
	f.Fuzz(func(t *testing.T, text string) {
		if linkFault(text) == "" && len(text) < len("https://a.bc") {
			t.Errorf("%q is taken for the address of a page", text)
		}
	})
}

// TestWhatAddsUpOverQuarters holds the data to what the words say: an event has
// its day, a child helped all year long is one child in each quarter.
func TestWhatAddsUpOverQuarters(t *testing.T) {
	for name, want := range map[string]bool{
		"referrals": true, "rereferrals_12m": true, "episodes_started": true, "episodes_closed": true, "cases_audited": true, "courses_run": true,
		"children_open": false, "young_carers": false, "episodes_open_end": false, "episodes_open": false, "wte": false, "thresholds_agree": false, "settings": false,
	} {
		if m, ok := FindMeasure(name); !ok || m.AddsUp != want {
			t.Errorf("%s adds up: %t, want %t", name, m.AddsUp, want)
		}
	}
	// What an event is a part of may be a state; what counts part of a state is none.
	for _, p := range Pairs() {
		part, _ := FindMeasure(p.Part)
		whole, _ := FindMeasure(p.Whole)
		if part.AddsUp && !whole.AddsUp {
			t.Errorf("%s adds up over quarters and %s, of which it is part, does not", p.Part, p.Whole)
		}
	}
}
