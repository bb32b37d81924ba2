package library

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Limits of a bundle that Unpack accepts. The largest library foreseen, of
// 30,000 reviews, makes an index of some 340 MB.
const (
	maxBundleFiles = 200
	maxBundleBytes = 1 << 30
)

// ErrBadBundle reports bytes that are not a bundle that Pack wrote.
var ErrBadBundle = errors.New("not a library bundle")

// Pack returns the files under dir as one zip archive. The same files give
// the same bytes.
func Pack(dir string) ([]byte, error) {
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	slices.Sort(names)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
		if err := packFile(z, filepath.ToSlash(rel), name); err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack %s: %w", dir, err)
	}
	return out.Bytes(), nil
}

func packFile(z *zip.Writer, rel, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := z.CreateHeader(&zip.FileHeader{Name: rel, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return err
}

// Unpack writes the files of a bundle into dir, which it creates. It returns
// ErrBadBundle for anything that Pack would not have written: too many or too
// large files, or names that lead out of dir.
func Unpack(bundle []byte, dir string) error {
	z, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		return fmt.Errorf("%w: %v", ErrBadBundle, err)
	}
	var total uint64
	for _, f := range z.File {
		total += f.UncompressedSize64
		if !filepath.IsLocal(filepath.FromSlash(f.Name)) || total > maxBundleBytes || len(z.File) > maxBundleFiles {
			return fmt.Errorf("%w: %d files, entry %q", ErrBadBundle, len(z.File), f.Name)
		}
	}
	for _, f := range z.File {
		if err := unpackFile(f, filepath.Join(dir, filepath.FromSlash(f.Name))); err != nil {
			return fmt.Errorf("unpack %s: %w", f.Name, err)
		}
	}
	return nil
}

func unpackFile(f *zip.File, name string) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	w, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, w.Close())
}
