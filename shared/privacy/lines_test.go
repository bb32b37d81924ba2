package privacy

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestTextList(t *testing.T) {
	wide := func(s string) string {
		var b strings.Builder
		b.WriteString("\xff\xfe")
		for _, u := range utf16.Encode([]rune(s)) {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
		return b.String()
	}
	tests := []struct {
		name, text string
		want       bool
	}{
		{"nothing", "", false},
		{"the list's headings", "child_key,event_type,event_ref\r\n", true},
		{"after the mark of UTF-8, quoted", "\xef\xbb\xbf\"child_key\",\"event_type\"\n", true},
		{"semicolons, below a title", "Quarter 2\n\nChild Key; Event type; Start date\n", true},
		{"tabs, in UTF-16", wide("Case ID\tGender\tOutcome\r\nA\tB\tC\r\n"), true},
		{"events without headings", "k1,referral,2026-04-01\nk2,referral,2026-04-02\nk3,early_help,03/04/2026\n", true},
		{"two events", "k1,referral,2026-04-01\nk2,referral,2026-04-02\n", false},
		{"the return's headings", "measure,breakdown_type,breakdown_value,count,note\nreferrals,total,all,30,\n", false},
		{"totals", "sex,age,ethnicity\nfemale,0-4,12\n", false},
		{"a letter", "Dear all, the child and the family, with their names, were not discussed.\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := TextList([]byte(tt.text)); got != tt.want {
				t.Errorf("TextList(%q) = %v, want %v", tt.text, got, tt.want)
			}
		})
	}
}
