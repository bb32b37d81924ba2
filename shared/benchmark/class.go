package benchmark

import "earlyhelp/shared/indicator"

// A class is what a disclosure class of the catalogue asks of the public view.
type class struct {
	people bool // small counts are hidden, and totals above areas rounded
	sample bool // of a sample: a figure of few cases is marked, or not shown
}

// classOf returns the class of an indicator:
//
//	D1 children, D3 staff: people
//	D2 audited cases, D6 people who answered: people, in a sample
//	D4 settings and services, D5 facts of the partnership: neither
//
// One that is not known is treated as people. A measure that indicators of
// several classes use is one of people if it is so for any of them.
func classOf(d indicator.Definition) class {
	switch d.Class {
	case "D2", "D6":
		return class{people: true, sample: true}
	case "D4", "D5":
		return class{}
	}
	return class{people: true}
}

// The sizes of samples under which a share says little: with 10 cases a
// percentage moves by ten points with each one; with 30 Wilson's 95% interval
// is still up to 34 points wide.
const (
	fewestInSample   = 10 // under it the public sees no value
	reliableInSample = 30 // under it the value is marked as of low reliability
)

// sampled is a public figure of class c with what its sample size asks for.
func (c class) sampled(f Fact) Fact {
	if !c.sample || !f.Denominator.OK {
		return f
	}
	switch d := f.Denominator.Value; {
	case d < fewestInSample:
		f = without(f)
		f.Symbol, f.Reason = LowReliability, "Fewer than 10 cases or answers: too few for a figure."
	case d < reliableInSample:
		f.Marks = f.Marks.with(LowReliability)
	}
	return f
}
