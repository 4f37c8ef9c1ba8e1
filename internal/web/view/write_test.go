package view

import (
	"errors"
	"testing"

	"heed/internal/inbox"
)

// full is a connection that takes so many bytes and no more.
type full struct {
	room int
	err  error
}

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, f.err
	}
	return len(p), nil
}

// TestFailedWrite: no write of a page is looked at where it happens, so its failure has to come
// out at the end, whether the page is larger than the buffer or not.
func TestFailedWrite(t *testing.T) {
	t.Parallel()
	gone := errors.New("the reader has gone")
	for _, rows := range []int{1, 50} {
		for _, room := range []int{0, 4096} {
			w := &full{room: room, err: gone}
			err := queueRows(Filter{}, make([]inbox.Row, rows), 0).Render(With(t.Context(), &Shell{Lang: "en"}), w)
			if fits := rows == 1 && room > 0; errors.Is(err, gone) == fits {
				t.Errorf("%d rows into room for %d bytes: %v", rows, room, err)
			}
		}
	}
}
