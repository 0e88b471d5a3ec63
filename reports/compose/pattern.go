package compose

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first asked for: to compile
// every one of the program took a millisecond of each run, and most runs need few.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
