package token

import "heed/internal/text"

// segmentLen is the length of the first segment of UAX 29. Segments of space are not
// what they should be: nobody looks at them.
func segmentLen(s []letter) int {
	n, flags := 1, 0
	last := s[0].char.class()
	if last == extend {
		last = other
	}
	if last == regional {
		flags = 1
	}
	for n < len(s) {
		c := s[n].char
		class := c.class()
		switch {
		case c&picture != 0 && s[n-1].r == joiner:
			last = class
		case class == extend:
		case class == other:
			return n
		case last == other:
			return n
		default:
			ok, next := joint(s[n:], last, class)
			if class == regional && last == regional {
				flags++
				ok = flags%2 == 0
			}
			if !ok {
				return n
			}
			if next > 0 {
				n += next
				class = s[n].char.class()
			}
			last = class
		}
		n++
	}
	return n
}

// joint reports whether a character joins what stands before it, and how far ahead
// the one is that makes it so, where that is not itself.
func joint(s []letter, last, class char) (ok bool, ahead int) {
	lastLetter := last == aLetter || last == hebrew
	switch class {
	case aLetter, hebrew:
		return lastLetter || last == numeric || last == extendNumLet, 0
	case numeric:
		return lastLetter || last == numeric || last == extendNumLet, 0
	case katakana:
		return last == katakana || last == extendNumLet, 0
	case extendNumLet:
		return lastLetter || last == numeric || last == katakana || last == extendNumLet, 0
	case midLetter, midNumLet, singleQuote:
		if lastLetter {
			if k := following(s); k > 0 && (s[k].char.class() == aLetter || s[k].char.class() == hebrew) {
				return true, k
			}
			return class == singleQuote && last == hebrew, 0
		}
		if class != midLetter && last == numeric {
			k := following(s)
			return k > 0 && s[k].char.class() == numeric, k
		}
	case midNum:
		if last == numeric {
			k := following(s)
			return k > 0 && s[k].char.class() == numeric, k
		}
	case doubleQuote:
		if last == hebrew {
			k := following(s)
			return k > 0 && s[k].char.class() == hebrew, k
		}
	}
	return false, 0
}

// following is the next place that is no mark, or 0.
func following(s []letter) int {
	for k := 1; k < len(s); k++ {
		if s[k].char.class() != extend {
			return k
		}
	}
	return 0
}

func isWordy(s []letter) bool {
	for i := range s {
		if s[i].char.is(text.Wordy) {
			return true
		}
	}
	return false
}

func isInitials(s []letter) bool {
	if len(s) < 3 || s[1].r != '.' {
		return false
	}
	letters, stop := 0, true
	for i := range s {
		switch c := s[i].char; {
		case s[i].r == '.' && !stop:
			stop = true
		case c.is(text.Letter) && stop && !c.is(text.Separate):
			letters++
			stop = false
		default:
			return false
		}
	}
	return letters > 1
}

func pieceLen(s []letter) int {
	digits := s[0].char.is(text.Digit)
	for i := range s {
		c := s[i].char
		if c.is(text.Separate|text.Colon) || c.is(text.Stop) && !(digits && i+1 < len(s) && s[i+1].char.is(text.Digit)) {
			return i
		}
		digits = c.is(text.Digit)
	}
	return len(s)
}
