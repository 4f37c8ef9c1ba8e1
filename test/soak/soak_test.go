package soak

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/server"
	"heed/internal/store"
)

var (
	length = flag.Duration("soak", 8*time.Second, "how long the stream speaks")
	rate   = flag.Int("rate", 2000, "posts a second")
	timed  = flag.Bool("timed", false, "hold the latency and the memory to their bounds")
)

const (
	mostLate = 250 * time.Millisecond // from socket to case, 99 of 100
	mostMore = 1.25                   // memory at the end, of what it was after a third
	changing = 50                     // searches that come and go beside the lasting one
)

func TestSoak(t *testing.T) {
	said := &stream{rate: *rate, said: map[int]time.Time{}}
	net := httptest.NewServer(said)
	defer net.Close()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "addr": "localhost:0", "window-size": "64"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	boss := settle(t, d, net.URL)
	s, err := server.New(d, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	stopped := false
	defer func() {
		if !stopped {
			_ = s.Stop()
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), *length)
	defer cancel()
	changes := make(chan int, 1)
	go func() { changes <- change(ctx, t, d, boss) }()
	w := &watch{d: d, said: said, heard: map[int]bool{}}
	w.follow(ctx, t)
	said.over.Store(true)
	changed := <-changes
	w.rest(t)
	w.judge(t, changed)
	stopped = true
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}

// settle sets up a desk that listens to the stream with one lasting search.
func settle(t *testing.T, d *server.Desk, url string) desk.Agent {
	t.Helper()
	ctx := t.Context()
	boss, err := d.Admin.CreateFirstAdmin(ctx, "Soak", "soak@example.com", "a soak needs no secret")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Admin.SaveBrand(ctx, boss, desk.Brand{Name: "Quill"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Admin.SaveSearch(ctx, boss, desk.Search{Brand: 1, Name: "Lasting", Query: needle}, nil); err != nil {
		t.Fatal(err)
	}
	_, err = d.Admin.Connect(ctx, boss, "bluesky", 1, map[string]string{"jetstream": strings.Replace(url, "http", "ws", 1) + "/subscribe", "appview": url, "plc": url, "reach": "loopback"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return boss
}

// change adds a search each second, changes another and removes a third, and tells how
// often.
func change(ctx context.Context, t *testing.T, d *server.Desk, boss desk.Agent) (n int) {
	var live []desk.SearchID
	clock := time.NewTicker(time.Second)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return n
		case <-clock.C:
		}
		n++
		added, err := d.Admin.SaveSearch(context.WithoutCancel(ctx), boss, desk.Search{Brand: 1, Name: fmt.Sprint("Passing ", n), Query: fmt.Sprintf("bloom%d OR (thistle%d lily%d)", n, n, n)}, nil)
		if err == nil && len(live) > 2 {
			_, err = d.Admin.SaveSearch(context.WithoutCancel(ctx), boss, desk.Search{ID: live[len(live)/2], Brand: 1, Name: "Changed", Query: fmt.Sprintf("fern%d -moss", n)}, nil)
		}
		if live = append(live, added.ID); err == nil && len(live) > changing {
			err = d.Admin.DropSearch(context.WithoutCancel(ctx), boss, live[0])
			live = live[1:]
		}
		if err != nil {
			t.Errorf("change %d: %v", n, err)
			return n
		}
	}
}

// watch follows the desk's facts as a page does and takes the time.
type watch struct {
	d      *server.Desk
	said   *stream
	at     desk.EventCursor
	heard  map[int]bool
	twice  int
	took   []stages
	memory []uint64 // bytes, each few seconds
	looked time.Time
}

// stages are how long a post took from the socket on.
type stages struct {
	read    time.Duration // until the channel had decoded it
	decided time.Duration // until intake decided about it
	seen    time.Duration // until its event, committed, was there for everybody
}

func (w *watch) follow(ctx context.Context, t *testing.T) {
	for ctx.Err() == nil {
		w.look(t)
		if time.Since(w.looked) > 2*time.Second {
			w.looked = time.Now()
			w.memory = append(w.memory, resident())
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// rest waits for what is still on its way.
func (w *watch) rest(t *testing.T) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		w.look(t)
		w.said.mu.Lock()
		all := len(w.said.said)
		w.said.mu.Unlock()
		if len(w.heard) == all {
			return
		}
	}
}

func (w *watch) look(t *testing.T) {
	t.Helper()
	type came struct {
		m  *desk.Message
		at time.Time
	}
	var all []came
	now := time.Now()
	err := w.d.DB.View(t.Context(), func(tx *store.Tx) error {
		events, next, err := tx.Events(w.at, 500)
		if err != nil {
			return err
		}
		w.at = next
		for _, e := range events {
			if e.Kind != desk.MessageReceived {
				continue
			}
			m, err := tx.Message(e.Message)
			if err != nil {
				return err
			}
			all = append(all, came{m, e.At})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.said.mu.Lock()
	defer w.said.mu.Unlock()
	for _, c := range all {
		_, number, ok := strings.Cut(c.m.Text, needle+" no")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if !ok || err != nil {
			continue
		}
		if w.heard[n] {
			w.twice++
		}
		w.heard[n] = true
		said := w.said.said[n]
		w.took = append(w.took, stages{c.m.HeardAt.Sub(said), c.at.Sub(said), now.Sub(said)})
	}
}

func (w *watch) judge(t *testing.T, changed int) {
	w.said.mu.Lock()
	unheard := 0
	for n := range w.said.said {
		if !w.heard[n] {
			unheard++
		}
	}
	all := len(w.said.said)
	w.said.mu.Unlock()
	percentiles := func(of func(stages) time.Duration) (p50, p99, most time.Duration) {
		took := make([]time.Duration, len(w.took)+1)
		for i, s := range w.took {
			took[i+1] = of(s).Round(time.Millisecond)
		}
		slices.Sort(took)
		n := len(took) - 1
		return took[n/2], took[(n*99+99)/100], took[n]
	}
	_, read, _ := percentiles(func(s stages) time.Duration { return s.read })
	_, decided, _ := percentiles(func(s stages) time.Duration { return s.decided })
	p50, p99, most := percentiles(func(s stages) time.Duration { return s.seen })
	early, late := uint64(0), uint64(0)
	if n := len(w.memory); n >= 6 {
		early, late = slices.Max(w.memory[n/3:2*n/3]), slices.Max(w.memory[2*n/3:])
	}
	t.Logf("%s, %s/%s, %d processors, %s", time.Now().UTC().Format("2 January 2006"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), version())
	t.Logf("%d posts in %v (%.0f a second), searches changed %d times", w.said.sent.Load(), *length, float64(w.said.sent.Load())/length.Seconds(), changed)
	t.Logf("wanted %d, heard %d, unheard %d, twice %d", all, len(w.heard), unheard, w.twice)
	t.Logf("from socket to case: p50 %v, p99 %v, most %v; 99 of 100 were read within %v and decided within %v", p50, p99, most, read, decided)
	t.Logf("memory: at most %d MB in the second third, %d MB in the last", early>>20, late>>20)
	if all == 0 || unheard > 0 || w.twice > 0 {
		t.Errorf("of %d wanted posts %d were unheard and %d came twice", all, unheard, w.twice)
	}
	if !*timed {
		return
	}
	if p99 > mostLate {
		t.Errorf("99 of 100 posts were a case within %v, want %v", p99, mostLate)
	}
	if float64(late) > mostMore*float64(early) {
		t.Errorf("memory grew from %d to %d MB", early>>20, late>>20)
	}
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	return info.GoVersion
}

// resident is how much memory the process has; 0 where the system does not say.
func resident() uint64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if v, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kb, _ := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(v), " kB"), 10, 64)
			return kb << 10
		}
	}
	return 0
}
