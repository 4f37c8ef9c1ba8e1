//go:build !purego

package listen

import "golang.org/x/sys/cpu"

// permit writes the refs of those of n leads that fingers permit. It may read leadSpare
// leads beyond the last.
//
//go:noescape
func permit(fingers *uint8, leads *uint64, n int, into *uint32) (permitted int)

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2 }
