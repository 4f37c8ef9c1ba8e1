package text

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// cleaned is a text without its invisible characters, which remembers where they
// were.
type cleaned struct {
	text string
	cuts []cut
}

// A cut says that from place at of the cleaned text on, removed bytes are missing.
type cut struct{ at, removed int }

// visible takes out format characters (soft hyphen, zero-width space, marks of
// direction), which would part or hide words. The joiner inside an emoji stays. What is
// not UTF-8 becomes a control character, byte by byte, so that it belongs to no word.
func visible(s string) cleaned {
	if strings.IndexFunc(s, isFormat) < 0 && utf8.ValidString(s) {
		return cleaned{text: s}
	}
	var b strings.Builder
	b.Grow(len(s))
	c := cleaned{}
	removed := 0
	var kept rune
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		if isFormat(r) && !belongsToEmoji(r, kept) {
			removed += size
			c.cuts = append(c.cuts, cut{at: b.Len(), removed: removed})
			continue
		}
		if r == utf8.RuneError && size == 1 {
			b.WriteByte(1)
		} else {
			b.WriteString(s[i : i+size])
		}
		kept = r
	}
	c.text = b.String()
	return c
}

func isFormat(r rune) bool { return r >= 0xAD && unicode.Is(unicode.Cf, r) }

func belongsToEmoji(r, kept rune) bool {
	switch {
	case r == 0x200D:
		return isEmoji(kept) || kept == 0xFE0F || isSkinTone(kept)
	case r >= 0xE0020 && r <= 0xE007F:
		return kept == 0x1F3F4 || kept >= 0xE0020 && kept <= 0xE007F
	}
	return false
}

// span is the place in the original text of a place in the cleaned one.
func (c cleaned) span(start, end, base int) desk.Span {
	return desk.Span{Start: base + start + c.removedBefore(start), End: base + end + c.removedBefore(end-1)}
}

// adjoins reports whether nothing visible stands between an end in the original
// text and a start in the cleaned one.
func (c cleaned) adjoins(end, start int) bool {
	at := start + c.removedBefore(start)
	if end == at {
		return true
	}
	return end >= 0 && start > 0 && end == start+c.removedBefore(start-1)
}

// removedBefore is how many bytes were taken out before the byte at i.
func (c cleaned) removedBefore(i int) int {
	k := sort.Search(len(c.cuts), func(k int) bool { return c.cuts[k].at > i })
	if k == 0 {
		return 0
	}
	return c.cuts[k-1].removed
}
