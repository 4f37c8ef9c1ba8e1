package envelope

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape is what a string says that is not its bytes.
func (r *Reader) unescape(b []byte) []byte {
	n, isValid := bytes.IndexByte(b, '\\'), r.valid(b)
	if n < 0 && isValid {
		return b
	}
	from := len(r.spare)
	out := r.spare
	for {
		if n < 0 {
			n = len(b)
		}
		if isValid {
			out = append(out, b[:n]...)
		} else {
			out = appendValid(out, b[:n])
		}
		if b = b[n:]; len(b) == 0 {
			break
		}
		if out, n = escape(out, b); n == 0 {
			r.bad = true
			return nil
		}
		b = b[n:]
		n = bytes.IndexByte(b, '\\')
	}
	r.spare = out
	return out[from:len(out):len(out)]
}

// appendValid appends text; what is not UTF-8 of it becomes U+FFFD, byte by byte.
func appendValid(out, b []byte) []byte {
	for len(b) > 0 {
		char, n := utf8.DecodeRune(b)
		out, b = utf8.AppendRune(out, char), b[n:]
	}
	return out
}

// means is what a letter means behind a backslash. Read only.
var means = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape appends what the escape at the start of b means, of n bytes; 0 if it is none.
func escape(out, b []byte) (_ []byte, n int) {
	if len(b) < 2 {
		return out, 0
	}
	if c := means[b[1]]; c != 0 {
		return append(out, c), 2
	}
	r, ok := hex(b)
	if !ok {
		return out, 0
	}
	n = 6
	if utf16.IsSurrogate(r) {
		low, ok := hex(b[n:])
		if r = utf16.DecodeRune(r, low); ok && r != utf8.RuneError {
			n = 12
		} else {
			r = utf8.RuneError // what follows stands for itself
		}
	}
	return utf8.AppendRune(out, r), n
}

// hex reads the four digits of an escaped character.
func hex(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	r, odd := rune(0), uint8(0)
	for _, c := range b[2:6] {
		v := digits[c]
		odd |= v
		r = r<<4 | rune(v&15)
	}
	return r, odd&noDigit == 0
}

// digits are what digits of sixteen stand for. Read only.
var digits = func() (t [256]uint8) {
	for c := range t {
		t[c] = noDigit
	}
	for v := range 16 {
		c := "0123456789abcdef"[v]
		t[c] = uint8(v)
		if c > '9' {
			t[c-'a'+'A'] = uint8(v)
		}
	}
	return t
}()

const noDigit = 0x80
