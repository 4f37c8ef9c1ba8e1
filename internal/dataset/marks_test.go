package dataset

import (
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// TestMarks compares what is marked with the bytes themselves, in one piece and in two, and by the
// portable way.
func TestMarks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SampledFrom([]byte("\",;\n\r&\x00\xc3\xff\x80\x7f\x01a#'%\x0b"))
		buf := rapid.SliceOfN(rapid.OneOf(few, rapid.Byte()), 0, 300).Draw(t, "buf")
		comma := rapid.SampledFrom([]byte(",;\t|")).Draw(t, "comma")
		var m marks
		m.of(buf[:rapid.IntRange(0, len(buf)).Draw(t, "first")], comma)
		m.of(buf, comma)
		sameMarks(t, &m, buf, comma)
		for i := range m.all {
			m.all[i] = ^uint64(0)
		}
		m.done = 0
		m.of(buf, comma)
		m.scalar(buf, comma, 0) // the whole blocks again
		sameMarks(t, &m, buf, comma)
	})
}

func sameMarks(t *rapid.T, m *marks, buf []byte, comma byte) {
	for _, set := range []struct {
		name string
		bits []uint64
		is   func(c byte) bool
	}{
		{"quotes", m.quotes, func(c byte) bool { return c == '"' }},
		{"commas", m.commas, func(c byte) bool { return c == comma }},
		{"lines", m.lines, func(c byte) bool { return c == '\n' }},
		{"odd", m.odd, func(c byte) bool { return c >= 0x80 || c == 0 || c == '&' }},
	} {
		want := -1
		for i := len(buf); i >= 0; i-- {
			if i < len(buf) && set.is(buf[i]) {
				want = i
			}
			if got := next(set.bits, i); got != want {
				t.Fatalf("%s from %d on: %d, not %d", set.name, i, got, want)
			}
			if got := ahead(set.bits, i); (got == 0) != (want < 0 || want >= i+block) || got != 0 && i+bits.TrailingZeros64(got) != want {
				t.Fatalf("%s in the window from %d on: %x", set.name, i, got)
			}
			to := min(len(buf), i+len(buf)/2)
			if got := within(set.bits, i, to); got != (want >= 0 && want < to) {
				t.Fatalf("%s from %d to %d: %v", set.name, i, to, got)
			}
		}
	}
}
