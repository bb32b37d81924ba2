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
// A practice theme is given when a clause holds a sign that is not denied, or
// a topic with a cue of absence or recommendation. A context theme is given
// when its factor is affirmed. The codebook and the rules are data
// (codebook.txt, rules.txt); nothing is learned or random, and each label
// says which words decided it.
//
// It does not code what the codebook leaves out, nor weigh how serious a
// finding is.
package theme
