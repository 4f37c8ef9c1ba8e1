package bluesky

import (
	"unsafe"

	"heed/internal/channel/bluesky/envelope"
)

// sieve leaves out events that nobody wants before they are read in full. It belongs to
// the goroutine that reads the connection.
type sieve struct {
	s      *stream
	reader *envelope.Reader
	passed int   // since the last item
	told   int64 // the time of the last item
	record record
	langs  [1]string
}

// The place in the stream moves on with items, so posts that are passed over are told by
// one now and then.
const (
	mostPassed = 256
	longPassed = 1_000_000 // microseconds of the stream
)

// pass looks at an event by its envelope. more: it was left out. Otherwise it is to be
// read in full, unless the item has a time: then it tells how many were left out.
func (v *sieve) pass(b []byte) (it item, more bool) {
	if v.s.wanted == nil {
		return item{}, false
	}
	e, ok := v.reader.Read(b)
	if !ok || len(b) == maxEvent || v.isWanted(e) {
		return item{}, false
	}
	v.passed++
	if v.passed < mostPassed && e.At-v.told < longPassed && e.At >= v.told {
		return item{}, true
	}
	v.told = e.At
	return item{at: e.At, passed: v.count()}, false
}

// count gives how many posts were passed over, to be told.
func (v *sieve) count() int {
	n := v.passed
	v.passed = 0
	return n
}

// isWanted is true of everything but a new post that has nothing but a text in a
// language, of which nobody wants it. Answers and quotes are wanted for what they hang on.
// The text that is asked about is the event's own memory: nobody keeps it.
func (v *sieve) isWanted(e *envelope.Event) bool {
	if string(e.Kind) != "commit" || string(e.Operation) != "create" || string(e.Collection) != postCollection ||
		e.Others != 0 || e.Record == nil || timeOf(e.At).IsZero() {
		return true
	}
	p := place{string(e.DID), postCollection, string(e.Key)}
	if !validDID(p.did) || !validKey(p.key) || p.did == v.s.mapper.me {
		return true
	}
	v.record.text, v.record.langs = unsafe.String(unsafe.SliceData(e.Text), len(e.Text)), nil
	if len(e.Lang) > 0 {
		if v.langs[0] != string(e.Lang) {
			v.langs[0] = string(e.Lang)
		}
		v.record.langs = v.langs[:]
	}
	m, ok := v.s.mapper.message(p, &v.record, timeOf(e.At), v.s.now())
	return !ok || v.s.wanted(&m)
}
