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

// faint tells what begins in the 64 bytes at a place, behind which two more may be read. Of what is
// invisible or dull it knows what is written most.
//
//go:noescape
func faint(at *byte, s *starts)

func (t *Tokeniser) faint(i int) {
	if t.wide {
		faint(&t.low[i<<6], &t.starts)
	} else {
		faintly(t.low[i<<6:], t.blocks[i].high, &t.starts)
	}
}

// through does what throughPlainly does with the words from h.block on, and returns what of buf is used
// then.
//
//go:noescape
func through(h *hot, s *stretch, buf *byte, used int) (next, usedNow int)
