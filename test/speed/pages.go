package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

var crowds = []int{1, 16} // clients at once; read only

// cell is one figure of a table: one ask, so many clients, one desk.
type cell struct {
	took   []time.Duration
	spent  time.Duration
	worked time.Duration // processor time of heed serve
	unread []came
	errors []error
}

func (c *cell) at(share float64) time.Duration {
	if len(c.took) == 0 {
		return 0
	}
	slices.Sort(c.took)
	return c.took[min(int(float64(len(c.took))*share), len(c.took)-1)]
}

func (c *cell) rate() float64 { return float64(len(c.took)) / c.spent.Seconds() }

func (c *cell) work() time.Duration { return c.worked / time.Duration(max(len(c.took), 1)) }

// pages measures what agents wait for, on each database.
func (b *bench) pages(ctx context.Context) error {
	for _, kind := range b.databases {
		if err := b.database(ctx, kind); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

func (b *bench) database(ctx context.Context, kind string) (err error) {
	var c *cluster
	title := "SQLite"
	if kind == "postgres" {
		if c, err = startCluster(ctx, filepath.Join(b.work, "postgres")); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.stop()) }()
		title = c.version()
	}
	var desks []*site
	for _, n := range []int{b.small, b.large} {
		if n == 0 {
			continue
		}
		d, err := b.filled(ctx, kind, n, c)
		if err != nil {
			return err
		}
		desks = append(desks, d)
		files := d.dir
		if c != nil {
			files = filepath.Join(c.dir, "data", "base")
		}
		if err := warm(files); err != nil {
			return err
		}
	}
	t := &table{title: title, desks: desks}
	err = b.ask(ctx, t)
	for _, d := range desks {
		if d.child != nil {
			err = errors.Join(err, d.child.stop())
		}
	}
	if err != nil {
		return err
	}
	for _, d := range desks {
		if err := d.verify(ctx); err != nil {
			return err
		}
		t.replies += len(d.sent)
	}
	t.print()
	if b.check {
		return b.verify(ctx, desks)
	}
	return nil
}

// verify lets the program look for what is wrong with its own data.
func (b *bench) verify(ctx context.Context, desks []*site) error {
	for _, d := range desks {
		out, _, err := b.heed(ctx, append([]string{"check"}, d.flags()...)...)
		if err != nil {
			return err
		}
		fmt.Printf("heed check of %s: %s\n", filepath.Base(d.dir), out)
	}
	return nil
}

// ask starts the program on the desks and measures everything.
func (b *bench) ask(ctx context.Context, t *table) error {
	for _, d := range t.desks {
		if err := b.start(ctx, d); err != nil {
			return err
		}
	}
	if b.wants("memory") {
		if err := b.restingMemory(ctx, t, "just started, at rest"); err != nil {
			return err
		}
	}
	for _, d := range t.desks {
		tell("%s: walking through a list", filepath.Base(d.dir))
		if err := d.walk(ctx, 1000); err != nil {
			return err
		}
	}
	for _, a := range reading() {
		if !strings.Contains(a.name, b.asks) {
			continue
		}
		tell("%s: %s", t.title, a.name)
		if err := b.read(ctx, t, a); err != nil {
			return err
		}
	}
	if strings.Contains(sending, b.asks) {
		tell("%s: %s", t.title, sending)
		if err := b.send(ctx, t); err != nil {
			return err
		}
	}
	if b.wants("memory") {
		return b.restingMemory(ctx, t, "after all of the above, at rest")
	}
	return nil
}

// read measures one ask: the desks take turns.
func (b *bench) read(ctx context.Context, t *table, a ask) error {
	for _, clients := range crowds {
		cells := t.row(a.name, clients)
		for round := -1; round < b.rounds; round++ {
			for i, d := range t.desks {
				c, turn := cells[i], b.turn
				if round < 0 { // warms up
					c, turn = &cell{}, b.turn/4
				}
				before := d.child.worked()
				c.run(ctx, clients, turn, a, d)
				c.worked += d.child.worked() - before
				c.check(a)
				if len(c.errors) > 0 {
					return fmt.Errorf("%s: %w", a.name, c.errors[0])
				}
			}
		}
		if err := b.profileOf(ctx, t, a, clients); err != nil {
			return err
		}
	}
	return nil
}

// profileOf keeps a processor profile of one ask on the last desk.
func (b *bench) profileOf(ctx context.Context, t *table, a ask, clients int) error {
	if b.profile == "" || clients > 1 {
		return nil
	}
	d := t.desks[len(t.desks)-1]
	file := filepath.Join(b.profile, d.name+" "+a.name+".prof")
	return d.child.profiled(strings.ReplaceAll(file, " ", "-"), 3, func() {
		c := &cell{}
		c.run(ctx, clients, 3*time.Second, a, d)
	})
}

// run lets clients ask one after the other for a while.
func (c *cell) run(ctx context.Context, clients int, turn time.Duration, a ask, d *site) {
	var all sync.WaitGroup
	var mu sync.Mutex
	begin := time.Now()
	for range clients {
		all.Go(func() {
			random := rand.New(rand.NewPCG(rand.Uint64(), 1))
			var took []time.Duration
			var unread []came
			var failed error
			for failed == nil && time.Since(begin) < turn {
				path := a.path(d, random)
				var got answer
				if got, failed = d.page.get(ctx, path, a.part); failed == nil {
					took, unread = append(took, got.took), append(unread, came{path, got})
				}
			}
			mu.Lock()
			defer mu.Unlock()
			c.took, c.unread = append(c.took, took...), append(c.unread, unread...)
			if failed != nil {
				c.errors = append(c.errors, failed)
			}
		})
	}
	all.Wait()
	c.spent += time.Since(begin)
}

// came is an answer that was not looked at yet.
type came struct {
	path   string
	answer answer
}

// check looks at every answer of a turn.
func (c *cell) check(a ask) {
	for _, u := range c.unread {
		body, err := u.answer.text()
		if err == nil {
			err = a.right(u.path, body)
		}
		if err != nil {
			c.errors = append(c.errors, err)
			break
		}
	}
	c.unread = nil
}

const sending = "send an answer"

// perTurn is how many answers each client sends before the other desk has its turn: fewer
// than would reach into the time at which the first of them leave.
const perTurn = 60

// send measures answers. Composers are opened before the clock runs; after each turn the
// outbox empties itself.
func (b *bench) send(ctx context.Context, t *table) error {
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 3))
	for _, clients := range crowds {
		cells := t.row(sending, clients)
		for range b.rounds {
			for i, d := range t.desks {
				forms, err := d.compose(ctx, random, clients*perTurn)
				if err != nil {
					return err
				}
				d.answer(ctx, cells[i], clients, forms)
				if e := cells[i].errors; len(e) > 0 {
					return fmt.Errorf("send: %w", e[0])
				}
				if err := d.drain(ctx); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (d *site) answer(ctx context.Context, c *cell, clients int, forms []form) {
	var all sync.WaitGroup
	var mu sync.Mutex
	begin, before := time.Now(), d.child.worked()
	for i := range clients {
		all.Go(func() {
			for k := i; k < len(forms); k += clients {
				a, err := d.reply(ctx, forms[k])
				mu.Lock()
				if err != nil {
					c.errors = append(c.errors, err)
				} else {
					c.took, d.sent = append(c.took, a.took), append(d.sent, forms[k].token)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	c.spent += time.Since(begin)
	c.worked += d.child.worked() - before
}

// drain waits until the network has all that was sent.
func (d *site) drain(ctx context.Context) error {
	for range 1200 {
		if d.network.posted() >= len(d.sent) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("%d answers of %d reached the network in two minutes", d.network.posted(), len(d.sent))
}
