package reporting

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"heed/internal/desk"
	"heed/internal/signal"
)

const (
	placeKey  = "reports.place"
	eventsRun = 1000 // events of one run
	casesRun  = 40   // cases of one run: it must not keep what else the desk does waiting
)

// place is how far the events are folded. A desk whose reports begin later than itself
// first goes through all cases by their ids; what changes meanwhile comes again by its event.
type place struct {
	Tx, ID  int64
	Scanned desk.CaseID
	Done    bool // all cases were gone through
}

// Run folds what is new, counts one hour again, and reports whether there may be more at
// once. Each is a short transaction of its own, so that answers need not wait for reports.
func (s *Service) Run(ctx context.Context) (more bool, err error) {
	w := s.fold()
	defer s.quicks.Put(w.quick)
	if err := s.store.View(ctx, w.read); err != nil {
		return false, err
	}
	if len(w.ids) > 0 || w.place != w.was {
		if err := s.store.Update(ctx, w.write); err != nil {
			return false, err
		}
	}
	counted, err := s.recount(ctx)
	return w.more || counted, err
}

// fold is one run: what is read, and what is written of it.
type fold struct {
	*Service
	now        time.Time
	quick      *signal.Quick
	zones      map[desk.BrandID]*time.Location
	was, place place
	ids        []desk.CaseID
	facts      map[desk.CaseID]*desk.Fact // nil: there is no such case any more
	more       bool
}

func (s *Service) fold() *fold {
	quick, ok := s.quicks.Get().(*signal.Quick)
	if !ok {
		quick = s.deps.Reader.Quick()
	}
	return &fold{Service: s, now: s.deps.Now(), quick: quick}
}

func (w *fold) read(tx Tx) error {
	var err error
	if w.was, err = readPlace(tx); err != nil {
		return err
	}
	w.place = w.was
	if err := w.choose(tx); err != nil || len(w.ids) == 0 {
		return err
	}
	if w.zones, err = zones(tx); err != nil {
		return err
	}
	w.facts = make(map[desk.CaseID]*desk.Fact, len(w.ids))
	stories, err := tx.Stories(w.ids)
	for _, id := range w.ids {
		w.facts[id] = w.fact(stories[id])
	}
	return err
}

func readPlace(tx Tx) (p place, err error) {
	text, err := tx.Setting(placeKey)
	if err != nil || text == "" {
		return p, err
	}
	return p, json.Unmarshal([]byte(text), &p)
}

// choose finds the cases of this run.
func (w *fold) choose(tx Tx) error {
	if !w.place.Done {
		return w.scan(tx)
	}
	events, next, err := tx.Events(desk.EventCursor{Tx: w.place.Tx, ID: w.place.ID}, eventsRun)
	if err != nil {
		return err
	}
	seen := map[desk.CaseID]bool{}
	for i, e := range events {
		if e.Case == 0 || seen[e.Case] {
			continue
		}
		if len(seen) == casesRun { // the rest is the next run's
			next, w.more = desk.EventCursor{Tx: events[i-1].Tx, ID: events[i-1].ID}, true
			break
		}
		seen[e.Case] = true
	}
	w.more = w.more || len(events) == eventsRun
	w.place.Tx, w.place.ID = next.Tx, next.ID
	settle, err := tx.SettleFacts(w.now, casesRun)
	for _, id := range settle {
		seen[id] = true
	}
	w.more = w.more || len(settle) == casesRun
	w.ids = slices.Sorted(maps.Keys(seen))
	return err
}

func (w *fold) scan(tx Tx) (err error) {
	if w.place.Scanned == 0 { // what is done from here on comes by its event
		latest, err := tx.LatestEvent()
		if err != nil {
			return err
		}
		w.place.Tx, w.place.ID = latest.Tx, latest.ID
	}
	w.ids, err = tx.CasesAfter(w.place.Scanned, casesRun)
	if n := len(w.ids); n > 0 {
		w.place.Scanned = w.ids[n-1]
	}
	w.place.Done = len(w.ids) < casesRun
	w.more = true
	return err
}

// write keeps the facts and marks the hours that they touch.
func (w *fold) write(tx Tx) error {
	before, err := tx.FactsByCase(w.ids)
	if err != nil {
		return err
	}
	dirty := map[int64]bool{}
	for _, id := range w.ids {
		old, had := before[id]
		if had && old.LiveUntil.IsZero() {
			dirty[old.Opened.Truncate(hour).Unix()] = true
		}
		f := w.facts[id]
		if f == nil {
			err = tx.DropFact(id)
		} else {
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
	text, err := json.Marshal(w.place)
	if err != nil {
		return err
	}
	return tx.SaveSetting(placeKey, string(text))
}
