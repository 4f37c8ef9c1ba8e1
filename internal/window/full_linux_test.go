package window

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

func several(b *bench, from, n int) {
	for i := range n {
		b.add(from+i, fmt.Sprint("said ", from+i))
	}
}

// TestFullDisk: on a disk that is full what is heard goes on being heard, what cannot be written
// is said, nothing that was written is harmed, and it mends itself once there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("skipped: no small disk can be made here (%v)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	t.Run("", func(t *testing.T) { // so that the window is closed before its disk goes
		b := open(t, Options{Dir: filepath.Join(dir, "window"), PerSecond: 1 << 20})
		several(b, 0, blockPosts)
		if err := b.w.Flush(); err != nil {
			t.Fatal(err)
		}
		rest := filepath.Join(dir, "rest")
		if f, err := os.Create(rest); err == nil {
			for err == nil {
				_, err = f.Write(make([]byte, 4096))
			}
			_ = f.Close() // it is full, which is what was wanted
		}
		several(b, blockPosts, 20*blockPosts)
		if err := b.w.Flush(); err == nil || b.w.Stats().Problem == nil {
			t.Fatal("a full disk was not said")
		}
		n := 0 // deleted while nothing can be written: more than the rest of a page of the disk takes
		b.now = b.now.Add(time.Hour)
		for ; n < 300; n++ {
			b.remove(n)
		}
		if got := len(b.texts()); got < blockPosts-n {
			t.Errorf("%d posts are left of the %d that were written", got, blockPosts-n)
		}
		if err := os.Remove(rest); err != nil {
			t.Fatal(err)
		}
		b.now = b.now.Add(time.Minute)
		several(b, 100*blockPosts, blockPosts)
		if err := b.w.Flush(); err != nil || b.w.Stats().Problem != nil {
			t.Errorf("with room again: %v", err)
		}
		before := len(b.texts())
		if err := b.w.Close(); err != nil {
			t.Fatal(err)
		}
		b.again()
		got := b.texts()
		if len(got) != before || slices.Contains(got, "said 0") || slices.Contains(got, fmt.Sprint("said ", n-1)) {
			t.Errorf("%d posts after a restart, %d before", len(got), before)
		}
	})
}
