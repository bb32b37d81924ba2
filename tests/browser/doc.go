// Package browser looks at the pages in Chromium: how they fit, whether a
// keyboard and a screen reader can use them, and whether they work without
// JavaScript.
//
// The tests need Chromium (Debian's package of that name). Without it they are
// skipped, unless CI is true. With AXE set to the path of axe-core's
// axe.min.js every page is checked against WCAG 2 A and AA. With SCREENSHOTS
// set to a directory, a picture of every page at both widths is kept there.
package browser
