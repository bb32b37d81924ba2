// Package library makes a collection of mined case reviews searchable.
//
// A library is made once from a set of reviews (Build) and then only read
// (Open, Search); a change makes a new one. It holds two sorts of document in
// one Bleve index: a review, which is what is found, counted and faceted, and
// its passages, runs of sentences of like length, which are what is quoted.
// Reviews are ranked by BM25 over title, theme names and text.
//
// Bleve takes the average length of a field to be the number of distinct terms
// per document, so that its length norm punishes long reviews more than
// textbook BM25 does; passages are cut to like length so that it does not
// decide between them.
//
// Unlike the other packages of the domain this one reads and writes a
// directory, since Bleve maps its index from files. The caller names it.
package library
