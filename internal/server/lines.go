package server

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"heed/internal/admin"
	"heed/internal/bus/natsbus"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/monitor"
)

// lines are the open connections to networks, one for each account that is not paused. Set
// makes them equal to the set-up; a line whose account did not change is left alone.
type lines struct {
	deps  lineDeps
	mu    sync.Mutex
	open  map[desk.AccountID]*line
	close bool
}

type lineDeps struct {
	kinds   channel.Set
	channel channel.Deps
	store   as[admin.Tx]
	intake  *intake.Service
	ears    *monitor.Service
	log     *slog.Logger
	now     func() time.Time
	batch   int
	hear    bool                                                      // this process hears; else it only sends
	took    func(n desk.Network, r intake.Result, took time.Duration) // from arrival to commit
	again   func()                                                    // an account is read again whose cap was lifted; must not block
	// hold waits until this process is the one that hears an account, where there are
	// several. The context ends when it no longer is; stop gives it back. nil: there is one.
	hold func(ctx context.Context, name string) (held context.Context, stop func())
	// wanted reports whether anybody here may want what a public stream tells, see channel.Deps.
	wanted func(a desk.AccountID, n desk.Network, h *desk.Heard) bool
	// share hands what is heard of a public stream to the processes that match; nil: this one does.
	share func(context.Context, natsbus.Piece) error
}

// source is where a piece comes from that another process has heard: authors are named
// through this process's own connection.
func (l *lines) source(p natsbus.Piece) intake.Source {
	l.mu.Lock()
	ln := l.open[p.Account]
	l.mu.Unlock()
	if ln == nil {
		return intake.Source{Account: p.Account, Network: p.Network}
	}
	return ln.source()
}

func newLines(deps lineDeps) *lines {
	return &lines{deps: deps, open: map[desk.AccountID]*line{}}
}

// set opens, closes and opens again, so that what is open is what the set-up says.
func (l *lines) set(ctx context.Context) error {
	var accounts []desk.Account
	secrets := map[desk.AccountID]map[string]string{}
	err := l.deps.store.View(ctx, func(tx admin.Tx) (err error) {
		if accounts, err = tx.Accounts(); err != nil {
			return err
		}
		for _, a := range accounts {
			if secrets[a.ID], err = tx.Secrets(a.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.close {
		return nil
	}
	wanted := map[desk.AccountID]bool{}
	for _, a := range accounts {
		if a.Paused || l.deps.kinds[a.Network].Open == nil {
			continue
		}
		wanted[a.ID] = true
		if have := l.open[a.ID]; have != nil && have.same(a, secrets[a.ID]) {
			continue
		}
		l.drop(a.ID)
		if err := l.start(a, secrets[a.ID]); err != nil {
			return err
		}
	}
	for id := range l.open {
		if !wanted[id] {
			l.drop(id)
		}
	}
	return nil
}

func (l *lines) start(a desk.Account, secrets map[string]string) error {
	deps := l.deps.channel
	deps.Log = l.deps.log.With("account", int64(a.ID), "network", string(a.Network))
	ln := &line{deps: l.deps, account: a, secrets: maps.Clone(secrets), done: make(chan struct{})}
	deps.SaveSecrets = func(ctx context.Context, s channel.Secrets) error {
		l.renewed(ln, s)
		return l.deps.store.Update(ctx, func(tx admin.Tx) error { return tx.SaveSecrets(a.ID, s) })
	}
	deps.HandOn = l.deps.share != nil
	if !deps.HandOn && l.deps.wanted != nil {
		deps.Wanted = func(h *desk.Heard) bool { return l.deps.wanted(a.ID, a.Network, h) }
	}
	conn, err := l.deps.kinds[a.Network].Open(a, channel.Secrets(maps.Clone(secrets)), deps)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ln.conn, ln.cancel, ln.deps.log = conn, cancel, deps.Log
	ln.health = desk.Health{State: "connecting", Since: l.deps.now(), LastHeard: a.Health.LastHeard}
	l.open[a.ID] = ln
	go ln.run(ctx)
	return nil
}

// renewed keeps a line from being opened again because its own tokens were renewed.
func (l *lines) renewed(ln *line, s channel.Secrets) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ln.secrets = maps.Clone(s)
}

func (l *lines) drop(id desk.AccountID) {
	ln := l.open[id]
	if ln == nil {
		return
	}
	delete(l.open, id)
	ln.stop()
}

// stopHearing ends all hearing; connections stay open for what is still owed.
func (l *lines) stopHearing() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.close = true
	for _, ln := range l.open {
		ln.cancel()
	}
	for _, ln := range l.open {
		<-ln.done
	}
}

func (l *lines) closeAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.close = true
	for id := range l.open {
		l.drop(id)
	}
}

// conn is the open connection of an account, for the outbox.
func (l *lines) conn(id desk.AccountID) (channel.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ln := l.open[id]; ln != nil {
		return ln.conn, nil
	}
	return nil, &desk.Error{Kind: desk.Later, Message: "The account is paused or not connected.",
		Mend: "Resume it under Settings, Accounts. The answer is then sent automatically."}
}

const (
	cursorEvery = 2 * time.Second  // where nothing was wanted; what was is kept with its cursor
	healthEvery = 10 * time.Second // unless the state changes
	longestWait = time.Minute
)

// cappedWait is how often it is looked whether a cap was raised.
const cappedWait = time.Second

// source is this line as intake knows it.
func (ln *line) source() intake.Source {
	src := intake.Source{Account: ln.account.ID, Network: ln.account.Network}
	if f, ok := ln.conn.(channel.Filler); ok {
		src.Fill = func(ctx context.Context, refs []desk.HandleRef) []desk.HandleRef {
			filled, err := f.Fill(ctx, refs)
			if err != nil {
				ln.deps.log.Debug("authors stay unnamed", "error", err)
			}
			return filled
		}
	}
	return src
}
