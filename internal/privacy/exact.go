package privacy

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// emails finds e-mail addresses. The handle of a federated network (@ana@example.test)
// is not one.
func (f *finder) emails() {
	for at := range len(f.text) {
		if f.text[at] != '@' {
			continue
		}
		start, end := at, at+1
		for start > 0 && at-start < 64 && !turns(f.text, start) && (isWord(f.text[start-1]) || strings.IndexByte("._%+-", f.text[start-1]) >= 0) {
			start--
		}
		for start < at && (strings.IndexByte("._%+-", f.text[start]) >= 0 || !utf8.RuneStart(f.text[start])) {
			start++
		}
		for end < len(f.text) && end-at < 255 && !turns(f.text, end) && (isWord(f.text[end]) || f.text[end] == '.' || f.text[end] == '-') {
			end++
		}
		slip := mistyped(f.low, at+1, end)
		if slip > 0 {
			end = slip
		}
		for end > at+1 && !isLetter(f.text[end-1]) && f.text[end-1] < 0x80 {
			end--
		}
		for end < len(f.text) && end > at && !utf8.RuneStart(f.text[end]) {
			end--
		}
		if start == at || start > 0 && strings.IndexByte("@/", f.text[start-1]) >= 0 || slip == 0 && !domain(f.text[at+1:end]) {
			continue
		}
		f.add(Email, start, end)
	}
}

// mistyped gives the end of "gmail,com": of a house that gives out mail boxes, a comma for its
// dot, and the end of an address; 0 where that does not stand there.
func mistyped(low string, start, end int) int {
	if end >= len(low)-2 || low[end] != ',' || !mailHouses[low[start:end]] {
		return 0
	}
	stop := end + 1
	for stop < len(low) && isLetter(low[stop]) {
		stop++
	}
	if !mailEnds[low[end+1:stop]] || wordBegins(low, stop) {
		return 0
	}
	return stop
}

// turns is true between a Latin letter and a sign of Chinese, Japanese or Korean, on whichever side.
func turns(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	latin, sign := min(before, after), max(before, after)
	return sign >= 0x2e80 && sign != utf8.RuneError && latin < utf8.RuneSelf && isWord(byte(latin))
}

// domain is true of two or more labels, the last of at least two letters.
func domain(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	if dot < 1 || len(s)-dot-1 < 2 || strings.Contains(s, "..") || s[0] == '-' {
		return false
	}
	return !strings.ContainsAny(s[dot+1:], "0123456789-")
}

// ibans finds IBANs in any case: closed up, in groups, over a line's end, sign by sign.
func (f *finder) ibans() {
	for at := 0; at+15 <= len(f.text); at++ {
		if !isLetter(f.text[at]) || wordEnds(f.text, at) && (at < 4 || !strings.EqualFold(f.text[at-4:at], "iban")) {
			continue
		}
		want := ibanAt(f.text[at:])
		if want == 0 {
			continue
		}
		if n, ok := closeUp(f.text[at:], want); ok {
			f.add(IBAN, at, at+n)
		}
	}
}

// ibanAt is how many signs an IBAN has that begins here, by its country; 0 for none.
func ibanAt(t string) int {
	var head [4]byte
	for n, i := 0, 0; n < len(head); n++ {
		if n > 0 {
			i += gap(t[i:])
		}
		if i == len(t) || n < 2 && !isLetter(t[i]) || n >= 2 && !isDigit(t[i]) {
			return 0
		}
		head[n] = t[i]
		i++
	}
	return ibanLength(string([]byte{head[0] &^ 0x20, head[1] &^ 0x20}))
}

// closeUp reads an IBAN of so many signs off the head of t, skipping what stands between its
// groups, and gives the bytes it takes.
func closeUp(t string, want int) (int, bool) {
	closed := make([]byte, 0, 34)
	i := 0
	for i < len(t) && len(closed) < want {
		switch c := t[i]; {
		case isDigit(c):
			closed = append(closed, c)
			i++
		case isLetter(c):
			closed = append(closed, c&^0x20)
			i++
		default:
			n := gap(t[i:])
			if n == 0 {
				return 0, false
			}
			i += n
		}
	}
	if len(closed) < want || wordBegins(t, i) {
		return 0, false
	}
	return i, mod97(string(closed))
}

// gap is the length of what stands between the groups of one number: a sign, up to three
// spaces, a hyphen between spaces, the end of a line.
func gap(t string) int {
	n := 0
	for n < len(t) && n < 3 && t[n] == ' ' {
		n++
	}
	if n < len(t) && (t[n] == '-' || n == 0 && t[n] == '.') {
		n++
	} else if end, ok := strings.CutPrefix(t[n:], "\r\n"); ok {
		n = len(t) - len(end)
	} else if n < len(t) && t[n] == '\n' {
		n++
	}
	if n > 0 && n < len(t) && t[n] == ' ' && t[n-1] != ' ' && (n > 1 || t[0] == '\n') {
		n++
	}
	if n == len(t) || !isDigit(t[n]) && !isLetter(t[n]) {
		return 0
	}
	return n
}

// cards finds payment card numbers: the longest run of groups from a digit on that
// checks. After a word that speaks of cards any issuer is believed; elsewhere the
// number must lie in an issuer's range, and a length that few cards have is unsure
// unless it stands in groups of four: such wait for whether an office knows the number.
func (f *finder) cards() {
	for at := 0; at < len(f.text); at++ {
		if !isDigit(f.text[at]) {
			continue
		}
		end, vague := f.card(at)
		switch {
		case end > 0 && vague:
			f.vague = append(f.vague, desk.Span{Start: at, End: end})
		case end > 0:
			f.add(Card, at, end)
		default:
			for end = at; end < len(f.text) && isDigit(f.text[end]); end++ {
			}
		}
		at = end - 1
	}
}

// vagueCards adds what may be a card where no office gave out the number.
func (f *finder) vagueCards() {
	for _, s := range f.vague {
		if f.add(Card, s.Start, s.End) {
			f.found[len(f.found)-1].Unsure = true
		}
	}
}

// card gives the end of the card number that starts at a place, 0 if none does, and
// whether it may as well be another number.
func (f *finder) card(at int) (end int, vague bool) {
	var digits, sizes [19]byte
	n, groups, tie := 0, 0, ""
	for i := at; i < len(f.text) && n < len(digits) && isDigit(f.text[i]); i++ {
		digits[n] = f.text[i]
		n++
		sizes[groups]++
		if i+1 < len(f.text) && isDigit(f.text[i+1]) {
			continue
		}
		if n >= 12 {
			if ok, unsure := f.isCard(at, i+1, string(digits[:n]), sizes[:groups+1]); ok {
				end, vague = i+1, unsure
			}
		}
		between := gap(f.text[i+1:])
		if between == 0 || groups+1 == len(sizes) {
			break
		}
		if same := f.text[i+1 : i+1+between]; !strings.Contains(same, "\n") { // a line's end may stand anywhere
			if tie != "" && same != tie {
				break
			}
			tie = same
		}
		groups++
		i += between
	}
	return end, vague
}

func (f *finder) isCard(start, end int, digits string, sizes []byte) (ok, unsure bool) {
	if !luhn(digits) || !f.clearAround(start, end) || strings.Trim(digits, "0") == "" {
		return false, false
	}
	announced := f.clueBefore(start, cardClues)
	known, vague := issued(digits)
	switch {
	case len(sizes) > 1 && !cardGroups(sizes) && !(announced && known && !vague):
		return false, false
	case announced && (known || len(digits) >= 13), known && !vague:
		return true, false
	case known && len(sizes) > 1:
		return !f.longer(start, end), false
	}
	return known && len(digits) >= 15, true
}

// longer reports whether a group of digits stands beside a number that is grouped itself:
// a part of something else.
func (f *finder) longer(start, end int) bool {
	before, after := f.text[:start], f.text[end:]
	return len(before) > 1 && strings.IndexByte(" -.", before[len(before)-1]) >= 0 && isDigit(before[len(before)-2]) ||
		gap(after) > 0 && isDigit(after[gap(after)])
}

// cardGroups is true of groupings in which cards are printed: fours with a shorter or
// equal rest, or 4-6-5 and 4-6-4; and of digits one by one or in pairs.
func cardGroups(sizes []byte) bool {
	if len(sizes) >= 7 {
		for _, n := range sizes[:len(sizes)-1] {
			if n != sizes[0] || n > 2 {
				return false
			}
		}
		return sizes[len(sizes)-1] <= sizes[0]
	}
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
		case wordEnds(f.text, start), c == '#', c == '$', c == '_', c == '/':
			return false
		case c == ',' && start > 4 && onlyDigits(f.text[start-5:start-1]): // a list of numbers
		case (c == '.' || c == ',' || c == ':') && start > 1 && isDigit(f.text[start-2]):
			return false
		}
	}
	if end < len(f.text) {
		switch c := f.text[end]; {
		case wordBegins(f.text, end), c == '%', c == '_', c == '/':
			return false
		case c == ',' && end+4 < len(f.text) && onlyDigits(f.text[end+1:end+5]):
		case (c == '.' || c == ',' || c == ':' || c == '-') && end+1 < len(f.text) && isDigit(f.text[end+1]):
			return false
		}
	}
	return true
}

// wordEnds reports whether a word ends at a place, and wordBegins whether one begins. Chinese,
// Japanese and Korean leave no space before a number, so their signs are none.
func wordEnds(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return at > 0 && ofWord(r)
}

func wordBegins(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return at < len(text) && ofWord(r)
}

func ofWord(r rune) bool {
	if r < utf8.RuneSelf {
		return isWord(byte(r))
	}
	return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// addresses finds IP addresses. Four numbers after a word for a version are not one.
func (f *finder) addresses() {
	for at := 0; at < len(f.text); at++ {
		c := f.text[at]
		if !isDigit(c) && !isLetter(c) && c != ':' || wordEnds(f.text, at) || at > 0 && f.text[at-1] == '.' {
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
		if !wordBegins(f.text, stop) && address(f.text[at:end]) && !f.isVersion(at, end) {
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
	if err != nil || a.IsUnspecified() || a.IsLoopback() || strings.HasPrefix(s, "255.255.") {
		return false
	}
	return a.Is4() || strings.Count(s, ":") >= 3 || len(s) >= 9
}
