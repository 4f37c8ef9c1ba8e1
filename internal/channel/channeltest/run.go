package channeltest

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"heed/internal/channel"
	"heed/internal/desk"
)

// patience bounds every wait of the suite: what takes longer is taken to hang.
const patience = 15 * time.Second

// prompt bounds what must happen at once: the end of a cancelled or closed call.
const prompt = 3 * time.Second

// A check is one promise of the contract.
type check struct {
	name  string
	needs func(channel.Abilities) bool // nil: every network
	run   func(*fixture)
}

// Run puts the channel through the whole suite and then looks for goroutines that it
// left behind. It must not be called from a parallel test.
func Run(t *testing.T, h Harness) {
	before := goleak.IgnoreCurrent()
	t.Run("channel", func(t *testing.T) {
		t.Run("kind", func(t *testing.T) { checkKind(t, h.Kind) })
		for _, c := range checks() {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				if c.needs != nil && !c.needs(h.Kind.Abilities) {
					t.Skipf("%s does not permit this (see its Abilities)", h.Kind.Name)
				}
				c.run(newFixture(t, h))
			})
		}
	})
	if !t.Failed() {
		goleak.VerifyNone(t, before)
	}
}

func checks() []check {
	var all []check
	all = append(all, pullChecks()...)
	all = append(all, messageChecks()...)
	all = append(all, sendChecks()...)
	return append(all, faultChecks()...)
}

// checkKind looks at what a Kind says of itself.
func checkKind(t *testing.T, k channel.Kind) {
	if k.Network == "" || k.Name == "" || k.Connect == nil || k.Open == nil {
		t.Errorf("a Kind has a Network, a Name, Connect and Open: %+v", k)
	}
	seen := map[string]bool{}
	for _, s := range k.Settings {
		if s.Key == "" || s.Label == "" || seen[s.Key] {
			t.Errorf("a Setting has a Key of its own and a Label: %+v", s)
		}
		seen[s.Key] = true
	}
	for _, l := range []channel.Length{k.Abilities.Length, k.Abilities.DirectLength} {
		switch l.Unit {
		case "graphemes", "runes", "weighted", "bytes":
		default:
			if l.Max > 0 {
				t.Errorf("Length.Unit %q is none of graphemes, runes, weighted, bytes", l.Unit)
			}
		}
	}
	if k.NewKey == nil {
		return
	}
	keys, now := map[string]bool{}, time.Now()
	for range 10_000 {
		key := k.NewKey(now)
		if key == "" || keys[key] {
			t.Fatalf("NewKey gave %q, empty or a second time", key)
		}
		keys[key] = true
	}
}

// A fixture is one check's world and the conns that it opens.
type fixture struct {
	*testing.T
	World
	kind channel.Kind
	ctx  context.Context
}

func newFixture(t *testing.T, h Harness) *fixture {
	w := h.World(t)
	if w.Deps.Log == nil {
		w.Deps.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	if w.Deps.Now == nil {
		w.Deps.Now = time.Now
	}
	if w.Account.ID == 0 || w.Account.Handle.Name == "" {
		t.Fatal("the World's Account needs an ID and a Handle with a Name")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*patience)
	t.Cleanup(cancel)
	return &fixture{T: t, World: w, kind: h.Kind, ctx: ctx}
}

// open opens the account; what the check does not close itself is closed at its end.
func (f *fixture) open() *pipe { return f.openAs(f.Account, f.Secrets) }

// stream opens the account that hears all public posts.
func (f *fixture) stream() *pipe {
	if f.Stream == nil {
		return f.open()
	}
	return f.openAs(*f.Stream, f.StreamSecrets)
}

func (f *fixture) openAs(a desk.Account, s channel.Secrets) *pipe {
	f.Helper()
	c, err := f.kind.Open(a, s, f.Deps)
	if err != nil {
		f.Fatalf("Open: %v", err)
	}
	p := &pipe{f: f, conn: c, cursor: f.Start}
	f.Cleanup(func() { p.close() })
	return p
}

// can ends the check when the peer's network has no such thing.
func (f *fixture) can(err error) {
	f.Helper()
	if errors.Is(err, ErrCannot) {
		f.Skipf("%s: %v", f.kind.Name, err)
	}
	if err != nil {
		f.Fatalf("the peer failed: %v", err)
	}
}

func (f *fixture) say(s Saying) desk.NetworkID {
	f.Helper()
	if s.Form == "" {
		s.Form = desk.Post
	}
	id, err := f.Peer.Say(f.ctx, s)
	f.can(err)
	if id == "" {
		f.Fatal("the peer's Say returned no id")
	}
	return id
}

// address is a text that mentions the account.
func (f *fixture) address(text string) string { return "@" + f.Account.Handle.Name + " " + text }

func (f *fixture) ours() []Seen {
	f.Helper()
	seen, err := f.Peer.Ours(f.ctx)
	f.can(err)
	return seen
}

func (f *fixture) breaks(faults ...Fault) {
	f.Helper()
	for _, fault := range faults {
		f.can(f.Peer.Break(fault))
	}
}

// key makes an idempotency key as the outbox does.
func (f *fixture) key() string {
	if f.kind.NewKey != nil {
		return f.kind.NewKey(f.Deps.Now())
	}
	return rand.Text()
}

// outgoing is a public answer to a message, or a new one to nobody.
func (f *fixture) outgoing(text string, to desk.NetworkID) desk.Outgoing {
	return desk.Outgoing{
		ID: 1, Case: 1, Message: 1, Account: f.Account.ID, Errand: desk.SendPublic,
		Key: f.key(), Text: text, Lang: "en", ReplyTo: to, Root: to, Attempts: 1,
	}
}

// A pipe is an open conn and the cursor that the desk would have kept.
type pipe struct {
	f      *fixture
	conn   channel.Conn
	cursor desk.Cursor
	batch  []channel.Batch
	once   sync.Once
}

func (p *pipe) close() {
	p.once.Do(func() {
		if err := p.conn.Close(); err != nil {
			p.f.Errorf("Close: %v", err)
		}
	})
}

// pull is one Pull from the kept cursor. It keeps the batch and its cursor.
func (p *pipe) pull(ctx context.Context) (channel.Batch, error) {
	b, err := p.conn.Pull(ctx, p.cursor)
	if err != nil {
		return b, err
	}
	if b.Cursor == "" {
		p.f.Errorf("a batch of %d came without a cursor", len(b.Heard))
	}
	p.cursor = b.Cursor
	p.batch = append(p.batch, b)
	return b, nil
}

// until pulls, as the desk does, until enough says so, and returns what was heard. A
// Later is taken calmly, as the desk does, for as long as patience lasts.
func (p *pipe) until(enough func(heard []desk.Heard) bool) []desk.Heard {
	p.f.Helper()
	ctx, cancel := context.WithTimeout(p.f.ctx, patience)
	defer cancel()
	var heard []desk.Heard
	var last error
	for !enough(heard) {
		b, err := p.pull(ctx)
		switch {
		case err == nil:
			heard = append(heard, b.Heard...)
		case ctx.Err() != nil:
			p.f.Fatalf("not heard within %v: %v\nlast trouble: %v", patience, brief(heard), last)
		case desk.Is(err, desk.Later):
			last = err
			p.pause(ctx)
		default:
			p.f.Fatalf("Pull: %v (kind %q)", err, desk.KindOf(err))
		}
	}
	return heard
}

// pause is the desk's back-off, short.
func (p *pipe) pause(ctx context.Context) {
	select {
	case <-time.After(20 * time.Millisecond):
	case <-ctx.Done():
	}
}

// hear pulls until all the ids were heard in that change, and returns them in the order
// of their first coming, each once.
func (p *pipe) hear(change desk.Change, ids ...desk.NetworkID) []desk.Heard {
	p.f.Helper()
	return only(p.until(func(h []desk.Heard) bool { return len(only(h, change, ids...)) == len(ids) }), change, ids...)
}

// one pulls until a message was heard and returns it.
func (p *pipe) one(change desk.Change, id desk.NetworkID) desk.Message {
	p.f.Helper()
	return p.hear(change, id)[0].Message
}

// only picks what is told of the ids, each once: items may repeat.
func only(heard []desk.Heard, change desk.Change, ids ...desk.NetworkID) []desk.Heard {
	want := map[desk.NetworkID]bool{}
	for _, id := range ids {
		want[id] = true
	}
	var out []desk.Heard
	for _, h := range heard {
		if h.Change == change && want[h.Message.NetworkID] {
			want[h.Message.NetworkID] = false
			out = append(out, h)
		}
	}
	return out
}

func idsOf(heard []desk.Heard) []desk.NetworkID {
	var ids []desk.NetworkID
	for _, h := range heard {
		ids = append(ids, h.Message.NetworkID)
	}
	return ids
}

// brief is what was heard, short enough to read in a failure.
func brief(heard []desk.Heard) []string {
	var out []string
	for _, h := range heard {
		out = append(out, string(h.Change)+" "+string(h.Message.NetworkID))
	}
	return out
}
