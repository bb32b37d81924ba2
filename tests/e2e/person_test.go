package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"earlyhelp/shared/account"
)

// A person is somebody at a browser: a cookie jar and an address to start at.
type person struct {
	client *http.Client
}

// anyone is a person who has not signed in.
func anyone(t *testing.T) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{client: &http.Client{Jar: jar, Timeout: time.Minute}}
}

// signIn returns a person who chose a persona on the provider's page.
func signIn(t *testing.T, persona string) *person {
	t.Helper()
	p := anyone(t)
	p.choose(t, p.get(t, "/sign-in?to=/about"), url.Values{"persona": {persona}})
	return p
}

// signInFor returns an officer or lead of an area that has no persona.
func signInFor(t *testing.T, role, dfe string) *person {
	t.Helper()
	p := anyone(t)
	p.choose(t, p.get(t, "/sign-in?to=/about"), url.Values{"persona": {role}, "area": {dfe}})
	return p
}

// partnership returns the leads of the four partners of an area, the local
// authority's first.
func partnership(t *testing.T, dfe string) (all []*person) {
	t.Helper()
	for _, partner := range account.Partners() {
		p := anyone(t)
		p.choose(t, p.get(t, "/sign-in?to=/about"), url.Values{"persona": {"lead"}, "area": {dfe}, "partner": {partner}})
		all = append(all, p)
	}
	return all
}

func (p *person) choose(t *testing.T, at page, choice url.Values) {
	t.Helper()
	to := p.submit(t, at.form(t, "persona"), choice)
	if to.status != http.StatusOK || to.url.Path != "/about" {
		t.Fatalf("signing in as %v ended at %s with status %d: %s", choice, to.url, to.status, to.text())
	}
	if len(to.all("form", "action", "/sign-out")) != 1 {
		t.Fatalf("signed in as %v, but %s offers no way out", choice, to.url)
	}
}

// get asks for a path of the site, or a whole address, and follows where it leads.
func (p *person) get(t *testing.T, path string) page {
	t.Helper()
	return p.do(t, http.MethodGet, path, nil)
}

func (p *person) do(t *testing.T, method, path string, header http.Header) page {
	t.Helper()
	return p.send(t, method, path, nil, header)
}

func (p *person) send(t *testing.T, method, path string, body io.Reader, header http.Header) page {
	t.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = platform.URL + path
	}
	req, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	res, err := p.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{status: res.StatusCode, url: res.Request.URL, header: res.Header, body: text}
}

// submit sends a form with some of its fields changed, as a browser does.
func (p *person) submit(t *testing.T, f form, changes url.Values) page {
	t.Helper()
	values := url.Values{}
	for _, x := range f.fields {
		values.Add(x.name, x.value)
	}
	for name, v := range changes {
		values[name] = v
	}
	if f.method == http.MethodGet {
		return p.get(t, f.action+"?"+values.Encode())
	}
	return p.send(t, f.method, f.action, strings.NewReader(values.Encode()), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}})
}

// upload sends a form with a file, the file last, as a browser does.
func (p *person) upload(t *testing.T, f form, name string, file []byte) page {
	t.Helper()
	if f.file == "" {
		t.Fatalf("the form to %s takes no file", f.action)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, x := range f.fields {
		w.WriteField(x.name, x.value)
	}
	part, err := w.CreateFormFile(f.file, name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(file)
	w.Close()
	return p.send(t, http.MethodPost, f.action, &body, http.Header{"Content-Type": {w.FormDataContentType()}})
}

// ask calls the API and reads its JSON answer.
func (p *person) ask(t *testing.T, path string, into any) page {
	t.Helper()
	at := p.get(t, path)
	at.decode(t, into)
	return at
}

// tell posts JSON to the API.
func (p *person) tell(t *testing.T, path string, what any) page {
	t.Helper()
	body, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	return p.send(t, http.MethodPost, path, bytes.NewReader(body), http.Header{"Content-Type": {"application/json"}})
}

// A page is an answer, as a person gets it after all redirects.
type page struct {
	status int
	url    *url.URL
	header http.Header
	body   []byte
}

func (at page) decode(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(at.body, into); err != nil {
		t.Fatalf("%s answered %d with what is not JSON of this form: %v\n%.300s", at.url, at.status, err, at.body)
	}
}

// path of the page within the site.
func (at page) path() string { return at.url.Path }

func (at page) root() *html.Node {
	n, err := html.Parse(bytes.NewReader(at.body))
	if err != nil {
		panic(err) // the parser of HTML takes anything
	}
	return n
}

// text is what one can read on the page: its main part, or all of it where it
// has none.
func (at page) text() string {
	root := at.root()
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			return words(n)
		}
	}
	return words(root)
}

// words are the words below a node, as a screen reader reads them.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && !silent(d) {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// silent reports whether a screen reader passes a node over.
func silent(n *html.Node) bool {
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && (a.Data == "script" || a.Data == "style" || attr(a, "aria-hidden") == "true") {
			return true
		}
	}
	return false
}

// all returns the elements of a kind with an attribute of a value; an empty
// name is any.
func (at page) all(tag, name, value string) []*html.Node {
	var out []*html.Node
	for n := range at.root().Descendants() {
		if n.Type == html.ElementNode && n.Data == tag && (name == "" || attr(n, name) == value) {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// heading is the page's h1.
func (at page) heading() string {
	for _, n := range at.all("h1", "", "") {
		return words(n)
	}
	return ""
}

// link returns where the link with these words leads.
func (at page) link(t *testing.T, text string) string {
	t.Helper()
	for _, n := range at.all("a", "", "") {
		if strings.HasPrefix(words(n), text) {
			to, err := at.url.Parse(attr(n, "href"))
			if err != nil {
				t.Fatal(err)
			}
			return to.String()
		}
	}
	t.Fatalf("%s has no link %q: %s", at.url, text, at.text())
	return ""
}

// table returns the rows of the table whose caption begins so, the headings
// first; nil where there is none.
func (at page) table(caption string) [][]string {
	for _, n := range at.all("table", "", "") {
		var rows [][]string
		found := false
		for d := range n.Descendants() {
			switch {
			case d.Type != html.ElementNode:
			case d.Data == "caption":
				found = strings.HasPrefix(words(d), caption)
			case d.Data == "tr":
				var row []string
				for c := range d.ChildNodes() {
					if c.Type == html.ElementNode {
						row = append(row, words(c))
					}
				}
				rows = append(rows, row)
			}
		}
		if found {
			return rows
		}
	}
	return nil
}

// A form is one that can be filled in and sent.
type form struct {
	action, method string
	fields         []field // as they stand
	file           string  // the field for a file, or ""
}

type field struct{ name, value string }

// form returns the page's form that has a field or button of this name.
func (at page) form(t *testing.T, has string) form {
	t.Helper()
	for _, n := range at.all("form", "", "") {
		action, err := at.url.Parse(attr(n, "action"))
		if err != nil {
			t.Fatal(err)
		}
		f := form{action: action.String(), method: strings.ToUpper(attr(n, "method"))}
		if f.method == "" {
			f.method = http.MethodGet
		}
		found := false
		for d := range n.Descendants() {
			if d.Type != html.ElementNode {
				continue
			}
			name, kind := attr(d, "name"), attr(d, "type")
			found = found || name != "" && name == has
			switch {
			case d.Data == "input" && kind == "file":
				f.file = name
			case d.Data == "input" && (kind == "radio" || kind == "checkbox") && !hasAttr(d, "checked"):
			case d.Data == "input" && name != "":
				f.fields = append(f.fields, field{name, attr(d, "value")})
			case d.Data == "select":
				f.fields = append(f.fields, field{name, selected(d)})
			}
		}
		if found {
			return f
		}
	}
	t.Fatalf("%s has no form with %q: %s", at.url, has, at.text())
	return form{}
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// selected is the value a select stands at: the one marked, or the first.
func selected(n *html.Node) string {
	first, have := "", false
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || d.Data != "option" {
			continue
		}
		value := attr(d, "value")
		if hasAttr(d, "selected") {
			return value
		}
		if !have {
			first, have = value, true
		}
	}
	return first
}
