package bluesky

import (
	"strings"
	"testing"
	"time"
)

// TestTimesThatHaveNotCome: one event of the future does not move the place from which the
// stream is taken up again; a clock of ours that is behind does not hold it up for ever.
func TestTimesThatHaveNotCome(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	at := func(d time.Duration) int64 { return now.Add(d).UnixMicro() }
	s := &stream{now: func() time.Time { return now }, opt: new(Options), link: &link{}, after: at(-time.Minute)}
	for _, c := range []struct {
		says, want time.Duration
	}{
		{-30 * time.Second, -30 * time.Second},
		{40 * 24 * time.Hour, -30 * time.Second},
		{-20 * time.Second, -20 * time.Second},
		{5 * time.Minute, 5 * time.Minute}, // clocks differ
		{-10 * time.Second, 5 * time.Minute},
	} {
		if _, missed := s.accept(item{at: at(c.says)}); missed.said != "" || s.after != at(c.want) {
			t.Errorf("an event of %v: the place is %v, want %v; %q", c.says, timeOf(s.after).Sub(now), c.want, missed.said)
		}
	}
	for i := range mostEarly {
		s.accept(item{at: at(3*time.Hour + time.Duration(i))})
	}
	if s.after < at(3*time.Hour) {
		t.Error("the place stands still where our own clock is behind")
	}
}

// TestPlaceInTheFuture: a place that a clock which ran wrong left behind is given up, and said.
func TestPlaceInTheFuture(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	far := now.Add(26 * time.Hour).UnixMicro()
	s := &stream{now: func() time.Time { return now }, opt: new(Options), link: &link{}, after: far, from: far}
	ok, missed := s.accept(item{at: now.UnixMicro(), tells: true})
	if !ok || s.after != now.UnixMicro() || !strings.Contains(missed.said, "23 November 2026 05:00") || !strings.Contains(missed.said, "had not come yet") {
		t.Errorf("%v, place %v, %q", ok, timeOf(s.after), missed.said)
	}
	if _, missed = s.accept(item{at: now.UnixMicro() + 1}); missed.said != "" {
		t.Errorf("it is said again: %q", missed.said)
	}
}
