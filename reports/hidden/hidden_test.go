package hidden

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

func never(string) bool { return false }

// found is what so many values of one column leave, brought by three readers in an order of its own.
func found(n int, order *rand.Rand) (Found, Met) {
	f, met := Found{Columns: []Column{{Name: "name"}}, Values: &Values{}}, Met{}
	at := make([]int, n)
	for i := range at {
		at[i] = i
	}
	order.Shuffle(n, func(i, j int) { at[i], at[j] = at[j], at[i] })
	const readers = 3
	var wait sync.WaitGroup
	var mets [readers]Met
	for r := range readers {
		wait.Go(func() {
			pile := Pile{Values: f.Values}
			for k := r; k < n; k += readers {
				pile.Add(0, fmt.Appendf(nil, "Synthetic Person %07d", at[k]), 1, &mets[r])
			}
			pile.Put()
		})
	}
	wait.Wait()
	for r := range mets {
		met.Plus(&mets[r])
	}
	return f, met
}

// TestLimit: of too many values at most the limit are kept, and about half of it or more;
// which does not depend on their order; those that are kept are found and the others counted.
func TestLimit(t *testing.T) {
	for _, n := range []int{1000, Limit - 1000, Limit + 1000, 3 * Limit} {
		var first string
		for seed := range uint64(2) {
			f, met := found(n, rand.New(rand.NewPCG(seed, 1)))
			level := f.Values.Settle()
			kept := 0
			f.Values.each(func(m mark) {
				if kept++; bits.LeadingZeros64(m.hash) < level {
					t.Fatal("a value below the level is kept")
				}
			})
			if kept > Limit || n <= Limit && kept != n || n > Limit && kept < Limit*45/100 {
				t.Errorf("%d of %d are kept", kept, n)
			}
			if got := met.Unkept(level); got != int64(n-kept) {
				t.Errorf("%d of %d are kept, and %d said not to be", kept, n, got)
			}
			h := NewHunt([]Found{f}, never)
			for i := 0; i < n; i += n / 500 {
				v := fmt.Appendf(nil, "Synthetic Person %07d", i)
				here := h.In(slices.Concat([]byte("by "), v, []byte("."))) != nil
				if want := bits.LeadingZeros64(markOf(0, v).hash) >= level; here != want {
					t.Errorf("of %d, one was kept: %v, and found: %v", n, want, here)
				}
			}
			if said := f.String(); first == "" {
				first = said
			} else if said != first {
				t.Errorf("%d: %s in one order, %s in the other", n, first, said)
			}
		}
	}
}

// FuzzIn: a value is found where it stands as words of its own, and only there, as by a
// search that knows it.
func FuzzIn(f *testing.F) {
	f.Add("Ann Example", "by Ann\n Example, here")
	f.Add("100234", "1002345 x100234 100234")
	f.Add("Ó Dálaigh", "éÓ Dálaighé")
	f.Fuzz(func(t *testing.T, value, text string) {
		x := Found{Columns: []Column{{Name: "c"}}, Values: &Values{}}
		pile := Pile{Values: x.Values}
		pile.Add(0, []byte(value), 1, &Met{})
		pile.Put()
		v, s := strings.Join(strings.Fields(value), " "), strings.Join(strings.Fields(text), " ")
		want := false
		for from := 0; len(v) >= Shortest && len(v) <= longest; from++ {
			i := strings.Index(s[from:], v)
			if i < 0 {
				break
			}
			from += i
			want = want || begins([]byte(s), from) && ends([]byte(s), from+len(v))
		}
		if got := NewHunt([]Found{x}, never).In([]byte(text)); (got != nil) != want {
			t.Errorf("%q in %q: %v", value, text, got)
		}
	})
}

// TestTogether: a value of two columns names both, and one that is spared neither.
func TestTogether(t *testing.T) {
	f := Found{Columns: []Column{{Name: "a"}, {Name: "b"}}, Values: &Values{}}
	var met [2]Met
	pile := Pile{Values: f.Values}
	pile.Add(0, []byte(" Ann  Example "), 2, &met[0])
	pile.Add(1, []byte("Ann Example"), 1, &met[1])
	pile.Add(1, []byte("Ann E"), 1, &met[1])
	pile.Add(1, bytes.Repeat([]byte{'x'}, longest+1), 3, &met[1])
	pile.Put()
	if level := f.Values.Settle(); level != 0 || met[0].Unkept(level) != 0 || met[1].Unkept(level) != 3 {
		t.Error(level, met)
	}
	if got := NewHunt([]Found{f}, never).In([]byte("(Ann Example)")); !slices.Equal(got, []string{"a", "b"}) {
		t.Error(got)
	}
	if got := NewHunt([]Found{f}, func(v string) bool { return v == "Ann Example" }).In([]byte("(Ann Example)")); got != nil {
		t.Error(got)
	}
	if h := NewHunt([]Found{{}}, never); !h.Idle() || h.In([]byte("Ann Example")) != nil {
		t.Error("found without values")
	}
}

// TestRepeats: values that come again and again take up no room and raise no level, and
// what is kept of them is the same as if each had come once.
func TestRepeats(t *testing.T) {
	const n, times = 20_000, 60
	once, _ := found(n, rand.New(rand.NewPCG(1, 1)))
	again := Found{Columns: once.Columns, Values: &Values{}}
	pile, met := Pile{Values: again.Values}, Met{}
	for range times {
		for i := range n {
			pile.Add(0, fmt.Appendf(nil, " Synthetic \t Person %07d", i), 1, &met)
		}
	}
	pile.Put()
	if level := again.Values.Settle(); level != 0 || met.Unkept(level) != 0 || met.levels[0] == 0 {
		t.Errorf("level %d, %d not kept", level, met.Unkept(level))
	}
	if again.String() != once.String() {
		t.Errorf("%s, and once each %s", again, once)
	}
	for at := range again.Values.shelves {
		if room := len(again.Values.shelves[at].slots); room > 2048 {
			t.Errorf("a shelf of %d values has room for %d", n/shelves, room)
		}
	}
}

// FuzzPlain: what is taken for plain is what squeezing leaves as it is, and the other way
// round for all but the shortest.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{"Ann Example", "Ann  Example", "Synthetic  Person", "1234567  9", "Ó Dálaigh", "SYN-000002006", "a\tb cdefgh", " abcdefgh", "abcdefgh ", "!! abcdef !", "\x1f abcdefg", "\x80bcdefgh"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		want := bytes.Equal(bytes.Join(bytes.Fields(b), []byte(" ")), b)
		if plain(b) && !want {
			t.Errorf("%q is taken for plain", b)
		}
		if !bytes.Equal(squeezed(b), bytes.Join(bytes.Fields(b), []byte(" "))) {
			t.Errorf("%q is squeezed to %q", b, squeezed(b))
		}
	})
}

// TestHashStays: hashes are what they always were, since which of too many values are
// kept, and so how many fields a finding counts, hangs on them.
func TestHashStays(t *testing.T) {
	slow := func(b []byte) uint64 {
		h := uint64(len(b)) * hash1
		for ; len(b) > 8; b = b[8:] {
			h = mix(binary.LittleEndian.Uint64(b)^hash2, h^hash1)
		}
		var tail [8]byte
		copy(tail[:], b)
		return mix(mix(binary.LittleEndian.Uint64(tail[:])^hash2, h^hash1), hash3)
	}
	value := []byte("Of whatever length a value is, from the shortest on, it has one hash.")
	for n := Shortest; n <= len(value); n++ {
		if got, want := hash(value[:n]), slow(value[:n]); got != want {
			t.Errorf("%d bytes: %x, want %x", n, got, want)
		}
	}
	if got := hash([]byte("SYN-000002006")); got != 0xcf607efbf7c91ef1 {
		t.Errorf("%x", got)
	}
}

// TestHash: values that differ in any one byte differ in their hashes, of whatever length.
func TestHash(t *testing.T) {
	seen := map[uint64]string{}
	for n := Shortest; n < 70; n++ {
		value := bytes.Repeat([]byte("a"), n)
		for at := range value {
			value[at] = 'b'
			h := markOf(0, value).hash
			if was, ok := seen[h]; ok {
				t.Errorf("%q and %q have one hash", was, value)
			}
			seen[h] = string(value)
			value[at] = 'a'
		}
	}
}

// BenchmarkIn looks for as many values as are ever kept in a page of ordinary size.
func BenchmarkIn(b *testing.B) {
	f, _ := found(Limit, rand.New(rand.NewPCG(1, 1)))
	h := NewHunt([]Found{f}, never)
	text := []byte(strings.Repeat("A Synthetic Person has no number, and is in no extract of 2006-04-26. ", 10_000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if h.In(text) != nil {
			b.Fatal("found what is not there")
		}
	}
}

// BenchmarkAdd adds ids as two readers meet them, each of whom has them as text: all
// different, and so more than are kept, or few that come again and again. Settling is part of it.
func BenchmarkAdd(b *testing.B) {
	for _, c := range []struct{ values, distinct int }{{1e5, 1e5}, {1e6, 1e6}, {1e6, 3e5}, {1e6, 1e4}} {
		b.Run(fmt.Sprintf("values=%d/distinct=%d", c.values, c.distinct), func(b *testing.B) {
			const width, readers = len("SYN-000000000"), 2
			var texts [readers][]byte
			for i := range c.values {
				texts[i%readers] = fmt.Appendf(texts[i%readers], "SYN-%09d", i%c.distinct*618_033_989%1_000_000_007)
			}
			for b.Loop() {
				values := &Values{}
				var wait sync.WaitGroup
				for _, text := range texts {
					wait.Go(func() {
						pile, met := Pile{Values: values}, Met{}
						for ; len(text) > 0; text = text[width:] {
							pile.Add(0, text[:width], 1, &met)
						}
						pile.Put()
					})
				}
				wait.Wait()
				values.Settle()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.values), "ns/value")
		})
	}
}
