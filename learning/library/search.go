package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
)

// Limits of a query. A longer text is cut; nobody types one, and every word
// costs a look-up.
const (
	MaxQueryRunes = 300
	maxQueryWords = 24
	defaultPer    = 10
	maxPer        = 50
	maxResults    = 10_000 // deepest result that paging reaches
	quotesPerHit  = 2
)

// ErrNoLibrary reports a directory that holds no library.
var ErrNoLibrary = errors.New("no library in this directory")

// A Query asks for reviews. Zero fields do not restrict. Text in quotation
// marks must occur as a phrase.
type Query struct {
	Text  string
	Theme string // theme ID
	Year  int
	Kind  string
	Page  int // from 1; 0 means 1
	Per   int // results a page; 0 means 10, at most 50
}

// A Result is one page of answers. Fuzzy says that nothing matched as typed
// and the answers allow for a misspelling.
type Result struct {
	Total  int    `json:"total"`
	Page   int    `json:"page"`
	Per    int    `json:"perPage"`
	Fuzzy  bool   `json:"fuzzy,omitempty"`
	Hits   []Hit  `json:"hits"`
	Facets Facets `json:"facets"`
}

// A Hit is one review found, best first (newest first where no text was
// asked for, when Score is 0). Quotes are its passages that match best, at most two.
type Hit struct {
	ID     string  `json:"id"`
	Score  float64 `json:"score"`
	Quotes []Quote `json:"quotes"`
}

// A Quote is a passage with the words that matched marked.
type Quote struct {
	Page     int        `json:"page"`
	Sentence int        `json:"sentence"` // index of its first sentence in the review
	Parts    []Fragment `json:"parts"`
}

// A Fragment is a stretch of a quotation; Match when it answers the query.
type Fragment struct {
	Text  string `json:"text"`
	Match bool   `json:"match,omitempty"`
}

// Facets count the reviews found, over all pages of the result, by theme,
// year and kind; most frequent first.
type Facets struct {
	Themes []Facet `json:"themes"`
	Years  []Facet `json:"years"`
	Kinds  []Facet `json:"kinds"`
}

// A Facet is one value and the number of reviews found that have it.
type Facet struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// A Library answers searches. It is safe for concurrent use and never
// written to.
type Library struct{ index bleve.Index }

// Open opens the index that Build wrote into dir, for reading. It returns
// ErrNoLibrary if there is none.
func Open(dir string) (*Library, error) {
	ix, err := bleve.OpenUsing(dir, map[string]any{"read_only": true})
	if errors.Is(err, bleve.ErrorIndexPathDoesNotExist) || errors.Is(err, bleve.ErrorIndexMetaMissing) || errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open %s: %w", dir, ErrNoLibrary)
	}
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", dir, err)
	}
	return &Library{ix}, nil
}

// Close releases the files of the index. No search may be under way.
func (l *Library) Close() error { return l.index.Close() }

// Search returns the reviews that match every restriction of q and at least
// one word of its text (every phrase in quotation marks). Where no review has
// any of the words, words one letter off match too, and the result says so.
func (l *Library) Search(ctx context.Context, q Query) (Result, error) {
	q.Page, q.Per = max(q.Page, 1), min(max(q.Per, 0), maxPer)
	if q.Per == 0 {
		q.Per = defaultPer
	}
	q.Page = min(q.Page, maxResults/q.Per)
	words, phrases := parse(q.Text)
	res, err := l.reviews(ctx, q, words, phrases, 0)
	if err != nil {
		return Result{}, err
	}
	fuzzy := 0
	if res.Total == 0 && len(words) > 0 {
		fuzzy = 1
		if res, err = l.reviews(ctx, q, words, phrases, fuzzy); err != nil {
			return Result{}, err
		}
	}
	out := Result{Total: int(res.Total), Page: q.Page, Per: q.Per, Fuzzy: fuzzy > 0 && res.Total > 0, Hits: []Hit{}}
	out.Facets = Facets{Themes: facet(res, "themes"), Years: facet(res, "years"), Kinds: facet(res, "kinds")}
	for _, h := range res.Hits {
		hit := Hit{ID: h.ID, Quotes: []Quote{}}
		if len(words)+len(phrases) > 0 { // without text nothing scores, and Bleve divides by nothing
			hit.Score = h.Score
		}
		out.Hits = append(out.Hits, hit)
	}
	if len(words)+len(phrases) > 0 && len(out.Hits) > 0 {
		err = l.quote(ctx, out.Hits, words, phrases, fuzzy)
	}
	return out, err
}

// parse splits what was typed into words and "phrases", both cut to limits.
// An unpaired quotation mark is read as none.
func parse(text string) (words, phrases []string) {
	if utf8.RuneCountInString(text) > MaxQueryRunes {
		text = string([]rune(text)[:MaxQueryRunes])
	}
	text = strings.NewReplacer("“", `"`, "”", `"`).Replace(strings.ToValidUTF8(text, " "))
	parts := strings.Split(text, `"`)
	for i, part := range parts {
		fields := strings.Fields(part)
		if i%2 == 1 && i < len(parts)-1 && len(fields) > 0 {
			phrases = append(phrases, strings.Join(fields, " "))
			continue
		}
		words = append(words, fields...)
	}
	return words[:min(len(words), maxQueryWords)], phrases[:min(len(phrases), maxQueryWords)]
}

func (l *Library) reviews(ctx context.Context, q Query, words, phrases []string, fuzzy int) (*bleve.SearchResult, error) {
	all := []query.Query{term("sort", sortReview)}
	if q.Theme != "" {
		all = append(all, term("themes", q.Theme))
	}
	if q.Year != 0 {
		all = append(all, term("year", strconv.Itoa(q.Year)))
	}
	if q.Kind != "" {
		all = append(all, term("kind", q.Kind))
	}
	all = append(all, matching(words, phrases, fuzzy, map[string]float64{"title": 3, "themeNames": 2, "text": 1})...)
	req := bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(all...), q.Per, (q.Page-1)*q.Per, false)
	if len(words)+len(phrases) == 0 {
		req.SortBy([]string{"order"})
	} else {
		req.SortBy([]string{"-_score", "order"})
	}
	req.AddFacet("themes", bleve.NewFacetRequest("themes", 40))
	req.AddFacet("years", bleve.NewFacetRequest("year", 40))
	req.AddFacet("kinds", bleve.NewFacetRequest("kind", 20))
	res, err := l.index.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("search reviews: %w", err)
	}
	return res, nil
}

// matching returns one query for all words together, of which one must match
// in some field, and one for each phrase.
func matching(words, phrases []string, fuzzy int, fields map[string]float64) []query.Query {
	var out []query.Query
	inAnyField := func(newQuery func(field string) query.BoostableQuery) {
		var each []query.Query
		for _, field := range []string{"title", "themeNames", "text", "body"} {
			boost, ok := fields[field]
			if !ok {
				continue
			}
			m := newQuery(field)
			m.SetBoost(boost)
			each = append(each, m)
		}
		out = append(out, bleve.NewDisjunctionQuery(each...))
	}
	if len(words) > 0 {
		inAnyField(func(field string) query.BoostableQuery {
			m := bleve.NewMatchQuery(strings.Join(words, " "))
			m.SetField(field)
			m.SetFuzziness(fuzzy)
			return m
		})
	}
	for _, p := range phrases {
		inAnyField(func(field string) query.BoostableQuery {
			m := bleve.NewMatchPhraseQuery(p)
			m.SetField(field)
			return m
		})
	}
	return out
}

func term(field, value string) query.Query {
	t := bleve.NewTermQuery(value)
	t.SetField(field)
	t.SetBoost(0) // restricts without scoring
	return t
}

func facet(res *bleve.SearchResult, name string) []Facet {
	out := []Facet{}
	if f := res.Facets[name]; f != nil && f.Terms != nil {
		for _, t := range f.Terms.Terms() {
			out = append(out, Facet{t.Term, t.Count})
		}
	}
	return out
}

// quote fills in the passages of the hits that match best.
func (l *Library) quote(ctx context.Context, hits []Hit, words, phrases []string, fuzzy int) error {
	at := map[string]int{}
	var of []query.Query
	for i, h := range hits {
		at[h.ID] = i
		of = append(of, term("review", h.ID))
	}
	match := matching(words, phrases, fuzzy, map[string]float64{"body": 1})
	all := append([]query.Query{bleve.NewDisjunctionQuery(of...)}, bleve.NewDisjunctionQuery(match...))
	req := bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(all...), 20*len(hits), 0, false)
	req.Fields = []string{"review", "body", "page", "sentence"}
	req.IncludeLocations = true
	res, err := l.index.SearchInContext(ctx, req)
	if err != nil {
		return fmt.Errorf("search passages: %w", err)
	}
	for _, h := range res.Hits {
		id, _ := h.Fields["review"].(string)
		i, ok := at[id]
		if !ok || len(hits[i].Quotes) == quotesPerHit {
			continue
		}
		body, _ := h.Fields["body"].(string)
		page, _ := h.Fields["page"].(float64)
		sentence, _ := h.Fields["sentence"].(float64)
		hits[i].Quotes = append(hits[i].Quotes, Quote{int(page), int(sentence), mark(body, h.Locations["body"])})
	}
	return nil
}

// mark cuts text at the byte offsets where terms matched.
func mark(text string, found search.TermLocationMap) []Fragment {
	hit := make([]bool, len(text))
	for _, locations := range found {
		for _, at := range locations {
			for i := at.Start; i < at.End && i < uint64(len(text)); i++ {
				hit[i] = true
			}
		}
	}
	var out []Fragment
	for start := 0; start < len(text); {
		end := start
		for end < len(text) && hit[end] == hit[start] {
			end++
		}
		out = append(out, Fragment{text[start:end], hit[start]})
		start = end
	}
	return out
}
