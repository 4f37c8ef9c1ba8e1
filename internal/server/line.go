package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"time"

	"heed/internal/admin"
	"heed/internal/bus/natsbus"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/monitor"
)

// A line is one account's connection and the goroutine that hears from it.
type line struct {
	deps    lineDeps
	account desk.Account
	secrets map[string]string
	conn    channel.Conn
	cancel  context.CancelFunc
	done    chan struct{}
	health  desk.Health
	saved   time.Time // of health
	kept    time.Time // of cursor
}

func (ln *line) same(a desk.Account, secrets map[string]string) bool {
	return maps.Equal(ln.account.Settings, a.Settings) && ln.account.Handle == a.Handle && maps.Equal(ln.secrets, secrets)
}

func (ln *line) stop() {
	ln.cancel()
	<-ln.done
	if err := ln.conn.Close(); err != nil {
		ln.deps.log.Warn("closing a connection failed", "error", err)
	}
}

// run hears until it is cancelled, while no other process does.
func (ln *line) run(ctx context.Context) {
	defer close(ln.done)
	if !ln.deps.hear {
		return
	}
	if ln.deps.hold == nil {
		ln.listen(ctx)
		return
	}
	for ctx.Err() == nil {
		held, stop := ln.deps.hold(ctx, fmt.Sprintf("hear/%d", ln.account.ID))
		ln.listen(held)
		stop()
	}
}

// listen hears until ctx ends. A batch is taken before the next is asked for: the
// network's own buffer, or its replay, is what waits when the store is slow.
func (ln *line) listen(ctx context.Context) {
	cursor, err := ln.cursor(ctx)
	for tries := 0; ctx.Err() == nil; {
		if err == nil && ln.capped() {
			cursor = ln.rest(ctx, cursor)
			continue
		}
		if err == nil {
			var batch channel.Batch
			batch, err = ln.conn.Pull(ctx, cursor)
			if err == nil {
				err = ln.take(ctx, batch)
			}
			if err == nil {
				if ln.deps.ears.Pulled(&ln.account, &batch, ln.pulses()) {
					ln.deps.again()
				}
				cameBack(ctx, ln.deps.ears, batch.Heard, ln.deps.log)
				cursor, tries = batch.Cursor, 0
				continue
			}
		}
		if ctx.Err() != nil {
			return
		}
		tries++
		ln.trouble(ctx, err)
		wait(ctx, pause(err, tries, ln.deps.now()))
		if cursor == "" {
			cursor, err = ln.cursor(ctx)
		} else {
			err = nil
		}
	}
}

// cameBack takes down posts of our own that had to come back and did.
func cameBack(ctx context.Context, ears *monitor.Service, heard []desk.Heard, log *slog.Logger) {
	if err := ears.CameBack(ctx, heard); err != nil {
		log.Warn("a post of our own that came back could not be taken down", "error", err)
	}
}

// pulses are how the parts of the connection do, where it knows.
func (ln *line) pulses() []channel.Pulse {
	if p, ok := ln.conn.(channel.Pulser); ok {
		return p.Pulse()
	}
	return nil
}

// capped reports that this account reads only what costs, and the purse is empty.
func (ln *line) capped() bool {
	return !ln.account.Answers() && !ln.deps.intake.Open(ln.account.Network)
}

// rest waits while the purse is empty and returns where reading goes on: now. What was said
// meanwhile is not read afterwards, since it would cost what the cap forbade.
func (ln *line) rest(ctx context.Context, cursor desk.Cursor) desk.Cursor {
	ln.deps.ears.Capped(&ln.account)
	ln.say(ctx, "capped", "The network's monthly cap is reached.", "Raise it on the page Hearing, or wait for the next month.")
	wait(ctx, cappedWait)
	if at := ln.deps.kinds[ln.account.Network].CursorAt; at != nil && !ln.capped() && ctx.Err() == nil {
		return at(ln.deps.now())
	}
	return cursor
}

// cursor is where hearing goes on. A new account hears from its connecting on, not from
// whenever its network first answered.
func (ln *line) cursor(ctx context.Context) (c desk.Cursor, err error) {
	err = ln.deps.store.View(ctx, func(tx admin.Tx) (err error) {
		c, err = tx.Cursor(ln.account.ID)
		return err
	})
	at := ln.deps.kinds[ln.account.Network].CursorAt
	if err == nil && c == "" && at != nil && !ln.account.Created.IsZero() {
		c = at(ln.account.Created)
	}
	return c, err
}

// pause is how long to wait after an error: as the network says, else doubling, with
// jitter so that many desks do not come back at once.
func pause(err error, tries int, now time.Time) time.Duration {
	var e *desk.Error
	if errors.As(err, &e) && e.After.After(now) {
		return min(e.After.Sub(now), 15*time.Minute)
	}
	d := min(time.Second<<min(tries-1, 6), longestWait)
	return d/2 + rand.N(d/2+1)
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// take gives a batch to intake in pieces that keep a transaction short. The cursor is kept
// with the last piece: after a crash the pieces before it come again and change nothing.
func (ln *line) take(ctx context.Context, b channel.Batch) error {
	if b.Passed > 0 {
		ln.health.LastHeard = ln.deps.now()
		ln.deps.ears.Matched(ln.account.ID, b.Passed, nil)
	}
	src := ln.source()
	rest, arrived := b.Heard, ln.deps.now()
	if ln.deps.share != nil && ln.deps.kinds[ln.account.Network].Abilities.HearPublic {
		public, own := public(rest)
		if err := ln.deps.share(ctx, natsbus.Piece{Account: src.Account, Network: src.Network, Heard: public, Unread: b.Unread}); err != nil {
			return err
		}
		if len(public)+len(b.Unread) > 0 {
			ln.health.LastHeard = arrived
		}
		rest = own
	}
	for {
		piece := rest[:min(len(rest), ln.deps.batch)]
		rest = rest[len(piece):]
		var cursor desk.Cursor
		if len(rest) == 0 {
			cursor = ln.place(&src, &b)
		}
		res, err := ln.deps.intake.Take(ctx, src, piece, cursor)
		if err != nil {
			return err
		}
		if src.KeepCursor {
			ln.kept = ln.deps.now()
		}
		ln.count(res, arrived)
		if len(rest) == 0 {
			break
		}
	}
	ln.well(ctx, b)
	return nil
}

// place gives the cursor of a batch, and has what is kept with it kept.
func (ln *line) place(src *intake.Source, b *channel.Batch) desk.Cursor {
	gaps, known := ln.deps.ears.Place(&ln.account, b, ln.pulses())
	if !known {
		return "" // after a crash it comes again, and changes nothing
	}
	src.KeepCursor = ln.deps.now().Sub(ln.kept) > cursorEvery
	src.Place = func(tx intake.Tx) error {
		for i := range gaps {
			if err := tx.SaveGap(&gaps[i]); err != nil && !desk.Is(err, desk.NotFound) { // its account was removed meanwhile
				return err
			}
		}
		return nil
	}
	return b.Cursor
}

// public divides what was heard: what anybody may read can go to another process, the
// rest stays.
func public(heard []desk.Heard) (public, own []desk.Heard) {
	for _, h := range heard {
		if h.Message.Private {
			own = append(own, h)
		} else {
			public = append(public, h)
		}
	}
	return public, own
}

func (ln *line) count(res intake.Result, arrived time.Time) {
	ln.deps.ears.Kept(ln.account.ID, res.Kept)
	if res.Read > 0 {
		ln.health.LastHeard = ln.deps.now()
	}
	if ln.deps.took != nil {
		ln.deps.took(ln.account.Network, res, ln.deps.now().Sub(arrived))
	}
}

// well tells that the line works, and whether it lags behind.
func (ln *line) well(ctx context.Context, b channel.Batch) {
	state := "ok"
	if !b.Live && len(b.Heard) > 0 {
		if last := b.Heard[len(b.Heard)-1].Message; !last.HeardAt.IsZero() && !last.PostedAt.IsZero() && last.HeardAt.Sub(last.PostedAt) > time.Minute {
			state = "behind"
		}
	}
	problem, mend := "", ""
	if b.Missed != "" {
		state, problem = "behind", b.Missed
		mend = "Anything earlier is no longer available from the network. You don't need to do anything."
	}
	for _, p := range ln.pulses() {
		var e *desk.Error
		if errors.As(p.Err, &e) {
			state, problem, mend = "failing", e.Message, e.Mend // a part does not work, though others do
		}
	}
	ln.say(ctx, state, problem, mend)
}

// trouble tells in plain words what is wrong and what a person can do.
func (ln *line) trouble(ctx context.Context, err error) {
	ln.deps.log.Warn("hearing is interrupted", "error", err)
	ln.deps.ears.Failed(&ln.account, err, ln.pulses())
	var e *desk.Error
	problem, mend := "heed couldn't take in the messages: "+err.Error(), "heed retries automatically. If the problem persists, check the log."
	if errors.As(err, &e) {
		problem, mend = e.Message, e.Mend
	}
	if mend == "" {
		mend = "heed retries automatically and catches up on what it missed."
	}
	ln.say(ctx, "failing", problem, mend)
}

func (ln *line) say(ctx context.Context, state, problem, mend string) {
	now := ln.deps.now()
	h := &ln.health
	if h.State == state && h.Problem == problem && now.Sub(ln.saved) < healthEvery {
		return
	}
	if h.State != state {
		h.Since = now
	}
	h.State, h.Problem, h.Mend = state, problem, mend
	err := ln.deps.store.Update(ctx, func(tx admin.Tx) error { return tx.SaveHealth(ln.account.ID, *h) })
	if err != nil {
		if ctx.Err() == nil {
			ln.deps.log.Warn("the account's health could not be kept", "error", err)
		}
		return
	}
	ln.saved = now
}
