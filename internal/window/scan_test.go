package window

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"heed/internal/desk"
)

func TestScanEnds(t *testing.T) {
	t.Parallel()
	b := open(t, Options{PerSecond: 1 << 20})
	for i := range 2000 {
		b.add(i, "post")
	}
	n := 0
	r, err := b.w.Scan(t.Context(), func(*desk.Message, int) bool { n++; return n < 10 })
	if err != nil || n != 10 || r.Whole {
		t.Errorf("%d posts, %+v, %v", n, r, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := b.w.Scan(ended, func(*desk.Message, int) bool { return true }); err != nil || r.Whole {
		t.Errorf("ended: %+v, %v", r, err)
	}
	r, err = b.w.Scan(t.Context(), func(*desk.Message, int) bool { return true })
	if err != nil || !r.Whole || r.Posts != 2000 || r.From.After(start.Add(100*time.Second)) || !r.To.Equal(start.Add(1999*time.Second)) {
		t.Errorf("whole: %+v, %v", r, err)
	}
}

// TestDeletedWhileTidying: what is deleted while files are written anew stays hidden, also
// after a restart, and the next time takes it off the disk.
func TestDeletedWhileTidying(t *testing.T) {
	t.Parallel()
	b := open(t, Options{})
	for i := range 4 {
		b.add(i, fmt.Sprint("post ", i))
	}
	remove := func(i int) {
		gone := post(i, "")
		gone.Change = desk.Deleted
		b.w.Add("echo", []desk.Heard{gone})
	}
	b.now = start.Add(time.Minute)
	remove(1)
	first := maps.Clone(b.w.deleted)
	remove(2) // after the files were written
	if err := b.w.forget(first); err != nil {
		t.Fatal(err)
	}
	if n := len(b.w.deleted); n != 1 {
		t.Errorf("%d deletions wait, want 1", n)
	}
	remove(3) // into the new log
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	b.again()
	if got := b.texts(); slices.Contains(got, "post 2") || slices.Contains(got, "post 3") {
		t.Errorf("shown after a restart: %q", got)
	}
	if err := b.w.Tidy(true); err != nil || len(b.w.deleted) != 0 {
		t.Errorf("%v; %d deletions wait", err, len(b.w.deleted))
	}
}

// TestScanWhileTidied: deletions are taken off the disk while a Scan reads. It sees every other post once, also of
// files that were written anew meanwhile.
func TestScanWhileTidied(t *testing.T) {
	t.Parallel()
	b := open(t, Options{MaxBytes: 8 << 20})
	const files, each = 6, 40
	for f := range files {
		for i := range each {
			b.add(f*each+i, fmt.Sprintf("post %d of file %d %s", i, f, strings.Repeat("x", i)))
		}
		if err := b.w.Flush(); err != nil {
			t.Fatal(err)
		}
		b.now = b.now.Add(time.Hour) // a file holds a part of the time that is kept
	}
	seen, first := map[desk.NetworkID]int{}, true
	r, err := b.w.Scan(t.Context(), func(m *desk.Message, _ int) bool {
		if seen[m.NetworkID]++; !first {
			return true
		}
		first = false
		for f := range files {
			b.remove(f * each)
		}
		b.add(files*each, "said while it reads")
		if err := b.w.Tidy(true); err != nil {
			t.Error(err)
		}
		return true
	})
	if err != nil || !r.Whole {
		t.Error(r, err)
	}
	for n := range files * each {
		if id := desk.NetworkID(fmt.Sprintf("p%d", n)); seen[id] > 1 || seen[id] == 0 && n%each != 0 {
			t.Errorf("%s was seen %d times", id, seen[id])
		}
	}
	if len(seen) > files*each || r.Posts != int64(len(seen)) {
		t.Errorf("%d posts were seen, and %d are said", len(seen), r.Posts)
	}
}

// TestScanNearTheBound: while posts come and the oldest go for want of room, a Scan sees the newest, each once and
// without a hole, and says how far back they go.
func TestScanNearTheBound(t *testing.T) {
	t.Parallel()
	b := open(t, Options{MaxBytes: 2 << 20, PerSecond: 1 << 30})
	add := func(from, to int) {
		for n := from; n < to; n++ {
			words := ""
			for i := range 10 {
				words += fmt.Sprintf(" %x", hash("noise", desk.NetworkID(fmt.Sprint(n, i))))
			}
			b.add(n, words)
		}
		if err := b.w.Flush(); err != nil {
			t.Error(err)
		}
	}
	const full = 20_000
	add(0, full)
	done := make(chan struct{})
	go func() {
		defer close(done)
		add(full, 2*full)
	}()
	for scans, over := 0, false; !over; scans++ {
		select {
		case <-done:
			over = true
		default:
		}
		seen := map[desk.NetworkID]bool{}
		oldest := time.Time{}
		r, err := b.w.Scan(t.Context(), func(m *desk.Message, _ int) bool {
			if seen[m.NetworkID] {
				t.Fatalf("scan %d: %s was seen twice", scans, m.NetworkID)
			}
			seen[m.NetworkID] = true
			if at := m.PostedAt; !oldest.IsZero() && !at.Equal(oldest.Add(-time.Second)) {
				t.Fatalf("scan %d: %v comes after %v", scans, at, oldest)
			}
			oldest = m.PostedAt
			return true
		})
		if err != nil || !r.Whole || r.Posts != int64(len(seen)) || r.Heard != r.Posts || len(seen) == 0 {
			t.Fatalf("scan %d: %+v of %d posts, %v", scans, r, len(seen), err)
		}
	}
	if s := b.w.Stats(); s.Posts >= 2*full || s.Bytes > s.MaxBytes+s.MaxBytes/parts+1<<20 {
		t.Errorf("nothing was dropped: %+v", s)
	}
}

// TestCountedOnce: a post that is being written is counted among those that wait or among those on disk, never among both.
func TestCountedOnce(t *testing.T) {
	t.Parallel()
	b := open(t, Options{PerSecond: 1 << 30})
	var added atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := range 40 * blockPosts {
			added.Add(1)
			b.add(n, "said")
		}
	}()
	for over := false; !over; {
		select {
		case <-done:
			over = true
		default:
		}
		if posts := b.w.Stats().Posts; posts > added.Load() {
			t.Fatalf("%d posts of %d are counted", posts, added.Load())
		}
	}
}
