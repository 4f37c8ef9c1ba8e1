package report

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// version stands before every document, so that another form can follow this one.
const version = 2

// ErrDocument is the error of bytes that are no case and no sum.
var ErrDocument = errors.New("these bytes are no document of this version")

// writer packs numbers as varints.
type writer struct{ b []byte }

func (w *writer) int(v int64)   { w.b = binary.AppendVarint(w.b, v) }
func (w *writer) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }

// reader unpacks them and remembers the first fault.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) int() int64 {
	v, n := binary.Varint(r.b)
	return advance(r, v, n)
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	return advance(r, v, n)
}

func advance[T any](r *reader, v T, n int) T {
	if n <= 0 {
		r.bad, r.b = true, nil
		var none T
		return none
	}
	r.b = r.b[n:]
	return v
}

// count is a length that the bytes left can hold.
func (r *reader) count() int {
	n := r.uint()
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return 0
	}
	return int(n)
}

func (w *writer) wait(x Wait) {
	v := uint64(max(0, x.Micros)) << 1
	if x.Ended {
		v |= 1
	}
	w.uint(v)
}

func (r *reader) wait() Wait {
	v := r.uint()
	return Wait{int64(v >> 1), v&1 == 1}
}

func (w *writer) waits(list []Wait) {
	w.uint(uint64(len(list)))
	for _, x := range list {
		w.wait(x)
	}
}

func (r *reader) waits() []Wait {
	n := r.count()
	if n == 0 {
		return nil
	}
	list := make([]Wait, n)
	for i := range list {
		list[i] = r.wait()
	}
	return list
}

// Encode packs the facts of a case; [DecodeCase] reads them.
func (c *Case) Encode() []byte {
	w := writer{b: make([]byte, 1, 48)}
	w.b[0] = version
	flags := uint64(0)
	for i, b := range c.flags() {
		if *b {
			flags |= 1 << i
		}
	}
	w.int(c.Opened)
	w.int(c.Turn)
	w.int(int64(c.Hour))
	w.uint(flags)
	w.wait(c.First)
	w.wait(c.Resolution)
	w.waits(c.Next)
	w.waits(c.HandOffs)
	for _, n := range [...]int{c.Responses, c.Lip, c.Told, c.Promises, c.Kept, int(c.Mood)} {
		w.int(int64(n))
	}
	w.int(c.Followers)
	w.uint(c.Person)
	if c.Window > 0 {
		w.uint(uint64(c.Window))
	}
	return w.b
}

func (c *Case) flags() [9]*bool {
	return [9]*bool{&c.Demand, &c.Negative, &c.Leaving, &c.Deflected, &c.Private, &c.Closed, &c.OwnersKnown, &c.MoodKnown, &c.Hollow}
}

// DecodeCase reads what [Case.Encode] packed.
func DecodeCase(b []byte) (c Case, err error) {
	if len(b) == 0 || b[0] != version {
		return Case{}, ErrDocument
	}
	r := reader{b: b[1:]}
	c.Opened, c.Turn, c.Hour = r.int(), r.int(), int(r.int())
	flags := r.uint()
	for i, f := range c.flags() {
		*f = flags&(1<<i) != 0
	}
	c.First, c.Resolution = r.wait(), r.wait()
	c.Next, c.HandOffs = r.waits(), r.waits()
	c.Responses, c.Lip, c.Told, c.Promises, c.Kept = int(r.int()), int(r.int()), int(r.int()), int(r.int()), int(r.int())
	c.Mood, c.Followers, c.Person = int8(r.int()), r.int(), r.uint()
	if len(r.b) > 0 {
		c.Window = int(r.uint())
	}
	if r.bad || len(r.b) > 0 {
		return Case{}, ErrDocument
	}
	c.Hollow = c.Hollow || c.Deflected || c.Responses > 0 && c.Lip == c.Responses // earlier versions do not say so
	return c, nil
}

// Grow counts the open waits of a case until seen, in microseconds since 1970.
func (c *Case) Grow(seen int64) {
	grown := func(w Wait, from int64) Wait {
		if !w.Ended {
			w.Micros = max(w.Micros, seen-from)
		}
		return w
	}
	c.First, c.Resolution = grown(c.First, c.Opened), grown(c.Resolution, c.Opened)
	if n := len(c.Next); n > 0 && !c.Next[n-1].Ended {
		c.Next[n-1] = grown(c.Next[n-1], c.Turn)
	}
}

// Open tells whether a wait of the case was not seen to end.
func (c *Case) Open() bool {
	open := c.Demand && (!c.First.Ended || !c.Resolution.Ended)
	return open || len(c.Next) > 0 && !c.Next[len(c.Next)-1].Ended
}

// Encode packs a tally of sketches, which [Tally.Decode] adds to another. An exact tally is not kept.
func (t *Tally) Encode() []byte {
	w := writer{b: make([]byte, 1, 256)}
	w.b[0] = version
	w.int(t.Cases)
	w.int(t.demand)
	w.reach(&t.reach)
	w.uint(uint64(len(t.list)))
	for i := range t.list {
		w.int(t.counted[i])
		t.encode(&w, i)
	}
	w.hours(&t.hours)
	for _, n := range t.points {
		w.int(n)
	}
	t.encodeYoung(&w)
	return w.b
}

// encodeYoung packs which cases are too young to tell. Those that are settled never are, so that
// it mostly packs nothing.
func (t *Tally) encodeYoung(w *writer) {
	any := false
	for _, list := range [...][]share{t.shares, t.hours[:]} {
		any = any || slices.ContainsFunc(list, func(s share) bool { return s.young > 0 })
	}
	if !any {
		return
	}
	for _, list := range [...][]share{t.shares, t.hours[:]} {
		for _, s := range list {
			w.int(s.young)
		}
	}
}

func (t *Tally) decodeYoung(r *reader) {
	if len(r.b) == 0 {
		return
	}
	for _, list := range [...][]share{t.shares, t.hours[:]} {
		for i := range list {
			list[i].young += r.int()
		}
	}
}

func (t *Tally) encode(w *writer, i int) {
	switch m := &t.list[i]; {
	case m.share != nil:
		w.int(t.shares[i].k)
		w.int(t.shares[i].n)
	case m.waits != nil:
		w.b, _ = t.waits[i].sketch.AppendBinary(w.b) // never fails
	case m.number != nil:
		n := &t.numbers[i]
		w.int(n.moments.N)
		w.uint(math.Float64bits(n.moments.Sum))
		w.uint(math.Float64bits(n.moments.Sq))
		used := 0
		for _, c := range n.seen {
			used += int(asNumber(c != 0))
		}
		w.uint(uint64(used))
		for x, c := range n.seen {
			if c != 0 {
				w.uint(uint64(x))
				w.int(c)
			}
		}
	}
}

func (w *writer) hours(hours *[HoursOfWeek]share) {
	used := 0
	for _, h := range hours {
		used += int(asNumber(h.n != 0))
	}
	w.uint(uint64(used))
	for i, h := range hours {
		if h.n != 0 {
			w.uint(uint64(i))
			w.int(h.k)
			w.int(h.n)
		}
	}
}

// Decode adds what [Tally.Encode] packed to a tally of sketches.
func (t *Tally) Decode(b []byte) error {
	if len(b) == 0 || b[0] != version {
		return ErrDocument
	}
	r := reader{b: b[1:]}
	t.Cases += r.int()
	t.demand += r.int()
	r.reach(&t.reach)
	if r.count() != len(t.list) {
		return ErrDocument // made by another list of measures
	}
	for i := range t.list {
		t.counted[i] += r.int()
		t.decode(&r, i)
	}
	for range r.count() {
		i, h := r.uint(), share{r.int(), r.int(), 0}
		if i >= HoursOfWeek {
			return ErrDocument
		}
		t.hours[i].merge(h)
	}
	for i := range t.points {
		t.points[i] += r.int()
	}
	t.decodeYoung(&r)
	if r.bad || len(r.b) > 0 {
		return ErrDocument
	}
	return nil
}

func (t *Tally) decode(r *reader, i int) {
	switch m := &t.list[i]; {
	case m.share != nil:
		t.shares[i].merge(share{r.int(), r.int(), 0})
	case m.waits != nil:
		rest, err := t.spare.Read(r.b)
		if err != nil {
			r.bad, r.b = true, nil
			return
		}
		r.b = rest
		t.waits[i].sketch.Merge(&t.spare)
	case m.number != nil:
		n := &t.numbers[i]
		n.moments.N += r.int()
		n.moments.Sum += math.Float64frombits(r.uint())
		n.moments.Sq += math.Float64frombits(r.uint())
		for range r.count() {
			x, c := r.uint(), r.int()
			if x >= uint64(len(n.seen)) {
				r.bad, r.b = true, nil
				return
			}
			n.seen[x] += c
		}
	}
}
