package reporting

import (
	"context"
	"encoding/json"
	"maps"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"heed/internal/desk"
	"heed/internal/signal"
)

const (
	placeKey  = "reports.place"
	eventsRun = 1000 // events of one run
	casesRun  = 40   // cases of one run: it must not keep what else the desk does waiting
	hoursRun  = 1    // hours that one run counts again, likewise
	// When nothing else is done at the desk.
	casesBulk = 1000
	hoursBulk = 24
)

// place is how far the events are folded. A desk whose reports begin later than itself, or that counts anew, also goes through
// all cases, from the newest id down: what was lately is asked for most. What changes meanwhile comes by its event.
type place struct {
	Tx, ID int64
	Down   desk.CaseID             // the cases from this id on were gone through; 0: it has not begun
	Of     desk.CaseID             // the highest id when it began
	Done   bool                    // all cases were gone through
	Again  bool                    // what is kept of the others is whole, if made in an older way
	Took   time.Duration           // what going through them took so far, without the time in which no desk ran
	Last   time.Time               // when it was gone on with
	Zones  map[desk.BrandID]string // by whose clocks the hours of the facts are; nil: of an earlier version
	Way    int                     // by which the facts are made, see way
}

// way numbers how facts are made of cases. A change of the rules of what is measured raises it: a desk
// then makes those of its older cases anew, in the background, and no report mixes the two for long.
const way = 2

func (p *place) equal(q *place) bool {
	return p.Tx == q.Tx && p.ID == q.ID && p.Down == q.Down && p.Done == q.Done && maps.Equal(p.Zones, q.Zones) && p.Way == q.Way
}

// Run folds what is new, counts one hour again, and reports whether there may be more at
// once. Each is a short transaction of its own, so that answers need not wait for reports.
func (s *Service) Run(ctx context.Context) (more bool, err error) {
	w := &fold{Service: s, now: s.deps.Now(), most: casesRun, workers: 1}
	if err := w.run(ctx); err != nil {
		return false, err
	}
	counted, err := s.recount(ctx, w.settled(), hoursRun)
	return w.more || counted > 0, err
}

// CountAll folds all that is not folded yet, as fast as the machine can, and says from time to
// time which share of the cases was gone through and how many hours are still to be counted.
func (s *Service) CountAll(ctx context.Context, say func(share float64, hours int)) error {
	for more := true; more; {
		w := &fold{Service: s, now: s.deps.Now(), most: casesBulk, workers: runtime.GOMAXPROCS(0)}
		if err := w.run(ctx); err != nil {
			return err
		}
		more = w.more
		var p Progress
		err := s.store.View(ctx, func(tx Tx) (err error) {
			p, err = s.progress(tx)
			return err
		})
		if err != nil {
			return err
		}
		say(p.Share(), 0)
	}
	for {
		var waiting []time.Time
		err := s.store.View(ctx, func(tx Tx) (err error) {
			waiting, err = tx.DirtyHours(ever[0], ever[1], mostPerHour)
			return err
		})
		if err != nil || len(waiting) == 0 {
			return err
		}
		say(1, len(waiting))
		if _, err := s.recount(ctx, ever[0], hoursBulk); err != nil {
			return err
		}
	}
}

// Uncounted is what is yet to be done: which share of the cases is read, and how many hours wait to
// be counted.
func (s *Service) Uncounted(ctx context.Context) (share float64, hours int, err error) {
	err = s.store.View(ctx, func(tx Tx) (err error) {
		p, err := s.progress(tx)
		if err != nil {
			return err
		}
		share = p.Share()
		waiting, err := tx.DirtyHours(ever[0], ever[1], mostPerHour)
		hours = len(waiting)
		return err
	})
	return share, hours, err
}

// fold is one run: what is read, and what is written of it.
type fold struct {
	*Service
	now        time.Time
	most       int // cases
	workers    int
	zones      map[desk.BrandID]*time.Location
	was, place place
	ids        []desk.CaseID
	facts      []*desk.Fact // of each id; nil: there is no such case any more
	scanned    int          // of the ids, at their end: those that were gone through because their turn came
	more       bool
	last       bool // see Last
}

func (w *fold) run(ctx context.Context) error {
	if err := w.store.View(ctx, w.read); err != nil {
		return err
	}
	if w.workers > 1 {
		if err := w.divide(ctx); err != nil {
			return err
		}
	}
	if len(w.ids) == 0 && w.place.equal(&w.was) {
		return nil
	}
	return w.store.Update(ctx, w.write)
}

func (w *fold) read(tx Tx) (err error) {
	if w.was, err = keptPlace(tx); err != nil {
		return err
	}
	if w.zones, err = zones(tx, w.now); err != nil {
		return err
	}
	w.place = w.was.under(w.zones)
	if err := w.choose(tx); err != nil || len(w.ids) == 0 {
		return err
	}
	w.facts = make([]*desk.Fact, len(w.ids))
	if w.workers > 1 {
		return nil
	}
	return w.make(tx, 0, len(w.ids))
}

// divide makes the facts anew in several transactions at once. They may be newer than their
// events that were read: those come again.
func (w *fold) divide(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	part := (len(w.ids) + w.workers - 1) / w.workers
	for from := 0; from < len(w.ids); from += part {
		g.Go(func() error {
			return w.store.View(ctx, func(tx Tx) error { return w.make(tx, from, min(from+part, len(w.ids))) })
		})
	}
	return g.Wait()
}

// make makes the facts of some of the cases anew.
func (w *fold) make(tx Tx, from, to int) error {
	m := w.maker()
	defer w.quicks.Put(m.quick)
	stories, err := tx.Stories(w.ids[from:to])
	if err != nil {
		return err
	}
	for i, id := range w.ids[from:to] {
		if s := stories[id]; s != nil && !s.Case.ErasedAt.IsZero() {
			w.facts[from+i] = erased
			continue
		}
		w.facts[from+i] = m.fact(stories[id])
	}
	return nil
}

// erased stands for the facts of a case whose words are gone: those that are kept are the last.
var erased = &desk.Fact{} // read only

// Last counts cases for the last time, in the transaction in which they are erased, before that: their facts cannot
// be made anew afterwards, and stay as they are.
func (s *Service) Last(tx Tx, ids []desk.CaseID) error {
	w := &fold{Service: s, now: s.deps.Now(), ids: ids, facts: make([]*desk.Fact, len(ids)), last: true}
	err := oneAtATime(tx)
	if err != nil {
		return err
	}
	if w.zones, err = zones(tx, w.now); err != nil {
		return err
	}
	if err := w.make(tx, 0, len(ids)); err != nil {
		return err
	}
	return w.keep(tx)
}

// maker makes facts; its quick goes back to the pool.
func (w *fold) maker() *maker {
	quick, ok := w.quicks.Get().(*signal.Quick)
	if !ok {
		quick = w.deps.Reader.Quick()
	}
	return &maker{w.now, w.last, quick, w.zones}
}

// readPlace is how far the events are folded by the clocks of today.
func (s *Service) readPlace(tx Tx) (place, error) {
	p, err := keptPlace(tx)
	if err != nil {
		return p, err
	}
	zones, err := zones(tx, s.deps.Now())
	return p.under(zones), err
}

// under is a place as it is where the clocks of the brands hang so: where one was moved, all facts are made
// anew, since their hours are another; and where they were made in another way.
func (p place) under(zones map[desk.BrandID]*time.Location) place {
	if p.Way != way {
		p = place{Way: way, Again: p.Done || p.Again}
	}
	for brand, zone := range zones {
		if was, known := p.Zones[brand]; known && was != zone.String() {
			p = place{Way: way, Again: p.Done || p.Again}
			break
		}
	}
	p.Zones = map[desk.BrandID]string{}
	for brand, zone := range zones {
		p.Zones[brand] = zone.String()
	}
	return p
}

func keptPlace(tx Tx) (p place, err error) {
	text, err := tx.Setting(placeKey)
	if err != nil || text == "" {
		return p, err
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return p, &desk.Error{Message: "The progress of the report count can't be read.", Mend: "Run heed check --mend-reports to recount everything.", Err: err}
	}
	return p, nil
}

// choose finds the cases of this run: those of new events, and where cases are gone through as many more as there is room for.
func (w *fold) choose(tx Tx) error {
	if !w.place.Done && w.place.Down == 0 {
		if err := w.begin(tx); err != nil {
			return err
		}
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
		if len(seen) == w.most { // the rest is the next run's
			next, w.more = desk.EventCursor{Tx: events[i-1].Tx, ID: events[i-1].ID}, true
			break
		}
		seen[e.Case] = true
	}
	w.more = w.more || len(events) == eventsRun
	w.place.Tx, w.place.ID = next.Tx, next.ID
	if !w.place.Done {
		w.ids = slices.Sorted(maps.Keys(seen))
		return w.scan(tx, seen)
	}
	settle, err := tx.SettleFacts(w.now, w.most)
	for _, id := range settle {
		seen[id] = true
	}
	w.more = w.more || len(settle) == w.most
	w.ids = slices.Sorted(maps.Keys(seen))
	return err
}

// begin notes where going through all cases begins: what is done from here on comes by its event.
func (w *fold) begin(tx Tx) error {
	latest, err := tx.LatestEvent()
	if err != nil {
		return err
	}
	w.place.Tx, w.place.ID, w.place.Last = latest.Tx, latest.ID, w.now
	w.place.Of, err = tx.LastCase()
	w.place.Down = w.place.Of + 1
	return err
}

// longestStep is how long a step of going through the cases takes at most: in what is longer, no desk ran.
const longestStep = time.Minute

// scan goes on with going through the cases, beside those whose events were seen.
func (w *fold) scan(tx Tx, seen map[desk.CaseID]bool) error {
	w.more = true
	most := w.most - len(seen)
	if most <= 0 {
		return nil
	}
	ids, err := tx.CasesBefore(w.place.Down, most)
	if n := len(ids); n > 0 {
		w.place.Down = ids[n-1]
	}
	for _, id := range ids {
		if !seen[id] {
			w.ids = append(w.ids, id)
			w.scanned++
		}
	}
	w.place.Done = len(ids) < most
	w.place.Took += min(w.now.Sub(w.place.Last), longestStep)
	w.place.Last = w.now
	return err
}

// settled is from which hour on none is touched by going through the cases any more: what is counted again before that
// would be, once more.
func (w *fold) settled() (from time.Time) {
	if w.place.Done {
		return ever[0]
	}
	for _, f := range w.facts[len(w.facts)-w.scanned:] {
		if f != nil && f.Opened.After(from) {
			from = f.Opened
		}
	}
	return from.Truncate(hour).Add(hour)
}
