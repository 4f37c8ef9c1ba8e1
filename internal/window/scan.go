package window

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"heed/internal/desk"
)

// Reach is how much of a window a Scan saw.
type Reach struct {
	From, To time.Time // of posting
	Posts    int64     // seen
	Heard    int64     // that they stand for, where a part was kept
	Whole    bool      // to the oldest post; else the visitor or the context ended it
}

// Scan shows the posts from the newest block to the oldest; within a block the newest comes
// first. every says how many heard posts each stands for. The visitor ends it by returning
// false; the end of ctx ends it too, which is no error: Reach says how far it came. A post
// is the visitor's to keep. Adding goes on meanwhile.
func (w *Window) Scan(ctx context.Context, visit func(m *desk.Message, every int) bool) (Reach, error) {
	var r Reach
	if w == nil {
		r.Whole = true
		return r, nil
	}
	segments, waiting, deleted, err := w.snapshot()
	if err != nil {
		return r, err
	}
	v := &visitor{w: w, visit: visit, deleted: deleted, reach: &r, files: len(segments) > 0}
	for _, g := range slices.Backward(waiting) {
		if ctx.Err() != nil {
			return r, nil
		}
		for i := range slices.Backward(g.posts) {
			if !v.show(&g.posts[i], g.hashes[i], int(g.every)) {
				return r, nil
			}
		}
	}
	for _, s := range slices.Backward(segments) {
		if more, err := v.segment(ctx, s); err != nil || !more {
			return r, err
		}
	}
	r.Whole = true
	return r, nil
}

// snapshot is what a Scan goes through. Files that are dropped or rewritten meanwhile are
// found gone or as they were.
func (w *Window) snapshot() ([]segment, []gathered, map[uint64]int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil, nil, nil, desk.Errorf(desk.Unavailable, "The window of heard posts is closed.")
	}
	if w.o.ReadOnly {
		if err := w.load(); err != nil {
			return nil, nil, nil, w.fault(err)
		}
	}
	segments := make([]segment, len(w.segments))
	for i, s := range w.segments {
		segments[i] = segment{n: s.n, path: s.path, blocks: slices.Clone(s.blocks), size: s.size, anew: s.anew, live: s}
	}
	var waiting []gathered
	for _, g := range append(slices.Clip(w.full), w.fresh) {
		waiting = append(waiting, gathered{posts: slices.Clone(g.posts), hashes: slices.Clone(g.hashes), every: cmp.Or(g.every, w.every)})
	}
	return segments, waiting, maps.Clone(w.deleted), nil
}

type visitor struct {
	w       *Window
	visit   func(*desk.Message, int) bool
	deleted map[uint64]int64
	reach   *Reach
	files   bool // there are files beside what waits to be written
}

func (v *visitor) show(m *desk.Message, h uint64, every int) bool {
	if until, gone := v.deleted[h]; gone && desk.Micros(m.HeardAt) <= until {
		return true
	}
	v.reach.Posts++
	v.reach.Heard += int64(every)
	at := saidAt(m, v.w.o.Keep)
	if v.reach.To.Before(at) {
		v.reach.To = at
	}
	if v.reach.From.IsZero() || v.reach.From.After(at) && !v.files {
		v.reach.From = at
	}
	return v.visit(m, every)
}

func (v *visitor) segment(ctx context.Context, s segment) (more bool, err error) {
	f, blocks, err := v.w.reopen(&s)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil // dropped as too old
	}
	if err != nil {
		return false, v.w.fault(err)
	}
	defer f.Close()
	for i := range slices.Backward(blocks) {
		if ctx.Err() != nil {
			return false, nil
		}
		b := &blocks[i]
		posts, hashes, err := v.w.unpack(f, b)
		if err != nil {
			continue // damaged: its posts are not to be had
		}
		for j := range slices.Backward(posts) {
			if !v.show(&posts[j], hashes[j], int(b.every)) {
				return false, nil
			}
		}
		if v.reach.From.IsZero() || b.from.Before(v.reach.From) {
			v.reach.From = b.from
		}
	}
	return true, nil
}

// reopen opens a file of a snapshot with the blocks that lie in it now: deletions may have been taken off it since. Where
// another process writes it, the file itself says.
func (w *Window) reopen(s *segment) (*os.File, []block, error) {
	f, err := os.Open(s.path)
	if err != nil || len(s.blocks) == 0 {
		return f, nil, err
	}
	newest := s.newest()
	later := func(b block) bool { return b.heard.After(newest) }
	if w.o.ReadOnly {
		_, err := s.headers(f, false)
		return f, slices.DeleteFunc(s.blocks, later), err
	}
	if _, same := w.blocksOf(s); same {
		return f, s.blocks, nil
	}
	w.disk.Lock() // until it is written anew
	defer w.disk.Unlock()
	now, err := os.Open(s.path)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, nil, err
	}
	blocks, _ := w.blocksOf(s)
	return now, slices.DeleteFunc(blocks, later), nil
}

// blocksOf are the blocks that a file of a snapshot has now, and whether they lie where they lay.
func (w *Window) blocksOf(s *segment) (blocks []block, same bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(s.live.blocks), s.live.anew == s.anew
}

func (w *Window) unpack(f *os.File, b *block) ([]desk.Message, []uint64, error) {
	raw, plain, err := readBlock(f, b, w.dec)
	if err != nil {
		return nil, nil, err
	}
	hashes := make([]uint64, b.posts)
	for i := range hashes {
		hashes[i] = binary.LittleEndian.Uint64(raw[8*i:])
	}
	posts := make([]desk.Message, 0, b.posts)
	for r := (&reader{b: plain}); len(posts) < b.posts; {
		m, err := r.post()
		if err != nil {
			return nil, nil, err
		}
		posts = append(posts, m)
	}
	return posts, hashes, nil
}
