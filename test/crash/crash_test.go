package crash

import (
	"bufio"
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/store/storetest"
)

// TestKilledUnderLoad kills the desk again and again, at any moment of its life, and
// counts at the end.
func TestKilledUnderLoad(t *testing.T) {
	t.Parallel()
	kills := 50
	if testing.Short() {
		kills = 5
	}
	killedUnderLoad(t, newWorld(t, ""), kills)
}

// TestKilledUnderLoadOnPostgres does the same where a database outlives the desk.
func TestKilledUnderLoadOnPostgres(t *testing.T) {
	t.Parallel()
	kills := 20
	if testing.Short() {
		kills = 5
	}
	killedUnderLoad(t, newWorld(t, storetest.Postgres(t)), kills)
}

func killedUnderLoad(t *testing.T, w *world, kills int) {
	t.Helper()
	stop, peace := w.load(), w.trouble()
	var cut, early int
	start := time.Now()
	for n := range kills {
		if n == kills-kills/5 {
			peace() // each failure makes the next try wait longer, and the end is to come soon
		}
		p := w.serve()
		if n%5 == 4 { // while it starts
			early++
			die(p, rand.N(400*time.Millisecond))
			continue
		}
		w.door.open(p.up(t))
		switch n % 5 {
		case 2: // while a network has a message and the desk does not know it
			w.await(w.echoIn.writing)
			die(p, rand.N(20*time.Millisecond))
		case 3: // while an agent's answer is on its way into the store
			w.await(w.clicks)
			die(p, rand.N(20*time.Millisecond))
		default:
			die(p, 50*time.Millisecond+rand.N(350*time.Millisecond))
		}
		w.door.shut()
		w.sane(p)
		if n%2 == 0 { // else the next life finds the leases of this one, and a log that nobody has tidied
			cut += w.hour()
		}
	}
	t.Logf("killed %d times in %v, %d of them while it started; sends found cut off: %d",
		kills, time.Since(start).Round(time.Second), early, cut)
	w.hour()
	w.lastLife(stop)
	c := w.settled()
	t.Log(c)
	if c.answers < kills/5 || c.heard < kills {
		t.Error("that was no load: nothing is proved")
	}
	w.check()
}

// TestDrained ends the desk as an operator does, in the middle of its work.
func TestDrained(t *testing.T) {
	t.Parallel()
	rounds := 5
	if testing.Short() {
		rounds = 1
	}
	w := newWorld(t, "")
	stop := w.load()
	for range rounds {
		p := w.serve()
		base := p.up(t)
		watched := w.watch(base)
		w.door.open(base)
		w.echoIn.slow.Store(int64(200 * time.Millisecond))
		for range 1 + rand.IntN(10) {
			w.await(w.echoIn.writing)
		}
		took, code := p.term(t)
		w.door.shut()
		w.echoIn.slow.Store(0)
		<-watched
		if code != 0 || took > 20*time.Second {
			t.Errorf("the desk ended with code %d after %v:\n%s", code, took, p.said())
		}
		t.Logf("ended in %v", took.Round(time.Millisecond))
		w.sane(p)
		w.nothingInDoubt()
	}
	w.lastLife(stop)
	t.Log(w.settled())
	w.check()
}

// TestDrainDoesNotWaitForEver ends the desk while a network has a message and does not say
// so.
func TestDrainDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for the whole time of a drain")
	}
	w := newWorld(t, "")
	w.echo.Break(echo.Fault{Side: echo.Writing, Trouble: echo.Hang})
	p := w.serve()
	w.door.open(p.up(t))
	stop := w.load()
	for end := time.After(time.Minute); len(w.echo.Posts(ours)) == 0; {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-end:
			t.Fatal("nothing was sent in a minute")
		}
	}
	took, code := p.term(t)
	w.door.shut()
	if code != 0 || took > 25*time.Second {
		t.Errorf("the desk ended with code %d after %v:\n%s", code, took, p.said())
	}
	t.Logf("ended in %v", took.Round(time.Millisecond))
	f := w.file()
	w.none("messages are still being sent", f.texts("SELECT text FROM outgoing WHERE state = 'sending'"))
	if n := f.count("SELECT count(*) FROM outgoing WHERE state = 'unknown'"); n != 1 {
		t.Errorf("%d messages are unsure, want the one that the network kept to itself", n)
	}
	f.close()
	w.lastLife(stop)
	t.Log(w.settled())
}

// await waits for a moment of somebody's work.
func (w *world) await(moment <-chan struct{}) {
	w.t.Helper()
	select {
	case <-moment:
	case <-time.After(time.Minute):
		f := w.file()
		defer f.close()
		w.t.Fatalf("nobody answered anything in a minute: %q; leases %q; %d messages heard; lists %q; accounts %q",
			f.texts("SELECT state || ' ' || count(*) || ' ' || max(problem) FROM outgoing GROUP BY state"), f.texts("SELECT name || ' ' || holder FROM leases"),
			f.count("SELECT count(*) FROM messages WHERE direction = 'in'"), f.texts("SELECT list || ' ' || count(*) FROM cases GROUP BY list"), f.texts("SELECT name || ' ' || health FROM accounts"))
	}
}

// nothingInDoubt holds after a drain: what was being sent is settled, and what stands on a
// network is known to.
func (w *world) nothingInDoubt() {
	w.t.Helper()
	f := w.file()
	defer f.close()
	w.none("messages are still being sent", f.texts("SELECT text FROM outgoing WHERE state NOT IN ('queued', 'sent')"))
	sent := map[string]bool{}
	for _, s := range f.texts("SELECT text FROM outgoing WHERE state = 'sent'") {
		sent[s] = true
	}
	var doubted []string
	for _, s := range append(w.onNetwork(echo.Name), w.onNetwork(bluesky)...) {
		if !sent[s.text] {
			doubted = append(doubted, s.text)
		}
	}
	w.none("messages are on a network and not settled", doubted)
}

// watch is a page that stands open and follows the desk. The channel is closed when the
// desk ends that.
func (w *world) watch(base string) <-chan struct{} {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/live", nil)
	w.ok(err)
	req.AddCookie(&http.Cookie{Name: "heed", Value: w.session})
	res, err := http.DefaultClient.Do(req)
	w.ok(err)
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		w.t.Errorf("the live page is %s %s", res.Status, res.Header.Get("Content-Type"))
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer cancel()
		defer res.Body.Close()
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		}
	}()
	return ended
}

// TestKilledAtItsFirstStart kills a desk that is making its database and its key.
func TestKilledAtItsFirstStart(t *testing.T) {
	t.Parallel()
	kills := 20
	if testing.Short() {
		kills = 3
	}
	dir := t.TempDir()
	for range kills {
		die(serve(t, dir), rand.N(250*time.Millisecond))
	}
	p := serve(t, dir)
	res, err := http.Get(p.up(t) + "/welcome")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the first page is %s", res.Status)
	}
	if took, code := p.term(t); code != 0 {
		t.Errorf("the desk ended with code %d after %v:\n%s", code, took, p.said())
	}
	w := &world{t: t, dir: dir}
	w.sane(p)
	w.check()
}

// die kills after a while, in the middle of whatever goes on then.
func die(p *process, after time.Duration) {
	select {
	case <-time.After(after):
	case <-p.done:
	}
	p.kill()
}

// hour lets an hour pass between two lives.
func (w *world) hour() (cut int) {
	w.t.Helper()
	f := w.file()
	defer f.close()
	return f.hour()
}

// sane looks whether a desk complained.
func (w *world) sane(p *process) {
	w.t.Helper()
	w.none("errors were logged", p.errors)
}

// lastLife lets the desk live in peace until all is done, and ends it.
func (w *world) lastLife(stop func()) {
	w.t.Helper()
	p := w.serve()
	w.door.open(p.up(w.t))
	stop()
	w.quiet()
	w.door.shut()
	if took, code := p.term(w.t); code != 0 {
		w.t.Errorf("the desk ended with code %d after %v:\n%s", code, took, p.said())
	}
	w.sane(p)
}
