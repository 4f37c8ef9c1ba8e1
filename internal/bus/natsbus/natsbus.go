// Package natsbus joins the processes of one desk over NATS: hints reach all of them, and
// what one hears of a firehose is shared among those that match.
//
// Promises. A hint may be lost, as on any bus. A [Piece] that [Conn.Publish] returned
// without an error is kept by the cluster until one process has taken it: each is taken
// at least once, whatever ends in between, and pieces of one thread are taken one after
// the other in the order in which they were published.
package natsbus

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"heed/internal/bus"
	"heed/internal/desk"
)

// Conn is a connection to a NATS server or cluster. Safe for concurrent use.
type Conn struct {
	nc   *nats.Conn
	js   jetstream.JetStream
	log  *slog.Logger
	self string
}

const (
	connectFor   = 15 * time.Second
	prepareIn    = 100 * time.Millisecond
	reconnectIn  = 500 * time.Millisecond
	hintsSubject = "heed.hints"
)

// Dial connects to one of the servers (nats://host:port with commas between, credentials
// in the address). self names this process. A server that goes away later is replaced by
// another of the cluster.
func Dial(ctx context.Context, servers, self string, log *slog.Logger) (*Conn, error) {
	c, err := connect(servers, self, log)
	if err != nil {
		return nil, err
	}
	if err := c.prepare(ctx); err != nil {
		c.nc.Close()
		return nil, err
	}
	return c, nil
}

func connect(servers, self string, log *slog.Logger) (*Conn, error) {
	nc, err := nats.Connect(servers, nats.Name("heed "+self), nats.MaxReconnects(-1), nats.ReconnectWait(reconnectIn), nats.Timeout(connectFor/3),
		nats.NoEcho(),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("the connection to NATS is lost; trying again", "error", err)
			}
		}),
		nats.ReconnectHandler(func(nc *nats.Conn) { log.Info("connected to NATS again", "server", nc.ConnectedUrlRedacted()) }))
	if err != nil {
		return nil, &desk.Error{Kind: desk.Unavailable, Message: "No NATS server is responding at " + hidden(servers) + ".",
			Mend: "Is it running, with JetStream? The setting is nats (--nats, HEED_NATS).", Err: err}
	}
	js, err := jetstream.New(nc)
	if err != nil {
		nc.Close()
		return nil, err
	}
	return &Conn{nc: nc, js: js, log: log, self: self}, nil
}

// hidden is a list of servers without what stands before an @.
func hidden(servers string) string {
	list := strings.Split(servers, ",")
	for i, s := range list {
		if at := strings.LastIndexByte(s, '@'); at >= 0 {
			scheme, _, _ := strings.Cut(s, "://")
			list[i] = scheme + "://…@" + s[at+1:]
		}
	}
	return strings.Join(list, ",")
}

// Close ends the connection. What is being taken was not acknowledged and goes to another.
func (c *Conn) Close() { c.nc.Close() }

// Ping tells whether a server answers.
func (c *Conn) Ping(ctx context.Context) error {
	if !c.nc.IsConnected() {
		return errors.New("NATS: not connected")
	}
	ctx, cancel := context.WithTimeout(ctx, connectFor)
	defer cancel()
	return c.nc.FlushWithContext(ctx)
}

// Bridge carries hints between the bus of this process and those of the others. got, if
// not nil, is called for each that comes from elsewhere. stop ends it.
func (c *Conn) Bridge(b *bus.Bus, got func(bus.Hint)) (stop func(), err error) {
	in, err := c.nc.Subscribe(hintsSubject, func(m *nats.Msg) {
		var h bus.Hint
		if err := json.Unmarshal(m.Data, &h); err != nil {
			c.log.Debug("a hint could not be read", "error", err)
			return
		}
		h.Remote = true
		b.Poke(h)
		if got != nil {
			got(h)
		}
	})
	if err != nil {
		return nil, err
	}
	out := b.Subscribe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for h := range out.C {
			if h.Remote {
				continue
			}
			data, err := json.Marshal(h)
			if err == nil {
				err = c.nc.Publish(hintsSubject, data)
			}
			if err != nil {
				c.log.Debug("a hint was not passed on", "error", err)
			}
		}
	}()
	return func() {
		_ = in.Unsubscribe() // the connection may be gone, and the subscription with it
		out.Close()
		<-done
	}, nil
}
