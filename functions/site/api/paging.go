package api

import (
	"net/http"
	"net/url"
	"strconv"
)

// The sizes of a page. 200 takes in every area of England, so that the usual
// caller needs one request; 500 keeps an answer under a megabyte.
const (
	perPageDefault = 200
	perPageMost    = 500
)

// A Paged is where in a list an answer stands. Next is the address of the
// following page, absent on the last.
type Paged struct {
	Total   int    `json:"total"`
	Page    int    `json:"page"`
	PerPage int    `json:"perPage"`
	Next    string `json:"next,omitempty"`
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

// nextPage returns where a list of total stands, with the address of the next
// page.
func nextPage(r *http.Request, total, page, per int) Paged {
	p := Paged{Total: total, Page: page, PerPage: per}
	if page*per < total {
		v := r.URL.Query()
		v.Set("page", strconv.Itoa(page+1))
		p.Next = r.URL.Path + "?" + v.Encode()
	}
	return p
}

// slicePage returns the part of all on a page; the result is never nil, so
// that an empty list is [] in JSON.
func slicePage[T any](all []T, page, per int) []T {
	from := min((page-1)*per, len(all))
	return append([]T{}, all[from:min(from+per, len(all))]...)
}
