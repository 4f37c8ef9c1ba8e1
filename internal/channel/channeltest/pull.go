package channeltest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
)

// started is how long a Pull gets to be under way before something happens to it.
const started = 50 * time.Millisecond

func pullChecks() []check {
	replay := func(a channel.Abilities) bool { return a.HearPublic && a.Replay > 0 }
	public := func(a channel.Abilities) bool { return a.HearPublic }
	return []check{
		{"pull/in the network's order", replay, pullOrder},
		{"pull/a kept cursor gives the same again", replay, pullAgain},
		{"pull/nothing is lost over a close", replay, pullOverClose},
		{"pull/an empty cursor means from now on", public, pullFromNow},
		{"pull/from a time", replay, pullFromTime},
		{"pull/waits for news", replay, pullWaits},
		{"pull/an empty batch moves on", nil, pullEmpty},
		{"pull/cancelled returns at once", nil, pullCancelled},
		{"pull/close ends a waiting pull", nil, pullClosed},
		{"pull/double close", nil, doubleClose},
		{"pull/what is forgotten is said", replay, pullMissed},
	}
}

// posts has customers say n things and returns their ids in order.
func (f *fixture) posts(n int) []desk.NetworkID {
	var ids []desk.NetworkID
	for i := range n {
		ids = append(ids, f.say(Saying{By: string(rune('a'+i%3)) + "nna", Text: fmt.Sprintf("The tram number %d is late again", i), Lang: "en"}))
	}
	return ids
}

func pullOrder(f *fixture) {
	ids := f.posts(12)
	p := f.stream()
	if diff := cmp.Diff(ids, idsOf(p.hear(desk.Created, ids...))); diff != "" {
		f.Errorf("heard in another order (-said +heard):\n%s", diff)
	}
	p.close()
	again := f.stream()
	if diff := cmp.Diff(ids, idsOf(again.hear(desk.Created, ids...))); diff != "" {
		f.Errorf("replayed in another order (-said +heard):\n%s", diff)
	}
}

// pullAgain stops in the middle and starts twice from the cursor that was kept there.
func pullAgain(f *fixture) {
	first := f.posts(4)
	p := f.stream()
	p.hear(desk.Created, first...)
	kept := p.cursor
	second := f.posts(6)
	want := p.hear(desk.Created, second...)
	p.close()

	for range 2 {
		again := f.stream()
		again.cursor = kept
		if diff := cmp.Diff(idsOf(want), idsOf(again.hear(desk.Created, second...))); diff != "" {
			f.Errorf("from the same cursor (-first time +again):\n%s", diff)
		}
		again.close()
	}
}

func pullOverClose(f *fixture) {
	p := f.stream()
	before := f.posts(3)
	p.hear(desk.Created, before...)
	p.close()
	during := f.posts(5)
	again := f.stream()
	again.cursor = p.cursor
	after := f.say(Saying{By: "zoe", Text: "And now it rains"})
	want := append(during, after)
	if diff := cmp.Diff(want, idsOf(again.hear(desk.Created, want...))); diff != "" {
		f.Errorf("after Close and Open (-said +heard):\n%s", diff)
	}
}

// pullFromNow cannot know when "now" begins, so a customer speaks until they are heard.
func pullFromNow(f *fixture) {
	old := f.say(Saying{By: "mia", Text: "This was before anybody listened"})
	p := f.stream()
	p.cursor = ""
	ctx, stop := context.WithCancel(f.ctx)
	done := make(chan struct{})
	defer func() { stop(); <-done }()
	go func() {
		defer close(done)
		for i := 0; ctx.Err() == nil; i++ {
			_, _ = f.Peer.Say(ctx, Saying{By: "leo", Form: desk.Post, Text: fmt.Sprintf("Is anybody there? %d", i)})
			select {
			case <-ctx.Done():
			case <-time.After(30 * time.Millisecond):
			}
		}
	}()
	heard := p.until(func(h []desk.Heard) bool { return len(h) > 0 })
	if got := only(heard, desk.Created, old); len(got) > 0 {
		f.Errorf("an empty cursor brought what was said before: %v", brief(heard))
	}
}

func pullFromTime(f *fixture) {
	if f.kind.CursorAt == nil {
		f.Skip("the network cannot be read from a time (no CursorAt)")
	}
	ids := f.posts(3)
	p := f.stream()
	p.cursor = f.kind.CursorAt(f.Deps.Now().Add(-time.Minute))
	if diff := cmp.Diff(ids, idsOf(p.hear(desk.Created, ids...))); diff != "" {
		f.Errorf("since a minute ago (-said +heard):\n%s", diff)
	}
}

func pullWaits(f *fixture) {
	p := f.stream()
	first := f.say(Saying{By: "mia", Text: "One"})
	p.hear(desk.Created, first)
	said := make(chan desk.NetworkID, 1)
	timer := time.AfterFunc(started, func() {
		id, err := f.Peer.Say(f.ctx, Saying{By: "mia", Form: desk.Post, Text: "Two"})
		if err != nil {
			f.Errorf("the peer failed: %v", err)
		}
		said <- id
	})
	defer timer.Stop()
	heard := p.until(func(h []desk.Heard) bool { return len(only(h, desk.Created, first)) < len(h) })
	if want, got := <-said, heard[len(heard)-1].Message.NetworkID; got != want {
		f.Errorf("the waiting Pull brought %s, want %s", got, want)
	}
}

func pullEmpty(f *fixture) {
	if f.Quiet == 0 {
		f.Skip("the World does not say how long a quiet Pull lasts (Quiet)")
	}
	p := f.open()
	start := time.Now()
	for range 3 {
		b, err := p.pull(f.ctx)
		if err != nil {
			f.Fatalf("a Pull with nothing to hear: %v", err)
		}
		if len(b.Heard) > 0 {
			f.Fatalf("a Pull with nothing said brought %v", brief(b.Heard))
		}
		if b.Missed != "" {
			f.Errorf("nothing was said and yet something was missed: %q", b.Missed)
		}
	}
	if took := time.Since(start); took > 3*f.Quiet+prompt {
		f.Errorf("three quiet Pulls took %v, want about %v each at most", took, f.Quiet)
	}
}

// caughtUp pulls until nothing more waits.
func (p *pipe) caughtUp() {
	p.f.Helper()
	if p.f.Quiet == 0 {
		return
	}
	p.until(func([]desk.Heard) bool { return len(p.batch) > 0 && p.batch[len(p.batch)-1].Live })
}

// waiting starts a Pull on a quiet network, over and over until ctx ends or the Pull
// fails, and delivers the error it ended with.
func (p *pipe) waiting(ctx context.Context) <-chan error {
	ended := make(chan error, 1)
	go func() {
		cursor := p.cursor
		for {
			b, err := p.conn.Pull(ctx, cursor)
			if err != nil && !(desk.Is(err, desk.Later) && ctx.Err() == nil) {
				ended <- err
				return
			}
			if err == nil {
				cursor = b.Cursor
			}
		}
	}()
	return ended
}

func pullCancelled(f *fixture) {
	p := f.open()
	p.caughtUp()
	ctx, cancel := context.WithCancel(f.ctx)
	ended := p.waiting(ctx)
	time.AfterFunc(started, cancel)
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			f.Errorf("a cancelled Pull ended with %v, want context.Canceled", err)
		}
	case <-time.After(started + prompt):
		f.Fatalf("a cancelled Pull still waits after %v", prompt)
	}
	// The conn is as good as before.
	if f.Quiet > 0 {
		p.caughtUp()
	}
}

func pullClosed(f *fixture) {
	p := f.open()
	p.caughtUp()
	ended := make(chan error, 1)
	go func() {
		cursor := p.cursor
		for {
			b, err := p.conn.Pull(f.ctx, cursor)
			if err != nil {
				ended <- err
				return
			}
			cursor = b.Cursor
		}
	}()
	time.AfterFunc(started, p.close)
	select {
	case err := <-ended:
		if f.ctx.Err() != nil {
			f.Errorf("Close did not end the Pull: %v", err)
		}
	case <-time.After(started + prompt):
		f.Fatalf("a Pull still waits %v after Close", prompt)
	}
	if _, err := p.conn.Send(f.ctx, f.outgoing("Too late", "")); err == nil {
		f.Error("Send after Close worked")
	}
	if got := f.ours(); len(got) > 0 {
		f.Errorf("Send after Close posted %v", got)
	}
}

func doubleClose(f *fixture) {
	c, err := f.kind.Open(f.Account, f.Secrets, f.Deps)
	if err != nil {
		f.Fatalf("Open: %v", err)
	}
	for range 3 {
		if err := c.Close(); err != nil {
			f.Errorf("Close: %v", err)
		}
	}
}

func pullMissed(f *fixture) {
	peer, ok := f.Peer.(Forgetter)
	if !ok {
		f.Skip("the Peer cannot forget (see Forgetter)")
	}
	p := f.stream()
	p.hear(desk.Created, f.posts(2)...)
	kept := p.cursor
	p.close()
	f.posts(3)
	f.can(peer.Forget(f.ctx))
	after := f.say(Saying{By: "mia", Text: "The only thing that is still known"})
	again := f.stream()
	again.cursor = kept
	again.hear(desk.Created, after)
	for _, b := range again.batch {
		if b.Missed != "" {
			return
		}
	}
	f.Error("three posts were forgotten by the network and no batch said so (Missed)")
}
