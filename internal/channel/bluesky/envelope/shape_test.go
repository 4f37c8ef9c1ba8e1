package envelope

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// filled is an event of a shape: digits where its time is, letters in its other gaps.
func filled(text string) []byte {
	b := []byte(text)
	for i, c := range b {
		switch {
		case c != open:
		case i >= timeAt && i < timeAt+16:
			b[i] = "1732"[i%4]
		default:
			b[i] = "abcdefg2z7"[i%10]
		}
	}
	return b
}

// usual are events of all shapes, and posts with what stands in them often.
func usual() (all [][]byte) {
	for _, s := range shapes {
		all = append(all, filled(s.text))
	}
	for _, said := range []string{
		`,"langs":["en"],"text":"Hi"`, answer + `,"langs":["de"],"text":"Hi \"there\"\n\ud83d\ude00 \\"`, `,"text":""`,
		`,"langs":["pt-BR"],"text":"é"`, `,"embed":{"$type":"app.bsky.embed.record","record":` + addressIn(post) + `},"langs":["en"]` + answer + `,"text":"Look"`,
		`,"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"late"}],"index":{"byteEnd":5,"byteStart":0}}],"langs":["en","fr"],"text":"#late","via":"x"`,
	} {
		all = append(all, filled(postHead.text+said+postTail))
	}
	return all
}

// TestShapes: what is read by its shape is what stands there, and whichever byte of it is another
// makes it another event or none, told the same way by both readers.
func TestShapes(t *testing.T) {
	t.Parallel()
	fast, slow := New(), Portable()
	for _, b := range usual() {
		for _, r := range []*Reader{fast, slow} {
			compare(t, r, b)
			r.b = b
			if !r.shaped(&Event{}) {
				t.Errorf("%s: has no shape", b)
			}
		}
		for i := range b {
			const others = "\"\\}{,:\xc3 0a\x00\x1f"
			for _, c := range [...]byte{'"', others[i%len(others)]} {
				changed := slices.Concat(b[:i], []byte{c}, b[i+1:])
				compare(t, fast, changed)
				sameByBoth(t, fast, slow, changed)
			}
		}
	}
}

// TestTornShapes: what is left out or comes again.
func TestTornShapes(t *testing.T) {
	t.Parallel()
	fast, slow := New(), Portable()
	for _, b := range usual() {
		for i := 0; i < len(b); i += 3 {
			for _, changed := range [][]byte{b[:i], slices.Concat(b[:i], b[min(i+5, len(b)):]), slices.Concat(b[:i], b[max(i-40, 0):])} {
				compare(t, fast, changed)
				sameByBoth(t, fast, slow, changed)
			}
		}
	}
}

func sameByBoth(t *testing.T, fast, slow *Reader, b []byte) {
	t.Helper()
	e, ok := fast.Read(b)
	f, also := slow.Read(b)
	if ok != also || ok && cmp.Diff(e, f, cmpopts.EquateEmpty()) != "" {
		t.Fatalf("%s: %v %+v, portable %v %+v", b, ok, e, also, f)
	}
}

// TestFits compares both ways to see a shape.
func TestFits(t *testing.T) {
	t.Parallel()
	r := New()
	for n := 32; n < 140; n++ {
		text := strings.Repeat(`{"a":"`+gap(11)+`"`, 9)[:n]
		b := filled(text)
		for i := range b {
			for c := range 256 {
				old := b[i]
				b[i] = byte(c)
				if got, want := r.fits(b, text), fitsPlainly(b, text); got != want {
					t.Fatalf("%q for %q: %v, portable %v", b, text, got, want)
				}
				b[i] = old
			}
		}
	}
}
