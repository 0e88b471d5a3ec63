package hidden

import (
	"bytes"
	"maps"
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"
)

// A Hunt looks for the values of private columns in texts that are to be given out. It
// looks at each place of a text once, whatever the number of values: only where the first
// six bytes of one may stand, as the beginning of a word, is more compared.
type Hunt struct {
	extracts []sought
	begins   []uint64 // a quick no for nearly every place
	spared   func(string) bool
}

// sought is the values of one extract.
type sought struct {
	Found
	lengths []int // of its values, shortest first
}

const beginBits = 22

// NewHunt looks for what was found in the extracts. spared says of a value that it may
// stand in a file all the same: it is also a figure, a date or a text of the release that
// did not come from a record.
func NewHunt(extracts []Found, spared func(string) bool) *Hunt {
	h := &Hunt{spared: spared}
	for _, f := range extracts {
		if f.Values == nil {
			continue
		}
		var lengths [(longest + 1) / 64]uint64 // those that occur, a bit each
		f.Values.each(func(m mark) {
			if h.begins == nil {
				h.begins = make([]uint64, 1<<beginBits/64)
			}
			b := spread(m.head >> 16)
			h.begins[b/64] |= 1 << (b % 64)
			lengths[m.head&longest/64] |= 1 << (m.head % 64)
		})
		h.extracts = append(h.extracts, sought{f, numbers(lengths[:])})
	}
	return h
}

// numbers are those whose bits are set, in order.
func numbers(set []uint64) (out []int) {
	for at, word := range set {
		for ; word != 0; word &= word - 1 {
			out = append(out, at*64+bits.TrailingZeros64(word))
		}
	}
	return out
}

func spread(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 >> (64 - beginBits) }

// Idle says that there is no value to look for.
func (h *Hunt) Idle() bool { return h.begins == nil }

// In lists the columns of which a value stands in the text, as a word or words of its own.
func (h *Hunt) In(text []byte) []string {
	if h.Idle() {
		return nil
	}
	text = bytes.Join(bytes.Fields(text), []byte(" "))
	found, spared := map[string]bool{}, map[string]bool{}
	const mask = 1<<(8*Shortest) - 1
	var key uint64
	for i, b := range text {
		key = (key<<8 | uint64(b)) & mask
		s := spread(key)
		if h.begins[s/64]&(1<<(s%64)) == 0 || i < Shortest-1 {
			continue
		}
		if start := i - (Shortest - 1); begins(text, start) {
			for _, x := range h.extracts {
				x.at(text, start, func(column, value string) {
					if _, asked := spared[value]; !asked {
						spared[value] = h.spared(value)
					}
					found[column] = found[column] || !spared[value]
				})
			}
		}
	}
	maps.DeleteFunc(found, func(_ string, yes bool) bool { return !yes })
	return slices.Sorted(maps.Keys(found))
}

// at calls f with every value that stands in the text at a place, and its column.
func (x *sought) at(text []byte, start int, f func(column, value string)) {
	for _, n := range x.lengths {
		end := start + n
		if end > len(text) {
			return
		}
		if !ends(text, end) {
			continue
		}
		m := markOf(0, text[start:end])
		s := &x.Values.shelves[shelfOf(m)]
		if len(s.slots) == 0 {
			continue
		}
		for i := s.first(m); s.slots[i].head != 0; i = (i + 1) & (len(s.slots) - 1) {
			if o := s.slots[i]; o.head == m.head && (o.hash^m.hash)>>columnBits == 0 {
				f(x.Columns[o.hash&(1<<columnBits-1)].Name, string(text[start:end]))
			}
		}
	}
}

// begins says whether what starts at a place is not part of a longer word or number.
func begins(text []byte, at int) bool {
	before, _ := utf8.DecodeLastRune(text[:at])
	first, _ := utf8.DecodeRune(text[at:])
	return at == 0 || !wordy(before) || !wordy(first)
}

// ends says the same of what ends before a place.
func ends(text []byte, at int) bool {
	last, _ := utf8.DecodeLastRune(text[:at])
	after, _ := utf8.DecodeRune(text[at:])
	return at == len(text) || !wordy(last) || !wordy(after)
}

func wordy(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
