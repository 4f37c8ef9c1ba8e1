package desk

import (
	"strconv"
	"time"
)

// Every kind of id has its own type, so that a swapped argument does not compile.
// Ids are given by the store, start at 1 and are never used again; 0 means "none".
type (
	MessageID  int64
	PersonID   int64
	HandleID   int64
	AccountID  int64
	CaseID     int64
	ThreadID   int64
	OutgoingID int64
	PromiseID  int64
	AgentID    int64
	TeamID     int64
	BrandID    int64
	SearchID   int64
	ProtocolID int64
	MacroID    int64
	CalendarID int64
	GapID      int64
	AlarmID    int64
	ReviseID   int64
	NoticeID   int64
	PushKeyID  int64
	HookID     int64
	RotaID     int64
	AlertID    int64
	PeersID    int64
	FiringID   int64
	MergeID    int64
	PictureID  int64

	CorrectionID int64
)

// String is the form in which people quote a case: "#1042".
func (id CaseID) String() string { return "#" + strconv.FormatInt(int64(id), 10) }

// A Network names a place where people speak ("bluesky", "echo", "file"). It is
// lower case and doubles as the name in a search's network: operator.
type Network string

// A NetworkID is a message's identity on its network (an at:// URI, a tweet id, a
// Message-ID). It is opaque outside channel/X.
type NetworkID string

// A Cursor is a source's own place in its stream. It is opaque outside channel/X;
// empty means "from now on".
type Cursor string

// Micros is a time as the store keeps it: microseconds since 1970 in UTC. The zero
// time.Time is 0, so that "never" survives the way there and back.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros is the inverse of [Micros], in UTC.
func FromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
