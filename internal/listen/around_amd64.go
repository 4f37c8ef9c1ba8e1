//go:build !purego

package listen

// besides gives the first of n places, one or more, around which two terms stand, n if there is none: up to eight places
// before each and seven behind, or twice as far. Where they stand is a bit for each place from 16 before it on.
//
//go:noescape
func besides(places *uint32, n int, words *uint32, one, other uint32, far bool) (at int, ones, others uint32)
