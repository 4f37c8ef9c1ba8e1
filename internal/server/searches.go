package server

import (
	"context"
	"io"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/searchfile"
	"heed/internal/store"
)

// Searches writes the saved searches of the desk as a file, or those of one brand ("": all).
func (d *Desk) Searches(ctx context.Context, w io.Writer, form searchfile.Form, brand string) error {
	o, err := d.Admin.Overview(ctx)
	if err != nil {
		return err
	}
	var id desk.BrandID
	if brand != "" {
		if id, err = admin.BrandNamed(o.Brands, brand); err != nil {
			return err
		}
	}
	return searchfile.Write(w, form, &o, id)
}

// BringSearches brings a file of searches in, in the name of an agent. What is wrong with it is told with its places, and then
// nothing is brought in.
func (d *Desk) BringSearches(ctx context.Context, email string, f *searchfile.File, how admin.Bringing) (b admin.Brought, wrong []searchfile.Mistake, err error) {
	var by *desk.Agent
	err = d.DB.View(ctx, func(tx *store.Tx) (err error) {
		by, err = agentByEmail(tx, email)
		return err
	})
	if err != nil {
		return b, nil, err
	}
	return f.Bring(ctx, d.Admin, *by, how)
}
