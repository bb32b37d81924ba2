package main

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestWriteFileLeavesWhatIsNoFile writes to something that is not a file, as
// somebody does who wants no output: it must not be replaced by one.
func TestWriteFileLeavesWhatIsNoFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links to devices are made otherwise on Windows")
	}
	sink := filepath.Join(t.TempDir(), "sink")
	if err := os.Symlink(os.DevNull, sink); err != nil {
		t.Fatal(err)
	}
	err := writeFile(sink, func(w io.Writer) error {
		_, err := io.WriteString(w, "something")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(sink)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().IsRegular() {
		t.Error("a device was replaced by a file")
	}
}
