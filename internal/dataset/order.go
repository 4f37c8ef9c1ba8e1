package dataset

import (
	"bufio"
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"

	"heed/internal/desk"
)

// TimeOrder gives the rows of all files together in the order in which they were
// written; rows of one instant come in the order of the files. Refused rows come
// first, and a row without a time is refused.
//
// It reads everything once before it returns, keeping 24 bytes a row (72 MB for three
// million), then reads each row again where it stands. Compressed files and standard
// input are copied, unpacked, to a temporary file that is removed as soon as it is
// open. Files must not change meanwhile: a row that is no longer there is refused.
//
// More than a million refused rows are an error: the file is not what it seems. The
// context ends the first pass only. The caller must Close the reader.
func TimeOrder(ctx context.Context, paths []string, opts Options) (*Reader, error) {
	r, err := newReader(paths, opts)
	if err != nil {
		return nil, err
	}
	r.order = &order{}
	for i, p := range paths {
		if err := r.index(ctx, i, p); err != nil {
			_ = r.Close()
			return nil, err
		}
	}
	r.order.begin()
	r.stats, r.told = Stats{}, 0
	return r, nil
}

const (
	maxRefused = 1_000_000
	chunkRows  = 1 << 16
	refusedAt  = math.MinInt64 // time of a refused row: before all others
)

// order is the index: sorted runs, merged as they are read.
type order struct {
	files  []*placed
	chunks [][]entry // the last one grows until begin; then a heap by first entry
	read   int64
	size   int64
}

// entry is one row. Fields are ordered and sized so that it takes 24 bytes.
type entry struct {
	micros int64
	off    int64
	line   uint32
	file   uint16
}

// placed is a file whose rows can be read at any place.
type placed struct {
	name   string
	f      *os.File
	path   string // of a temporary copy that could not be removed while open; else ""
	source *source
	shaper *shaper
	length int64
}

// index reads one file from end to end.
func (r *Reader) index(ctx context.Context, n int, path string) error {
	in, err := openInput(path, r.opts)
	if err != nil {
		return err
	}
	defer in.Close()
	file := &placed{name: in.name}
	r.order.files = append(r.order.files, file)
	flush, err := r.place(in, file)
	if err != nil {
		return err
	}
	src, sh, err := r.begin(in)
	if err != nil {
		return err
	}
	sh.light = true
	if err := r.walk(ctx, in, src, sh, n); err != nil {
		return err
	}
	sh.light = false
	if err := flush(); err != nil {
		return cannotSpool(err)
	}
	r.done += in.raw.n
	file.length = src.lines.off
	file.source = src.form.source(newLines(nil, -1, 0, 16<<10))
	file.shaper = sh
	return nil
}

// place arranges for a file to be read again: the file itself, or a copy of what
// streams through in. flush completes the copy.
func (r *Reader) place(in *input, file *placed) (flush func() error, err error) {
	regular := false
	if in.file != nil && !in.compressed {
		info, err := in.file.Stat()
		regular = err == nil && info.Mode().IsRegular()
	}
	if regular {
		file.f, err = os.Open(in.name)
		if err != nil {
			return nil, cannotOpen(in.name, err)
		}
		return func() error { return nil }, nil
	}
	file.f, err = os.CreateTemp(r.opts.TempDir, "heed-rows-*")
	if err != nil {
		return nil, cannotSpool(err)
	}
	if os.Remove(file.f.Name()) != nil {
		file.path = file.f.Name()
	}
	w := bufio.NewWriterSize(file.f, 1<<18)
	in.r = bufio.NewReaderSize(io.TeeReader(in.r, &limited{w: w, left: r.opts.SpoolLimit}), headerBytes)
	return w.Flush, nil
}

// limited writes no more than it may.
type limited struct {
	w    io.Writer
	left int64
}

var errSpool = errors.New("the temporary copy")

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, fmt.Errorf("%w has reached its limit", errSpool)
	}
	n, err := l.w.Write(p)
	if err != nil {
		err = fmt.Errorf("%w: %w", errSpool, err)
	}
	return n, err
}

func cannotSpool(err error) error {
	return &desk.Error{Kind: desk.Unavailable, Err: err, Message: "cannot keep a temporary copy of the rows",
		Mend: "Make room on the disk for temporary files, or unpack the file and read it from the disk."}
}

// walk notes where every row of a file is.
func (r *Reader) walk(ctx context.Context, in *input, src *source, sh *shaper, n int) error {
	var seen int64
	for {
		if seen++; seen%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, at, err := r.read(src, sh, in.name)
		if errors.Is(err, io.EOF) {
			return nil
		}
		var refused *RowError
		switch {
		case errors.As(err, &refused) || err == nil && row.Message.PostedAt.IsZero():
			if r.stats.Refused++; r.stats.Refused > maxRefused {
				return tooMany(in.name, refused)
			}
			r.order.add(entry{refusedAt, at.off, uint32(at.line), uint16(n)})
		case err != nil:
			return err
		default:
			r.stats.Rows++
			r.companies.learn(&row)
			r.order.add(entry{desk.Micros(row.Message.PostedAt), at.off, uint32(at.line), uint16(n)})
		}
		r.tellIndexing(in)
	}
}

func tooMany(name string, last *RowError) error {
	e := &desk.Error{Kind: desk.Invalid, Message: fmt.Sprintf("more than %d rows of %s are refused", maxRefused, name),
		Mend: "It is probably not the file you meant."}
	if last != nil {
		e.Err = last
	}
	return e
}

func (r *Reader) tellIndexing(in *input) {
	bytes := r.done + in.raw.n
	if r.opts.Progress == nil || bytes-r.told < 1<<20 {
		return
	}
	r.told = bytes
	r.opts.Progress(Progress{Indexing: true, Bytes: bytes, Size: r.size, Rows: r.stats.Rows + r.stats.Refused})
}

func (o *order) add(e entry) {
	last := len(o.chunks) - 1
	if last < 0 || len(o.chunks[last]) == chunkRows {
		if last >= 0 {
			o.sort(last)
		}
		o.chunks = append(o.chunks, make([]entry, 0, chunkRows))
		last++
	}
	o.chunks[last] = append(o.chunks[last], e)
}

func (o *order) sort(i int) { slices.SortFunc(o.chunks[i], entry.compare) }

func (e entry) compare(f entry) int {
	return cmp.Or(cmp.Compare(e.micros, f.micros), cmp.Compare(e.file, f.file), cmp.Compare(e.off, f.off))
}

// begin makes the index ready to be read from the start.
func (o *order) begin() {
	if n := len(o.chunks); n > 0 {
		o.sort(n - 1)
	}
	o.size = 0
	for _, f := range o.files {
		o.size += f.length
	}
	heap.Init((*merge)(o))
}

// pop takes the earliest entry.
func (o *order) pop() (entry, bool) {
	if len(o.chunks) == 0 {
		return entry{}, false
	}
	e := o.chunks[0][0]
	if o.chunks[0] = o.chunks[0][1:]; len(o.chunks[0]) == 0 {
		heap.Pop((*merge)(o))
	} else {
		heap.Fix((*merge)(o), 0)
	}
	return e, true
}

// merge orders the chunks by their first entry.
type merge order

func (m *merge) Len() int           { return len(m.chunks) }
func (m *merge) Less(i, j int) bool { return m.chunks[i][0].compare(m.chunks[j][0]) < 0 }
func (m *merge) Swap(i, j int)      { m.chunks[i], m.chunks[j] = m.chunks[j], m.chunks[i] }
func (m *merge) Push(x any)         { m.chunks = append(m.chunks, x.([]entry)) }
func (m *merge) Pop() any {
	last := len(m.chunks) - 1
	out := m.chunks[last]
	m.chunks = m.chunks[:last]
	return out
}

// ordered gives the next row in time order.
func (r *Reader) ordered() (Row, error) {
	e, ok := r.order.pop()
	if !ok {
		r.order.read = r.order.size
		return Row{}, io.EOF
	}
	file := r.order.files[e.file]
	l := file.source.lines
	if !l.stands(e.off) {
		l.reset(io.NewSectionReader(file.f, e.off, math.MaxInt64-e.off), e.off, int(e.line))
	}
	row, at, err := r.read(file.source, file.shaper, file.name)
	r.order.read += l.off - e.off
	var refused *RowError
	switch {
	case errors.Is(err, io.EOF), err == nil && (at.off != e.off || !e.holds(row.Message.PostedAt)):
		return Row{}, &RowError{File: file.name, Line: int(e.line), Reason: "the file changed while it was read"}
	case err == nil && e.micros == refusedAt:
		return Row{}, &RowError{File: file.name, Line: at.line, Field: file.shaper.form.named("time"), Reason: "the row has no time"}
	case errors.As(err, &refused):
		return Row{}, refused
	case err != nil:
		return Row{}, err
	}
	r.companies.assign(&row, file.shaper.form.guess)
	return row, nil
}

// holds tells whether the time is the one that was indexed.
func (e entry) holds(t time.Time) bool {
	if e.micros == refusedAt {
		return t.IsZero()
	}
	return e.micros == desk.Micros(t)
}

func (o *order) close() {
	for _, f := range o.files {
		if f.f != nil {
			_ = f.f.Close()
		}
		if f.path != "" {
			_ = os.Remove(f.path)
		}
	}
	o.files, o.chunks = nil, nil
}
