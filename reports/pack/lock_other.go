//go:build !unix

package pack

import (
	"os"
	"path/filepath"
)

// lockFolder keeps other runs of despatch out of a folder. A file that is open
// cannot be removed here, so a file left by a run that ended goes and one in use stays.
func lockFolder(folder string) (func(), error) {
	name := filepath.Join(folder, ".despatch.lock")
	if err := os.Remove(name); err != nil && !os.IsNotExist(err) {
		return nil, ErrBusy
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if os.IsExist(err) {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, err
	}
	return func() { f.Close(); os.Remove(name) }, nil
}

// syncFolder does nothing where a folder cannot be synced.
func syncFolder(string) error { return nil }
