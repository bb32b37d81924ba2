package audit

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
)

// twice is what is known of two publications of a small country.
func twice(t testing.TB) (*country, *Knowledge, [][]benchmark.Fact) {
	c := newCountry(t, rand.New(rand.NewPCG(3, 3)))
	var early, all []benchmark.Signed
	for i, a := range c.areas {
		for _, p := range c.periods {
			s := benchmark.Signed{Return: c.returns[a.DFE+p.String()]}
			if all = append(all, s); i > 0 {
				early = append(early, s)
			}
		}
	}
	first, _ := c.build(t, early)
	second, _ := c.build(t, all)
	k := learn(t, learn(t, New(c.catalogue, area.England()), 1, first), 4, second)
	return c, k, [][]benchmark.Fact{first, second}
}

func TestWriteAndRead(t *testing.T) {
	c, k, pubs := twice(t)
	report := k.Attack()
	var b, again bytes.Buffer
	if err := k.Write(&b); err != nil {
		t.Fatal(err)
	}
	read, err := Read(bytes.NewReader(b.Bytes()), c.catalogue, area.England())
	if err != nil {
		t.Fatal(err)
	}
	if err := read.Write(&again); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("written again it is other bytes (%v)", err)
	}
	got := read.Attack()
	got.Findings, report.Findings = nil, nil
	if diff := cmp.Diff(report, got); diff != "" {
		t.Errorf("report after reading: -want +got\n%s", diff)
	}
	// Learning the files as they are published comes to the same bytes.
	other := New(c.catalogue, area.England())
	for i, facts := range pubs {
		var csv bytes.Buffer
		if err := benchmark.WriteCSV(&csv, facts); err != nil {
			t.Fatal(err)
		}
		if other, err = other.Learn([]int{1, 4}[i], Facts(&csv)); err != nil {
			t.Fatal(err)
		}
	}
	other.Attack()
	again.Reset()
	if err := other.Write(&again); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("learned from files it is other bytes (%v)", err)
	}
}

func TestFactsThatAreNone(t *testing.T) {
	head := "indicator,period,breakdown,category,level,code,dfe,name,numerator,denominator,value,symbol,reason,source\n"
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "empty"},
		{"another table", "a,b\n1,2\n", `no column "indicator"`},
		{"no period", head + "E06,then,total,all,area,E1,383,Leeds,1,2,3,,,return\n", "line 2"},
		{"no number", head + "E06,2026-Q2,total,all,area,E1,383,Leeds,NaN,2,3,,,return\n", "numerator"},
		{"twice", head + strings.Repeat("E06,2026-Q2,total,all,area,E1,383,Leeds,10,20,50,,,return\n", 2), "two rows"},
	} {
		_, err := New(indicator.All(), area.England()).Learn(1, Facts(strings.NewReader(tt.text)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// FuzzRead gives Read anything: it fails or returns what can be written,
// learned on and attacked.
func FuzzRead(f *testing.F) {
	c, k, _ := twice(f)
	var b bytes.Buffer
	if err := k.Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(magic))
	f.Add(b.Bytes()[:b.Len()/2])
	f.Fuzz(func(t *testing.T, body []byte) {
		k, err := Read(bytes.NewReader(body), c.catalogue, area.England())
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Errorf("%v is not ErrFormat", err)
			}
			return
		}
		var out bytes.Buffer
		if err := k.Write(&out); err != nil {
			t.Error(err)
		}
		k.Attack()
	})
}
