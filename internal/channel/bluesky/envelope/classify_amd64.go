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

// fits does what fitsPlainly does with at least 32 bytes.
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

// fits reports whether bytes have the form of a shape as long, of at least 32.
func (r *Reader) fits(b []byte, text string) bool {
	if r.wide {
		return fits(&b[0], unsafe.StringData(text), len(text))
	}
	return fitsPlainly(b, text)
}

// ending looks for the quote that may end a string which has begun, and tells what stands before
// it. at is -1 if there is none in the whole 32 bytes of b.
func (r *Reader) ending(b []byte) (at int, odd uint8) {
	if r.wide {
		return ending(unsafe.SliceData(b), len(b))
	}
	return endingPlainly(b)
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
