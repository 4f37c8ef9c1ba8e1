//go:build !purego

package envelope

import "golang.org/x/sys/cpu"

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasPCLMULQDQ && cpu.X86.HasBMI1 }

// vector does what scalar does, 64 bytes at a time.
//
//go:noescape
func vector(buf []byte, tail *[64]byte, blocks []block) (inside uint64)

func (r *Reader) classify(buf []byte) (inside bool) {
	if r.wide {
		return vector(buf, &r.tail, r.blocks) != 0
	}
	return scalar(buf, &r.tail, r.blocks)
}
