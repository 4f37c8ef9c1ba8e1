package crash

import (
	le "encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/window"
)

// windowEnv tells a process of this test to write a window: its folder and the number of its first post.
const windowEnv = "HEED_CRASH_WINDOW"

// windowBatch is how many posts are heard at once.
const windowBatch = 200

// progress is how far who writes a window has come; it is kept in a file, which outlives it.
type progress struct {
	begun    int64 // to be added
	kept     int64 // on the disk, of those that were begun
	deleting int64 // of those below, every seventh is being deleted
	deleted  int64
}

func progressFile(dir string) string { return filepath.Join(filepath.Dir(dir), "progress") }

func windowOf(dir string, readOnly bool) (*window.Window, error) {
	return window.Open(window.Options{Dir: dir, MaxBytes: 16 << 20, // files of 512 kB
		Keep: time.Hour, PerSecond: 1 << 30, ReadOnly: readOnly, Now: time.Now})
}

func doomed(n int64) bool { return n%7 == 3 }

// lineOf is what a post says: of some sixteen batches a file is full.
func lineOf(n int64) string {
	noise := make([]byte, 200)
	for i, r := 0, rand.New(rand.NewPCG(1, uint64(n))); i < len(noise); i++ {
		noise[i] = byte('a' + r.IntN(26))
	}
	return fmt.Sprintf("Tram %d stands still: %s", n, noise)
}

// beWindow hears posts and deletions of posts, and takes these off the disk again and again. It ends by being killed.
func beWindow(spec string) error {
	dir, first, _ := strings.Cut(spec, "|")
	at, err := strconv.ParseInt(first, 10, 64)
	if err != nil {
		return err
	}
	w, err := windowOf(dir, false)
	if err != nil {
		return err
	}
	to, err := os.OpenFile(progressFile(dir), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	p := progress{begun: at, kept: at, deleting: at, deleted: at}
	say := func() error {
		var b []byte
		for _, n := range []int64{p.begun, p.kept, p.deleting, p.deleted} {
			b = le.LittleEndian.AppendUint64(b, uint64(n))
		}
		_, err := to.WriteAt(b, 0)
		return err
	}
	hear := func(from, to int64, change desk.Change) {
		var heard []desk.Heard
		for n := from; n < to; n++ {
			if change == desk.Created || doomed(n) {
				heard = append(heard, desk.Heard{Change: change, Message: desk.Message{NetworkID: desk.NetworkID(strconv.FormatInt(n, 10)), Text: lineOf(n), PostedAt: time.Now()}})
			}
		}
		w.Add(bluesky, heard)
	}
	for round := 0; ; round++ {
		p.begun += windowBatch
		if err := say(); err != nil {
			return err
		}
		hear(p.kept, p.begun, desk.Created)
		if err := w.Flush(); err != nil {
			return err
		}
		p.kept = p.begun
		p.deleting = max(p.deleted, p.kept-20*windowBatch)
		if err := say(); err != nil {
			return err
		}
		hear(p.deleted, p.deleting, desk.Deleted)
		p.deleted = p.deleting
		if err := say(); err != nil {
			return err
		}
		if err := w.Tidy(round%3 == 0); err != nil {
			return err
		}
	}
}

// TestKilledWhileAWindowIsWritten kills the process that writes the window of heard posts at any moment, as a matcher may
// be, while another reads it.
func TestKilledWhileAWindowIsWritten(t *testing.T) {
	t.Parallel()
	lives := 12
	if testing.Short() {
		lives = 4
	}
	const most = 30_000 // posts: none may leave because the window is full
	dir := filepath.Join(t.TempDir(), "window")
	var past []progress // of the lives that are over
	reader, err := windowOf(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for range lives {
		begin := int64(0)
		if len(past) > 0 {
			begin = past[len(past)-1].begun
		}
		c := exec.Command(os.Args[0], "-test.run=^$")
		c.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d", windowEnv, dir, begin))
		dieWithParent(c)
		var said strings.Builder
		c.Stderr = &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		awaitProgress(t, dir, begin+windowBatch, &said)
		for range rand.N(4) {
			before := progressOf(t, dir)
			seen := read(t, reader, func() { // much is written anew while it is read
				awaitProgress(t, dir, before.begun+6*windowBatch, &said)
			})
			compare(t, seen, past, begin, before, progressOf(t, dir))
		}
		time.Sleep(rand.N(100 * time.Millisecond))
		_ = c.Process.Kill()
		_ = c.Wait()
		if said.Len() > 0 {
			t.Fatalf("who writes complained: %s", said.String())
		}
		last := progressOf(t, dir)
		compare(t, read(t, reader, nil), past, begin, last, last)
		if past = append(past, last); last.begun > most {
			break
		}
	}
	w, err := windowOf(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	last := past[len(past)-1]
	compare(t, read(t, w, nil), past, last.begun, last, last)
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "rewrite-*")); err != nil || len(left) > 0 {
		t.Errorf("unfinished files stay: %q %v", left, err)
	}
	t.Logf("killed %d times, %d posts", len(past), last.begun)
}

func progressOf(t *testing.T, dir string) (p progress) {
	t.Helper()
	b, err := os.ReadFile(progressFile(dir))
	if err != nil || len(b) < 32 {
		return p // not yet
	}
	for i, n := range []*int64{&p.begun, &p.kept, &p.deleting, &p.deleted} {
		*n = int64(le.LittleEndian.Uint64(b[8*i:]))
	}
	return p
}

// awaitProgress waits until so many posts were begun.
func awaitProgress(t *testing.T, dir string, posts int64, said *strings.Builder) {
	t.Helper()
	for end := time.Now().Add(time.Minute); progressOf(t, dir).begun < posts; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("nothing was written in a minute: %s", said.String())
		}
	}
}

// read is how often each post is shown. paused is called once, after the first.
func read(t *testing.T, w *window.Window, paused func()) map[int64]int {
	t.Helper()
	seen := map[int64]int{}
	r, err := w.Scan(t.Context(), func(m *desk.Message, _ int) bool {
		n, err := strconv.ParseInt(string(m.NetworkID), 10, 64)
		if err != nil || m.Text != lineOf(n) {
			t.Errorf("post %q is %q", m.NetworkID, m.Text)
		}
		if seen[n]++; len(seen) == 1 && paused != nil {
			paused()
		}
		return true
	})
	if err != nil || !r.Whole {
		t.Fatalf("%+v %v", r, err)
	}
	return seen
}

// compare holds what is shown against what was written in lives that are over and in the one that began with a post, as it
// stood before and after it was read.
func compare(t *testing.T, seen map[int64]int, past []progress, begin int64, before, after progress) {
	t.Helper()
	var wrong []string
	say := func(n int64, what string) {
		if len(wrong) < 5 {
			wrong = append(wrong, fmt.Sprintf("%d %s", n, what))
		}
	}
	check := func(from int64, before, after progress) {
		for n := from; n < before.kept; n++ {
			switch {
			case doomed(n) && n < before.deleted:
				if seen[n] != 0 {
					say(n, "was deleted and is shown")
				}
			case doomed(n) && n < after.deleting:
			case seen[n] == 0:
				say(n, "is missing")
			}
		}
	}
	from := int64(0)
	for _, p := range past {
		check(from, p, p)
		from = p.begun
	}
	check(begin, before, after)
	for n, times := range seen {
		if times > 1 || n >= after.begun {
			say(n, fmt.Sprintf("is shown %d times, of %d", times, after.begun))
		}
	}
	if len(wrong) > 0 {
		t.Fatalf("of %d posts: %s", after.kept, strings.Join(wrong, "; "))
	}
}
