// Package theme reads what a case review says of practice: which of the
// codebook's themes each sentence speaks of, and what it says of them.
//
// The hard part is not the key word but the stance. "Information was shared
// promptly" is praise, "no evidence that domestic abuse was a factor" is a
// denial, "the threshold document was published" is neither, and only "nobody
// told the school" is a finding. So a sentence is taken apart into clauses,
// and in each the rules look for
//
//   - topics: words that name the subject of a theme, such as supervision;
//   - signs: phrases that state the gap by themselves, such as taken at face
//     value;
//   - cues: what is said of them: absence, recommendation, praise, denial,
//     process.
//
// The rules and their codebook are data (codebook.txt, rules.txt). What they
// find in a sentence, its words, the classes of its words (lexicon.txt) and
// pairs of these are weighed by a linear model, in two steps:
//
//   - for each theme, how much the sentence speaks of it, whatever it says;
//     and for each stance (gap, recommendation, context, good practice,
//     denial, process, none, a word in another sense), how much it has of it;
//   - from these and the rules' own answer, how likely the codebook has the
//     theme coded, with weights common to all practice themes and to all
//     context themes.
//
// A theme is coded above a threshold. Text about the review itself is never
// coded, and where several sentences of a document each half say what none
// says plainly, they are coded together. Each label says why: the words that
// matched rules, then those that weighed most.
//
// The weights (model.txt) are learned from the sentences in data/sentences,
// written for this project, by
//
//	go run ./infra/trainthemes
//
// which gives the same bytes for the same sentences, rules and lexicon; a test
// fails when model.txt is of others. The threshold is chosen by
// cross-validation over batches of those sentences: reviews labelled by others
// are for measuring alone. THEMES_FULL=1 go test -v -run TestCrossValidation
// leaves each batch out in turn; THEMES_CURVE=1 tells what more sentences
// bring.
//
// It does not code what the codebook leaves out, nor weigh how serious a
// finding is.
package theme
