// Package chart draws the platform's charts as SVG text: a funnel plot, a
// dot plot of areas with their intervals, a trend line with its band, a control
// chart with its limits, small multiples, the strips of a spine chart and a
// hexagon map. It is given numbers and words and returns markup; it reads
// nothing and knows no indicator.
//
//	page := funnel.SVG()                         // fluid, for a page with Stylesheet
//	file := chart.File(funnel, "Publication 12") // 960 pixels wide, stands alone
//
// The charts are fluid. Horizontal places are percentages of the width the
// page gives, while text, markers and line widths are in pixels, so a chart
// narrows to a telephone without its words shrinking. Curves sit in an inner
// svg element that stretches. The margins for axis words are CSS padding on the
// outer element: a page must carry Stylesheet.
//
// Meaning never rests on colour: what lies outside the limits has another
// shape and a label, a chosen area has a ring and a label in bold, peers are
// filled. The picture proper (axes, limits) has the role img with a title and
// a description; the points stand beside it as links, each with a title, so
// that they can be reached by keyboard and screen reader. A page shows the
// table behind a chart as well.
//
// Values that are not finite are left out; no chart ever prints one.
package chart

import _ "embed"

// Stylesheet is the CSS that the charts need: margins, text sizes, focus
// and print rules.
//
//go:embed chart.css
var Stylesheet string
