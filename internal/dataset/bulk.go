package dataset

import (
	"context"
	"errors"
	"io"
	"runtime"
	"slices"

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
	Mentions   []string // as the file lists them; nil where they are to be looked for in the text
	Network    desk.Network
	Followers  int // -1 where the file does not tell
}

// Batch is some thousand rows of one file, in its order.
type Batch struct {
	File    string
	form    *form
	network desk.Network
	buf     []byte
	rows    []piece
	fields  []field
	apart   [][]string // rows that were read apart from the buffer
	refused []refusal  // by the splitter, in order
	bad     int64      // refused while reading
	cleaned int64
}

type refusal struct {
	before int // index of the row that comes after
	err    *RowError
}

// Bulk reads files as fast as the machine allows: one goroutine finds where rows begin, as
// many as the machine has processors read batches of them, and take gets what read made of
// each, in the order of the files, on the goroutine of the caller. Memory stays bounded
// whatever the files hold. What is refused, and why, is what Open refuses.
func Bulk[T any](ctx context.Context, paths []string, opts Options, read func(*Batch) T, take func(T) error) (Stats, error) {
	r, err := newReader(paths, opts)
	if err != nil {
		return Stats{}, err
	}
	b := &bulk[T]{opts: r.opts, size: r.size, read: read, free: make(chan *Batch, 2*runtime.GOMAXPROCS(0)+2)}
	return b.run(ctx, paths, take)
}

type bulk[T any] struct {
	opts Options
	size int64
	read func(*Batch) T
	free chan *Batch
}

// job is a batch on its way: done gets what became of it.
type job[T any] struct {
	batch *Batch
	bytes int64 // read so far, on disk
	done  chan T
}

func (b *bulk[T]) run(ctx context.Context, paths []string, take func(T) error) (Stats, error) {
	workers := runtime.GOMAXPROCS(0)
	for range cap(b.free) {
		b.free <- &Batch{}
	}
	todo, order := make(chan *job[T], workers), make(chan *job[T], cap(b.free))
	var stop context.CancelFunc
	ctx, stop = context.WithCancel(ctx)
	defer stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(order)
		defer close(todo)
		return b.files(ctx, paths, todo, order)
	})
	for range workers {
		group.Go(func() error {
			for j := range todo {
				j.done <- b.read(j.batch)
			}
			return nil
		})
	}
	stats, err := b.collect(ctx, order, take)
	if err != nil {
		stop()
		for range order { // let the others end
		}
	}
	if fault := group.Wait(); fault != nil && (err == nil || errors.Is(err, context.Canceled)) {
		err = fault // it is what ended the rest
	}
	return stats, err
}

func (b *bulk[T]) collect(ctx context.Context, order <-chan *job[T], take func(T) error) (stats Stats, err error) {
	told := int64(0)
	for j := range order {
		var made T
		select {
		case made = <-j.done:
		case <-ctx.Done():
			return stats, ctx.Err()
		}
		stats.Refused += int64(len(j.batch.refused)) + j.batch.bad
		stats.Rows += int64(len(j.batch.rows)) - j.batch.bad
		stats.Cleaned += j.batch.cleaned
		if err := take(made); err != nil {
			return stats, err
		}
		if b.opts.Progress != nil && j.bytes-told >= 1<<20 {
			told = j.bytes
			b.opts.Progress(Progress{Bytes: j.bytes, Size: b.size, Rows: stats.Rows + stats.Refused})
		}
		b.free <- j.batch
	}
	return stats, nil
}

// files cuts one file after the other.
func (b *bulk[T]) files(ctx context.Context, paths []string, todo, order chan<- *job[T]) error {
	before := int64(0)
	for _, path := range paths {
		in, err := openInput(path, b.opts)
		if err != nil {
			return err
		}
		err = b.file(ctx, in, before, todo, order)
		before += in.raw.n
		in.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bulk[T]) file(ctx context.Context, in *input, before int64, todo, order chan<- *job[T]) error {
	f, err := detect(in)
	if err != nil {
		return err
	}
	if _, err := in.r.Discard(int(f.skip)); err != nil {
		return in.broken(err)
	}
	s := &splitter{in: in.r, name: in.name, comma: f.comma, most: len(f.header), line: 1, header: f.comma != 0}
	for {
		var batch *Batch
		select {
		case batch = <-b.free:
		case <-ctx.Done():
			return ctx.Err()
		}
		batch.File, batch.form, batch.network, batch.cleaned = in.name, f, b.opts.Network, 0
		batch.bad = 0
		err := s.fill(batch)
		j := &job[T]{batch: batch, bytes: before + in.raw.n, done: make(chan T, 1)}
		for _, to := range []chan<- *job[T]{order, todo} {
			select {
			case to <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return in.broken(err)
		}
	}
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
	clock  clock
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
		Company: row.Company, Handle: row.Handle, Network: m.Network, Followers: m.Author.Followers}
	if !m.PostedAt.IsZero() {
		r.post.Micros = m.PostedAt.UnixMicro()
	}
	if raw.Mentions != nil {
		r.post.Mentions = slices.Clone(raw.Mentions)
	}
}
