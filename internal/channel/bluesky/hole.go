package bluesky

import (
	"fmt"
	"time"

	"heed/internal/channel"
)

// hole is what a stream did not tell, and between which times, where that is known.
type hole struct {
	said     string
	from, to time.Time
}

func (h hole) tell(b *channel.Batch) {
	if h.said != "" {
		b.Missed, b.MissedFrom, b.MissedTo = h.said, h.from, h.to
	}
}

// ahead is how much later than now an event may be: clocks differ. mostEarly in a row that are
// later still say that it is this machine's clock that is wrong.
const (
	ahead     = 10 * time.Minute
	mostEarly = 64
)

// believed is the time of an event; 0 for one that lies in the future, which would make the
// stream begin there when it is taken up again, and leave out what is said until then.
func (s *stream) believed(at int64) int64 {
	if at <= max(s.after, s.now().UnixMicro())+ahead.Microseconds() {
		s.early = 0
		return at
	}
	if s.early++; s.early < mostEarly {
		return 0
	}
	return at
}

// future says that a stream was to be taken up at a time that has not come.
func future(from, first int64) string {
	return fmt.Sprintf("The place up to which Bluesky was read was %s (UTC), which had not come yet, as after a clock that ran wrong. Reading goes on with %s; public posts from before may be missing.",
		timeOf(from).Format("2 January 2006 15:04"), timeOf(first).Format("2 January 15:04"))
}

// gapAfter is the longest silence of a stream of all posts that is no gap.
const gapAfter = 10 * time.Minute

// gap says that a stream did not go back as far as it was asked to.
func gap(from, first int64) string {
	a, b := timeOf(from), timeOf(first)
	if b.Sub(a) <= gapAfter {
		return ""
	}
	return fmt.Sprintf("The public stream had nothing to tell of %s to %s (UTC). It keeps about a day; public posts from that time may be missing.",
		a.Format("2 January 15:04"), b.Format("2 January 15:04"))
}
