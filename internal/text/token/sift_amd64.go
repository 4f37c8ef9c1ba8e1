//go:build !purego

package token

import "sync/atomic"

// sifting is what sift works on: one to 64 terms, and behind them room for spare more
// unless there are 64.
type sifting struct {
	hashes      *uint64
	terms       *Term
	n           uint64
	buf         *byte
	sieve       *atomic.Uint32
	long, short *atomic.Uint32 // nil where there are none
	size        uint64         // of the sieve
	longShift   uint64
	shortShift  uint64

	asked, begun uint64 // a bit for each term
}

// sift fills in asked and begun.
//
//go:noescape
func sift(x *sifting)

func (t *Tokens) sift(from, n int, sieve Sieve, stems *Stems) (asked, begun uint64) {
	if need := from + n + spare; !t.wide || n < MaxSift && (cap(t.Hash) < need || cap(t.Term) < need) {
		return t.siftPlainly(from, n, sieve, stems)
	}
	x := sifting{
		hashes: &t.Hash[from], terms: &t.Term[from], n: uint64(n), buf: &t.buf[0], sieve: &sieve[0], size: uint64(len(sieve)),
		longShift: uint64(stems.long.shift), shortShift: uint64(stems.short.shift),
	}
	if stems.long.some.Load() {
		x.long = &stems.long.bits[0]
	}
	if stems.short.some.Load() {
		x.short = &stems.short.bits[0]
	}
	sift(&x)
	return x.asked, x.begun
}
