package privacy

import (
	"slices"
	"strings"
	"testing"
)

// TestAsRead screens cells written so that what the reader makes of them is
// not what stands between two tags: the reader's own text is what would be
// kept, so it is what must be found.
func TestAsRead(t *testing.T) {
	const postcode, name = "M1 1AA", "Ann Lee"
	note := func(c string) raw {
		w := small()
		w.sheets[0].rows = strings.Replace(w.sheets[0].rows, `</row><row r="3"`, c+`</row><row r="3"`, 1)
		return w
	}
	tests := []struct{ name, cell string }{
		{"an inline text", `<c r="F2" t="inlineStr"><is><t>` + postcode + `</t></is></c>`},
		{"a number that is none", `<c r="F2"><v>` + postcode + `</v></c>`},
		{"a name where a number belongs", `<c r="F2"><v>` + name + `</v></c>`},
		{"a yes or no that is neither", `<c r="F2" t="b"><v>` + postcode + `</v></c>`},
		{"an error that is none", `<c r="F2" t="e"><v>` + postcode + `</v></c>`},
		{"a tag within a text", `<c r="F2" t="str"><v>M1<x/> 1AA</v></c>`},
		{"a tag within a run", `<c r="F2" t="inlineStr"><is><t>M1<x/> 1AA</t></is></c>`},
		{"an end of a tag that never began", `<c r="F2" t="inlineStr"><is><t>M1</x> 1AA</t></is></c>`},
		{"a remark within a text", `<c r="F2" t="str"><v>M1<!-- and --> 1AA</v></c>`},
		{"two sorts of letters", `<c r="F2" t="str"><v>M1<![CDATA[ 1AA]]></v></c>`},
		{"an attribute without a value", `<c r="F2" odd t="inlineStr"><is><t>` + postcode + `</t></is></c>`},
		{"a kind written twice", `<c r="F2" t="b" t="str"><v>` + postcode + `</v></c>`},
		{"letters written as numbers", `<c r="F2" t="str"><v>M1 1_x0041_&#65;</v></c>`},
		{"an underscore in two pieces", `<c r="F2" t="str"><v>M1 1_x00<![CDATA[41_A]]></v></c>`},
		{"a number in two pieces", `<c r="F2"><v>94347<x/>65919</v></c>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := note(tt.cell).open(t)
			found, _, err := Screen(b)
			if len(found) == 0 && err == nil {
				var read []string
				for r, err := range b.Rows("Referrals") {
					if err != nil {
						t.Fatal(err)
					}
					for _, c := range r.Cells {
						if c.Col == 6 {
							read = append(read, c.Text)
						}
					}
				}
				if len(read) == 0 || !slices.ContainsFunc(read, func(s string) bool { _, bad := Text(s); return bad }) && !strings.Contains(tt.cell, "9434") {
					t.Logf("the reader reads %q, which is nobody's: nothing has to be found", read)
					return
				}
				t.Errorf("the reader reads %q there, and the screen finds nothing", read)
			}
		})
	}
	t.Run("a tag within a shared text", func(t *testing.T) {
		for _, si := range []string{`<t>M1<x/> 1AA</t>`, `<t>M1</x> 1AA</t>`, `<t>M1</t><t> 1AA</t>`, `<r><t>M1</t></r><r><t> 1AA</t></r>`} {
			w := note(`<c r="F2" t="s"><v>0</v></c>`)
			w.texts = []string{si}
			if found, _, err := Screen(w.open(t)); len(found) == 0 && err == nil {
				t.Errorf("%s: nothing found", si)
			}
		}
	})
	t.Run("a table of texts that is a sheet as well", func(t *testing.T) {
		w := note(`<c r="F2" t="s"><v>0</v></c>`)
		w.sheets[0].head = `<si><r><t>M1</t></r><r><t> 1AA</t></r></si>`
		w.rels = map[string]string{"xl/workbook.xml": rel("rIdX", "sharedStrings", "worksheets/sheet1.xml")}
		if found, _, err := Screen(w.open(t)); len(found) == 0 && err == nil {
			t.Error("nothing found")
		}
	})
}
