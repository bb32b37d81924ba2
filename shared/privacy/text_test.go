package privacy

import (
	"strings"
	"testing"

	"earlyhelp/shared/cell"
)

func TestText(t *testing.T) {
	tests := []struct {
		text string
		want cell.Kind
	}{
		// The NHS number is the NHS Data Dictionary's own example.
		{"943 476 5919", cell.NHSNumber}, {"9434765919", cell.NHSNumber}, {"943-476-5919", cell.NHSNumber},
		{"(NHS 943 476 5919)", cell.NHSNumber}, {"943\u00a0476\u00a05919", cell.NHSNumber},
		{"943\u2009476\u20095919", cell.NHSNumber}, {"943\u2013476\u20135919", cell.NHSNumber}, {"943\u200b4765919", cell.NHSNumber},
		{"９４３ ４７６ ５９１９", cell.NHSNumber}, {"LS8\u202f4AA", cell.Postcode}, {"2019\u2013476\u20135919", ""},
		{"943 476 5918", ""}, {"0000000000", ""}, {"94347659190", ""}, {"x9434765919", ""}, {"9434765919.5 kg", cell.NHSNumber},
		{strings.Repeat("0", 54) + "9434765919", ""}, // the end of a SHA-256

		{"A123456789012", cell.UPN}, {"a123456789012", cell.UPN}, {"B123456789012", ""}, {"I123456789012", ""}, {"A12345678901", ""},
		{"AB 12 34 56 C", cell.NINumber}, {"ab123456c", cell.NINumber}, {"AB-12-34-56-C", cell.NINumber},
		{"GB 12 34 56 C", ""}, {"AB 12 34 56 E", ""}, {"DA 12 34 56 C", ""}, {"AB1234567C", ""},

		{"LS8 4AA", cell.Postcode}, {"ls84aa", cell.Postcode}, {"SW1A 1AA", cell.Postcode}, {"M1 1AE.", cell.Postcode}, {"in EC1A 1BB now", cell.Postcode},
		{"LS8", ""}, {"E08000035", ""}, {"E06 2024", ""}, {"QQ1 1AA", ""}, {"383", ""}, {"Q2 2026", ""}, {"V03 1st", ""}, {"B12 is 3rd", ""}, {"D1 5MM", ""},

		{"jo.bloggs@leeds.example", cell.Email}, {"write to jo@leeds.example.org.", cell.Email}, {"@home", ""}, {"3 @ 4", ""},
		{"0113 496 0000", cell.Phone}, {"07700 900123", cell.Phone}, {"+44 7700 900123", cell.Phone}, {"+44 (0)113 496 0000", cell.Phone}, {"(0113) 496 0000", cell.Phone}, {"020-7946-0000", cell.Phone},
		{"0113 496", ""}, {"2026-04-01", ""}, {"0-4, 5-9, 10-15, 16-17", ""}, {"0 of 1,234,567", ""},

		{"DOB", cell.DateOfBirth}, {"d.o.b.", cell.DateOfBirth}, {"Date of Birth", cell.DateOfBirth}, {"date_of_birth", cell.DateOfBirth}, {"Child's DOB", cell.DateOfBirth}, {"Birth date (dd/mm/yyyy)", cell.DateOfBirth},
		{"Dates of birth were missing for 3% of children.", ""}, {"dobson", ""}, {"birth_year", ""},

		{"DOB: 12/03/2015", cell.DateOfBirth}, {"born on 3rd of May 2016", cell.DateOfBirth}, {"date of birth 2015-03-12", cell.DateOfBirth}, {"born 12.3.15", cell.DateOfBirth},
		{"Children born after 1 April 2026 are left out.", ""}, {"children born on 1 April 2026", ""}, {"Born in Bradford study, 2007", ""}, {"dob missing for 12 of 340", ""},

		// What looks like an identifier and is none.
		{"E08 5WD", ""}, {"S1 2nd tier", ""}, {"W2 5hr sessions", ""}, {"E10 3rd", ""}, {"01-04-2026 30 children", ""}, {"0.125 0.375 0.5", ""}, {"01.04.2026-30.06.2026", ""},
		{"0-4 5-9 10-15 16-17", ""}, {"Childline 0800 1111", ""}, {"0.9434765919", ""}, {"build 20260709", ""}, {"2024-25 1234 2025-26 5678", ""},
		{"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", ""}, {"https://www.leeds.example/early-help?id=20260709", ""},

		{"spoke to Aisha Khan about this", cell.PersonName}, {"Mrs Patel rang", cell.PersonName}, {"Mohammed A. moved", cell.PersonName}, {"KHAN, Aisha", cell.PersonName}, {"aisha khan", cell.PersonName},
		{"J. O'Connor", cell.PersonName}, {"Zoë Whitaker", cell.PersonName}, {"Aisha's mother declined", cell.PersonName}, {"Аisha Khаn", cell.PersonName}, // two Cyrillic letters
		{"Rose", ""}, {"Mark", ""}, {"Grace", ""}, {"Will", ""}, {"May", ""}, {"Rose Hill", ""}, {"Victoria Park", ""}, {"Lord Street", ""}, {"Harold Wood", ""}, {"St James", ""},
		{"James Cook University Hospital", ""}, {"MS Teams", ""}, {"Dr. Barnardo's", ""}, {"Will May be better?", ""}, {"lead_professional_named", ""}, {"Early Help Manager", ""},

		{"", ""}, {"not recorded", ""}, {"Two schools closed in June 2026; see table 3.", ""}, {"1,234", ""},
	}
	for _, tt := range tests {
		got, ok := Text(tt.text)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Text(%q) = %q, %v, want %q", tt.text, got, ok, tt.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[float64]cell.Kind{
		9434765919: cell.NHSNumber, 9434765918: "", 943476591: "", 94347659190: "", 9434765919.5: "",
		7700900123: cell.Phone, 46143: "", 0: "", -9434765919: "",
	} {
		if got, _ := Number(n); got != want {
			t.Errorf("Number(%v) = %q, want %q", n, got, want)
		}
	}
}

// TestUPNChecks reckons the check letter another way: digits as a dot product
// written out, for the worked number of the guide's form and a temporary one.
func TestUPNChecks(t *testing.T) {
	for _, digits := range []string{"801200001001", "209925001123", "80120000100B", "80120000100Z"} {
		sum, weights := 0, []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}
		for i, w := range weights {
			v := strings.Index("0123456789", digits[i:i+1])
			if v < 0 {
				v = strings.Index("ABCDEFGHJKLMNPQRTUVWXYZ", digits[i:i+1])
			}
			sum += v * w
		}
		good := 0
		for _, letter := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			if IsUPN(string(letter) + digits) {
				good++
				if want := "ABCDEFGHJKLMNPQRTUVWXYZ"[sum%23]; byte(letter) != want {
					t.Errorf("IsUPN(%c%s), want %c", letter, digits, want)
				}
			}
		}
		if good != 1 {
			t.Errorf("%d letters pass before %s, want 1", good, digits)
		}
	}
}

// TestOneInEleven says how often a ten-digit number passes by chance.
func TestOneInEleven(t *testing.T) {
	n := 0
	for v := 4_000_000_000; v < 4_000_110_000; v++ {
		if k, _ := Number(float64(v)); k == cell.NHSNumber {
			n++
		}
	}
	if n < 8_000 || n > 10_500 {
		t.Errorf("%d of 110,000 numbers pass, want about one in eleven (less those whose check is 10)", n)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"943 476 5919", "AB 12 34 56 C", "LS8 4AA", "+44 (0)113 496 0000", "dob", "a@b.c", "\u00a0\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k, ok := Text(s)
		if ok != (k != "") {
			t.Fatalf("Text(%q) = %q, %v", s, k, ok)
		}
		// What is personal by itself is so among other words.
		if k == cell.NHSNumber {
			if got, _ := Text("see " + s + " there"); got != k {
				t.Fatalf("Text(%q) = %q, but %q among words", s, k, got)
			}
		}
	})
}
