package listen

import (
	"math/bits"
	"strings"

	"heed/internal/text/token"
)

// handleHash is the hash of who wrote a post or whom it is to, by which programs ask. Big
// and small letters are the same, and an @ in front does not count. Every post has an
// author, so this is made for speed: eight letters at a time.
func handleHash(key token.Key, kind token.Kind, name string) uint64 {
	name = strings.TrimPrefix(name, "@")
	seed := key.Hash(kind, "")
	h := seed
	rest := name
	for ; len(rest) >= 8; rest = rest[8:] {
		w := letters(rest)
		if w&highBits != 0 {
			return key.Hash(kind, strings.ToLower(name))
		}
		h = mixed(h^small(w), seed|1)
	}
	last := uint64(0)
	for i := range len(rest) {
		last |= uint64(rest[i]) << (8 * i)
	}
	if last&highBits != 0 {
		return key.Hash(kind, strings.ToLower(name))
	}
	return mixed(h^small(last), seed+uint64(len(name))<<1|1)
}

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
