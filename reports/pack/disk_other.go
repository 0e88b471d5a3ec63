//go:build !linux

package pack

import "errors"

// exchange is not known here: the swap takes two renames, and the journal
// puts right what a kill between them leaves.
func exchange(a, b string) error { return errors.ErrUnsupported }
