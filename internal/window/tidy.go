package window

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"

	"heed/internal/desk"
)

const logEntry = 16

// rewriting is how a file is called that is being written anew.
const rewriting = "rewrite-*"

func appendLog(to []byte, h uint64, until int64) []byte {
	to = binary.LittleEndian.AppendUint64(to, h)
	return binary.LittleEndian.AppendUint64(to, uint64(until))
}

// writeLog writes the deletions that were heard since it was last called.
func (w *Window) writeLog() {
	w.logs.Lock()
	defer w.logs.Unlock()
	w.mu.Lock()
	b, closed := w.unlogged, w.closed
	w.unlogged = nil
	w.mu.Unlock()
	if closed || len(b) == 0 {
		return
	}
	n, err := w.log.Write(b)
	if err == nil {
		return
	}
	w.say(errors.Join(err, whole(w.log)))
	w.unlog(b[n-n%logEntry:])
}

// unlog has deletions that could not be written wait for the next time, before those that came meanwhile.
func (w *Window) unlog(b []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unlogged = append(slices.Clip(b), w.unlogged...)
}

// whole cuts off what a full disk or a crash left of an entry: all that follow would be read from its middle.
func whole(log *os.File) error {
	info, err := log.Stat()
	if err != nil || info.Size()%logEntry == 0 {
		return err
	}
	end := info.Size() - info.Size()%logEntry
	_, err = log.Seek(end, io.SeekStart) // a log that was made anew is not opened to append
	return errors.Join(err, log.Truncate(end))
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
	if w.closed || !force && w.o.Now().Sub(w.tidied) < tidyEvery {
		defer w.mu.Unlock()
		return w.problem
	}
	w.tidied = w.o.Now()
	gone := maps.Clone(w.deleted) // what is deleted from here on waits for the next time
	w.part()
	w.count()
	w.mu.Unlock()
	if err := errors.Join(w.Flush(), w.age()); err != nil || len(gone) == 0 {
		return err
	}
	w.mu.Lock()
	segments := slices.Clone(w.segments)
	w.mu.Unlock()
	for _, s := range segments {
		if err := w.rewrite(s, gone); err != nil {
			w.say(err)
			return w.fault(err)
		}
	}
	return w.forget(gone)
}

// age drops what is too old, also where nothing new comes.
func (w *Window) age() error {
	w.disk.Lock()
	defer w.disk.Unlock()
	if w.ended() {
		return nil
	}
	if err := w.trim(); err != nil {
		w.say(err)
		return w.fault(err)
	}
	return nil
}

// rewrite takes the deleted posts out of one file. The new file takes the old one's place
// in one step, so that a crash leaves either.
func (w *Window) rewrite(s *segment, gone map[uint64]int64) error {
	w.disk.Lock()
	defer w.disk.Unlock()
	if w.ended() {
		return nil
	}
	f, err := os.Open(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if !holdsDeleted(f, s, gone) {
		return nil
	}
	if s == w.current() {
		if err := w.shut(); err != nil {
			return err
		}
	}
	to, err := os.CreateTemp(w.o.Dir, rewriting)
	if err != nil {
		return err
	}
	defer os.Remove(to.Name())
	blocks, size, err := w.copyKept(f, to, s, gone)
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		return err
	}
	w.mu.Lock()
	s.anew++ // before it is: who opened the old file before this reads it to its end
	w.mu.Unlock()
	if err := os.Rename(to.Name(), s.path); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s.blocks, s.size = blocks, size
	return nil
}

func holdsDeleted(f *os.File, s *segment, gone map[uint64]int64) bool {
	for i := range s.blocks {
		b := &s.blocks[i]
		raw := make([]byte, 8*b.posts)
		if _, err := f.ReadAt(raw, b.at+headerSize); err != nil {
			return true
		}
		for ; len(raw) > 0; raw = raw[8:] {
			if _, ok := gone[binary.LittleEndian.Uint64(raw)]; ok {
				return true
			}
		}
	}
	return false
}

func (w *Window) copyKept(f, to *os.File, s *segment, gone map[uint64]int64) (blocks []block, size int64, err error) {
	for i := range s.blocks {
		posts, hashes, err := w.unpack(f, &s.blocks[i])
		if err != nil {
			continue // damaged: nobody can read it
		}
		n := 0
		for j := range posts {
			if until, ok := gone[hashes[j]]; !ok || desk.Micros(posts[j].HeardAt) > until {
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

// forget leaves out of the list deletions whose posts no file holds any more. The new log
// takes the old one's place in one step.
func (w *Window) forget(gone map[uint64]int64) error {
	w.logs.Lock()
	defer w.logs.Unlock()
	if w.ended() {
		return nil
	}
	rest, late := w.remaining(gone)
	to, err := os.CreateTemp(w.o.Dir, rewriting)
	if err == nil {
		_, err = to.Write(rest)
		if err = errors.Join(err, to.Sync()); err == nil {
			err = os.Rename(to.Name(), w.logPath())
		}
		if err != nil {
			err = errors.Join(err, to.Close(), os.Remove(to.Name()))
		}
	}
	if err != nil {
		w.unlog(late)
		w.say(err)
		return w.fault(err)
	}
	old := w.log // Close waits for logs
	w.log = to
	return old.Close()
}

func (w *Window) ended() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed
}

// remaining takes out of the list what is gone and gives the rest as the log has it, and what of it no log holds yet.
func (w *Window) remaining(gone map[uint64]int64) (rest, late []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for h, until := range gone {
		if w.deleted[h] == until {
			delete(w.deleted, h)
		}
	}
	for h, until := range w.deleted {
		rest = appendLog(rest, h, until)
	}
	late, w.unlogged = w.unlogged, nil
	return rest, late
}
