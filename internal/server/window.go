package server

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"heed/internal/builder"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/monitor"
	"heed/internal/store"
	"heed/internal/text"
	"heed/internal/window"
)

// Window is the posts of the last hours. A process that does not hear reads those of one
// that does, where both share a data folder.
func (d *Desk) Window() *window.Window { return d.window.Load() }

// Hear makes this process the one that fills the window. A Server that hears calls it; of
// the processes that share a data folder one may.
func (d *Desk) Hear() error { return d.openWindow(false) }

func (d *Desk) openWindow(readOnly bool) error {
	if d.cfg.WindowSize == 0 {
		return nil
	}
	if w := d.window.Load(); w != nil && (readOnly || w.Writes()) {
		return nil
	}
	w, err := window.Open(window.Options{Dir: filepath.Join(d.cfg.Data, "window"), MaxBytes: int64(d.cfg.WindowSize) << 20,
		Keep: d.cfg.WindowKeep, ReadOnly: readOnly, Now: d.now})
	if err != nil {
		return err
	}
	return d.window.Swap(w).Close()
}

// heard is shown everything that is taken in.
func (d *Desk) heard(src intake.Source, batch []desk.Heard, hits map[desk.SearchID]int64) {
	d.Window().Add(src.Network, d.unerased(src.Network, batch))
	posts := 0
	for i := range batch {
		if m := &batch[i].Message; batch[i].Change == desk.Created && !m.Private && m.Form != desk.Repost {
			posts++
		}
	}
	d.Monitor.Matched(src.Account, posts, hits)
}

// wanted reports whether what a public stream tells is for anybody here: a search, a case, or
// the window, which at a great rate keeps only a part.
func (d *Desk) wanted(account desk.AccountID, network desk.Network, h *desk.Heard) bool {
	m, w := &h.Message, d.Window()
	if d.Intake.Wants(account, network, h) {
		return true
	}
	switch {
	case m.Form == desk.Repost:
		return false
	case h.Change == desk.Created:
		return !w.Passes(network, m.NetworkID) || monitor.IsSong(m)
	}
	return w.Holds(network, m.NetworkID)
}

// scan shows the heard posts to whoever tries a search; our own are none that a search
// would catch.
func (d *Desk) scan(ctx context.Context, visit func(*desk.Message, int) bool) (builder.Reach, error) {
	known := d.known.Load()
	r, err := d.Window().Scan(ctx, func(m *desk.Message, every int) bool {
		return known.Ours(m.Network, m.Author) || visit(m, every)
	})
	return builder.Reach{From: r.From, To: r.To, Posts: r.Posts, Heard: r.Heard, Whole: r.Whole}, err
}

// wordsOf is how many of the latest posts are looked at for a control word.
const wordsOf = 20_000

// words counts in how many of the latest posts of a network each word stands.
func (d *Desk) words(ctx context.Context, n desk.Network) (map[string]int, int) {
	in, posts := map[string]int{}, 0
	_, err := d.Window().Scan(ctx, func(m *desk.Message, _ int) bool {
		if m.Network != n {
			return true
		}
		posts++
		seen := map[string]bool{}
		for _, w := range text.Words(m.Text) {
			if w.In == "" && !seen[w.Form] {
				seen[w.Form] = true
				in[w.Form]++
			}
		}
		return posts < wordsOf
	})
	if err != nil {
		d.Log.Warn("the window of heard posts could not be read", "error", err)
	}
	return in, posts
}

// prices are what networks charge for a post.
func prices(kinds channel.Set) map[desk.Network]int64 {
	out := map[desk.Network]int64{}
	for n, k := range kinds {
		if p := k.Abilities.Price.Post; p > 0 {
			out[n] = p
		}
	}
	return out
}

// keepWindow writes what was heard and takes off the disk what was deleted.
func (d *Desk) keepWindow(ctx context.Context) (bool, error) {
	w := d.Window()
	if err := d.eraseWindow(ctx); err != nil {
		return false, err
	}
	if err := w.Flush(); err != nil {
		return false, err
	}
	return false, w.Tidy(false)
}

// measureHearing keeps the gauges about hearing.
func (d *Desk) measureHearing(ctx context.Context) error {
	w := d.Window().Stats()
	d.Metrics.Window(w.Bytes, w.Posts)
	now := d.now()
	return d.DB.View(ctx, func(tx *store.Tx) error {
		alarms, err := tx.Alarms()
		if err != nil {
			return err
		}
		sources, err := tx.Sources()
		if err != nil {
			return err
		}
		spends, err := tx.Spending(desk.MonthOf(now))
		if err != nil {
			return err
		}
		kinds, silent, spent := map[string]int{}, map[string]time.Duration{}, map[desk.Network]int64{}
		for _, a := range alarms {
			kinds[a.Kind]++
		}
		for _, s := range sources {
			silent[s.Key] = now.Sub(s.Beat)
		}
		for _, s := range spends {
			spent[s.Network] += s.Micros
		}
		d.Metrics.Hearing(kinds, silent)
		for n, micros := range spent {
			d.Metrics.Spent(string(n), micros)
		}
		return nil
	})
}

// Unheard are gaps of the last weeks that could not be made up and those that last, in
// sentences.
func (d *Desk) Unheard(ctx context.Context) (out []string, err error) {
	err = d.DB.View(ctx, func(tx *store.Tx) error {
		gaps, err := tx.Gaps(d.now().AddDate(0, 0, -30), 1000)
		if err != nil {
			return err
		}
		for _, g := range gaps {
			const form = "2006-01-02 15:04"
			switch g.State {
			case desk.GapOpen:
				out = append(out, fmt.Sprintf("%s has not been heard since %s UTC. %s", g.Source, g.From.Format(form), g.Why))
			case desk.GapLost:
				out = append(out, fmt.Sprintf("%s was not heard from %s to %s UTC, which cannot be made up. %s", g.Source, g.From.Format(form), g.To.Format(form), g.Why))
			case desk.GapForgone:
				out = append(out, fmt.Sprintf("%s was not read from %s to %s UTC, because the month's cap was reached. Raise it on the page Hearing.", g.Source, g.From.Format(form), g.To.Format(form)))
			}
		}
		return nil
	})
	return out, err
}
