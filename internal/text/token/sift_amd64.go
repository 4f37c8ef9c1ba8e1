//go:build !purego

package token

// sift looks at the n terms from hashes and terms on, one to 64, behind which there is room
// for some spare ones unless they are 64. long and short may be nil.
//
//go:noescape
func sift(hashes *uint64, terms *Term, n int, buf *byte, sieve *uint32, size int, long *uint32, longShift uint64, short *uint32, shortShift uint64) (asked, begun uint64)

func (t *Tokens) sift(from, n int, s *Sifter) (asked, begun uint64, ok bool) {
	if need := from + n + spare; !t.wide || n < MaxSift && (cap(t.Hash) < need || cap(t.Term) < need) {
		return 0, 0, false
	}
	asked, begun = sift(&t.Hash[from], &t.Term[from], n, &t.buf[0], &s.Sieve[0], len(s.Sieve), begin(s.Long), uint64(s.LongShift), begin(s.Short), uint64(s.ShortShift))
	return asked, begun, true
}

func begin(words []uint32) *uint32 {
	if len(words) == 0 {
		return nil
	}
	return &words[0]
}
