package review

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"time"
)

// childVariable tells a process of this binary that it is the child.
const childVariable = "EARLYHELP_REVIEW_CHILD"

// childVersion is its value and the first bytes of the answer. A child that
// answers otherwise never called RunChild.
const childVersion = "earlyhelp-review-1"

// Exit codes by which a child says what ended it.
const (
	exitMemory = 92
	exitTime   = 93
)

// A task is what the parent sends: the limits, then the file.
type task struct {
	Data      []byte
	Time      time.Duration
	Memory    int64
	TextBytes int64
	Pages     int
}

// An answer is what the child sends back.
type answer struct {
	Title  string
	Pages  [][]line
	Images bool // some page draws a picture
	Reason Reason
	Detail string
}

// RunChild does nothing, unless this process was started by Extract to read a
// PDF: then it reads one from standard input, writes the text to standard
// output and ends the process. It must be the first line of the main of every
// program that calls Extract, and of TestMain.
func RunChild() {
	if os.Getenv(childVariable) != childVersion {
		return
	}
	// The greeting comes before anything can go wrong: a child that dies
	// without it is another program's.
	os.Stdout.WriteString(childVersion)
	var t task
	if err := gob.NewDecoder(os.Stdin).Decode(&t); err != nil {
		os.Exit(1)
	}
	// The parent kills us too; this is for when the parent was killed.
	time.AfterFunc(t.Time+time.Second, func() { os.Exit(exitTime) })
	debug.SetMemoryLimit(t.Memory)
	limitMemory(t.Memory)
	go watchMemory(t.Memory)
	if err := gob.NewEncoder(os.Stdout).Encode(readPDF(t)); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// watchMemory ends the process when the memory it really holds has grown by
// limit. It serves where the system sets no limit, and ends what grows in
// steps before the system does.
func watchMemory(limit int64) {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	held := func() int64 {
		metrics.Read(s)
		return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
	}
	for start := held(); ; time.Sleep(10 * time.Millisecond) {
		if held()-start > limit {
			os.Exit(exitMemory)
		}
	}
}

// runChild sends t to a child of our own binary and returns its answer. The
// child gets no environment but what its system needs to start it, so that
// no secret is in reach of what a hostile file might do to it.
func runChild(ctx context.Context, t task) (answer, error) {
	if os.Getenv(childVariable) != "" {
		return answer{}, errors.New("start the reader of PDFs: this is one already; main does not call review.RunChild")
	}
	self, err := os.Executable()
	if err != nil {
		return answer{}, fmt.Errorf("find our own program: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, t.Time)
	defer cancel()
	cmd := exec.CommandContext(limited, self)
	cmd.Env = append(childEnvironment(), childVariable+"="+childVersion)
	separate(cmd)
	cmd.Cancel = func() error { return killGroup(cmd) }
	cmd.WaitDelay = time.Second
	var in bytes.Buffer
	if err := gob.NewEncoder(&in).Encode(t); err != nil {
		return answer{}, fmt.Errorf("encode the task: %w", err)
	}
	cmd.Stdin = &in
	// Three times the text: gob adds a few bytes to each line.
	out := &bounded{limit: 3*t.TextBytes + 1<<20}
	errs := &bounded{limit: 8 << 10}
	cmd.Stdout, cmd.Stderr = out, errs
	err = cmd.Run()
	if cmd.Process == nil {
		return answer{}, fmt.Errorf("start the reader of PDFs: %w", err)
	}
	if ctx.Err() != nil {
		return answer{}, ctx.Err() // the caller's time is up, which is not the file's doing
	}
	if limited.Err() != nil {
		return answer{}, unreadable(TimeLimit, "over %s", t.Time)
	}
	body, greeted := bytes.CutPrefix(out.Bytes(), []byte(childVersion))
	switch code := cmd.ProcessState.ExitCode(); {
	case !greeted:
		return answer{}, fmt.Errorf("start the reader of PDFs: it did not answer as one (%v); main does not call review.RunChild", err)
	case code == exitMemory, outOfMemory(errs.String()):
		return answer{}, unreadable(MemoryLimit, "over %d bytes", t.Memory)
	case code == exitTime:
		return answer{}, unreadable(TimeLimit, "over %s", t.Time)
	case out.over:
		return answer{}, unreadable(TooLarge, "over %d bytes of text", t.TextBytes)
	case err != nil:
		// A stack overflow, a signal: the file brought the reader down.
		first, _, _ := strings.Cut(errs.String(), "\n")
		return answer{}, unreadable(Corrupt, "the reader ended with code %d: %s", code, first)
	}
	var a answer
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(&a); err != nil {
		return answer{}, unreadable(Corrupt, "the reader's answer is broken: %v", err)
	}
	return a, nil
}

// bounded keeps the first limit bytes and drops the rest, so that the writer
// is never blocked and never fills our memory.
type bounded struct {
	bytes.Buffer
	limit int64
	over  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - int64(b.Len())
	if int64(len(p)) > room {
		b.over = true
		b.Buffer.Write(p[:max(room, 0)])
		return len(p), nil
	}
	return b.Buffer.Write(p)
}

var _ io.Writer = (*bounded)(nil)

// childEnvironment returns what Windows needs to start a program at all;
// elsewhere it is empty.
func childEnvironment() []string {
	var env []string
	for _, name := range []string{"SystemRoot", "TEMP", "TMP"} {
		if v := os.Getenv(name); v != "" && os.PathSeparator == '\\' {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// outOfMemory reports whether a child that the system refused memory died of
// it. "address space collisions" is how a build with the race detector says
// so.
func outOfMemory(stderr string) bool {
	for _, s := range []string{"out of memory", "cannot allocate memory", "address space collisions"} {
		if strings.Contains(stderr, s) {
			return true
		}
	}
	return false
}
