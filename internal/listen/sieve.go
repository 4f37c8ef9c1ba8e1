package listen

import (
	"math"
	"sync/atomic"

	"heed/internal/text/token"
)

// A sieve lets through the terms that something asks for, and a few of a thousand others. It
// may be written while it is read.
type sieve []uint32

func (s sieve) add(hash uint64) {
	word, bits := token.SieveAt(hash, len(s))
	raise(&s[word], bits)
}

// raise sets bits, and leaves memory alone that has them: it lies in the caches of all who
// read it, and a write takes it from them.
func raise(word *uint32, bits uint32) {
	if atomic.LoadUint32(word)&bits != bits {
		atomic.OrUint32(word, bits)
	}
}

func (s sieve) passes(hash uint64) bool {
	word, bits := token.SieveAt(hash, len(s))
	return atomic.LoadUint32(&s[word])&bits == bits
}

// newSieve makes a sieve of sorted leads with room for n terms, at two bytes each, and, if that can
// be had, stops what is frequent and leads nowhere.
func newSieve(leads []lead, common []frequent, n int) sieve {
	s := make(sieve, sieveSize(leads, common, max(minSieve, (n+1)/2)))
	for i := range leads {
		turn(i)
		if i == 0 || leads[i].hash != leads[i-1].hash {
			s.add(leads[i].hash)
		}
	}
	return s
}

// frequent is a term that stands in many posts.
type frequent struct {
	hash  uint64
	share float64 // of the posts
}

const (
	minSieve   = 64
	sieveTries = 64
	sieveSteps = 1 << 12 // a size grows by one of so many parts
)

// sieveSize is the size, from one on, of a sieve of sorted leads that lets the fewest terms through
// of those that are frequent: of another size it has them in other words.
func sieveSize(leads []lead, common []frequent, size int) int {
	vain, places := make([]frequent, 0, len(common)), make([]int, 0, len(common))
	for _, f := range common {
		if at, ok := placeAmong(leads, f.hash); !ok {
			vain, places = append(vain, f), append(places, at)
		}
	}
	best, least := size, math.Inf(1)
	for try := 0; try < sieveTries && least > 0; try++ {
		share, n := 0.0, size+try*max(1, size/sieveSteps)
		for i, f := range vain {
			if wouldPass(leads, places[i], f.hash, n) {
				share += f.share
			}
		}
		if share < least {
			best, least = n, share
		}
	}
	return best
}

// wouldPass reports whether a hash, whose place among sorted leads is known, passes a sieve of them
// that has a size: those in the same word stand beside it.
func wouldPass(leads []lead, place int, hash uint64, size int) bool {
	word, want := token.SieveAt(hash, size)
	have := uint32(0)
	for step := -1; step <= 1; step += 2 {
		for i := place + min(step, 0); i >= 0 && i < len(leads); i += step {
			w, bits := token.SieveAt(leads[i].hash, size)
			if w != word {
				break
			}
			have |= bits
		}
	}
	return have&want == want
}
