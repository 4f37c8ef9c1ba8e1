package bluesky

import (
	"unsafe"

	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

// sieve leaves out events that nobody wants before they are read in full. It belongs to
// the goroutine that reads the connection.
type sieve struct {
	s      *stream
	reader *envelope.Reader
	passed int          // since the last item
	told   int64        // the time of the last item
	msg    desk.Message // the one asked about
	id     []byte       // its network id
	lang   [2]string    // of the last post, as written and in its short form
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

// isWanted is true of everything but a new post that answers nobody, of which nobody wants
// it. Answers are wanted for what they hang on.
func (v *sieve) isWanted(e *envelope.Event) bool {
	if string(e.Kind) != "commit" || string(e.Operation) != "create" || string(e.Collection) != postCollection ||
		e.Others&(envelope.Reply|envelope.Subject) != 0 || e.Record == nil || timeOf(e.At).IsZero() {
		return true
	}
	p := place{view(e.DID), postCollection, view(e.Key)}
	if !validDID(p.did) || !validKey(p.key) || p.did == v.s.mapper.me {
		return true
	}
	if e.Others == 0 {
		v.plain(e, p)
		return v.s.wanted(&v.msg)
	}
	r, err := decodeRecord(e.Record)
	if err != nil {
		return true
	}
	ok := false
	v.msg, ok = v.s.mapper.message(p, &r, timeOf(e.At), v.s.now())
	return !ok || v.s.wanted(&v.msg)
}

// plain makes the message of a post that is nothing but a text in a language: the envelope
// knows all of it. It lies in the event's own memory, which nobody keeps.
func (v *sieve) plain(e *envelope.Event, p place) {
	v.id = append(append(v.id[:0], "at://"...), p.did...)
	v.id = append(append(v.id, "/"+postCollection+"/"...), p.key...)
	if string(e.Lang) != v.lang[0] {
		v.lang[0] = string(e.Lang)
		v.lang[1] = baseLang(v.lang[:1])
	}
	m := v.s.mapper
	v.msg = desk.Message{
		Account: m.account, Network: network, NetworkID: desk.NetworkID(view(v.id)),
		Direction: desk.In, Form: desk.Post, Author: m.ref(p.did), PostedAt: timeOf(e.At), HeardAt: v.s.now(),
		Text: clean(view(e.Text), maxText), Lang: v.lang[1],
	}
}

// view is a string where the bytes are.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
