// Local runs the whole platform on this machine.
//
//	go run ./infra/local [-addr 127.0.0.1:8080] [-data .local] [-empty]
//
// It prints one line with the address when it is ready. Stop it with Ctrl-C;
// everything is kept in the data directory.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"earlyhelp/infra/local/runner"
	"earlyhelp/infra/release/module"
	"earlyhelp/learning/review"
)

func main() {
	review.RunChild() // PDFs are read in a child process, which is this program again
	o := runner.Options{}
	flag.StringVar(&o.Addr, "addr", "127.0.0.1:8080", "address to listen on")
	flag.StringVar(&o.Data, "data", ".local", "directory to keep everything in")
	flag.BoolVar(&o.Empty, "empty", false, "start without demonstration data")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "local: unexpected argument %q; see -help\n", flag.Arg(0))
		os.Exit(2)
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
}

func run(o runner.Options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log, err := openLog(o.Data)
	if err != nil {
		return err
	}
	o.Log = log
	// The embedded storage server changes the working directory.
	source, err := os.Getwd()
	built, err2 := filepath.Abs(filepath.Join(o.Data, "browser"))
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	o.Browser = os.DirFS(built)
	// The embedded storage server writes to standard output, where nothing
	// but our one line belongs.
	out := os.Stdout
	if os.Stdout, err = os.OpenFile(os.DevNull, os.O_WRONLY, 0); err != nil {
		return err
	}
	if isTerminal(os.Stderr) {
		o.Progress = progress
	}
	r, err := runner.Start(ctx, o)
	if err != nil {
		return err
	}
	if err := r.Ready(ctx); ctx.Err() == nil {
		if err != nil {
			r.Close()
			return err
		}
		if isTerminal(os.Stderr) {
			fmt.Fprint(os.Stderr, clearLine)
		}
		fmt.Fprintf(out, "Early help is ready at %s\n", r.URL)
		buildModule(ctx, source, built, log)
		<-ctx.Done()
	}
	return r.Close()
}

// buildModule builds what the officer's browser runs, once everything else is
// ready: half a minute on a new machine, a few seconds after that. Until then a
// return is sent by the plain form.
func buildModule(ctx context.Context, source, dir string, log *slog.Logger) {
	if err := module.Build(ctx, source, dir); err != nil && ctx.Err() == nil {
		log.Warn("local: nothing is checked in the browser before it is sent", "err", err)
	}
}

// clearLine goes back to the start of a terminal's line and empties it.
const clearLine = "\r\x1b[K"

// progress shows how far the demonstration is, on one line of a terminal.
func progress(done, of int) {
	fmt.Fprintf(os.Stderr, clearLine+"Demonstration: %d of %d returns", done, of)
	if done == of {
		fmt.Fprintln(os.Stderr)
	}
}

// openLog writes everything to a file in the data directory, and warnings to
// standard error as well.
func openLog(data string) (*slog.Logger, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(data, "log.jsonl"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return slog.New(slog.NewMultiHandler(
		slog.NewJSONHandler(f, nil),
		slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}),
	)), nil
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
