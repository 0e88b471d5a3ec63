package ingest

import (
	"encoding/binary"
	"math/bits"

	"despatch/reports"
)

// The constants of MurmurHash3, x64, 128 bits. It is quick and public, and its
// seed is fixed, so that a hash is the same in every run; it keeps no secret.
const (
	murmur1 = 0x87c37b91114253d5
	murmur2 = 0x4cf5ad432745937f
)

// hashOf is the 128-bit hash of b. The zero ID means "no value", so no value has it.
func hashOf(b []byte) reports.ID {
	h1, h2, n := uint64(0), uint64(0), uint64(len(b))
	for ; len(b) >= 16; b = b[16:] {
		h1, h2 = murmurRound(h1, h2, binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]))
	}
	if len(b) > 0 {
		lo, hi := padded(b)
		h1 ^= murmurK1(lo)
		h2 ^= murmurK2(hi)
	}
	h1 ^= n
	h2 ^= n
	h1 += h2
	h2 += h1
	h1, h2 = murmurMix(h1), murmurMix(h2)
	h1 += h2
	h2 += h1
	if h1 == 0 && h2 == 0 {
		h2 = 1
	}
	return reports.ID{h1, h2}
}

// padded is at most 16 bytes as two words, with noughts where there are fewer.
func padded(b []byte) (lo, hi uint64) {
	switch n := len(b); {
	case n > 8:
		return binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:]) >> (8 * (16 - n) & 63)
	case n == 8:
		return binary.LittleEndian.Uint64(b), 0
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))>>(8*(8-n))<<32, 0
	}
	for i, c := range b {
		lo |= uint64(c) << (8 * i)
	}
	return lo, 0
}

func murmurK1(k uint64) uint64 { return bits.RotateLeft64(k*murmur1, 31) * murmur2 }
func murmurK2(k uint64) uint64 { return bits.RotateLeft64(k*murmur2, 33) * murmur1 }

func murmurRound(h1, h2, k1, k2 uint64) (uint64, uint64) {
	h1 ^= murmurK1(k1)
	h1 = (bits.RotateLeft64(h1, 27)+h2)*5 + 0x52dce729
	h2 ^= murmurK2(k2)
	h2 = (bits.RotateLeft64(h2, 31)+h1)*5 + 0x38495ab5
	return h1, h2
}

func murmurMix(k uint64) uint64 {
	k = (k ^ k>>33) * 0xff51afd7ed558ccd
	k = (k ^ k>>33) * 0xc4ceb9fe1a85ec53
	return k ^ k>>33
}

// rowHash is the hash of a whole record, by which exact repeats are told: of its 128 bits
// fewer are kept than of an id's, so that two multiplications of 64 by 64 bits for each 32
// bytes will do (as in wyhash).
func rowHash(b []byte) reports.ID {
	h1, h2, n := uint64(murmur1), uint64(murmur2), uint64(len(b))
	last := b
	for ; len(b) > 32; b = b[32:] {
		h1, h2 = rowRound(h1, h2, b)
	}
	if n >= 32 {
		h1, h2 = rowRound(h1, h2, last[n-32:]) // some of them for the second time
	} else {
		var padded [32]byte
		copy(padded[:], b)
		h1, h2 = rowRound(h1, h2, padded[:])
	}
	h1, h2 = murmurMix(h1^h2+n), murmurMix(h2+bits.RotateLeft64(h1, 32)^n)
	if h1 == 0 && h2 == 0 {
		h2 = 1
	}
	return reports.ID{h1, h2}
}

func rowRound(h1, h2 uint64, b []byte) (uint64, uint64) {
	return fold128(binary.LittleEndian.Uint64(b)^murmur2, binary.LittleEndian.Uint64(b[8:])^h1),
		fold128(binary.LittleEndian.Uint64(b[16:])^murmur1, binary.LittleEndian.Uint64(b[24:])^h2)
}

func fold128(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
