package reporting

import (
	"bytes"
	"context"
	"time"

	"heed/internal/desk"
)

// Wrong is a place where what is kept is not what it is made of.
type Wrong struct {
	What string
	Case desk.CaseID // 0: a cell
	At   time.Time   // of a cell
}

// mostWrong bounds what Check lists.
const mostWrong = 100

// Check makes every settled fact and every cell anew and compares, and changes nothing.
func (s *Service) Check(ctx context.Context) (wrong []Wrong, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := readPlace(tx)
		if err != nil {
			return err
		}
		w := s.fold()
		defer s.quicks.Put(w.quick)
		if w.zones, err = zones(tx); err != nil {
			return err
		}
		if wrong, err = w.checkFacts(tx, p); err != nil {
			return err
		}
		cells, err := checkCells(tx)
		wrong = append(wrong, cells...)
		return err
	})
	return wrong, err
}

func (w *fold) checkFacts(tx Tx, p place) (wrong []Wrong, err error) {
	pending, err := changedSince(tx, p)
	if err != nil {
		return nil, err
	}
	for after := desk.CaseID(0); len(wrong) < mostWrong; {
		ids, err := tx.CasesAfter(after, casesRun)
		if err != nil || len(ids) == 0 {
			return wrong, err
		}
		after = ids[len(ids)-1]
		kept, err := tx.FactsByCase(ids)
		if err != nil {
			return nil, err
		}
		stories, err := tx.Stories(ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			have, ok := kept[id]
			if pending[id] || !p.Done && id > p.Scanned || ok && !have.LiveUntil.IsZero() {
				continue // not yet folded, or it grows with the clock
			}
			made := w.fact(stories[id])
			if (made != nil) != ok || ok && made.LiveUntil.IsZero() && !bytes.Equal(made.Document, have.Document) {
				wrong = append(wrong, Wrong{What: "The facts of a case are not what its messages say.", Case: id})
			}
		}
	}
	return wrong, nil
}

// changedSince are the cases whose latest events are not folded yet.
func changedSince(tx Tx, p place) (map[desk.CaseID]bool, error) {
	out := map[desk.CaseID]bool{}
	at := desk.EventCursor{Tx: p.Tx, ID: p.ID}
	for p != (place{}) {
		events, next, err := tx.Events(at, eventsRun)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			out[e.Case] = true
		}
		if len(events) < eventsRun {
			break
		}
		at = next
	}
	return out, nil
}

func checkCells(tx Tx) (wrong []Wrong, err error) {
	oldest, newest, err := tx.FactSpan()
	if err != nil || oldest.IsZero() {
		return nil, err
	}
	waiting, err := tx.DirtyHours(ever[0], ever[1], mostPerHour)
	if err != nil {
		return nil, err
	}
	skip := map[int64]bool{} // days of which an hour is yet to be counted again
	for _, h := range waiting {
		skip[h.Truncate(day).Unix()] = true
	}
	for at := oldest.Truncate(day); !at.After(newest) && len(wrong) < mostWrong; at = at.Add(day) {
		if skip[at.Unix()] {
			continue
		}
		same := true
		for h := at; h.Before(at.Add(day)); h = h.Add(hour) {
			made, err := hourCells(tx, h)
			if err != nil {
				return nil, err
			}
			kept, err := tx.CellsOf(hour, h, h.Add(hour))
			if err != nil {
				return nil, err
			}
			same = same && equal(encode(made), kept)
		}
		made, err := dayCells(tx, at)
		if err != nil {
			return nil, err
		}
		kept, err := tx.CellsOf(day, at, at.Add(day))
		if err != nil {
			return nil, err
		}
		if !same || !equal(encode(made), kept) {
			wrong = append(wrong, Wrong{What: "The sums of a day are not what its cases add up to.", At: at})
		}
	}
	return wrong, nil
}

func equal(made, kept []desk.Cell) bool {
	if len(made) != len(kept) {
		return false
	}
	for i := range made {
		a, b := &made[i], &kept[i]
		if a.Dim != b.Dim || a.Brand != b.Brand || a.Key != b.Key || !bytes.Equal(a.Document, b.Document) {
			return false
		}
	}
	return true
}

// Again forgets what is folded, so that Run makes all of it anew.
func (s *Service) Again(ctx context.Context) error {
	return s.store.Update(ctx, func(tx Tx) error {
		if err := tx.DropReports(); err != nil {
			return err
		}
		return tx.SaveSetting(placeKey, "")
	})
}
