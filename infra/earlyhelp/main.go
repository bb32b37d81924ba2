package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"earlyhelp/learning/review"
)

// version names the tool in the returns it makes and in -version.
const version = "0.1.0"

// Exit codes, part of the contract.
const (
	exitOK       = 0 // done, accepted
	exitProblems = 1 // problems to put right; nothing found
	exitUsage    = 2 // wrong command line, or a file that cannot be read
	exitRefused  = 3 // a return refused by the privacy screen
)

// An environment is what a command may touch besides its files.
type environment struct {
	stdin      io.Reader
	stdout     io.Writer
	stderr     io.Writer
	now        func() time.Time
	isTerminal bool // standard error is a terminal, so progress may be shown there
}

// A command is one word of the command line. run is given the arguments after
// that word and returns the exit code.
type command struct {
	name  string
	usage string // arguments, as in "[-json] FILE..."
	short string // what it does, one line
	run   func(env *environment, args []string) int
}

// commands lists the commands in the order that help shows them.
func commands() []command {
	return []command{
		{"template", "[-kind return|list] -area CODE -period 2026-Q2 -out FILE.xlsx", "Write the return, or the list, to fill in.", templateCommand},
		{"aggregate", "[-json] [-into RETURN.xlsx] [-mapping FILE.json] [-area CODE] [-period 2026-Q2] LIST... -out RETURN.xlsx", "Check a list (.xlsx or .csv) and write the return with its counts. With -into, keep what was typed elsewhere in it. With -mapping, read an extract with headings of its own. A CSV list needs -area and -period, or -into; audited cases are a second CSV file.", aggregateCommand},
		{"check", "[-json] [-csv PROBLEMS.csv] [-marked COPY.xlsx] [-mapping FILE.json] [-area CODE] [-period 2026-Q2] FILE...", "Check returns and lists where they lie. With -csv, write the problems as a table; with -marked, a copy of a return with each problem at its cell. Of returns of one area, the earlier ones are the history of the later.", checkCommand},
		{"mapping", "[-json] EXTRACT -out MAPPING.json", "Propose how the headings and words of your own extract fit the list, to be looked over, kept and given with -mapping.", mappingCommand},
		{"benchmark", "-returns DIR -out DIR", "Turn all returns in a folder into national figures: facts.csv, facts.parquet, limits.json, their description and manifest.json. A return that is not accepted is named and left out.", benchmarkCommand},
		{"mine", "[-json] [-out DIR] FILE...", "Read case reviews (.pdf, .txt, .html, .docx): sentences, themes and what recurs. With -out, write a library that search reads.", mineCommand},
		{"search", "[-json] [-theme ID] [-year YEAR] [-page N] -library DIR QUERY", "Search a library that mine -out DIR wrote.", searchCommand},
		{"explain", "[-json] [-view public|full] [-version SEQ] FIGURE -data DIR | -bucket NAME [-region REGION]", "Say where a published figure comes from, down to its cells, and work it out again: E06/2024-25/383, E06/2026-Q2/E08000035/sex/female, A01/2026-Q2/E92000001. Exit 1 if it does not come out equal, or there is no such figure.", explainCommand},
		{"audit", "[-json] FACTS.csv... | -data DIR | -bucket NAME [-region REGION]", "Attack public figures as an outsider would who has seen them all: which counts of 1 to 5 can be worked out, and from what. Give the older publications first, or every publication of a local runner's data directory or of a bucket.", auditCommand},
		{"verify", "[-json] [-before FILE.json] -data DIR | -bucket NAME [-region REGION]", "Check that no record of the ledger was changed, removed or put in afterwards: of a local runner's data directory, or of a bucket. With -before, hold it to what verify -json printed before.", verifyCommand},
	}
}

func main() {
	review.RunChild() // ends the process when it was started to read one PDF
	env := &environment{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		now: time.Now, isTerminal: isTerminal(os.Stderr),
	}
	os.Exit(run(env, os.Args[1:]))
}

// run finds the command and runs it.
func run(env *environment, args []string) int {
	if len(args) == 0 {
		return fail(env, "earlyhelp", "say what to do: %s (earlyhelp help explains each)", names())
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		help(env.stdout)
		return exitOK
	case "version", "-version", "--version":
		fmt.Fprintln(env.stdout, "earlyhelp", version)
		return exitOK
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(env, args[1:])
		}
	}
	return fail(env, "earlyhelp", "there is no command %q: use %s", args[0], names())
}

// names returns the names of the commands as a phrase: "check, mine or search".
func names() string {
	var all []string
	for _, c := range commands() {
		all = append(all, c.name)
	}
	return phrase(all)
}

// phrase joins words with commas and "or".
func phrase(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// help writes what every command does.
func help(w io.Writer) {
	fmt.Fprint(w, "earlyhelp reads lists and returns about early help where they lie. It sends nothing anywhere.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "earlyhelp %s %s\n    %s\n\n", c.name, c.usage, c.short)
	}
	fmt.Fprint(w, "CODE is a GSS code (E08000035) or a local authority number (383).\n"+
		"Periods are quarters (2026-Q2 is April to June 2026) or financial years (2025-26).\n"+
		"Exit codes: 0 done; 1 problems to put right; 2 wrong command line or unreadable file; 3 refused because a return is not anonymous.\n")
}
