package signal

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// runeAt reads what begins beyond ASCII.
func (w *reading) runeAt(i int) int {
	r, size := utf8.DecodeRuneInString(w.text[i:])
	switch {
	case emoji(r):
		return w.emojiAt(i, r, size)
	case dense(r):
		k := w.open(i)
		from := len(w.buf)
		w.buf = utf8.AppendRune(w.buf, r)
		w.letters += 2
		k.span.End = i + size
		w.close(k, from, -1, -1)
		return i + size
	case unicode.IsLetter(r):
		return w.wordAt(i)
	}
	switch r {
	case '¡':
		w.sentences[len(w.sentences)-1].bangs++
	case '！':
		w.sentences[len(w.sentences)-1].bangs++
		w.ended = true
	case '？':
		w.sentences[len(w.sentences)-1].asks++
		w.ended = true
	case '…', '。':
		w.ended = true
	case '–', '—':
		w.clause++
	}
	return i + size
}

func emoji(r rune) bool {
	switch {
	case r < 0x203C:
		return false
	case r >= 0x1F000 && r <= 0x1FAFF:
		return r < 0x1F3FB || r > 0x1F3FF
	case r >= 0x2600 && r <= 0x27BF, r >= 0x2B00 && r <= 0x2BFF, r >= 0x23E9 && r <= 0x23FA:
		return true
	}
	return r == 0x203C || r == 0x2049 || r == 0x231A || r == 0x231B
}

// emojiAt reads an emoji: its form is its first rune, without what colours it or joins
// more to it.
func (w *reading) emojiAt(i int, r rune, size int) int {
	k := w.open(i)
	from := len(w.buf)
	w.buf = utf8.AppendRune(w.buf, r)
	j := i + size
	for j < len(w.text) && w.text[j] >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(w.text[j:])
		if r == 0x200D {
			j += n
			_, n = utf8.DecodeRuneInString(w.text[j:])
		} else if r != 0xFE0F && r != 0x20E3 && (r < 0x1F3FB || r > 0x1F3FF) {
			break
		}
		j += n
	}
	k.span.End = j
	w.closeSign(k, from)
	return j
}

// signAt reads punctuation, mentions, hashtags and emoticons.
func (w *reading) signAt(i int) int {
	s := w.text
	c := s[i]
	if n := emoticon(s[i:]); n > 0 && (i == 0 || !w.alpha.isAlnum(s[i-1])) {
		return w.emoticonAt(i, n)
	}
	now := &w.sentences[len(w.sentences)-1]
	switch c {
	case '@':
		return w.mentionAt(i)
	case '#':
		return w.tagAt(i)
	case '!':
		now.bangs++
		w.ended = true
	case '?':
		now.asks++
		w.ended = true
	case '.', '\n':
		w.ended = true
	case '(':
		w.opens = true
		w.clause++
	case '<', '{':
		w.opens = true
	case ',', ';', ':', ')':
		w.clause++
	case '-':
		if i == 0 || i+1 == len(s) || !w.alpha.isAlnum(s[i-1]) || !w.alpha.isAlnum(s[i+1]) {
			w.clause++
		}
	case '&':
		return i + referenceLen(s[i:])
	}
	return i + 1
}

// referenceLen is the length of a character reference such as &amp; or 1.
func referenceLen(s string) int {
	for i := 1; i < len(s) && i < 8; i++ {
		switch c := s[i]; {
		case c == ';' && i > 2:
			return i + 1
		case c != '#' && (c < '0' || c > '9') && (c < 'a' || c > 'z'):
			return 1
		}
	}
	return 1
}

func (w *reading) emoticonAt(i, n int) int {
	k := w.open(i)
	from := len(w.buf)
	for j := i; j < i+n; j++ {
		c := w.text[j]
		if c != '-' && c != '\'' {
			w.buf = append(w.buf, c)
		}
		w.opens = w.opens || c == '(' || c == '<'
	}
	k.span.End = i + n
	w.closeSign(k, from)
	return i + n
}

// mentionAt skips a handle, with its host on networks that have hosts.
func (w *reading) mentionAt(i int) int {
	s, j := w.text, i+1
	if w.bitmaps != nil {
		j += bits.TrailingZeros64(^w.bitmaps.word.window(j))
	}
	for j < len(s) && (w.alpha.isAlnum(s[j]) || s[j] == '_' ||
		(s[j] == '.' || s[j] == '-' || s[j] == '@') && j > i+1 && j+1 < len(s) && w.alpha.isAlnum(s[j+1])) {
		j++
	}
	if j > i+1 {
		w.mentions++
		w.mark(aMention)
	}
	return j
}

// tagAt reads the words of a hashtag.
func (w *reading) tagAt(i int) int {
	j := i + 1
	if j >= len(w.text) || !w.letterAt(j) {
		return j
	}
	w.tags++
	w.inTag = true
	for j < len(w.text) && (w.alpha.isAlnum(w.text[j]) || w.text[j] == '_' || w.letterAt(j)) {
		if w.text[j] == '_' {
			j++
			continue
		}
		next := w.wordAt(j)
		if next <= j {
			break
		}
		j = next
	}
	w.inTag = false
	return j
}

// emoticon gives the length of the emoticon at the head of s, 0 for none: eyes, a nose
// or none, a mouth; or a heart.
func emoticon(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[0] {
	case '<':
		if s[1] == '3' {
			return 2
		}
		if len(s) > 2 && s[1] == '/' && s[2] == '3' {
			return 3
		}
		return 0
	case ':', ';', '=':
	default:
		return 0
	}
	n := 1
	if s[n] == '-' || s[n] == '\'' {
		n++
	}
	if n == len(s) || !mouth(s[n]) {
		return 0
	}
	if n+1 < len(s) && isAlnum(s[n]) && isAlnum(s[n+1]) {
		return 0
	}
	if s[n] == '/' && n+1 < len(s) && s[n+1] == '/' {
		return 0
	}
	return n + 1
}

func mouth(c byte) bool {
	switch c {
	case ')', '(', '/', '\\', '|', 'D', 'P', 'p', 'O', 'o', '[', ']', '*', '@':
		return true
	}
	return false
}

func isAlnum(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}
