package hidden

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A mark is what is kept of a value: its hash, and in it the number of its column; its
// first six bytes and its length, which no value has in common with an empty slot.
type mark struct{ hash, head uint64 }

// columnBits are the lowest of a mark's hash. Fifty are left of the hash itself: with
// the first bytes and the length a chance of one in a thousand million for each place of
// a text that begins like one of the values.
const columnBits = 14

func markOf(column int, value []byte) mark {
	m := mark{hash: hash(value)>>columnBits<<columnBits | uint64(column)&(1<<columnBits-1)}
	m.head = head(value)<<16 | uint64(len(value))
	return m
}

// head is the first six bytes of a value as one number.
func head(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.BigEndian.Uint64(b) >> 16
	}
	return uint64(binary.BigEndian.Uint32(b))<<16 | uint64(binary.BigEndian.Uint16(b[4:]))
}

// plain says of a value that it is as squeezed would leave it; false says nothing. It
// looks at eight bytes at a time, the last of which is the first of the next eight, so that
// no two spaces side by side are missed.
func plain(b []byte) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	last := len(b) - 8
	if last < 0 || b[0] == ' ' || b[len(b)-1] == ' ' {
		return false
	}
	for at := 0; ; at = min(at+7, last) {
		w := binary.LittleEndian.Uint64(b[at:])
		low := (w - ones*' ') | w // the top bit of a byte: it is below a space, or no letter of ASCII
		gap := w ^ ones*' '
		space := (gap - ones) &^ gap
		if (low|space&(space<<8))&tops != 0 {
			return false
		}
		if at == last {
			return true
		}
	}
}

// squeezed is a value without white space at its ends, and with one space for every run
// of it inside.
func squeezed(b []byte) []byte {
	for i, c := range b {
		if c < ' ' || c >= 0x80 || c == ' ' && (i == 0 || i == len(b)-1 || b[i-1] == ' ') {
			return bytes.Join(bytes.Fields(b), []byte(" "))
		}
	}
	return b
}

// hash is a hash of 64 bits with a fixed seed, the same in every run; it keeps no secret.
// It takes eight bytes at a time, and the last one to eight with zeros after them.
func hash(b []byte) uint64 {
	h := uint64(len(b)) * hash1
	at := 0
	for ; len(b)-at > 8; at += 8 {
		h = mix(binary.LittleEndian.Uint64(b[at:])^hash2, h^hash1)
	}
	return mix(mix(last(b, len(b)-at)^hash2, h^hash1), hash3)
}

// last is the last n bytes of a value that is not too short, one to eight: of the eight
// there, or of the four at either end, those before them are shifted out.
func last(b []byte, n int) uint64 {
	if len(b) >= 8 {
		return binary.LittleEndian.Uint64(b[len(b)-8:]) >> (64 - 8*n)
	}
	low, high := uint64(binary.LittleEndian.Uint32(b)), uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))
	return low | high<<(8*(len(b)-4))
}

const (
	hash1 = 0xa0761d6478bd642f
	hash2 = 0xe7037ed1a0b428db
	hash3 = 0x8ebc6af09c88c6e3
)

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
