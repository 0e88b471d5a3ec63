package sample

// A rng is a stream of random numbers (splitmix64): small, fast, and the same everywhere.
type rng struct{ state uint64 }

const golden = 0x9E3779B97F4A7C15

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// streamOf is the stream for one purpose of record i.
func streamOf(seed uint64, i int64, purpose uint64) rng {
	return rng{mix(seed+golden*uint64(i+1)) ^ mix(purpose+golden)}
}

func (r *rng) next() uint64 {
	r.state += golden
	return mix(r.state)
}

// below is a number from 0 to n-1; n is at most 2^31.
func (r *rng) below(n int) int { return int(r.next() >> 32 * uint64(n) >> 32) }

// hit says yes so many times in a million.
func (r *rng) hit(rate Rate) bool { return r.below(million) < int(rate) }

const million = 1_000_000
