package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"earlyhelp/shared/area"
	"earlyhelp/shared/benchmark"
	"earlyhelp/shared/indicator"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/provenance"
	"earlyhelp/shared/published"
	"earlyhelp/shared/s3store"
)

// explainCommand says where a published figure comes from and works it out
// again, from the data directory of a local runner or from a bucket: whoever
// can read these sees the exact figure with its cells.
func explainCommand(env *environment, args []string) int {
	flags := newFlags("explain")
	asJSON := flags.Bool("json", false, "")
	data := flags.String("data", "", "")
	bucket := flags.String("bucket", "", "")
	region := flags.String("region", "", "")
	view := flags.String("view", string(benchmark.Full), "")
	version := flags.Int("version", 0, "")
	rest, err := parse(flags, args)
	switch {
	case err != nil:
		return usage(env, "explain", err)
	case len(rest) != 1:
		return usage(env, "explain", errors.New("name one figure, such as E06/2024-25/383"))
	case (*data == "") == (*bucket == ""):
		return usage(env, "explain", errors.New("give -data or -bucket"))
	case *view != string(benchmark.Full) && *view != string(benchmark.Public):
		return usage(env, "explain", fmt.Errorf("there is no view %q: use public or full", *view))
	case *version < 0:
		return usage(env, "explain", errors.New("-version is the number of a publication, such as 7"))
	}
	address, err := provenance.Parse(rest[0])
	if err != nil {
		return usage(env, "explain", err)
	}
	ctx := context.Background()
	var src ledger.Source
	if *data != "" {
		src, err = openDir(*data)
	} else {
		src, err = s3store.Open(ctx, s3store.Config{Bucket: *bucket, Region: *region})
	}
	if err != nil {
		return fail(env, "explain", "%v", err)
	}
	full := *view == string(benchmark.Full)
	tracer, err := openTracer(ctx, src, *version, full)
	var chain provenance.Chain
	if err == nil {
		chain, err = tracer.Trace(ctx, address, full, func(*benchmark.Fact) provenance.Viewer { return provenance.Everything() })
	}
	var none *benchmark.QueryError
	switch {
	case errors.As(err, &none):
		return noFigure(env, *asJSON, address, none)
	case err != nil:
		return fail(env, "explain", "%v", err)
	case *asJSON:
		err = writeJSON(env.stdout, chain)
	default:
		err = provenance.WriteText(env.stdout, chain)
	}
	if err != nil {
		return fail(env, "explain", "%v", err)
	}
	if chain.Recomputed.Verdict == provenance.Differs {
		return exitProblems
	}
	return exitOK
}

// A missingFigure is what explain -json prints for a figure that there is not.
type missingFigure struct {
	Figure string   `json:"figure"`
	Field  string   `json:"field"` // the part of the address that is wrong
	Detail string   `json:"detail"`
	Have   []string `json:"have"` // what there is instead
}

func noFigure(env *environment, asJSON bool, a provenance.Address, q *benchmark.QueryError) int {
	if asJSON {
		if err := writeJSON(env.stdout, missingFigure{a.String(), q.Field, q.Message, append([]string{}, q.Have...)}); err != nil {
			return fail(env, "explain", "%v", err)
		}
		return exitProblems
	}
	short := *q // one line is read, a hundred codes are not
	if more := len(q.Have) - mostNamed; more > 0 {
		short.Have, short.More = q.Have[:mostNamed], q.More+more
	}
	fmt.Fprintf(env.stderr, "explain: %s: %v\n", a, &short)
	return exitProblems
}

// mostNamed is how many things that there are instead are named to a person.
const mostNamed = 12

// openTracer opens a publication, 0 being the one in force, and the records
// behind it. Nothing is written.
func openTracer(ctx context.Context, src ledger.Source, version int, full bool) (*provenance.Tracer, error) {
	l := ledger.New(readOnly{src})
	current, err := l.Current(ctx)
	if err != nil {
		return nil, err
	}
	if current.Benchmarks == 0 {
		return nil, errors.New("it holds no publication of figures")
	}
	if version == 0 {
		version = current.Benchmarks
	}
	t := &provenance.Tracer{Records: provenance.NewRecords(l), World: provenance.World{Register: area.England(), Catalogue: indicator.All(), Published: published.Series()}}
	if t.Public, err = openFigures(ctx, src, ledger.Benchmarks, version, benchmark.Public); errors.Is(err, ledger.ErrNotFound) {
		return nil, unknownVersion(ctx, l, version, current.Benchmarks)
	}
	if err == nil && full {
		t.Full, err = openFigures(ctx, src, ledger.Restricted, version, benchmark.Full)
	}
	return t, err
}

func openFigures(ctx context.Context, src ledger.Source, prefix string, seq int, view benchmark.View) (*benchmark.Snapshot, error) {
	key := ledger.SnapshotKey(prefix, seq, "facts.parquet")
	body, _, err := src.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	s, err := benchmark.OpenSnapshot(bytes.NewReader(body), int64(len(body)),
		benchmark.SnapshotOptions{View: view, Version: strconv.Itoa(seq), Catalogue: indicator.All(), Register: area.England()})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	return s, nil
}

// mostVersions is how many publications are named: each is asked for.
const mostVersions = 20

// unknownVersion names the publications that there are, the latest first.
func unknownVersion(ctx context.Context, l *ledger.Ledger, asked, current int) error {
	q := &benchmark.QueryError{Field: "version", Asked: strconv.Itoa(asked), Message: fmt.Sprintf("There is no publication %d.", asked)}
	for seq := current; seq > 0 && len(q.Have) < mostVersions; seq-- {
		if _, err := l.Manifest(ctx, ledger.Benchmarks, seq); err == nil {
			q.Have = append(q.Have, strconv.Itoa(seq))
		}
	}
	slices.Reverse(q.Have)
	return q
}

// readOnly is storage that is looked at and never written to.
type readOnly struct{ ledger.Source }

var errReadOnly = errors.New("these records are only read")

// Create implements ledger.Objects.
func (readOnly) Create(context.Context, string, []byte, string) error { return errReadOnly }

// Swap implements ledger.Objects.
func (readOnly) Swap(context.Context, string, []byte, string) error { return errReadOnly }

// Delete implements ledger.Objects.
func (readOnly) Delete(context.Context, string) error { return errReadOnly }
