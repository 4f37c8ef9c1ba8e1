package server

import (
	"context"
	"path/filepath"

	"heed/internal/desk"
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
	if readOnly && d.window.Load() != nil {
		return nil
	}
	w, err := window.Open(window.Options{Dir: filepath.Join(d.cfg.Data, "window"), MaxBytes: int64(d.cfg.WindowSize) << 20,
		Keep: d.cfg.WindowKeep, ReadOnly: readOnly, Now: d.now})
	if err != nil {
		return err
	}
	return d.window.Swap(w).Close()
}

func (d *Desk) heard(n desk.Network, batch []desk.Heard) { d.Window().Add(n, batch) }

// keepWindow writes what was heard and takes off the disk what was deleted.
func (d *Desk) keepWindow(context.Context) (bool, error) {
	w := d.Window()
	if err := w.Flush(); err != nil {
		return false, err
	}
	return false, w.Tidy(false)
}
