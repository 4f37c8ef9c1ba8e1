package server

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// heardOf shows the posts of the last hours, for who gives out what is kept of somebody.
func (d *Desk) heardOf(ctx context.Context, visit func(*desk.Message) bool) error {
	_, err := d.Window().Scan(ctx, func(m *desk.Message, _ int) bool { return visit(m) })
	return err
}

// unerased leaves out of what a network told what somebody wrote before they were erased: it comes again where
// a stream is taken up from before.
func (d *Desk) unerased(n desk.Network, batch []desk.Heard) []desk.Heard {
	last := d.graves.Load()
	old := func(h desk.Heard) bool { return desk.Micros(h.Message.PostedAt) <= last }
	if last == 0 || !slices.ContainsFunc(batch, old) {
		return batch
	}
	gone, err := d.gravesOf(context.Background(), n, batch)
	if err != nil {
		d.Log.Warn("who was erased could not be read; these posts are not kept for trying searches", "error", err)
		return nil
	}
	return slices.DeleteFunc(slices.Clone(batch), func(h desk.Heard) bool { return h.Change != desk.Deleted && buried(gone, n, &h.Message) })
}

func (d *Desk) gravesOf(ctx context.Context, n desk.Network, batch []desk.Heard) (gone map[string]time.Time, err error) {
	names := make([]string, len(batch))
	for i := range batch {
		names[i] = desk.GraveOf(n, batch[i].Message.Author)
	}
	err = d.DB.View(ctx, func(tx *store.Tx) (err error) {
		gone, err = tx.Graves(names)
		return err
	})
	return gone, err
}

func buried(gone map[string]time.Time, n desk.Network, m *desk.Message) bool {
	until, ok := gone[desk.GraveOf(n, m.Author)]
	return ok && !m.PostedAt.After(until)
}

// eraseWindow takes the posts of who was erased since it last looked out of the window that this process fills, and
// off the disk. How far it came lies beside the window, since another process may erase, also while this one is not
// there.
func (d *Desk) eraseWindow(ctx context.Context) error {
	w := d.Window()
	if !w.Writes() {
		return nil
	}
	var last time.Time
	err := d.DB.View(ctx, func(tx *store.Tx) (err error) {
		last, err = tx.LatestGrave()
		return err
	})
	at := desk.Micros(last)
	if err != nil || at == d.graves.Load() {
		return err
	}
	d.graves.Store(at) // what comes from now on is looked at first
	path := filepath.Join(d.cfg.Data, "window", "erased")
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if strings.TrimSpace(string(text)) == strconv.FormatInt(at, 10) {
		return nil
	}
	gone, err := d.heardBefore(ctx)
	if err != nil {
		d.graves.Store(0) // again at the next time
		return err
	}
	for n, list := range gone {
		w.Add(n, list)
	}
	if err := w.Tidy(true); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(strconv.FormatInt(at, 10)+"\n"), 0o600)
}

// heardBefore finds what the window holds of those who were erased, as deletions of it.
func (d *Desk) heardBefore(ctx context.Context) (map[desk.Network][]desk.Heard, error) {
	const page = 2000
	found, waiting := map[desk.Network][]desk.Heard{}, map[desk.Network][]desk.Heard{}
	look := func(n desk.Network) error {
		gone, err := d.gravesOf(ctx, n, waiting[n])
		for _, h := range waiting[n] {
			if buried(gone, n, &h.Message) {
				found[n] = append(found[n], desk.Heard{Change: desk.Deleted, Message: desk.Message{NetworkID: h.Message.NetworkID}})
			}
		}
		waiting[n] = nil
		return err
	}
	var failed error
	_, err := d.Window().Scan(ctx, func(m *desk.Message, _ int) bool {
		waiting[m.Network] = append(waiting[m.Network], desk.Heard{Message: desk.Message{NetworkID: m.NetworkID, Author: m.Author, PostedAt: m.PostedAt}})
		if len(waiting[m.Network]) == page {
			failed = look(m.Network)
		}
		return failed == nil
	})
	for n := range waiting {
		if failed == nil {
			failed = look(n)
		}
	}
	return found, errors.Join(err, failed, ctx.Err())
}
