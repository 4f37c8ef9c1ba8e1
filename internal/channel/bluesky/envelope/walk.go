package envelope

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"unsafe"
)

// byte is the byte at the cursor, behind white space; 0 at the end.
func (r *Reader) byte() byte {
	if r.i < len(r.b) && r.b[r.i] > ' ' {
		return r.b[r.i]
	}
	return r.space()
}

func (r *Reader) space() byte {
	for r.i < len(r.b) {
		switch c := r.b[r.i]; c {
		case ' ', '\t', '\n', '\r':
			r.i++
		default:
			return c
		}
	}
	return 0
}

// enter steps into an object; false if it is empty, or another value, which is passed
// over.
func (r *Reader) enter() bool {
	if r.byte() != '{' {
		r.skip()
		return false
	}
	r.i++
	if r.byte() == '}' {
		r.i++
		return false
	}
	return true
}

// key reads a key and its colon. Exactly one value is to be read next.
func (r *Reader) key() []byte {
	if r.byte() != '"' {
		r.fail()
		return nil
	}
	key := r.raw()
	if r.byte() != ':' {
		r.fail()
		return nil
	}
	r.i++
	r.byte()
	return key
}

// more steps over a comma, or out of the object.
func (r *Reader) more() bool {
	switch r.byte() {
	case ',':
		r.i++
		return !r.bad
	case '}':
		r.i++
	default:
		r.fail()
	}
	return false
}

// str reads a string; nil for any other value.
func (r *Reader) str() string { return view(r.raw()) }

// view is a string where the bytes are.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// begin steps into an array; false if it is empty, or another value, which is passed over.
func (r *Reader) begin() bool {
	if r.byte() != '[' {
		r.skip()
		return false
	}
	r.i++
	if r.byte() == ']' {
		r.i++
		return false
	}
	return true
}

// next steps over a comma, or out of the array.
func (r *Reader) next() bool {
	switch r.byte() {
	case ',':
		r.i++
		return !r.bad
	case ']':
		r.i++
	default:
		r.fail()
	}
	return false
}

// raw is what str reads, as bytes.
func (r *Reader) raw() []byte {
	if r.byte() != '"' {
		r.skip()
		return nil
	}
	from := r.i + 1
	if n := from >> 6; n+1 < len(r.blocks) { // the 64 bytes from there, in which most strings end
		x, y, shift := &r.blocks[n], &r.blocks[n+1], from&63
		if rest := x.quote>>shift | y.quote<<(64-shift); rest != 0 {
			size := bits.TrailingZeros64(rest)
			end := from + size
			r.i = end + 1
			if (x.odd>>shift|y.odd<<(64-shift))&(rest&-rest-1) == 0 {
				return r.b[from:end]
			}
			return r.unescape(r.b[from:end])
		}
	}
	end := r.quote(from)
	if end < 0 {
		return nil
	}
	r.i = end + 1
	if r.plain(from, end) {
		return r.b[from:end]
	}
	return r.unescape(r.b[from:end])
}

// quote is the next one that begins or ends a string, from i on.
func (r *Reader) quote(i int) int {
	above := ^uint64(0) << (i & 63)
	for n := i >> 6; n < len(r.blocks); n++ {
		if q := r.blocks[n].quote & above; q != 0 {
			return n<<6 | bits.TrailingZeros64(q)
		}
		above = ^uint64(0)
	}
	r.fail()
	return -1
}

func (r *Reader) fail() { r.bad, r.i = true, len(r.b) }

// plain reports whether a string is its bytes.
func (r *Reader) plain(from, end int) bool {
	n, last := from>>6, end>>6
	odd := r.blocks[n].odd >> (from & 63) << (from & 63)
	for ; n < last; n++ {
		if odd != 0 {
			return false
		}
		odd = r.blocks[n+1].odd
	}
	return odd&(1<<(end&63)-1) == 0
}

// num reads a whole number; 0 for any other value.
func (r *Reader) num() int64 {
	from := r.byte()
	if from < '0' || from > '9' {
		return r.oddNum()
	}
	n, i := int64(0), r.i
	if len(r.b)-i > 16 { // a time has 16 digits
		if a, ok := eightDigits(r.b[i:]); ok {
			if n, i = a, i+8; len(r.b)-i > 8 {
				if a, ok = eightDigits(r.b[i:]); ok {
					n, i = n*1e8+a, i+8
				}
			}
		}
	}
	for ; i < len(r.b) && r.b[i]-'0' <= 9; i++ {
		n = n*10 + int64(r.b[i]-'0')
	}
	if i-r.i > 18 || i < len(r.b) && !isEnd(r.b[i]) {
		return r.oddNum()
	}
	r.i = i
	return n
}

// eightDigits is the number that eight digits make, if they are digits.
func eightDigits(b []byte) (int64, bool) {
	digits, odd := figuresOf(b)
	return together(digits), odd == 0
}

// leading are how many of eight bytes are digits before one is none, and what they stand for, each in a
// byte: the last of them in the highest.
func leading(b []byte) (digits uint64, n int) {
	x, odd := figuresOf(b)
	n = bits.TrailingZeros64(odd) / 8
	return x << (64 - 8*n), n
}

// figuresOf is what each of eight bytes stands for, if it is a digit. The lowest top bit of odd is that of
// the first that is none.
func figuresOf(b []byte) (x, odd uint64) {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	x = binary.LittleEndian.Uint64(b) ^ '0'*ones
	return x, (x | (x + (0x7F-9)*ones)) & tops
}

// together is the number that digits make: neighbours are put together, then pairs, then fours.
func together(x uint64) int64 {
	x = x*10 + x>>8
	return int64((x&0x000000FF000000FF*(100+1_000_000<<32) + x>>16&0x000000FF000000FF*(1+10_000<<32)) >> 32)
}

// oddNum is num for what is not just digits, or more of them than fit for certain.
func (r *Reader) oddNum() int64 {
	from := r.i
	r.skip()
	n, err := strconv.ParseInt(string(r.b[from:r.i]), 10, 64)
	if err != nil || r.b[from] == '+' {
		return 0
	}
	return n
}

// skip steps over one value of any kind.
func (r *Reader) skip() {
	switch r.byte() {
	case '"':
		if end := r.quote(r.i + 1); end >= 0 {
			r.i = end + 1
		}
	case '{', '[':
		r.leave()
	default:
		from := r.i
		for r.i < len(r.b) && !isEnd(r.b[r.i]) {
			r.i++
		}
		if r.i == from {
			r.fail()
		}
	}
}

func isEnd(c byte) bool {
	return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '"' || c == ':'
}

// leave steps behind the end of the object or array that begins here.
func (r *Reader) leave() {
	depth := 0
	n := r.i >> 6
	above := ^uint64(0) << (r.i & 63)
	for ; n < len(r.blocks); n++ {
		x := &r.blocks[n]
		open, shut := x.open&above, x.close&above
		above = ^uint64(0)
		if bits.OnesCount64(shut) < depth { // it cannot end here
			depth += bits.OnesCount64(open) - bits.OnesCount64(shut)
			continue
		}
		for both := open | shut; both != 0; both &= both - 1 {
			if open&both&-both != 0 {
				depth++
			} else if depth--; depth == 0 {
				r.i = n<<6 | bits.TrailingZeros64(both) + 1
				return
			}
		}
	}
	r.fail()
}
