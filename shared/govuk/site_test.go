package govuk

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

func page(t *testing.T, s *Site, content string) *Template {
	t.Helper()
	tmpl, err := s.Parse(fstest.MapFS{"p.gohtml": {Data: []byte(`{{define "content"}}` + content + `{{end}}`)}}, "p.gohtml")
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

func get(t *testing.T, h http.Handler, req *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

func TestEveryComponentRenders(t *testing.T) {
	s, err := New(&Options{Notice: "Made up", Nav: nil})
	if err != nil {
		t.Fatal(err)
	}
	type data struct {
		Table   Table
		List    SummaryList
		Details Details
		Button  Button
		Banner  Banner
		Pages   Pagination
		Input   Input
		Select  Select
		Radios  Radios
		File    FileUpload
	}
	tmpl := page(t, s, `<h1>Hello</h1>{{template "table" .Table}}{{template "summary-list" .List}}{{template "tag" (tag "green" "Good")}}
{{template "inset" "in"}}{{template "warning" "careful"}}{{template "details" .Details}}{{template "button" .Button}}{{template "banner" .Banner}}
{{template "pagination" .Pages}}<form>{{template "input" .Input}}{{template "select" .Select}}{{template "radios" .Radios}}{{template "file-upload" .File}}</form>`)
	d := data{
		Table: Table{Caption: "Areas", RowHeaders: true, Head: []Cell{{Text: "Area"}, {Text: "%", Numeric: true, Sort: "descending"}},
			Rows: [][]Cell{{{Text: "Leeds", Href: "/areas/383"}, {Text: "24.2", Numeric: true}}, {{Text: "Bolton"}, {Tag: &Tag{"low", "grey"}}}}},
		List:    SummaryList{Rows: []SummaryRow{{Key: "Period", Value: Cell{Text: "April"}, Actions: []Link{{Text: "Change", Href: "/x", Hidden: "period"}}}}},
		Details: Details{Summary: "How", Text: "So"},
		Button:  Button{Text: "Send", Once: true}, Banner: Banner{Text: "Done", Success: true},
		Pages:  Pagination{Previous: "?page=1", Next: "?page=3", Items: []PageItem{{Number: 1, Href: "?page=1"}, {Ellipsis: true}, {Number: 2, Current: true, Href: "?page=2"}}},
		Input:  Input{Name: "q", Label: "Search", Hint: "A word", Error: "Enter a word"},
		Select: Select{Name: "area", Label: "Area", Choices: []Choice{{Value: "1", Text: "A", Group: "North"}, {Value: "2", Text: "B", Group: "North"}, {Value: "3", Text: "C"}}},
		Radios: Radios{Name: "period", Legend: "Period", Choices: []Choice{{Value: "a", Text: "A", Hint: "h"}, {Value: "b", Text: "B", Selected: true}}, Error: "Choose"},
		File:   FileUpload{Name: "file", Label: "Return", Accept: ".xlsx", Required: true},
	}
	h := s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return s.Render(w, r, tmpl, Page{Title: "Test", Errors: []FieldError{{"q", "Enter a word"}, {"period", "Choose"}},
			Breadcrumbs: []Link{{Text: "Home", Href: "/"}}, Data: d})
	})
	w := get(t, h, httptest.NewRequest("GET", "/", nil))
	if w.Code != 200 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	t.Log(w.Body.String())
}
