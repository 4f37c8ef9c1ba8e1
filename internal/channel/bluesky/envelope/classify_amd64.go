//go:build !purego

package envelope

import "golang.org/x/sys/cpu"

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasPCLMULQDQ && cpu.X86.HasBMI1 }

// vector does what scalar does, 64 bytes at a time.
//
//go:noescape
func vector(buf []byte, blocks []block, s *state)

func (r *Reader) classify(buf []byte, blocks []block, s *state) {
	if r.wide {
		vector(buf, blocks, s)
	} else {
		scalar(buf, blocks, s)
	}
}
