package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"earlyhelp/functions/publish/publication"
	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/opendata"
	"earlyhelp/shared/period"
	"earlyhelp/shared/prepare"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
)

// benchmarkCommand turns the returns of a folder into a national snapshot, the
// public view, as publishing does. What cannot be used is named on standard
// error; the rest is used, and every figure says how many areas it rests on.
func benchmarkCommand(env *environment, args []string) int {
	fs := newFlags("benchmark")
	from := fs.String("returns", "", "")
	out := fs.String("out", "", "")
	rest, err := parse(fs, args)
	if err != nil {
		return usage(env, "benchmark", err)
	}
	if *from == "" || *out == "" || len(rest) > 0 {
		return fail(env, "benchmark", "say where the returns are and where the figures go: earlyhelp benchmark -returns DIR -out DIR")
	}
	names, err := returnFiles(*from)
	if err != nil {
		return fail(env, "benchmark", "%v", err)
	}
	n := national{register: area.England(), today: period.DateOf(env.now())}
	read := n.readAll(env, names)
	used, problems := n.choose(read)
	for _, p := range problems {
		fmt.Fprintf(env.stderr, "benchmark: %s\n", p)
	}
	if len(used) == 0 {
		return fail(env, "benchmark", "no return in %s can be used", *from)
	}
	if err := n.write(*out, used, env); err != nil {
		return fail(env, "benchmark", "%v", err)
	}
	if len(problems) > 0 {
		return exitProblems
	}
	return exitOK
}

// returnFiles returns the workbooks in a folder by name. What a spreadsheet
// program keeps beside an open file ("~$...") is none.
func returnFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot read the folder %s", dir)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(filepath.Ext(e.Name()), ".xlsx") && !strings.HasPrefix(e.Name(), "~$") {
			names = append(names, filepath.Join(dir, e.Name()))
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("there is no return (.xlsx) in %s", dir)
	}
	return names, nil
}

type national struct {
	register *area.Register
	today    period.Date
}

// A readReturn is a file and what was read from it.
type readReturn struct {
	name    string // base name
	hash    string
	ret     *returns.Return
	problem string // why it cannot be used
}

// readAll reads files on every core, in their order.
func (n national) readAll(env *environment, names []string) []readReturn {
	read := make([]readReturn, len(names))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	var mu sync.Mutex
	done := 0
	for i, name := range names {
		g.Go(func() error {
			read[i] = n.read(name)
			if env.isTerminal {
				mu.Lock()
				defer mu.Unlock()
				done++
				fmt.Fprintf(env.stderr, "\rread %d of %d returns", done, len(names))
			}
			return nil
		})
	}
	g.Wait() // reading reports its errors in read
	if env.isTerminal {
		fmt.Fprintln(env.stderr)
	}
	return read
}

func (n national) read(name string) readReturn {
	r := readReturn{name: filepath.Base(name)}
	data, why := readFile(name)
	if why != "" {
		r.problem = why
		return r
	}
	r.hash = prepare.Hash(data)
	got := returns.Read(data, returns.ReadOptions{Register: n.register, Today: n.today})
	if got.Verdict == returns.Accepted && got.Return != nil {
		r.ret = got.Return
		return r
	}
	r.problem = string(got.Verdict)
	switch {
	case len(got.Privacy) > 0:
		r.problem += fmt.Sprintf(": %s: %s", got.Privacy[0].Ref, got.Privacy[0].Message)
	case len(got.Problems) > 0:
		first := got.Problems[0]
		r.problem += fmt.Sprintf(": %s: %s", first.Ref, first.Message)
		if more := len(got.Problems) - 1; more > 0 {
			r.problem += fmt.Sprintf(" (and %d more: see earlyhelp check %s)", more, r.name)
		}
	}
	return r
}

// choose returns the returns to use, and a line for each file that is none of
// them. Of two returns of one area and period neither is used: which of them
// counts is not for us to guess.
func (n national) choose(read []readReturn) (used []readReturn, problems []string) {
	type place struct {
		dfe    string
		period period.Period
	}
	same := map[place][]string{}
	for _, r := range read {
		if r.ret != nil {
			p := place{r.ret.Area, r.ret.Period}
			same[p] = append(same[p], r.name)
		}
	}
	for _, r := range read {
		if r.ret == nil {
			problems = append(problems, r.name+": "+r.problem)
			continue
		}
		if others := same[place{r.ret.Area, r.ret.Period}]; len(others) > 1 {
			others = slices.DeleteFunc(slices.Clone(others), func(o string) bool { return o == r.name })
			problems = append(problems, fmt.Sprintf("%s: the same area and period as %s; keep one of them in the folder", r.name, strings.Join(others, ", ")))
			continue
		}
		used = append(used, r)
	}
	return used, problems
}

// write writes the files, each whole or not at all, the manifest last: it
// names the others by their hashes.
func (n national) write(dir string, used []readReturn, env *environment) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder %s", dir)
	}
	in := benchmark.Input{Catalogue: indicator.All(), Register: n.register, Published: published.Series()}
	m := ledger.Manifest{CodeVersion: publication.CodeVersion, At: env.now().UTC()}
	madeUp := false
	for _, r := range used {
		in.Returns = append(in.Returns, benchmark.Signed{Return: r.ret, Unsigned: true}) // a file says nothing of approvals: provisional
		m.Inputs = append(m.Inputs, ledger.Input{Key: r.name, SHA256: r.hash})
		madeUp = madeUp || r.ret.Demonstration
	}
	var csv, parquet, limits, metadata, dictionary bytes.Buffer
	tally, err := benchmark.WriteFiles(in, &csv, &parquet, nil)
	if err != nil {
		return err
	}
	m.Counts = map[string]int{"returns": len(used), "facts": tally.Facts, "suppressed": tally.Suppressed}
	about := opendata.About{Version: "sha256:" + prepare.Hash(csv.Bytes()), Demonstration: madeUp, Sources: opendata.Sources()}
	if err := errors.Join(benchmark.WriteLimits(&limits, tally.Limits), opendata.WriteMetadata(&metadata, about), opendata.WriteDictionary(&dictionary, in.Catalogue)); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		body *bytes.Buffer
	}{{"facts.csv", &csv}, {"facts.parquet", &parquet}, {"limits.json", &limits}, {opendata.MetadataFile, &metadata}, {opendata.DictionaryFile, &dictionary}} {
		if err := writeWhole(filepath.Join(dir, f.name), f.body.Bytes()); err != nil {
			return err
		}
		m.Files = append(m.Files, ledger.Input{Key: f.name, SHA256: prepare.Hash(f.body.Bytes())})
	}
	body, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return fmt.Errorf("write manifest.json: %w", err)
	}
	return writeWhole(filepath.Join(dir, "manifest.json"), append(body, '\n'))
}

// writeWhole writes a file beside its place and then moves it there.
func writeWhole(name string, body []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return fmt.Errorf("cannot write %s", name)
	}
	_, err = io.Copy(f, bytes.NewReader(body))
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644) // CreateTemp makes files that only the owner reads
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("cannot write %s", name)
	}
	return nil
}
