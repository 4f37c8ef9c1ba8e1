package privacy

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/order"
)

// A scheme is a number that an office gives out, as the office describes it.
type scheme struct {
	kind   string
	mask   string            // of the number closed up: d digit, L letter, A either
	groups string            // how it is written in groups, "3-2-4"; several by blanks
	seps   string            // signs between groups, the same all through; "" blank, hyphen or dot; "*" any, mixed
	check  func(string) bool // of the number closed up, in capitals; nil: the mask tells enough
	// How sure the number is where no word announces it: written closed up, in groups.
	bare, grouped strength
	clues         []string // words that announce it; then a valid number is sure
}

type strength int

const (
	never  strength = iota // needs a word that announces it
	unsure                 // one number in ten would pass
	sure
)

// A group is a run of ASCII letters and digits.
type group struct {
	start, end, digits int
	sep                string // what ties it to the next one; "" nothing
}

const (
	maxGroups = 7
	maxNumber = 20 // signs of the longest number
)

// A match is a number that a scheme accepts.
type match struct {
	kind       string
	start, end int
	how        strength
	announced  bool
}

// numbers finds what the schemes accept: the surest where they compete for a place.
func (f *finder) numbers() []match {
	gs := groups(f.text)
	var found []match
	for i := range gs {
		if gs[i].digits == 0 && gs[i].end-gs[i].start > 6 || !f.boundary(gs[i].start, gs[i].end) {
			continue
		}
		found = f.numbersFrom(gs, i, found)
	}
	order.Stable(found, func(a, b match) int {
		return cmp.Or(-cmp.Compare(rank(a), rank(b)), cmp.Compare(b.end-b.start, a.end-a.start), cmp.Compare(a.start, b.start))
	})
	return found
}

func rank(m match) int {
	if m.announced {
		return 10
	}
	return int(m.how)
}

// numbersFrom tries what begins with a group.
func (f *finder) numbersFrom(gs []group, i int, found []match) []match {
	var buf [maxNumber]byte
	closed, digits := buf[:0], 0
	for j := i; j < len(gs) && j-i < maxGroups; j++ {
		g := gs[j]
		if j > i && gs[j-1].sep == "" || len(closed)+g.end-g.start > maxNumber {
			break
		}
		for _, c := range []byte(f.text[g.start:g.end]) {
			if isLetter(c) {
				c &^= 0x20
			}
			closed = append(closed, c)
		}
		digits += g.digits
		if digits < 4 || len(closed) < 8 || len(schemes[len(closed)]) == 0 || !f.whole(gs, i, j) {
			continue
		}
		if m, ok := f.accepted(string(closed), gs[i:j+1]); ok {
			found = append(found, m)
		}
	}
	return found
}

// accepted gives the scheme that accepts a number with the best reason.
func (f *finder) accepted(closed string, gs []group) (best match, ok bool) {
	start, end := gs[0].start, gs[len(gs)-1].end
	for _, s := range schemes[len(closed)] {
		if !masked(closed, s.mask) {
			continue
		}
		how := s.bare
		if len(gs) > 1 {
			if !grouped(gs, s.groups) || !separated(gs, s.seps) {
				continue
			}
			how = s.grouped
		}
		if s.check != nil && !s.check(closed) {
			continue
		}
		m := match{kind: s.kind, start: start, end: end, how: how}
		if f.announces(start, end, s.clues) {
			m.how, m.announced = sure, true
		} else if how == unsure && f.announces(start, end, identityClues) {
			m.how = sure
		}
		if m.how != never && (!ok || rank(m) > rank(best)) {
			best, ok = m, true
		}
	}
	return best, ok
}

func masked(s, mask string) bool {
	for i := range len(mask) {
		if mask[i] != 'A' && isDigit(s[i]) != (mask[i] == 'd') {
			return false
		}
	}
	return true
}

// grouped reports whether groups have the sizes of one of a scheme's ways of writing,
// as "3-2-4 9".
func grouped(gs []group, ways string) bool {
	for way := range strings.FieldsSeq(ways) {
		i := 0
		for size := range strings.SplitSeq(way, "-") {
			n, err := strconv.Atoi(size)
			if err != nil || i == len(gs) || gs[i].end-gs[i].start != n {
				i = -1
				break
			}
			i++
		}
		if i == len(gs) {
			return true
		}
	}
	return false
}

// separated reports whether groups are held apart by the signs that a scheme uses.
func separated(gs []group, seps string) bool {
	if seps == "*" {
		return true
	}
	if seps == "" {
		seps = " -."
	}
	for _, g := range gs[:len(gs)-1] {
		if g.sep != gs[0].sep || !strings.Contains(seps, g.sep) {
			return false
		}
	}
	return true
}

// whole reports whether groups are a number of their own and not part of a longer one,
// of a price, of a telephone number with its country or of a link.
func (f *finder) whole(gs []group, i, j int) bool {
	joined := func(sep string, g group, other group) bool {
		if g.digits == 0 || sep == "" {
			return false
		}
		return sep != " " || g.digits < 6 && other.end-other.start == other.digits
	}
	if i > 0 && joined(gs[i-1].sep, gs[i-1], gs[i]) || j+1 < len(gs) && joined(gs[j].sep, gs[j+1], gs[j]) {
		return false
	}
	start, end := gs[i].start, gs[j].end
	if !f.boundary(gs[j].start, gs[j].end) || f.inLink(start) || money(f.text, start, end) {
		return false
	}
	if start > 0 && strings.IndexByte("+@#$_", f.text[start-1]) >= 0 {
		return f.text[start-1] == '#' && gs[i].digits < end-start
	}
	return end == len(f.text) || strings.IndexByte("%_@", f.text[end]) < 0
}

// boundary reports whether a word begins and ends here. Scripts that write no blanks do
// not continue a word.
func (f *finder) boundary(start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(f.text[:start])
	after, _ := utf8.DecodeRuneInString(f.text[end:])
	return !continues(before) && !continues(after)
}

func continues(r rune) bool {
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Mn, unicode.Nd)
}

// groups finds the runs of ASCII letters and digits and what stands between those that
// may belong together.
func groups(text string) []group {
	var gs []group
	for at := 0; at < len(text); {
		c := text[at]
		if !isDigit(c) && !isLetter(c) {
			at++
			continue
		}
		g := group{start: at}
		for at < len(text) && (isDigit(text[at]) || isLetter(text[at])) {
			if isDigit(text[at]) {
				g.digits++
			}
			at++
		}
		g.end = at
		g.sep = between(text[at:])
		gs = append(gs, g)
	}
	return gs
}

// between gives the one sign that ties a group to the next.
func between(rest string) string {
	for _, sep := range [...]string{" ", "-", ".", "/", ":", "+"} {
		if after, ok := strings.CutPrefix(rest, sep); ok && after != "" && (isDigit(after[0]) || isLetter(after[0])) {
			return sep
		}
	}
	return ""
}

// announces reports whether one of the words stands shortly before or after a place.
func (f *finder) announces(start, end int, words []string) bool {
	const before, after = 48, 32
	return mentions(f.text[max(0, start-before):start], words) || mentions(f.text[end:min(len(f.text), end+after)], words)
}

// mentions reports whether a piece of text holds one of the words, which are in lower
// case. A word cut at the edge of the piece does not count.
func mentions(piece string, words []string) bool {
	low := strings.ToLower(piece)
	for _, w := range words {
		for from := 0; ; {
			i := strings.Index(low[from:], w)
			if i < 0 {
				break
			}
			i += from
			if (i == 0 || !isWord(low[i-1]) || low[i] >= 0x80) && (i+len(w) == len(low) || !isWord(low[i+len(w)]) || low[i+len(w)] >= 0x80) {
				return true
			}
			from = i + len(w)
		}
	}
	return false
}

// addNumbers adds the matches that are sure, or those that are not. A telephone number
// that a word announces keeps its digits.
func (f *finder) addNumbers(list []match, how strength) {
	for _, m := range list {
		if m.how != how && !(how == sure && m.announced) {
			continue
		}
		if !m.announced && onlyNumber(f.text[m.start:m.end]) && (f.clueBefore(m.start, phoneClues) || f.clueBefore(m.start, goodsClues)) {
			continue
		}
		if f.add(m.kind, m.start, m.end) {
			f.found[len(f.found)-1].Unsure = m.how == unsure
		}
	}
}

// onlyNumber is true of digits and signs.
func onlyNumber(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < utf8.RuneSelf && isLetter(byte(r)) }) < 0
}
