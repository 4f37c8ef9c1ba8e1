package token

import (
	"strings"

	"heed/internal/text"
)

// link looks for a link around the full stop or colon at i. Where there is one, and
// it is more than a domain name, stop is not 0.
func (t *Tokeniser) link(i int) (start, stop int) {
	if i < t.checked {
		return 0, 0
	}
	if start, stop = t.short(i); stop > 0 {
		t.checked = stop
		t.out.links = append(t.out.links, t.s[start:stop])
		return start, stop
	}
	before := t.checked
	if t.s[i] == ':' {
		if !strings.HasPrefix(t.s[i:], "://") || i == 0 || t.s[i-1]|0x20 != 'p' && t.s[i-1]|0x20 != 's' {
			return 0, 0
		}
		start, t.checked = text.RunAt(t.s, i-1)
	} else {
		start, t.checked = text.RunAt(t.s, i)
	}
	if start < max(t.since, before) {
		return 0, 0
	}
	e := text.LinkAt(t.s, start)
	if e.Kind == "" {
		return 0, 0
	}
	t.out.links = append(t.out.links, e.Name)
	if e.Bare {
		return 0, 0
	}
	return start, e.Span.End
}

// short finds https://t.co/x, which is most links of one network.
func (t *Tokeniser) short(i int) (start, stop int) {
	const rest = "://t.co/"
	if t.s[i] != ':' || !strings.HasPrefix(t.s[i:], rest) {
		return 0, 0
	}
	switch {
	case i >= 5 && string(t.low[i-5:i]) == "https":
		start = i - 5
	case i >= 4 && string(t.low[i-4:i]) == "http":
		start = i - 4
	default:
		return 0, 0
	}
	if start < t.since || start > 0 && (t.s[start-1] >= 0x80 || !mayPrecede(t.s[start-1])) {
		return 0, 0
	}
	from := i + len(rest)
	stop = wordEnd(t.blocks, from)
	if stop == from || stop-from > 40 || t.at(stop) == '?' {
		return 0, 0
	}
	return start, stop
}

// mayPrecede reports signs that part a link from what stands before it.
func mayPrecede(c byte) bool {
	return !isLetter(c) && !isDigit(c) && c != '_' && c != '-' && c != '.' && c != '@' && c != '$' && c != '#'
}

// skip takes the link from start to stop out of the words.
func (t *Tokeniser) skip(start, stop int) int {
	for t.n > t.from && t.terms[t.n-1].Kind == Word {
		if from, to := t.raw(t.n - 1); from < start {
			t.lost = t.lost || to > start // it begins within a word
			break
		}
		t.n--
		t.pos = t.terms[t.n].First
	}
	t.pos++
	t.since = stop
	return stop
}
