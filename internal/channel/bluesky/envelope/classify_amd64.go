//go:build !purego

package envelope

import (
	"unicode/utf8"
	"unsafe"

	"golang.org/x/sys/cpu"
)

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasPCLMULQDQ && cpu.X86.HasBMI1 }

func isWider() bool {
	return isWide() && cpu.X86.HasBMI2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VBMI
}

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

// fitsWider and endingWider do the same.
//
//go:noescape
func fitsWider(b, text *byte, n int) bool

//go:noescape
func endingWider(b *byte, n int) (at int, odd uint8)

// fitting is what a byte of an event and one of a shape may differ by, by the lower seven bits of that: by nothing, or in
// a gap, which stands for 0x80, by a digit or a small letter and that. Of other bits it gives something else.
var fitting = func() (t [128]byte) {
	for x := range byte(len(t)) {
		switch {
		case x == 0:
		case x-'a' <= 'z'-'a', x-'0' <= 9:
			t[x] = x | open
		default:
			t[x] = x ^ 1
		}
	}
	return t
}()

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
