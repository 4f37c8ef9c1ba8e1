//go:build !purego

package envelope

import (
	"unicode/utf8"
	"unsafe"

	"golang.org/x/sys/cpu"
)

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasPCLMULQDQ && cpu.X86.HasBMI1 }

// vector does what scalar does, 64 bytes at a time.
//
//go:noescape
func vector(buf []byte, tail *[64]byte, blocks []block) (inside uint64)

// expect asks for the memory of the kilobyte that begins at b, wherever that ends: it reads nothing.
//
//go:noescape
func expect(b *byte)

// fits does what fitsPlainly does with n bytes, at least 32.
//
//go:noescape
func fits(b, text *byte, n int) bool

// ending does what endingPlainly does.
//
//go:noescape
func ending(b *byte, n int) (at int, odd uint8)

func (r *Reader) classify(buf []byte) (inside bool) {
	if r.wide {
		return vector(buf, &r.tail, r.blocks) != 0
	}
	return scalar(buf, &r.tail, r.blocks)
}

// expect asks for the memory of an event, as long as nearly all are: its lines come at once, where
// reading would wait for one after the other.
func (r *Reader) expect(b []byte) {
	if r.wide {
		expect(unsafe.SliceData(b))
	}
}

// valid does what utf8.Valid does, and reads 32 bytes behind the last.
//
//go:noescape
func valid(b *byte, n int) bool

// valid reports whether bytes are UTF-8.
func (r *Reader) valid(b []byte) bool {
	if r.wide && cap(b)-len(b) >= 32 {
		return valid(unsafe.SliceData(b), len(b))
	}
	return utf8.Valid(b)
}
