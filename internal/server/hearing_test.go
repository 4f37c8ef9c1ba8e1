package server_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/server"
	"heed/internal/store"
)

// asked is a network that keeps silent and tells from where it was to be heard.
type asked chan desk.Cursor

func (a asked) Pull(ctx context.Context, after desk.Cursor) (channel.Batch, error) {
	select {
	case a <- after:
	default:
	}
	<-ctx.Done()
	return channel.Batch{}, ctx.Err()
}

func (a asked) Send(context.Context, desk.Outgoing) (desk.Receipt, error) {
	return desk.Receipt{}, desk.Errorf(desk.Refused, "This network only speaks.")
}

func (a asked) Close() error { return nil }

// TestHearsFromItsConnectingOn starts a desk long after an account was connected: what was
// said since is not lost, whatever kept the desk from hearing it.
func TestHearsFromItsConnectingOn(t *testing.T) {
	t.Parallel()
	const network desk.Network = "quiet"
	conn := make(asked, 1)
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "roles": "intake"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler), Kinds: channel.Set{network: {
		Network:  network,
		CursorAt: func(at time.Time) desk.Cursor { return desk.Cursor("since " + at.UTC().Format(time.RFC3339)) },
		Open:     func(desk.Account, channel.Secrets, channel.Deps) (channel.Conn, error) { return conn, nil },
	}}})
	if err != nil {
		t.Fatal(err)
	}
	err = d.DB.Update(t.Context(), func(tx *store.Tx) error {
		return tx.CreateAccount(&desk.Account{Network: network, Name: "stream", Created: t0})
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(d, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-conn; got != "since 2026-05-04T09:00:00Z" {
		t.Errorf("heard from %q", got)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
