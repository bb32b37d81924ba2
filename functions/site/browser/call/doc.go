// Package call is all that a page may ask of the module that runs in the
// officer's browser. A question is JSON with files beside it; so is an answer.
//
//	make   a list, and a return begun before or none   the return with its counts
//	check  a return                                    what is wrong with it
//	fill   a return, and what was typed on the page    the return with that in it
//	mark   a return or a list                          a copy that shows its problems
//
// Each question stands alone: nothing is kept between two, so that the memory
// can be given back after each. What is answered is what package prepare says,
// so that the browser and the command line agree, and beside it what the page
// needs to show it: problems put together by kind, the figures sheet by sheet,
// the indicators with their intervals.
//
// An answer never holds a row or a key of a list. It does hold the text of a
// cell that could not be read, as the command line prints it.
package call
