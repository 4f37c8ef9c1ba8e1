package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/internal/desk"
)

// outside is a program that takes ten seconds to say nothing while it hangs, and counts who asked.
type outside struct {
	mu    sync.Mutex
	now   time.Time
	hangs bool
	calls map[string]int
}

func (o *outside) clock() time.Time { o.mu.Lock(); defer o.mu.Unlock(); return o.now }

func (o *outside) later(d time.Duration) { o.mu.Lock(); defer o.mu.Unlock(); o.now = o.now.Add(d) }

func (o *outside) called(path string) int { o.mu.Lock(); defer o.mu.Unlock(); return o.calls[path] }

func (o *outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls[r.URL.Path]++
	if o.hangs && strings.HasPrefix(r.URL.Path, "/slow") {
		o.now = o.now.Add(10 * time.Second)
		w.WriteHeader(http.StatusGatewayTimeout)
	}
}

// What waits for a program that hangs keeps nothing else waiting, and leaves once it answers again.
func TestHangingReceiver(t *testing.T) {
	t.Parallel()
	o := &outside{now: t0, hangs: true, calls: map[string]int{}}
	srv := httptest.NewServer(o)
	t.Cleanup(srv.Close)
	d, boss := telling(t, o.clock)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"quick", "slow"} {
		_, err := d.Notify.SaveHook(t.Context(), boss, desk.Hook{Name: name, URL: srv.URL + "/" + name})
		ok(err)
	}
	see, err := d.Notify.Overview(t.Context(), boss)
	ok(err)
	tell := func(hook int, token string) {
		ok(d.Notify.Tell(t.Context(), desk.Notice{Way: desk.ByWebhook, Hook: see.Hooks[hook].ID, Kind: "alert", Subject: "Ten wait", Token: token}))
	}
	const many = 40
	for i := range many {
		tell(1, fmt.Sprint("slow ", i))
	}
	o.later(time.Second)
	tell(0, "quick")
	for range many {
		if more, err := d.Notify.Run(t.Context()); err != nil || !more {
			ok(err)
			break
		}
	}
	if o.called("/quick") != 1 || o.called("/slow") > 8 {
		t.Errorf("the one that answers was told %d times, after the one that hangs was asked %d times", o.called("/quick"), o.called("/slow"))
	}
	o.mu.Lock()
	o.hangs = false
	asked := o.calls["/slow"]
	o.mu.Unlock()
	for range 6 { // those that were tried wait for their own time
		o.later(time.Minute)
		for more := true; more; {
			more, err = d.Notify.Run(t.Context())
			ok(err)
		}
	}
	if got := o.called("/slow") - asked; got != many {
		t.Errorf("%d of %d were told when it answered again", got, many)
	}
}

// Browsers whose push service hangs keep the others of the same person not waiting: one after the other they
// would use up the time of the notice.
func TestHangingBrowser(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	quick := make(chan struct{}, 9)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/slow") {
			select {
			case <-release:
			case <-r.Context().Done():
			}
			return
		}
		quick <- struct{}{}
		w.WriteHeader(http.StatusCreated)
	}))
	t.Cleanup(srv.Close)
	free := sync.OnceFunc(func() { close(release) })
	t.Cleanup(free) // or the server would wait for them where this falls
	d, boss := telling(t, func() time.Time { return t0 })
	for _, path := range []string{"/slow1", "/slow2", "/slow3", "/quick"} {
		if err := d.Notify.AddBrowser(t.Context(), boss, desk.PushKey{Endpoint: srv.URL + path, Label: path, Auth: "c2l4dGVlbiBieXRlcyBvaw",
			P256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Notify.Test(t.Context(), boss, desk.ByPush, 0); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := d.Notify.Run(t.Context())
		done <- err
	}()
	select {
	case <-quick: // while the others still hang
		free()
	case err := <-done:
		t.Fatalf("the round ended, %v, and the browser that answers was not told", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
