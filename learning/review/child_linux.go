package review

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// limitMemory asks the system to refuse more address space than is mapped now
// plus limit and a margin. Go maps far more than it uses, so the limit is
// relative; the margin is for its next arenas of 64 MiB. This is what stops
// one request for 64 GB, which no watcher in the process can see coming.
func limitMemory(limit int64) {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return // the watcher remains
	}
	pages, err := strconv.ParseInt(strings.Fields(string(data) + " x")[0], 10, 64)
	if err != nil {
		return
	}
	most := uint64(pages*int64(os.Getpagesize()) + limit + 192<<20)
	// A failure leaves the watcher and the parent's clock.
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: most, Max: most})
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
