package monitor_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/hearing"
	"heed/internal/monitor"
	"heed/internal/store"
	"heed/internal/store/sqlite"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// ground is a monitor over a real store, with a clock that is set by hand.
type ground struct {
	t     *testing.T
	db    *store.DB
	now   time.Time
	s     *monitor.Service
	conn  *sender
	admin desk.Agent
	// a listens, b answers
	a, b desk.Account
	full bool   // the database takes nothing
	open func() // runs before a connection is given
	// what waits to be matched
	pieces int64
	since  time.Time
}

// as is the store; it takes nothing while full is set.
type as struct {
	db   *store.DB
	full *bool
}

func (a as) View(ctx context.Context, f func(monitor.Tx) error) error {
	return a.db.View(ctx, func(tx *store.Tx) error { return f(tx) })
}

func (a as) Update(ctx context.Context, f func(monitor.Tx) error) error {
	if *a.full {
		return errors.New("the disk is full")
	}
	return a.db.Update(ctx, func(tx *store.Tx) error { return f(tx) })
}

// sender is a connection that keeps what was sent through it.
type sender struct {
	channel.Conn
	sent    []desk.Outgoing
	refuses map[desk.Errand]error
	hook    func(desk.Outgoing) // runs when something was sent
	proved  int
	barred  error // what Prove says
	silent  error // what ProveDirect says
}

func (s *sender) Prove(context.Context) error {
	s.proved++
	return s.barred
}

func (s *sender) ProveDirect(context.Context) error { return s.silent }

func (s *sender) Send(_ context.Context, out desk.Outgoing) (desk.Receipt, error) {
	s.sent = append(s.sent, out)
	if s.hook != nil {
		s.hook(out)
	}
	return desk.Receipt{NetworkID: "own"}, s.refuses[out.Errand]
}

const network desk.Network = "net"

func newGround(t *testing.T) *ground {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "heed.db"), sqlite.Options{})
	return newGroundOn(t, db, err)
}

func newGroundOn(t *testing.T, db *store.DB, err error) *ground {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	g := &ground{t: t, db: db, now: start, conn: &sender{}, admin: desk.Agent{ID: 1, Role: desk.Admin},
		a: desk.Account{Network: network, Name: "The net", Created: start}, b: desk.Account{Network: network, Name: "@acme", Handle: desk.HandleRef{Name: "acme"}, Created: start}}
	g.update(func(tx *store.Tx) error { return errors.Join(tx.CreateAccount(&g.a), tx.CreateAccount(&g.b)) })
	g.restart()
	return g
}

// restart is another process that begins now.
func (g *ground) restart() {
	g.t.Helper()
	kinds := channel.Set{network: {Network: network, Name: "Net", Abilities: channel.Abilities{HearPublic: true, HearMentions: true, DirectIn: true, Delete: true,
		Replay: 24 * time.Hour, Price: channel.Price{Currency: "USD", Post: 5000}}}}
	g.s = monitor.New(as{g.db, &g.full}, monitor.Deps{Now: func() time.Time { return g.now }, Kinds: kinds, Log: slog.New(slog.DiscardHandler),
		Conn: func(desk.AccountID) (channel.Conn, error) {
			if g.open != nil {
				g.open()
			}
			return g.conn, nil
		},
		Words: func(context.Context, desk.Network) (map[string]int, int) {
			return map[string]int{"the": 900, "today": 10, "weather": 21}, 2000
		},
		Changed: func() {}, Stale: func() {}, Waiting: func() (int64, time.Time) { return g.pieces, g.since }})
	if err := g.s.Load(g.t.Context()); err != nil {
		g.t.Fatal(err)
	}
}

func (g *ground) update(f func(*store.Tx) error) {
	g.t.Helper()
	if err := g.db.Update(g.t.Context(), f); err != nil {
		g.t.Fatal(err)
	}
}

func (g *ground) ok(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// pass lets time pass in which the stream gives a sign of life each half minute, with so many
// posts each.
func (g *ground) pass(d time.Duration, posts int) {
	g.t.Helper()
	for end := g.now.Add(d); g.now.Before(end); {
		g.now = g.now.Add(30 * time.Second)
		g.s.Pulled(&g.a, batch(posts, g.now), nil)
	}
	g.ok(g.s.Keep(g.t.Context(), true))
}

func batch(posts int, at time.Time) *channel.Batch {
	b := &channel.Batch{Live: true}
	for range posts {
		b.Heard = append(b.Heard, desk.Heard{Change: desk.Created, Message: desk.Message{NetworkID: "p", Text: "words", PostedAt: at, HeardAt: at}})
	}
	return b
}

func (g *ground) alarms() (out []string) {
	g.t.Helper()
	all, err := g.s.Judge(g.t.Context())
	g.ok(err)
	for _, a := range all {
		out = append(out, a.Kind+" "+a.Subject)
	}
	return out
}

func (g *ground) wantAlarms(when string, want ...string) {
	g.t.Helper()
	if diff := cmp.Diff(want, g.alarms()); diff != "" {
		g.t.Errorf("%s: alarms (-want +got):\n%s", when, diff)
	}
}

func (g *ground) gaps() (out []desk.Gap) {
	g.t.Helper()
	g.ok(g.db.View(g.t.Context(), func(tx *store.Tx) (err error) { out, err = tx.Gaps(start.AddDate(-1, 0, 0), 100); return err }))
	return out
}

func (g *ground) report() monitor.Report {
	g.t.Helper()
	r, err := g.s.Report(g.t.Context(), g.admin, monitor.GapPlace{})
	g.ok(err)
	return r
}

// TestOutage: a network that goes away for an hour and comes back.
func TestOutage(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(10*time.Minute, 5)
	g.wantAlarms("all is well")
	broke := g.now
	lost := &desk.Error{Kind: desk.Later, Message: "It broke off."}
	for range 8 {
		g.now = g.now.Add(15 * time.Second)
		g.s.Failed(&g.a, lost, nil)
		g.ok(g.s.Keep(t.Context(), true))
	}
	g.wantAlarms("after two minutes", "fails The net: public posts")
	g.now = g.now.Add(time.Hour)
	g.s.Failed(&g.a, lost, nil)
	g.ok(g.s.Keep(t.Context(), true))
	if gaps := g.gaps(); len(gaps) != 1 || gaps[0].State != desk.GapOpen || gaps[0].Why != "It broke off." || !gaps[0].From.Equal(broke) {
		t.Fatalf("while it lasts: %+v", gaps)
	}
	// It is back and reads what was said meanwhile, in two batches.
	g.now = g.now.Add(time.Second)
	back := batch(3, broke.Add(10*time.Minute))
	back.Live = false
	g.s.Pulled(&g.a, back, nil)
	g.ok(g.s.Keep(t.Context(), true))
	if gaps := g.gaps(); len(gaps) != 1 || gaps[0].State != desk.GapFilling {
		t.Fatalf("while it is filled: %+v", gaps)
	}
	g.s.Pulled(&g.a, batch(2, g.now.Add(-time.Minute)), nil)
	g.ok(g.s.Keep(t.Context(), true))
	if gaps := g.gaps(); len(gaps) != 1 || gaps[0].State != desk.GapFilled || gaps[0].Posts != 5 || gaps[0].Ended.IsZero() {
		t.Fatalf("afterwards: %+v", gaps)
	}
	g.wantAlarms("all is well again")
	r := g.report()
	if len(r.Ended) != 1 || r.Ended[0].Kind != "fails" {
		t.Errorf("alarms that are over: %+v", r.Ended)
	}
}

// TestDown: heed itself did not run, for longer than the network goes back.
func TestDown(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for range 8 {
		g.pass(time.Hour, 1)
	}
	stopped := g.now
	g.now = g.now.Add(30*time.Hour - hearing.GapAfter)
	g.restart()
	g.wantAlarms("who hears may begin now, too")
	g.now = g.now.Add(hearing.GapAfter)
	g.wantAlarms("nobody hears", "dead The net: public posts")
	g.restart()
	g.wantAlarms("another judges, and still nobody hears", "dead The net: public posts")
	g.s.Pulled(&g.a, batch(1, stopped.Add(10*time.Hour)), nil)
	g.ok(g.s.Keep(t.Context(), true))
	gaps := g.gaps()
	if len(gaps) != 2 {
		t.Fatalf("gaps: %+v", gaps)
	}
	old, rest := gaps[1], gaps[0]
	if old.State != desk.GapLost || !old.From.Equal(stopped) || !old.To.Equal(stopped.Add(6*time.Hour)) || !strings.HasPrefix(old.Why, "heed wasn't running") {
		t.Errorf("what is lost: %+v", old)
	}
	if rest.State != desk.GapFilled || rest.Posts != 1 || !rest.From.Equal(old.To) {
		t.Errorf("what was filled: %+v", rest)
	}
	g.wantAlarms("afterwards", "gap The net: public posts")
	if old := g.gaps()[1]; old.Missed != 720 || old.Basis != "Based on the average of all hours heard so far." {
		t.Errorf("what it cost: %+v", old)
	}
	g.now = g.now.Add(25 * time.Hour)
	g.pass(time.Minute, 1)
	for _, a := range g.alarms() {
		if a == "gap The net: public posts" && len(g.gaps()) == 2 {
			t.Error("the note of a gap does not go by itself")
		}
	}
}

// TestToken: a dead token is an alarm at once, of the parts that it is for, and ends when the
// account is connected again.
func TestToken(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.s.Pulled(&g.b, &channel.Batch{}, nil)
	g.now = g.now.Add(10 * time.Second)
	g.s.Failed(&g.b, &desk.Error{Kind: desk.Unauthorized, Message: "The password was revoked.", Mend: "Reconnect it."}, nil)
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("revoked", "barred @acme: private messages", "barred @acme: mentions and replies")
	g.now = g.now.Add(time.Minute)
	g.s.Pulled(&g.b, &channel.Batch{}, nil)
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("reconnect it")
	// One part alone fails.
	g.now = g.now.Add(time.Minute)
	g.s.Pulled(&g.b, &channel.Batch{}, []channel.Pulse{{Part: desk.PartDirect, At: start, Err: &desk.Error{Kind: desk.Unauthorized, Message: "This app password may not read messages."}}})
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("a lost permission", "barred @acme: private messages")
	// The credentials are refused, and public posts come in all the same.
	refused := &desk.Error{Kind: desk.Unauthorized, Message: "The password was revoked."}
	g.s.Pulled(&g.a, &channel.Batch{}, nil)
	for range 6 {
		g.now = g.now.Add(30 * time.Second)
		g.s.Pulled(&g.b, &channel.Batch{}, []channel.Pulse{{Part: desk.PartDirect, At: start, Err: refused}})
		g.s.Failed(&g.a, refused, []channel.Pulse{{Part: desk.PartMentions, Err: refused}, {Part: desk.PartStream, At: g.now}})
	}
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("the stream is heard", "barred @acme: private messages")
	g.update(func(tx *store.Tx) error { g.b.Paused = true; return tx.SaveAccount(&g.b) })
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("Someone paused")
}

// wantMend is what the alarm about a search says is to be done.
func (g *ground) wantMend(subject, want string) {
	g.t.Helper()
	for _, a := range g.report().Alarms {
		if a.Subject == subject && a.Kind == hearing.KindSilent && a.Mend != want {
			g.t.Errorf("%s: %q, want %q", subject, a.Mend, want)
		}
	}
}

// TestSilent: a search that used to hit, after its query was changed.
func TestSilent(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	search := &desk.Search{Name: "Acme", Query: "acme", Created: start, By: 1}
	g.update(func(tx *store.Tx) error { return tx.CreateSearch(search) })
	hit := func(n int64) {
		g.s.Matched(g.a.ID, 100, map[desk.SearchID]int64{search.ID: n})
		g.update(func(tx *store.Tx) error { return tx.AddMatches(map[desk.SearchID]int64{search.ID: n}, g.now) })
	}
	for range 10 {
		g.pass(time.Hour, 5)
		hit(30)
	}
	g.pass(10*time.Minute, 5)
	g.wantAlarms("ten minutes without a hit")
	r := g.report()
	if one := r.Searches[0]; one.Expected < 1 || one.Expected > 6 || one.Silent || one.PerDay < 600 {
		t.Errorf("how it stands: %+v", one)
	}
	g.pass(70*time.Minute, 5)
	g.wantAlarms("more than an hour without a hit, on the first day", "silent Acme")
	rang := g.report().Alarms[0]
	g.now = g.now.Add(5 * time.Minute)
	g.wantAlarms("the stream is deaf, too", "silent Acme", "dead The net: public posts")
	g.wantMend("Acme", "Something else keeps it from being heard too. Fix that first.")
	g.pass(time.Minute, 5)
	cap := func(micros int64) {
		search.Cap = micros
		g.update(func(tx *store.Tx) error {
			return errors.Join(tx.SaveSearch(search), tx.SaveCapped(desk.MonthOf(g.now), network, search.ID, g.now))
		})
	}
	cap(1)
	g.wantAlarms("a cap keeps it from hearing, too", "silent Acme", "capped Acme")
	cap(0)
	g.wantAlarms("it may hear again", "silent Acme")
	g.wantMend("Acme", rang.Mend)
	if now := g.report().Alarms[0]; now.ID != rang.ID || strings.Contains(now.Problem, "comes and goes") {
		t.Errorf("it rang again: %+v after %+v", now, rang)
	}
	hit(1)
	g.pass(time.Minute, 5)
	g.wantAlarms("a hit")
}

func TestQuietAndCanary(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	for range 8 {
		g.pass(time.Hour, 10)
	}
	g.ok(g.s.Controls(t.Context()))
	if c := g.report().Sources[0].Canary; c.Word != "weather" || c.Share < .01 {
		t.Fatalf("the control word: %+v", c)
	}
	g.s.Matched(g.a.ID, 1000, map[desk.SearchID]int64{desk.ControlID(g.a.ID): 11})
	g.pass(time.Minute, 10)
	g.wantAlarms("it sings")
	g.s.Matched(g.a.ID, 3000, nil)
	g.pass(time.Minute, 10)
	g.wantAlarms("3000 posts without the word", "canary The net: public posts")
	g.s.Matched(g.a.ID, 10, map[desk.SearchID]int64{desk.ControlID(g.a.ID): 1})
	g.pass(16*time.Minute, 0)
	g.wantAlarms("signs of life without a post", "quiet The net: public posts")
}

// TestLull: a host that answers and has little to tell is heard; one that should have told
// something is not, and that is a gap from its last word on. What a stream repeats is counted once.
func TestLull(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	told := g.now
	// pulled lets time go by in which the host answers, and tells posts where there are some.
	pulled := func(d time.Duration, posts int, busy bool) {
		t.Helper()
		for end := g.now.Add(d); g.now.Before(end); {
			g.now = g.now.Add(20 * time.Second)
			b := batch(posts, g.now)
			if posts > 0 {
				told, b.Passed, b.Again = g.now, 1, 1
			}
			g.s.Pulled(&g.a, b, []channel.Pulse{{Part: desk.PartStream, At: g.now, Told: told, Streams: true, Busy: busy}})
			g.ok(g.s.Keep(t.Context(), true))
		}
	}
	pulled(time.Hour, 0, false)
	g.wantAlarms("a host of our own that never told anything")
	if src := g.report().Sources[0]; src.Source.Beat != g.now || src.Source.State != desk.Hears || len(g.gaps()) > 0 {
		t.Errorf("it is there: %+v, gaps %+v", src.Source, g.gaps())
	}
	pulled(time.Minute, 5, true)
	if src := g.report().Sources[0]; src.Source.Recent != 15 {
		t.Errorf("%d posts were counted, want 15", src.Source.Recent)
	}
	last := g.now
	pulled(4*time.Minute, 0, true)
	g.wantAlarms("a whole network that is silent", "fails The net: public posts")
	if gaps := g.gaps(); len(gaps) != 1 || gaps[0].From.Sub(last) > 30*time.Second {
		t.Errorf("gaps %+v, want one from %v on", gaps, last)
	}
	pulled(time.Minute, 5, true)
	g.wantAlarms("it speaks again")
	if gaps := g.gaps(); len(gaps) != 1 || gaps[0].State != desk.GapFilled {
		t.Errorf("what was said meanwhile: %+v", gaps)
	}
}

// TestSong: our own post goes out once, comes back and is taken down.
func TestSong(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Minute, 1)
	g.ok(g.s.Sing(t.Context()))
	if len(g.conn.sent) != 0 {
		t.Fatalf("it sings though nobody permitted it: %+v", g.conn.sent)
	}
	g.ok(g.s.SetCanary(t.Context(), g.admin, g.b.ID, true))
	g.ok(g.s.Sing(t.Context()))
	g.ok(g.s.Sing(t.Context()))
	if len(g.conn.sent) != 1 || g.conn.sent[0].Errand != desk.SendPublic || g.conn.sent[0].Account != g.b.ID {
		t.Fatalf("sent: %+v", g.conn.sent)
	}
	g.pass(11*time.Minute, 1)
	g.wantAlarms("it does not come back", "canary The net: public posts")
	back := batch(1, g.now)
	back.Heard[0].Message.Text, back.Heard[0].Message.NetworkID = g.conn.sent[0].Text, "own"
	stranger := batch(1, g.now)
	stranger.Heard[0].Message.Text = strings.Replace(g.conn.sent[0].Text, ": ", ": x", 1)
	g.ok(g.s.CameBack(t.Context(), stranger.Heard))
	g.ok(g.s.CameBack(t.Context(), back.Heard))
	if len(g.conn.sent) != 2 || g.conn.sent[1].Errand != desk.SendDelete || g.conn.sent[1].NetworkID != "own" {
		t.Fatalf("taken down: %+v", g.conn.sent)
	}
	g.wantAlarms("it came back")
	if c := g.report().Sources[0].Canary; c.OwnTook < (11*time.Minute).Microseconds() || !c.SentAt.IsZero() {
		t.Errorf("the canary: %+v", c)
	}
	g.ok(g.s.Sing(t.Context()))
	if len(g.conn.sent) != 2 {
		t.Error("it sings again at once")
	}
}

// TestSongLost: our own post that does not come back is an alarm, is taken down, and is tried again until one comes
// back, or somebody switches it off.
func TestSongLost(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	sing := func(d time.Duration) {
		t.Helper()
		for range int(d / time.Minute) {
			g.pass(time.Minute, 1)
			g.ok(g.s.Sing(t.Context()))
		}
	}
	count := func(e desk.Errand) (n int) {
		for _, out := range g.conn.sent {
			if out.Errand == e {
				n++
			}
		}
		return n
	}
	g.ok(g.s.SetCanary(t.Context(), g.admin, g.b.ID, true))
	sing(9 * time.Minute)
	g.wantAlarms("it is under way")
	sing(5 * time.Minute)
	g.wantAlarms("it did not come back", "canary The net: public posts")
	if count(desk.SendPublic) != 1 || count(desk.SendDelete) != 1 || g.conn.sent[1].NetworkID != "own" {
		t.Fatalf("it is not taken down: %+v", g.conn.sent)
	}
	sing(40 * time.Minute)
	g.wantAlarms("nor did the next", "canary The net: public posts")
	if count(desk.SendPublic) != 2 || count(desk.SendDelete) != 2 {
		t.Fatalf("sent %d, taken down %d, want 2 of each", count(desk.SendPublic), count(desk.SendDelete))
	}
	sing(30 * time.Minute)
	back := batch(1, g.now)
	back.Heard[0].Message.Text, back.Heard[0].Message.NetworkID = g.conn.sent[len(g.conn.sent)-1].Text, "own"
	g.ok(g.s.CameBack(t.Context(), back.Heard))
	g.wantAlarms("one came back")
	if n := count(desk.SendPublic); n != 3 {
		t.Fatalf("%d posts, want 3", n)
	}
	sing(5 * time.Hour)
	if n := count(desk.SendPublic); n != 3 {
		t.Errorf("%d posts within six hours of one that came back", n)
	}

	g.conn.refuses = map[desk.Errand]error{desk.SendDelete: &desk.Error{Kind: desk.NotFound, Message: "It is not there."}}
	sing(80 * time.Minute)
	g.wantAlarms("the network deleted it", "canary The net: public posts")
	if c := g.report().Sources[0].Canary; !c.Gone {
		t.Errorf("what became of it: %+v", c)
	}
	g.ok(g.s.SetCanary(t.Context(), g.admin, g.b.ID, false))
	sing(time.Minute)
	g.wantAlarms("turned off")
	if c := g.report().Sources[0].Canary; !c.SentAt.IsZero() || c.SentID != "" || c.OwnBack.IsZero() {
		t.Errorf("afterwards: %+v", c)
	}
}

// TestSongRefused: an account that may not post any more is an alarm in plain words, not a test that came back.
func TestSongRefused(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(time.Minute, 1)
	g.conn.refuses = map[desk.Errand]error{desk.SendPublic: &desk.Error{Kind: desk.Denied, Message: "This account may not post.", Mend: "Ask the network why."}}
	g.ok(g.s.SetCanary(t.Context(), g.admin, g.b.ID, true))
	g.ok(g.s.Sing(t.Context()))
	all, err := g.s.Judge(t.Context())
	g.ok(err)
	if len(all) != 1 || all[0].Problem != "The test post of @acme was not taken: This account may not post." || all[0].Mend != "Ask the network why." {
		t.Errorf("alarms: %+v", all)
	}
	if want := fmt.Sprint("/settings/accounts/", g.b.ID); all[0].Link != want {
		t.Errorf("the alarm leads to %s, want %s, where it is mended", all[0].Link, want)
	}
	if c := g.report().Sources[0].Canary; !c.OwnBack.IsZero() || !c.SentAt.IsZero() {
		t.Errorf("the canary: %+v", c)
	}
	g.conn.refuses = nil
	g.pass(time.Minute, 1)
	g.ok(g.s.Sing(t.Context()))
	g.wantAlarms("nobody mended it", "canary The net: public posts")
	afresh := func() { // switched off and on: what was refused before is forgotten
		for _, on := range []bool{false, true} {
			g.ok(g.s.SetCanary(t.Context(), g.admin, g.b.ID, on))
			g.ok(g.s.Sing(t.Context()))
		}
	}
	health := func(since time.Time) {
		g.update(func(tx *store.Tx) error {
			return tx.SaveHealth(g.b.ID, desk.Health{State: "ok", Since: since})
		})
	}
	health(g.now.Add(-2 * time.Minute))
	g.ok(g.s.Sing(t.Context()))
	g.wantAlarms("it was connected before that", "canary The net: public posts")
	health(g.now)
	g.ok(g.s.Sing(t.Context()))
	g.wantAlarms("it was connected again")
	g.conn.refuses = map[desk.Errand]error{desk.SendPublic: &desk.Error{Kind: desk.Denied, Message: "This account may not post."}}
	afresh()
	g.wantAlarms("it lost its right again", "canary The net: public posts")
	g.conn.refuses = nil
	g.pass(monitor.SongAgain, 1)
	g.ok(g.s.Sing(t.Context()))
	g.wantAlarms("it may post again")
	g.conn.refuses = map[desk.Errand]error{desk.SendPublic: &desk.Error{Kind: desk.Later, Message: "Later."}}
	afresh()
	g.wantAlarms("the network stumbles")
	// Nothing is sent while nothing is heard: it could not come back.
	g.now = g.now.Add(time.Hour)
	n := len(g.conn.sent)
	g.ok(g.s.Sing(t.Context()))
	if len(g.conn.sent) != n {
		t.Error("it sings to a stream that is not heard")
	}
}

func TestPurse(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	search := &desk.Search{Name: "Acme", Query: "acme", Created: start, By: 1, Cap: 1_000_000}
	g.update(func(tx *store.Tx) error { return tx.CreateSearch(search) })
	for range 8 {
		g.pass(time.Hour, 5)
		g.s.Matched(g.a.ID, 100, map[desk.SearchID]int64{search.ID: 10})
		g.update(func(tx *store.Tx) error { return tx.AddMatches(map[desk.SearchID]int64{search.ID: 10}, g.now) })
	}
	month := desk.MonthOf(g.now)
	g.update(func(tx *store.Tx) error {
		return errors.Join(tx.AddSpending([]desk.Spend{{Month: month, Network: network, Search: search.ID, Posts: 200, Micros: 1_000_000}}),
			tx.SaveCapped(month, network, search.ID, g.now))
	})
	g.now = g.now.Add(2 * time.Hour)
	g.pass(time.Minute, 5)
	all, err := g.s.Judge(t.Context())
	g.ok(err)
	i := 0
	for ; i < len(all) && all[i].Kind != "capped"; i++ {
	}
	if i == len(all) || !strings.Contains(all[i].Problem, "About 1") || !strings.Contains(all[i].Mend, "1 April") {
		t.Errorf("alarms: %+v", all)
	}
	p := g.report().Purses[0]
	if p.Spent != 1_000_000 || len(p.Searches) != 1 || p.Searches[0].NotHeard < 15 || p.Searches[0].Forecast != 1_000_000 {
		t.Errorf("the purse: %+v", p)
	}
	g.update(func(tx *store.Tx) error { search.Cap = 2_000_000; return tx.SaveSearch(search) })
	g.alarms()
	for _, a := range g.alarms() {
		if strings.HasPrefix(a, "capped") {
			t.Error("a cap that was raised is an alarm still")
		}
	}
	g.ok(g.s.SetCap(t.Context(), g.admin, network, 500_000))
	if p := g.report().Purses[0]; p.Cap != 500_000 {
		t.Errorf("the network's cap: %+v", p)
	}
	if err := g.s.SetCap(t.Context(), desk.Agent{ID: 2, Role: desk.Answerer}, network, 0); !desk.Is(err, desk.Denied) {
		t.Errorf("an agent sets a cap: %v", err)
	}
	if err := g.s.SetCap(t.Context(), g.admin, "other", 1); !desk.Is(err, desk.Invalid) {
		t.Errorf("a cap for what is free: %v", err)
	}
}

// TestPurseShared: a post that two searches brought is one post and was paid once, also in the forecast, and
// what a removed search spent stays in the sum.
func TestPurseShared(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	one, two := &desk.Search{Name: "Acme", Query: "acme", Created: start, By: 1}, &desk.Search{Name: "Parcels", Query: "parcel", Created: start, By: 1}
	g.update(func(tx *store.Tx) error { return errors.Join(tx.CreateSearch(one), tx.CreateSearch(two)) })
	for range 8 {
		g.pass(time.Hour, 5)
		g.s.Matched(g.a.ID, 100, map[desk.SearchID]int64{one.ID: 10, two.ID: 10})
	}
	const gone, price = 99, 5000
	spend := func(id desk.SearchID, posts int64) desk.Spend {
		return desk.Spend{Month: desk.MonthOf(g.now), Network: network, Search: id, Posts: posts, Micros: posts * price / 2}
	}
	g.update(func(tx *store.Tx) error {
		return tx.AddSpending([]desk.Spend{spend(one.ID, 100), spend(two.ID, 100), spend(gone, 20)})
	})
	p := g.report().Purses[0]
	if p.Posts != 110 || p.Spent != 110*price || p.Removed != 10*price {
		t.Errorf("%d posts for %d, of them %d by what was removed; want 110 for %d, %d", p.Posts, p.Spent, p.Removed, 110*price, 10*price)
	}
	rest := p.Forecast - p.Spent
	if each := p.Searches[0].Forecast - p.Searches[0].Spent; each <= 0 || max(rest-2*each, 2*each-rest) > 2 {
		t.Errorf("the network is to cost %d more, each of its two searches %d", rest, each)
	}
	if days := float64(rest) / price / 240; days < 1 || days > 31 {
		t.Errorf("240 posts a day cost what %.1f days would bring", days)
	}
}

// TestKeepFails: what could not be written is written the next time, once.
func TestKeepFails(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.now = g.now.Add(30 * time.Second)
	g.s.Pulled(&g.a, batch(7, g.now), nil)
	g.now = g.now.Add(30 * time.Second)
	g.s.Pulled(&g.a, batch(0, g.now), nil)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.s.Keep(ended, false); err == nil {
		t.Fatal("written without a store")
	}
	g.ok(g.s.Keep(t.Context(), true))
	g.ok(g.s.Keep(t.Context(), true))
	g.ok(g.db.View(t.Context(), func(tx *store.Tx) error {
		hours, err := tx.Hours(0)
		want := map[string][]desk.HourCount{"account:1/stream": {{Key: "account:1/stream", Hour: desk.HourOf(start), Posts: 7, Covered: 30}}}
		if diff := cmp.Diff(want, hours); diff != "" {
			t.Errorf("hours (-want +got):\n%s", diff)
		}
		return err
	}))
}

// TestLostOfWhatIsMadeUp: what the network cannot tell of a gap any more is listed as lost, once, and
// only the rest as made up.
func TestLostOfWhatIsMadeUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tells time.Duration // after the beginning of the gap
		want  []string      // state, from and to in hours after its beginning
	}{
		"a part": {3 * time.Hour, []string{"filled 3 10", "lost 0 3"}},
		"all":    {10 * time.Hour, []string{"lost 0 10"}},
	} {
		g := newGround(t)
		g.pass(time.Hour, 5)
		gone := g.now
		g.now = g.now.Add(10 * time.Hour)
		back := &channel.Batch{Missed: "It had nothing to tell.", MissedFrom: gone, MissedTo: gone.Add(c.tells), At: gone.Add(c.tells), Passed: 7}
		g.s.Pulled(&g.a, back, nil)
		if name == "a part" {
			g.ok(g.s.Keep(t.Context(), true)) // the parts have numbers from here on
		}
		g.s.Pulled(&g.a, &channel.Batch{Live: true, At: g.now}, nil)
		g.ok(g.s.Keep(t.Context(), true))
		var got []string
		for _, x := range g.gaps() {
			got = append(got, fmt.Sprint(x.State, " ", x.From.Sub(gone).Hours(), " ", x.To.Sub(gone).Hours()))
			if x.State == desk.GapLost && x.Why != "It had nothing to tell." {
				t.Errorf("%s: lost because %q", name, x.Why)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		g.wantAlarms(name, "gap The net: public posts")
	}
}

// TestClock: posts from the future are an alarm that names the clock, and do not look late; set right, it ends.
func TestClock(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(10*time.Minute, 5)
	for range 40 {
		g.now = g.now.Add(30 * time.Second)
		g.s.Pulled(&g.a, batch(5, g.now.Add(20*time.Minute)), nil)
	}
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("the clock is slow", "clock The net: public posts")
	g.now = g.now.Add(20 * time.Minute)
	g.pass(5*time.Minute, 5)
	g.wantAlarms("it was set right")
}

// TestPassedIsNotBehind: a stream of which nobody wants anything is heard in time all the same.
func TestPassedIsNotBehind(t *testing.T) {
	t.Parallel()
	g := newGround(t)
	g.pass(10*time.Minute, 5)
	for range 60 {
		g.now = g.now.Add(30 * time.Second)
		g.s.Pulled(&g.a, &channel.Batch{Live: true, Passed: 50, At: g.now}, nil)
	}
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("nothing was wanted")
	slow := g.now
	for range 60 {
		g.now = g.now.Add(30 * time.Second)
		g.s.Pulled(&g.a, &channel.Batch{UnreadPosts: 50, At: slow}, nil)
	}
	g.ok(g.s.Keep(t.Context(), true))
	g.wantAlarms("it stays behind", "behind The net: public posts")
}
