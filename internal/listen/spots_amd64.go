//go:build !purego

package listen

// meetWide reports whether some of n spots at a are of those at b; n is a multiple of spotsStep.
//
//go:noescape
func meetWide(a, b *uint64, n int) bool

// andWide leaves of n spots those that others are as well, and reports whether there are any.
//
//go:noescape
func andWide(into, s *uint64, n int) bool

// orWide adds n spots to others.
//
//go:noescape
func orWide(into, s *uint64, n int)

// shiftWide writes n words, each of one of s and the next behind it, so many bits down; n is as above.
//
//go:noescape
func shiftWide(into, s *uint64, n int, down uint64)

// shiftedAndWide leaves of them those that others are as well, and reports whether there are any.
//
//go:noescape
func shiftedAndWide(into, of, s *uint64, n int, down uint64) bool
