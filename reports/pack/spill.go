package pack

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"despatch/reports/tabulate"
)

// spillName is how the folders of temporary files are called, in the computer's folder
// for such files (TMPDIR).
const spillName = "despatch-spill-"

// A spillway is the folder of one run for what does not fit into memory: hashes and
// codes, no id and no value of a record. Only its owner may look into it, it is made when
// it is first needed, removed when the run ends, and locked as long as the run lives, so
// that the next one may remove what a killed one left.
type spillway struct {
	mu     sync.Mutex
	folder string
	unlock func()
	files  int
}

// file makes one temporary file.
func (s *spillway) file() (tabulate.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == "" {
		folder, err := os.MkdirTemp("", spillName) // mode 0700
		if err != nil {
			return nil, err
		}
		s.folder = folder
		if s.unlock, err = lockFolder(folder); err != nil {
			return nil, fmt.Errorf("%s: %w", folder, err)
		}
	}
	s.files++
	return os.OpenFile(filepath.Join(s.folder, fmt.Sprintf("%03d", s.files)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// close removes the folder.
func (s *spillway) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == "" {
		return
	}
	if s.unlock != nil {
		s.unlock()
	}
	_ = os.RemoveAll(s.folder) // what cannot be removed now the next run removes
	s.folder = ""
}

// sweepSpills removes the folders of runs that were killed.
func sweepSpills() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), spillName+"*"))
	for _, folder := range left {
		if info, err := os.Lstat(folder); err != nil || !info.IsDir() {
			continue
		}
		unlock, err := lockFolder(folder)
		if err != nil {
			continue // in use, or another user's
		}
		unlock()
		_ = os.RemoveAll(folder)
	}
}
