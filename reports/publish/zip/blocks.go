package zip

import (
	"bytes"
	"errors"
	"runtime"
	"sync"

	"github.com/klauspost/compress/flate"
)

// blockSize is how much of a part is compressed on its own. It is no setting: the
// bytes of a file depend on it. What a block cannot repeat from the one before it,
// 32 KB at most, costs a long sheet about a hundredth of its compressed form.
const blockSize = 1 << 20

// blocks is the body of one part, compressed side by side: every block but the
// last ends on a byte, so that they make one deflate stream, one after the other.
type blocks struct {
	stored bool // as it comes, for mimetype
	open   []byte
	packed []*bytes.Buffer
	errs   []*error
	wg     sync.WaitGroup
}

// add takes the next bytes; they may be used again by the caller.
func (b *blocks) add(data []byte) {
	for len(data) > 0 {
		if len(b.open) == blockSize {
			b.pack(false)
		}
		n := min(len(data), blockSize-len(b.open))
		b.open = append(b.open, data[:n]...)
		data = data[n:]
	}
}

// end compresses what is left and waits for all of it.
func (b *blocks) end() error {
	b.pack(true)
	b.wg.Wait()
	for _, err := range b.errs {
		if *err != nil {
			return *err
		}
	}
	return nil
}

// size is that of the compressed form, in bytes.
func (b *blocks) size() (n uint64) {
	for _, p := range b.packed {
		n += uint64(p.Len())
	}
	return n
}

// free holds as many places as blocks may be compressed at once, by all the zips of the process.
var free = make(chan struct{}, runtime.GOMAXPROCS(0))

// spares are blocks that were compressed and may be filled again.
var spares sync.Pool

// compressors are large, and serve one block after another.
var compressors = sync.Pool{New: func() any {
	f, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		return err
	}
	return f
}}

// pack compresses the block at hand. A short part, which is one block, is done at
// once: most parts are, and a goroutine would only cost.
func (b *blocks) pack(last bool) {
	data, out, err := b.open, new(bytes.Buffer), new(error)
	b.packed, b.errs = append(b.packed, out), append(b.errs, err)
	switch {
	case b.stored:
		_, *err = out.Write(data)
	case last:
		*err = deflate(out, data, true)
		b.open = nil
	default:
		b.open = make([]byte, 0, blockSize)
		if spare, ok := spares.Get().(*[]byte); ok {
			b.open = (*spare)[:0]
		}
		free <- struct{}{}
		b.wg.Add(1)
		go func() {
			defer func() {
				<-free
				b.wg.Done()
			}()
			*err = deflate(out, data, false)
			spares.Put(&data)
		}()
	}
}

// deflate compresses one block: the last one ends the stream.
func deflate(out *bytes.Buffer, data []byte, last bool) error {
	f, ok := compressors.Get().(*flate.Writer)
	if !ok {
		return errors.New("there is no compressor")
	}
	defer compressors.Put(f)
	f.Reset(out)
	if _, err := f.Write(data); err != nil {
		return err
	}
	if last {
		return f.Close()
	}
	return f.Flush()
}
