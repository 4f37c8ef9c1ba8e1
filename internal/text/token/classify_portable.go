//go:build !amd64 || purego

package token

func isWide() bool { return false }

func tell(buf []byte, blocks []block, wide bool) { scalar(buf, blocks) }

func (t *Tokeniser) fill() { t.plainly() }

func (t *Tokeniser) faint(i int) { faintly(t.low[i<<6:], t.blocks[i].high, &t.starts) }

func (t *Tokeniser) arePairs(_ int) bool { return false }

// sift is not called here.
func sift(_ *Tokens, _ *Sifter, _, _ int) (asked, begun uint64) { return 0, 0 }

// row is not called here.
func row(h *hot, _ int, _ uint64) (next int) { return h.block }

// through is not called here.
func through(_ *hot, _ *stretch, _ *byte, used int) (next, usedNow int) { return 0, used }

// lettered is not called here.
func lettered(_ *hot, _ *byte, used, _ int) (next, usedNow int) { return 0, used }

// contracted is not called here.
func contracted(h *hot, _ *block, _ *byte, used, _ int) (next, usedNow int) { return h.block, used }

// latin is not called here.
func latin(h *hot, _ *block, _ *byte, used, _ int, _ []link) (next, usedNow, linked, since int) {
	return h.block, used, 0, 0
}
