package privacy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"earlyhelp/shared/cell"
)

// The makers below write identifiers that nobody has: they pass the checks by
// reckoning of their own, written another way than the screen's.

func digits(r *rand.Rand, n int) []int {
	d := make([]int, n)
	for i := range d {
		d[i] = r.IntN(10)
	}
	return d
}

func joined(d []int) string { return strings.Trim(strings.ReplaceAll(fmt.Sprint(d), " ", ""), "[]") }

func makeNHS(r *rand.Rand) string {
	for {
		d := digits(r, 9)
		d[0] = 4 + r.IntN(6)
		total := 0
		for i, v := range d {
			total += v * (10 - i)
		}
		if check := 11 - total%11; check != 10 {
			s := joined(append(d, check%11))
			switch r.IntN(8) {
			case 0, 1:
				return s
			case 2:
				return s[:3] + "-" + s[3:6] + "-" + s[6:]
			case 3:
				return s[:3] + "\u00a0" + s[3:6] + "\u2009" + s[6:]
			case 4:
				return s[:3] + "." + s[3:6] + "." + s[6:]
			case 5:
				return s[:3] + "  " + s[3:6] + " " + s[6:]
			case 6:
				return strings.Join(strings.Split(s, ""), " ")
			}
			return s[:3] + " " + s[3:6] + " " + s[6:]
		}
	}
}

func makeUPN(r *rand.Rand) string {
	d := digits(r, 12)
	d[0] = 8
	total := 0
	for i, v := range d {
		total += v * (i + 2)
	}
	s := string("ABCDEFGHJKLMNPQRTUVWXYZ"[total%23]) + joined(d)
	switch r.IntN(4) {
	case 0:
		return strings.ToLower(s)
	case 1:
		return s[:1] + " " + s[1:5] + " " + s[5:9] + " " + s[9:]
	}
	return s
}

func makeNI(r *rand.Rand) string {
	s := pick(r, []string{"AB", "JK", "PR", "SH", "WE", "CE", "NX", "YA", "TT", "LM"}) + joined(digits(r, 6)) + string("ABCD"[r.IntN(4)])
	switch r.IntN(5) {
	case 0:
		return strings.ToLower(s)
	case 1:
		return s[:2] + " " + s[2:4] + " " + s[4:6] + " " + s[6:8] + " " + s[8:]
	case 2:
		return s[:2] + "-" + s[2:4] + "-" + s[4:6] + "-" + s[6:8] + "-" + s[8:]
	case 3:
		return s[:2] + " " + s[2:8] + " " + s[8:]
	}
	return s
}

func makePostcode(r *rand.Rand) string {
	out := pick(r, []string{"LS", "M", "B", "SW", "NE", "HU", "BD", "S", "CR", "OX", "TQ", "PO", "E", "EC", "N", "WA", "DE"})
	n := 1 + r.IntN(9)
	out += fmt.Sprint(n)
	if r.IntN(3) == 0 {
		out += fmt.Sprint(r.IntN(10))
	}
	const letters = "ABDEFGHJLNPQRSTUWXYZ"
	in := fmt.Sprint(r.IntN(10)) + string(letters[r.IntN(20)]) + string(letters[r.IntN(20)])
	switch r.IntN(6) {
	case 0:
		return strings.ToLower(out) + strings.ToLower(in)
	case 1:
		return out + in
	case 2:
		return out + "\u00a0" + in
	case 3:
		return out + "  " + in
	}
	return out + " " + in
}

func makeEmail(r *rand.Rand) string {
	return pick(r, []string{"a.officer", "jo_bloggs", "Mary.Okafor+eh", "s-ali", "team7", "o'neill.k"}) + pick(r, []string{"@", "@", "@", " (at) ", "[at]"}) +
		pick(r, []string{"leeds.example", "nhs.example.net", "my-school.example.org", "x.example.co.uk"})
}

func makePhone(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		s := joined(digits(r, 6))
		return pick(r, []string{"07700 ", "07700", "+44 7700 ", "+447700", "0044 7700 ", "+44 (0)7700 ", "(07700) ", "07700-", "447700"}) + pick(r, []string{s, s[:3] + " " + s[3:]})
	}
	s := joined(digits(r, 4))
	return pick(r, []string{"0113 496 ", "(0113) 496 ", "01134 96", "+44 113 496 ", "020 7946 ", "0207 946 ", "01632 96", "0113-496-", "0113.496."}) + s + pick(r, []string{"", "", " ext 4"})
}

func makeBirth(r *rand.Rand) string {
	y, m, d := 2005+r.IntN(20), 1+r.IntN(12), 1+r.IntN(28)
	month := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[m-1]
	day := pick(r, []string{fmt.Sprintf("%d/%d/%d", d, m, y), fmt.Sprintf("%02d/%02d/%02d", d, m, y%100), fmt.Sprintf("%d-%02d-%02d", y, m, d), fmt.Sprintf("%d %s %d", d, month, y), fmt.Sprintf("%d %s %d", d, month[:3], y), fmt.Sprintf("%dth of %s %d", d, month, y), fmt.Sprintf("%d.%d.%d", d, m, y)})
	return pick(r, []string{"DOB ", "dob: ", "D.O.B. ", "Date of birth: ", "date of birth ", "born ", "born on ", "DoB - ", "Birth date "}) + day
}

// odd writes an identifier's digits and spaces as people and programs do who
// copy them from elsewhere, or who hide them.
func odd(r *rand.Rand, s string) string {
	switch r.IntN(9) {
	case 0: // wide digits
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return c - '0' + '０'
			}
			return c
		}, s)
	case 1: // marks that cannot be seen
		at := 1 + r.IntN(len([]rune(s))-1)
		return string([]rune(s)[:at]) + pick(r, []string{"\u200b", "\u00ad", "\u2060", "\ufeff", "\u200d"}) + string([]rune(s)[at:])
	case 2: // other spaces and dashes
		return strings.NewReplacer(" ", pick(r, []string{"\u2007", "\u202f", "\u3000", "\u00a0"}), "-", "\u2011").Replace(s)
	case 3: // digits of another script
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return c - '0' + '٠'
			}
			return c
		}, s)
	}
	return s
}

func among(r *rand.Rand, s string) string {
	return strings.ReplaceAll(pick(r, []string{"%", "%", "see %", "% (check)", "Row counted twice: %.", "ref %, closed", "\"%\"", "for the child %; also late"}), "%", s)
}

// hide puts a text somewhere into a workbook. Some places hold text for people
// only, and so names.
var hidings = []struct {
	name string
	put  func(w *raw, s string)
}{
	{"a note", func(w *raw, s string) { w.sheets[0].rows += row(9, "referrals", "total", "all", 4, s) }},
	{"a shared text", func(w *raw, s string) {
		w.texts = []string{"<t>all</t>", "<t>" + escape(s) + "</t>"}
		w.sheets[0].rows += row(9, shared(0), shared(1))
	}},
	{"a text that no cell shows", func(w *raw, s string) {
		w.texts = []string{"<t>all</t>", "<t>" + escape(s) + "</t>"}
		w.sheets[0].rows += row(9, shared(0))
	}},
	{"runs of a shared text", func(w *raw, s string) {
		h := len([]rune(s)) / 2
		w.texts = []string{"<r><t xml:space=\"preserve\">" + escape(string([]rune(s)[:h])) + "</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">" + escape(string([]rune(s)[h:])) + "</t></r>"}
		w.sheets[0].rows += row(9, shared(0))
	}},
	{"runs of a cell", func(w *raw, s string) {
		h := len([]rune(s)) / 2
		w.sheets[0].rows += row(9, verbatim(`<c r="AT" t="inlineStr"><is><r><t xml:space="preserve">`+escape(string([]rune(s)[:h]))+`</t></r><r><t xml:space="preserve">`+escape(string([]rune(s)[h:]))+`</t></r></is></c>`))
	}},
	{"how a text is read aloud", func(w *raw, s string) {
		w.texts = []string{"<t>all</t><rPh sb=\"0\" eb=\"1\"><t>" + escape(s) + "</t></rPh>"}
		w.sheets[0].rows += row(9, shared(0))
	}},
	{"what a formula gave", func(w *raw, s string) {
		w.sheets[0].rows += row(9, verbatim(`<c r="AT" t="str"><f>A1</f><v>`+escape(s)+`</v></c>`))
	}},
	{"a text in a formula", func(w *raw, s string) {
		w.sheets[0].rows += row(9, verbatim(`<c r="AT"><f>IF(A1=1,"`+escape(s)+`",0)</f><v>0</v></c>`))
	}},
	{"numbered characters", func(w *raw, s string) {
		var b strings.Builder
		for _, c := range s {
			fmt.Fprintf(&b, "&#%d;", c)
		}
		w.sheets[0].rows += row(9, verbatim(`<c r="AT" t="inlineStr"><is><t>`+b.String()+`</t></is></c>`))
	}},
	{"escaped characters", func(w *raw, s string) {
		var b strings.Builder
		for _, c := range s {
			if c < 0x10000 {
				fmt.Fprintf(&b, "_x%04X_", c)
			}
		}
		w.sheets[0].rows += row(9, verbatim(`<c r="AT" t="inlineStr"><is><t>`+b.String()+`</t></is></c>`))
	}},
	{"the message of a validation", func(w *raw, s string) {
		w.sheets[0].tail = `<dataValidations><dataValidation sqref="B2" promptTitle="x" prompt="` + escape(s) + `"/></dataValidations>`
	}},
	{"the error of a validation", func(w *raw, s string) {
		w.sheets[0].tail = `<dataValidations><dataValidation sqref="B2" error="` + escape(s) + `"><formula1>1</formula1></dataValidation></dataValidations>`
	}},
	{"a footer", func(w *raw, s string) {
		w.sheets[0].tail = `<headerFooter><oddFooter>&amp;L` + escape(s) + `&amp;RPage &amp;P</oddFooter></headerFooter>`
	}},
	{"the tip of a hyperlink", func(w *raw, s string) {
		w.sheets[0].tail = `<hyperlinks><hyperlink ref="A2" location="A1" tooltip="` + escape(s) + `"/></hyperlinks>`
	}},
	{"the heading of a table", func(w *raw, s string) {
		w.parts["xl/tables/table1.xml"] = `<table ` + mainNS + `><tableColumns><tableColumn id="1" name="` + escape(s) + `"/></tableColumns></table>`
		w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", "table", "../tables/table1.xml")
	}},
	{"a comment", func(w *raw, s string) {
		w.parts["xl/comments1.xml"] = `<comments ` + mainNS + `><authors><author/></authors><commentList><comment ref="C3"><text><r><t>` + escape(s) + `</t></r></text></comment></commentList></comments>`
		w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", "comments", "../comments1.xml")
	}},
	{"a text box", func(w *raw, s string) {
		w.parts["xl/drawings/drawing1.xml"] = `<xdr:wsDr xmlns:xdr="x"><xdr:twoCellAnchor><xdr:txBody><a:p><a:r><a:t>` + escape(s) + `</a:t></a:r></a:p></xdr:txBody></xdr:twoCellAnchor></xdr:wsDr>`
		w.rels["xl/worksheets/sheet1.xml"] = rel("rId1", "drawing", "../drawings/drawing1.xml")
	}},
	{"the values of a pivot cache", func(w *raw, s string) {
		w.parts["xl/pivotCache/pivotCacheDefinition1.xml"] = `<pivotCacheDefinition><cacheFields><cacheField name="x"><sharedItems><s v="` + escape(s) + `"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>`
		w.rels["xl/workbook.xml"] = rel("rId90", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
	}},
	{"cells kept of another file", func(w *raw, s string) {
		w.parts["xl/externalLinks/externalLink1.xml"] = `<externalLink><sheetData><row r="1"><cell r="A1" t="str"><v>` + escape(s) + `</v></cell></row></sheetData></externalLink>`
		w.rels["xl/workbook.xml"] = rel("rId90", "externalLink", "externalLinks/externalLink1.xml")
	}},
	{"custom XML", func(w *raw, s string) {
		w.parts["customXml/item1.xml"] = `<case>` + escape(s) + `</case>`
		w.rels[""] = rel("rId90", "customXml", "../customXml/item1.xml")
	}},
	{"a remark in the XML", func(w *raw, s string) { w.sheets[0].tail = `<!-- ` + escape(s) + ` -->` }},
	{"a part in letters of two bytes", func(w *raw, s string) {
		var b strings.Builder
		b.WriteString("\xff\xfe")
		for _, c := range `<?xml version="1.0" encoding="UTF-16"?><case>` + escape(s) + `</case>` {
			b.WriteByte(byte(c))
			b.WriteByte(byte(c >> 8))
		}
		w.parts["customXml/item1.xml"] = b.String()
		w.rels[""] = rel("rId90", "customXml", "../customXml/item1.xml")
	}},
	{"a cell in white", func(w *raw, s string) {
		w.sheets[0].rows += row(9, verbatim(`<c r="AT" s="3" t="str"><v>`+escape(s)+`</v></c>`))
	}},
}

// TestDetection measures how many of 500 seeded identifiers of each kind are
// found as what they are, each written and hidden in another way.
func TestDetection(t *testing.T) {
	t.Parallel()
	people := readPeople(t)
	tests := []struct {
		kind  cell.Kind
		make  func(r *rand.Rand) string
		floor float64
	}{
		{cell.NHSNumber, func(r *rand.Rand) string { return among(r, odd(r, makeNHS(r))) }, 99},
		{cell.UPN, func(r *rand.Rand) string { return among(r, odd(r, makeUPN(r))) }, 99},
		{cell.NINumber, func(r *rand.Rand) string { return among(r, odd(r, makeNI(r))) }, 99},
		{cell.Postcode, func(r *rand.Rand) string { return among(r, odd(r, makePostcode(r))) }, 99},
		{cell.Email, func(r *rand.Rand) string { return among(r, makeEmail(r)) }, 99},
		{cell.Phone, func(r *rand.Rand) string { return among(r, odd(r, makePhone(r))) }, 99},
		{cell.DateOfBirth, func(r *rand.Rand) string { return among(r, makeBirth(r)) }, 99},
		{cell.PersonName, func(r *rand.Rand) string { return spoken(r, person(r, pick(r, people))) }, 90},
	}
	for _, tt := range tests {
		t.Run(string(tt.kind), func(t *testing.T) {
			r := rand.New(rand.NewPCG(20, uint64(len(tt.kind))))
			misses := 0
			got := rate(tries, func() bool {
				s, h := tt.make(r), pick(r, hidings)
				w := small()
				w.noProps, w.parts, w.rels = true, map[string]string{}, map[string]string{}
				h.put(&w, s)
				found, _, err := Screen(w.open(t))
				ok := err == nil && slices.ContainsFunc(found, func(f cell.Finding) bool { return f.Kind == tt.kind })
				for _, f := range found {
					if len(s) > 8 && strings.Contains(f.Message, s) {
						t.Errorf("message %q repeats what was found", f.Message)
					}
				}
				if !ok {
					if misses++; misses <= 8 {
						t.Logf("missed in %s: %q", h.name, s)
					}
				}
				return ok
			})
			t.Logf("%s: %.1f%% of %d found", tt.kind, got, tries)
			if got < tt.floor && tries >= 500 { // chance decides over fewer
				t.Errorf("%s: %.1f%% of %d found, want %.0f%%", tt.kind, got, tries, tt.floor)
			}
		})
	}
}

// TestNumberCells hides numbers as numbers.
func TestNumberCells(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range tries {
		s := onlyDigits(makeNHS(r))
		w := small()
		v := pick(r, []string{s, s + ".0", s[:1] + "." + s[1:] + "E9", s[:1] + "." + s[1:] + "E+09"})
		w.sheets[0].rows += row(9, verbatim(`<c r="AT" s="3"><v>`+v+`</v></c>`))
		found, _ := screened(t, w.open(t))
		if !slices.Contains(found, "Referrals!A9 nhs-number") {
			t.Errorf("%s in a number cell: found %q", v, found)
		}
	}
}
