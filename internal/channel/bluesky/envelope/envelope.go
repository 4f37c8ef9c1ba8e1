package envelope

import (
	"bytes"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Event is what was read of one event. What is "" or 0 was not there, or was of another
// type. The slices are good until the next Read, or until the bytes are reused.
type Event struct {
	DID        []byte
	At         int64 // microseconds since 1970, by the stream's clock
	Kind       []byte
	Operation  []byte
	Collection []byte
	Key        []byte
	Rev        []byte
	Text       []byte // of the record, as is the rest
	Lang       []byte // the first language
	// Others are keys of the record that were passed over.
	Others Others
	Record []byte // as it stands there; nil if there is none

	reply int // where that of the record stands
}

// Others are keys of a record, as bits.
type Others uint8

const (
	Facets Others = 1 << iota
	Tags
	Embed
	Subject
	Reply
)

// A Reader reads one event after another in the same memory. It belongs to one
// goroutine.
type Reader struct {
	wide   bool
	b      []byte
	i      int
	blocks []block
	tail   [64]byte
	spare  []byte // strings that are not their bytes
	bad    bool
	e      Event
}

// New is a reader.
func New() *Reader { return &Reader{wide: isWide()} }

// Portable is a reader that uses no special instructions of the machine.
func Portable() *Reader { return &Reader{} }

// Read reads one event, which is good until the next. It is false for what is plainly not
// JSON; then the full decoder may say more.
func (r *Reader) Read(b []byte) (*Event, bool) {
	r.prepare(b)
	e := &r.e
	*e = Event{}
	broken := r.bad
	if !broken && r.usual(e) {
		return e, true
	}
	r.i, r.bad, r.spare, *e = 0, broken, r.spare[:0], Event{}
	for more := r.enter(); more; more = r.more() {
		switch string(r.key()) {
		case "did":
			e.DID = r.str()
		case "time_us":
			e.At = r.num()
		case "kind":
			e.Kind = r.str()
		case "commit":
			r.commit(e)
		default:
			r.skip()
		}
	}
	return e, !r.bad
}

// usual reads an event whose keys come as the network's own server writes them; false if
// they do not.
func (r *Reader) usual(e *Event) bool {
	if !r.literal(`{"did":`) {
		return false
	}
	e.DID = r.str()
	if !r.literal(`,"time_us":`) {
		return false
	}
	e.At = r.num()
	if !r.literal(`,"kind":"commit","commit":{"rev":`) {
		return false
	}
	e.Kind = r.b[r.i-len(`commit","commit":{"rev":`):][:len("commit")]
	e.Rev = r.str()
	if !r.literal(`,"operation":`) {
		return false
	}
	e.Operation = r.str()
	if !r.literal(`,"collection":`) {
		return false
	}
	e.Collection = r.str()
	if !r.literal(`,"rkey":`) {
		return false
	}
	e.Key = r.str()
	if !r.literal(`,"record":`) {
		return false
	}
	r.record(e)
	if !r.literal(`,"cid":`) {
		return false
	}
	r.str()
	return r.literal(`}}`) && r.i == len(r.b) && !r.bad
}

// literal steps over what is expected.
func (r *Reader) literal(want string) bool {
	if len(r.b)-r.i < len(want) || string(r.b[r.i:r.i+len(want)]) != want {
		return false
	}
	r.i += len(want)
	return true
}

func (r *Reader) commit(e *Event) {
	*e = Event{DID: e.DID, At: e.At, Kind: e.Kind}
	for more := r.enter(); more; more = r.more() {
		switch string(r.key()) {
		case "operation":
			e.Operation = r.str()
		case "collection":
			e.Collection = r.str()
		case "rkey":
			e.Key = r.str()
		case "rev":
			e.Rev = r.str()
		case "record":
			r.record(e)
		default:
			r.skip()
		}
	}
}

func (r *Reader) record(e *Event) {
	e.Text, e.Lang, e.Others = nil, nil, 0
	from := r.i
	more := false
	if r.literal(`{"$type":"app.bsky.feed.post","createdAt":`) { // as most begin
		r.skip()
		more = r.more()
	} else {
		more = r.enter()
	}
	for ; more; more = r.more() {
		switch string(r.key()) {
		case "text":
			e.Text = r.str()
		case "langs":
			e.Lang = r.first()
		case "reply":
			e.Others |= Reply
			e.reply = r.i
			r.skip()
		case "facets":
			e.Others |= Facets
			r.skip()
		case "tags":
			e.Others |= Tags
			r.skip()
		case "embed":
			e.Others |= Embed
			r.skip()
		case "subject":
			e.Others |= Subject
			r.skip()
		default:
			r.skip()
		}
	}
	e.Record = r.b[from:r.i]
}

// Reply are the addresses of the post that the last event answers, and of the first one
// of that conversation.
func (r *Reader) Reply() (parent, root []byte) {
	if r.bad || r.e.Others&Reply == 0 {
		return nil, nil
	}
	r.i = r.e.reply
	for more := r.enter(); more; more = r.more() {
		switch string(r.key()) {
		case "parent":
			parent = r.uri()
		case "root":
			root = r.uri()
		default:
			r.skip()
		}
	}
	return parent, root
}

func (r *Reader) uri() (v []byte) {
	for more := r.enter(); more; more = r.more() {
		if string(r.key()) == "uri" {
			v = r.str()
		} else {
			r.skip()
		}
	}
	return v
}

// prepare notes what the bytes are.
func (r *Reader) prepare(b []byte) {
	r.b, r.i, r.bad, r.spare = b, 0, false, r.spare[:0]
	count := len(b)/64 + 1
	if cap(r.blocks) < count {
		r.blocks = make([]block, count+count/2)
	}
	r.blocks = r.blocks[:count]
	var s state
	whole := len(b) &^ 63
	r.classify(b[:whole], r.blocks, &s)
	clear(r.tail[copy(r.tail[:], b[whole:]):])
	r.classify(r.tail[:], r.blocks[count-1:], &s)
	r.bad = s.inside != 0
}

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
	key := r.str()
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

// first is the first string of an array that says something.
func (r *Reader) first() (v []byte) {
	if r.byte() != '[' {
		r.skip()
		return nil
	}
	r.i++
	if r.byte() == ']' {
		r.i++
		return nil
	}
	for !r.bad {
		if s := r.str(); len(v) == 0 {
			v = s
		}
		switch r.byte() {
		case ',':
			r.i++
		case ']':
			r.i++
			return v
		default:
			r.fail()
		}
	}
	return nil
}

// str reads a string; nil for any other value.
func (r *Reader) str() []byte {
	if r.byte() != '"' {
		r.skip()
		return nil
	}
	from := r.i + 1
	if n := from >> 6; n < len(r.blocks) { // most strings end in the block
		x := &r.blocks[n]
		if rest := x.quote >> (from & 63); rest != 0 {
			size := bits.TrailingZeros64(rest) & 63
			end := from + size
			r.i = end + 1
			if x.odd>>(from&63)&(1<<size-1) == 0 {
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
	from := r.i
	r.skip()
	n, size := int64(0), r.i-from
	if size == 0 || size > 18 {
		n, err := strconv.ParseInt(string(r.b[from:r.i]), 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	for i, c := range r.b[from:r.i] {
		if c-'0' > 9 {
			if c == '-' && i == 0 && size > 1 {
				continue
			}
			return 0
		}
		n = n*10 + int64(c-'0')
	}
	if r.b[from] == '-' {
		n = -n
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

// hex reads \uXXXX.
func hex(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n), err == nil
}
