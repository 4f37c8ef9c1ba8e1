package benchmark

import (
	"hash/maphash"

	"heed/internal/signal"
)

// post is what is kept of a post beside its id: one line of the cache.
type post struct {
	parent, author key
	at             int64       // microseconds
	topic          signal.Gist // of a customer's: what it is about
	mention        uint64      // of the company's: the key of the first name; else two short keys of names
	bits           bits
	sign           uint16 // the initials with which an agent signed
	mood           int8   // -1, 0, 1
}

// key stands for an id or a name: a number for itself, anything else for a hash with the
// highest bit set. 0 is none.
type key uint64

const hashed key = 1 << 63

// short is enough of a key to know a company by among those of a file.
func (k key) short() uint32 { return uint32(k ^ k>>32) }

// keyOf gives the key of an id. Numbers that a key cannot hold are hashed.
func keyOf(seed maphash.Seed, s string) key {
	if n := len(s); n > 0 && n <= 18 && s[0] != '0' {
		v := key(0)
		for i := range n {
			d := s[i] - '0'
			if d > 9 {
				v = 0
				break
			}
			v = 10*v + key(d)
		}
		if v != 0 {
			return v
		}
	}
	if s == "" {
		return 0
	}
	return key(maphash.String(seed, s)) | hashed
}

// bits are what is known of a post by yes or no.
type bits uint32

const (
	isOut      bits = 1 << iota // the company's
	undirected                  // the file does not say whose it is
	private
	auto     // an automatic acknowledgement
	calls    // waits for an answer
	leaving  // speaks of leaving
	thanks   // or says that it is solved
	empty    // lip service
	deflects // only sends elsewhere
	toPrivate
	closes
	repeated // an id that stood before: not counted
)

func (b bits) has(x bits) bool { return b&x != 0 }
