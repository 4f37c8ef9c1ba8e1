package natsbus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"heed/internal/desk"
)

// A Piece is what one account heard, in order: read, or as it came.
type Piece struct {
	Account desk.AccountID
	Network desk.Network
	Heard   []desk.Heard  `json:",omitempty"`
	Unread  []desk.Unread `json:"-"`
}

const (
	stream  = "HEED_HEARD"
	subject = "heed.heard."
	// lanes is in how many parts threads are divided. A lane is worked on by one process at
	// a time, so it bounds how many can share the work.
	lanes = 32
	// ackWait is after how long without a sign of life a piece goes to another process.
	ackWait = 10 * time.Second
	// maxPayload stays below the 1 MB that a NATS server takes by default.
	maxPayload = 768 << 10
	// maxWaiting bounds what the cluster keeps of what nobody has taken. Beyond it
	// publishing fails, and the network's own replay is what waits.
	maxWaiting = 1 << 30
	// replicas of each piece in a cluster: one server may be lost.
	replicas = 3
	// maxLane is how many items one piece has at most.
	maxLane = 200
	// maxUnread is the same of what nobody has read yet.
	maxUnread = 1000
)

// prepare finds the stream or makes it. A cluster that has just come up, or has just lost a
// server, says for some seconds that it cannot: it is asked again until connectFor is over.
func (c *Conn) prepare(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, connectFor)
	defer cancel()
	began, copies := time.Now(), replicas
	for {
		err := c.makeStream(ctx, copies)
		if err == nil {
			return nil
		}
		if alone(err, time.Since(began)) {
			copies = 1
		}
		select {
		case <-ctx.Done():
			return &desk.Error{Kind: desk.Unavailable, Message: "NATS doesn't keep the stream " + stream + ".",
				Mend: "heed needs a server with JetStream (nats-server -js) and permission to create a stream.", Err: err}
		case <-time.After(prepareIn):
		}
	}
}

// makeStream finds the stream or makes it with so many copies of each piece.
func (c *Conn) makeStream(ctx context.Context, copies int) error {
	ctx, cancel := context.WithTimeout(ctx, connectFor/3) // a cluster without a leader does not answer at all
	defer cancel()
	_, err := c.js.Stream(ctx, stream)
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return err
	}
	_, err = c.js.CreateStream(ctx, jetstream.StreamConfig{
		Name: stream, Subjects: []string{subject + "*"}, Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew,
		Storage: jetstream.FileStorage, Compression: jetstream.S2Compression, MaxBytes: maxWaiting, Replicas: copies,
		Description: "heed: what was heard and is not matched yet",
	})
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return nil
	}
	return err
}

// alone says whether copies on other servers cannot be had: a server by itself says so at
// once, a cluster of two only lacks peers, as one of three does while it comes up.
func alone(err error, waited time.Duration) bool {
	const noCluster, noPeers = 10074, 10005 // of NATS's own list of errors, which the client does not name
	var api *jetstream.APIError
	if !errors.As(err, &api) {
		return false
	}
	return api.ErrorCode == noCluster || api.ErrorCode == noPeers && waited > connectFor/2
}

// lane is where an item belongs: a thread's in one, so that they stay in order.
func lane(m *desk.Message) int {
	return int(desk.LaneOf(m) % lanes)
}

// Publish hands items to whichever processes match. It returns when the cluster has them:
// only then may the place in the network's stream be kept.
func (c *Conn) Publish(ctx context.Context, p Piece) error {
	var byLane [lanes][]desk.Heard
	for i := range p.Heard {
		l := lane(&p.Heard[i].Message)
		byLane[l] = append(byLane[l], p.Heard[i])
	}
	var sent []jetstream.PubAckFuture
	for l, heard := range byLane {
		for len(heard) > 0 {
			n := min(len(heard), maxLane)
			futures, err := c.send(l, Piece{Account: p.Account, Network: p.Network, Heard: heard[:n]})
			if err != nil {
				return unavailable(err)
			}
			sent, heard = append(sent, futures...), heard[n:]
		}
	}
	futures, err := c.sendUnread(p)
	if err != nil {
		return unavailable(err)
	}
	return c.acknowledged(ctx, append(sent, futures...))
}

// send publishes a piece, in halves where it is too large for one message.
func (c *Conn) send(l int, p Piece) ([]jetstream.PubAckFuture, error) {
	data, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	if len(data) > maxPayload && len(p.Heard) > 1 {
		half := len(p.Heard) / 2
		first, err := c.send(l, Piece{Account: p.Account, Network: p.Network, Heard: p.Heard[:half]})
		if err != nil {
			return nil, err
		}
		second, err := c.send(l, Piece{Account: p.Account, Network: p.Network, Heard: p.Heard[half:]})
		return append(first, second...), err
	}
	f, err := c.publish(l, data)
	return []jetstream.PubAckFuture{f}, err
}

func (c *Conn) publish(l int, data []byte) (jetstream.PubAckFuture, error) {
	return c.js.PublishAsync(subject+strconv.Itoa(l), data, jetstream.WithRetryAttempts(10), jetstream.WithRetryWait(reconnectIn))
}

// publishFor is how long the cluster may take to keep a batch: it may have to elect a
// new leader first.
const publishFor = 15 * time.Second

func (c *Conn) acknowledged(ctx context.Context, sent []jetstream.PubAckFuture) error {
	late := time.NewTimer(publishFor)
	defer late.Stop()
	for _, f := range sent {
		select {
		case <-f.Ok():
		case err := <-f.Err():
			return unavailable(err)
		case <-late.C:
			return unavailable(errors.New("no acknowledgement in time"))
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func unavailable(err error) error {
	return &desk.Error{Kind: desk.Later, Message: "NATS isn't accepting what was heard.",
		Mend: "heed retries automatically and catches up on what it missed. Are the NATS servers up, and do their disks have space?", Err: err}
}

// Take gives pieces to take until ctx ends, beside all other processes that do the same. A
// piece for which take returns an error comes again, here or elsewhere.
func (c *Conn) Take(ctx context.Context, take func(context.Context, Piece) error) {
	var wait sync.WaitGroup
	for l := range lanes {
		wait.Go(func() { c.takeLane(ctx, l, take) })
	}
	wait.Wait()
}

func (c *Conn) takeLane(ctx context.Context, l int, take func(context.Context, Piece) error) {
	for ctx.Err() == nil {
		if err := c.follow(ctx, l, take); err != nil && ctx.Err() == nil {
			c.log.Debug("a lane is interrupted", "lane", l, "error", err)
			pause(ctx, reconnectIn)
		}
	}
}

// follow takes from one lane until something fails.
func (c *Conn) follow(ctx context.Context, l int, take func(context.Context, Piece) error) error {
	made, cancel := context.WithTimeout(ctx, connectFor)
	defer cancel()
	consumer, err := c.js.CreateOrUpdateConsumer(made, stream, jetstream.ConsumerConfig{
		Durable: fmt.Sprintf("lane-%d", l), FilterSubject: subject + strconv.Itoa(l), AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: ackWait, MaxAckPending: 1, MaxDeliver: -1,
	})
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		batch, err := consumer.Fetch(1, jetstream.FetchMaxWait(ackWait/2))
		if err != nil {
			return err
		}
		for m := range batch.Messages() {
			if err := c.one(ctx, m, take); err != nil {
				return err
			}
		}
		if err := batch.Error(); err != nil {
			return err
		}
	}
	return nil
}

// one takes one piece and says so, with signs of life while it lasts.
func (c *Conn) one(ctx context.Context, m jetstream.Msg, take func(context.Context, Piece) error) error {
	p, err := pieceOf(m.Data())
	if err != nil {
		c.log.Error("a piece of what was heard cannot be read and is left out", "error", err, "bytes", len(m.Data()))
		return m.Term()
	}
	alive := time.NewTicker(ackWait / 3)
	defer alive.Stop()
	done := make(chan error, 1)
	go func() { done <- take(ctx, p) }()
	for {
		select {
		case <-alive.C:
			_ = m.InProgress() // at worst another process takes it too
		case err := <-done:
			if err == nil {
				return m.Ack()
			}
			if ctx.Err() != nil {
				return m.Nak()
			}
			c.log.Warn("what was heard could not be taken in; it comes again", "error", err)
			return m.NakWithDelay(again(m))
		}
	}
}

// again doubles the wait with each try, up to half a minute.
func again(m jetstream.Msg) time.Duration {
	tries := uint64(1)
	if meta, err := m.Metadata(); err == nil {
		tries = meta.NumDelivered
	}
	return min(time.Second<<min(tries-1, 5), 30*time.Second)
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// Waiting is how many pieces nobody has taken yet, and since when the oldest of them waits.
// A cluster that has just lost a server does not answer until it has elected another
// leader: it is asked again as long as a publisher would wait for it.
func (c *Conn) Waiting(ctx context.Context) (pieces int64, since time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, publishFor)
	defer cancel()
	for {
		info, err := c.state(ctx)
		switch {
		case err == nil && info.State.Msgs == 0:
			return 0, time.Time{}, nil
		case err == nil:
			return int64(info.State.Msgs), info.State.FirstTime, nil
		}
		if pause(ctx, reconnectIn); ctx.Err() != nil {
			return 0, time.Time{}, &desk.Error{Kind: desk.Unavailable, Message: "NATS doesn't report how much is waiting to be matched.", Mend: "Are the NATS servers up?", Err: err}
		}
	}
}

// state asks once, for as long as a server that can answer takes at most.
func (c *Conn) state(ctx context.Context) (*jetstream.StreamInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, publishFor/5)
	defer cancel()
	s, err := c.js.Stream(ctx, stream) // which asks for its state
	if err != nil {
		return nil, err
	}
	return s.CachedInfo(), nil
}
