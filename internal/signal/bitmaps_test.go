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

// Contracted words that were met are found without being spelt, and are the same as if they were.
func TestContracted(t *testing.T) {
	t.Parallel()
	q := New(nil, nil).Quick()
	q.Customer("drivers dont lamp", "") // that none of these is
	for _, text := range []string{"don't", "It's", "driver's", "DRIVER'S", "somebody's", "l'amp", "l'application", "jusqu'alors", "o'clock", "CAN'T", "YOU'll", "9's", "technician's"} {
		q.Customer(text, "")
		n := len(q.w.vocabulary.words)
		q.w.scan(text)
		got, letters, upper, tally := q.w.list[0], q.w.letters, q.w.upper, q.w.tally
		q.w.scan(text)
		q.w.list, q.w.letters, q.w.upper, q.w.tally = q.w.list[:0], 0, 0, 0
		if end := q.w.wordAt(0); end != len(text) || got != q.w.list[0] || letters != q.w.letters || upper != q.w.upper || tally != q.w.tally {
			t.Errorf("%q is read as %+v, %+v if it is spelt", text, got, q.w.list[0])
		}
		if end := q.w.contracted(0); end != len(text) || len(q.w.vocabulary.words) != n {
			t.Errorf("%q is not found, but up to %d", text, end)
		}
	}
	for _, text := range []string{"don't@acme.test", "don't-", "it'", "rock'n'roll", "x'😀", "antidisest'ablishment", "sooo'o", "don'"} {
		q.Customer(text, "")
		q.Customer(text, "")
		if q.w.scan(text); q.w.contracted(0) != 0 {
			t.Errorf("%q is taken for a plain contracted word", text)
		}
	}
}
