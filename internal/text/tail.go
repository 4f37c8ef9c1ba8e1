package text

import "unicode/utf8"

// What the bytes of ASCII may be in a link, in bits.
const (
	ofWord      = 1 << iota // letters and digits
	ofLabel                 // of a domain name, with those
	ofBare                  // of a domain name without a scheme, with its full stops
	notAfterTop             // where this follows, what looks like a top-level domain is none
	ofPath                  // but for brackets
	endsPath                //
	ofQuery                 //
	endsQuery               //
)

// linkBytes are those bits of each byte; TestLinkBytes says what they are.
var linkBytes = [256]uint8{
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x50, 0x00, 0xF0, 0x50, 0x50, 0xD0, 0x50, 0x40, 0x40, 0x50, 0x78, 0x50, 0xFE, 0x54, 0xF0,
	0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0x50, 0x50, 0x00, 0xF0, 0x00, 0x40,
	0x58, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7,
	0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0x50, 0x00, 0x50, 0x00, 0xF6,
	0x00, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7,
	0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0xF7, 0x00, 0x50, 0x00, 0x50, 0x00,
}

// tailEnd is the end of port, path and query after a host that ends at i.
func tailEnd(s string, i int) int {
	if i+1 < len(s) && s[i] == ':' && isDigit(s[i+1]) {
		i++
		for i < len(s) && isDigit(s[i]) {
			i++
		}
	}
	if i < len(s) && s[i] == '/' {
		i = pathEnd(s, i+1)
	}
	return queryEnd(s, i)
}

// pathEnd reads a path from i and gives back what a sentence would have put there.
func pathEnd(s string, i int) int {
	end := i
	for i < len(s) && i-end <= maxLink {
		for i+8 <= len(s) && i-end <= maxLink-8 { // eight at a time, if the last may end it
			x := s[i : i+8]
			last := linkBytes[x[7]]
			all := linkBytes[x[0]] & linkBytes[x[1]] & linkBytes[x[2]] & linkBytes[x[3]] & linkBytes[x[4]] & linkBytes[x[5]] & linkBytes[x[6]] & last
			if all&ofPath == 0 || last&endsPath == 0 {
				break
			}
			i += 8
			end = i
		}
		if i == len(s) {
			break
		}
		if class := linkBytes[s[i]]; class&ofPath != 0 {
			if i++; class&endsPath != 0 {
				end = i
			}
			continue
		}
		if s[i] == '(' {
			n := parensLen(s[i:])
			if n == 0 {
				break
			}
			i += n
			end = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isPathRune(r) {
			break
		}
		i += size
		if isPathEnd(r) {
			end = i
		}
	}
	return end
}

// parensLen is the length of a balanced pair of brackets at the start of s, with
// at most one more pair inside; or 0.
func parensLen(s string) int {
	depth, inner := 0, false
	for i, r := range s {
		switch {
		case i > maxLink:
			return 0
		case r == '(':
			depth++
			if depth > 2 || depth == 2 && inner {
				return 0
			}
			inner = depth == 2
		case r == ')':
			if depth--; s[i-1] == '(' {
				return 0
			}
			if depth == 0 {
				return i + 1
			}
		case !isPathRune(r):
			return 0
		}
	}
	return 0
}

func isPathRune(r rune) bool {
	if r < utf8.RuneSelf {
		return linkBytes[r]&ofPath != 0
	}
	return r == 0x2013 || isCyrillic(r) || isLatinAccent(r)
}

func isPathEnd(r rune) bool {
	if r < utf8.RuneSelf {
		return linkBytes[r]&endsPath != 0
	}
	return isCyrillic(r) || isLatinAccent(r)
}

func isCyrillic(r rune) bool { return r >= 0x400 && r <= 0x4FF }

func queryEnd(s string, i int) int {
	if i >= len(s) || s[i] != '?' {
		return i
	}
	end := i
	for j := i + 1; j < len(s) && j-end <= maxLink; j++ {
		class := linkBytes[s[j]]
		if class&ofQuery == 0 {
			return end
		}
		if class&endsQuery != 0 {
			end = j + 1
		}
	}
	return end
}
