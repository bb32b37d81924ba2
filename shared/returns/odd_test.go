package returns

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"earlyhelp/shared/cell"
	"earlyhelp/shared/period"
)

// eachSheet changes the XML of every sheet of a workbook.
func eachSheet(t testing.TB, book []byte, change func(xml string) string) []byte {
	t.Helper()
	for i := range sheetNames() {
		book = rewrite(t, book, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), func(xml []byte) []byte { return []byte(change(string(xml))) })
	}
	return book
}

// TestWhatProgramsWrite writes the same return in the ways in which Excel,
// Google Sheets, LibreOffice and Numbers write workbooks: the figures are the
// same, in the same cells.
func TestWhatProgramsWrite(t *testing.T) {
	t.Parallel()
	base := template(t, filled())
	want := Read(base, options())
	shared := regexp.MustCompile(`<si><t xml:space="preserve">([^<]+)</t></si>`)
	number := regexp.MustCompile(`(<c r="[A-Z]+\d+" s="\d+")><v>(\d+)</v></c>`)
	tests := []struct {
		name   string
		change func(t *testing.T) []byte
	}{
		{"texts in runs of their own format, with readings for Japanese", func(t *testing.T) []byte {
			return rewrite(t, base, "xl/sharedStrings.xml", func(xml []byte) []byte {
				return shared.ReplaceAllFunc(xml, func(si []byte) []byte {
					text := shared.FindSubmatch(si)[1]
					half := len(text) / 2
					for half > 0 && (text[half] >= 0x80 || bytes.ContainsAny(text, "&")) {
						half--
					}
					return fmt.Appendf(nil, `<si><r><rPr><b/></rPr><t xml:space="preserve">%s</t></r><r><t xml:space="preserve">%s</t></r><rPh sb="0" eb="1"><t>yomi</t></rPh><phoneticPr fontId="1"/></si>`, text[:half], text[half:])
				})
			})
		}},
		{"numbers with exponents and a type, as LibreOffice writes them", func(t *testing.T) []byte {
			return eachSheet(t, base, func(xml string) string { return number.ReplaceAllString(xml, `$1 t="n"><v>$2.0E0</v></c>`) })
		}},
		{"numbers that are results of formulas", func(t *testing.T) []byte {
			return eachSheet(t, base, func(xml string) string { return number.ReplaceAllString(xml, `$1><f>SUM(A1)</f><v>$2</v></c>`) })
		}},
		{"numbers kept as text, with spaces after", func(t *testing.T) []byte {
			return eachSheet(t, base, func(xml string) string {
				if strings.Contains(xml, `ref="A1:C`) {
					return xml // days of the Cover are numbers too
				}
				return regexp.MustCompile(`(<c r="[B-J]\d+" s="\d+")><v>(\d{1,3})</v></c>`).ReplaceAllString(xml, `$1 t="inlineStr"><is><t>$2&#160; </t></is></c>`)
			})
		}},
		{"cells and rows without addresses", func(t *testing.T) []byte {
			return eachSheet(t, base, func(xml string) string {
				if strings.Contains(xml, `<mergeCells`) {
					return xml // there are rows in between that are blank
				}
				return regexp.MustCompile(`<(c|row) r="[A-Z]*\d+"`).ReplaceAllString(xml, `<$1`)
			})
		}},
		{"names with a prefix", func(t *testing.T) []byte {
			return eachSheet(t, base, func(xml string) string {
				return regexp.MustCompile(`<(/?)(c|row|v|is|t|sheetData|worksheet)([ />])`).ReplaceAllString(xml, `<$1 x:$2$3`)
			})
		}},
		{"blank rows and cells with formats all the way down", func(t *testing.T) []byte {
			return eachSheet(t, base, func(xml string) string {
				var rows strings.Builder
				for row := 3000; row < 6000; row++ {
					fmt.Fprintf(&rows, `<row r="%d" s="3"><c r="A%d" s="3"/><c r="XFD%d" s="3"></c></row>`, row, row, row)
				}
				return strings.Replace(xml, "</sheetData>", rows.String()+"</sheetData>", 1)
			})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := tt.change(t)
			if strings.HasPrefix(tt.name, "names") {
				data = eachSheet(t, data, func(xml string) string { return strings.NewReplacer("< x:", "<x:", "</ x:", "</x:").Replace(xml) })
			}
			got := Read(data, options())
			if got.Verdict != Accepted {
				t.Fatalf("%q: %v %v", got.Verdict, got.Problems, got.Privacy)
			}
			if diff := cmp.Diff(want.Return, got.Return, cmp.AllowUnexported(period.Period{})); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSomethingInTheLastColumn(t *testing.T) {
	data := rewrite(t, template(t, filled()), "xl/worksheets/sheet4.xml", func(xml []byte) []byte {
		return bytes.Replace(xml, []byte("</sheetData>"), []byte(`<row r="4000"><c r="XFD4000"><v>1</v></c></row></sheetData>`), 1)
	})
	p := one(t, Read(data, options()))
	if p.Rule != "V01" || p.Ref.String() != "Referrals!XFD4000" {
		t.Errorf("problem = %+v, want V01 at Referrals!XFD4000", p)
	}
}

// TestASheetWithAnOddName adds a sheet whose name is as long as may be, of
// characters that addresses quote.
func TestASheetWithAnOddName(t *testing.T) {
	name := "It's ~!@#$%^&()_+-={};',.<>|£€é"
	if len([]rune(name)) != 31 {
		t.Fatalf("%d characters, want 31", len([]rune(name)))
	}
	data := rewrite(t, template(t, filled()), "xl/workbook.xml", func(xml []byte) []byte {
		escaped := appendEscaped(nil, name)
		return bytes.Replace(xml, []byte(`name="Guidance"`), fmt.Appendf(nil, `name="%s"`, escaped), 1)
	})
	res := Read(data, options())
	notes := res.Problems
	if res.Verdict != Accepted || len(notes) != 1 || notes[0].Rule != "V02" || notes[0].Ref != (cell.Ref{Sheet: name}) {
		t.Errorf("Read = %q, %v %v, want accepted with one note about the sheet", res.Verdict, res.Problems, res.Privacy)
	}
}

// TestAnUnfilledReturnIsFewHeadlines reads a template that nobody filled in:
// every cell is named, and a page shows a headline a sheet.
func TestAnUnfilledReturnIsFewHeadlines(t *testing.T) {
	res := Read(template(t, nil), options())
	groups := cell.Group(res.Problems)
	if want := len(countSheets()) + 1; len(groups) != want { // Partnership has answers and counts
		t.Errorf("%d groups, want %d", len(groups), want)
	}
	n := 0
	for _, g := range groups {
		n += len(g.Problems)
		if g.Sheet == EarlyHelp && g.Cells() != "D2 to D352" || g.Sheet == Workforce && g.Cells() != "B3 to J3, B4 to J4, B5 to J5, B6 to J6, B7 to J7, B8 to J8, B9 to J9" {
			t.Errorf("%s: %q at %s", g.Sheet, g.Headline, g.Cells())
		}
	}
	if n != len(res.Problems) || n < 1200 {
		t.Errorf("%d cells in groups, want all %d", n, len(res.Problems))
	}
}

// TestAMissingMeasureIsOneProblem deletes all rows of one measure.
func TestAMissingMeasureIsOneProblem(t *testing.T) {
	data := rewrite(t, template(t, filled()), "xl/worksheets/sheet4.xml", func(xml []byte) []byte {
		return regexp.MustCompile(`<row r="([2-9]|[12]\d|3[0-7])" .*?</row>`).ReplaceAll(xml, nil)
	})
	p := one(t, Read(data, options()))
	if p.Rule != "V02" || p.Ref.String() != "Referrals" || !strings.Contains(p.Message, "Referrals to children's social care (referrals)") {
		t.Errorf("problem = %+v, want one V02 that names the measure", p)
	}
}

// TestTheSkeletonIsTheSameEachTime makes it anew, as another process would.
func TestTheSkeletonIsTheSameEachTime(t *testing.T) {
	k, err := newSkeleton()
	if err != nil {
		t.Fatal(err)
	}
	var anew bytes.Buffer
	if err := k.write(&anew, filled(), leeds(t), false); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(anew.Bytes(), template(t, filled())) {
		t.Error("two skeletons give different bytes for the same return")
	}
}
