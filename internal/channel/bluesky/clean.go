package bluesky

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// clean makes a text safe to keep: no control characters but line breaks and tabs, of
// bounded length, cut between characters.
func clean(s string, limit int) string {
	if len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit]
	}
	if isPlain(s) || !hasControls(s) && utf8.ValidString(s) {
		return s
	}
	return cleaned(s)
}

// cleaned is clean of a text that is short enough.
func cleaned(s string) string {
	bad := func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r == 0x7F }
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// isPlain reports whether a text is ASCII without control characters, eight at a time: as most
// are.
func isPlain(s string) bool { return isPlainBut(s, 0x7F) }

// isPlainBut reports whether a text is plain and without a letter.
func isPlainBut(s string, letter byte) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	without := uint64(letter) * ones
	if len(b) < 8 {
		for _, c := range b {
			if c < 0x20 || c >= 0x7F || c == letter {
				return false
			}
		}
		return true
	}
	odd := uint64(0)
	for {
		x := binary.LittleEndian.Uint64(b)
		// The top bit of a byte is set where it is beyond ASCII, below a space, DEL or the letter.
		odd |= x | (x - 0x20*ones) | ((x ^ 0x7F*ones) - ones) | ((x ^ without) - ones)
		if len(b) == 8 {
			return odd&tops == 0
		}
		b = b[min(8, len(b)-8):] // the last eight may be read twice in part
	}
}

// hasControls reports whether a text has control characters but line breaks and tabs.
func hasControls(s string) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; len(s) >= 8; s = s[8:] {
		x := eight(s, 0)
		del := x ^ 0x7F*ones
		// The first look takes some for one that is none, never the other way round.
		if ((x-0x20*ones)&^x|(del-ones)&^del)&tops != 0 && controls(x) != 0 {
			return true
		}
	}
	for i := range len(s) {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c == 0x7F {
			return true
		}
	}
	return false
}

// controls has the top bit of each of eight bytes that is a control character but a line break
// or a tab.
func controls(x uint64) uint64 {
	const ones, tops, rest = 0x0101010101010101, 0x8080808080808080, 0x7F7F7F7F7F7F7F7F
	below := func(x, c uint64) uint64 { return ^((x&rest + (0x80-c)*ones) | x) & tops }
	is := func(c uint64) uint64 { return below(x^c*ones, 1) }
	return below(x, ' ')&^is('\n')&^is('\t') | is(0x7F)
}
