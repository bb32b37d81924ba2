package privacy

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"earlyhelp/shared/workbook"
)

// A bundle is the directory of a workbook's parts: what each is said to be,
// and which leads to which. Names of parts are in lower case, since they do
// not differ by case alone.
type bundle struct {
	book  *workbook.Book
	parts []workbook.Part
	types map[string]string   // content type by part, in lower case
	used  map[string][]string // kinds of relationship by which a part is used
	leads map[string][]string // parts that a part leads to
	outer []outward           // what lies outside the workbook
	owner map[string]string   // sheet that a part belongs to
}

// An outward is a relationship to something outside the workbook.
type outward struct{ from, id, kind, target string }

func newBundle(b *workbook.Book) *bundle {
	p := &bundle{
		book: b, parts: b.Parts(), types: map[string]string{}, used: map[string][]string{},
		leads: map[string][]string{}, owner: map[string]string{},
	}
	p.readTypes()
	for _, part := range p.parts {
		if name := strings.ToLower(part.Name); strings.HasSuffix(name, ".rels") {
			p.readRels(part.Name, sourceOf(name))
		}
	}
	for _, s := range b.Sheets() {
		p.own(strings.ToLower(s.Part), s.Name, 0)
	}
	return p
}

// sourceOf returns the part whose relationships a part holds; "" is the
// workbook as a whole.
func sourceOf(rels string) string {
	folder, name := path.Split(rels)
	folder = strings.TrimSuffix(strings.TrimSuffix(folder, "/"), "_rels")
	return strings.TrimSuffix(folder+name, ".rels")
}

// mostTags bounds how many entries are read of a directory part: a workbook
// has at most 100 parts.
const mostTags = 20_000

func (p *bundle) readTypes() {
	ext := map[string]string{}
	p.tags("[Content_Types].xml", func(m *markup) {
		kind := strings.ToLower(m.attr("ContentType"))
		switch m.name {
		case "Default":
			ext[strings.ToLower(m.attr("Extension"))] = kind
		case "Override":
			p.types[strings.ToLower(strings.TrimPrefix(m.attr("PartName"), "/"))] = kind
		}
	})
	for _, part := range p.parts {
		name := strings.ToLower(part.Name)
		p.types[name] = cmp.Or(p.types[name], ext[strings.TrimPrefix(path.Ext(name), ".")])
	}
}

func (p *bundle) readRels(rels, source string) {
	folder := path.Dir("/" + source)
	if source == "" {
		folder = "/"
	}
	p.tags(rels, func(m *markup) {
		if m.name != "Relationship" {
			return
		}
		kind, target := strings.ToLower(path.Base(m.attr("Type"))), m.attr("Target")
		if strings.EqualFold(m.attr("TargetMode"), "External") {
			p.outer = append(p.outer, outward{source, m.attr("Id"), kind, target})
			return
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		target = strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
		p.leads[source] = append(p.leads[source], target)
		p.used[target] = append(p.used[target], kind)
	})
}

// tags calls see for the tags of a small part. What cannot be read is left:
// the part itself is judged where all parts are.
func (p *bundle) tags(part string, see func(*markup)) {
	rc, err := p.book.Part(part)
	if err != nil {
		return
	}
	defer rc.Close()
	m, err := newMarkup(rc)
	for n := 0; err == nil && n < mostTags; n++ {
		var kind markKind
		if kind, err = m.next(); err == nil && kind == openTag {
			see(m)
		}
	}
}

// own notes that a part, and what it leads to, belongs to a sheet. Sheets,
// which links lead to as well, keep their own name.
func (p *bundle) own(part, sheet string, depth int) {
	if p.owner[part] != "" || depth > 8 {
		return
	}
	p.owner[part] = sheet
	for _, to := range p.leads[part] {
		p.own(to, sheet, depth+1)
	}
}

// orphans returns the parts that nothing leads to.
func (p *bundle) orphans() map[string]bool {
	seen := map[string]bool{"": true}
	for queue := []string{""}; len(queue) > 0; queue = queue[1:] {
		for _, to := range p.leads[queue[0]] {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	lost := map[string]bool{}
	for _, part := range p.parts {
		name := strings.ToLower(part.Name)
		switch {
		case name == "[content_types].xml":
		case strings.HasSuffix(name, ".rels"):
			if !seen[sourceOf(name)] {
				lost[name] = true
			}
		case !seen[name]:
			lost[name] = true
		}
	}
	return lost
}

// usedAs reports whether a part is used by a kind of relationship.
func (p *bundle) usedAs(part, kind string) bool { return slices.Contains(p.used[part], kind) }
