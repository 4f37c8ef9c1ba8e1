package signal

import "strings"

// Automatic recognises an acknowledgement that no person wrote: an automated message,
// an automatic reply, an auto-response.
func Automatic(s string) bool {
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
