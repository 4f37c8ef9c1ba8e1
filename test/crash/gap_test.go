package crash

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"heed/internal/channel/all"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/desk"
	"heed/internal/store/storetest"
)

// TestKilledWhileAGapIsMadeUp kills the desk again and again while it reads what was said in an hour in which it did not
// run. It goes on where it was: no post is lost, none is doubled, and the page counts each once.
func TestKilledWhileAGapIsMadeUp(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("reads for as long as it takes to know that there was a gap, several times")
	}
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); killedInAGap(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); killedInAGap(t, storetest.Postgres(t)) })
}

func killedInAGap(t *testing.T, database string) {
	t.Helper()
	const length, posts, every = time.Hour, 6000, 6
	var behind atomic.Int64 // the network's clock; its hour goes by while the desk is down
	behind.Store(int64(length))
	w := newWorldUnder(t, database, blueskytest.Options{Pace: 2500 * time.Microsecond, Now: func() time.Time { return time.Now().Add(-time.Duration(behind.Load())) }})
	f := w.file()
	defer f.close()
	const stream = "source IN (SELECT key FROM sources WHERE part = 'stream' AND account IN (SELECT id FROM accounts WHERE network = 'bluesky'))"

	p := w.serve()
	p.up(t)
	w.until(p, "it hears", func() bool {
		return f.count("SELECT count(*) FROM sources WHERE beat = 0") == 0 && f.count("SELECT count(*) FROM sources WHERE account IN (SELECT id FROM accounts WHERE network = 'bluesky')") == 3
	})
	p.kill()
	w.away(f, length)
	for n := range posts {
		behind.Add(-int64(length) / int64(posts))
		w.gossip(n, n%every == 0)
	}
	behind.Store(0)

	read := func() int {
		return f.count("SELECT coalesce(max(posts), 0) FROM gaps WHERE state = 'filling' AND " + stream)
	}
	heard := func() int { return f.count("SELECT count(*) FROM messages WHERE direction = 'in'") }
	for _, moment := range []func() bool{
		func() bool { return heard() > posts/every/20 }, // before anybody knows that it is a gap
		func() bool { return read() > posts/4 },
		func() bool { return read() > posts/2 },
	} {
		p = w.serve()
		base := p.up(t)
		w.until(p, "it is in the middle", moment)
		if n := read(); n > 0 {
			page := w.page(base + "/hearing")
			if !strings.Contains(page, "being recovered") {
				t.Errorf("with %d of %d posts read the page does not say that a gap being recovered", n, posts)
			}
		}
		p.kill()
		w.sane(p)
		if n := f.count("SELECT count(*) FROM gaps WHERE state = 'filled' AND " + stream); n > 0 {
			t.Fatal("it was killed when all was over: nothing is proved")
		}
		t.Logf("killed with %d posts of the gap counted and %d messages kept", read(), heard())
		w.hour()
	}
	p = w.serve()
	base := p.up(t)
	w.until(p, "the gap is made up", func() bool { return f.count("SELECT count(*) FROM gaps WHERE state = 'filled' AND "+stream) > 0 })
	w.quiet()
	rows := f.texts("SELECT state || ' ' || posts || ' ' || missed || ' ' || ((until - since) / 60000000) FROM gaps WHERE " + stream)
	if want := fmt.Sprintf("filled %d -1 60", posts); len(rows) != 1 || rows[0] != want {
		t.Errorf("the gaps of the stream are %q, want %q", rows, want)
	}
	if page := w.page(base + "/hearing"); !strings.Contains(page, desk.Numeral(posts)) {
		t.Errorf("the page does not say that %s posts were read afterwards", desk.Numeral(posts))
	}
	if took, code := p.term(t); code != 0 {
		t.Errorf("the desk ended with code %d after %v:\n%s", code, took, p.said())
	}
	w.sane(p)
	t.Log(w.settled())
	w.check()
}

// away makes the desk have heard Bluesky for the last time a while ago. Only while no desk runs.
func (w *world) away(f file, length time.Duration) {
	w.t.Helper()
	w.hour()
	at := time.Now().Add(-length)
	of := "account IN (SELECT id FROM accounts WHERE network = 'bluesky')"
	_, err := f.db.Exec("UPDATE sources SET first = " + strconv.FormatInt(at.UnixMicro(), 10) + ", beat = " + strconv.FormatInt(at.UnixMicro(), 10) + " WHERE " + of)
	w.ok(err)
	_, err = f.db.Exec("UPDATE accounts SET cursor = $1 WHERE network = 'bluesky'", string(all.Kinds()[bluesky].CursorAt(at)))
	w.ok(err)
}

// gossip is one public post on Bluesky, and now and then somebody passes it on or takes it back.
func (w *world) gossip(n int, wanted bool) {
	w.t.Helper()
	text := "Lovely weather for a walk, says " + name(n)
	if wanted {
		text = "My " + ours + " kettle arrived broken, order " + name(n)
	}
	by := fmt.Sprintf("person%d.test", n)
	uri, err := w.sky.Post(blueskytest.Draft{By: by, Text: text, Lang: "en"})
	w.ok(err)
	w.said = append(w.said, said{network: bluesky, text: text, wanted: wanted})
	switch {
	case n%50 == 1:
		_, err = w.sky.Post(blueskytest.Draft{By: "echoing.test", Repost: uri})
	case n%50 == 2 && !wanted:
		err = w.sky.Delete(uri)
	}
	w.ok(err)
}

// until waits for something that a desk does.
func (w *world) until(p *process, what string, done func() bool) {
	w.t.Helper()
	for end := time.Now().Add(90 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("not after a minute and a half: %s\n%s", what, p.said())
		}
	}
}

// page is what an agent sees.
func (w *world) page(from string) string {
	w.t.Helper()
	page, code, err := w.get(http.DefaultClient, from)
	w.ok(err)
	if code != http.StatusOK {
		w.t.Errorf("%s is %d", from, code)
	}
	return page
}
