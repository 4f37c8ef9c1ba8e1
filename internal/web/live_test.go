package web

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"heed/internal/bus"
	"heed/internal/desk"
)

// streamed opens a live stream and gives its lines.
func streamed(t *testing.T, srv *httptest.Server, token, after string) *bufio.Scanner {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", srv.URL+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: token})
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	resp, err := srv.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatal(got, resp.StatusCode)
	}
	return bufio.NewScanner(resp.Body)
}

// next reads one event: its name, id and data.
func next(t *testing.T, s *bufio.Scanner) (event, id, data string) {
	t.Helper()
	for s.Scan() {
		name, value, _ := strings.Cut(s.Text(), ": ")
		switch name {
		case "event":
			event = value
		case "id":
			id = value
		case "data":
			data = value
		case "":
			return event, id, data
		}
	}
	t.Fatal("the stream ended:", s.Err())
	return
}

func TestStreamTellsAndResumes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	srv := httptest.NewServer(b.desk)
	defer srv.Close()
	defer func() { _ = b.desk.Close() }()
	s := streamed(t, srv, "token-1", "")
	if e, _, _ := next(t, s); e != "hello" {
		t.Fatal(e)
	}
	b.fake.customer(42, "one")
	e, first, data := next(t, s)
	if e != "case" || data != `{"case":42,"kind":"message.received","by":0}` {
		t.Fatal(e, data)
	}
	b.fake.bus.Poke(bus.Hint{Kind: bus.Typing, Case: 42, Agent: 2, Name: "Ben Osei"})
	if e, _, data := next(t, s); e != "presence" || data != `{"agent":2,"case":42,"kind":"typing","name":"Ben Osei"}` {
		t.Fatal(e, data)
	}
	b.fake.customer(43, "two")
	if _, _, data := next(t, s); !strings.Contains(data, `"case":43`) {
		t.Fatal(data)
	}
	again := streamed(t, srv, "token-2", first) // a browser that was away since the first
	if e, _, _ := next(t, again); e != "hello" {
		t.Fatal(e)
	}
	if e, _, data := next(t, again); e != "case" || !strings.Contains(data, `"case":43`) {
		t.Fatal(e, data)
	}
	lost := streamed(t, srv, "token-2", "1.1")
	next(t, lost)
	if e, _, _ := next(t, lost); e != "resync" {
		t.Fatal("a place that is forgotten must say so, not", e)
	}
}

// While the desk is being set up a page is as live as any: it does not say that the desk is gone.
func TestStreamDuringTheSetUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.fake.desk.SetUp = false
	srv := httptest.NewServer(b.desk)
	defer srv.Close()
	defer func() { _ = b.desk.Close() }()
	if e, _, _ := next(t, streamed(t, srv, "token-1", "")); e != "hello" {
		t.Fatal(e)
	}
}

func TestASlowReaderIsLetGo(t *testing.T) {
	t.Parallel()
	f := newFake(func() time.Time { return noon })
	h := newHub(f, f.bus, nil, f.now)
	l, _, _, _, err := h.join(t.Context(), desk.EventCursor{Tx: -1, ID: -1})
	if err != nil {
		t.Fatal(err)
	}
	events := make([]desk.Event, backlog+5)
	for i := range events {
		events[i] = desk.Event{ID: int64(1000 + i), Tx: int64(1000 + i), Case: 42}
	}
	h.tell(t.Context(), events)
	n := 0
	for range l.c { // ends, since the hub closed it
		n++
	}
	if n != backlog {
		t.Errorf("%d signals before it was let go", n)
	}
	h.leave(l)
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
}

func TestTheHubForgetsTheOldest(t *testing.T) {
	t.Parallel()
	f := newFake(func() time.Time { return noon })
	h := newHub(f, f.bus, nil, f.now)
	l, _, _, _, err := h.join(t.Context(), desk.EventCursor{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = h.close() }()
	events := make([]desk.Event, kept+10)
	for i := range events {
		events[i] = desk.Event{ID: int64(1000 + i), Tx: 1}
	}
	h.tell(t.Context(), events)
	h.leave(l)
	for _, c := range []struct {
		after int64
		ok    bool
		n     int
	}{{1000, false, kept}, {1009, true, kept}, {1010, true, kept - 1}, {int64(999 + len(events)), true, 0}} {
		h.mu.Lock()
		h.cancel = func() {} // as if somebody still looked
		h.mu.Unlock()
		l, missed, _, ok, err := h.join(t.Context(), desk.EventCursor{Tx: 1, ID: c.after})
		if err != nil || ok != c.ok || len(missed) != c.n {
			t.Errorf("after %d: %d missed, %v %v; want %d, %v", c.after, len(missed), ok, err, c.n, c.ok)
		}
		h.leave(l)
	}
}

func TestCloseEndsStreamsTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	srv := httptest.NewServer(b.desk)
	defer srv.Close()
	s := streamed(t, srv, "token-1", "")
	next(t, s)
	for range 2 {
		if err := b.desk.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for s.Scan() { //nolint:revive // the stream must end
	}
	b.get("/live")
	b.status(http.StatusServiceUnavailable)
	b.get("/queue/reply")
	b.status(http.StatusOK)
}
