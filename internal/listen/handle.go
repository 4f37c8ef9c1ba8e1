package listen

import (
	"math/bits"
	"strings"

	"heed/internal/text/token"
)

// A handleSeed makes the hashes of who wrote a post, by which programs ask. Big and small
// letters are the same, and an @ in front does not count. Every post has an author, so
// this is made for speed: eight letters at a time.
type handleSeed struct {
	key  token.Key
	kind token.Kind
	seed uint64
}

func newHandleSeed(key token.Key, kind token.Kind) handleSeed {
	return handleSeed{key, kind, key.Hash(kind, "") | 1}
}

func (s *handleSeed) hash(name string) uint64 {
	if name != "" && name[0] == '@' {
		name = name[1:]
	}
	h, seen := s.seed, uint64(0)
	rest := name
	for ; len(rest) >= 8; rest = rest[8:] {
		w := letters(rest)
		seen |= w
		h = mixed(h^small(w), s.seed)
	}
	last := uint64(0)
	if n := len(name); n >= 8 { // the last eight letters, some of them again
		last = letters(name[n-8:])
	} else {
		for i := range n {
			last |= uint64(name[i]) << (8 * i)
		}
	}
	if (seen|last)&highBits != 0 {
		return s.key.Hash(s.kind, strings.ToLower(name))
	}
	return mixed(h^small(last), s.seed+uint64(len(name))<<1)
}

// toHash is the hash of whom a post is to, from that of a mention of them.
func toHash(mention uint64) uint64 { return mixed(mention, 0x9E3779B97F4A7C15) }

const highBits = 0x8080808080808080

func letters(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// small makes eight ASCII letters small.
func small(w uint64) uint64 {
	const ones = highBits >> 7
	fromA, afterZ := w+(0x80-'A')*ones, w+(0x7f-'Z')*ones
	return w | (fromA^afterZ)&highBits>>2
}

func mixed(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
