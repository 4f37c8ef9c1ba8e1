package benchmark

import (
	"strings"

	"heed/internal/dataset"
	"heed/internal/signal"
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
	if signal.Automatic(row.Text) {
		p.bits |= auto
	}
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
