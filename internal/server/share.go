package server

import (
	"context"
	"sync"
	"time"

	"heed/internal/bus"
	"heed/internal/bus/natsbus"
	"heed/internal/channel"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/runner"
)

// join connects the processes of a desk: hints cross, and the matching of public streams is
// shared. It adds what runs for that.
func (s *Server) join(ctx context.Context) error {
	d := s.desk
	if s.cfg.Database != "" {
		d.lines.deps.hold = d.hold
	}
	if s.cfg.NATS == "" {
		return nil
	}
	nc, err := natsbus.Dial(ctx, s.cfg.NATS, d.name, d.Log)
	if err != nil {
		return err
	}
	s.nats = nc
	if s.unbridge, err = nc.Bridge(d.Bus, s.told); err != nil {
		nc.Close()
		return err
	}
	d.lines.deps.share = nc.Publish
	return nil
}

// told follows hints of other processes, as if they had come from within.
func (s *Server) told(h bus.Hint) {
	switch h.Kind {
	case bus.Changed:
		s.desk.stale()
	case bus.Owed:
		s.desk.owed()
	}
}

// leave ends what join began, last of all.
func (s *Server) leave() {
	if s.nats != nil {
		s.unbridge()
		s.nats.Close()
	}
}

// addListening adds the loop that takes in what other processes, or this one, hear.
func (s *Server) addListening() error {
	if s.cfg.NATS == "" || !s.does(config.Listen) {
		return nil
	}
	var wait sync.WaitGroup
	var cancel context.CancelFunc
	return s.loops.Add("listening", runner.Func(func(ctx context.Context) error {
		ctx, cancel = context.WithCancel(context.WithoutCancel(ctx))
		wait.Go(func() { s.nats.Take(ctx, s.desk.takePiece) })
		return nil
	}, func(context.Context) error {
		cancel()
		wait.Wait()
		return nil
	}))
}

// measure keeps the gauges of /metrics, with what waits to be matched.
func (s *Server) measure(ctx context.Context) (more bool, err error) {
	if err := s.desk.measure(ctx); err != nil || s.nats == nil {
		return false, err
	}
	pieces, since, err := s.nats.Waiting(ctx)
	if err != nil {
		return false, err
	}
	s.desk.Metrics.Queue("heard", int(pieces))
	s.desk.unmatched.Store(&unmatched{pieces, since})
	return false, nil
}

// unmatched is what waits to be matched, as it was last seen.
type unmatched struct {
	pieces int64
	since  time.Time
}

// waiting tells it to the monitor.
func (d *Desk) waiting() (pieces int64, since time.Time) {
	if u := d.unmatched.Load(); u != nil {
		return u.pieces, u.since
	}
	return 0, time.Time{}
}

// takePiece takes in what was heard elsewhere.
func (d *Desk) takePiece(ctx context.Context, p natsbus.Piece) error {
	arrived, passed := d.now(), 0
	if len(p.Unread) > 0 {
		var err error
		if p.Heard, passed, err = d.sift(ctx, p); err != nil {
			return err
		}
	}
	res, err := d.Intake.Take(ctx, d.lines.source(p), p.Heard, "")
	if err == nil {
		d.Monitor.Matched(p.Account, passed, nil)
		d.Monitor.Kept(p.Account, res.Kept)
		d.took(p.Network, res, d.now().Sub(arrived))
		cameBack(ctx, d.Monitor, p.Heard, d.Log)
	}
	return err
}

// sift reads what another process heard and has not read, and gives what is wanted of it, and
// how many posts nobody wants.
func (d *Desk) sift(ctx context.Context, p natsbus.Piece) (heard []desk.Heard, passed int, err error) {
	r := d.reader(p.Account, p.Network)
	if r == nil {
		return nil, 0, desk.Errorf(desk.Invalid, "What %s told cannot be read here: the processes of this desk are of different versions.", p.Network)
	}
	defer r.from.Put(r)
	unread := 0
	heard, passed, err = d.Intake.Sift(ctx, len(p.Unread), func(h *desk.Heard) bool { return d.wanted(p.Account, p.Network, h) },
		func(i int, wanted func(*desk.Heard) bool) (*desk.Heard, bool) {
			r.wanted = wanted
			h, post, err := r.read(p.Unread[i].Data)
			if err != nil {
				unread++ // as where it is heard and read in one place
			}
			return h, post
		})
	if unread > 0 {
		d.Log.Warn("events of the stream that cannot be read were left out", "account", int64(p.Account), "events", unread)
	}
	return heard, passed, err
}

// A pieceReader reads the events of one account. It belongs to who took it from its pool.
type pieceReader struct {
	read   func(event []byte) (*desk.Heard, bool, error)
	wanted func(*desk.Heard) bool
	from   *sync.Pool
}

// readerKey is what readers depend on.
type readerKey struct {
	account desk.AccountID
	network desk.Network
	handle  string
}

// reader takes a reader that nobody uses; nil: the network's events cannot be read unread.
func (d *Desk) reader(id desk.AccountID, n desk.Network) *pieceReader {
	make := d.Kinds[n].Reader
	if make == nil {
		return nil
	}
	a, ok := d.known.Load().Account(id)
	if !ok {
		a = desk.Account{ID: id, Network: n} // gone meanwhile
	}
	key := readerKey{id, n, a.Handle.NetworkID}
	pool, ok := d.readers.Load(key)
	if !ok {
		pool, _ = d.readers.LoadOrStore(key, new(sync.Pool))
	}
	from := pool.(*sync.Pool)
	if r, ok := from.Get().(*pieceReader); ok {
		return r
	}
	r := &pieceReader{from: from}
	r.read = make(a, channel.Deps{Log: d.Log, Now: d.now, Wanted: func(h *desk.Heard) bool { return r.wanted(h) }})
	return r
}

const (
	leaseFor   = 15 * time.Second
	renewEvery = 5 * time.Second
)

// hold waits until a lease is this process's and renews it; see lineDeps.hold.
func (d *Desk) hold(ctx context.Context, name string) (context.Context, func()) {
	ask := func(ctx context.Context) (bool, error) { return d.DB.Lease(ctx, name, d.name, leaseFor) }
	var asked time.Time
	for ctx.Err() == nil {
		asked = time.Now() // not the desk's clock: tests stop that
		held, err := askUntil(ctx, asked.Add(renewEvery), ask)
		if held {
			break
		}
		if err != nil && ctx.Err() == nil {
			d.Log.Warn("the lease could not be asked for", "lease", name, "error", err)
		}
		wait(ctx, renewEvery)
	}
	held, stop := renewing(ctx, asked, ask)
	return held, func() {
		stop()
		release, done := context.WithTimeout(context.WithoutCancel(ctx), renewEvery)
		defer done()
		if err := d.DB.Release(release, name, d.name); err != nil {
			d.Log.Debug("the lease was not given back and ends by itself", "lease", name, "error", err)
		}
	}
}

// renewing renews a lease that was had when it was asked for, until stop. held ends when it is lost.
func renewing(ctx context.Context, asked time.Time, ask func(context.Context) (bool, error)) (held context.Context, stop func()) {
	held, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	wait.Go(func() {
		defer cancel()
		renew(held, asked, ask)
	})
	return held, func() { cancel(); wait.Wait() }
}

// renew keeps a lease that was had when it was asked for last. It returns when ctx ends, when another process has the
// lease, and, where the database refuses or stands still, while nobody else can have it yet: what needs the lease then
// has half of renewEvery to end.
func renew(ctx context.Context, asked time.Time, ask func(context.Context) (held bool, err error)) {
	for {
		wait(ctx, renewEvery)
		if ctx.Err() != nil {
			return
		}
		now := time.Now()
		held, err := askUntil(ctx, asked.Add(leaseFor-renewEvery/2), ask)
		switch {
		case err == nil && held:
			asked = now
		case err == nil, time.Since(asked) >= leaseFor-renewEvery:
			return
		}
	}
}

// askUntil asks for a lease and waits for the answer until then.
func askUntil(ctx context.Context, then time.Time, ask func(context.Context) (held bool, err error)) (bool, error) {
	ctx, done := context.WithDeadline(ctx, then)
	defer done()
	return ask(ctx)
}
