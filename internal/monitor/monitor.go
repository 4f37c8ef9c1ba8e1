package monitor

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/hearing"
)

// Service watches over hearing. Its methods are safe for concurrent use; Keep, Judge, Sing
// and Prove are each called by one goroutine at a time.
type Service struct {
	store Store
	deps  Deps
	begun time.Time

	mu       sync.Mutex
	loaded   bool
	ears     map[string]*ear
	counts   map[hourKey]int64 // hits of searches and kept messages that are not yet written
	controls map[desk.AccountID]*control

	judging  sync.Mutex
	past     past
	told     time.Time            // when the ears were told of it
	restless map[string]flap      // alarms by their key
	asked    map[string]time.Time // by Prove, by source

	open  atomic.Pointer[openAlarms] // nil: to be read
	stuck atomic.Pointer[desk.Alarm] // nil: the database takes what is written
}

// Deps are what the monitor uses of the rest of heed.
type Deps struct {
	Now   func() time.Time
	Kinds channel.Set
	Log   *slog.Logger
	// Conn is the open connection of an account, for posts of our own that must come back.
	Conn func(desk.AccountID) (channel.Conn, error)
	// Words counts in how many of the latest heard posts of a network each word stands, and how
	// many those were; nil: nothing is kept of them.
	Words func(ctx context.Context, n desk.Network) (in map[string]int, posts int)
	// Window says what is wrong with the window of heard posts; nil: nothing.
	Window func() error
	// Waiting says how many pieces of what was heard wait to be matched elsewhere, and since when
	// the oldest; nil: this process matches what it hears.
	Waiting func() (pieces int64, since time.Time)
	// Changed is called after alarms changed, Stale after what listeners compile did. Neither
	// may block.
	Changed func()
	Stale   func()
}

// New makes a Service. It knows nothing until the first Keep.
func New(store Store, deps Deps) *Service {
	return &Service{store: store, deps: deps, begun: deps.Now(), ears: map[string]*ear{}, counts: map[hourKey]int64{},
		controls: map[desk.AccountID]*control{}, restless: map[string]flap{}, asked: map[string]time.Time{}}
}

// Load reads what was known of the sources before this process. It is called before hearing
// begins; until it has succeeded nothing is noted.
func (s *Service) Load(ctx context.Context) error {
	s.mu.Lock()
	done := s.loaded
	s.mu.Unlock()
	if done {
		return nil
	}
	var k kept
	if err := s.store.View(ctx, func(tx Tx) error { return k.read(tx, s.deps.Now()) }); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.adopt(&k)
	s.loaded = true
	return nil
}

// written is what Keep takes from the ears.
type written struct {
	sources  []desk.Source
	hours    []desk.HourCount
	gaps     []desk.Gap
	open     []*desk.Gap
	controls map[desk.AccountID]control
}

// Keep writes what was gathered. hears says that this process reads the networks: it is
// then the one that sees that a source has fallen silent.
func (s *Service) Keep(ctx context.Context, hears bool) error {
	if err := s.Load(ctx); err != nil {
		return err
	}
	if hears {
		if err := errors.Join(s.follow(ctx), s.habits(ctx)); err != nil {
			return err
		}
	}
	w := s.gather(hears)
	if len(w.sources) == 0 && len(w.hours) == 0 && len(w.gaps) == 0 && len(w.controls) == 0 {
		return nil
	}
	err := s.store.Update(ctx, func(tx Tx) error { return s.write(tx, &w) })
	s.unkept(ctx, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.giveBack(&w)
		return err
	}
	s.number(&w)
	return nil
}

// follow takes the set-up into account: accounts that are gone or paused.
func (s *Service) follow(ctx context.Context) error {
	var accounts []desk.Account
	var gone []string
	var k kept
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if accounts, err = tx.Accounts(); err != nil {
			return err
		}
		return k.read(tx, s.deps.Now())
	})
	if err != nil {
		return err
	}
	known := map[string]*desk.Account{}
	for i := range accounts {
		for _, part := range Parts(s.deps.Kinds[accounts[i].Network], &accounts[i]) {
			known[desk.SourceKey(accounts[i].ID, part)] = &accounts[i]
		}
	}
	s.mu.Lock()
	s.adopt(&k)
	for key, e := range s.ears {
		switch a := known[key]; {
		case a == nil:
			gone = append(gone, key)
			delete(s.ears, key)
		case a.Paused && e.source.State != desk.Stopped:
			e.source.State, e.source.Problem, e.source.Mend, e.changed = desk.Stopped, "", "", true
		case !a.Paused && e.source.State == desk.Stopped:
			e.source.State, e.changed = desk.Hears, true
		}
	}
	s.mu.Unlock()
	if len(gone) == 0 {
		return nil
	}
	return s.store.Update(ctx, func(tx Tx) error {
		for _, key := range gone {
			if err := tx.DropSource(key); err != nil {
				return err
			}
		}
		return nil
	})
}

// habitsEvery is how often the ears are told what is usual.
const habitsEvery = 5 * time.Minute

// habits tells the ears of the streams what they usually bring.
func (s *Service) habits(ctx context.Context) error {
	s.judging.Lock()
	defer s.judging.Unlock()
	now := s.deps.Now()
	if !s.told.IsZero() && now.Sub(s.told) < habitsEvery && !now.Before(s.told) {
		return nil
	}
	if now.Sub(s.past.at) >= habitsEvery || now.Before(s.past.at) {
		if err := s.store.View(ctx, func(tx Tx) error { return s.learn(tx, now) }); err != nil {
			return err
		}
	}
	s.told = now
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, e := range s.ears {
		if e.source.Part == desk.PartStream {
			e.usual = s.past.profile(key, now)
		}
	}
	return nil
}

func (s *Service) gather(hears bool) (w written) {
	now := s.deps.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.ears {
		if hears {
			e.turnedBack(now)
		}
		if hears && e.gap == nil && !e.source.Beat.IsZero() && now.Sub(e.source.Beat) >= hearing.GapAfter && now.Sub(s.begun) >= hearing.GapAfter {
			e.gap = e.newGap()
			w.gaps = append(w.gaps, *e.gap)
			w.open = append(w.open, e.gap)
		}
		if e.changed {
			e.source.Recent, e.source.Over = e.recent(now)
			w.sources, e.changed = append(w.sources, e.source), false
		}
		for h, c := range e.hours {
			seconds := c.Covered / int64(time.Second)
			if c.Posts == 0 && seconds == 0 {
				continue
			}
			w.hours = append(w.hours, desk.HourCount{Key: c.Key, Hour: h, Posts: c.Posts, Covered: seconds})
			c.Posts, c.Covered = 0, c.Covered-seconds*int64(time.Second)
			if h < desk.HourOf(now) {
				delete(e.hours, h)
			}
		}
		w.gaps, e.over = append(w.gaps, e.over...), nil
	}
	for k, n := range s.counts {
		w.hours = append(w.hours, desk.HourCount{Key: k.key, Hour: k.hour, Posts: n})
	}
	clear(s.counts)
	for a, c := range s.controls {
		if w.controls == nil {
			w.controls = map[desk.AccountID]control{}
		}
		w.controls[a] = *c
		delete(s.controls, a)
	}
	return w
}

// giveBack takes what could not be written into the ears again.
func (s *Service) giveBack(w *written) {
	for i := range w.sources {
		if e := s.ears[w.sources[i].Key]; e != nil {
			e.changed = true
		}
	}
	for _, c := range w.hours {
		if e := s.ears[c.Key]; e != nil {
			h := e.hour(time.Unix(c.Hour*3600, 0))
			h.Posts, h.Covered = h.Posts+c.Posts, h.Covered+c.Covered*int64(time.Second)
		} else {
			s.counts[hourKey{c.Key, c.Hour}] += c.Posts
		}
	}
	for _, g := range w.open {
		if e := s.ears[g.Source]; e != nil && e.gap == g {
			e.gap = nil
		}
	}
	for _, g := range w.gaps {
		if e := s.ears[g.Source]; e != nil && g.State != desk.GapOpen {
			e.over = append(e.over, g)
		}
	}
}

// number tells the ears which ids their gaps were given.
func (s *Service) number(w *written) {
	opened := 0
	for i := range w.gaps {
		g := &w.gaps[i]
		if g.State == desk.GapOpen && opened < len(w.open) {
			w.open[opened].ID = g.ID
			opened++
			continue
		}
		e := s.ears[g.Source]
		if e == nil {
			continue
		}
		if g.State.Over() {
			e.ended = slices.ContainsFunc(e.over, func(o desk.Gap) bool { return o.State.Over() })
		}
		for j := range e.filling {
			if f := &e.filling[j]; g.State == desk.GapFilling && (f.ID == 0 || f.ID == g.ID) && f.From.Equal(g.From) {
				f.ID, f.kept = g.ID, true
			}
		}
		for j := range e.over {
			if f := &e.over[j]; f.ID == 0 && f.From.Equal(g.From) && g.State == desk.GapFilling {
				f.ID = g.ID
			}
		}
	}
}

// lockSources lets one process at a time change sources: one keeps how it hears beside another that notes what became
// of a post of our own.
func lockSources(tx Tx) error { return tx.Lock([]string{"sources"}) }

func (s *Service) write(tx Tx, w *written) error {
	if err := lockSources(tx); err != nil {
		return err
	}
	known, err := tx.Sources()
	if err != nil {
		return err
	}
	byKey := map[string]*desk.Source{}
	for i := range known {
		byKey[known[i].Key] = &known[i]
	}
	dirty := map[string]*desk.Source{}
	for i := range w.sources {
		src := w.sources[i]
		if have := byKey[src.Key]; have != nil {
			src.Canary = have.Canary
		}
		byKey[src.Key], dirty[src.Key] = &src, &src
	}
	for account, c := range w.controls {
		if src := byKey[desk.SourceKey(account, desk.PartStream)]; src != nil {
			if c.back.After(src.Canary.Back) {
				src.Canary.Back, src.Canary.Passed = c.back, 0
			}
			src.Canary.Passed += c.passed
			dirty[src.Key] = src
		}
	}
	for _, src := range dirty {
		if err := tx.SaveSource(src); err != nil {
			return err
		}
	}
	if err := tx.AddHours(w.hours); err != nil {
		return err
	}
	return s.writeGaps(tx, w.gaps)
}

func (s *Service) writeGaps(tx Tx, gaps []desk.Gap) (err error) {
	var events []*desk.Event
	for i := range gaps {
		g := &gaps[i]
		if g.State == desk.GapOpen && g.ID == 0 {
			if g.ID, err = openGap(tx, g.Source, s.deps.Now()); err != nil {
				return err
			}
			if g.ID != 0 {
				continue // another process saw it first
			}
		}
		save := tx.SaveGap
		if g.ID == 0 {
			save = tx.CreateGap
		}
		if err := save(g); err != nil {
			return err
		}
		events = append(events, &desk.Event{Kind: desk.GapSeen, At: s.deps.Now(), Data: map[string]string{
			"source": g.Source, "state": string(g.State), "why": g.Why, "from": stamp(g.From), "to": stamp(g.To)}})
	}
	return tx.Append(events...)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// partName is a part as a sentence has it.
func partName(part string) string {
	switch part {
	case desk.PartStream:
		return "public posts"
	case desk.PartMentions:
		return "mentions and replies"
	}
	return "private messages"
}

// subject names a source: "@acme.com: mentions and replies".
func subject(a *desk.Account, part string) string {
	if a == nil {
		return partName(part)
	}
	return NameBeside(a.Name, part) + ": " + partName(part)
}

// NameBeside is the name of an account as it stands beside one of its parts: some are named for the one that they have.
func NameBeside(name, part string) string {
	if part != desk.PartStream {
		return name
	}
	return strings.TrimSuffix(name, ", "+partName(part))
}
