package crash

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// A middle looks at what the NATS servers keep between the one that hears and those that match, as anybody may who runs them.
type middle struct {
	t      testing.TB
	stream jetstream.Stream
}

// middleOf is the only stream of a cluster.
func middleOf(t testing.TB, urls []string) middle {
	t.Helper()
	nc, err := nats.Connect(strings.Join(urls, ","), nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	names := js.StreamNames(t.Context())
	var all []string
	for n := range names.Name() {
		all = append(all, n)
	}
	if len(all) != 1 {
		t.Fatalf("the servers keep the streams %q (%v), want one", all, names.Err())
	}
	s, err := js.Stream(t.Context(), all[0])
	if err != nil {
		t.Fatal(err)
	}
	return middle{t, s}
}

// leader is the number of the server that leads the stream, of which each of three keeps a copy. A cluster that has just
// lost one does not answer for a while.
func (m middle) leader() int {
	m.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if info, err := m.stream.Info(m.t.Context()); err == nil && info.Cluster != nil && info.Cluster.Leader != "" {
			if n := 1 + len(info.Cluster.Replicas); n != 3 {
				m.t.Fatalf("the stream is kept on %d servers", n)
			}
			n, err := strconv.Atoi(strings.TrimPrefix(info.Cluster.Leader, "n"))
			if err != nil {
				m.t.Fatal(err)
			}
			return n
		}
		if time.Now().After(end) {
			m.t.Fatal("no server leads the stream")
		}
	}
}

// lanes are those of which somebody holds a piece, with how many were given out there; and how many processes at least
// wait or hold at the same time at one of them.
func (m middle) lanes() (held map[string]uint64, at int) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 10*time.Second)
	defer cancel()
	held = map[string]uint64{}
	for c := range m.stream.ListConsumers(ctx).Info() {
		if c.NumAckPending > 0 {
			held[c.Name] = c.Delivered.Consumer
		}
		at = max(at, c.NumWaiting+c.NumAckPending)
	}
	return held, at
}

// attended waits until so many processes take from the stream.
func (m middle) attended(n int) {
	m.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		_, at := m.lanes()
		if at >= n {
			return
		}
		if time.Now().After(end) {
			m.t.Fatalf("%d processes take from the stream, want %d", at, n)
		}
	}
}

// stuck waits until pieces stay given out for some seconds: one who stands still holds them.
func (m middle) stuck() map[string]uint64 {
	m.t.Helper()
	const still = 4 * time.Second // less than after which they go to another
	held, _ := m.lanes()
	since := time.Now()
	for end := time.Now().Add(time.Minute); time.Since(since) < still; time.Sleep(100 * time.Millisecond) {
		now, _ := m.lanes()
		maps.DeleteFunc(held, func(lane string, given uint64) bool { return now[lane] != given })
		if len(held) == 0 {
			held, since = now, time.Now()
		}
		if time.Now().After(end) {
			m.t.Fatal("nobody holds a piece for long")
		}
	}
	return held
}

// freed waits until the pieces that were held were given out again.
func (m middle) freed(held map[string]uint64) {
	m.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		for c := range m.stream.ListConsumers(m.t.Context()).Info() {
			if given, ok := held[c.Name]; ok && c.Delivered.Consumer > given {
				delete(held, c.Name)
			}
		}
		if len(held) == 0 {
			return
		}
		if time.Now().After(end) {
			m.t.Fatalf("nobody was given again what was held of %q", slices.Sorted(maps.Keys(held)))
		}
	}
}
