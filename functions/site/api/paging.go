package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// The sizes of a page. 200 takes in every area of England, so that the usual
// caller needs one request; 500 keeps an answer under a megabyte.
const (
	perPageDefault = 200
	perPageMost    = 500
)

// A Paged is where in a list an answer stands. Next and Prev are the addresses
// of the pages beside it, absent at the ends; the header Link gives the same.
type Paged struct {
	Total   int    `json:"total"`
	Page    int    `json:"page"`
	PerPage int    `json:"perPage"`
	Pages   int    `json:"pages"` // 1 for an empty list
	Next    string `json:"next,omitempty"`
	Prev    string `json:"prev,omitempty"`
}

// paging reads page and perPage.
func paging(v url.Values, usual int) (page, per int, err error) {
	page, err = number(v, "page", 1, 1, 1_000_000)
	if err != nil {
		return 0, 0, err
	}
	per, err = number(v, "perPage", usual, 1, perPageMost)
	return page, per, err
}

// number reads a whole number from lo to hi, usual when absent.
func number(v url.Values, name string, usual, lo, hi int) (int, error) {
	s := v.Get(name)
	if s == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < lo || n > hi {
		return 0, bad(name, s, "Give "+name+" as a whole number from "+strconv.Itoa(lo)+" to "+strconv.Itoa(hi)+".", nil)
	}
	return n, nil
}

// paged returns where a list of total stands, with the addresses of the pages
// beside it. A page behind the last is a problem that names the last.
func paged(w http.ResponseWriter, r *http.Request, total, page, per int) (Paged, error) {
	p := Paged{Total: total, Page: page, PerPage: per, Pages: max(1, (total+per-1)/per)}
	at := func(n int) string {
		v := r.URL.Query()
		v.Set("page", strconv.Itoa(n))
		return r.URL.Path + "?" + v.Encode()
	}
	if page > p.Pages {
		return p, &Problem{Status: http.StatusNotFound, Kind: "no-such-page", Title: "There is no such page",
			Detail: fmt.Sprintf("The list has %d entries on %d pages.", total, p.Pages), More: map[string]any{"field": "page", "asked": strconv.Itoa(page), "pages": p.Pages, "last": at(p.Pages)}}
	}
	var links []string
	if page < p.Pages {
		p.Next = at(page + 1)
		links = append(links, "<"+p.Next+`>; rel="next"`)
	}
	if page > 1 {
		p.Prev = at(page - 1)
		links = append(links, "<"+p.Prev+`>; rel="prev"`)
	}
	if len(links) > 0 {
		w.Header().Set("Link", strings.Join(links, ", ")) // RFC 8288
	}
	return p, nil
}

// slicePage returns the part of all on a page; the result is never nil, so
// that an empty list is [] in JSON.
func slicePage[T any](all []T, page, per int) []T {
	from := min((page-1)*per, len(all))
	return append([]T{}, all[from:min(from+per, len(all))]...)
}
