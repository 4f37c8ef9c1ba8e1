package bluesky_test

import (
	"context"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/channel/bluesky"
	"heed/internal/channel/bluesky/blueskytest"
	"heed/internal/channel/channeltest"
	"heed/internal/desk"
)

const (
	us       = "acme.test"
	password = "abcd-efgh-ijkl-mnop"
	quiet    = 300 * time.Millisecond
)

// fast makes a channel that does in milliseconds what takes minutes elsewhere.
func fast() channel.Kind {
	return bluesky.New(bluesky.Options{
		Quiet: quiet, Linger: 5 * time.Millisecond, Stall: 5 * time.Second,
		Notices: 40 * time.Millisecond, Chat: 30 * time.Millisecond,
		MinRetry: 10 * time.Millisecond, MaxRetry: 200 * time.Millisecond,
	})
}

// One account that listens to everything and answers.
func TestChannel(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{Kind: fast(), World: func(t *testing.T) channeltest.World {
		return newWorld(t, nil)
	}})
}

// Two accounts: one only listens, the other hears what addresses it and answers.
func TestChannelInTwoAccounts(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{Kind: fast(), World: func(t *testing.T) channeltest.World {
		w := newWorld(t, map[string]string{"stream": "off"})
		stream := connected(t, desk.Account{ID: 8, Network: "bluesky", Settings: w.Peer.(peer).s.Settings()}, nil)
		w.Stream = &stream.account
		return w
	}})
}

func newWorld(t *testing.T, set map[string]string) channeltest.World {
	s := blueskytest.New(t)
	s.Account(blueskytest.Person{Handle: us, Name: "Acme", Password: password, Followers: 1200})
	w := connected(t, company(s, set), channel.Secrets{"password": password})
	bad := channel.Secrets{"password": "wrong", "host": w.secrets["host"]}
	return channeltest.World{
		Account: w.account, Secrets: w.secrets, BadSecrets: bad,
		Start: fast().CursorAt(time.Now().Add(-time.Minute)), Quiet: quiet, Peer: peer{s}, Deps: channel.Deps{Now: s.Now},
	}
}

// company is the account that answers, not yet connected.
func company(s *blueskytest.Server, set map[string]string) desk.Account {
	all := s.Settings()
	all["handle"] = us
	for k, v := range set {
		all[k] = v
	}
	return desk.Account{ID: 7, Network: "bluesky", Settings: all}
}

type connection struct {
	account desk.Account
	secrets channel.Secrets
}

func connected(t *testing.T, a desk.Account, secrets channel.Secrets) connection {
	t.Helper()
	a, secrets, err := fast().Connect(t.Context(), a, secrets, channel.Deps{Now: time.Now})
	if err != nil {
		t.Fatalf("Connect: %v", err)
	}
	return connection{a, secrets}
}

// peer is the outside world: it speaks to the pretend network's Go methods.
type peer struct{ s *blueskytest.Server }

func (p peer) Say(_ context.Context, s channeltest.Saying) (desk.NetworkID, error) {
	by := us
	if s.By != "" {
		by = s.By + ".test"
	}
	if s.Form == desk.Direct {
		convo, message := p.s.Write(by, s.Text, us)
		return desk.NetworkID("chat:" + convo + "/" + message), nil
	}
	d := blueskytest.Draft{By: by, Text: s.Text, Lang: s.Lang}
	switch s.Form {
	case desk.Reply:
		d.ReplyTo = string(s.On)
	case desk.Quote:
		d.Quote = string(s.On)
	case desk.Repost:
		d.Repost = string(s.On)
	}
	uri, err := p.s.Post(d)
	return desk.NetworkID(uri), err
}

func (p peer) Edit(_ context.Context, id desk.NetworkID, text string) error {
	return p.s.Edit(string(id), text)
}

func (p peer) Delete(_ context.Context, id desk.NetworkID) error { return p.s.Delete(string(id)) }

func (p peer) Ours(context.Context) ([]channeltest.Seen, error) {
	did := p.s.DID(us)
	var seen []channeltest.Seen
	for _, r := range p.s.Posts(did) {
		seen = append(seen, channeltest.Seen{
			ID: desk.NetworkID(r.URI), Text: r.Text(),
			Parent: refIn(r.Value, "parent"), Root: refIn(r.Value, "root"),
		})
	}
	for _, m := range p.s.Messages(did) {
		seen = append(seen, channeltest.Seen{
			ID: desk.NetworkID("chat:" + m.Convo + "/" + m.ID), Text: m.Text, Private: true, To: p.handle(m.To),
		})
	}
	return seen, nil
}

func (p peer) handle(did string) string {
	for _, h := range []string{"mia", "leo", "ada", "zoe"} {
		if p.s.DID(h+".test") == did {
			return h
		}
	}
	return did
}

func refIn(v map[string]any, side string) desk.NetworkID {
	reply, _ := v["reply"].(map[string]any)
	ref, _ := reply[side].(map[string]any)
	uri, _ := ref["uri"].(string)
	return desk.NetworkID(uri)
}

func (p peer) Break(f channeltest.Fault) error {
	p.s.Break(blueskytest.Fault{Side: blueskytest.Side(f.Side), Trouble: blueskytest.Trouble(f.Trouble), After: f.After})
	return nil
}

func (p peer) Forget(context.Context) error {
	p.s.Forget()
	return nil
}
