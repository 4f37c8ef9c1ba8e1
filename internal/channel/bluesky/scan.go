package bluesky

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errJSON = errors.New("not JSON")
	errDeep = errors.New("nested too deeply")
)

// maxDepth bounds nesting. A post with everything in it needs 8.
const maxDepth = 64

// scanner reads JSON in one pass and makes nothing but the strings that are wanted.
// encoding/json spends three quarters of its time on the parts of an event that nobody
// reads, and takes "Text" for "text". The scanner accepts exactly what json.Valid does,
// to maxDepth; a value of another type than asked for is skipped and reads as zero.
// The first error sticks and ends every loop.
type scanner struct {
	b     []byte
	i     int
	depth int
	err   error
}

func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
	s.i = len(s.b)
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return c
		}
	}
	return 0
}

// end checks that nothing follows.
func (s *scanner) end() {
	if s.peek() != 0 || s.i < len(s.b) {
		s.fail(errJSON)
	}
}

func (s *scanner) enter() bool {
	if s.depth++; s.depth > maxDepth {
		s.fail(errDeep)
	}
	s.i++
	return s.err == nil
}

// object calls field for each key of an object; field must read exactly one value.
func (s *scanner) object(field func(key []byte)) {
	if s.peek() != '{' {
		s.skip()
		return
	}
	if !s.enter() {
		return
	}
	if s.peek() == '}' {
		s.i++
		s.depth--
		return
	}
	for s.err == nil {
		if s.peek() != '"' {
			s.fail(errJSON)
			return
		}
		key := s.raw()
		if s.peek() != ':' {
			s.fail(errJSON)
			return
		}
		s.i++
		field(key)
		if !s.more('}') {
			return
		}
	}
}

// array calls item for each item of an array; item must read exactly one value.
func (s *scanner) array(item func()) {
	if s.peek() != '[' {
		s.skip()
		return
	}
	if !s.enter() {
		return
	}
	if s.peek() == ']' {
		s.i++
		s.depth--
		return
	}
	for s.err == nil {
		item()
		if !s.more(']') {
			return
		}
	}
}

// more steps over a comma, or over the closing byte.
func (s *scanner) more(closing byte) bool {
	if s.err != nil {
		return false
	}
	switch s.peek() {
	case ',':
		s.i++
		return true
	case closing:
		s.i++
		s.depth--
	default:
		s.fail(errJSON)
	}
	return false
}

// str reads a string; "" for any other value.
func (s *scanner) str() string {
	if s.peek() != '"' {
		s.skip()
		return ""
	}
	return string(s.raw())
}

// num reads a whole number; 0 for any other value.
func (s *scanner) num() int64 {
	c := s.peek()
	if c != '-' && (c < '0' || c > '9') {
		s.skip()
		return 0
	}
	from := s.i
	s.number()
	if s.err != nil {
		return 0
	}
	n, err := strconv.ParseInt(string(s.b[from:s.i]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// flag reads a boolean; false for any other value.
func (s *scanner) flag() bool {
	yes := s.peek() == 't'
	s.skip()
	return yes && s.err == nil
}

// skip steps over one value of any kind.
func (s *scanner) skip() {
	switch s.peek() {
	case '{':
		s.object(func([]byte) { s.skip() })
	case '[':
		s.array(s.skip)
	case '"':
		s.raw()
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		s.number()
	}
}

func (s *scanner) word(w string) {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		s.fail(errJSON)
		return
	}
	s.i += len(w)
}

func (s *scanner) number() {
	if s.at() == '-' {
		s.i++
	}
	if s.at() == '0' {
		s.i++
	} else {
		s.digits()
	}
	if s.at() == '.' {
		s.i++
		s.digits()
	}
	if c := s.at(); c == 'e' || c == 'E' {
		s.i++
		if c := s.at(); c == '+' || c == '-' {
			s.i++
		}
		s.digits()
	}
}

func (s *scanner) at() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

func (s *scanner) digits() {
	from := s.i
	for c := s.at(); '0' <= c && c <= '9'; c = s.at() {
		s.i++
	}
	if s.i == from {
		s.fail(errJSON)
	}
}

// raw reads the string at the cursor and returns its text as valid UTF-8. The result
// may lie in the input: it is good until the input is reused.
func (s *scanner) raw() []byte {
	s.i++
	from := s.i
	ascii := true
	for i := from; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case c == '"':
			text := s.b[from:i]
			if !ascii && !utf8.Valid(text) {
				s.i = from
				return s.unescape()
			}
			s.i = i + 1
			return text
		case c == '\\':
			return s.unescape()
		case c < 0x20:
			s.fail(errJSON)
			return nil
		case c >= 0x80:
			ascii = false
		}
	}
	s.fail(errJSON)
	return nil
}

// unescape is raw for strings with escapes or with broken UTF-8, which becomes U+FFFD
// byte by byte.
func (s *scanner) unescape() []byte {
	out := make([]byte, 0, 64)
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return out
		case c == '\\':
			s.i++
			out = s.escape(out)
		case c < 0x20:
			s.fail(errJSON)
			return nil
		case c < utf8.RuneSelf:
			out = append(out, c)
			s.i++
		default:
			r, n := utf8.DecodeRune(s.b[s.i:])
			out = utf8.AppendRune(out, r)
			s.i += n
		}
	}
	s.fail(errJSON)
	return nil
}

func (s *scanner) escape(out []byte) []byte {
	const plain, means = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	c := s.at()
	for j := range len(plain) {
		if c == plain[j] {
			s.i++
			return append(out, means[j])
		}
	}
	if c != 'u' {
		s.fail(errJSON)
		return nil
	}
	s.i++
	r := s.hex()
	if utf16.IsSurrogate(r) {
		if s.at() == '\\' && s.i+1 < len(s.b) && s.b[s.i+1] == 'u' {
			back := s.i
			s.i += 2
			if low := s.hex(); utf16.DecodeRune(r, low) != utf8.RuneError {
				return utf8.AppendRune(out, utf16.DecodeRune(r, low))
			}
			if s.err == nil {
				s.i = back // the second half stands for itself
			}
		}
		r = utf8.RuneError
	}
	return utf8.AppendRune(out, r)
}

func (s *scanner) hex() rune {
	if len(s.b)-s.i < 4 {
		s.fail(errJSON)
		return 0
	}
	n, err := strconv.ParseUint(string(s.b[s.i:s.i+4]), 16, 16)
	if err != nil {
		s.fail(errJSON)
		return 0
	}
	s.i += 4
	return rune(n)
}
