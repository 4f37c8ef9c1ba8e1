package signal

import (
	"testing"

	"pgregory.net/rapid"
)

// What the bytes are is told alike with and without special instructions, whatever was told before.
func TestBitmaps(t *testing.T) {
	t.Parallel()
	if !isWide() {
		t.Skip("this machine has no special instructions")
	}
	fast, slow := &bitmaps{}, &bitmaps{}
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte("aZ09 .,!?:'@-_/\xc3"))), 0, 300).Draw(t, "text"))
		fast.read(text, true)
		slow.read(text, false)
		if got, want := string(fast.low[:len(text)]), string(slow.low[:len(text)]); got != want {
			t.Fatalf("%q in small letters: %q, %q without special instructions", text, got, want)
		}
		sets := [][2]*bitmap{
			{&fast.capital, &slow.capital}, {&fast.small, &slow.small}, {&fast.word, &slow.word}, {&fast.space, &slow.space},
			{&fast.pause, &slow.pause}, {&fast.stop, &slow.stop}, {&fast.joint, &slow.joint},
		}
		for i, set := range sets {
			for at := range len(text) + 1 {
				if got, want := set[0].window(at), set[1].window(at); got != want {
					t.Fatalf("set %d of %q from %d on: %b, %b without special instructions", i, text, at, got, want)
				}
			}
		}
	})
}

// Rows are read alike with and without special instructions, from any place on.
func TestRows(t *testing.T) {
	t.Parallel()
	if !isWide() {
		t.Skip("this machine has no special instructions")
	}
	q := New(nil, nil).Quick()
	for _, text := range heard {
		q.Customer(text, "")
	}
	m, v := q.w.bitmaps, q.w.vocabulary
	rapid.Check(t, func(t *rapid.T) {
		text := drawTexts(t)
		m.read(text, true)
		fast, slow := make([]token, len(text)+1), make([]token, len(text)+1)
		for i := range len(text) {
			if !isAlnum(text[i]) {
				continue
			}
			n, next := words(m, v, fast, i)
			wantN, want := m.rowPlainly(v, slow, i)
			if n != wantN || next != want {
				t.Fatalf("%q from %d on: %d words up to %d, %d up to %d without special instructions", text, i, n, next, wantN, want)
			}
			for j := range n {
				if fast[j] != slow[j] {
					t.Fatalf("%q from %d on: word %d is %+v, %+v without special instructions", text, i, j, fast[j], slow[j])
				}
			}
		}
	})
}
