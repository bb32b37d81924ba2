package library

import (
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
)

// The two sorts of document in the index.
const (
	sortReview  = "review"
	sortPassage = "passage"
)

// An indexed is one document of the index. A review fills Title, Themes,
// ThemeNames, Text and the facets; a passage fills Review, Body, Page and
// Sentence.
type indexed struct {
	Sort       string   `json:"sort"`
	Title      string   `json:"title,omitempty"`
	Themes     []string `json:"themes,omitempty"`
	ThemeNames []string `json:"themeNames,omitempty"`
	Text       string   `json:"text,omitempty"`
	Year       string   `json:"year,omitempty"`
	Kind       string   `json:"kind,omitempty"`
	Order      string   `json:"order,omitempty"` // sorts newest first

	Review   string `json:"review,omitempty"`
	Body     string `json:"body,omitempty"`
	Page     int    `json:"page,omitempty"`
	Sentence int    `json:"sentence,omitempty"`
}

// newMapping describes the index: English stemming for text, whole values for
// facets, BM25 scoring, and only passages stored.
func newMapping() mapping.IndexMapping {
	text := func(stored, vectors bool) *mapping.FieldMapping {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = en.AnalyzerName
		f.Store = stored
		f.IncludeTermVectors = vectors
		f.IncludeInAll = false
		f.DocValues = false
		return f
	}
	whole := func() *mapping.FieldMapping {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = keyword.Name
		f.Store = false
		f.IncludeTermVectors = false
		f.IncludeInAll = false
		f.DocValues = true
		return f
	}
	number := func() *mapping.FieldMapping {
		f := bleve.NewNumericFieldMapping()
		f.Index = false
		f.Store = true
		f.IncludeInAll = false
		f.DocValues = false
		return f
	}
	doc := bleve.NewDocumentStaticMapping()
	for name, f := range map[string]*mapping.FieldMapping{
		"sort": whole(), "themes": whole(), "year": whole(), "kind": whole(), "order": whole(), "review": whole(),
		"title": text(false, true), "themeNames": text(false, false), "text": text(false, true),
		"body": text(true, true), "page": number(), "sentence": number(),
	} {
		doc.AddFieldMappingsAt(name, f)
	}
	review := *doc.Properties["review"].Fields[0]
	review.Store = true
	doc.Properties["review"].Fields[0] = &review

	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	m.DefaultAnalyzer = en.AnalyzerName
	m.ScoringModel = index.BM25Scoring
	return m
}
