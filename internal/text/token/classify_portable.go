//go:build !amd64 || purego

package token

func isWide() bool { return false }

func (t *Tokeniser) classify() { scalar(t.low[:len(t.blocks)*64-64], t.blocks) }

func (t *Tokeniser) fill() { t.plainly() }

func (t *Tokens) sift(from, n int, sieve Sieve, stems *Stems) (asked, begun uint64) {
	return t.siftPlainly(from, n, sieve, stems)
}
