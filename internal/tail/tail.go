// Package tail prints public posts that match a search as they are written, without a desk:
// from a network's stream or from files.
//
// Begin with [Stream] or [Files]. Nothing is kept; it ends with a [Summary].
package tail

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"heed/internal/channel"
	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/listen"
)

// Options say what to print and where from.
type Options struct {
	Query *listen.Query
	JSON  bool // one JSON object a line, in the form that heed replay reads
	Color bool // mark what matched with the terminal's means
	Out   io.Writer
	Zone  *time.Location
	Limit int                                                               // stop after so many matches; 0: never
	Name  func(ctx context.Context, refs []desk.HandleRef) []desk.HandleRef // may be nil
	Gap   func(string)                                                      // told of posts that can no longer be had; may be nil
	Beat  func(Summary)                                                     // called now and then while posts flow; may be nil
}

// Summary counts what was read.
type Summary struct {
	Read    int64         `json:"read"`
	Matched int64         `json:"matched"`
	Refused int64         `json:"refused"`
	Took    time.Duration `json:"-"`
	Latest  time.Time     `json:"latest"` // time of the last post read
}

var errEnough = errors.New("enough")

type printer struct {
	opts Options
	sum  Summary
	buf  []byte
}

// Stream prints posts of a network from a cursor on until ctx ends or the limit is
// reached. A connection that breaks is made anew and continues where it was.
func Stream(ctx context.Context, kind channel.Kind, a desk.Account, deps channel.Deps, from desk.Cursor, opts Options) (Summary, error) {
	conn, err := kind.Open(a, nil, deps)
	if err != nil {
		return Summary{}, err
	}
	defer conn.Close()
	if f, ok := conn.(channel.Filler); ok && opts.Name == nil {
		opts.Name = func(ctx context.Context, refs []desk.HandleRef) []desk.HandleRef {
			ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
			defer cancel()
			named, err := f.Fill(ctx, refs)
			if err != nil {
				deps.Log.Debug("authors stay unnamed", "error", err)
			}
			return named
		}
	}
	p := &printer{opts: opts}
	started := deps.Now()
	err = p.follow(ctx, conn, from, deps)
	p.sum.Took = deps.Now().Sub(started)
	if errors.Is(err, errEnough) || errors.Is(err, context.Canceled) {
		err = nil
	}
	return p.sum, err
}

func (p *printer) follow(ctx context.Context, conn channel.Conn, cursor desk.Cursor, deps channel.Deps) error {
	for tries := 0; ; {
		batch, err := conn.Pull(ctx, cursor)
		switch {
		case err == nil:
			tries = 0
		case ctx.Err() != nil:
			return ctx.Err()
		case desk.Is(err, desk.Later) && tries < 8:
			tries++
			deps.Log.Warn("the stream is interrupted; trying again", "error", err)
			if err := sleep(ctx, time.Second<<min(tries, 5)); err != nil {
				return err
			}
			continue
		default:
			return err
		}
		if batch.Missed != "" && p.opts.Gap != nil {
			p.opts.Gap(batch.Missed)
		}
		if err := p.batch(ctx, batch.Heard); err != nil {
			return err
		}
		cursor = batch.Cursor
		if p.opts.Beat != nil {
			p.opts.Beat(p.sum)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *printer) batch(ctx context.Context, heard []desk.Heard) error {
	var found []match
	var refs []desk.HandleRef
	for i := range heard {
		m := &heard[i].Message
		if heard[i].Change == desk.Deleted {
			continue
		}
		p.sum.Read++
		p.sum.Latest = m.PostedAt
		if hit, ok := p.match(m); ok {
			found, refs = append(found, match{m, hit}), append(refs, m.Author)
		}
	}
	if p.opts.Name != nil && len(refs) > 0 {
		for i, r := range p.opts.Name(ctx, refs) {
			found[i].m.Author = r
		}
	}
	for _, f := range found {
		if err := p.print(f); err != nil {
			return err
		}
	}
	return nil
}

type match struct {
	m   *desk.Message
	hit desk.Hit
}

func (p *printer) match(m *desk.Message) (desk.Hit, bool) {
	post := listen.PostOf(m)
	return p.opts.Query.Match(&post)
}

// Files prints the posts of files that match. Rows that cannot be read are told through
// refused and do not stop it.
func Files(ctx context.Context, paths []string, stdin io.Reader, refused func(*dataset.RowError), opts Options) (Summary, error) {
	r, err := dataset.Open(paths, dataset.Options{Stdin: stdin})
	if err != nil {
		return Summary{}, err
	}
	defer r.Close()
	p := &printer{opts: opts}
	for ctx.Err() == nil {
		row, err := r.Next()
		var bad *dataset.RowError
		switch {
		case errors.Is(err, io.EOF):
			return p.sum, nil
		case errors.As(err, &bad):
			p.sum.Refused++
			refused(bad)
			continue
		case err != nil:
			return p.sum, err
		}
		p.sum.Read++
		p.sum.Latest = row.Message.PostedAt
		if hit, ok := p.match(&row.Message); ok {
			if err := p.print(match{&row.Message, hit}); err != nil {
				if errors.Is(err, errEnough) {
					err = nil
				}
				return p.sum, err
			}
		}
	}
	return p.sum, nil
}

func (p *printer) print(f match) error {
	p.sum.Matched++
	var err error
	if p.opts.JSON {
		err = p.line(f)
	} else {
		_, err = io.WriteString(p.opts.Out, p.text(f))
	}
	if err == nil && p.opts.Limit > 0 && p.sum.Matched >= int64(p.opts.Limit) {
		return errEnough
	}
	return err
}

// line is a post as heed replay reads it, and what matched.
func (p *printer) line(f match) error {
	var err error
	p.buf, err = dataset.Append(p.buf[:0], &dataset.Row{Message: *f.m})
	if err != nil {
		return err
	}
	why, err := json.Marshal(map[string]any{"clause": f.hit.Clause, "spans": f.hit.Spans})
	if err != nil {
		return err
	}
	body := strings.TrimSuffix(string(p.buf), "}\n")
	_, err = fmt.Fprintf(p.opts.Out, "%s,\"match\":%s}\n", body, why)
	return err
}

func (p *printer) text(f match) string {
	m := f.m
	who := m.Author.Name
	if who == "" {
		who = m.Author.NetworkID
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s", m.PostedAt.In(p.opts.Zone).Format("15:04:05"), p.paint("1", "@"+printable(who)))
	if m.Lang != "" {
		b.WriteString(p.paint("2", "  "+printable(m.Lang)))
	}
	b.WriteString("\n  " + strings.ReplaceAll(p.marked(m.Text, f.hit.Spans), "\n", "\n  ") + "\n")
	if m.URL != "" {
		b.WriteString("  " + p.paint("2", printable(m.URL)) + "\n")
	}
	b.WriteString("\n")
	return b.String()
}

func (p *printer) paint(code, s string) string {
	if !p.opts.Color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// marked shows what matched. Spans come in order of the text and may overlap.
func (p *printer) marked(s string, spans []desk.Span) string {
	if !p.opts.Color {
		return printable(s)
	}
	var b strings.Builder
	at := 0
	for _, sp := range spans {
		if sp.Start < at || sp.End > len(s) || sp.Start >= sp.End {
			continue
		}
		b.WriteString(printable(s[at:sp.Start]) + p.paint("7", printable(s[sp.Start:sp.End])))
		at = sp.End
	}
	return b.String() + printable(s[at:])
}

// printable keeps what strangers write from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}
