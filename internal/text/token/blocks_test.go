package token

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestBlocks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "text")
		blocks := make(Blocks, len(text)/64+2)
		buf := make([]byte, 64*len(blocks))
		copy(buf, text)
		blocks.Classify(buf)
		words := 0
		for i, c := range text {
			low := bytes.ToLower([]byte{c})[0]
			if c >= 0x80 {
				low = c
			}
			word := 'a' <= low && low <= 'z' || '0' <= c && c <= '9'
			if word {
				words++
			}
			if buf[i] != low || blocks.Words(i)&1 == 1 != word {
				t.Fatalf("byte %d of %q: %q, a word: %t", i, text, buf[i], !word)
			}
		}
		if got := blocks.Count(); got != words {
			t.Fatalf("%q has %d letters and digits, counted %d", text, words, got)
		}
	})
}
