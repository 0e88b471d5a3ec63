package pack

import (
	"runtime"
	"sync"
)

// beside does something with each of a list, as many at once as there are processors, and
// returns when all is done. What comes of it must not depend on which ends first.
func beside[T any](list []T, do func(i int, x T)) {
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, x := range list {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			do(i, x)
		})
	}
	wg.Wait()
}
