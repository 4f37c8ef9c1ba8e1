//go:build !purego

package token

// sift looks at the n terms from one on, one to 64. It reads up to seven behind them.
//
//go:noescape
func sift(t *Tokens, s *Sifter, from, n int) (asked, begun uint64)
