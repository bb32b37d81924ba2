package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"earlyhelp/infra/local/demo/reviews"
)

var count = regexp.MustCompile(`\d+`)

// TestSearch searches for a word, narrows by a theme, and reads a review.
func TestSearch(t *testing.T) {
	p := anyone(t)
	start := p.get(t, "/library")
	if start.status != http.StatusOK || !strings.Contains(start.text(), "Invented") {
		t.Errorf("the library: %d, marked as invented: %v", start.status, strings.Contains(start.text(), "Invented"))
	}
	at := p.submit(t, start.form(t, "q"), url.Values{"q": {"father"}})
	if at.status != http.StatusOK || !regexp.MustCompile(`^[1-9]\d* reviews found`).MatchString(words(at.all("h2", "id", "found")[0])) {
		t.Fatalf("search for father: %d %s", at.status, at.text())
	}
	results := at.all("article", "", "")
	marks := at.all("mark", "", "")
	if len(marks) < len(results) {
		t.Errorf("%d results and %d highlights", len(results), len(marks))
	}
	for _, m := range marks {
		if !strings.HasPrefix(strings.ToLower(words(m)), "father") {
			t.Errorf("highlighted %q", words(m))
		}
	}
	// Every facet narrows to as many reviews as it says.
	tried := 0
	for _, li := range at.all("li", "", "") {
		for n := range li.ChildNodes() {
			href := attr(n, "href")
			if n.Data != "a" || !strings.Contains(href, "theme=") || !strings.Contains(href, "q=father") || tried == 5 {
				continue
			}
			tried++
			said := count.FindAllString(words(li), -1)
			narrowed := p.get(t, href)
			got := count.FindString(words(narrowed.all("h2", "id", "found")[0]))
			if want := said[len(said)-1]; got != want || len(narrowed.all("article", "", "")) == 0 {
				t.Errorf("%q narrows to %s reviews", words(li), got)
			}
			if without := narrowed.get(t, p, "Remove filter"); len(without.all("article", "", "")) != len(results) {
				t.Errorf("without the filter there are %d results, want %d", len(without.all("article", "", "")), len(results))
			}
		}
	}
	if tried == 0 {
		t.Error("there are no themes to narrow by")
	}
	nothing := p.get(t, "/library?q=zeppelin+quux")
	if nothing.status != http.StatusOK || !strings.Contains(nothing.text(), "Try to") || len(nothing.all("a", "href", "/themes")) == 0 {
		t.Errorf("nothing found: %d %s", nothing.status, nothing.text())
	}
}

// get follows the link that begins with these words.
func (at page) get(t *testing.T, p *person, words string) page {
	t.Helper()
	return p.get(t, at.link(t, words))
}

// TestReview holds the evidence of each review, word for word and page by
// page, to the text that was written.
func TestReview(t *testing.T) {
	written := map[string]string{} // title: the whole text
	all, err := reviews.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		var b strings.Builder
		b.WriteString(r.Title + " ")
		for _, s := range r.Sections {
			b.WriteString(s.Heading + " " + strings.Join(s.Paragraphs, " ") + " ")
		}
		written[r.Title] = squeeze(b.String())
	}
	p := anyone(t)
	var list struct {
		Reviews []struct{ ID, Title, Href string }
	}
	p.ask(t, "/api/v1/reviews", &list)
	if len(list.Reviews) < 12 {
		t.Errorf("the library has %d reviews, want the twelve of the demonstration", len(list.Reviews))
	}
	type evidence struct {
		Page int
		Text string
	}
	for _, entry := range list.Reviews {
		if written[entry.Title] == "" {
			continue // another journey's
		}
		var review struct {
			Sentences []evidence
			Pages     int
			Themes    []struct {
				ID       string
				Evidence []evidence
			}
			Demonstration bool
		}
		p.ask(t, "/api/v1/reviews/"+entry.ID, &review)
		at := p.get(t, entry.Href)
		if at.status != http.StatusOK || at.heading() != entry.Title || !review.Demonstration || !strings.Contains(at.text(), "not real") {
			t.Errorf("%s: %d %q", at.url, at.status, at.heading())
		}
		where := map[evidence]bool{}
		for _, s := range review.Sentences {
			where[s] = true
		}
		if len(review.Themes) == 0 {
			t.Errorf("%s has no themes", entry.Title)
		}
		text := at.text()
		for _, th := range review.Themes {
			if len(th.Evidence) == 0 {
				t.Errorf("%s has theme %s without evidence", entry.Title, th.ID)
			}
			for _, e := range th.Evidence {
				switch {
				case !where[e] || e.Page < 1 || e.Page > review.Pages:
					t.Errorf("%s: evidence on page %d that is not in its text there: %q", entry.Title, e.Page, e.Text)
				case !strings.Contains(text, squeeze(e.Text)):
					t.Errorf("%s does not show %q", at.url, e.Text)
				case !strings.Contains(written[entry.Title], squeeze(e.Text)):
					t.Errorf("%s: nobody wrote %q", entry.Title, e.Text)
				}
			}
		}
		quoted(t, at)
	}
}

// quoted follows the link under each quotation on a review's page: it leads to
// the same sentence, below the heading of the page that it names.
func quoted(t *testing.T, at page) {
	t.Helper()
	sentences, pages, onPage := map[string]string{}, map[string]string{}, ""
	for n := range at.root().Descendants() {
		id := attr(n, "id")
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "h3" && strings.HasPrefix(id, "page-"):
			onPage = strings.TrimPrefix(id, "page-")
		case n.Data == "p" && id != "":
			sentences[id], pages[id] = words(n), onPage
		}
	}
	quotes := at.all("blockquote", "", "")
	if len(quotes) == 0 {
		t.Errorf("%s quotes nothing", at.url)
	}
	for _, q := range quotes {
		var text, to, named string
		for n := range q.Descendants() {
			switch {
			case n.Data == "p":
				text = words(n)
			case n.Data == "a" && to == "":
				if _, id, ok := strings.Cut(attr(n, "href"), "#s"); ok {
					to, named = "s"+id, count.FindString(words(n))
				}
			}
		}
		if !strings.HasPrefix(sentences[to], text) || pages[to] != named {
			t.Errorf("%s quotes %q of page %s; its link leads to %q on page %s", at.url, text, named, sentences[to], pages[to])
		}
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// TestThemes reads the themes and one of them.
func TestThemes(t *testing.T) {
	p := anyone(t)
	var list struct {
		Themes []struct {
			ID, Label           string
			Reviews             int
			Share, Lower, Upper float64
		}
	}
	p.ask(t, "/api/v1/themes", &list)
	var library struct{ Reviews []struct{ Problem string } }
	p.ask(t, "/api/v1/reviews", &library)
	read := 0
	for _, r := range library.Reviews {
		if r.Problem == "" {
			read++
		}
	}
	carried := 0
	for _, th := range list.Themes {
		if th.Share < th.Lower || th.Share > th.Upper || th.Share != float64(th.Reviews)/float64(read) {
			t.Errorf("%s is in %d of %d reviews: %v (%v to %v)", th.ID, th.Reviews, read, th.Share, th.Lower, th.Upper)
		}
		at := p.get(t, "/themes/"+th.ID)
		if at.status != http.StatusOK || at.heading() != th.Label {
			t.Errorf("%s: %d %q", at.url, at.status, at.heading())
		}
		if th.Reviews == 0 {
			continue
		}
		carried++
		if !strings.Contains(at.text(), "Found in "+strconv.Itoa(th.Reviews)) || len(at.all("blockquote", "", "")) < th.Reviews {
			t.Errorf("%s: %d quotations for %d reviews", at.url, len(at.all("blockquote", "", "")), th.Reviews)
		}
	}
	if carried < 10 {
		t.Errorf("only %d themes are carried by a review", carried)
	}
}

// TestHostileQueries asks what people ask who try to break a search.
func TestHostileQueries(t *testing.T) {
	p := anyone(t)
	for _, q := range []string{`"`, `"""`, `+`, `-`, `*`, `~`, `?`, `father~99`, `father^1e308`, `title:/(a+)+$/`, `((((((((`, `AND OR NOT`, `\`, `a\`, `[1 TO 2`, `>=`,
		"<script>alert(1)</script>", `'"><img src=x onerror=alert(1)>`, "\x00", "\xff\xfe", "%", "%%%s%n", strings.Repeat("a", 300), strings.Repeat("é ", 150), strings.Repeat("x", 5000),
		"𝒻ather", "fa\u0301ther", "\u202efather", "'; DROP TABLE reviews; --", "${jndi:ldap://x}", "{{.}}"} {
		for _, path := range []string{"/library?", "/api/v1/library/search?"} {
			at := p.get(t, path+url.Values{"q": {q}}.Encode())
			if at.status != http.StatusOK && at.status != http.StatusBadRequest {
				t.Errorf("%s%.40q = %d", path, q, at.status)
			}
			if body := string(at.body); strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
				t.Errorf("%s%.40q comes back as markup", path, q)
			}
		}
	}
	for _, query := range []string{"theme=nothing", "year=soon", "year=-1", "kind=%3Cscript%3E", "page=0", "page=-3", "page=99999999999999999999", "page=1000000", "q=a&q=b&theme=neglect&theme=x", "theme=neglect&year=2022&kind=lcspr&q=father"} {
		for _, path := range []string{"/library?", "/api/v1/library/search?"} {
			if at := p.get(t, path+query); at.status >= 500 || strings.Contains(string(at.body), "<script>'") {
				t.Errorf("%s%s = %d", path, query, at.status)
			}
		}
	}
}
