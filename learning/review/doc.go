// Package review takes the text out of a case review, page by page, and
// splits it into sentences that remember their page.
//
// A PDF is somebody else's program: it can ask for 64 GB, never end, or
// unpack a small file into a huge one, and none of that can be caught in the
// process that reads it. So a PDF is always read in a child process of our
// own binary with limits on time, memory and output. Every program that
// extracts begins with
//
//	func main() {
//		review.RunChild()
//		...
//	}
//
// which does nothing unless the process is such a child. Tests do the same in
// TestMain. Starting that child is the one effect this package has.
//
// What comes out is a Document: pages of paragraphs, with running headers,
// footers and page numbers gone, words that were broken at a line's end made
// whole, ligatures undone. A paragraph that runs over the end of a page is
// kept whole on the page where it begins, so that every sentence is found,
// letter for letter, in the text of its page.
//
// What cannot be read is an *UnreadableError with a Reason. It does not do
// optical recognition: a scan is ImageOnly and waits for a person.
package review
