package reporting

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"heed/internal/desk"
	"heed/internal/report"
)

// Wrong is a place where what is kept is not what it is made of.
type Wrong struct {
	What string
	Case desk.CaseID // 0: a cell
	At   time.Time   // of a cell
}

const (
	// mostWrong bounds what Check lists.
	mostWrong = 100
	wrongDay  = "The sums of a day are not what its cases add up to."
)

// Check makes every settled fact and every cell anew and compares, and changes nothing. It
// reads in many short transactions on all cores, so that a desk may go on meanwhile, and says
// from time to time how many cases and then days it has done.
func (s *Service) Check(ctx context.Context, say func(what string, done, of int64)) (wrong []Wrong, err error) {
	c := &checker{Service: s, say: say}
	if err := c.facts(ctx); err != nil {
		return nil, err
	}
	if err := c.cells(ctx); err != nil {
		return nil, err
	}
	return c.wrong, nil
}

// checker gathers what several goroutines find.
type checker struct {
	*Service
	say   func(what string, done, of int64)
	mu    sync.Mutex
	wrong []Wrong
	done  int64
}

func (c *checker) finish(what string, n, of int64, wrong []Wrong) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wrong = append(c.wrong, wrong...)
	c.wrong = c.wrong[:min(len(c.wrong), mostWrong)]
	c.done += n
	c.say(what, c.done, of)
}

func (c *checker) facts(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	var last desk.CaseID
	var lost []desk.CaseID
	err := c.store.View(ctx, func(tx Tx) (err error) {
		if last, err = tx.LastCase(); err != nil {
			return err
		}
		lost, err = tx.LostFacts(mostWrong)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range lost {
		c.wrong = append(c.wrong, Wrong{What: "The facts are of a case that does not exist.", Case: id})
	}
	for after, more := desk.CaseID(0), true; more && ctx.Err() == nil; {
		var ids []desk.CaseID
		err := c.store.View(ctx, func(tx Tx) (err error) {
			ids, err = tx.CasesAfter(after, casesBulk)
			return err
		})
		if err != nil {
			return errors.Join(err, g.Wait())
		}
		if more = len(ids) == casesBulk; len(ids) == 0 {
			break
		}
		after = ids[len(ids)-1]
		g.Go(func() error {
			var wrong []Wrong
			err := c.store.View(ctx, func(tx Tx) (err error) {
				wrong, err = c.checkFacts(tx, ids)
				return err
			})
			c.finish("cases", int64(len(ids)), int64(last), wrong)
			return err
		})
	}
	return g.Wait()
}

func (c *checker) checkFacts(tx Tx, ids []desk.CaseID) (wrong []Wrong, err error) {
	w := &fold{Service: c.Service, now: c.deps.Now()}
	if w.zones, err = zones(tx, w.now); err != nil {
		return nil, err
	}
	p, err := c.readPlace(tx)
	if err != nil {
		return nil, err
	}
	kept, err := tx.FactsByCase(ids)
	if err != nil {
		return nil, err
	}
	stories, err := tx.Stories(ids)
	if err != nil {
		return nil, err
	}
	m := w.maker()
	defer c.quicks.Put(m.quick)
	for _, id := range ids {
		have, ok := kept[id]
		if !p.Done && (p.Down == 0 || id < p.Down) {
			continue // not yet folded
		}
		if s := stories[id]; s != nil && !s.Case.ErasedAt.IsZero() {
			if _, err := report.DecodeCase(have.Document); ok && err != nil {
				wrong = append(wrong, Wrong{What: "The facts of a case cannot be read.", Case: id})
			}
			continue // what they were made of is gone
		}
		made := m.fact(stories[id])
		never := have.LiveUntil.After(w.now.Add(quiet + day)) // it would never be settled
		if ok && !have.LiveUntil.IsZero() {                   // its document grows with the clock, and it is settled by and by
			if _, err := report.DecodeCase(have.Document); err != nil {
				wrong = append(wrong, Wrong{What: "The facts of a case cannot be read.", Case: id})
				continue
			}
			have.Document = nil
			if made != nil {
				made.Document, made.LiveUntil = nil, time.Time{}
			}
		}
		if never || (made != nil) != ok || ok && made.LiveUntil.IsZero() && !sameFact(made, &have) {
			wrong = append(wrong, Wrong{What: "The facts of a case are not what its messages say.", Case: id})
		}
	}
	return surely(tx, p, wrong)
}

// sameFact tells whether two facts say the same.
func sameFact(a, b *desk.Fact) bool {
	return bytes.Equal(a.Document, b.Document) && a.Opened.Equal(b.Opened) && a.Brand == b.Brand && a.Network == b.Network && a.Team == b.Team && a.Agent == b.Agent &&
		a.Intent == b.Intent && a.Lang == b.Lang && a.Private == b.Private && a.Followers == b.Followers && a.Hour == b.Hour
}

// surely leaves out the cases that have events after the place up to which facts were made. They are
// asked for by case: what follows events in order may not see yet what a case already shows, as long
// as any older transaction of the database runs.
func surely(tx Tx, p place, wrong []Wrong) ([]Wrong, error) {
	ids := make([]desk.CaseID, len(wrong))
	for i, w := range wrong {
		ids[i] = w.Case
	}
	fresh, err := tx.CasesSince(desk.EventCursor{Tx: p.Tx, ID: p.ID}, ids)
	return slices.DeleteFunc(wrong, func(w Wrong) bool {
		_, found := slices.BinarySearch(fresh, w.Case)
		return found
	}), err
}

func (c *checker) cells(ctx context.Context) error {
	var oldest, newest time.Time
	err := c.store.View(ctx, func(tx Tx) (err error) {
		oldest, newest, err = tx.FactSpan()
		return err
	})
	if err != nil {
		return err
	}
	if err := c.outside(ctx, oldest, newest); err != nil || oldest.IsZero() {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	c.done = 0
	days := int64(newest.Truncate(day).Sub(oldest.Truncate(day))/day) + 1
	for at := oldest.Truncate(day); !at.After(newest) && ctx.Err() == nil; at = at.Add(day) {
		g.Go(func() error {
			var wrong []Wrong
			err := c.store.View(ctx, func(tx Tx) error {
				same, err := checkDay(tx, at)
				if !same && err == nil {
					wrong = []Wrong{{What: wrongDay, At: at}}
				}
				return err
			})
			if errors.Is(err, report.ErrDocument) { // facts that nobody can read have no sum
				wrong, err = []Wrong{{What: wrongDay, At: at}}, nil
			}
			c.finish("days", 1, days, wrong)
			return err
		})
	}
	return g.Wait()
}

// outside looks for sums of days before and after all cases.
func (c *checker) outside(ctx context.Context, oldest, newest time.Time) error {
	return c.store.View(ctx, func(tx Tx) error {
		days := map[int64]bool{}
		note := func(cell *desk.Cell) error {
			days[cell.Start.Truncate(day).Unix()] = true
			return nil
		}
		parts := [][2]time.Time{{ever[0], oldest.Truncate(day)}, {newest.Truncate(day).Add(day), ever[1]}}
		if oldest.IsZero() {
			parts = [][2]time.Time{ever}
		}
		for _, part := range parts {
			for _, span := range []time.Duration{hour, day} {
				if err := tx.CellsOf(span, part[0], part[1], note); err != nil {
					return err
				}
			}
		}
		for at := range days {
			waiting, err := tx.DirtyHours(time.Unix(at, 0), time.Unix(at, 0).Add(day), 1)
			if err != nil {
				return err
			}
			if len(waiting) == 0 && len(c.wrong) < mostWrong {
				c.wrong = append(c.wrong, Wrong{What: wrongDay, At: time.Unix(at, 0).UTC()})
			}
		}
		return nil
	})
}

// checkDay makes the sums of a day and of its hours anew. A day of which an hour is yet to be
// counted again is the same.
func checkDay(tx Tx, start time.Time) (same bool, err error) {
	waiting, err := tx.DirtyHours(start, start.Add(day), 1)
	if err != nil || len(waiting) > 0 {
		return true, err
	}
	same = true
	for h := start; h.Before(start.Add(day)) && same; h = h.Add(hour) {
		made, err := hourSums(tx, h)
		if err != nil {
			return false, err
		}
		if same, err = equal(tx, hour, h, made); err != nil {
			return false, err
		}
	}
	if !same {
		return false, nil
	}
	made, err := daySums(tx, start)
	if err != nil {
		return false, err
	}
	return equal(tx, day, start, made)
}

// equal tells whether the cells that are kept are those of the sums.
func equal(tx Tx, span time.Duration, start time.Time, made *sums) (same bool, err error) {
	want := map[group][]byte{}
	for _, c := range made.cells() {
		want[group{c.Brand, c.Dim, c.Key}] = c.Document
	}
	same = true
	err = tx.CellsOf(span, start, start.Add(span), func(c *desk.Cell) error {
		g := group{c.Brand, c.Dim, c.Key}
		same = same && bytes.Equal(want[g], c.Document)
		delete(want, g)
		return nil
	})
	return same && len(want) == 0, err
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
