package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/order"
)

// EntityKind is what a marked part of a text is.
type EntityKind string

const (
	Mention EntityKind = "mention"
	Hashtag EntityKind = "hashtag"
	Cashtag EntityKind = "cashtag"
	Link    EntityKind = "link"
)

// An Entity is a part of a text that means more than its words.
type Entity struct {
	Kind EntityKind
	Span desk.Span // with the sign in front
	// Name is a handle without its first @ ("ana.bsky.social", "ana@example.social"),
	// a tag without its sign, or a link; always as written.
	Name string
	// Bare is set on a link that is only a domain name, without scheme, path or
	// "www.": people write shops and brands that way ("Example.com is down").
	Bare bool
}

// Entities finds links, mentions, hashtags and cashtags, in the order of the text
// and without overlap. A link wins over what stands inside it, and a hashtag that
// runs into a link (Chinese writes no space between) wins over that link.
func Entities(s string) []Entity {
	out := links(s)
	marks, out := signs(s, out)
	if len(marks) == 0 {
		return out
	}
	out = append(out, marks...)
	order.By(out, func(a, b Entity) int { return a.Span.Start - b.Span.Start })
	return out
}

// signs finds what begins with @, # or $ outside the links, and keeps the links that
// none of them runs into.
func signs(s string, links []Entity) (out, kept []Entity) {
	kept = links[:0]
	next := 0
	for i := 0; i < len(s); {
		for next < len(links) && links[next].Span.End <= i {
			kept = append(kept, links[next])
			next++
		}
		if next < len(links) && links[next].Span.Start <= i {
			i = links[next].Span.End
			continue
		}
		width, find := signAt(s, i)
		if find == nil {
			i++
			continue
		}
		e, end, ok := find(s, i, i+width)
		if ok {
			out = append(out, e)
			for next < len(links) && links[next].Span.Start < e.Span.End {
				next++
			}
		}
		i = max(end, i+width)
	}
	return out, append(kept, links[next:]...)
}

// A finder reads an entity whose sign is s[at:from]. It returns where to go on,
// whether or not there was one, so that no byte is read twice.
type finder func(s string, at, from int) (e Entity, end int, ok bool)

func signAt(s string, i int) (width int, find finder) {
	switch s[i] {
	case '@':
		return 1, mentionAt
	case '#':
		return 1, hashtagAt
	case '$':
		return 1, cashtagAt
	case 0xEF: // full width
		if strings.HasPrefix(s[i:], "＠") {
			return len("＠"), mentionAt
		}
		if strings.HasPrefix(s[i:], "＃") {
			return len("＃"), hashtagAt
		}
	}
	return 0, nil
}

func mentionAt(s string, at, from int) (Entity, int, bool) {
	end := from
	for end < len(s) && isNameByte(s[end]) {
		end++
	}
	if end == from || !mentionMayFollow(s[:at]) {
		return Entity{}, end, false
	}
	if full := dottedEnd(s, from); full > end {
		end = full
	} else if host := hostEnd(s, end); host > end {
		end = host
	}
	next, _ := utf8.DecodeRuneInString(s[end:])
	if next == '@' || next == '＠' || isLatinAccent(next) || strings.HasPrefix(s[end:], "://") {
		return Entity{}, end, false
	}
	return Entity{Kind: Mention, Span: desk.Span{Start: at, End: end}, Name: s[from:end]}, end, true
}

// mentionMayFollow reports whether a mention may stand after the text: not inside
// a word or an address, but right after "RT".
func mentionMayFollow(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	if size == 0 || !isNameRune(r) && !strings.ContainsRune("!#$%&*@＠", r) && r != ':' {
		return true
	}
	rest := strings.TrimSuffix(before, ":")
	if len(rest) < 2 || !strings.EqualFold(rest[len(rest)-2:], "rt") {
		return r == ':'
	}
	r, size = utf8.DecodeLastRuneInString(rest[:len(rest)-2])
	return size == 0 || r == ':' || !isNameRune(r) && !strings.ContainsRune("+~.-", r)
}

// dottedEnd is the end of a handle that is a domain name, or 0.
func dottedEnd(s string, from int) int {
	end := from
	for end < len(s) && end-from <= maxHost && (isHostByte(s[end]) || s[end] == '.') {
		end++
	}
	name := strings.TrimRight(s[from:end], ".-")
	for dot := strings.LastIndexByte(name, '.'); dot > 0; dot = strings.LastIndexByte(name, '.') {
		if last := name[dot+1:]; isTop(last) && !startsSentence(name, last) && validHost(name) && !isHostByteAt(s, from+len(name)) {
			return from + len(name)
		}
		name = name[:dot]
	}
	return 0
}

func isHostByteAt(s string, i int) bool { return i < len(s) && isHostByte(s[i]) }

// startsSentence tells "@acme.So it broke again" from "@acme.so".
func startsSentence(name, last string) bool {
	return isUpper(last[0]) && strings.ToUpper(last) != last && !isUpper(name[0])
}

// hostEnd is the end of the "@host" of a Fediverse handle whose local part ends at
// i, or 0.
func hostEnd(s string, i int) int {
	if i >= len(s) || s[i] != '@' {
		return 0
	}
	end := dottedEnd(s, i+1)
	if end > 0 && end < len(s) && s[end] == '@' {
		return 0
	}
	return end
}

func hashtagAt(s string, at, from int) (Entity, int, bool) {
	end, letter := from, false
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if !isTagRune(r) || end == from && (r == '\uFE0F' || r == '\u20E3') {
			break
		}
		letter = letter || isLetterOrMark(r)
		end += size
	}
	if !letter || !tagMayFollow(s[:at]) {
		return Entity{}, end, false
	}
	next, _ := utf8.DecodeRuneInString(s[end:])
	if next == '#' || next == '＃' || strings.HasPrefix(s[end:], "://") {
		return Entity{}, end, false
	}
	return Entity{Kind: Hashtag, Span: desk.Span{Start: at, End: end}, Name: s[from:end]}, end, true
}

func tagMayFollow(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	return size == 0 || r == '\uFE0E' || r == '\uFE0F' || r != '&' && !isTagRune(r)
}

// cashtagAt reads $ and one to six letters, with one more part of one or two after
// a dot or underscore.
func cashtagAt(s string, at, from int) (Entity, int, bool) {
	end := from
	for end < len(s) && isASCIILetter(s[end]) {
		end++
	}
	if end == from || end-from > 6 || !cashtagMayFollow(s[:at]) {
		return Entity{}, end, false
	}
	if end < len(s) && (s[end] == '.' || s[end] == '_') {
		tail := end + 1
		for tail < len(s) && isASCIILetter(s[tail]) {
			tail++
		}
		if n := tail - end - 1; (n == 1 || n == 2) && cashtagMayEnd(s[tail:]) {
			end = tail
		}
	}
	if !cashtagMayEnd(s[end:]) {
		return Entity{}, end, false
	}
	return Entity{Kind: Cashtag, Span: desk.Span{Start: at, End: end}, Name: s[from:end]}, end, true
}

func cashtagMayFollow(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	return size == 0 || unicode.IsSpace(r) || isDirectional(r)
}

func cashtagMayEnd(after string) bool {
	r, size := utf8.DecodeRuneInString(after)
	return size == 0 || unicode.IsSpace(r) || r < utf8.RuneSelf && unicode.In(r, unicode.P, unicode.S)
}

func isUpper(b byte) bool       { return 'A' <= b && b <= 'Z' }
func isASCIILetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
func isDigit(b byte) bool       { return '0' <= b && b <= '9' }
func isNameByte(b byte) bool    { return isASCIILetter(b) || isDigit(b) || b == '_' }
func isHostByte(b byte) bool    { return isASCIILetter(b) || isDigit(b) || b == '-' }
func isNameRune(r rune) bool    { return r < utf8.RuneSelf && isNameByte(byte(r)) }

func isLetterOrMark(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIILetter(byte(r))
	}
	if r >= 0xC0 && r < 0x250 { // all but two, and few look-ups in tables are as slow
		return r != 0xD7 && r != 0xF7
	}
	return r != utf8.RuneError && unicode.In(r, unicode.L, unicode.M)
}

// isTagRune reports whether a hashtag may hold the rune: letters, marks, digits
// and the few signs that some scripts write inside words.
func isTagRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameByte(byte(r))
	}
	return isLetterOrMark(r) || unicode.Is(unicode.Nd, r) || isTagSign(r)
}

func isTagSign(r rune) bool {
	switch r {
	case '\u00b7', '\u05be', '\u05f3', '\u05f4', '\u0f0b', '\u0f0c', '\u200c', '\u200d', '\u3003', '\u301c', '\u309b', '\u309c', '\u30a0', '\u30fb', '\ua67e', '\uff5e':
		return true
	}
	return false
}

func isDirectional(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x061C || r == 0x200E || r == 0x200F
}

// isLatinAccent covers the Latin letters beyond ASCII that twitter-text lets a
// path or a name run into.
func isLatinAccent(r rune) bool {
	switch {
	case r < 0xC0 || r == 0xD7 || r == 0xF7:
		return false
	case r <= 0x24F, r >= 0x300 && r <= 0x36F, r >= 0x1E00 && r <= 0x1EFF:
		return true
	}
	switch r {
	case '\u0253', '\u0254', '\u0256', '\u0257', '\u0259', '\u025b', '\u0263', '\u0268', '\u026f', '\u0272', '\u0289', '\u028b', '\u02bb':
		return true
	}
	return false
}
