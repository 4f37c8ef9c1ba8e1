//go:build !purego

package signal

import "golang.org/x/sys/cpu"

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2 && cpu.X86.HasPOPCNT }

// tell does what tellPlainly does, 32 bytes at a time. The last are read from m.low.
//
//go:noescape
func tell(m *bitmaps, text string)

// words does what rowPlainly does. list has room for all words of the text.
//
//go:noescape
func words(m *bitmaps, v *vocabulary, list []token, from int) (n, next int)
