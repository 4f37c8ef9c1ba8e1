//go:build !purego

package token

import "sync/atomic"

// sift looks at the n terms from hashes and terms on, one to 64, behind which there is room
// for some spare ones unless they are 64. long and short are nil where there are no stems.
//
//go:noescape
func sift(hashes *uint64, terms *Term, n int, buf *byte, sieve *atomic.Uint32, size int, long *atomic.Uint32, longShift uint64, short *atomic.Uint32, shortShift uint64) (asked, begun uint64)

func (t *Tokens) sift(from, n int, sieve Sieve, stems *Stems) (asked, begun uint64) {
	if need := from + n + spare; !t.wide || n < MaxSift && (cap(t.Hash) < need || cap(t.Term) < need) {
		return t.siftPlainly(from, n, sieve, stems)
	}
	return sift(&t.Hash[from], &t.Term[from], n, &t.buf[0], &sieve[0], len(sieve), stems.long.table(), uint64(stems.long.shift), stems.short.table(), uint64(stems.short.shift))
}

// table is where the words begin, nil if none is set.
func (h *heads) table() *atomic.Uint32 {
	if !h.some.Load() {
		return nil
	}
	return &h.words[0]
}
