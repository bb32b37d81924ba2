// Package spc draws Shewhart's control charts of counts and measurements, and
// judges runs about their centre line.
//
// A chart has a centre line and limits three standard errors from it, worked
// out from the samples of its baseline. What differs is the standard error:
//
//   - P, a proportion of a denominator: √(p(1-p)/n);
//   - U, a rate of events to a denominator: √(u/n);
//   - C, a count over an area of opportunity that stays the same: √c;
//   - I, single measurements: the mean moving range / 1.128;
//   - MR, the moving ranges themselves: an upper limit of 3.267 times their mean.
//
// The XmR chart with Making Data Count's rules, which pages show, is
// benchmark.ControlChart. These charts are for a series whose denominators
// differ much from one period to the next, where a P or U chart gives each
// period the limits that are its own.
//
// A sample that is missing, or has no denominator, leaves a hole: no value, no
// limits, no part in any run. What cannot be worked out is a named error; no
// NaN and no infinity leaves this package.
//
// Worked example: of 30 samples of 50 cans (Montgomery, example 7.1) two are
// set aside; the rest have 301 faulty of 1,400, so p is 0.215 and the limits
// are 0.215 ± 3 √(0.215 x 0.785 / 50), which is 0.041 to 0.389.
package spc
