package bluesky

import (
	"net/url"
	"strconv"
	"time"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"heed/internal/desk"
)

// position is a cursor in its parts. Each source has its own place, so that one that
// fails does not hold up the others.
type position struct {
	stream  int64  // time of the last event, in microseconds; 0: from now on
	notices string // when the newest notification taken was indexed; "": from now on
	own     string // key of our own newest post seen; "": from now on
	chat    string // revision of the last entry of the chat log; "": from now on
}

// nothing is the place in notifications before the first one.
const nothing = "0001-01-01T00:00:00.000Z"

func (p position) cursor() desk.Cursor {
	v := url.Values{}
	if p.stream > 0 {
		v.Set("s", strconv.FormatInt(p.stream, 10))
	}
	if p.notices != "" {
		v.Set("n", p.notices)
	}
	if p.own != "" {
		v.Set("o", p.own)
	}
	if p.chat != "" {
		v.Set("c", p.chat)
	}
	return desk.Cursor(v.Encode())
}

// positionOf reads a cursor; false if it is none of ours.
func positionOf(c desk.Cursor) (position, bool) {
	v, err := url.ParseQuery(string(c))
	if err != nil || len(c) > 1024 {
		return position{}, false
	}
	p := position{notices: v.Get("n"), own: v.Get("o"), chat: v.Get("c")}
	if s := v.Get("s"); s != "" {
		if p.stream, err = strconv.ParseInt(s, 10, 64); err != nil || p.stream < 0 {
			return position{}, false
		}
	}
	if p.notices != "" {
		if _, err := syntax.ParseDatetimeTime(p.notices); err != nil {
			return position{}, false
		}
	}
	return p, c == "" || p != (position{})
}

// cursorAt is the cursor for what was said since t.
func cursorAt(t time.Time) desk.Cursor {
	tid := syntax.NewTIDFromTime(t, 0).String()
	return position{stream: t.UnixMicro(), notices: stamp(t), own: tid, chat: tid}.cursor()
}
