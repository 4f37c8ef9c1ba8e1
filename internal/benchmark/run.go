package benchmark

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/report"
)

// Options say what is measured.
type Options struct {
	Paths     []string
	Stdin     io.Reader
	Companies []string       // only these are shown; nil: all
	Accounts  []string       // write as companies, where the files do not tell; nil: who answers whom
	From, To  time.Time      // cases that were opened from then on, and before; zero: all
	Zone      *time.Location // of the hours of the week and of the times for people; nil: UTC
	Strict    bool           // end at the first row that cannot be taken
	Progress  func(dataset.Progress)
	Refused   func(*dataset.RowError)
}

func (o *Options) zone() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

// Source tells what was read.
type Source struct {
	Posts   int64     `json:"posts"`
	Refused int64     `json:"refused"` // rows that could not be taken
	Repeats int64     `json:"repeats"` // posts whose id stood before
	Cases   int64     `json:"cases"`
	Oldest  time.Time `json:"oldest"` // time of the first post
	Newest  time.Time `json:"newest"` // of the last: waits are counted until then

	Cleaned  int64 `json:"-"` // posts of which bytes that are not UTF-8, or NUL, were replaced or removed
	Narrowed bool  `json:"-"` // to a time
	Apart    bool  `json:"-"` // no post answers another of the files
	Known    bool  `json:"-"` // who the companies are
}

// Data is what was read of posts, ready to be measured in several ways.
type Data struct {
	opts    Options
	threads *threads
	source  Source
}

// Read reads files. Refused rows are told in the order of the files.
func Read(ctx context.Context, opts Options) (*Data, error) {
	return newTexts().read(ctx, opts)
}

func (t *texts) read(ctx context.Context, opts Options) (*Data, error) {
	t.turn++
	x := newIndex()
	late := int64(0)
	stats, err := dataset.Bulk(ctx, opts.Paths, dataset.Options{Stdin: opts.Stdin, Progress: opts.Progress}, t.batch, func(p *part) error {
		for _, bad := range p.refused {
			if opts.Strict {
				return &desk.Error{Kind: desk.Invalid, Message: "A row can't be read: " + bad.Error(), Mend: "Fix the row, or leave out --strict to skip it."}
			}
			if opts.Refused != nil {
				opts.Refused(bad)
			}
		}
		late += int64(p.late)
		x.take(p)
		select {
		case t.parts <- p:
		default: // there are enough
		}
		return nil
	})
	if err != nil {
		return nil, cut(err)
	}
	return newData(x, t, opts, Source{Posts: stats.Rows - late, Refused: stats.Refused + late, Cleaned: stats.Cleaned}), nil
}

// cut says of a file whose compressed data end in the middle how what is there can be measured: half a file
// that is measured without a word would look like a whole one.
func cut(err error) error {
	if e := new(desk.Error); errors.As(err, &e) && errors.Is(err, io.ErrUnexpectedEOF) {
		told := *e
		told.Mend = "Nothing was measured. Fetch the file again; or measure what stands before the cut: gzip -dc FILE | heed benchmark - (zstd -dc for .zst)."
		return &told
	}
	return err
}

func newData(x *index, t *texts, opts Options, s Source) *Data {
	x.close()
	d := &Data{opts: opts, source: s}
	d.source.Narrowed = !opts.From.IsZero() || !opts.To.IsZero()
	d.source.Repeats = int64(x.repeats)
	d.source.Oldest, d.source.Newest = time.UnixMicro(x.oldest).UTC(), time.UnixMicro(x.newest).UTC()
	if x.n == 0 {
		d.source.Oldest, d.source.Newest = time.Time{}, time.Time{}
	}
	if len(opts.Accounts) > 0 {
		w := worker{texts: t, readers: t.readers()}
		is := map[key]bool{}
		for _, name := range opts.Accounts {
			k := w.name(strings.TrimPrefix(name, "@"))
			is[k] = true
			if _, ok := x.names[k]; !ok {
				x.names[k] = naming{k, strings.TrimPrefix(name, "@"), k}
			}
		}
		x.own(is)
	}
	d.threads = newThreads(x)
	d.source.Known = len(d.threads.list) > 0
	d.source.Apart = len(x.caseOf) == 0 && !slices.ContainsFunc(d.threads.parent, func(p uint32) bool { return p != none })
	return d
}

// own makes the posts of given accounts those of companies.
func (x *index) own(is map[key]bool) {
	for i := range uint32(x.n) {
		if p := x.at(i); p.bits.has(undirected) && is[p.author] {
			p.bits |= isOut
		}
	}
}

// each gives the facts of every case in the period, on two goroutines.
func (d *Data) each(do func(half int, company int32, c *report.Case, posts []uint32)) {
	var rooms [2]workroom
	from, to := int64(-1<<62), int64(1<<62)
	if !d.opts.From.IsZero() {
		from = d.opts.From.UnixMicro()
	}
	if !d.opts.To.IsZero() {
		to = d.opts.To.UnixMicro()
	}
	for i := range rooms {
		rooms[i].until, rooms[i].zone = d.threads.newest, offsets(d.opts.Zone)
	}
	d.threads.groups(func(half int, g group) {
		d.threads.cases(g, &rooms[half], func(c *report.Case, posts []uint32) {
			if c.Opened >= from && c.Opened < to {
				do(half, g.company, c, posts)
			}
		})
	})
}

// offsets gives the offset of a zone from UTC at a time. Most cases lie in the same hours
// as the one before.
func offsets(zone *time.Location) func(int64) int {
	if zone == nil || zone == time.UTC {
		return func(int64) int { return 0 }
	}
	var hour int64 = -1
	offset := 0
	return func(micros int64) int {
		if h := micros / 900e6; h != hour {
			hour = h
			_, offset = time.UnixMicro(micros).In(zone).Zone()
		}
		return offset
	}
}

// numberOf is the number of a company by its name; -1 where there is none.
func (d *Data) numberOf(name string) int {
	return slices.IndexFunc(d.threads.list, func(c company) bool { return strings.EqualFold(c.name, strings.TrimPrefix(name, "@")) })
}

// shown tells which companies are asked for.
func (d *Data) shown() (func(c int32) bool, error) {
	if len(d.opts.Companies) == 0 {
		return func(int32) bool { return true }, nil
	}
	want := map[int32]bool{}
	for _, asked := range d.opts.Companies {
		names := []string{asked}
		if d.numberOf(asked) < 0 { // no name with a comma in it
			names = strings.Split(asked, ",")
		}
		for _, name := range names {
			i := d.numberOf(strings.TrimSpace(name))
			if i < 0 {
				return nil, d.noCompany(strings.TrimSpace(name))
			}
			want[int32(i)] = true
		}
	}
	return func(c int32) bool { return want[c] }, nil
}
