package reporting

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// write keeps the facts and how far they go, unless another process went on meanwhile or all is to be counted anew: then
// what was read is old, and the next run reads again.
func (w *fold) write(tx Tx) error {
	if err := oneAtATime(tx); err != nil {
		return err
	}
	switch now, err := keptPlace(tx); {
	case err != nil:
		return err
	case !now.equal(&w.was):
		w.more = true
		return nil
	}
	if err := w.keep(tx); err != nil {
		return err
	}
	text, err := json.Marshal(w.place)
	if err != nil {
		return err
	}
	return tx.SaveSetting(placeKey, string(text))
}

// keep keeps the facts and marks the hours that they touch.
func (w *fold) keep(tx Tx) error {
	before, err := tx.FactsByCase(w.ids)
	if err != nil {
		return err
	}
	dirty := map[int64]bool{}
	for i, id := range w.ids {
		old, had := before[id]
		if had && old.LiveUntil.IsZero() {
			dirty[old.Opened.Truncate(hour).Unix()] = true
		}
		f := w.facts[i]
		switch f {
		case nil:
			err = tx.DropFact(id)
		case erased:
			if had && !old.LiveUntil.IsZero() { // by a run that had read the case before it was erased
				old.LiveUntil = time.Time{}
				err = tx.SaveFact(&old)
				dirty[old.Opened.Truncate(hour).Unix()] = true
			}
		default:
			err = tx.SaveFact(f)
			if f.LiveUntil.IsZero() {
				dirty[f.Opened.Truncate(hour).Unix()] = true
			}
		}
		if err != nil {
			return err
		}
	}
	for _, h := range slices.Sorted(maps.Keys(dirty)) {
		if err := tx.MarkHour(time.Unix(h, 0).UTC()); err != nil {
			return err
		}
	}
	return nil
}
