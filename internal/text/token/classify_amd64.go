//go:build !purego

package token

import "golang.org/x/sys/cpu"

func isWide() bool { return cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasBMI2 && cpu.X86.HasPOPCNT }

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

// row does what rowPlainly does from h.block on; the first word has flags.
//
//go:noescape
func row(h *hot, to int, flags uint64) (next int)

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

// pairs reports whether what is beyond ASCII in the 64 bytes at a place, a bit each, is letters of two bytes of which nothing
// is faint.
//
//go:noescape
func pairs(at *byte, high uint64) bool

func (t *Tokeniser) arePairs(i int) bool { return t.wide && pairs(&t.low[i<<6], t.blocks[i].high) }

// through does what throughPlainly does with the words from h.block on, and returns what of buf is used
// then.
//
//go:noescape
func through(h *hot, s *stretch, buf *byte, used int) (next, usedNow int)

// lettered does what easySegment does among prose with the words from h.block on, of which each but the last has a
// space behind it, as long as buf is used up to most at most. It leaves what is less usual. It returns
// where the last of them ends, and what of buf is used then.
//
//go:noescape
func lettered(h *hot, buf *byte, used, most int) (next, usedNow int)

// contracted does what contractedPlainly does with the words from h.block on, as long as buf is used up to most
// at most. It leaves words that may have a second form without their first part.
//
//go:noescape
func contracted(h *hot, blocks *block, buf *byte, used, most int) (next, usedNow int)

// latin does what easySegment does among prose with the words from h.block on, 64 bytes at a time, as long as buf is used up
// to most at most and there is room for links. It leaves words that are long, what else than Latin letters with accents there
// is, other signs that join words than latinJoints, and names that are not surely links or hashtags or none. linked is how many links
// it wrote, since where the last hashtag ends, or 0.
//
//go:noescape
func latin(h *hot, blocks *block, buf *byte, used, most int, links []link) (next, usedNow, linked, since int)
