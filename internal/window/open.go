package window

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"
	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
)

// Open opens or makes a window. What a crash left unfinished is cut off. Where another
// process writes it, opening it to write is desk.Conflict.
func Open(o Options) (*Window, error) {
	if o.PerSecond == 0 {
		o.PerSecond = 500
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBody))
	if err != nil {
		return nil, err
	}
	w := &Window{o: o, enc: enc, dec: dec, every: 1, known: map[uint64]bool{}, deleted: map[uint64]int64{}, tidied: o.Now()}
	if !o.ReadOnly {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, w.fault(err)
		}
		if err := w.own(); err != nil {
			return nil, err
		}
		if err := w.clear(); err != nil {
			_ = w.disown()
			return nil, w.fault(err)
		}
	}
	if err := w.read(); err != nil {
		_ = w.disown()
		return nil, w.fault(err)
	}
	return w, nil
}

// own takes the window for this process; the system gives it back even after a crash.
func (w *Window) own() error {
	w.lock = flock.New(filepath.Join(w.o.Dir, "writer.lock"))
	switch mine, err := w.lock.TryLock(); {
	case err != nil:
		return w.fault(err)
	case !mine:
		return &desk.Error{Kind: desk.Conflict, Message: "Another heed hears into " + filepath.Dir(w.o.Dir) + " already.",
			Mend: "Stop that one first, choose another folder with --data, or let this one do the rest with --roles web,outbox,followup."}
	}
	return nil
}

// clear takes off the disk what was being written anew when a process was killed: nothing that is deleted later would be
// taken out of it.
func (w *Window) clear() error {
	left, err := fs.Glob(os.DirFS(w.o.Dir), rewriting) // the folder's name is no pattern
	for _, name := range left {
		err = errors.Join(err, os.Remove(filepath.Join(w.o.Dir, name)))
	}
	return err
}

func (w *Window) disown() error {
	if w.lock == nil {
		return nil
	}
	return w.lock.Unlock()
}

func (w *Window) read() (err error) {
	if err := w.load(); err != nil || w.o.ReadOnly {
		return err
	}
	if w.log, err = os.OpenFile(w.logPath(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
		return err
	}
	w.remember()
	return whole(w.log)
}

// remember reads which posts came last, since a source repeats some of them after a restart.
func (w *Window) remember() {
	for _, s := range slices.Backward(w.segments) {
		f, err := os.Open(s.path)
		if err != nil {
			return // repetitions are kept twice: a preview can bear that
		}
		defer f.Close()
		for i := range slices.Backward(s.blocks) {
			raw, _, err := readBlock(f, &s.blocks[i], nil)
			if err != nil || len(w.ring) > remembered/2 {
				return
			}
			for ; len(raw) > 0; raw = raw[8:] {
				w.know(binary.LittleEndian.Uint64(raw))
			}
		}
	}
}

func (w *Window) fault(err error) error {
	return &desk.Error{Kind: desk.Unavailable, Message: "The window of heard posts in " + w.o.Dir + " can't be used.",
		Mend: "Check that the disk has space and heed owns the folder. You can safely remove the folder.", Err: err}
}

func (w *Window) logPath() string { return filepath.Join(w.o.Dir, "deleted.log") }

// load reads what is there. A window that was never written is empty.
func (w *Window) load() error {
	ns, err := numbers(w.o.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var all []*segment
	for i, n := range ns {
		s, err := load(w.o.Dir, n, i == len(ns)-1 && !w.o.ReadOnly, !w.o.ReadOnly)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the writer dropped it meanwhile
		}
		if err != nil {
			return err
		}
		all = append(all, s)
	}
	w.segments = all
	w.count()
	w.deleted, err = readLog(w.logPath())
	return err
}

// Close writes what was gathered. Double Close is safe.
func (w *Window) Close() error {
	if w == nil {
		return nil
	}
	_ = w.Flush() // Stats tells what could not be written
	w.disk.Lock()
	defer w.disk.Unlock()
	w.logs.Lock()
	defer w.logs.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	err := w.shut()
	if w.log != nil {
		err = errors.Join(err, w.log.Close())
	}
	w.dec.Close()
	return errors.Join(err, w.enc.Close(), w.disown())
}
