package pack

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// disk is every operation that changes a folder, so that a test can stop the
// program before, in the middle of and after each of them.
type disk interface {
	// Create starts a file that must not exist yet.
	Create(name string, mode fs.FileMode) (file, error)
	Mkdir(name string, mode fs.FileMode) error
	// Rename moves a file or a folder to a name nothing has, or over a file.
	Rename(from, to string) error
	// Exchange swaps two folders in one step, or says errors.ErrUnsupported.
	Exchange(a, b string) error
	RemoveAll(name string) error
	// Sync makes the names in a folder outlast a power cut.
	Sync(folder string) error
}

// file is a file being written.
type file interface {
	io.WriteCloser
	Sync() error
}

// realDisk is the computer's own.
type realDisk struct{}

func (realDisk) Create(name string, mode fs.FileMode) (file, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}
func (realDisk) Mkdir(name string, mode fs.FileMode) error {
	if err := os.Mkdir(name, mode); err != nil {
		return err
	}
	return os.Chmod(name, mode) // whatever the umask says: the restricted side must be 0700, the pack readable
}
func (realDisk) Rename(from, to string) error { return os.Rename(from, to) }
func (realDisk) Exchange(a, b string) error   { return exchange(a, b) }
func (realDisk) RemoveAll(name string) error  { return os.RemoveAll(name) }
func (realDisk) Sync(folder string) error     { return syncFolder(folder) }

// writeFile writes a whole file and makes it outlast a power cut.
func writeFile(d disk, name string, mode fs.FileMode, data []byte) error {
	f, err := d.Create(name, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// replaceFile writes a whole file under its name or leaves what was there.
func replaceFile(d disk, name string, mode fs.FileMode, data []byte) error {
	tmp := name + ".new"
	if err := d.RemoveAll(tmp); err != nil {
		return err
	}
	if err := writeFile(d, tmp, mode, data); err != nil {
		return errors.Join(err, d.RemoveAll(tmp))
	}
	if err := d.Rename(tmp, name); err != nil {
		return errors.Join(err, d.RemoveAll(tmp))
	}
	return d.Sync(filepath.Dir(name))
}

// stands says whether there is something of that name.
func stands(name string) (bool, error) {
	_, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// errNoFile says that a folder, a pipe or a device has the name a file should have.
var errNoFile = errors.New("this is no file")

// readPlain reads a file that somebody else may have put there. It looks before it opens:
// to open a pipe nobody writes to would wait for ever.
func readPlain(name string) ([]byte, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errNoFile}
	}
	return os.ReadFile(name)
}
