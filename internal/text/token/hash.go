package token

import (
	"encoding/binary"
	"math/bits"
)

// Kind is what a term is. The same letters are another term for each kind: acme,
// #acme and @acme are never equal.
type Kind uint8

// The kinds that a text holds, and those that a matcher makes of a message. A matcher
// may number kinds of its own from Own up to 31.
const (
	Word    Kind = iota // a word's fold, its form without possessive or elision, or a character of a script without spaces
	Tag                 // a hashtag without its sign, folded
	Mention             // a handle without its @, in small letters
	Cash                // a cashtag without its sign, in small letters
	Part                // a run of letters and digits of a link, folded
	From                // who wrote it
	To                  // whom it is to
	Look                // what a word looks like: the skeleton of it
	Stem                // the first letters of a word
	Edit                // a word with letters left out
	Own
)

// Key makes hashes that nobody else can foresee. Its zero value must not be used.
type Key struct{ a, b, c uint64 }

// NewKey is the key of a seed, which should be random and secret.
func NewKey(seed uint64) Key {
	next := func() uint64 { // splitmix64, https://doi.org/10.1145/2714064.2660195
		seed += 0x9E3779B97F4A7C15
		z := (seed ^ seed>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		return z ^ z>>31
	}
	return Key{a: next(), b: next() | 1, c: next()}
}

// Hash is the hash of a term, folded as text.Scan gives it. It reads the form where it is.
func (k Key) Hash(kind Kind, form string) uint64 {
	h := k.a + uint64(kind)*salt
	for ; len(form) > 16; form = form[16:] {
		h = mix(eight(form)^h, eight(form[8:])^k.b) ^ k.c
	}
	a, b := sixteen(form)
	return mix(a^h, b^k.b)
}

// sixteen are the bytes of a form of up to sixteen, and zeros behind them.
func sixteen(form string) (a, b uint64) {
	n := len(form)
	switch {
	case n >= 8:
		return eight(form), eight(form[n-8:]) >> (8 * (16 - n)) // some of them twice
	case n >= 4:
		return four(form) | four(form[n-4:])<<(8*(n-4)), 0
	case n > 0:
		return uint64(form[0]) | uint64(form[n/2])<<(8*(n/2)) | uint64(form[n-1])<<(8*(n-1)), 0
	}
	return 0, 0
}

// four are the first bytes of a form.
func four(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// eight are the first bytes of a form.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// hash is the hash of b[:n]; slack bytes of b stand behind them.
func (k *Key) hash(kind Kind, b []byte, n int) uint64 {
	h := k.a + uint64(kind)*salt
	for ; n > 16; n -= 16 {
		h = mix(binary.LittleEndian.Uint64(b)^h, binary.LittleEndian.Uint64(b[8:])^k.b) ^ k.c
		b = b[16:]
	}
	mask := masks[n]
	return mix(binary.LittleEndian.Uint64(b)&mask[0]^h, binary.LittleEndian.Uint64(b[8:])&mask[1]^k.b)
}

// salt parts the kinds: an odd number, so that all of them differ.
const salt = 0xD6E8FEB86659FD93

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// masks keep the first bytes of sixteen.
var masks = [17][2]uint64{
	{}, {1<<8 - 1}, {1<<16 - 1}, {1<<24 - 1}, {1<<32 - 1}, {1<<40 - 1}, {1<<48 - 1}, {1<<56 - 1},
	{all}, {all, 1<<8 - 1}, {all, 1<<16 - 1}, {all, 1<<24 - 1}, {all, 1<<32 - 1}, {all, 1<<40 - 1}, {all, 1<<48 - 1}, {all, 1<<56 - 1},
	{all, all},
}

const all = 1<<64 - 1
