package window

import (
	"errors"
	"io/fs"
	"os"
	"slices"

	"heed/internal/desk"
)

// store writes the blocks that wait. One that cannot be written is lost, and said.
func (w *Window) store() {
	w.disk.Lock()
	defer w.disk.Unlock()
	for {
		g, ok := w.next()
		if !ok {
			return
		}
		err := w.trim() // first: a full disk may need what this gives back
		if err == nil && len(g.posts) > 0 {
			raw, b := pack(w.enc, g.posts, g.hashes, g.every, w.o.Keep)
			err = w.write(raw, b)
		}
		if err != nil || len(g.posts) == 0 {
			w.mu.Lock()
			w.full = slices.Delete(w.full, 0, 1)
			w.mu.Unlock()
		}
		if err == nil {
			err = w.trim()
		}
		w.say(err)
	}
}

// say keeps why nothing can be written; nil: it can.
func (w *Window) say(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problem = nil
	if err != nil {
		w.problem = w.fault(err)
	}
}

// next is the oldest block that waits, without what was deleted meanwhile. It goes on waiting,
// so that a Scan finds it.
func (w *Window) next() (gathered, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.full) == 0 || w.closed {
		return gathered{}, false
	}
	g := &w.full[0]
	n := 0
	for i := range g.posts {
		if until, gone := w.deleted[g.hashes[i]]; gone && desk.Micros(g.posts[i].HeardAt) <= until {
			continue
		}
		g.posts[n], g.hashes[n] = g.posts[i], g.hashes[i]
		n++
	}
	g.posts, g.hashes = g.posts[:n], g.hashes[:n]
	return *g, true
}

// write writes the oldest block that waits.
func (w *Window) write(raw []byte, b block) error {
	s := w.current()
	if s == nil || s.size+int64(len(raw)) > max(w.o.MaxBytes/parts, minFile) && s.size > 0 || w.aged(s) {
		if err := w.begin(); err != nil {
			return err
		}
		s = w.current()
	}
	if w.file == nil {
		f, err := os.OpenFile(s.path, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		w.file = f
	}
	if _, err := w.file.WriteAt(raw, s.size); err != nil {
		return err
	}
	b.at = s.size
	w.mu.Lock()
	defer w.mu.Unlock()
	s.blocks, s.size = append(s.blocks, b), s.size+int64(len(raw))
	w.full = slices.Delete(w.full, 0, 1) // in the same moment: a Scan counts its posts once
	return nil
}

// aged reports that a file holds a part of the time that is kept: so that what is too old
// can go while what is not stays.
func (w *Window) aged(s *segment) bool {
	return len(s.blocks) > 0 && w.o.Now().Sub(s.blocks[0].heard) > w.o.Keep/parts
}

func (w *Window) current() *segment {
	if len(w.segments) == 0 {
		return nil
	}
	return w.segments[len(w.segments)-1]
}

// begin starts the next file.
func (w *Window) begin() error {
	if err := w.shut(); err != nil {
		return err
	}
	n := 1
	if s := w.current(); s != nil {
		n = s.n + 1
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.segments = append(w.segments, &segment{n: n, path: pathOf(w.o.Dir, n)})
	return nil
}

func (w *Window) shut() error {
	if w.file == nil {
		return nil
	}
	err := errors.Join(w.file.Sync(), w.file.Close())
	w.file = nil
	return err
}

// trim drops the oldest files; the last one only when all of it is too old.
func (w *Window) trim() error {
	tooOld := func(s *segment) bool {
		if len(s.blocks) == 0 { // all of it was deleted, or it is yet to be written
			return s != w.current()
		}
		return w.o.Now().Sub(s.newest()) > w.o.Keep
	}
	for len(w.segments) > 0 && (len(w.segments) > 1 && w.size() > w.o.MaxBytes || tooOld(w.segments[0])) {
		if len(w.segments) == 1 {
			if err := w.shut(); err != nil {
				return err
			}
		}
		if err := os.Remove(w.segments[0].path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		w.mu.Lock()
		w.segments = slices.Delete(w.segments, 0, 1)
		w.mu.Unlock()
	}
	return nil
}

func (w *Window) size() (n int64) {
	for _, s := range w.segments {
		n += s.size
	}
	return n
}
