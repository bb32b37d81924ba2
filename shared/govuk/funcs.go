package govuk

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the rules of summer time
)

// funcs is what templates may call: formatting only.
func (s *Site) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":   s.static.URL,
		"dict":    dict,
		"number":  Number,
		"when":    When,
		"tag":     func(colour, text string) Tag { return Tag{Text: text, Colour: colour} },
		"link":    func(text, href string) Link { return Link{Text: text, Href: href} },
		"grouped": grouped,
		"inc":     func(i int) int { return i + 1 },
		"join":    strings.Join,
	}
}

// dict makes a map of alternating keys and values, for handing a component
// several things.
func dict(kv ...any) (map[string]any, error) {
	if len(kv)%2 != 0 {
		return nil, fmt.Errorf("dict: %d arguments are not pairs", len(kv))
	}
	m := make(map[string]any, len(kv)/2)
	for i := 0; i < len(kv); i += 2 {
		k, ok := kv[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is not text", kv[i])
		}
		m[k] = kv[i+1]
	}
	return m, nil
}

// Number writes a whole number with commas in its thousands.
func Number(n int) string {
	if n < 0 {
		return "−" + Number(-n)
	}
	t := strconv.Itoa(n)
	for i := len(t) - 3; i > 0; i -= 3 {
		t = t[:i] + "," + t[i:]
	}
	return t
}

// london is where the people are. The zone's rules are linked in, for a Lambda
// has none.
var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // it is linked in
	}
	return l
}()

// When writes a moment as pages do, in London time: 3 July 2026 at 4:05pm.
func When(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(london)
	return t.Format("2 January 2006 at 3:04") + strings.ToLower(t.Format("pm"))
}
