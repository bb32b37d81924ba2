package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"earlyhelp/shared/ledger"
	"earlyhelp/shared/s3store"
)

// A verification is the answer of verify, as -json prints it.
type verification struct {
	Source  string `json:"source"`
	Verdict string `json:"verdict"` // intact, tampered
	ledger.Report
}

// verifyCommand checks the hash chains of a ledger: that of a local runner,
// read from its files without starting it, or that of a bucket.
func verifyCommand(env *environment, args []string) int {
	flags := newFlags("verify")
	asJSON := flags.Bool("json", false, "")
	data := flags.String("data", "", "")
	bucket := flags.String("bucket", "", "")
	region := flags.String("region", "", "")
	before := flags.String("before", "", "")
	rest, err := parse(flags, args)
	switch {
	case err != nil:
		return usage(env, "verify", err)
	case len(rest) > 0:
		return usage(env, "verify", fmt.Errorf("there is no argument %q", rest[0]))
	case (*data == "") == (*bucket == ""):
		return usage(env, "verify", errors.New("give -data or -bucket"))
	}
	var o ledger.VerifyOptions
	if *before != "" {
		if o.Before, err = readHeads(*before); err != nil {
			return fail(env, "verify", "read %s: %v", *before, err)
		}
	}
	if env.isTerminal {
		o.Progress = func(n int) { fmt.Fprintf(env.stderr, "\r%d objects read", n) }
		defer fmt.Fprint(env.stderr, "\r")
	}
	ctx := context.Background()
	var src ledger.Source
	out := verification{Source: *data, Verdict: "intact"}
	if *data != "" {
		src, err = openDir(*data)
	} else {
		out.Source = "s3://" + *bucket
		src, err = s3store.Open(ctx, s3store.Config{Bucket: *bucket, Region: *region})
	}
	if err == nil {
		out.Report, err = ledger.Verify(ctx, src, &o)
	}
	if err == nil && out.Entries == 0 && out.Links == 0 {
		err = errors.New("it holds no ledger")
	}
	if err != nil {
		return fail(env, "verify", "%s: %v", out.Source, err)
	}
	code := exitOK
	if out.Problems() > 0 {
		out.Verdict, code = "tampered", exitProblems
	}
	if *asJSON {
		if err := writeJSON(env.stdout, out); err != nil {
			return fail(env, "verify", "%v", err)
		}
		return code
	}
	writeVerification(env.stdout, out)
	return code
}

// mostShown is how many findings are printed for a person. Who wants all of
// them asks for -json.
const mostShown = 100

func writeVerification(w io.Writer, v verification) {
	fmt.Fprintf(w, "%s: %d entries, %d chains of %d links", v.Source, v.Entries, v.Chains, v.Links)
	if v.Seals > 0 {
		fmt.Fprintf(w, ", %d seals, the last of %s", v.Seals, v.SealedAt.UTC().Format("2 January 2006 at 15:04 UTC"))
	}
	fmt.Fprintln(w)
	for i, f := range v.Findings {
		if i == mostShown {
			fmt.Fprintf(w, "  and %d more; -json prints them all\n", len(v.Findings)-i)
			break
		}
		word := "note"
		if f.Problem {
			word = "WRONG"
		}
		fmt.Fprintf(w, "  %-5s  %s\n         %s\n", word, f.Key, f.Message)
	}
	switch n := v.Problems(); {
	case n == 1:
		fmt.Fprintln(w, "tampered: 1 thing does not fit.")
		return
	case n > 1:
		fmt.Fprintf(w, "tampered: %d things do not fit.\n", n)
		return
	}
	fmt.Fprintln(w, "intact: nothing was changed, removed or put in.")
	if i := slices.IndexFunc(v.Heads, func(h ledger.Head) bool { return h.Chain == "seals" }); i >= 0 {
		fmt.Fprintf(w, "Seal %d is %s. Keep what -json prints elsewhere: -before holds the ledger to it later.\n", v.Heads[i].Number, v.Heads[i].SHA256)
	}
}

// readHeads reads the heads from what verify -json printed before.
func readHeads(name string) ([]ledger.Head, error) {
	body, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var v verification
	if err := json.Unmarshal(body, &v); err != nil {
		return nil, err
	}
	if len(v.Heads) == 0 {
		return nil, errors.New("it names no heads: give what verify -json printed")
	}
	return v.Heads, nil
}

// A dir is the bucket of a local runner as its server keeps it on disk: each
// object a file named by its key, and what was written over or deleted in a
// tree of its own, under the hash of the key.
type dir struct {
	objects, versions string
}

// openDir finds the bucket in the data directory of a local runner.
func openDir(data string) (dir, error) {
	entries, err := os.ReadDir(filepath.Join(data, "objects"))
	if errors.Is(err, fs.ErrNotExist) {
		return dir{}, errors.New("this is no data directory of the local runner: it has no folder objects")
	}
	if err != nil {
		return dir{}, err
	}
	var buckets []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			buckets = append(buckets, e.Name())
		}
	}
	if len(buckets) != 1 {
		return dir{}, fmt.Errorf("it holds %d buckets, want one", len(buckets))
	}
	return dir{filepath.Join(data, "objects", buckets[0]), filepath.Join(data, "versions", buckets[0])}, nil
}

// Get implements ledger.Source. There is no ETag.
func (d dir) Get(_ context.Context, key string) ([]byte, string, error) {
	body, err := os.ReadFile(filepath.Join(d.objects, filepath.FromSlash(key)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", ledger.ErrNotFound
	}
	return body, "", err
}

// List implements ledger.Source.
func (d dir) List(_ context.Context, prefix, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		var keys []string
		root := filepath.Join(d.objects, filepath.FromSlash(path.Dir(prefix+"x")))
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // it went meanwhile, or there is nothing with the prefix
			}
			if err != nil || e.IsDir() {
				return err
			}
			rel, err := filepath.Rel(d.objects, name)
			if key := filepath.ToSlash(rel); strings.HasPrefix(key, prefix) && key > after {
				keys = append(keys, key)
			}
			return err
		})
		if err != nil {
			yield("", err)
			return
		}
		slices.Sort(keys)
		for _, key := range keys {
			if !yield(key, nil) {
				return
			}
		}
	}
}

// Versions implements ledger.VersionedSource for the objects that are there;
// the tree does not say the keys of those that are not.
func (d dir) Versions(ctx context.Context, prefix string) iter.Seq2[ledger.Rewritten, error] {
	return func(yield func(ledger.Rewritten, error) bool) {
		for key, err := range d.List(ctx, prefix, "") {
			if err != nil {
				yield(ledger.Rewritten{}, err)
				return
			}
			sum := sha256.Sum256([]byte(key))
			h := hex.EncodeToString(sum[:])
			old, err := os.ReadDir(filepath.Join(d.versions, h[:2], h[2:4], h[4:6], h))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				yield(ledger.Rewritten{}, err)
				return
			}
			if len(old) > 0 && !yield(ledger.Rewritten{Key: key, Versions: 1 + len(old)}, nil) {
				return
			}
		}
	}
}
