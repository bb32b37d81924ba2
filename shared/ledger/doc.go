// Package ledger is the memory of the platform: every object key, what is
// kept under it, and the protocols that keep it true. All state is objects in
// one bucket; this package is the only one that spells their names.
//
//	key                                              what it holds                               Go type
//	incoming/returns/<id>.xlsx                       a return as uploaded; deleted once it has   bytes
//	                                                 an outcome
//	incoming/reviews/<id>.pdf (.txt .html .docx)     a case review as uploaded; likewise         bytes
//	ledger/submissions/<id>.json                     who asked to send what, when                Submission
//	ledger/outcomes/<id>.json                        what became of an upload: the verdict,      Outcome
//	                                                 problems, privacy findings
//	ledger/returns/<dfe>/<period>/<id>/sent.json     a copy of the Submission, so that one       Submission
//	                                                 listing shows what an area has sent
//	ledger/returns/<dfe>/<period>/<id>/counts.json   the counts of an accepted return            Counts
//	ledger/returns/<dfe>/<period>/<id>/return.xlsx   the same as a clean workbook of our own     bytes
//	ledger/returns/<dfe>/<period>/<id>/marked.xlsx   the sender's figures with their problems    bytes
//	                                                 marked, of a return that had any; screened
//	ledger/returns/<dfe>/<period>/<id>/explained/<n>.json   the n-th set of explanations         Explanations
//	ledger/approvals/<period>/<dfe>/<n>/<k>.json     the k-th approval for the n-th sign-off     Approval
//	ledger/signoffs/<period>/<dfe>/signed/<n>.json   the n-th sign-off, n from 0001: closed by   SignOff
//	                                                 the approvals of all four partners
//	ledger/periods/<period>/<n>.json                 the n-th change of a collection period      PeriodChange
//	ledger/contacts/<dfe>/<n>.json                   the n-th set of an area's mailboxes         Contacts
//	ledger/rounds/<period>/<n>.json                  the n-th decision to remind all who are     Round
//	                                                 behind
//	ledger/messages/<period>/<dfe>/<name>/message.json   one reminder; <name> is its day and     Message
//	                                                 its role: 2026-10-29-officer
//	ledger/messages/<period>/<dfe>/<name>/attempt-<n>.json   the n-th attempt to send it begins  Attempt
//	ledger/messages/<period>/<dfe>/<name>/failed-<n>.json    that attempt failed                 AttemptEnd
//	ledger/messages/<period>/<dfe>/<name>/sent.json  an attempt succeeded                        AttemptEnd
//	ledger/disclosure/withheld/<n>.json              counts of areas, regions and England that   Withheld
//	                                                 no publication may show
//	ledger/reviews/<id>/meta.json                    what a librarian said of a review           ReviewMeta
//	ledger/reviews/<id>/mined.json                   its sentences and themes, or why not        learning/theme.Review as JSON
//	ledger/chain/<chain>/<link>.json                 a link of a hash chain: what is about to    Link
//	                                                 be written; chain "seals" ties them together
//	published/benchmarks/<seq>/claim.json            who writes this sequence; made first        Claim
//	published/benchmarks/<seq>/facts.csv             the public figures                          benchmark.Fact rows
//	published/benchmarks/<seq>/facts.parquet         the same                                    benchmark.Fact rows
//	published/benchmarks/<seq>/facts/period=<period>/facts.parquet   those of one period         benchmark.Fact rows
//	published/benchmarks/<seq>/limits.json           the national limits, small                  benchmark.Limits
//	published/benchmarks/<seq>/csv-metadata.json     what the columns hold, for programs         bytes (opendata.WriteMetadata)
//	published/benchmarks/<seq>/indicators.csv        the data dictionary                         bytes (opendata.WriteDictionary)
//	published/benchmarks/<seq>/manifest.json         inputs with hashes, code version, counts    Manifest
//	published/benchmarks/<seq>/refused.json          why the sequence did not go out             Refusal
//	restricted/benchmarks/<seq>/known.bin            what an outsider knows of it and of all     audit.Knowledge
//	                                                 before it
//	restricted/benchmarks/<seq>/facts.parquet        the full figures, never public              benchmark.Fact rows
//	published/library/<seq>/claim.json               as above                                    Claim
//	published/library/<seq>/index.zip                the search index                            bytes
//	published/library/<seq>/library.json             every review with its themes, recurrence    learning/library.Snapshot
//	published/library/<seq>/manifest.json            inputs with hashes, code version, counts    Manifest
//	published/current.json                           which sequences are current                 Current
//
// Every key is created once and never changed, except published/current.json,
// which moves by compare-and-swap. <id> is a ULID, <dfe> a three-digit DfE
// number, <period> a code such as 2026-Q2, <n> and <k> four digits, <seq> and
// <link> six.
//
// # Approvals and sign-offs
//
// A return is signed off when its four partners have approved the same
// submission by the same hash. The approvals meant for one sign-off are a log
// whose entries are created once, so that those who approve at once come one
// after the other; the sign-off follows from the log alone. See Approve.
//
// # Chains
//
// Whatever is written under ledger/ is announced first, by a Link that names
// its key and hash and holds the hash of the link before. There is a chain for
// each area and period, each collection period and each review, so that
// writers are seldom in each other's way, and a chain of Seals, which say now
// and then how far all others have come. Manifests of publications name the
// last seal. Verify reads it all and says what was changed, removed or put in:
//
//	link 1  {submission, sent}                      seal 1  {returns/383/2026-Q2 at 2, ...}
//	link 2  {counts, return.xlsx, outcome}   <------        |
//	link 3  {explained/0001}                        seal 2  {returns/383/2026-Q2 at 4, ...}
//	link 4  {approval 1, sign-off}           <------        |
//	                                                manifest of publication 7  {seal 2}
//
// A process may end at any moment. What it announced and did not write is
// waited for and then settled by a seal; there is never anything that nobody
// announced, so that such a thing is known not to be ours.
//
// # Uploads and publications
//
// An upload is done when its outcome exists. Whatever is under incoming/
// without one is found again and processed again; doing so twice changes
// nothing. A sequence is claimed before it is written, so that two publishers
// never write the same one, and becomes visible only through current.json.
package ledger
