package server

import (
	"context"
	"slices"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/privacy"
	"heed/internal/store"
)

// finder finds private data with the company's own patterns, and knows what it found in
// texts of late: the same first words stand on page after page.
type finder struct {
	*privacy.Finder
	known *lru.Cache[string, []desk.Finding]
}

const (
	mostKnown     = 4096 // texts
	shortestKnown = 32   // bytes of a text; names and handles are looked through as fast as remembered
	longestKnown  = 512
)

// private finds private data by the rules of all and the company's own. Who gets the
// findings may not change them.
func (d *Desk) private(text string) []desk.Finding {
	f := d.finder.Load()
	if f == nil {
		return privacy.Find(text)
	}
	if len(text) < shortestKnown || len(text) > longestKnown {
		return f.Find(text)
	}
	if found, ok := f.known.Get(text); ok {
		return found
	}
	found := slices.Clip(f.Find(text))
	f.known.Add(strings.Clone(text), found) // it may be a piece of something large
	return found
}

// loadPrivate reads the company's own patterns. What does not compile is left out, and said.
func (d *Desk) loadPrivate(ctx context.Context) error {
	var own privacy.Own
	err := d.DB.View(ctx, func(tx *store.Tx) (err error) {
		own, err = admin.OwnPrivate(tx)
		return err
	})
	if err != nil {
		return err
	}
	f, err := privacy.Compile(own)
	if err != nil {
		d.Log.Warn("the company's own private data is left out", "problem", err)
		return nil
	}
	known, err := lru.New[string, []desk.Finding](mostKnown)
	if err != nil {
		return err
	}
	d.finder.Store(&finder{f, known})
	return nil
}
