package review

import "time"

// MaxFileBytes is the largest file that is looked at unless Limits says
// otherwise: the longest published reviews with full-page pictures are about
// 20 MiB.
const MaxFileBytes = 64 << 20

// Limits bound what reading one file may cost. A nil *Limits and zero fields
// mean the defaults.
type Limits struct {
	// FileBytes is the largest file looked at. Default MaxFileBytes.
	FileBytes int64
	// Time is the wall clock a PDF may take, and TimePerMB what each whole
	// MiB of file adds. Defaults 8 s and 1 s: a 60-page report needs about a
	// quarter of a second, while the hostile files known for this reader are
	// all under 1 MiB and so end within ten seconds, start of the process
	// included.
	Time, TimePerMB time.Duration
	// Memory is what the child may add to what it starts with. Default
	// 384 MiB: a 2,000-page report needs under 200 MiB, and with the start
	// of a process all stays under 512 MiB, a small Lambda.
	Memory int64
	// TextBytes is the most text kept. Default 4 MiB, some 600,000 words, ten
	// times the longest review: finding themes takes some ten seconds a MiB,
	// and more where words are chosen to make it.
	TextBytes int64
	// Pages is the most pages. Default 5,000.
	Pages int
}

func (l *Limits) withDefaults() Limits {
	var out Limits
	if l != nil {
		out = *l
	}
	if out.FileBytes == 0 {
		out.FileBytes = MaxFileBytes
	}
	if out.Time == 0 {
		out.Time = 8 * time.Second
	}
	if out.TimePerMB == 0 {
		out.TimePerMB = time.Second
	}
	if out.Memory == 0 {
		out.Memory = 384 << 20
	}
	if out.TextBytes == 0 {
		out.TextBytes = 4 << 20
	}
	if out.Pages == 0 {
		out.Pages = 5000
	}
	return out
}

func (l Limits) timeFor(size int) time.Duration {
	return l.Time + time.Duration(size>>20)*l.TimePerMB
}
