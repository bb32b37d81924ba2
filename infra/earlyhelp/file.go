package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"earlyhelp/shared/area"
	"earlyhelp/shared/list"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/workbook"
)

// mostBytes is the limit of check V01 on a file. It is applied before the file
// is read, so that a huge one costs nothing.
const mostBytes = workbook.MaxFileBytes

// readFile reads one file to check. why is a plain sentence that says why it
// cannot be read and what to do, "" when it can.
func readFile(name string) (data []byte, why string) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "There is no such file: check its name and folder."
	case errors.Is(err, fs.ErrPermission):
		return nil, "The file may not be read: ask for the right to read it."
	case err != nil:
		return nil, "The file cannot be read: check its name."
	case info.IsDir():
		return nil, "This is a folder: name the files in it."
	case !info.Mode().IsRegular():
		return nil, "This is not a file."
	case info.Size() > mostBytes:
		return nil, fmt.Sprintf("The file is %.1f MB, and 20 MB is the most that is read: remove sheets, pictures and columns that the template did not have.", float64(info.Size())/(1<<20))
	case info.Size() == 0:
		return nil, "The file is empty, 0 bytes: save it again, or copy it again."
	}
	if data, err = os.ReadFile(name); err != nil {
		return nil, "The file cannot be read: close it in other programs and try again."
	}
	return data, ""
}

// expand returns the files that arguments name. A pattern such as *.xlsx that
// the shell has left alone, as on Windows, is expanded here.
func expand(args []string) []string {
	var names []string
	for _, arg := range args {
		if strings.ContainsAny(arg, "*?") {
			if _, err := os.Stat(arg); err != nil {
				if found, err := filepath.Glob(arg); err == nil && len(found) > 0 {
					names = append(names, found...)
					continue
				}
			}
		}
		names = append(names, arg)
	}
	return names
}

// writeFile writes a file whole or not at all: beside its place first, then
// moved over whatever stands there.
func writeFile(name string, write func(io.Writer) error) (err error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder: name a file to write", name)
	case err == nil && !info.Mode().IsRegular(): // a device or a pipe is written to, never replaced
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", name, cause(err))
		}
		return errors.Join(write(f), f.Close())
	}
	// Not os.CreateTemp, whose files stay their maker's alone: this one gets
	// the rights of any other new file, as the maker's settings have it.
	part := filepath.Join(filepath.Dir(name), fmt.Sprintf(".earlyhelp-%d.part", os.Getpid()))
	os.Remove(part) // left behind by a process of that number that was killed
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("cannot write in the folder %s: %w", filepath.Dir(name), cause(err))
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, cause(err))
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, cause(err))
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("cannot write %s (is it open in another program?): %w", name, cause(err))
	}
	return nil
}

// cause takes the path off an error of the file system, which the message
// names already.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// mayReplace refuses to write over work: a file may be replaced when it is
// empty or a template that nobody has filled in.
func mayReplace(name string) error {
	info, err := os.Stat(name)
	if err != nil || info.Size() == 0 || info.IsDir() {
		return nil
	}
	if data, why := readFile(name); why == "" && isUnfilled(data) {
		return nil
	}
	return fmt.Errorf("%s exists and has something in it: give another name with -out, or remove it first", name)
}

// isUnfilled reports whether data is a template of ours without a figure or a
// row in it.
func isUnfilled(data []byte) bool {
	b, err := workbook.Open(data, nil)
	if err != nil {
		return false
	}
	if list.Is(b) {
		r := list.Read(data, "", list.Options{Register: area.England()})
		return r.List != nil && len(r.List.Events) == 0 && len(r.List.Audits) == 0
	}
	r := returns.Read(data, returns.ReadOptions{Register: area.England()})
	// Totals that a sheet does not hold are made by reading, and stand in no row.
	return r.Return != nil && len(r.Return.Facts) == 0 && !slices.ContainsFunc(r.Return.Counts, func(c returns.Count) bool { return c.Ref.Row > 0 })
}
