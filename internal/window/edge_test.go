package window

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"heed/internal/desk"
)

// TestEditIsShown: a channel says when it heard an edit, which is before the window is told; the new words must be
// shown all the same, and the old ones not, also of a post that was written and edited twice in one batch.
func TestEditIsShown(t *testing.T) {
	t.Parallel()
	b := open(t, Options{})
	b.add(1, "first words")
	again := func(text string) desk.Heard {
		h := post(1, text)
		h.Change, h.Message.HeardAt = desk.Edited, b.now.Add(-time.Second)
		return h
	}
	b.now = start.Add(time.Minute)
	b.w.Add("echo", []desk.Heard{again("second words"), again("third words")})
	b.want("third words")
	if err := errors.Join(b.w.Flush(), b.w.Tidy(true)); err != nil {
		t.Fatal(err)
	}
	b.want("third words")
	b.remove(1)
	b.want()
}

// TestOldBehindEmpty: a file of which every post was deleted does not keep those behind it from going when they are too old.
func TestOldBehindEmpty(t *testing.T) {
	t.Parallel()
	b := open(t, Options{Keep: time.Hour})
	for i := range 3 {
		b.now = start.Add(time.Duration(i) * 10 * time.Minute) // each its own file
		h := post(i, fmt.Sprint("post ", i))
		h.Message.PostedAt, h.Message.HeardAt = b.now, b.now
		b.w.Add("echo", []desk.Heard{h})
		if err := b.w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	b.remove(0)
	if err := b.w.Tidy(true); err != nil {
		t.Fatal(err)
	}
	b.want("post 2", "post 1")
	b.now = start.Add(10*time.Minute + time.Hour + time.Second)
	if err := b.w.Tidy(true); err != nil {
		t.Fatal(err)
	}
	b.want("post 2")
	if left, _ := filepath.Glob(filepath.Join(b.o.Dir, "*.posts")); len(left) != 1 {
		t.Errorf("left on the disk: %v", left)
	}
}

// TestFasterAgain: once a flood is over, a stream that is well below what the window keeps is kept as far as it may be.
func TestFasterAgain(t *testing.T) {
	t.Parallel()
	const most = 100
	b := open(t, Options{PerSecond: most})
	n := 0
	say := func(perSecond, seconds int) {
		for i := range perSecond * seconds {
			b.now = b.now.Add(time.Second / time.Duration(perSecond))
			b.add(n+i, "post")
		}
		n += perSecond * seconds
	}
	say(6400, 3)
	before := b.w.Stats()
	say(most*9/10, 60)
	if s := b.w.Stats(); before.Every < 64 || s.Every > 2 {
		t.Errorf("one in %d is kept of %d a second, where %d may be; in the flood it was one in %d", s.Every, most*9/10, most, before.Every)
	}
}
