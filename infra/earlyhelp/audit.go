package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"earlyhelp/shared/area"
	"earlyhelp/shared/audit"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/s3store"
)

// An auditing is the answer of audit, as -json prints it.
type auditing struct {
	Sources []string `json:"sources"` // the oldest first
	Verdict string   `json:"verdict"` // safe, breaches
	audit.Report
}

// auditCommand attacks public figures as an outsider would who has seen them
// all: files given by name, or every publication of a local runner or a bucket.
func auditCommand(env *environment, args []string) int {
	flags := newFlags("audit")
	asJSON := flags.Bool("json", false, "")
	data := flags.String("data", "", "")
	bucket := flags.String("bucket", "", "")
	region := flags.String("region", "", "")
	files, err := parse(flags, args)
	given := 0
	for _, is := range []bool{len(files) > 0, *data != "", *bucket != ""} {
		if is {
			given++
		}
	}
	switch {
	case err != nil:
		return usage(env, "audit", err)
	case given != 1:
		return usage(env, "audit", errors.New("give files of figures, -data or -bucket"))
	}
	known := audit.New(indicator.All(), area.England())
	out := auditing{Sources: files, Verdict: "safe"}
	if len(files) > 0 {
		known, err = learnFiles(known, files)
	} else {
		ctx := context.Background()
		var src ledger.Source
		if *data != "" {
			src, err = openDir(*data)
		} else {
			src, err = s3store.Open(ctx, s3store.Config{Bucket: *bucket, Region: *region})
		}
		if err == nil {
			known, out.Sources, err = learnPublications(ctx, env, known, src)
		}
	}
	if err != nil {
		return fail(env, "audit", "%v", err)
	}
	out.Report = known.Attack()
	code := exitOK
	if len(out.Findings) > 0 {
		out.Verdict, code = "breaches", exitProblems
	}
	if *asJSON {
		if err := writeJSON(env.stdout, out); err != nil {
			return fail(env, "audit", "%v", err)
		}
		return code
	}
	writeAuditing(env.stdout, out)
	return code
}

func learnFiles(known *audit.Knowledge, files []string) (*audit.Knowledge, error) {
	for i, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read", name)
		}
		known, err = known.Learn(i+1, audit.Facts(f))
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return known, nil
}

// learnPublications learns the public figures of every publication that is
// whole.
func learnPublications(ctx context.Context, env *environment, known *audit.Knowledge, src ledger.Source) (*audit.Knowledge, []string, error) {
	var sources []string
	for key, err := range src.List(ctx, ledger.Benchmarks, "") {
		if err != nil {
			return nil, nil, err
		}
		_, seq, file, ok := ledger.ParseSnapshotKey(key)
		if !ok || file != "manifest.json" {
			continue
		}
		facts := ledger.SnapshotKey(ledger.Benchmarks, seq, "facts.csv")
		body, _, err := src.Get(ctx, facts)
		if err == nil {
			known, err = known.Learn(seq, audit.Facts(bytes.NewReader(body)))
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", facts, err)
		}
		sources = append(sources, facts)
		if env.isTerminal {
			fmt.Fprintf(env.stderr, "\r%d publications read", len(sources))
		}
	}
	if env.isTerminal {
		fmt.Fprint(env.stderr, "\r")
	}
	if len(sources) == 0 {
		return nil, nil, errors.New("it holds no publication")
	}
	return known, sources, nil
}

func writeAuditing(w io.Writer, a auditing) {
	share := "0"
	if all := a.Hidden + a.Shown; all > 0 {
		share = strconv.FormatFloat(100*float64(a.Hidden)/float64(all), 'f', 1, 64)
	}
	publications := "1 publication"
	if n := len(a.Sources); n > 1 {
		publications = fmt.Sprintf("%d publications", n)
	}
	fmt.Fprintf(w, "%s: %d counts of people shown by the last, %d kept back (%s%%)\n", publications, a.Shown, a.Hidden, share)
	for i, f := range a.Findings {
		if i == mostShown {
			fmt.Fprintf(w, "  and %d more; -json prints them all\n", len(a.Findings)-i)
			break
		}
		fmt.Fprintf(w, "  %s\n", f)
	}
	switch n := len(a.Findings); {
	case n == 1:
		fmt.Fprintln(w, "breaches: 1 count of people can be told, or could not be shown to be safe.")
	case n > 1:
		fmt.Fprintf(w, "breaches: %d counts of people can be told, or could not be shown to be safe.\n", n)
	case a.Least > 0:
		fmt.Fprintf(w, "safe: nobody can tell a count of 1 to 5 to fewer than %d values. The closest is left with %d.\n", audit.Width, a.Least)
	default:
		fmt.Fprintf(w, "safe: nobody can tell a count of 1 to 5 to fewer than %d values.\n", audit.Width)
	}
}
