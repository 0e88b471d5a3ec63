package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// A progress tells on a terminal what takes over a second, on one line that is
// gone when the work is done.
type progress struct {
	w    io.Writer
	mu   sync.Mutex
	line string
	quit chan struct{}
	wait sync.WaitGroup
}

// newProgress starts telling; nil, which tells nothing, where nobody looks.
func newProgress(w io.Writer, quiet bool) *progress {
	if quiet || !terminal(w) {
		return nil
	}
	p := &progress{w: w, quit: make(chan struct{})}
	p.wait.Add(1)
	go p.tell()
	return p
}

func (p *progress) tell() {
	defer p.wait.Done()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	width := 0
	for {
		select {
		case <-p.quit:
			if width > 0 {
				fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", width))
			}
			return
		case <-tick.C:
			p.mu.Lock()
			line := p.line
			p.mu.Unlock()
			fmt.Fprintf(p.w, "\r%-*s", width, line)
			width = max(width, len(line))
		}
	}
}

// step is what is being done now.
func (p *progress) step(doing string, n int64) {
	if p == nil {
		return
	}
	if n > 0 {
		doing += ": " + commas(n) + " records"
	}
	p.mu.Lock()
	p.line = doing
	p.mu.Unlock()
}

// end takes the line away.
func (p *progress) end() {
	if p != nil {
		close(p.quit)
		p.wait.Wait()
	}
}
