package natsbus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"heed/internal/bus"
	"heed/internal/desk"
)

func start(t *testing.T) string {
	t.Helper()
	return startAt(t, t.TempDir(), server.RANDOM_PORT).ClientURL()
}

// startAt starts a server on a folder and a port.
func startAt(t *testing.T, folder string, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true, JetStream: true, StoreDir: folder,
		JetStreamMaxStore: 2 << 30, JetStreamMaxMemory: 16 << 20})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server does not start")
	}
	return s
}

func dial(t *testing.T, url, self string) *Conn {
	t.Helper()
	c, err := Dial(t.Context(), url, self, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestHintsReachTheOthers(t *testing.T) {
	t.Parallel()
	url := start(t)
	var here, there bus.Bus
	got := make(chan bus.Hint, 8)
	a, b := dial(t, url, "a"), dial(t, url, "b")
	stopA, err := a.Bridge(&here, func(bus.Hint) { t.Error("a hint came back") })
	if err != nil {
		t.Fatal(err)
	}
	defer stopA()
	stopB, err := b.Bridge(&there, func(h bus.Hint) { got <- h })
	if err != nil {
		t.Fatal(err)
	}
	defer stopB()
	if err := b.Ping(t.Context()); err != nil { // the server knows of the subscription
		t.Fatal(err)
	}
	sub := there.Subscribe()
	defer sub.Close()
	want := bus.Hint{Kind: bus.Typing, Case: 7, Agent: 3, Name: "Mara", At: time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)}
	here.Poke(want)
	want.Remote = true
	if d := cmp.Diff(want, <-got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want, <-sub.C); d != "" {
		t.Error(d)
	}
}

// said makes posts in a few threads.
func said(n int) (out []desk.Heard) {
	for i := range n {
		out = append(out, desk.Heard{Change: desk.Created, Message: desk.Message{
			NetworkID: desk.NetworkID(fmt.Sprint("post", i)), Root: desk.NetworkID(fmt.Sprint("thread", i%5)), Text: fmt.Sprint("say ", i)}})
	}
	return out
}

// TestEveryPieceIsTaken shares pieces between two that fail now and then, one of which
// ends in the middle: all is taken, each thread in its order.
func TestEveryPieceIsTaken(t *testing.T) {
	t.Parallel()
	url := start(t)
	from := dial(t, url, "from")
	const posts = 300
	all := said(posts)
	for chunk := range slices.Chunk(all, 10) {
		if err := from.Publish(t.Context(), Piece{Account: 4, Network: "echo", Heard: chunk}); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	taken := map[desk.NetworkID][]string{}
	count, failures := 0, 0
	finished, stop := context.WithCancel(t.Context())
	defer stop()
	var wait sync.WaitGroup
	for _, who := range []string{"a", "b"} {
		c := dial(t, url, who)
		ctx, end := context.WithCancel(finished)
		wait.Go(func() {
			c.Take(ctx, func(_ context.Context, p Piece) error {
				mu.Lock()
				defer mu.Unlock()
				if failures++; failures%25 == 3 {
					return errors.New("the store is away")
				}
				if p.Account != 4 || p.Network != "echo" {
					t.Errorf("a piece of account %d on %q", p.Account, p.Network)
				}
				for _, h := range p.Heard {
					taken[h.Message.Root] = append(taken[h.Message.Root], h.Message.Text)
				}
				if count += len(p.Heard); who == "a" && count > posts/3 {
					end() // what it was given and has not taken goes to the other
				}
				if count == posts {
					stop()
				}
				return nil
			})
		})
		defer end()
	}
	wait.Wait()
	want := map[desk.NetworkID][]string{}
	for _, h := range all {
		want[h.Message.Root] = append(want[h.Message.Root], h.Message.Text)
	}
	if d := cmp.Diff(want, taken); d != "" {
		t.Error(d)
	}
}

func TestLargePiecesAreDivided(t *testing.T) {
	t.Parallel()
	c := dial(t, start(t), "a")
	big := said(3)
	for i := range big {
		big[i].Message.Root = "one"
		big[i].Message.Text = strings.Repeat("long ", 90_000)
	}
	if err := c.Publish(t.Context(), Piece{Account: 1, Network: "echo", Heard: big}); err != nil {
		t.Fatal(err)
	}
	if n, since, err := c.Waiting(t.Context()); err != nil || n != 3 || time.Since(since) > time.Minute {
		t.Errorf("%d pieces wait since %v (%v), want 3 of now", n, since, err)
	}
}

// TestWaitingIsAskedAgain: servers that are away for a moment, as while they elect a leader,
// are no failure.
func TestWaitingIsAskedAgain(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := startAt(t, folder, server.RANDOM_PORT)
	port := s.Addr().(*net.TCPAddr).Port // which is forgotten when it ends
	c := dial(t, s.ClientURL(), "a")
	if err := c.Publish(t.Context(), Piece{Account: 1, Network: "echo", Heard: said(1)}); err != nil {
		t.Fatal(err)
	}
	s.Shutdown()
	s.WaitForShutdown()
	type answer struct {
		pieces int64
		err    error
	}
	got := make(chan answer)
	go func() {
		n, _, err := c.Waiting(t.Context())
		got <- answer{n, err}
	}()
	for c.nc.IsConnected() { // it asks a server that is not there
		runtime.Gosched()
	}
	startAt(t, folder, port)
	if a := <-got; a.err != nil || a.pieces != 1 {
		t.Errorf("%d pieces wait (%v), want 1", a.pieces, a.err)
	}
}

func TestWhatIsNoPieceIsLeftOut(t *testing.T) {
	t.Parallel()
	c := dial(t, start(t), "a")
	if _, err := c.js.Publish(t.Context(), subject+"0", []byte("{")); err != nil {
		t.Fatal(err)
	}
	post := said(1)
	for i := 0; lane(&post[0].Message) != 0; i++ {
		post[0].Message.Root = desk.NetworkID(fmt.Sprint(i))
	}
	if err := c.Publish(t.Context(), Piece{Heard: post}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	got := 0
	c.Take(ctx, func(_ context.Context, p Piece) error {
		got += len(p.Heard)
		stop()
		return nil
	})
	if got != 1 {
		t.Errorf("%d posts taken, want the one behind the broken piece", got)
	}
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	_, err := Dial(t.Context(), "nats://user:hunter2@127.0.0.1:1", "a", slog.New(slog.DiscardHandler))
	var e *desk.Error
	if !errors.As(err, &e) || e.Kind != desk.Unavailable || strings.Contains(e.Message, "hunter2") || !strings.Contains(e.Message, "127.0.0.1:1") {
		t.Errorf("%v", err)
	}
}

// TestUnread: what nobody has read crosses as it came, each lane in its order, in messages that
// a server takes.
func TestUnread(t *testing.T) {
	t.Parallel()
	url := start(t)
	from, to := dial(t, url, "from"), dial(t, url, "to")
	want := map[uint32][]string{}
	var all []desk.Unread
	for i := range 5000 {
		u := desk.Unread{Lane: uint32(i % 7), Data: []byte(strings.Repeat("x", i%900) + fmt.Sprint(i))}
		all, want[u.Lane] = append(all, u), append(want[u.Lane], string(u.Data))
	}
	big := desk.Unread{Lane: 3, Data: []byte(strings.Repeat("y", 400<<10))}
	for range 3 {
		all, want[3] = append(all, big), append(want[3], string(big.Data))
	}
	if err := from.Publish(t.Context(), Piece{Account: 9, Network: "net", Unread: all}); err != nil {
		t.Fatal(err)
	}
	got := map[uint32][]string{}
	lanes := map[string]uint32{}
	for _, u := range all {
		lanes[string(u.Data)] = u.Lane
	}
	var mu sync.Mutex
	count := 0
	ctx, stop := context.WithCancel(t.Context())
	to.Take(ctx, func(_ context.Context, p Piece) error {
		mu.Lock()
		defer mu.Unlock()
		if p.Account != 9 || p.Network != "net" || len(p.Unread) > maxUnread {
			t.Errorf("a piece of account %d on %q with %d", p.Account, p.Network, len(p.Unread))
		}
		for _, u := range p.Unread {
			l := lanes[string(u.Data)]
			got[l] = append(got[l], string(u.Data))
		}
		if count += len(p.Unread); count == len(all) {
			stop()
		}
		return nil
	})
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// FuzzPiece: whatever comes as a piece, reading it ends and stays within it.
func FuzzPiece(f *testing.F) {
	x := parcel{}
	p := Piece{Account: -3, Network: "net"}
	x.add(&p, []byte("one"))
	x.add(&p, nil)
	for _, s := range [][]byte{x.data, {}, {unreadMark}, {unreadMark, 2, 1}, {unreadMark, 2, 1, 'n', 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}, []byte(`{"Account":4}`), []byte("{")} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := pieceOf(b)
		size := 0
		for _, u := range p.Unread {
			size += len(u.Data)
		}
		if size > len(b) || err != nil && len(p.Unread) > 0 {
			t.Fatalf("%q: %v %+v", b, err, p)
		}
	})
}

// TestAlone: a server by itself keeps one copy at once, a cluster that lacks peers after a
// while, and what else goes wrong is asked again.
func TestAlone(t *testing.T) {
	t.Parallel()
	api := func(code jetstream.ErrorCode) error {
		return fmt.Errorf("made: %w", &jetstream.APIError{Code: 500, ErrorCode: code})
	}
	for _, c := range []struct {
		name   string
		err    error
		waited time.Duration
		want   bool
	}{
		{"no cluster", api(10074), 0, true},
		{"peers may come", api(10005), connectFor / 3, false},
		{"no peers came", api(10005), connectFor, true},
		{"no leader yet", api(10008), connectFor, false},
		{"no answer", context.DeadlineExceeded, connectFor, false},
	} {
		if got := alone(c.err, c.waited); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestServerComesUp: a server that is asked before it keeps streams is asked again.
func TestServerComesUp(t *testing.T) {
	t.Parallel()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server does not start")
	}
	c, err := connect(s.ClientURL(), "a", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	prepared := make(chan error, 1)
	go func() { prepared <- c.prepare(t.Context()) }()
	for c.nc.Stats().OutMsgs == 0 { // until it was asked, in vain
		runtime.Gosched()
	}
	if err := s.EnableJetStream(&server.JetStreamConfig{StoreDir: t.TempDir(), MaxStore: 2 << 30, MaxMemory: 16 << 20}); err != nil {
		t.Fatal(err)
	}
	if err := <-prepared; err != nil {
		t.Error(err)
	}
}
