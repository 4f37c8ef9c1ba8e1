//go:build !purego

package token

import "golang.org/x/sys/cpu"

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2 }

// vector does what scalar does, 32 bytes at a time. Some control characters also are
// signs to it, which begin nothing.
//
//go:noescape
func vector(buf []byte, blocks []block)

func tell(buf []byte, blocks []block, wide bool) {
	if wide {
		vector(buf, blocks)
	} else {
		scalar(buf, blocks)
	}
}

// fast does what plainly does, where there is a word. low, hashes and terms have room for all that it reads
// and writes.
//
//go:noescape
func fast(h *hot)

func (t *Tokeniser) fill() {
	if t.wide {
		fast(&t.hot)
	} else {
		t.plainly()
	}
}

// han adds up to n characters of three bytes from h.block on, as long as behind each stands
// one from firstHan to lastHan, and returns how many; the first of them has flags. h.n and
// h.pos stay.
//
//go:noescape
func han(h *hot, n int, flags uint64) (done int)
