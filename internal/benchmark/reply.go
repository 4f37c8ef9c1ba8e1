package benchmark

import (
	"strings"

	"heed/internal/dataset"
)

// reply notes what a company's post does.
func (w *worker) reply(row *dataset.Post, p *post) {
	p.sign = signature(row.Text)
	did := w.quick.Reply(row.Text, row.Lang)
	if did.LipService() {
		p.bits |= empty
	}
	if did.Deflection() {
		p.bits |= deflects
	}
	if did&w.acts.private != 0 {
		p.bits |= toPrivate
	} else if did&w.acts.closes != 0 {
		p.bits |= closes
	}
	if automatic(row.Text) {
		p.bits |= auto
	}
}

// automatic recognises an acknowledgement that no person wrote: an automated message,
// an automatic reply, an auto-response.
func automatic(s string) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; len(s) >= 8+2; s = s[8:] {
		// Where "uto" begins among eight bytes one of these is 0 (Warren, Hacker's Delight, 6-1). To look for
		// every u takes several times as long.
		differ := (eight(s) ^ ones*'u') | (eight(s[1:]) ^ ones*'t') | (eight(s[2:]) ^ ones*'o')
		if (differ-ones)&^differ&tops != 0 && automatedSoon(s) {
			return true
		}
	}
	return automatedSoon(s)
}

// eight are the first eight bytes of a text.
func eight(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// automatedSoon tells whether a text is [automated] from one of its first bytes on.
func automatedSoon(s string) bool {
	for i := range min(len(s), 8) {
		if s[i] == 'u' && automated(s[i:]) {
			return true
		}
	}
	return false
}

// automated tells whether a text goes on as what makes "a" an acknowledgement.
func automated(s string) bool {
	rest, ok := strings.CutPrefix(s, "uto")
	if !ok {
		return false
	}
	rest = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(rest, "mated"), "matic"), " -")
	for _, word := range [...]string{"reply", "replies", "respon", "message", "acknowledg"} {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return false
}

// signature gives the initials with which agents end a post: ^AB, /AB, *AB or -AB, before
// the links at its end; 0 for none.
func signature(s string) uint16 {
	for range 4 {
		for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t' || s[len(s)-1] == '\n') {
			s = s[:len(s)-1]
		}
		i := strings.LastIndexByte(s, ' ') + 1
		last := s[i:]
		if strings.HasPrefix(last, "http") {
			s = s[:i]
			continue
		}
		for j := len(last) - 1; j >= 0 && j >= len(last)-4; j-- {
			if c := last[j]; c == '^' || (c == '/' || c == '*' || c == '-' || c == '~') && j == 0 {
				if n := len(last) - j - 1; n >= 1 && letters(last[j+1:]) {
					return initials(last[j+1:])
				}
				return 0
			} else if c == '/' || c == '*' || c == '-' || c == '~' {
				return 0
			}
		}
		return 0
	}
	return 0
}

func letters(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// initials packs up to three letters, five bits each.
func initials(s string) (v uint16) {
	for i := range len(s) {
		v = v<<5 | uint16(s[i]&31)
	}
	return v
}
