//go:build !purego

package listen

import "golang.org/x/sys/cpu"

// permit writes the refs of those of 8 leads for each group that fingers permit.
//
//go:noescape
func permit(fingers *uint8, leads *uint64, groups int, into *uint32) (n int)

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 }
