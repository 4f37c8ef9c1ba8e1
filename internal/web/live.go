package web

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"heed/internal/bus"
	"heed/internal/desk"
)

const (
	beat      = 15 * time.Second // heartbeat of a stream
	look      = 2 * time.Second  // the follower looks by itself, as hints may be lost
	kept      = 2048             // facts that a stream which was gone can catch up with
	perFollow = 500
	backlog   = 64 // facts that one slow reader may owe before it must read anew
)

// hub follows the events once for the whole process and tells every stream which cases
// changed. Streams carry ids only: each page reads what its reader may see.
type hub struct {
	inbox Inbox
	bus   *bus.Bus
	log   *slog.Logger
	now   func() time.Time

	mu      sync.Mutex
	streams map[*listener]struct{}
	recent  []fact // oldest first
	from    desk.EventCursor
	cancel  context.CancelFunc
	stopped chan struct{}
	closed  bool
}

// fact is a changed case as streams are told of it.
type fact struct {
	at   desk.EventCursor
	Case desk.CaseID    `json:"case"`
	Kind desk.EventKind `json:"kind"`
	By   desk.AgentID   `json:"by"`
	To   desk.AgentID   `json:"to,omitempty"` // whom it is about, where a note names somebody
}

// signal is one thing to write to a stream.
type signal struct {
	event string
	id    string
	data  []byte
}

// listener is one stream. Its channel is closed when it is too slow or the desk ends.
type listener struct{ c chan signal }

func newHub(in Inbox, b *bus.Bus, log *slog.Logger, now func() time.Time) *hub {
	return &hub{inbox: in, bus: b, log: log, now: now, streams: map[*listener]struct{}{}}
}

// join adds a stream and gives it what it missed since a place; ok is false when that
// can no longer be had, so that the page must read anew.
func (h *hub) join(ctx context.Context, after desk.EventCursor) (l *listener, missed []fact, at desk.EventCursor, ok bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, nil, at, false, &desk.Error{Kind: desk.Unavailable, Message: "The desk is shutting down."}
	}
	if h.cancel == nil {
		if err := h.start(ctx); err != nil {
			return nil, nil, at, false, err
		}
	}
	l = &listener{c: make(chan signal, backlog)}
	h.streams[l] = struct{}{}
	at = h.from
	if len(h.recent) > 0 {
		at = h.recent[len(h.recent)-1].at
	}
	if after == at {
		return l, nil, at, true, nil
	}
	for i := range h.recent {
		if h.recent[i].at == after {
			return l, h.recent[i+1:], at, true, nil
		}
	}
	return l, h.recent, at, after == h.from, nil
}

// start begins to follow from now; the caller holds the lock.
func (h *hub) start(ctx context.Context) error {
	from, err := h.inbox.Latest(ctx)
	if err != nil {
		return err
	}
	h.from, h.recent = from, nil
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	h.cancel, h.stopped = cancel, make(chan struct{})
	sub := h.bus.Subscribe()
	go h.follow(run, sub, from, h.stopped)
	return nil
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(l)
	if len(h.streams) == 0 && h.cancel != nil {
		h.cancel()
		h.cancel = nil
	}
}

func (h *hub) drop(l *listener) {
	if _, ok := h.streams[l]; ok {
		delete(h.streams, l)
		close(l.c)
	}
}

func (h *hub) close() error {
	h.mu.Lock()
	h.closed = true
	for l := range h.streams {
		h.drop(l)
	}
	cancel, stopped := h.cancel, h.stopped
	h.cancel = nil
	h.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	if stopped != nil {
		<-stopped
	}
	return nil
}

func (h *hub) follow(ctx context.Context, sub *bus.Sub, at desk.EventCursor, stopped chan struct{}) {
	defer close(stopped)
	defer sub.Close()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			at = h.read(ctx, at)
		case hint, ok := <-sub.C:
			switch {
			case !ok:
				return
			case hint.Kind == bus.Events:
				at = h.read(ctx, at)
			case hint.Kind == bus.Viewing || hint.Kind == bus.Typing || hint.Kind == bus.Left:
				h.tellPresence(hint)
			}
		}
	}
}

// read follows all facts after a place and tells them.
func (h *hub) read(ctx context.Context, at desk.EventCursor) desk.EventCursor {
	for {
		events, next, err := h.inbox.Follow(ctx, at, perFollow)
		if err != nil {
			if ctx.Err() == nil {
				h.log.WarnContext(ctx, "live: could not follow events", "err", err)
			}
			return at
		}
		h.tell(ctx, events)
		at = next
		if len(events) < perFollow {
			return at
		}
	}
}

func (h *hub) tell(ctx context.Context, events []desk.Event) {
	if len(events) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if ctx.Err() != nil {
		return // a later follower has begun
	}
	for i := range events {
		e := &events[i]
		f := fact{at: desk.EventCursor{Tx: e.Tx, ID: e.ID}, Case: e.Case, Kind: e.Kind, By: e.Agent}
		if e.Kind == desk.AgentMentioned {
			to, _ := strconv.ParseInt(e.Data["to"], 10, 64) // as inbox wrote it
			f.To = desk.AgentID(to)
		}
		h.recent = append(h.recent, f)
		switch {
		case e.Case != 0:
			h.send(f.signal())
		case e.Kind == desk.AlarmRaised || e.Kind == desk.AlarmEnded:
			h.send(signal{event: "hearing", id: cursorText(f.at), data: []byte("{}")})
		}
	}
	if over := len(h.recent) - kept; over > 0 {
		h.from = h.recent[over-1].at
		h.recent = append(h.recent[:0:0], h.recent[over:]...)
	}
}

func (f fact) signal() signal {
	data, _ := json.Marshal(f) // a struct of numbers and names cannot fail
	return signal{event: "case", id: cursorText(f.at), data: data}
}

func (h *hub) tellPresence(p bus.Hint) {
	data, err := json.Marshal(map[string]any{"case": p.Case, "agent": p.Agent, "name": p.Name, "kind": p.Kind})
	if err != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.send(signal{event: "presence", data: data})
}

// send gives a signal to all streams; one that cannot keep up is ended and comes back
// by itself. The caller holds the lock.
func (h *hub) send(s signal) {
	for l := range h.streams {
		select {
		case l.c <- s:
		default:
			h.drop(l)
		}
	}
}

func cursorText(c desk.EventCursor) string {
	return strconv.FormatInt(c.Tx, 10) + "." + strconv.FormatInt(c.ID, 10)
}

func cursorOf(s string) desk.EventCursor {
	tx, id, _ := strings.Cut(s, ".")
	t, err1 := strconv.ParseInt(tx, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err1 != nil || err2 != nil {
		return desk.EventCursor{Tx: -1, ID: -1}
	}
	return desk.EventCursor{Tx: t, ID: n}
}

// stream is one browser's live connection: server-sent events that resume after
// Last-Event-ID.
func (d *Desk) stream(q *request) error {
	ctx := q.r.Context()
	last := q.r.Header.Get("Last-Event-ID")
	if last == "" {
		last = q.r.URL.Query().Get("after")
	}
	l, missed, at, ok, err := d.live.join(ctx, cursorOf(last))
	if err != nil {
		return err
	}
	defer d.live.leave(l)
	h := q.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	q.w.WriteHeader(http.StatusOK)
	s := &streamWriter{w: q.w, c: http.NewResponseController(q.w)}
	s.write(signal{event: "hello", id: cursorText(at), data: []byte("{}")})
	if last != "" && !ok {
		s.write(signal{event: "resync", id: cursorText(at), data: []byte("{}")})
	} else if last != "" {
		for _, f := range missed {
			if f.Case != 0 {
				s.write(f.signal())
			}
		}
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for s.err == nil {
		select {
		case <-ctx.Done():
			return nil
		case sig, open := <-l.c:
			if !open {
				return nil
			}
			s.write(sig)
		case <-tick.C:
			s.write(signal{event: "beat", data: []byte("{}")})
			if _, err := d.Auth.Agent(ctx, q.token); desk.Is(err, desk.Unauthorized) {
				s.write(signal{event: "signedout", data: []byte("{}")})
				return nil
			}
		}
	}
	return nil
}

// streamWriter writes signals until the reader is gone.
type streamWriter struct {
	w   http.ResponseWriter
	c   *http.ResponseController
	err error
}

func (s *streamWriter) write(sig signal) {
	if s.err != nil {
		return
	}
	_ = s.c.SetWriteDeadline(time.Now().Add(beat)) // not every writer has one
	if sig.id != "" {
		_, s.err = fmt.Fprintf(s.w, "id: %s\n", sig.id)
	}
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, "event: %s\ndata: %s\n\n", sig.event, sig.data)
	}
	if s.err == nil {
		s.err = s.c.Flush()
	}
}
