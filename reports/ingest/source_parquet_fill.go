package ingest

import "fmt"

// fill writes the column's next values into rows.
func (c *cursor) fill(b *rows) error {
	w := &b.words[c.at]
	w.of = nil
	if w.index == nil {
		w.index = make([]int32, batchLen)
	}
	mixed := false
	for i := 0; i < b.n; {
		for c.pos == c.rows {
			if err := c.turn(); err != nil {
				return err
			}
		}
		n := min(b.n-i, c.rows-c.pos)
		if c.read == nil {
			c.fillWords(b, i, n)
		} else {
			c.fillTexts(b, i, n)
			mixed = true
		}
		c.pos += n
		if i += n; c.bad {
			return &damage{fmt.Sprintf("a text near row %d is not UTF-8", b.first+int64(i))}
		}
	}
	if !mixed && len(c.parts) <= manyWords { // rows never lie in two row groups, nor in two dictionaries
		w.of = c.words
		return nil
	}
	for i, word := range w.index[:b.n] {
		if word != noWord {
			b.text.put(i*b.width+c.at, c.words.of(int(word)))
		}
	}
	return nil
}

// noWord is in place of the word of a row whose value is none of a dictionary.
const noWord = -1

// none says whether a row of the page holds no value.
func (c *cursor) none(row int) bool { return c.levels != nil && c.levels[row] != c.defined }

// fillTexts writes values that stand in the page themselves.
func (c *cursor) fillTexts(b *rows, from, n int) {
	index := b.words[c.at].index[from : from+n]
	for i := range index {
		at := (from+i)*b.width + c.at
		index[i] = noWord
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

// fillWords writes the words of a dictionary.
func (c *cursor) fillWords(b *rows, from, n int) {
	into := b.words[c.at].index[from : from+n]
	c.spread(into)
	hash, parts := b.hash[from:from+n], c.parts
	for i, word := range into {
		part := &parts[word]
		hash[i][0] += part[0]
		hash[i][1] += part[1]
	}
}

// spread writes the words of the next rows; a row without a value has the word behind the
// last, which is empty and no part of a hash. Which rows have none no processor can guess,
// so nothing is made to depend on it.
func (c *cursor) spread(into []int32) {
	index, none := c.index[c.value:], int32(len(c.parts)-1)
	if c.levels == nil {
		c.value += copy(into, index)
		return
	}
	value, last := 0, len(index)-1
	for i, level := range c.levels[c.pos : c.pos+len(into)] {
		word, there := none, 0
		if last >= 0 {
			word = index[min(value, last)]
		}
		if level == c.defined {
			there = 1
		}
		if there == 0 {
			word = none
		}
		into[i] = word
		value += there
	}
	c.value += value
}
