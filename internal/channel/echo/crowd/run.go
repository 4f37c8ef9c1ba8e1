package crowd

import (
	"container/heap"
	"context"
	"slices"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// An errand is something to be done at a time.
type errand struct {
	at  time.Time
	n   int // breaks ties: first planned, first done
	run func()
}

// An agenda is what is to be done, the earliest first.
type agenda struct {
	list []errand
	n    int
}

func (a *agenda) Len() int { return len(a.list) }
func (a *agenda) Less(i, j int) bool {
	if c := a.list[i].at.Compare(a.list[j].at); c != 0 {
		return c < 0
	}
	return a.list[i].n < a.list[j].n
}
func (a *agenda) Swap(i, j int) { a.list[i], a.list[j] = a.list[j], a.list[i] }
func (a *agenda) Push(x any)    { a.list = append(a.list, x.(errand)) }
func (a *agenda) Pop() any {
	last := a.list[len(a.list)-1]
	a.list = a.list[:len(a.list)-1]
	return last
}

func (a *agenda) plan(at time.Time, run func()) {
	a.n++
	heap.Push(a, errand{at, a.n, run})
}

// next takes the earliest errand.
func (a *agenda) next() errand { return heap.Pop(a).(errand) }

// perform plans the steps of a scene. done is called with each post that came of it.
func (t *troupe) perform(a *agenda, n *echo.Network, start time.Time, s scene, done func(id string)) {
	ids := make([]string, len(s.steps))
	for i, st := range s.steps {
		a.plan(start.Add(st.after), func() {
			id, err := s.play(n, i, ids)
			if err != nil || id == "" {
				return // the post is gone meanwhile: so is the wish to speak of it
			}
			ids[i] = id
			if st.form != desk.Repost && s.kind != Chatter {
				t.talks[st.who.handle] = &talk{kind: s.kind, brand: s.brand, slots: s.slots, post: id}
			}
			done(id)
		})
	}
}

// Run has the crowd speak and react until the context ends, whose error it returns. In
// its first minutes one scene of each kind comes, quicker than later. It is to be run
// once at a time.
func (c *Crowd) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make(chan echo.Post)
	watched := make(chan struct{})
	cursor := c.here(ctx)
	go func() {
		defer close(watched)
		c.watch(ctx, cursor, answers)
	}()
	defer func() { cancel(); <-watched }()

	a, t := &agenda{}, c.live
	overture := Kinds()
	var speak func()
	speak = func() {
		gap := time.Duration(float64(time.Minute) / c.o.Rate)
		kind := ""
		if len(overture) > 0 {
			kind, overture = overture[0], overture[1:]
			gap /= 3
		} else {
			kind = t.pickKind()
		}
		b := c.brands[t.rng.IntN(len(c.brands))]
		now := c.o.Now()
		t.perform(a, c.network, now, t.compose(kind, b, c.voiced(kind, len(overture))), func(string) {})
		a.plan(now.Add(gap/3+time.Duration(t.rng.ExpFloat64()*float64(gap)*2/3)), speak)
	}
	a.plan(c.o.Now(), speak)
	return c.live.work(ctx, a, answers)
}

// voiced is the language of a scene: the overture brings a German, a French and a Spanish
// voice early.
func (c *Crowd) voiced(kind string, left int) string {
	if left == 0 {
		return ""
	}
	switch kind {
	case Question:
		return "de"
	case Praise:
		return "fr"
	case Tagged:
		return "es"
	}
	return "en"
}

// work does what is due and hears what the company answers.
func (t *troupe) work(ctx context.Context, a *agenda, answers <-chan echo.Post) error {
	for {
		timer := time.NewTimer(a.list[0].at.Sub(t.o.Now()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case p := <-answers:
			timer.Stop()
			for _, r := range t.React(p) {
				a.plan(t.o.Now().Add(r.After), func() { r.do(t.network) })
			}
		case <-timer.C:
			t.mu.Lock()
			a.next().run()
			t.mu.Unlock()
		}
	}
}

// do makes a reaction happen.
func (r *Reaction) do(n *echo.Network) {
	if r.Remove != "" {
		// Gone already is as good.
		_ = n.Delete(r.Draft.By, r.Remove)
	}
	// The answer may be gone: then there is nothing to react to.
	_, _ = n.Post(r.Draft)
}

// here is the place in the stream from which Run listens.
func (c *Crowd) here(ctx context.Context) string {
	feed, err := c.network.Since(ctx, echo.View{All: true}, "", 1, 0)
	if err != nil {
		return ""
	}
	return feed.Cursor
}

// watch delivers what the company says until the context ends.
func (c *Crowd) watch(ctx context.Context, cursor string, answers chan<- echo.Post) {
	ours := func(handle string) bool {
		return slices.ContainsFunc(c.brands, func(b Brand) bool { return b.Handle == handle })
	}
	for {
		feed, err := c.network.Since(ctx, echo.View{All: true}, cursor, 100, time.Minute)
		if err != nil {
			return
		}
		cursor = feed.Cursor
		for _, e := range feed.Events {
			if e.Change != desk.Created || !ours(e.Post.Author.Handle) {
				continue
			}
			select {
			case answers <- e.Post:
			case <-ctx.Done():
				return
			}
		}
	}
}
