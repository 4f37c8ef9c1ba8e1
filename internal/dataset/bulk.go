package dataset

import (
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"heed/internal/desk"
)

// A Post is a row for those who keep only a few bytes of each. Its strings are part of a
// buffer that is used again: they are good until the function that was given the batch
// returns, and must be cloned to be kept.
type Post struct {
	Line   int
	ID     string
	Author string // its id where the file has one, else its name
	Name   string // of the author, without @
	Parent string // "" if the post answers none
	Micros int64  // when it was posted, in microseconds since 1970; 0 where the file does not tell
	Out    bool   // the company's
	// Undirected is set where the file does not tell whether it is a customer's.
	Undirected bool
	Private    bool
	Text       string
	Lang       string
	Company    string   // as the file names it; "" where it does not
	Handle     string   // the company's account, likewise
	Case       string   // of its matter, likewise
	Mentions   []string // as the file lists them; nil where they are to be looked for in the text
	Network    desk.Network
	Followers  int // -1 where the file does not tell
}

// Batch is some hundred rows of one file, in its order.
type Batch struct {
	File    string
	form    *form
	network desk.Network
	buf     []byte
	marks   marks // of buf, where it holds fields
	returns bool  // carriage returns are among them
	rows    []piece
	fields  []field
	apart   [][]string // rows that were read apart from the buffer
	refused []refusal  // by the splitter, in order
	bad     int64      // refused while reading
	cleaned int64
	clock   clock
}

type refusal struct {
	before int // index of the row that comes after
	err    *RowError
}

// Bulk reads files as fast as the machine allows: as many goroutines as it has processors
// each cut the next batch off, one at a time, and read it while its bytes are still near; take
// gets what read made of each, in the order of the files, on the goroutine of the caller.
// Memory stays bounded whatever the files hold. What is refused, and why, is what Open refuses.
func Bulk[T any](ctx context.Context, paths []string, opts Options, read func(*Batch) T, take func(T) error) (Stats, error) {
	r, err := newReader(paths, opts)
	if err != nil {
		return Stats{}, err
	}
	b := &bulk[T]{opts: r.opts, size: r.size, read: read, paths: paths, order: make(chan *job[T], 4*runtime.GOMAXPROCS(0))}
	return b.run(ctx, take)
}

type bulk[T any] struct {
	opts  Options
	size  int64
	read  func(*Batch) T
	order chan *job[T] // in the order of the files

	mu       sync.Mutex // of what follows
	paths    []string   // that are not open yet
	in       *input     // nil between files
	form     *form
	splitter *splitter
	before   int64 // bytes of the files before it, on disk
	over     bool
}

// job is a batch on its way: done gets what became of it, once stats are set.
type job[T any] struct {
	bytes int64 // read so far, on disk
	stats Stats
	done  chan T
}

func (b *bulk[T]) run(ctx context.Context, take func(T) error) (Stats, error) {
	var stop context.CancelFunc
	ctx, stop = context.WithCancel(ctx)
	defer stop()
	group, working := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error { return b.work(working) })
	}
	var fault error
	go func() {
		fault = group.Wait()
		close(b.order)
	}()
	stats, err := b.collect(ctx, take)
	if err != nil {
		stop()
		for range b.order { // let the others end
		}
	}
	if b.in != nil {
		b.in.Close()
	}
	if fault != nil && (err == nil || errors.Is(err, context.Canceled)) {
		err = fault // it is what ended the rest
	}
	return stats, err
}

func (b *bulk[T]) collect(ctx context.Context, take func(T) error) (stats Stats, err error) {
	told := int64(0)
	for j := range b.order {
		var made T
		select {
		case made = <-j.done:
		case <-ctx.Done():
			return stats, ctx.Err()
		}
		stats.Refused += j.stats.Refused
		stats.Rows += j.stats.Rows
		stats.Cleaned += j.stats.Cleaned
		if err := take(made); err != nil {
			return stats, err
		}
		if b.opts.Progress != nil && j.bytes-told >= 1<<20 {
			told = j.bytes
			b.opts.Progress(Progress{Bytes: j.bytes, Size: b.size, Rows: stats.Rows + stats.Refused})
		}
	}
	return stats, nil
}

// work reads one batch after the other.
func (b *bulk[T]) work(ctx context.Context) error {
	batch := &Batch{}
	for {
		j, err := b.cut(ctx, batch)
		if j == nil {
			return err
		}
		made := b.read(batch)
		j.stats = Stats{Rows: int64(len(batch.rows)) - batch.bad, Refused: int64(len(batch.refused)) + batch.bad, Cleaned: batch.cleaned}
		j.done <- made
		if err != nil {
			return err
		}
	}
}

// cut cuts the next batch off and gives it its place in the order: nil behind the last. With
// an error it is what could be read before.
func (b *bulk[T]) cut(ctx context.Context, batch *Batch) (*job[T], error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over || b.in == nil && len(b.paths) == 0 {
		return nil, ctx.Err()
	}
	if b.in == nil {
		if err := b.open(); err != nil {
			b.over = true
			return nil, err
		}
	}
	batch.File, batch.form, batch.network, batch.cleaned, batch.bad = b.in.name, b.form, b.opts.Network, 0, 0
	err := b.splitter.fill(batch)
	j := &job[T]{bytes: b.before + b.in.raw.n, done: make(chan T, 1)}
	if errors.Is(err, io.EOF) {
		b.before, err = j.bytes, nil
		b.in.Close()
		b.in = nil
	}
	if err != nil {
		b.over, err = true, b.in.broken(err)
	}
	select {
	case b.order <- j:
		return j, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// open opens the next file.
func (b *bulk[T]) open() error {
	in, err := openInput(b.paths[0], b.opts)
	if err != nil {
		return err
	}
	b.in, b.paths = in, b.paths[1:]
	f, err := detect(in)
	if err != nil {
		return err
	}
	if _, err := in.r.Discard(int(f.skip)); err != nil {
		return in.broken(err)
	}
	b.form = f
	b.splitter = &splitter{in: in.r, name: in.name, comma: f.comma, most: len(f.header), line: 1, header: f.comma != 0}
	return nil
}

// Each gives the rows in their order: a post, or a refusal. It is to be called once.
func (b *Batch) Each(yield func(*Post, *RowError)) {
	r := rowReader{batch: b, shaper: shaper{network: b.network, form: b.form, light: true}}
	refused := b.refused
	for i := range b.rows {
		for len(refused) > 0 && refused[0].before == i {
			yield(nil, refused[0].err)
			refused = refused[1:]
		}
		yield(r.read(i))
	}
	for _, p := range refused {
		yield(nil, p.err)
	}
}

// rowReader reads the rows of one batch.
type rowReader struct {
	batch  *Batch
	shaper shaper
	post   Post
	spare  []byte
}

func (r *rowReader) read(i int) (*Post, *RowError) {
	p := &r.batch.rows[i]
	if r.batch.form.twcs != nil && r.quick(p) {
		return &r.post, nil
	}
	return r.slow(p)
}

// slow takes the way of Open.
func (r *rowReader) slow(p *piece) (*Post, *RowError) {
	raw, refused := r.parse(p)
	if refused == nil {
		var row Row
		if row, refused = r.shaper.row(&raw); refused == nil {
			r.fromRow(&row, &raw)
		}
	}
	if refused != nil {
		refused.File, refused.Line = r.batch.File, p.line
		r.batch.bad++
		return nil, refused
	}
	if r.shaper.cleaned {
		r.batch.cleaned++
	}
	r.post.Line = p.line
	return &r.post, nil
}

func (r *rowReader) parse(p *piece) (post, *RowError) {
	f := r.batch.form
	if f.comma == 0 {
		return decode(r.batch.buf[p.start:p.end])
	}
	fields := make([]string, p.count)
	for i := range fields {
		fields[i] = string(r.field(p, i))
	}
	if reason := f.width(fields); reason != "" {
		return post{}, &RowError{Reason: reason}
	}
	return f.post(fields)
}

func (r *rowReader) fromRow(row *Row, raw *post) {
	m := &row.Message
	r.post = Post{ID: string(m.NetworkID), Author: first(m.Author.NetworkID, m.Author.Name), Name: m.Author.Name,
		Parent: string(m.Parent), Out: m.Direction == desk.Out, Undirected: raw.Direction == "", Private: m.Private, Text: m.Text, Lang: m.Lang,
		Company: row.Company, Handle: row.Handle, Case: row.Case, Network: m.Network, Followers: m.Author.Followers}
	if !m.PostedAt.IsZero() {
		r.post.Micros = m.PostedAt.UnixMicro()
	}
	if raw.Mentions != nil {
		r.post.Mentions = slices.Clone(raw.Mentions)
	}
}
