//go:build !purego

package dataset

import "golang.org/x/sys/cpu"

// vector does what scalar does, 32 bytes at a time; stride is the bytes from the words of one set
// to those of the next.
//
//go:noescape
func vector(buf []byte, comma byte, to *uint64, stride int)

func (m *marks) mark(buf []byte, comma byte, at int) {
	if cpu.X86.HasAVX2 && len(buf) > 0 {
		vector(buf, comma, &m.all[at], 8*m.stride)
	} else {
		m.scalar(buf, comma, at)
	}
}
