package privacy

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// emails finds e-mail addresses. The handle of a federated network (@ana@example.test)
// is not one.
func (f *finder) emails() {
	for at := range len(f.text) {
		if f.text[at] != '@' {
			continue
		}
		start, end := at, at+1
		for start > 0 && at-start < 64 && (isWord(f.text[start-1]) || strings.IndexByte("._%+-", f.text[start-1]) >= 0) {
			start--
		}
		for start < at && (strings.IndexByte("._%+-", f.text[start]) >= 0 || !utf8.RuneStart(f.text[start])) {
			start++
		}
		for end < len(f.text) && end-at < 255 && (isWord(f.text[end]) || f.text[end] == '.' || f.text[end] == '-') {
			end++
		}
		for end > at+1 && !isLetter(f.text[end-1]) && f.text[end-1] < 0x80 {
			end--
		}
		for end < len(f.text) && end > at && !utf8.RuneStart(f.text[end]) {
			end--
		}
		if start == at || start > 0 && strings.IndexByte("@/", f.text[start-1]) >= 0 || !domain(f.text[at+1:end]) {
			continue
		}
		f.add(Email, start, end)
	}
}

// domain is true of two or more labels, the last of at least two letters.
func domain(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	if dot < 1 || len(s)-dot-1 < 2 || strings.Contains(s, "..") || s[0] == '-' {
		return false
	}
	return !strings.ContainsAny(s[dot+1:], "0123456789-")
}

// ibans finds IBANs, closed up or in groups, in any case.
func (f *finder) ibans() {
	for at := 0; at+15 <= len(f.text); at++ {
		t := f.text[at:]
		if !isLetter(t[0]) || !isLetter(t[1]) || !isDigit(t[2]) || !isDigit(t[3]) || at > 0 && isWord(f.text[at-1]) {
			continue
		}
		want := ibanLength(strings.ToUpper(t[:2]))
		if want == 0 {
			continue
		}
		if n, ok := closeUp(t, want); ok {
			f.add(IBAN, at, at+n)
		}
	}
}

// closeUp reads an IBAN of so many signs off the head of t, skipping single spaces
// and hyphens, and gives the bytes it takes.
func closeUp(t string, want int) (int, bool) {
	closed := make([]byte, 0, 34)
	i := 0
	for ; i < len(t) && len(closed) < want; i++ {
		c := t[i]
		switch {
		case isDigit(c):
			closed = append(closed, c)
		case isLetter(c):
			closed = append(closed, c&^0x20)
		case c == ' ' || c == '-' || c == '.':
			if i > 0 && !isWord(t[i-1]) {
				return 0, false
			}
		default:
			return 0, false
		}
	}
	if len(closed) < want || i < len(t) && isWord(t[i]) {
		return 0, false
	}
	return i, mod97(string(closed))
}

// cards finds payment card numbers: the longest run of groups from a digit on that
// checks. After a word that speaks of cards any issuer is believed; elsewhere the
// number must lie in an issuer's range, and a length that few cards have is unsure
// unless it stands in groups of four.
func (f *finder) cards() {
	for at := 0; at < len(f.text); at++ {
		if !isDigit(f.text[at]) {
			continue
		}
		end, vague := f.card(at)
		if end > 0 {
			if f.add(Card, at, end) {
				f.found[len(f.found)-1].Unsure = vague
			}
		} else {
			for end = at; end < len(f.text) && isDigit(f.text[end]); end++ {
			}
		}
		at = end - 1
	}
}

// card gives the end of the card number that starts at a place, 0 if none does, and
// whether it may as well be another number.
func (f *finder) card(at int) (end int, vague bool) {
	var digits, sizes [19]byte
	n, groups := 0, 0
	for i := at; i < len(f.text) && n < len(digits); i++ {
		c := f.text[i]
		if !isDigit(c) {
			break
		}
		digits[n] = c
		n++
		sizes[groups]++
		next := byte(0)
		if i+1 < len(f.text) {
			next = f.text[i+1]
		}
		if isDigit(next) {
			continue
		}
		if ok, unsure := f.isCard(at, i+1, string(digits[:n]), sizes[:groups+1]); n >= 12 && ok {
			end, vague = i+1, unsure
		}
		if next == ' ' || next == '-' {
			groups++
			i++
		}
		if groups == len(sizes) {
			break
		}
	}
	return end, vague
}

func (f *finder) isCard(start, end int, digits string, sizes []byte) (ok, unsure bool) {
	if len(digits) < 12 || !luhn(digits) || !f.clearAround(start, end) || len(sizes) > 1 && !cardGroups(sizes) || strings.Trim(digits, "0") == "" {
		return false, false
	}
	known, vague := issued(digits)
	switch {
	case known && (!vague || len(sizes) > 1), (known || len(digits) >= 13) && f.clueBefore(start, cardClues):
		return true, false
	}
	return known && len(digits) >= 15, true
}

// cardGroups is true of groupings in which cards are printed: fours with a shorter or
// equal rest, or 4-6-5 and 4-6-4.
func cardGroups(sizes []byte) bool {
	if len(sizes) == 3 && sizes[0] == 4 && sizes[1] == 6 {
		return sizes[2] == 5 || sizes[2] == 4
	}
	for i, n := range sizes {
		if n != 4 && (i < len(sizes)-1 || n > 4) {
			return false
		}
	}
	return len(sizes) >= 3
}

// clearAround reports whether a number stands by itself: in no link, word, price,
// hashtag or decimal.
func (f *finder) clearAround(start, end int) bool {
	if f.inLink(start) {
		return false
	}
	if start > 0 {
		switch c := f.text[start-1]; {
		case isWord(c), c == '#', c == '$', c == '_', c == '/':
			return false
		case (c == '.' || c == ',' || c == ':') && start > 1 && isDigit(f.text[start-2]):
			return false
		}
	}
	if end < len(f.text) {
		switch c := f.text[end]; {
		case isWord(c), c == '%', c == '_', c == '/':
			return false
		case (c == '.' || c == ',' || c == ':' || c == '-') && end+1 < len(f.text) && isDigit(f.text[end+1]):
			return false
		}
	}
	return true
}

// addresses finds IP addresses. Four numbers after a word for a version are not one.
func (f *finder) addresses() {
	for at := 0; at < len(f.text); at++ {
		c := f.text[at]
		if !isDigit(c) && !isLetter(c) && c != ':' || at > 0 && (isWord(f.text[at-1]) || f.text[at-1] == '.') {
			continue
		}
		end := at
		for end < len(f.text) && (isDigit(f.text[end]) || isHex(f.text[end]) || f.text[end] == '.' || f.text[end] == ':') {
			end++
		}
		stop := end
		for end > at && (f.text[end-1] == '.' || f.text[end-1] == ':' && !strings.HasSuffix(f.text[at:end], "::")) {
			end--
		}
		if (stop == len(f.text) || !isWord(f.text[stop])) && address(f.text[at:end]) && !f.isVersion(at, end) {
			f.add(IP, at, end)
		}
		if stop > at {
			at = stop - 1
		}
	}
}

// isVersion is true of four numbers that rather count releases: after a word for
// versions, or beginning with a single digit where no word speaks of addresses.
func (f *finder) isVersion(at, end int) bool {
	if f.clueBefore(at, versionClues) {
		return true
	}
	return f.text[at+1] == '.' && strings.IndexByte(f.text[at:end], ':') < 0 && !f.clueBefore(at, addressClues)
}

func isHex(b byte) bool { return isDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'f' }

func address(s string) bool {
	if len(s) < 7 || len(s) > 45 {
		return false
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.IsUnspecified() || a.IsLoopback() {
		return false
	}
	return a.Is4() || strings.Count(s, ":") >= 3 || len(s) >= 9
}
