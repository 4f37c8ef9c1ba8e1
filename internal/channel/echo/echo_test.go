package echo_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/channel/channeltest"
	"heed/internal/channel/echo"
	"heed/internal/desk"
)

// quiet is how long a reader waits in these tests.
const quiet = 200 * time.Millisecond

func TestChannel(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{Kind: echo.Kind(), World: newWorld})
}

func newWorld(t *testing.T) channeltest.World {
	n := echo.New(time.Now, echo.Wait(quiet))
	server := httptest.NewServer(n)
	t.Cleanup(server.Close)
	if _, err := n.Join(echo.Profile{Handle: "acme", Name: "Acme", Followers: 1200}); err != nil {
		t.Fatal(err)
	}
	n.Lock("acme", "right")
	secrets := channel.Secrets{echo.SecretPassword: "right"}
	account := connected(t, desk.Account{ID: 7, Network: echo.Name, Settings: map[string]string{echo.SettingURL: server.URL, echo.SettingHandle: "@Acme.echo"}}, secrets)
	stream := connected(t, desk.Account{ID: 8, Network: echo.Name, Settings: map[string]string{echo.SettingURL: server.URL}}, nil)
	return channeltest.World{
		Account: account, Secrets: secrets, Stream: &stream,
		BadSecrets: channel.Secrets{echo.SecretPassword: "wrong"},
		Start:      desk.Cursor(n.Start()), Quiet: quiet,
		Peer: peer{n},
	}
}

func connected(t *testing.T, a desk.Account, s channel.Secrets) desk.Account {
	t.Helper()
	a, _, err := echo.Kind().Connect(t.Context(), a, s, channel.Deps{Now: time.Now})
	if err != nil {
		t.Fatalf("Connect: %v", err)
	}
	return a
}

// peer is the outside world of the suite: it uses the network's Go methods, so that
// faults hit nobody but the channel.
type peer struct{ n *echo.Network }

const us = "acme.echo"

func (p peer) Say(_ context.Context, s channeltest.Saying) (desk.NetworkID, error) {
	d := echo.Draft{By: s.By, Form: s.Form, Text: s.Text, Lang: s.Lang, On: string(s.On)}
	if s.By == "" {
		d.By = us
	}
	if s.Form == desk.Direct {
		d.To = us
	}
	post, err := p.n.Post(d)
	return desk.NetworkID(post.ID), err
}

func (p peer) Edit(_ context.Context, id desk.NetworkID, text string) error {
	post, _ := p.n.Get(string(id))
	_, err := p.n.Edit(post.Author.Handle, string(id), text)
	return err
}

func (p peer) Delete(_ context.Context, id desk.NetworkID) error {
	post, _ := p.n.Get(string(id))
	return p.n.Delete(post.Author.Handle, string(id))
}

func (p peer) Ours(context.Context) ([]channeltest.Seen, error) {
	var seen []channeltest.Seen
	for _, post := range p.n.Posts(us) {
		seen = append(seen, channeltest.Seen{
			ID: desk.NetworkID(post.ID), Text: post.Text, Private: post.Form == desk.Direct,
			Parent: desk.NetworkID(post.Parent), Root: desk.NetworkID(post.Root), To: post.To,
		})
	}
	return seen, nil
}

func (p peer) Break(f channeltest.Fault) error {
	switch f.Trouble {
	case channeltest.Expired:
		return channeltest.ErrCannot
	case channeltest.Revoked:
		p.n.Lock(us, rand.Text())
		return nil
	}
	p.n.Break(echo.Fault{Side: echo.Side(f.Side), Trouble: echo.Trouble(f.Trouble), After: f.After})
	return nil
}

func (p peer) Forget(context.Context) error {
	p.n.Forget()
	return nil
}

var _ http.Handler = (*echo.Network)(nil)
