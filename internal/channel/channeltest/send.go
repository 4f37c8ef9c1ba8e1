package channeltest

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
)

func answers(a channel.Abilities) bool { return a.AnswerPublic || a.AnswerStrangers }

func sendChecks() []check {
	direct := func(a channel.Abilities) bool { return a.DirectOut && a.DirectIn && a.Replay > 0 }
	return []check{
		{"send/an answer stands in its thread", answers, sendReply},
		{"send/the receipt", answers, sendReceipt},
		{"send/a long answer in parts", func(a channel.Abilities) bool { return answers(a) && a.Threads }, sendThread},
		{"send/the same key again", answers, sendAgain},
		{"send/two conns, one key", answers, sendFromTwo},
		{"send/length", answers, sendLength},
		{"send/the parent is gone", answers, sendOrphan},
		{"send/many at once beside pull", answers, sendMany},
		{"send/our own comes back", func(a channel.Abilities) bool { return answers(a) && a.HearMentions && a.Replay > 0 }, sendComesBack},
		{"send/private", direct, sendDirect},
		{"send/a deletion", func(a channel.Abilities) bool { return answers(a) && a.Delete }, sendDelete},
		{"send/bad credentials", nil, badCredentials},
	}
}

// send sends and fails the check on an error.
func (p *pipe) send(out desk.Outgoing) desk.Receipt {
	p.f.Helper()
	r, err := p.conn.Send(p.f.ctx, out)
	if err != nil {
		p.f.Fatalf("Send %q: %v (kind %q)", out.Text, err, desk.KindOf(err))
	}
	if r.NetworkID == "" {
		p.f.Fatalf("Send %q: a receipt without a network id", out.Text)
	}
	return r
}

// stands checks that exactly these texts of ours are on the network, in this order.
func (f *fixture) stands(texts ...string) []Seen {
	f.Helper()
	seen := f.ours()
	var got []string
	for _, s := range seen {
		got = append(got, s.Text)
	}
	if diff := cmp.Diff(texts, got); diff != "" {
		f.Fatalf("on the network (-want +got):\n%s", diff)
	}
	return seen
}

func (f *fixture) question() desk.NetworkID {
	f.Helper()
	return f.say(Saying{By: "mia", Text: f.address("where is my parcel?"), Lang: "en"})
}

func sendReply(f *fixture) {
	root := f.question()
	follow := f.say(Saying{By: "mia", Form: desk.Reply, On: root, Text: "It was to come on Monday"})
	p := f.open()
	out := f.outgoing("It is on its way: https://example.com/track/1 👍🏽", follow)
	out.Root = root
	r := p.send(out)
	got := f.stands(out.Text)[0]
	want := Seen{ID: r.NetworkID, Text: out.Text, Parent: follow, Root: root}
	if got.Root == "" {
		want.Root = "" // the network keeps none
	}
	if diff := cmp.Diff(want, got); diff != "" {
		f.Errorf("on the network (-want +got):\n%s", diff)
	}
}

func sendReceipt(f *fixture) {
	out := f.outgoing("We have found it.", f.question())
	predicted := desk.NetworkID("")
	if f.kind.PredictID != nil {
		predicted = f.kind.PredictID(f.Account, out)
	}
	r := f.open().send(out)
	if predicted != "" && predicted != r.NetworkID {
		f.Errorf("PredictID said %q, the network %q", predicted, r.NetworkID)
	}
	if !r.At.IsZero() && r.At.Sub(f.Deps.Now()).Abs() > time.Hour {
		f.Errorf("sent at %v, which is not now", r.At)
	}
	if r.URL != "" && !strings.HasPrefix(r.URL, "http") {
		f.Errorf("URL %q is none", r.URL)
	}
}

func sendThread(f *fixture) {
	root := f.question()
	p := f.open()
	one := f.outgoing("First part (1/2)", root)
	first := p.send(one)
	two := f.outgoing("second part (2/2)", first.NetworkID)
	two.Root, two.After = root, one.ID
	p.send(two)
	seen := f.stands(one.Text, two.Text)
	if seen[1].Parent != first.NetworkID {
		f.Errorf("the second part hangs under %q, want %q", seen[1].Parent, first.NetworkID)
	}
}

func sendAgain(f *fixture) {
	p := f.open()
	out := f.outgoing("Only once, please.", f.question())
	first := p.send(out)
	out.Attempts = 2
	second := p.send(out)
	p.close()
	out.Attempts = 3
	third := f.open().send(out)
	if second.NetworkID != first.NetworkID || third.NetworkID != first.NetworkID {
		f.Errorf("one key, ids %q, %q and %q", first.NetworkID, second.NetworkID, third.NetworkID)
	}
	f.stands(out.Text)

	other := f.outgoing("Only once, please.", out.ReplyTo)
	if r := f.open().send(other); r.NetworkID == first.NetworkID {
		f.Errorf("another key with the same words was taken for a repeat: %q", r.NetworkID)
	}
	f.stands(out.Text, other.Text)
}

// sendFromTwo has two conns of one account do the same errand at once, as after a lease
// ran out while its worker was only slow.
func sendFromTwo(f *fixture) {
	if !f.kind.Abilities.Idempotent {
		f.Skip("only a network that knows keys can tell two at once apart")
	}
	out := f.outgoing("Two workers, one answer.", f.question())
	out.Attempts = 2
	var wg sync.WaitGroup
	for range 2 {
		p := f.open()
		wg.Go(func() {
			if _, err := p.conn.Send(f.ctx, out); err != nil && !mayRetry(err) {
				f.Errorf("Send: %v (kind %q)", err, desk.KindOf(err))
			}
		})
	}
	wg.Wait()
	f.open().send(out)
	f.stands(out.Text)
}

// mayRetry reports whether the outbox would try again by itself.
func mayRetry(err error) bool { return desk.Is(err, desk.Later) || desk.Is(err, desk.Unknown) }

func sendLength(f *fixture) {
	limit := f.kind.Abilities.Length
	if limit.Max == 0 {
		f.Skip("the network has no limit")
	}
	to := f.question()
	p := f.open()
	fits := f.outgoing(strings.Repeat("a", limit.Max), to)
	p.send(fits)
	long := f.outgoing(strings.Repeat("b", limit.Max+1), to)
	if _, err := p.conn.Send(f.ctx, long); !desk.Is(err, desk.Refused) {
		f.Errorf("a text of %d %s: %v (kind %q), want refused", limit.Max+1, limit.Unit, err, desk.KindOf(err))
	}
	f.stands(fits.Text)
}

func sendOrphan(f *fixture) {
	to := f.question()
	f.can(f.Peer.Delete(f.ctx, to))
	_, err := f.open().conn.Send(f.ctx, f.outgoing("To nobody", to))
	if !desk.Is(err, desk.Refused) {
		f.Errorf("an answer to what is deleted: %v (kind %q), want refused", err, desk.KindOf(err))
	}
	f.stands()
}

func sendMany(f *fixture) {
	const n = 8
	p := f.open()
	var outs []desk.Outgoing
	for i := range n {
		outs = append(outs, f.outgoing(fmt.Sprintf("Answer number %d", i), f.question()))
	}
	ids := make([]desk.NetworkID, n)
	var wg sync.WaitGroup
	for i, out := range outs {
		wg.Go(func() {
			r, err := p.conn.Send(f.ctx, out)
			for tries := 0; err != nil && mayRetry(err) && tries < 5; tries++ {
				out.Attempts++
				r, err = p.conn.Send(f.ctx, out)
			}
			if err != nil {
				f.Errorf("Send %d: %v", i, err)
			}
			ids[i] = r.NetworkID
		})
	}
	if f.kind.Abilities.HearMentions && f.kind.Abilities.Replay > 0 {
		var asked []desk.NetworkID
		for _, out := range outs {
			asked = append(asked, out.ReplyTo)
		}
		p.hear(desk.Created, asked...)
	}
	wg.Wait()
	got := map[desk.NetworkID]Seen{}
	for _, s := range f.ours() {
		got[s.ID] = s
	}
	if len(got) != n || len(f.ours()) != n {
		f.Errorf("%d answers are on the network, %d were sent", len(f.ours()), n)
	}
	for i, out := range outs {
		if s := got[ids[i]]; s.Text != out.Text || s.Parent != out.ReplyTo {
			f.Errorf("answer %d is %+v, want %q under %q", i, s, out.Text, out.ReplyTo)
		}
	}
}

func sendComesBack(f *fixture) {
	p := f.open()
	out := f.outgoing("This one is ours.", f.question())
	r := p.send(out)
	m := p.one(desk.Created, r.NetworkID)
	if m.Direction != desk.Out || !f.isUs(m.Author) || m.Text != out.Text || m.Parent != out.ReplyTo {
		f.Errorf("our own came back as %+v", m)
	}
	if m.Key != "" && m.Key != out.Key {
		f.Errorf("our own came back with the key %q, want %q or none", m.Key, out.Key)
	}
}

func sendDirect(f *fixture) {
	id := f.say(Saying{By: "mia", Form: desk.Direct, Text: "Can we talk here?"})
	p := f.open()
	m := p.one(desk.Created, id)
	out := f.outgoing("Yes, nobody else reads this.", "")
	out.Errand, out.To = desk.SendDirect, m.Author
	r := p.send(out)
	out.Attempts = 2
	p.send(out)
	seen := f.stands(out.Text)[0]
	if !seen.Private || !strings.HasPrefix(seen.To, "mia") || seen.ID != r.NetworkID {
		f.Errorf("on the network is %+v, want a private message %q to mia", seen, r.NetworkID)
	}
	if f.Stream == nil {
		return
	}
	after := f.say(Saying{By: "leo", Text: "In public"})
	for _, h := range f.stream().until(func(h []desk.Heard) bool { return len(only(h, desk.Created, after)) == 1 }) {
		if h.Message.NetworkID == r.NetworkID {
			f.Error("the public stream brought our private message")
		}
	}
}

func sendDelete(f *fixture) {
	p := f.open()
	r := p.send(f.outgoing("Too hasty", f.question()))
	out := desk.Outgoing{ID: 2, Case: 1, Account: f.Account.ID, Errand: desk.SendDelete, Key: f.key(), NetworkID: r.NetworkID, Attempts: 1}
	if _, err := p.conn.Send(f.ctx, out); err != nil {
		f.Fatalf("deleting: %v (kind %q)", err, desk.KindOf(err))
	}
	f.stands()
	out.Attempts = 2
	if _, err := p.conn.Send(f.ctx, out); err != nil {
		f.Errorf("deleting what is gone: %v (kind %q)", err, desk.KindOf(err))
	}
}

func badCredentials(f *fixture) {
	if f.BadSecrets == nil {
		f.Skip("the network takes any credentials")
	}
	_, _, err := f.kind.Connect(f.ctx, f.Account, f.BadSecrets, f.Deps)
	if !desk.Is(err, desk.Unauthorized) {
		f.Errorf("Connect: %v (kind %q), want unauthorized", err, desk.KindOf(err))
	}
	if _, _, err := f.kind.Connect(f.ctx, f.Account, f.Secrets, f.Deps); err != nil {
		f.Errorf("Connect with the right ones: %v", err)
	}
	if !answers(f.kind.Abilities) {
		return
	}
	to := f.question()
	if _, err := f.openAs(f.Account, f.BadSecrets).conn.Send(f.ctx, f.outgoing("Let me in", to)); !desk.Is(err, desk.Unauthorized) {
		f.Errorf("Send: %v (kind %q), want unauthorized", err, desk.KindOf(err))
	}
	f.stands()
}
