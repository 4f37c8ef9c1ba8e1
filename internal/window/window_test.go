package window

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"heed/internal/desk"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// bench is a window on a clock that is set by hand.
type bench struct {
	t   *testing.T
	now time.Time
	o   Options
	w   *Window
}

func open(t *testing.T, o Options) *bench {
	t.Helper()
	b := &bench{t: t, now: start, o: o}
	if b.o.Dir == "" {
		b.o.Dir = t.TempDir()
	}
	if b.o.MaxBytes == 0 {
		b.o.MaxBytes = 64 << 20
	}
	if b.o.Keep == 0 {
		b.o.Keep = 24 * time.Hour
	}
	b.o.Now = func() time.Time { return b.now }
	b.again()
	t.Cleanup(func() {
		if err := b.w.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func (b *bench) again() {
	b.t.Helper()
	w, err := Open(b.o)
	if err != nil {
		b.t.Fatal(err)
	}
	b.w = w
}

func post(n int, text string) desk.Heard {
	at := start.Add(time.Duration(n) * time.Second)
	return desk.Heard{Change: desk.Created, Message: desk.Message{NetworkID: desk.NetworkID(fmt.Sprintf("p%d", n)), Form: desk.Post, Text: text,
		Author: desk.HandleRef{NetworkID: "u1", Name: "ana.test", Followers: 12}, PostedAt: at, HeardAt: at}}
}

func (b *bench) add(n int, text string) { b.w.Add("echo", []desk.Heard{post(n, text)}) }

func (b *bench) texts() (out []string) {
	b.t.Helper()
	_, err := b.w.Scan(b.t.Context(), func(m *desk.Message, _ int) bool {
		out = append(out, m.Text)
		return true
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) want(texts ...string) {
	b.t.Helper()
	if diff := cmp.Diff(texts, b.texts()); diff != "" {
		b.t.Errorf("the window (-want +got):\n%s", diff)
	}
}

func TestNewestFirst(t *testing.T) {
	t.Parallel()
	b := open(t, Options{})
	b.add(1, "one")
	b.add(2, "two")
	b.want("two", "one")
	if err := b.w.Flush(); err != nil {
		t.Fatal(err)
	}
	b.add(3, "three")
	b.want("three", "two", "one")
	b.add(2, "two again, after a reconnect")
	private := post(4, "a secret")
	private.Message.Private = true
	repost := post(5, "")
	repost.Message.Form = desk.Repost
	b.w.Add("echo", []desk.Heard{private, repost})
	b.want("three", "two", "one")
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	b.again()
	b.want("three", "two", "one")
	b.add(3, "three again, after a restart")
	b.want("three", "two", "one")
}

func TestWholePost(t *testing.T) {
	t.Parallel()
	m := desk.Message{Network: "echo", NetworkID: "p", URL: "https://echo.example/p", Direction: desk.In, Form: desk.Quote,
		Author: desk.HandleRef{NetworkID: "u", Name: "ana", Display: "Ana", Followers: -1, Verified: true},
		Text:   "grüße \U0001F525", Lang: "de", Place: "Wien", Links: []string{"https://a.example"}, Tags: []string{"late", "bus"},
		Media: []desk.Media{{Kind: "image"}}, Mentions: []desk.HandleRef{{NetworkID: "v", Name: "bo", Followers: -1}},
		Parent: "q", ParentBy: desk.HandleRef{NetworkID: "w", Followers: -1}, Subject: "s", SubjectBy: desk.HandleRef{Name: "cy", Followers: -1}, SubjectText: "quoted",
		PostedAt: start, HeardAt: start.Add(time.Second)}
	r := &reader{b: appendPost(nil, &m)}
	got, err := r.post()
	if err != nil || len(r.b) != 0 {
		t.Fatalf("%v, %d bytes left", err, len(r.b))
	}
	if diff := cmp.Diff(m, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDeleted(t *testing.T) {
	t.Parallel()
	b := open(t, Options{})
	for i := range 5 {
		b.add(i, fmt.Sprintf("secret%d", i))
	}
	if err := b.w.Flush(); err != nil {
		t.Fatal(err)
	}
	b.now = start.Add(time.Minute)
	gone := post(3, "")
	gone.Change = desk.Deleted
	edited := post(1, "better words")
	edited.Change, edited.Message.HeardAt = desk.Edited, b.now
	b.w.Add("echo", []desk.Heard{gone, edited})
	b.want("better words", "secret4", "secret2", "secret0")
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	b.again()
	b.want("better words", "secret4", "secret2", "secret0")
	if err := b.w.Tidy(true); err != nil {
		t.Fatal(err)
	}
	if n := len(b.w.deleted); n != 0 {
		t.Errorf("%d deletions wait", n)
	}
	b.want("better words", "secret4", "secret2", "secret0")
	b.add(9, "after")
	b.want("after", "better words", "secret4", "secret2", "secret0")
	for _, s := range b.w.segments {
		f, err := os.Open(s.path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for i := range s.blocks {
			_, plain, err := readBlock(f, &s.blocks[i], b.w.dec)
			if err != nil || strings.Contains(string(plain), "secret3") || strings.Contains(string(plain), "secret1") {
				t.Errorf("what was deleted is on the disk still (%v)", err)
			}
		}
	}
}

func (b *bench) remove(n int) {
	b.w.Add("echo", []desk.Heard{{Change: desk.Deleted, Message: desk.Message{NetworkID: desk.NetworkID(fmt.Sprintf("p%d", n))}}})
}

func TestBounds(t *testing.T) {
	t.Parallel()
	b := open(t, Options{MaxBytes: 2 << 20, Keep: 6 * time.Hour, PerSecond: 1 << 20})
	for i := range 30_000 {
		b.now = start.Add(time.Duration(i) * time.Second)
		b.add(i, fmt.Sprintf("post %d %x", i, uint64(i)*0x9e3779b97f4a7c15))
		if i%blockPosts == 0 {
			if err := b.w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := b.w.Stats()
	if s.Bytes > 2<<20 {
		t.Errorf("%d bytes on disk", s.Bytes)
	}
	if oldest := b.now.Sub(s.From); oldest > 6*time.Hour+20*time.Minute {
		t.Errorf("the oldest is %v old", oldest)
	}
	if got := b.texts(); !strings.HasPrefix(got[0], "post 29999 ") {
		t.Errorf("the newest is %q", got[0])
	}
	var disk int64
	files, err := filepath.Glob(filepath.Join(b.o.Dir, "*.posts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		disk += info.Size()
	}
	if disk != s.Bytes {
		t.Errorf("%d bytes on disk, %d counted", disk, s.Bytes)
	}
}

// TestOld: what is too old goes, also where nothing new comes.
func TestOld(t *testing.T) {
	t.Parallel()
	b := open(t, Options{Keep: time.Hour})
	b.add(1, "one")
	if err := b.w.Flush(); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(59 * time.Minute)
	if err := b.w.Tidy(true); err != nil || b.w.Stats().Bytes == 0 {
		t.Fatalf("%v, %+v before its time", err, b.w.Stats())
	}
	b.now = b.now.Add(2 * time.Minute)
	if err := b.w.Tidy(true); err != nil || b.w.Stats().Bytes != 0 {
		t.Errorf("%v, %+v after its time", err, b.w.Stats())
	}
	if left, _ := filepath.Glob(filepath.Join(b.o.Dir, "*.posts")); len(left) > 0 {
		t.Errorf("left on the disk: %v", left)
	}
	b.add(7200, "two")
	if err := b.w.Flush(); err != nil {
		t.Fatal(err)
	}
	b.want("two")
}

// TestSample: of a flood a part is kept, and what it stands for comes near the truth.
func TestSample(t *testing.T) {
	t.Parallel()
	b := open(t, Options{PerSecond: 50})
	const perSecond, seconds = 4000, 20
	for i := range perSecond * seconds {
		b.now = start.Add(time.Duration(i) * time.Second / perSecond)
		b.add(i, "flood")
	}
	s := b.w.Stats()
	if s.Every < 64 || s.Posts > 50*seconds*3 {
		t.Errorf("%d posts kept, one in %d", s.Posts, s.Every)
	}
	if s.Heard < perSecond*seconds*7/10 || s.Heard > perSecond*seconds*13/10 {
		t.Errorf("they stand for %d of %d", s.Heard, perSecond*seconds)
	}
	for i := range 400 {
		b.now = b.now.Add(time.Second)
		b.add(1_000_000+i, "calm")
	}
	if s := b.w.Stats(); s.Every != 1 {
		t.Errorf("after the flood one in %d is kept", s.Every)
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	b := open(t, Options{})
	other := open(t, Options{Dir: b.o.Dir, ReadOnly: true})
	b.add(1, "one")
	if err := b.w.Flush(); err != nil {
		t.Fatal(err)
	}
	other.want("one")
	other.w.Add("echo", []desk.Heard{post(2, "two")})
	other.want("one")
	empty := open(t, Options{Dir: filepath.Join(b.o.Dir, "none"), ReadOnly: true})
	if got := empty.texts(); got != nil {
		t.Errorf("a window that is not there has %q", got)
	}
}

// TestNothing: no window is a window without posts.
func TestNothing(t *testing.T) {
	t.Parallel()
	var w *Window
	w.Add("echo", []desk.Heard{post(1, "one")})
	r, err := w.Scan(t.Context(), func(*desk.Message, int) bool { return true })
	if err != nil || r.Posts != 0 || w.Flush() != nil || w.Tidy(true) != nil || w.Close() != nil || w.Stats() != (Stats{}) {
		t.Error("a nil window does something", r, err)
	}
}

// TestPasses: what the window says that it leaves out is what it leaves out, and asking
// alone tells it how much comes.
func TestPasses(t *testing.T) {
	t.Parallel()
	b := open(t, Options{MaxBytes: 64 << 20, Keep: time.Hour, PerSecond: 100})
	const n = 5000
	passed := 0
	for i := range n {
		h := post(i, fmt.Sprint("post ", i))
		if b.w.Passes("echo", h.Message.NetworkID) {
			passed++
			continue
		}
		b.w.Add("echo", []desk.Heard{h})
	}
	if kept := len(b.texts()); passed == 0 || kept > n-passed || kept < n-passed-10 { // some are left out by their own coming
		t.Errorf("%d of %d passed, %d kept", passed, n, kept)
	}
	var none *Window
	if !none.Passes("echo", "x") {
		t.Error("no window wants a post")
	}
}

// TestDiskStands: while the disk stands still, what is heard is taken in and shown, and what
// is deleted is not.
func TestDiskStands(t *testing.T) {
	t.Parallel()
	b := open(t, Options{PerSecond: 1 << 20})
	const n = 3 * blockPosts
	b.w.disk.Lock()
	for i := range n {
		b.add(i, fmt.Sprint("post ", i))
	}
	b.now = start.Add(n * time.Second)
	gone := post(7, "")
	gone.Change = desk.Deleted
	b.w.Add("echo", []desk.Heard{gone})
	if b.w.Passes("echo", "another") {
		t.Error("a post passes that there is room for")
	}
	waiting := b.texts()
	b.w.disk.Unlock()
	if len(waiting) != n-1 || waiting[0] != fmt.Sprint("post ", n-1) || slices.Contains(waiting, "post 7") || !slices.Contains(waiting, "post 8") {
		t.Errorf("%d posts are shown while the disk stands", len(waiting))
	}
	if err := b.w.Close(); err != nil {
		t.Fatal(err)
	}
	b.again()
	if diff := cmp.Diff(waiting, b.texts()); diff != "" {
		t.Errorf("on disk afterwards (-want +got):\n%s", diff)
	}
}

func TestChosenIsEven(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		every := uint32(1) << rapid.IntRange(1, 6).Draw(t, "every")
		from := rapid.IntRange(0, 1<<30).Draw(t, "from")
		n := 0
		for i := range 4000 {
			h := hash("echo", desk.NetworkID(fmt.Sprintf("at://did/post/%d", from+i)))
			if chosen(h, every) {
				n++
				if !chosen(h, every/2) {
					t.Fatal("what is of the smaller part is not of the bigger one")
				}
			}
		}
		if want := 4000 / int(every); n < want/3 || n > want*2 {
			t.Errorf("%d of 4000 for one in %d", n, every)
		}
	})
}

// BenchmarkAdd is the cost of keeping one post, and of passing one over in a flood.
func BenchmarkAdd(b *testing.B) {
	for _, per := range []int{1 << 30, 1} {
		b.Run(fmt.Sprintf("perSecond-%d", per), func(b *testing.B) {
			w, err := Open(Options{Dir: b.TempDir(), MaxBytes: 64 << 20, Keep: time.Hour, PerSecond: per, Now: func() time.Time { return start }})
			if err != nil {
				b.Fatal(err)
			}
			heard := []desk.Heard{post(1, "My parcel is late again, nobody answers the phone, and the app shows nothing #late")}
			n := 0
			for b.Loop() {
				heard[0].Message.NetworkID = desk.NetworkID(fmt.Sprint("at://did:plc:abcdefghijklmnop/app.bsky.feed.post/", n))
				n++
				w.Add("echo", heard)
			}
		})
	}
}

func FuzzPost(f *testing.F) {
	whole := post(1, "words")
	f.Add(appendPost(nil, &whole.Message))
	f.Add([]byte{})
	f.Add([]byte("\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := (&reader{b: b}).post()
		if err != nil {
			return
		}
		again, err := (&reader{b: appendPost(nil, &m)}).post()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, again); diff != "" {
			t.Error(diff)
		}
	})
}

// TestOneWrites: a second writer is refused and harms nothing; who reads may come, and
// after the first has ended the next may write.
func TestOneWrites(t *testing.T) {
	t.Parallel()
	o := Options{Dir: filepath.Join(t.TempDir(), "window"), MaxBytes: 1 << 20, Keep: time.Hour, Now: func() time.Time { return start }}
	first, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if w, err := Open(o); !desk.Is(err, desk.Conflict) {
		t.Errorf("a second writer: %v, %v", w, err)
	}
	reader := o
	reader.ReadOnly = true
	r, err := Open(reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.Close(), first.Close()); err != nil {
		t.Fatal(err)
	}
	next, err := Open(o)
	if err != nil {
		t.Fatalf("after the first ended: %v", err)
	}
	if err := next.Close(); err != nil {
		t.Fatal(err)
	}
}
