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
	w  io.Writer
	mu sync.Mutex
	stage
	quit chan struct{}
	wait sync.WaitGroup
}

// stage is what is being done and how far it is.
type stage struct {
	doing       string
	n, expected int64
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
	width, last, seconds := 0, "", int64(0)
	for {
		select {
		case <-p.quit:
			if width > 0 {
				fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", width))
			}
			return
		case <-tick.C:
			p.mu.Lock()
			now := p.stage
			p.mu.Unlock()
			if seconds++; now.doing != last {
				last, seconds = now.doing, 1
			}
			line := now.line(seconds)
			fmt.Fprintf(p.w, "\r%-*s", width, line)
			width = max(width, len(line))
		}
	}
}

// line is what is being done, after so many seconds of it: how many records, how many a
// second, and, where it is about known how many there are, how long it will take.
func (d stage) line(seconds int64) string {
	if d.n == 0 {
		return d.doing
	}
	rate := d.n / seconds
	line := fmt.Sprintf("%s: %s records, %s a second", d.doing, commas(d.n), commas(rate))
	if left := d.expected - d.n; left > 0 && rate > 0 {
		line += fmt.Sprintf(", about %v to go", time.Duration(left/rate+1)*time.Second)
	}
	return line
}

// step is what is being done now.
func (p *progress) step(doing string, n, expected int64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	p.stage = stage{doing, n, expected}
	p.mu.Unlock()
}

// end takes the line away.
func (p *progress) end() {
	if p != nil {
		close(p.quit)
		p.wait.Wait()
	}
}
