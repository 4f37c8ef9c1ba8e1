package envelope

// Event is what is read of one event. What is "" or 0 was not there, or was of another
// type. Strings and lists are good until the next Read, or until the bytes are reused.
type Event struct {
	DID        string
	At         int64 // microseconds since 1970, by the stream's clock
	Kind       string
	Operation  string
	Collection string
	Key        string
	Rev        string
	Record     Record
}

// A Reader reads one event after another in the same memory. It belongs to one
// goroutine.
type Reader struct {
	wide   bool // the machine has the instructions for 32 bytes at a time
	wider  bool // and for 64
	b      []byte
	i      int
	blocks []block
	tail   [64]byte
	spare  []byte // strings that are not their bytes
	bad    bool
	e      Event
}

// New is a reader.
func New() *Reader { return &Reader{wide: isWide(), wider: isWider()} }

// Portable is a reader that uses no special instructions of the machine.
func Portable() *Reader { return &Reader{} }

// Read reads one event, which is good until the next. It is false for what is plainly not
// JSON; then the full decoder may say more.
func (r *Reader) Read(b []byte) (*Event, bool) {
	r.expect(b)
	e := &r.e
	e.clear()
	r.b, r.i, r.bad, r.spare = b, 0, false, r.spare[:0]
	if r.shaped(e) {
		return e, true
	}
	return e, r.walk(e, b)
}

// walk reads an event whatever its form.
func (r *Reader) walk(e *Event, b []byte) bool {
	e.clear()
	r.b, r.bad, r.spare = b, false, r.spare[:0]
	r.prepare()
	for more := !r.bad && r.enter(); more; more = r.more() {
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
	return !r.bad
}

// clear keeps the memory of the lists.
func (e *Event) clear() {
	e.DID, e.At, e.Kind = "", 0, ""
	e.clearCommit()
}

func (e *Event) clearCommit() {
	e.Operation, e.Collection, e.Key, e.Rev = "", "", "", ""
	e.Record.clear()
}

func (r *Reader) commit(e *Event) {
	e.clearCommit()
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
			r.record(&e.Record)
		default:
			r.skip()
		}
	}
}

// prepare notes what the bytes are that are to be read.
func (r *Reader) prepare() {
	b := r.b
	r.i = 0
	count := len(b)/64 + 1
	if cap(r.blocks) <= count {
		r.blocks = make([]block, count+count/2+1)
	}
	r.blocks = r.blocks[:count+1] // the last one is empty, so that each has a next
	r.blocks[count] = block{}
	whole := len(b) &^ 63
	clear(r.tail[copy(r.tail[:], b[whole:]):])
	r.bad = r.classify(b[:whole])
}
