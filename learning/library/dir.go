package library

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The files of a library kept in a directory.
const (
	indexDir     = "index"
	snapshotFile = "library.json"
)

// WriteDir makes a library of the entries in dir, in place of the one that
// was there: library.json and the index directory. Nothing else in dir is
// touched.
func WriteDir(dir string, entries []Entry) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	fresh, err := os.MkdirTemp(dir, ".index-")
	if err != nil {
		return fmt.Errorf("write library %s: %w", dir, err)
	}
	defer os.RemoveAll(fresh)
	if err := Build(entries, filepath.Join(fresh, indexDir)); err != nil {
		return err
	}
	snapshot, err := json.MarshalIndent(NewSnapshot(entries), "", " ")
	if err != nil {
		return fmt.Errorf("write library %s: %w", dir, err)
	}
	if err := os.RemoveAll(filepath.Join(dir, indexDir)); err != nil {
		return fmt.Errorf("replace library %s: %w", dir, err)
	}
	if err := os.Rename(filepath.Join(fresh, indexDir), filepath.Join(dir, indexDir)); err != nil {
		return fmt.Errorf("replace library %s: %w", dir, err)
	}
	if err := os.WriteFile(filepath.Join(dir, snapshotFile), append(snapshot, '\n'), 0o644); err != nil {
		return fmt.Errorf("write library %s: %w", dir, err)
	}
	return nil
}

// OpenDir opens the library that WriteDir made. It returns ErrNoLibrary if
// there is none. The caller closes the Library.
func OpenDir(dir string) (*Library, *Snapshot, error) {
	body, err := os.ReadFile(filepath.Join(dir, snapshotFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("open %s: %w", dir, ErrNoLibrary)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("open library: %w", err)
	}
	var s Snapshot
	if err := json.Unmarshal(body, &s); err != nil {
		return nil, nil, fmt.Errorf("read library %s: %w", dir, err)
	}
	l, err := Open(filepath.Join(dir, indexDir))
	if err != nil {
		return nil, nil, err
	}
	return l, &s, nil
}
