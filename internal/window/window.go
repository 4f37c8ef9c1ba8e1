package window

import (
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
)

const (
	blockPosts  = 512              // posts gathered before they are written
	blockBytes  = 512 << 10        // or bytes of text
	parts       = 32               // files that a full ring has
	minFile     = 256 << 10        // bytes, of a file before the next is begun
	mostWaiting = 8                // blocks that wait to be written; then who adds helps
	remembered  = 1 << 16          // ids that are known to be in, so that what comes twice is kept once
	maxEvery    = 1 << 16          // of which one is kept, at the least
	tidyEvery   = 10 * time.Minute // deletions leave the disk within this time
)

// Options say where a window lies and how big it may be.
type Options struct {
	Dir      string
	MaxBytes int64         // on disk
	Keep     time.Duration // how long a post stays, at most
	// PerSecond is how many posts a second are kept at most; above that a part is. 0: 500.
	PerSecond int
	// ReadOnly opens the window of another process: nothing can be added, and what that
	// process wrote is seen at the next Scan.
	ReadOnly bool
	Now      func() time.Time
}

// Window is a ring of heard posts. It is safe for concurrent use. Adding and asking what
// passes do not wait for the disk: who hears must not stand still because a disk does.
type Window struct {
	o    Options
	enc  *zstd.Encoder
	dec  *zstd.Decoder
	lock *flock.Flock // held by the one process that writes; nil: this one reads

	disk sync.Mutex // held by who writes files of posts; taken before the others
	file *os.File   // of the last segment; nil: none yet

	logs sync.Mutex // held by who writes the log of deletions; taken before mu
	log  *os.File

	mu       sync.Mutex
	segments []*segment // oldest first; who holds disk changes them, and holds mu meanwhile
	full     []gathered // oldest first, to be written
	fresh    gathered
	deleted  map[uint64]int64
	unlogged []byte // of deleted, to be written
	known    map[uint64]bool
	ring     []uint64 // of known, in the order in which they came, from oldest on
	oldest   int
	every    uint32
	least    uint32 // of what is there
	second   int64
	inSecond int
	tidied   time.Time
	changed  time.Time // the last moment of a deletion or an edit
	problem  error
	closed   bool
}

// gathered is posts that are not on disk yet.
type gathered struct {
	posts  []desk.Message
	hashes []uint64
	weight int    // bytes of text
	every  uint32 // one in so many was kept
}

func (w *Window) know(h uint64) {
	if len(w.ring) < remembered {
		w.ring = append(w.ring, h)
	} else {
		delete(w.known, w.ring[w.oldest])
		w.ring[w.oldest] = h
		w.oldest = (w.oldest + 1) % remembered
	}
	w.known[h] = true
}

// Writes reports whether this process fills the window.
func (w *Window) Writes() bool { return w != nil && !w.o.ReadOnly }

// Add takes posts in. What is private, deleted, reposted without words or here already is
// passed over; a deletion or an edit hides what was kept. It does not fail: Stats tells when
// nothing can be written.
func (w *Window) Add(network desk.Network, heard []desk.Heard) {
	if w == nil || w.o.ReadOnly {
		return
	}
	if w.gather(network, heard) {
		w.writeLog()
	}
	w.mu.Lock()
	waiting := len(w.full)
	w.mu.Unlock()
	if waiting >= mostWaiting {
		w.store()
	}
}

// gather takes posts in and tells whether there are deletions to be written.
func (w *Window) gather(network desk.Network, heard []desk.Heard) (deletions bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	now := w.o.Now()
	for i := range heard {
		m := &heard[i].Message
		if m.Private || m.NetworkID == "" {
			continue
		}
		h := hash(network, m.NetworkID)
		switch heard[i].Change {
		case desk.Deleted:
			w.hide(h, w.moment())
		case desk.Edited:
			edited := *m
			edited.HeardAt = w.moment() // the channel's is of before, when what is hidden now was there
			w.hide(h, edited.HeardAt.Add(-time.Microsecond))
			w.take(network, &edited, h, now)
		case desk.Created:
			if !w.known[h] {
				w.take(network, m, h, now)
			}
		}
	}
	return len(w.unlogged) > 0
}

// moment is the time, later than that of the change before, of which the log tells microseconds.
func (w *Window) moment() time.Time {
	now := w.o.Now()
	if next := w.changed.Add(time.Microsecond); now.Before(next) {
		now = next
	}
	w.changed = now
	return now
}

// Passes reports whether the window leaves a post out because more come than it keeps.
// Such a post is counted as seen and need not be added.
func (w *Window) Passes(network desk.Network, id desk.NetworkID) bool {
	if w == nil || w.o.ReadOnly {
		return true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return true
	}
	if chosen(hash(network, id), w.every) {
		return false
	}
	w.pace(w.o.Now())
	return true
}

// Holds reports whether the window may hold a post: whether a deletion or an edit of it is to be
// added.
func (w *Window) Holds(network desk.Network, id desk.NetworkID) bool {
	if w == nil || w.o.ReadOnly {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.closed && chosen(hash(network, id), w.least)
}

// count finds again what part of all the posts is there at the most.
func (w *Window) count() {
	w.least = w.every
	for _, g := range w.full {
		w.least = min(w.least, g.every)
	}
	for _, s := range w.segments {
		for i := range s.blocks {
			w.least = min(w.least, s.blocks[i].every)
		}
	}
}

func (w *Window) take(network desk.Network, m *desk.Message, h uint64, now time.Time) {
	if m.Text == "" && m.SubjectText == "" || m.Form == desk.Repost || !m.PostedAt.IsZero() && now.Sub(m.PostedAt) > w.o.Keep {
		return // posts of long ago that come only now are not what is said these days
	}
	w.pace(now)
	if !chosen(h, w.every) {
		return
	}
	w.know(h)
	kept := *m
	kept.Network = network
	if kept.HeardAt.IsZero() {
		kept.HeardAt = now
	}
	if kept.PostedAt.IsZero() || kept.PostedAt.After(kept.HeardAt) {
		kept.PostedAt = kept.HeardAt
	}
	const most = 8 << 10
	if len(kept.Text) > most {
		kept.Text = strings.ToValidUTF8(kept.Text[:most], "")
	}
	g := &w.fresh
	g.posts, g.hashes, g.weight = append(g.posts, kept), append(g.hashes, h), g.weight+len(kept.Text)
	if len(g.posts) >= blockPosts || g.weight >= blockBytes {
		w.part()
	}
}

// pace halves the part that is kept in a second that brings too much, and doubles it
// after one that brought much less.
func (w *Window) pace(now time.Time) {
	if s := now.Unix(); s != w.second {
		if w.every > 1 && w.inSecond < w.o.PerSecond*int(w.every)/4 {
			w.part()
			w.every /= 2
			w.least = min(w.least, w.every)
		}
		w.second, w.inSecond = s, 0
	}
	if w.inSecond++; w.inSecond > w.o.PerSecond*int(w.every) && w.every < maxEvery {
		w.part()
		w.every *= 2
	}
}

// part ends the block that is being gathered.
func (w *Window) part() {
	if len(w.fresh.posts) > 0 {
		w.fresh.every = w.every
		w.full, w.fresh = append(w.full, w.fresh), gathered{}
	}
}

// hide makes a post unseen that was heard until then.
func (w *Window) hide(h uint64, until time.Time) {
	if len(w.segments)+len(w.full)+len(w.fresh.posts) == 0 {
		return
	}
	w.deleted[h] = desk.Micros(until)
	w.unlogged = appendLog(w.unlogged, h, desk.Micros(until))
}

// Flush writes what was gathered.
func (w *Window) Flush() error {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	w.part()
	w.mu.Unlock()
	w.store()
	w.writeLog() // what a full disk did not take
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.problem
}
