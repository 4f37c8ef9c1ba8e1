package window

import (
	"errors"
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
