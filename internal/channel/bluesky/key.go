package bluesky

import (
	"crypto/rand"
	"encoding/binary"
	"sync/atomic"
	"time"

	"github.com/bluesky-social/indigo/atproto/syntax"
)

// keys makes record keys (TIDs): a time in microseconds and ten random bits. Times
// never repeat within one process; the random bits keep several processes apart.
type keys struct{ last atomic.Int64 }

func (k *keys) next(now time.Time) string {
	for {
		last := k.last.Load()
		us := max(now.UnixMicro(), last+1)
		if k.last.CompareAndSwap(last, us) {
			return syntax.NewTID(us, clockID()).String()
		}
	}
}

func clockID() uint {
	var b [2]byte
	rand.Read(b[:]) // never fails
	return uint(binary.LittleEndian.Uint16(b[:])) & 0x3FF
}

// keyTime is the time that a record key holds. It is the answer's creation time, so
// that a repeated write has the same content.
func keyTime(key string) (time.Time, bool) {
	tid, err := syntax.ParseTID(key)
	if err != nil {
		return time.Time{}, false
	}
	return tid.Time(), true
}

// stamp writes a time as records do: UTC, milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
