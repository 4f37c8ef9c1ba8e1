//go:build !purego

package listen

import "golang.org/x/sys/cpu"

// expect asks for the memory of the places of n hits, one or more, and goes on meanwhile.
//
//go:noescape
func expect(hits *uint64, n int, begins *uint32, places uint64)

// reach does what span does for n hits, one or more, asks for the memory of their leads, and tells how many there are.
//
//go:noescape
func reach(hits *uint64, n int, begins *uint32, places uint64, leads *uint64, ranges *span) (total int)

// permit writes the refs of those leads that fingers permit and that have the tags of the hits
// they are of; there are n ranges of them, one or more, of as many hits. It may read leadSpare
// leads beyond the last, and write as many refs.
//
//go:noescape
func permit(fingers *int32, stamp uint64, leads *uint64, ranges *span, hits *uint64, n int, refs uint64, into *uint32) (permitted int)

// fetch asks for the memory of n programs, one or more.
//
//go:noescape
func fetch(refs *uint32, n int, programs *uint32)

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2 && cpu.X86.HasPOPCNT }
