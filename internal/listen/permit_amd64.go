//go:build !purego

package listen

import "golang.org/x/sys/cpu"

// expect asks for the memory of the places of n hits, one or more, and goes on meanwhile.
//
//go:noescape
func expect(hits *uint64, n int, begins *uint32, places uint64)

// reach does what span does for n hits, one or more, and asks for the memory of their leads.
//
//go:noescape
func reach(hits *uint64, n int, begins *uint32, places uint64, leads *uint64, ranges *span)

// permit writes the refs of those leads that fingers permit and that have the tags of the hits
// they are of, and asks for the memory of the programs they lead to; there are n ranges of them, one or more, of as many hits. It may read leadSpare
// leads beyond the last.
//
//go:noescape
func permit(fingers *uint8, leads *uint64, ranges *span, hits *uint64, n int, refs uint64, programs *uint32, into *uint32) (permitted int)

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2 }
