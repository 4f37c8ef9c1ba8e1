package window

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A crash at any byte of the last file loses its end and nothing else.
func TestCrash(t *testing.T) {
	t.Parallel()
	b := open(t, Options{})
	for i := range 6 {
		b.add(i, fmt.Sprintf("post %d", i))
		if err := b.w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(b.w.current().path)
	if err != nil {
		t.Fatal(err)
	}
	third := b.w.current().blocks[3].at
	for _, cut := range []int64{0, 1, headerSize, third - 1, third, third + headerSize + 3, int64(len(whole)) - 1} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "00000001.posts"), append(whole[:cut:cut], "trash"...), 0o600); err != nil {
			t.Fatal(err)
		}
		c := open(t, Options{Dir: dir})
		got := len(c.texts())
		complete := 0
		for _, bl := range b.w.current().blocks {
			if bl.at+bl.size() <= cut {
				complete++
			}
		}
		if got != complete {
			t.Errorf("cut at %d: %d posts, want %d", cut, got, complete)
		}
		c.add(100, "goes on")
		if all := c.texts(); len(all) != complete+1 || all[0] != "goes on" {
			t.Errorf("cut at %d: afterwards %q", cut, all)
		}
	}
	damaged := append([]byte(nil), whole...)
	damaged[third+headerSize+9] ^= 1
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "00000001.posts"), damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	c := open(t, Options{Dir: dir})
	if got := len(c.texts()); got != 3 {
		t.Errorf("with a damaged block %d posts are read, want the 3 before it", got)
	}
}

// TestDamagedOldFile: what cannot be read of a file that is not the last is off the disk too: it is counted by nobody.
func TestDamagedOldFile(t *testing.T) {
	t.Parallel()
	b := open(t, Options{Keep: 6 * time.Hour})
	for i := range 3 {
		b.now = b.now.Add(time.Hour) // each its own file
		b.add(i, fmt.Sprint("post ", i))
		if err := b.w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	first := b.w.segments[0].path
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(first, os.O_WRONLY|os.O_APPEND, 0o600)
	if err == nil {
		_, err = f.WriteString("what a broken disk made of a block")
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	b.again()
	b.want("post 2", "post 1", "post 0")
	if info, err := os.Stat(first); err != nil || info.Size() != b.w.segments[0].size {
		t.Errorf("%v: %d bytes on disk, %d counted", err, info.Size(), b.w.segments[0].size)
	}
}

// oneDeleted is a window of three posts of which the first is deleted.
func oneDeleted(t *testing.T) *bench {
	t.Helper()
	b := open(t, Options{})
	for i := range 3 {
		b.add(i, fmt.Sprint("post ", i))
	}
	b.now = b.now.Add(time.Minute)
	b.remove(0)
	return b
}

// TestTornDeletion: an entry of the log of deletions that a crash cut off does not spoil those that follow.
func TestTornDeletion(t *testing.T) {
	t.Parallel()
	b := oneDeleted(t)
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(b.w.logPath())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.w.logPath(), append(whole, "torn"...), 0o600); err != nil {
		t.Fatal(err)
	}
	b.again()
	b.remove(1)
	b.want("post 2")
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	b.again()
	b.want("post 2")
}

// TestLeftHalfWritten: what a killed process was writing anew goes at the next start, whatever the folder is called.
func TestLeftHalfWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "desk [1")
	left := filepath.Join(dir, "rewrite-1")
	if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(left, []byte("half"), 0o600)); err != nil {
		t.Fatal(err)
	}
	b := open(t, Options{Dir: dir})
	b.add(1, "one")
	b.want("one")
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}

// TestTornInNewLog: the same where the log was made anew by Tidy, and a full disk takes half of an entry.
func TestTornInNewLog(t *testing.T) {
	t.Parallel()
	b := oneDeleted(t)
	if err := b.w.Tidy(true); err != nil {
		t.Fatal(err)
	}
	if _, err := b.w.log.WriteString("torn"); err != nil { // as much as there was room for
		t.Fatal(err)
	}
	if err := whole(b.w.log); err != nil {
		t.Fatal(err)
	}
	b.remove(1)
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	b.again()
	b.want("post 2")
}
