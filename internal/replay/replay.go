// Package replay plays files of posts into a desk, through the whole path that a heard
// message takes, in the order in which they were written.
//
// A post is known by its network and id there, so that playing a file twice adds
// nothing. A replay that was interrupted continues from the place that was kept with
// the last batch.
//
// Begin with [Run]; the desk that it plays into is [NewLocal] or [NewRemote].
package replay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/maphash"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/intake"
)

// Desk is where posts go: this process's store or a desk elsewhere.
type Desk interface {
	// Take takes rows in. place is kept with them under the name, unless the name is "".
	Take(ctx context.Context, rows []dataset.Row, name, place string) (intake.Result, error)
	// Joined counts the links whose two ends lie in one thread.
	Joined(ctx context.Context, links []Link) (int, error)
	// Place is what was kept under a name; "" if nothing was.
	Place(ctx context.Context, name string) (string, error)
}

// Link is a reply and what it replies to, by their networks and ids.
type Link struct {
	Network string `json:"network"`
	Reply   string `json:"reply"`
	To      string `json:"to"`
}

// Options say how to play. Speed 0 is as fast as the desk takes them; else how many
// seconds of the file pass in one.
type Options struct {
	Paths    []string
	Speed    float64
	AsNow    bool // give the posts the times at which they are played
	Batch    int
	Stdin    io.Reader
	Refused  func(*dataset.RowError) // each refused row, in order of the file's time; may be nil
	Progress func(Progress)
	Now      func() time.Time
}

// Progress is how far a replay has come.
type Progress struct {
	Indexing bool
	Bytes    int64
	Size     int64
	Summary
}

// Summary counts what became of a file.
type Summary struct {
	Read    int64   `json:"read"`    // rows that could be read
	Matched int64   `json:"matched"` // that a saved search of the desk wanted
	Kept    int64   `json:"kept"`    // that were new
	Cases   int64   `json:"cases"`   // opened
	Repeats int64   `json:"repeats"` // that the desk knew
	Copies  int64   `json:"copies"`  // kept, but counted on an original
	Refused int64   `json:"refused"` // rows that could not be read
	Skipped int64   `json:"skipped"` // taken by an earlier run that was interrupted
	Seconds float64 `json:"seconds"`
	Threads Threads `json:"threads"`
}

// Threads tells whether conversations hold together.
type Threads struct {
	Links  int64 `json:"links"`  // replies whose other end is in the file too
	Joined int64 `json:"joined"` // of them, those that lie in one thread with it
}

type player struct {
	opts    Options
	desk    Desk
	reader  *dataset.Reader
	sum     Summary
	name    string
	skip    int64
	done    int64 // rows and refusals passed, the place in the file
	started time.Time
	first   time.Time // of the file
	batch   []dataset.Row
	seed    maphash.Seed
	seen    map[uint64]bool
	pending map[uint64][]Link // by what they wait for
	ready   []Link
}

// Run plays files into a desk until the end or until ctx ends; then it returns what was
// done so far with ctx's error.
func Run(ctx context.Context, d Desk, opts Options) (Summary, error) {
	p := &player{opts: opts, desk: d, started: opts.Now(), seed: maphash.MakeSeed(), seen: map[uint64]bool{}, pending: map[uint64][]Link{}}
	name, err := placeName(opts.Paths)
	if err != nil {
		return p.sum, err
	}
	p.name = name
	if name != "" {
		place, err := d.Place(ctx, name)
		if err != nil {
			return p.sum, err
		}
		p.skip, _ = strconv.ParseInt(place, 10, 64)
	}
	p.reader, err = dataset.TimeOrder(ctx, opts.Paths, dataset.Options{Stdin: opts.Stdin, Progress: p.reading})
	if err != nil {
		return p.sum, err
	}
	defer p.reader.Close()
	err = p.play(ctx)
	p.sum.Seconds = opts.Now().Sub(p.started).Seconds()
	return p.sum, err
}

// placeName names the place of a set of files by what they are; "" where they cannot be
// recognised (standard input).
func placeName(paths []string) (string, error) {
	h := sha256.New()
	for _, path := range paths {
		if path == "-" {
			return "", nil
		}
		abs, err := filepath.Abs(path)
		if err != nil {
			return "", err
		}
		info, err := os.Stat(path)
		if err != nil {
			return "", &desk.Error{Kind: desk.NotFound, Message: "The file " + path + " can't be read.", Err: err}
		}
		io.WriteString(h, abs+"\x00"+strconv.FormatInt(info.Size(), 10)+"\x00"+info.ModTime().UTC().String()+"\x00")
	}
	return "replay:" + hex.EncodeToString(h.Sum(nil)[:12]), nil
}

func (p *player) reading(pr dataset.Progress) {
	p.tell(Progress{Indexing: pr.Indexing, Bytes: pr.Bytes, Size: pr.Size})
}

func (p *player) tell(pr Progress) {
	if p.opts.Progress == nil {
		return
	}
	pr.Summary = p.sum
	pr.Seconds = p.opts.Now().Sub(p.started).Seconds()
	p.opts.Progress(pr)
}

func (p *player) play(ctx context.Context) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := p.reader.Next()
		var refused *dataset.RowError
		switch {
		case errors.Is(err, io.EOF):
			if err := p.flush(ctx); err != nil {
				return err
			}
			return p.finish(ctx)
		case errors.As(err, &refused):
			p.done++
			p.sum.Refused++
			if p.opts.Refused != nil {
				p.opts.Refused(refused)
			}
			continue
		case err != nil:
			return err
		}
		if err := p.row(ctx, row); err != nil {
			return err
		}
	}
}

// row takes one row when its time has come.
func (p *player) row(ctx context.Context, row dataset.Row) error {
	p.done++
	p.sum.Read++
	p.link(&row)
	if p.done <= p.skip {
		p.sum.Skipped++
		return nil
	}
	if err := p.wait(ctx, &row); err != nil {
		return err
	}
	p.batch = append(p.batch, row)
	if len(p.batch) >= p.opts.Batch {
		return p.flush(ctx)
	}
	return nil
}

// wait holds a row back until its time, scaled. What is due goes out first, so that
// nothing waits for a full batch.
func (p *player) wait(ctx context.Context, row *dataset.Row) error {
	if p.first.IsZero() {
		p.first = row.Message.PostedAt
	}
	if p.opts.Speed == 0 {
		if p.opts.AsNow {
			shift(row, p.started.Add(row.Message.PostedAt.Sub(p.first)))
		}
		return nil
	}
	at := p.started.Add(time.Duration(float64(row.Message.PostedAt.Sub(p.first)) / p.opts.Speed))
	if d := at.Sub(p.opts.Now()); d > 0 {
		if err := p.flush(ctx); err != nil {
			return err
		}
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if p.opts.AsNow {
		shift(row, at)
	}
	return nil
}

func shift(row *dataset.Row, to time.Time) {
	if e := row.Message.EditedAt; !e.IsZero() {
		row.Message.EditedAt = to.Add(e.Sub(row.Message.PostedAt))
	}
	row.Message.PostedAt = to
}

func (p *player) flush(ctx context.Context) error {
	if len(p.batch) > 0 {
		res, err := p.desk.Take(ctx, p.batch, p.name, strconv.FormatInt(p.done, 10))
		if err != nil {
			return err
		}
		p.batch = p.batch[:0]
		p.sum.Matched += int64(res.Matched)
		p.sum.Kept += int64(res.Kept)
		p.sum.Cases += int64(res.Cases)
		p.sum.Repeats += int64(res.Repeats)
		p.sum.Copies += int64(res.Copies)
	}
	return p.check(ctx)
}

// link notes a reply. It can be checked once both ends were taken, in whichever order.
func (p *player) link(row *dataset.Row) {
	m := &row.Message
	self := p.hash(string(m.Network), string(m.NetworkID))
	p.seen[self] = true
	p.ready = append(p.ready, p.pending[self]...)
	delete(p.pending, self)
	if m.Parent == "" || m.Parent == m.NetworkID {
		return
	}
	l := Link{Network: string(m.Network), Reply: string(m.NetworkID), To: string(m.Parent)}
	if to := p.hash(l.Network, l.To); p.seen[to] {
		p.ready = append(p.ready, l)
	} else {
		p.pending[to] = append(p.pending[to], l)
	}
}

func (p *player) hash(network, id string) uint64 {
	return maphash.String(p.seed, network+"\x00"+id)
}

func (p *player) check(ctx context.Context) error {
	if len(p.ready) == 0 {
		return nil
	}
	joined, err := p.desk.Joined(ctx, p.ready)
	if err != nil {
		return err
	}
	p.sum.Threads.Links += int64(len(p.ready))
	p.sum.Threads.Joined += int64(joined)
	p.ready = p.ready[:0]
	return nil
}

// finish forgets the place: the next run reads the file anew and finds it known.
func (p *player) finish(ctx context.Context) error {
	if p.name == "" {
		return nil
	}
	_, err := p.desk.Take(ctx, nil, p.name, "")
	return err
}
