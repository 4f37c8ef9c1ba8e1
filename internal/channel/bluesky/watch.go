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

// A guarded connection is closed when one read takes too long. A time-out for each read would cost
// more than the read.
type guarded struct {
	conn   *websocket.Conn
	stall  time.Duration
	turns  atomic.Int64 // odd while a read is under way
	silent atomic.Bool  // it was closed for that
	ended  chan struct{}
	wait   sync.WaitGroup
}

// looks is how often a read is looked at within the time that it may take.
const looks = 4

func watch(conn *websocket.Conn, stall time.Duration) *guarded {
	g := &guarded{conn: conn, stall: stall, ended: make(chan struct{})}
	g.wait.Go(g.run)
	return g
}

func (g *guarded) stop() {
	close(g.ended)
	g.wait.Wait()
}

func (g *guarded) run() {
	tick := time.NewTicker(max(g.stall/looks, time.Millisecond))
	defer tick.Stop()
	for last, same := int64(0), 0; ; {
		select {
		case <-g.ended:
			return
		case <-tick.C:
		}
		turn := g.turns.Load()
		if same++; turn != last || turn%2 == 0 {
			last, same = turn, 0
		}
		if same == looks {
			g.silent.Store(true)
			g.conn.CloseNow()
			return
		}
	}
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
	if err != nil && g.silent.Load() {
		err = fmt.Errorf("the stream was silent for %v", g.stall)
	}
	return n, kind, err
}
