package bluesky

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// A guarded connection is closed when one read takes too long and the other side does not answer a
// ping either, or has told nothing for longer than its lull. A time-out for each read would cost
// more than the read.
type guarded struct {
	conn   *websocket.Conn
	stall  time.Duration
	lull   func() time.Duration // how long it may tell nothing though it answers
	sign   func()               // is told of every answer to a ping
	turns  atomic.Int64         // odd while a read is under way
	silent atomic.Int64         // it was closed for that: after how long
	end    context.CancelFunc
	wait   sync.WaitGroup
}

// looks is how often a read is looked at within the time that it may take.
const looks = 4

func watch(conn *websocket.Conn, stall time.Duration, lull func() time.Duration, sign func()) *guarded {
	g := &guarded{conn: conn, stall: stall, lull: lull, sign: sign}
	ctx, cancel := context.WithCancel(context.Background())
	g.end = cancel
	g.wait.Go(func() { g.run(ctx) })
	return g
}

func (g *guarded) stop() {
	g.end()
	g.wait.Wait()
}

func (g *guarded) run(ctx context.Context) {
	tick := time.NewTicker(max(g.stall/looks, time.Millisecond))
	defer tick.Stop()
	last, told, alive := int64(-1), time.Now(), time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, turn := time.Now(), g.turns.Load()
		if turn != last || turn%2 == 0 {
			last, told, alive = turn, now, now
			continue
		}
		if now.Sub(alive) >= g.stall || now.Sub(told) >= max(g.stall, g.lull()) {
			g.silent.Store(int64(now.Sub(told)))
			g.conn.CloseNow()
			return
		}
		if now.Sub(alive) >= g.stall/2 && g.answers(ctx, g.stall-now.Sub(alive)) {
			alive = time.Now()
			g.sign()
		}
	}
}

// answers reports whether the other side answers a ping within a time.
func (g *guarded) answers(ctx context.Context, within time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return g.conn.Ping(ctx) == nil
}

// read reads one event into buf, until somebody closes the connection. An event that does not
// fit fills it: the rest is thrown away.
func (g *guarded) read(buf []byte) (int, websocket.MessageType, error) {
	g.turns.Add(1)
	defer g.turns.Add(1)
	kind, r, err := g.conn.Reader(context.Background())
	var n int
	if err == nil {
		n, err = io.ReadFull(r, buf)
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			err = nil
		case err == nil:
			var rest int64
			if rest, err = io.Copy(io.Discard, io.LimitReader(r, maxSkipped)); rest == maxSkipped && err == nil {
				err = errors.New("the stream sent an event without end")
			}
		}
	}
	if silent := time.Duration(g.silent.Load()); err != nil && silent > 0 {
		err = fmt.Errorf("the stream was silent for %v", silent.Round(g.stall/looks))
	}
	return n, kind, err
}
