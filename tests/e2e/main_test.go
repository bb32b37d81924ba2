package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"earlyhelp/infra/local/runner"
	"earlyhelp/learning/review"
)

// platform is the one that all journeys share. It holds the financial year
// 2024-25 of all areas and the twelve reviews, and no quarter, so that the
// figures of a quarter are those that a journey sends.
var platform *runner.Runner

// patience is how long anything may take that is done behind the pages. It is
// no measure of speed: a machine that does ten other things must pass too.
const patience = 2 * time.Minute

func TestMain(m *testing.M) {
	review.RunChild() // PDFs are read in a child process, which is this program again
	os.Exit(run(m))
}

func run(m *testing.M) int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	dir, err := os.MkdirTemp("", "e2e")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(dir)
	logFile, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return fail(err)
	}
	defer logFile.Close()
	begin := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	platform, err = runner.Start(ctx, runner.Options{
		Addr: "127.0.0.1:0", Data: filepath.Join(dir, "data"),
		Demo: func(o *runner.DemoOptions) { o.Quarters = -1 },
		Log:  slog.New(slog.NewTextHandler(logFile, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return fail(err)
	}
	defer func() {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		platform.Close()
	}()
	if err := platform.Ready(ctx); err != nil {
		return fail(err)
	}
	readyAfter = time.Since(begin)
	code := m.Run()
	if said, err := os.ReadFile(logFile.Name()); err == nil && len(said) > 0 {
		fmt.Printf("what the platform logged as a warning or an error:\n%s", said)
	}
	return code
}

// readyAfter is how long the demonstration took to come in.
var readyAfter time.Duration

// eventually asks again until ok, which gives up after patience.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for begin := time.Now(); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Since(begin) > patience {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}
