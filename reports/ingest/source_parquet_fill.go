package ingest

import "fmt"

// fill writes the column's next values into rows.
func (c *cursor) fill(b *rows) error {
	c.there = false
	w := &b.words[c.at]
	w.of, c.texts = nil, false
	if w.index == nil {
		w.index = make([]int32, batchLen)
	}
	for i := 0; i < b.n; {
		for c.pos == c.rows {
			if err := c.turn(); err != nil {
				return err
			}
		}
		n := min(b.n-i, c.rows-c.pos)
		switch {
		case c.read != nil:
			c.fillTexts(b, i, n)
			c.texts = true
		case len(c.words.bytes) > wordsCopied:
			c.fillWords(b, i, n)
		default:
			c.fillCopied(b, i, n)
		}
		c.pos += n
		if i += n; c.bad {
			return &damage{fmt.Sprintf("a text near row %d is not UTF-8", b.first+int64(i))}
		}
	}
	if !c.texts && len(c.parts) <= manyWords { // rows never lie in two row groups, nor in two dictionaries
		w.of = c.words
	}
	return nil
}

// none says whether a row of the page holds no value.
func (c *cursor) none(row int) bool { return c.levels != nil && c.levels[row] != c.defined }

// fillTexts writes values that stand in the page themselves.
func (c *cursor) fillTexts(b *rows, from, n int) {
	for i := range n {
		at := (from+i)*b.width + c.at
		if c.none(c.pos + i) {
			b.fields[at] = field{}
			continue
		}
		v := c.read(c.value)
		c.value++
		b.text.put(at, v)
		mixIn(&b.hash[from+i], c.salt.of(v))
	}
}

// fillWords writes values of a large dictionary.
func (c *cursor) fillWords(b *rows, from, n int) {
	index := b.words[c.at].index
	for i := range n {
		at := (from+i)*b.width + c.at
		if c.none(c.pos + i) {
			b.fields[at] = field{}
			index[from+i] = -1
			continue
		}
		word := c.index[c.value]
		c.value++
		index[from+i] = word
		b.text.put(at, c.words.of(int(word)))
		mixIn(&b.hash[from+i], c.parts[word])
	}
}

// wordsCopied is how large a dictionary, in bytes, is copied into rows as a whole: then its
// values need only be pointed at.
const wordsCopied = 64 << 10

func (c *cursor) fillCopied(b *rows, from, n int) {
	if !c.there {
		c.base, c.there = b.text.add(c.words.bytes).from, true
	}
	hash, at, base, words, parts := b.hash[from:from+n], from*b.width+c.at, c.base, c.words.fields, c.parts
	index, levels := c.index[c.value:], c.levels
	if levels != nil {
		levels = levels[c.pos : c.pos+n]
	}
	value, into := 0, b.words[c.at].index[from:from+n]
	for i := range hash {
		if levels != nil && levels[i] != c.defined {
			b.fields[at] = field{}
			into[i] = -1
		} else {
			word := index[value]
			value++
			into[i] = word
			f, part := words[word], &parts[word]
			b.fields[at] = field{f.from + base, f.to + base}
			hash[i][0] += part[0]
			hash[i][1] += part[1]
		}
		at += b.width
	}
	c.value += value
}
