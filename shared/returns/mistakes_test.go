package returns

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"earlyhelp/shared/cell"
)

// A mistake is one case of testdata/mistakes.txt.
type mistake struct {
	name        string
	steps, want []string
}

func mistakes(t testing.TB) []mistake {
	t.Helper()
	text, err := os.ReadFile("testdata/mistakes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []mistake
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || line[0] == '#':
		case word == "case":
			all = append(all, mistake{name: rest})
		case word == "want":
			m := &all[len(all)-1]
			m.want = append(m.want, rest)
		default:
			m := &all[len(all)-1]
			m.steps = append(m.steps, line)
		}
	}
	return all
}

// make carries the steps out on a workbook.
func (m mistake) make(t testing.TB, book []byte) []byte {
	t.Helper()
	if out, ok := m.edit(t, book); ok {
		return out
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	must := func(err error) {
		if err != nil {
			t.Fatalf("%v: %v", m.steps, err)
		}
	}
	var errors [][2]string // cell, error
	for _, step := range m.steps {
		word, rest, _ := strings.Cut(step, " ")
		at, arg, _ := strings.Cut(rest, " ")
		sheet, name, _ := strings.Cut(at, "!")
		arg = strings.Trim(arg, `"`)
		switch word {
		case "set":
			v, style := parseValue(t, f, rest[len(at)+1:])
			must(f.SetCellValue(sheet, name, v))
			if style != 0 {
				must(f.SetCellStyle(sheet, name, name, style))
			}
		case "clear":
			must(f.SetCellValue(sheet, name, nil))
		case "formula":
			must(f.SetCellValue(sheet, name, nil))
			must(f.SetCellFormula(sheet, name, arg))
		case "percent":
			style, err := f.NewStyle(&excelize.Style{NumFmt: 9})
			must(err)
			must(f.SetCellStyle(sheet, name, name, style))
		case "error":
			errors = append(errors, [2]string{at, arg})
		case "merge":
			first, last, _ := strings.Cut(arg, ":")
			value, err := f.GetCellValue(at, first)
			must(err)
			must(f.MergeCell(at, first, last))
			must(f.SetCellStr(at, first, value))
		case "delete-sheet":
			must(f.DeleteSheet(at))
		case "rename-sheet":
			must(f.SetSheetName(at, arg))
		case "copy-sheet":
			from, err := f.GetSheetIndex(at)
			must(err)
			to, err := f.NewSheet(arg)
			must(err)
			must(f.CopySheet(from, to))
		case "add-sheet":
			_, err := f.NewSheet(strings.Trim(rest, `"`))
			must(err)
		case "delete-row":
			n, _ := strconv.Atoi(arg)
			must(f.RemoveRow(at, n))
		case "copy-row":
			n, _ := strconv.Atoi(arg)
			must(f.DuplicateRow(at, n))
		case "insert-row":
			n, _ := strconv.Atoi(arg)
			must(f.InsertRows(at, n, 1))
		case "insert-column":
			must(f.InsertCols(at, arg, 1))
		case "hide-sheet":
			must(f.SetSheetVisible(strings.Trim(rest, `"`), false))
		case "hide-row":
			n, _ := strconv.Atoi(arg)
			must(f.SetRowVisible(at, n, false))
		case "hide-column":
			must(f.SetColVisible(at, arg, false))
		case "comment":
			must(f.AddComment(sheet, excelize.Comment{Cell: name, Author: "Author", Text: arg}))
		case "name":
			must(f.SetDefinedName(&excelize.DefinedName{Name: at, RefersTo: arg}))
		default:
			t.Fatalf("step %q is not known", step)
		}
	}
	var buf bytes.Buffer
	must(f.Write(&buf))
	out := buf.Bytes()
	for _, e := range errors {
		out = withError(t, out, e[0], e[1])
	}
	return out
}

// edit carries the steps out on the XML of the sheets, in a tenth of the time,
// where all of them change what stands in cells that there are.
func (m mistake) edit(t testing.TB, book []byte) ([]byte, bool) {
	t.Helper()
	k, err := theSkeleton()
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string][][2]string{} // by part: cell, and the tag in its place, %s for the style it had
	for _, step := range m.steps {
		word, rest, _ := strings.Cut(step, " ")
		at, arg, _ := strings.Cut(rest, " ")
		ref, err := cell.Parse(at)
		if err != nil {
			return nil, false
		}
		name := inSheet(ref)
		tag := ""
		switch word {
		case "clear":
			tag = fmt.Sprintf(`<c r="%s"%%s/>`, name)
		case "formula":
			tag = fmt.Sprintf(`<c r="%s"%%s><f>%s</f></c>`, name, arg)
		case "error":
			tag = fmt.Sprintf(`<c r="%s"%%s t="e"><v>%s</v></c>`, name, arg)
		case "set":
			text, isText := strings.CutPrefix(arg, `"`)
			day, notDay := time.Parse(time.DateOnly, arg)
			switch {
			case isText:
				tag = fmt.Sprintf(`<c r="%s"%%s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, name, appendEscaped(nil, strings.TrimSuffix(text, `"`)))
			case notDay == nil:
				tag = fmt.Sprintf(`<c r="%s" s="%d"><v>%v</v></c>`, name, k.look.date, serial(day))
			case arg == "true":
				tag = fmt.Sprintf(`<c r="%s"%%s t="b"><v>1</v></c>`, name)
			case strings.HasPrefix(arg, "long "):
				return nil, false
			default:
				tag = fmt.Sprintf(`<c r="%s" s="%d"><v>%s</v></c>`, name, k.look.count, arg)
			}
		default:
			return nil, false
		}
		part := fmt.Sprintf("xl/worksheets/sheet%d.xml", slices.Index(sheetNames(), ref.Sheet)+1)
		changes[part] = append(changes[part], [2]string{name, tag})
	}
	for part, cells := range changes {
		all := true
		book = rewrite(t, book, part, func(xml []byte) []byte {
			for _, c := range cells {
				one := regexp.MustCompile(`<c r="` + c[0] + `"( s="\d+")?(?:/>|(?: t="\w+")?>.*?</c>)`)
				at := one.FindSubmatchIndex(xml)
				if at == nil {
					all = false
					continue
				}
				tag := strings.Replace(c[1], "%s", string(xml[at[2]:at[3]]), 1)
				xml = slices.Concat(xml[:at[0]], []byte(tag), xml[at[1]:])
			}
			return xml
		})
		if !all {
			return nil, false
		}
	}
	return book, true
}

func parseValue(t testing.TB, f *excelize.File, s string) (v any, style int) {
	t.Helper()
	if text, ok := strings.CutPrefix(s, `"`); ok {
		return strings.TrimSuffix(text, `"`), 0
	}
	if n, ok := strings.CutPrefix(s, "long "); ok {
		many, _ := strconv.Atoi(n)
		return strings.Repeat("é", many), 0
	}
	if s == "true" {
		return true, 0
	}
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		id, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		return d, id
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatalf("value %q: %v", s, err)
	}
	// A bare number in a cell that had a date format: the format goes too.
	id, err := f.NewStyle(&excelize.Style{NumFmt: 1})
	if err != nil {
		t.Fatal(err)
	}
	return n, id
}

// withError puts an error value into a cell, which excelize cannot write.
func withError(t testing.TB, book []byte, at, value string) []byte {
	t.Helper()
	ref, err := cell.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	sheets := sheetNames()
	part := fmt.Sprintf("xl/worksheets/sheet%d.xml", slices.Index(sheets, ref.Sheet)+1)
	one := regexp.MustCompile(fmt.Sprintf(`<c r="%s"( s="\d+")?[^>]*>.*?</c>`, inSheet(ref)))
	return rewrite(t, book, part, func(xml []byte) []byte {
		if !one.Match(xml) {
			t.Fatalf("%s has no cell %s", part, at)
		}
		return one.ReplaceAll(xml, []byte(fmt.Sprintf(`<c r="%s"$1 t="e"><v>%s</v></c>`, inSheet(ref), value)))
	})
}

func TestMistakes(t *testing.T) {
	book := template(t, filled())
	for i, m := range mistakes(t) {
		if raceEnabled && i%10 != 0 {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			res := Read(m.make(t, book), options())
			got := []string{}
			for _, p := range res.Problems {
				s := p.Ref.String() + " " + p.Rule
				if p.Severity == cell.Note {
					s += " note"
				}
				got = append(got, s)
				if !strings.HasSuffix(p.Message, ".") || strings.Contains(p.Message, "%!") {
					t.Errorf("message %q is not a sentence", p.Message)
				}
				if p.Group == "" || strings.HasSuffix(p.Group, ".") || !inRules(p) {
					t.Errorf("problem %+v: want a headline, and a rule of the table", p)
				}
			}
			refused := false
			for _, f := range res.Privacy {
				got = append(got, "refused "+f.Ref.String()+" "+string(f.Kind))
				refused = true
			}
			if refused {
				// What else is said of a refused file does not matter here.
				got = slices.DeleteFunc(got, func(s string) bool { return strings.HasSuffix(s, " note") })
			}
			if len(got) == 0 {
				got = append(got, "accepted")
			}
			if diff := cmp.Diff(m.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s\n%v", diff, res.Problems)
			}
			want := Rejected
			switch {
			case refused:
				want = Refused
			case !slices.ContainsFunc(res.Problems, func(p cell.Problem) bool { return p.Severity == cell.Stop }):
				want = Accepted
			}
			if res.Verdict != want || (res.Return == nil) != (want == Refused) {
				t.Errorf("verdict = %q with return %v, want %q", res.Verdict, res.Return != nil, want)
			}
		})
	}
}
