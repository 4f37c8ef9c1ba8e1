package benchmark

import (
	"hash/maphash"
	"strings"
)

// Companies answer with set phrases, and customers repeat each other: what a text says is
// remembered by its words, without the names before it, the ids of shortened links and the
// initials behind it. What is read is the text cut in the same way, and names and ids say
// nothing to the reader, so that a remembered reading is the one that would be made.

// phrases remembers readings, the latest at each place.
type phrases struct{ list []reading }

// reading is what was made of a text.
type reading struct {
	key   uint64
	topic [2]uint64
	bits  bits
	mood  int8
}

const remembered = 1 << 15

func newPhrases() *phrases { return &phrases{list: make([]reading, remembered)} }

// place is where the reading of a key is, or will be.
func (p *phrases) place(key uint64) *reading { return &p.list[key%remembered] }

const shortened = "https://t.co/"

// phraseKey is the same for texts that read the same: texts that cut made alike but for a
// first name and the ids of shortened links.
func phraseKey(seed maphash.Seed, s string, kind uint64) uint64 {
	key := kind
	if strings.HasPrefix(s, "@") {
		key |= 1 << 8
		s = s[nameEnd(s):]
	}
	for {
		i := strings.Index(s, shortened)
		if i < 0 {
			return key*0x9e3779b97f4a7c15 ^ maphash.String(seed, s)
		}
		i += len(shortened)
		key = mix(key*0x9e3779b97f4a7c15 ^ maphash.String(seed, s[:i]))
		for i < len(s) && letterOrDigit(s[i]) {
			i++
		}
		s = s[i:]
	}
}

func letterOrDigit(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' }

// nameEnd is where the name that begins a text ends.
func nameEnd(s string) int {
	i := 1
	for i < len(s) && nameByte(s[i]) {
		i++
	}
	return i
}

// cut leaves of the names before a text the last, and the text without what signs it.
func cut(s string, signed int) string {
	s = s[:len(s)-signed]
	for strings.HasPrefix(s, "@") {
		i := nameEnd(s)
		rest := strings.TrimLeft(s[i:], " ")
		if i == 1 || !strings.HasPrefix(rest, "@") {
			break
		}
		s = rest
	}
	return s
}
