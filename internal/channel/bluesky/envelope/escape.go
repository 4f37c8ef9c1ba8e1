package envelope

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape is what a string says that is not its bytes.
func (r *Reader) unescape(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b) {
		return b
	}
	from := len(r.spare)
	out := r.spare
	for len(b) > 0 {
		n := bytes.IndexByte(b, '\\')
		if n < 0 {
			n = len(b)
		}
		if out, b = appendValid(out, b[:n]), b[n:]; len(b) == 0 {
			break
		}
		if out, n = escape(out, b); n == 0 {
			r.bad = true
			return nil
		}
		b = b[n:]
	}
	r.spare = out
	return out[from:len(out):len(out)]
}

// appendValid appends text; what is not UTF-8 of it becomes U+FFFD, byte by byte.
func appendValid(out, b []byte) []byte {
	if utf8.Valid(b) {
		return append(out, b...)
	}
	for len(b) > 0 {
		char, n := utf8.DecodeRune(b)
		out, b = utf8.AppendRune(out, char), b[n:]
	}
	return out
}

// escape appends what the escape at the start of b means, of n bytes; 0 if it is none.
func escape(out, b []byte) (_ []byte, n int) {
	if len(b) < 2 {
		return out, 0
	}
	const plain, means = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	for j := range len(plain) {
		if b[1] == plain[j] {
			return append(out, means[j]), 2
		}
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
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n), err == nil
}
