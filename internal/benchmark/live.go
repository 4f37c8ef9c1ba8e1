package benchmark

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"heed/internal/channel"
	"heed/internal/dataset"
	"heed/internal/desk"
)

// Window says what is heard of a network: everything that was said to, by and around
// some accounts from a time on, until now.
type Window struct {
	Kind     channel.Kind
	Account  desk.Account // with the settings of the network; it needs no access
	Accounts []string     // the companies, by handle or by the network's id
	Since    time.Time
	Deps     channel.Deps
	Told     func(Heard) // called after each batch; may be nil
	Missed   func(string)
	Retry    time.Duration // after the first refusal, and twice as long after each more; 0: a second
}

// Heard is how far a window has come.
type Heard struct {
	Read, Kept int64
	At         time.Time // of the last post
}

const (
	mostKept  = 2_000_000 // posts of one window
	mostTries = 8
)

// Listen hears a window from its beginning until now. Where ctx ends before, what was
// heard until then is measured: the error is nil.
func Listen(ctx context.Context, w Window, opts Options) (*Data, error) {
	if len(w.Accounts) == 0 {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "accounts", Message: "Name the companies with --accounts: their handles, comma-separated."}
	}
	if w.Kind.CursorAt == nil || !w.Kind.Abilities.HearPublic {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "network", Message: w.Kind.Name + " does not repeat what was said in public."}
	}
	conn, err := w.Kind.Open(w.Account, nil, w.Deps)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	e := &ear{Window: w, until: w.Deps.Now(), kept: map[desk.NetworkID]bool{}, ids: map[string]string{}, found: map[string]bool{}, most: mostKept}
	for _, a := range w.Accounts {
		e.names = append(e.names, strings.ToLower(strings.TrimPrefix(strings.TrimSpace(a), "@")))
	}
	e.meet(ctx, conn)
	if err := e.hear(ctx, conn); err != nil {
		return nil, err
	}
	e.name(conn)
	e.silent()
	opts.Accounts = e.names
	return e.data(opts), nil
}

// ear keeps what belongs to a window.
type ear struct {
	Window
	names    []string
	ids      map[string]string // names by the network's ids, as posts tell them
	until    time.Time
	kept     map[desk.NetworkID]bool // ids of posts that were kept
	messages []desk.Message
	heard    Heard
	most     int             // messages that are kept
	found    map[string]bool // by name, whether the network knows the account; a name is absent where it could not tell
}

// meet asks the network who the companies are: then what they say is heard also where nobody has named
// them yet, or names them as they were called before.
func (e *ear) meet(ctx context.Context, conn channel.Conn) {
	f, ok := conn.(channel.Filler)
	if !ok {
		return
	}
	refs := make([]desk.HandleRef, len(e.names))
	for i, name := range e.names {
		refs[i].Name = name
		if strings.HasPrefix(name, "did:") {
			refs[i] = desk.HandleRef{NetworkID: name}
		}
	}
	who, err := f.Fill(ctx, refs)
	for i, name := range e.names {
		switch {
		case i < len(who) && who[i].NetworkID != "" && who[i].Name != "":
			e.ids[who[i].NetworkID], e.found[name] = name, true
		case err == nil:
			e.found[name] = false
		}
	}
}

func (e *ear) hear(ctx context.Context, conn channel.Conn) error {
	cursor := e.Kind.CursorAt(e.Since)
	for tries := 0; ; {
		batch, err := conn.Pull(ctx, cursor)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && desk.Is(err, desk.Later) && tries < mostTries:
			tries++
			if !wait(ctx, cmp.Or(e.Retry, time.Second)<<min(tries-1, 6)) {
				return nil
			}
			continue
		case err != nil && e.heard.Kept > 0:
			e.miss("The network stopped responding: " + strings.TrimSuffix(err.Error(), ".") + ". What it told until " + e.heard.At.UTC().Format(time.RFC3339) + " is measured.")
			return nil
		case err != nil:
			return err
		}
		tries = 0
		if batch.Missed != "" {
			e.miss(batch.Missed)
		}
		for i := range batch.Heard {
			e.take(&batch.Heard[i])
		}
		if e.Told != nil {
			e.Told(e.heard)
		}
		if batch.Live || !e.heard.At.Before(e.until) {
			return nil
		}
		if len(e.messages) >= e.most {
			e.miss(fmt.Sprintf("%d posts are as many as fit. What was said after %s is not measured: begin later, or name fewer accounts.", len(e.messages), e.heard.At.UTC().Format(time.RFC3339)))
			return nil
		}
		cursor = batch.Cursor
	}
}

func (e *ear) miss(what string) {
	if e.Missed != nil {
		e.Missed(what)
	}
}

// silent tells of accounts that the network does not know, and of those of which nothing was heard: a name
// that is written wrongly looks like a company that nobody speaks to.
func (e *ear) silent() {
	for _, name := range e.names {
		known := func(r desk.HandleRef) bool {
			return e.ids[r.NetworkID] == name || strings.EqualFold(r.Name, name) || strings.EqualFold(r.NetworkID, name)
		}
		heard := slices.ContainsFunc(e.messages, func(m desk.Message) bool {
			return known(m.Author) || known(m.ParentBy) || slices.ContainsFunc(m.Mentions, known) || strings.Contains(strings.ToLower(m.Text), "@"+name)
		})
		found, told := e.found[name]
		switch nobody := told && !found; {
		case nobody && heard:
			e.miss(e.Kind.Name + " knows no account " + name + ": it has another name by now, or is gone. What names it is measured.")
		case nobody:
			e.miss(e.Kind.Name + " knows no account " + name + ": it is written otherwise, has another name by now, or is gone. Nobody wrote to or about it in this time.")
		case !heard:
			e.miss("Nobody wrote as, to or about " + name + " in this time.")
		}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (e *ear) take(h *desk.Heard) {
	m := &h.Message
	if h.Change != desk.Created {
		return
	}
	e.heard.Read++
	e.heard.At = m.PostedAt
	for _, r := range m.Mentions {
		if name := strings.ToLower(r.Name); r.NetworkID != "" && !e.found[name] && slices.Contains(e.names, name) {
			e.ids[r.NetworkID] = name
		}
	}
	if m.PostedAt.Before(e.Since) || m.Form == desk.Repost || !e.belongs(m) {
		return
	}
	e.heard.Kept++
	e.kept[m.NetworkID] = true
	e.messages = append(e.messages, *m)
}

// belongs tells whether a post is by, to or about one of the accounts, or answers a post
// that was kept.
func (e *ear) belongs(m *desk.Message) bool {
	if m.Parent != "" && (e.kept[m.Parent] || e.kept[m.Root]) || e.is(m.Author) || e.is(m.ParentBy) {
		return true
	}
	if slices.ContainsFunc(m.Mentions, e.is) {
		return true
	}
	text := strings.ToLower(m.Text)
	return slices.ContainsFunc(e.names, func(name string) bool { return strings.Contains(text, "@"+name) })
}

func (e *ear) is(r desk.HandleRef) bool {
	return e.ids[r.NetworkID] != "" || r.Name != "" && slices.Contains(e.names, strings.ToLower(r.Name)) || r.NetworkID != "" && slices.Contains(e.names, strings.ToLower(r.NetworkID))
}

// name asks the network who the authors are, where its stream gives ids alone. Who stays
// unnamed is known by id.
func (e *ear) name(conn channel.Conn) {
	f, ok := conn.(channel.Filler)
	if !ok {
		return
	}
	var refs []desk.HandleRef
	place := map[string]int{}
	for i := range e.messages {
		a := e.messages[i].Author
		if _, seen := place[a.NetworkID]; !seen && a.NetworkID != "" {
			place[a.NetworkID] = len(refs)
			refs = append(refs, a)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // also where the window was ended by hand
	defer cancel()
	named, err := f.Fill(ctx, refs)
	if err != nil && !errors.Is(err, context.Canceled) {
		e.miss("Some authors stay unnamed: " + err.Error())
	}
	for i, ref := range named {
		if given := e.ids[refs[i].NetworkID]; given != "" && ref.Name != "" && !strings.EqualFold(ref.Name, given) && !strings.HasPrefix(given, "did:") {
			e.found[given] = true
			e.miss(given + " is called " + ref.Name + " by now. It is measured as " + given + ".")
		}
	}
	for i := range e.messages {
		if n, ok := place[e.messages[i].Author.NetworkID]; ok && n < len(named) {
			e.messages[i].Author = named[n]
		}
	}
}

// data makes what was heard ready to be measured.
func (e *ear) data(opts Options) *Data {
	t, x := newTexts(), newIndex()
	p := &part{}
	w := worker{texts: t, readers: t.readers(), part: p}
	for i := range e.messages {
		m := &e.messages[i]
		if m.Text == "" {
			continue
		}
		row := &dataset.Post{ID: string(m.NetworkID), Author: m.Author.NetworkID, Name: m.Author.Name, Parent: string(m.Parent), Micros: m.PostedAt.UnixMicro(),
			Undirected: true, Private: m.Private, Text: m.Text, Lang: m.Lang, Network: m.Network, Followers: m.Author.Followers}
		if row.Name == "" {
			row.Name = row.Author
		}
		switch name := e.ids[m.Author.NetworkID]; {
		case name != "": // companies are known by the name that was given
			row.Author, row.Name = name, name
		case e.is(m.Author) || row.Author == "":
			row.Author = row.Name
		}
		w.take(row)
	}
	x.take(p)
	d := newData(x, t, opts, Source{Posts: int64(len(p.posts))})
	for i := range e.messages {
		if t := e.messages[i].PostedAt.UTC(); t.After(d.source.Newest) {
			d.source.Newest = t
		}
	}
	d.threads.newest = max(d.threads.newest, min(e.heard.At.UnixMicro(), e.until.UnixMicro()))
	return d
}
