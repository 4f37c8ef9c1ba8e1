//go:build !purego

package listen

import "golang.org/x/sys/cpu"

// permit writes the refs of those leads that fingers permit and that have the tags of the hits
// they are of; there are n ranges of them, one or more, of as many hits. It may read leadSpare
// leads beyond the last.
//
//go:noescape
func permit(fingers *uint8, leads *uint64, ranges *span, hits *uint64, n int, refs uint64, into *uint32) (permitted int)

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2 }
