package gateway

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// sideCarDir is the directory that the server keeps an object's metadata in,
// below one named like the object.
const sideCarDir = "meta"

// sweepSideCar removes metadata without an object. The server stores metadata
// first and then links the object in; a kill between the two leaves an ETag
// alone, on which every later create-once of that key would fail, though
// nothing is there.
func sweepSideCar(dir, bucket string) error {
	root, objects := filepath.Join(dir, "meta", bucket), filepath.Join(dir, "objects", bucket)
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !d.IsDir() || d.Name() != sideCarDir {
			return err
		}
		key, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		if key != "." { // that is the bucket's own
			_, err = os.Lstat(filepath.Join(objects, key))
			if errors.Is(err, fs.ErrNotExist) {
				err = os.RemoveAll(path)
			}
			if err != nil {
				return err
			}
		}
		return fs.SkipDir
	})
}
