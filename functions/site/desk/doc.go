// Package desk is where returns are handed in: what an officer, a lead and
// the API may do to a return, with the rules of who may, in one place. The
// pages draw what it answers and the API encodes it; neither reads or writes a
// return otherwise.
//
// A person who may not see a return is told that there is none
// (ErrNotFound), so that an identifier gives nothing away.
package desk
