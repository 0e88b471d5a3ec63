package pdf

import (
	"bytes"
	"io"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/zlib"
)

// A compressor compresses one stream after another: making one costs a megabyte.
// Its bytes are those of the release of klauspost/compress in go.mod.
type compressor struct {
	z   *zlib.Writer
	out bytes.Buffer
	tmp []byte
}

var compressors = sync.Pool{New: func() any {
	c := new(compressor)
	c.z = zlib.NewWriter(&c.out)
	return c
}}

// fresh gives a compressor with nothing in it; put it back when done.
func fresh() *compressor {
	c, ok := compressors.Get().(*compressor)
	if !ok {
		panic("a pool of compressors holds something else")
	}
	c.reset()
	return c
}

func (c *compressor) reset() {
	c.out.Reset()
	c.z.Reset(&c.out)
}

// Writing to a buffer does not fail.
func (c *compressor) write(b []byte)       { _, _ = c.z.Write(b) }
func (c *compressor) writeString(s string) { _, _ = io.WriteString(c.z, s) }

// object ends the stream and is the stream object of it, with dict before what every one has.
func (c *compressor) object(dict string) string {
	_ = c.z.Close()
	var b strings.Builder
	b.Grow(c.out.Len() + len(dict) + 80)
	b.WriteString("<<" + dict + "/Filter /FlateDecode /Length " + strconv.Itoa(c.out.Len()) + ">>\nstream\n")
	b.Write(c.out.Bytes())
	b.WriteString("\nendstream")
	return b.String()
}

// deflate compresses data.
func deflate(data []byte) []byte {
	c := fresh()
	defer compressors.Put(c)
	c.write(data)
	_ = c.z.Close()
	return bytes.Clone(c.out.Bytes())
}

// sideBySide does n things on all processors, each with a fresh compressor. What
// one does must not depend on when: then neither do the bytes of the file.
func sideBySide(n int, do func(i int, c *compressor)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			c := fresh()
			defer compressors.Put(c)
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				c.reset()
				do(i, c)
			}
		})
	}
	wg.Wait()
}
