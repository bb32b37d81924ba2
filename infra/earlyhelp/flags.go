package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// newFlags returns an empty flag set that prints nothing of its own: every
// usage error is one line, written by fail.
func newFlags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}

// parse reads args into fs and returns the rest in order. Unlike
// flag.FlagSet.Parse it allows flags after the files, as in
// "aggregate list.xlsx -out return.xlsx". After "--" everything is a file.
func parse(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		before := len(args)
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		left := fs.Args()
		if used := before - len(left); used > 0 && args[used-1] == "--" {
			return append(rest, left...), nil
		}
		if len(left) == 0 {
			return rest, nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// usage answers a command line of the named command that parse could not
// read: "-h" is help and
// succeeds, anything else is a usage error.
func usage(env *environment, name string, err error) int {
	var c command
	for _, each := range commands() {
		if each.name == name {
			c = each
		}
	}
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(env.stdout, "earlyhelp %s %s\n    %s\n", c.name, c.usage, c.short)
		return exitOK
	}
	return fail(env, c.name, "%v; use: earlyhelp %s %s", err, c.name, c.usage)
}

// fail writes one line on standard error and returns the exit code of a usage
// error. Line ends in the message become spaces, so that it stays one line.
func fail(env *environment, who, format string, args ...any) int {
	line := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	fmt.Fprintf(env.stderr, "%s: %s\n", who, line)
	return exitUsage
}

// isTerminal reports whether f is a terminal and not a pipe or a file.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
