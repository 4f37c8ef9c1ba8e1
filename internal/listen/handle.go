package listen

import (
	"math/bits"
	"strings"

	"heed/internal/text/token"
)

// A handleSeed makes the hashes of who wrote a post, by which programs ask. Big and small
// letters are the same, and an @ in front does not count. Every post has an author, so
// this is made for speed: sixteen letters at a time.
type handleSeed struct {
	key  token.Key
	kind token.Kind
	seed uint64
	// for every second eight letters, and how much it grows
	other, step uint64
}

func newHandleSeed(key token.Key, kind token.Kind) handleSeed {
	return handleSeed{key: key, kind: kind, seed: key.Hash(kind, "") | 1, other: key.Hash(kind, "other"), step: key.Hash(kind, "step") | 1}
}

func (s *handleSeed) hash(name string) uint64 {
	if name != "" && name[0] == '@' {
		name = name[1:]
	}
	n := len(name)
	switch {
	case n < 16:
		return s.short(name)
	case n > 32:
		return s.long(name)
	}
	a, b, c, d := letters(name), letters(name[8:]), letters(name[n-16:]), letters(name[n-8:]) // some of them twice
	if (a|b|c|d)&highBits != 0 {
		return s.foreign(name)
	}
	return mixed((mixed(small(a)^s.seed, small(b)^s.other)+uint64(n))^s.seed, mixed(small(c)^s.other, small(d)^s.step))
}

// long is the hash of more than 32 bytes.
func (s *handleSeed) long(name string) uint64 {
	n, h, seen, k := len(name), uint64(0), uint64(0), s.other
	for rest := name; len(rest) > 16; rest = rest[16:] { // none waits for the one before
		a, b := letters(rest), letters(rest[8:])
		seen |= a | b
		h += mixed(small(a)^s.seed, small(b)^k)
		k += s.step
	}
	a, b := letters(name[n-16:]), letters(name[n-8:])
	if (seen|a|b)&highBits != 0 {
		return s.foreign(name)
	}
	return mixed((h+uint64(n))^s.seed, mixed(small(a)^s.other, small(b)^s.step))
}

// short is the hash of less than 16 bytes.
func (s *handleSeed) short(name string) uint64 {
	n, a, b := len(name), uint64(0), uint64(0)
	if n >= 8 {
		a, b = letters(name), letters(name[n-8:])
	} else {
		for i := range n {
			a |= uint64(name[i]) << (8 * i)
		}
	}
	if (a|b)&highBits != 0 {
		return s.foreign(name)
	}
	return mixed(uint64(n)^s.seed, mixed(small(a)^s.seed, small(b)^s.other))
}

// foreign is the hash of a name that is not ASCII.
func (s *handleSeed) foreign(name string) uint64 { return s.key.Hash(s.kind, strings.ToLower(name)) }

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

// isSmall reports whether a text is ASCII without big letters.
func isSmall(s string) bool {
	n := len(s)
	if n < 8 {
		for _, c := range []byte(s) {
			if c >= 0x80 || c-'A' <= 'Z'-'A' {
				return false
			}
		}
		return true
	}
	w := letters(s[n-8:])
	odd := w&highBits | w ^ small(w)
	for ; len(s) > 8; s = s[8:] {
		w = letters(s)
		odd |= w&highBits | w ^ small(w)
	}
	return odd == 0
}

func mixed(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
