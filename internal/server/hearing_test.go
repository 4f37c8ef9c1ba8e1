package server_test

import (
	"context"
	"errors"
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

// told is a network that tells of one batch and keeps silent then.
type told struct {
	asked
	batch channel.Batch
}

func (n told) Pull(ctx context.Context, after desk.Cursor) (channel.Batch, error) {
	if after == n.batch.Cursor {
		return n.asked.Pull(ctx, after)
	}
	return n.batch, nil
}

// TestGapIsKeptWithItsPlace: what was read of a gap that is being made up is in the database as soon as the place up to
// which the network was read is, so that who is killed goes on counting where it goes on reading.
func TestGapIsKeptWithItsPlace(t *testing.T) {
	t.Parallel()
	const network desk.Network = "told"
	conn := told{make(asked), channel.Batch{Passed: 7, Cursor: "there"}}
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": t.TempDir(), "roles": "intake"}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler), Kinds: channel.Set{network: {
		Network: network, Abilities: channel.Abilities{HearPublic: true, Replay: 24 * time.Hour},
		Open: func(desk.Account, channel.Secrets, channel.Deps) (channel.Conn, error) { return conn, nil },
	}}})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	a := &desk.Account{Network: network, Name: "stream", Created: now.Add(-time.Hour)}
	gap := &desk.Gap{Part: desk.PartStream, From: now.Add(-time.Hour), To: now.Add(-time.Minute), State: desk.GapFilling, Posts: 5, Missed: -1}
	err = d.DB.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.CreateAccount(a); err != nil {
			return err
		}
		gap.Account, gap.Source = a.ID, desk.SourceKey(a.ID, desk.PartStream)
		src := &desk.Source{Key: gap.Source, Account: a.ID, Part: desk.PartStream, First: gap.From, Beat: now, State: desk.Hears}
		return errors.Join(tx.SaveSource(src), tx.CreateGap(gap))
	})
	if err != nil {
		t.Fatal(err)
	}
	s := started(t, d, cfg)
	<-conn.asked // it asks for the next one
	err = d.DB.View(t.Context(), func(tx *store.Tx) error {
		cursor, err := tx.Cursor(a.ID)
		gaps, also := tx.Gaps(gap.From, 10)
		if cursor != "there" || len(gaps) != 1 || gaps[0].Posts != 12 || gaps[0].State != desk.GapFilling {
			t.Errorf("place %q, gaps %+v", cursor, gaps)
		}
		return errors.Join(err, also)
	})
	if err := errors.Join(err, s.Stop()); err != nil {
		t.Error(err)
	}
}

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
	s := started(t, d, cfg)
	if got := <-conn; got != "since 2026-05-04T09:00:00Z" {
		t.Errorf("heard from %q", got)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
