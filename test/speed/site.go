package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"heed/internal/store"
	"heed/internal/store/postgres"
	"heed/internal/store/sqlite"
)

// perCase is how many messages a generated case has on average.
const perCase = 5

// boss is who set the desks up and works at them.
const boss, password = "boss@example.com", "an uncommon pass phrase"

// A site is a desk: one filled data folder, or folder and database, and the program that runs on it.
type site struct {
	name     string // as in the tables
	dir      string
	database string // address; "" for SQLite
	messages int    // that were asked for
	network  *network
	child    *child
	page     *browser
	stats    store.Stats
	words    words
	pages    []string // addresses of the deep half of a list
	sent     []string // tokens of the answers sent
}

func (d *site) flags() []string {
	f := []string{"--data", d.dir}
	if d.database != "" {
		f = append(f, "--database", d.database)
	}
	return f
}

// open reads the desk's store directly, to choose what to ask for and to verify.
func (d *site) open(ctx context.Context) (*store.DB, error) {
	if d.database != "" {
		return postgres.Open(ctx, d.database, postgres.Options{})
	}
	return sqlite.Open(ctx, filepath.Join(d.dir, "heed.db"), sqlite.Options{})
}

// soonFilled is how large a desk may be to be made anew each time: the answers of an earlier
// run have changed its lists.
const soonFilled = 50_000

// filled makes a desk with so many messages, or takes one that an earlier run left.
func (b *bench) filled(ctx context.Context, kind string, messages int, c *cluster) (d *site, err error) {
	name := fmt.Sprintf("%s-%d", kind, messages)
	d = &site{name: kind, dir: filepath.Join(b.work, name), messages: messages}
	fresh := messages <= soonFilled
	if fresh {
		if err := os.RemoveAll(d.dir); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		return nil, err
	}
	if c != nil {
		if d.database, err = c.database("heed"+strconv.Itoa(messages), fresh); err != nil {
			return nil, err
		}
	}
	if d.network, err = startNetwork(filepath.Join(d.dir, "network")); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(d.dir, "filled")); err != nil {
		if err := b.fill(ctx, d); err != nil {
			return nil, err
		}
	}
	return d, d.look(ctx)
}

// fill sets a new desk up in the browser's way and generates its cases.
func (b *bench) fill(ctx context.Context, d *site) (err error) {
	tell("%s: setting up", filepath.Base(d.dir))
	if d.child, err = b.serve(ctx, d); err != nil {
		return err
	}
	if err := errors.Join(d.setUp(ctx), d.child.stop()); err != nil {
		return err
	}
	if d.messages > 0 {
		tell("%s: generating %d cases", filepath.Base(d.dir), d.messages/perCase)
		args := append([]string{"generate", "--cases", strconv.Itoa(d.messages / perCase), "--messages", strconv.Itoa(perCase)}, d.flags()...)
		if _, _, err := b.heed(ctx, args...); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(d.dir, "filled"), nil, 0o644)
}

// setUp goes through the first run and connects the simulated network.
func (d *site) setUp(ctx context.Context) error {
	w := newBrowser(d.child.url)
	for _, step := range []struct {
		path string
		form url.Values
	}{
		{"/welcome", url.Values{"name": {"Bo Ss"}, "email": {boss}, "password": {password}}},
		{"/welcome/company", url.Values{"company": {"Acme"}, "names": {"Acme"}, "lang": {"en"}, "do": {"save"}}},
		{"/settings/connect/echo", url.Values{"set-url": {d.network.url}, "set-handle": {"acme.echo"}, "brand": {"1"}}},
		{"/welcome/finish", nil},
	} {
		if _, err := w.post(ctx, step.path, step.form); err != nil {
			return err
		}
	}
	return nil
}

// warm reads all files of a folder, so that the machine has them in memory as it has those
// of a desk that is worked at.
func warm(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a database removes files of its own
		}
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(io.Discard, f)
		return err
	})
}

// start runs the program on the desk and signs in through a one-time link.
func (b *bench) start(ctx context.Context, d *site) (err error) {
	if d.child, err = b.serve(ctx, d); err != nil {
		return err
	}
	out, _, err := b.heed(ctx, append([]string{"link", boss}, d.flags()...)...)
	if err != nil {
		return err
	}
	link, err := url.Parse(strings.TrimSpace(out))
	if err != nil {
		return err
	}
	d.page = newBrowser(d.child.url)
	if b.plain {
		d.page.accept = "identity"
	}
	_, err = d.page.post(ctx, "/signin/link", url.Values{"token": {link.Query().Get("token")}})
	return err
}

// look reads from the store how large the desk is and what to search for.
func (d *site) look(ctx context.Context) error {
	db, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if d.stats, err = db.Stats(ctx); err != nil || d.stats.Messages == 0 {
		return err
	}
	return db.View(ctx, func(tx *store.Tx) error {
		d.words, err = choose(tx, d.stats.Messages)
		return err
	})
}

// verify holds every answer that was sent against the store and the network.
func (d *site) verify(ctx context.Context) error {
	db, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(ctx, func(tx *store.Tx) error {
		for _, token := range d.sent {
			parts, err := tx.OutgoingByToken(token)
			if err != nil {
				return err
			}
			if len(parts) != 1 || parts[0].State != "sent" {
				return fmt.Errorf("answer %s is stored as %+v", token, parts)
			}
			if n := d.network.times(parts[0].Text); n != 1 {
				return fmt.Errorf("answer %s is on the network %d times", token, n)
			}
		}
		return nil
	})
}
