package window

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"

	"heed/internal/desk"
)

const logEntry = 16

func appendLog(f io.Writer, h uint64, until int64) error {
	var b [logEntry]byte
	binary.LittleEndian.PutUint64(b[:], h)
	binary.LittleEndian.PutUint64(b[8:], uint64(until))
	_, err := f.Write(b[:])
	return err
}

// readLog reads the deletions; an entry that a crash cut off is left out.
func readLog(path string) (map[uint64]int64, error) {
	out := map[uint64]int64{}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	for ; len(b) >= logEntry; b = b[logEntry:] {
		out[binary.LittleEndian.Uint64(b)] = int64(binary.LittleEndian.Uint64(b[8:]))
	}
	return out, err
}

// Tidy takes what was deleted off the disk, where its time has come or force says so. It is
// called again and again by one goroutine.
func (w *Window) Tidy(force bool) error {
	if w == nil || w.o.ReadOnly {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || !force && w.o.Now().Sub(w.tidied) < tidyEvery {
		return w.problem
	}
	w.tidied = w.o.Now()
	w.flush()
	w.trim()
	if len(w.deleted) == 0 {
		return w.problem
	}
	for _, s := range w.segments {
		if err := w.rewrite(s); err != nil {
			w.problem = w.fault(err)
			return w.problem
		}
	}
	return w.forget()
}

// rewrite takes the deleted posts out of one file. The new file takes the old one's place
// in one step, so that a crash leaves either.
func (w *Window) rewrite(s *segment) error {
	f, err := os.Open(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if !w.holdsDeleted(f, s) {
		return nil
	}
	if s == w.current() {
		if err := w.shut(); err != nil {
			return err
		}
	}
	to, err := os.CreateTemp(w.o.Dir, "rewrite-*")
	if err != nil {
		return err
	}
	defer os.Remove(to.Name())
	blocks, size, err := w.copyKept(f, to, s)
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		return err
	}
	if err := os.Rename(to.Name(), s.path); err != nil {
		return err
	}
	s.blocks, s.size = blocks, size
	return nil
}

func (w *Window) holdsDeleted(f *os.File, s *segment) bool {
	for i := range s.blocks {
		b := &s.blocks[i]
		raw := make([]byte, 8*b.posts)
		if _, err := f.ReadAt(raw, b.at+headerSize); err != nil {
			return true
		}
		for ; len(raw) > 0; raw = raw[8:] {
			if _, gone := w.deleted[binary.LittleEndian.Uint64(raw)]; gone {
				return true
			}
		}
	}
	return false
}

func (w *Window) copyKept(f, to *os.File, s *segment) (blocks []block, size int64, err error) {
	for i := range s.blocks {
		posts, hashes, err := w.unpack(f, &s.blocks[i])
		if err != nil {
			continue // damaged: nobody can read it
		}
		n := 0
		for j := range posts {
			if until, gone := w.deleted[hashes[j]]; !gone || desk.Micros(posts[j].HeardAt) > until {
				posts[n], hashes[n] = posts[j], hashes[j]
				n++
			}
		}
		if n == 0 {
			continue
		}
		raw, b := pack(w.enc, posts[:n], hashes[:n], s.blocks[i].every, w.o.Keep)
		if _, err := to.Write(raw); err != nil {
			return nil, 0, err
		}
		b.at = size
		blocks, size = append(blocks, b), size+int64(len(raw))
	}
	return blocks, size, nil
}

// forget empties the list of deletions, which no file holds any more.
func (w *Window) forget() error {
	clear(w.deleted)
	if err := w.log.Truncate(0); err != nil {
		w.problem = w.fault(err)
	}
	return w.problem
}

// Deleted is how many deletions wait for the next Tidy, for tests and metrics.
func (w *Window) Deleted() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(maps.Clone(w.deleted))
}
