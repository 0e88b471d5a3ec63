package reports

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// A number's float is the one its text is read as, to the last bit.
func TestFloat(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range 200_000 {
		n := int64(rnd.Uint64()) >> rnd.IntN(64)
		switch i {
		case 0:
			n = math.MaxInt64
		case 1:
			n = math.MinInt64 + 1
		case 2:
			n = 1 << 53
		}
		c := MakeNumber(n, uint8(rnd.IntN(13)))
		if want, _ := strconv.ParseFloat(c.Bare(), 64); c.Float() != want {
			t.Fatalf("%s is %v", c.Bare(), c.Float())
		}
	}
}
