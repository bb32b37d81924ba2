//go:build !unix

package runner

import "os"

// lock only opens the file: on these systems a second runner on the same
// directory is kept out by its address alone.
func lock(name string) (*os.File, error) { return os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600) }
