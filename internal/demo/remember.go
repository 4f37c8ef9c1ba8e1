package demo

import (
	"context"
	"slices"
	"time"

	"heed/internal/casework"
	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/store"
)

// remember takes weeks of history in and puts it on the network, so that old posts can
// still be answered there.
func (t *Town) remember(ctx context.Context, w *town, days int) (kept, cases int, err error) {
	if err := t.desk.Reload(ctx); err != nil {
		return 0, 0, err
	}
	now := time.Now()
	history := t.people.History(now.AddDate(0, 0, -days), now)
	t.people.Backfill(history)
	var batch []desk.Heard
	flush := func() error {
		res, err := t.desk.Intake.Take(ctx, intake.Source{Account: w.stream, Network: echo.Name}, batch, "")
		kept, cases, batch = kept+res.Kept, cases+res.Cases, batch[:0]
		return err
	}
	for i := range history {
		h := history[i].Heard
		if history[i].Company {
			h.Message.Agent = w.agents[history[i].Signed]
		}
		if h.Message.Private {
			continue // the stream account hears no private messages
		}
		batch = append(batch, h)
		if len(batch) == 256 {
			if err := flush(); err != nil {
				return kept, cases, err
			}
		}
	}
	if err := flush(); err != nil {
		return kept, cases, err
	}
	if err := t.prove(ctx, w, heardOf(history)); err != nil {
		return kept, cases, err
	}
	return kept, cases, t.close(ctx, now)
}

// backlog is how old the oldest unanswered case of the demo is: a desk that is a little
// behind, not one that was given up.
const backlog = 7 * time.Hour

// close ends what a desk would have ended by now: answered cases a day after the last
// word, and what nobody came to.
func (t *Town) close(ctx context.Context, now time.Time) error {
	return t.desk.DB.Update(ctx, func(tx *store.Tx) error {
		for _, list := range []desk.List{desk.ListReply, desk.ListWatch, desk.ListWaiting} {
			cases, err := whole(tx, list)
			if err != nil {
				return err
			}
			for i := range cases {
				if err := end(tx, &cases[i], now); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// whole reads a list to its end before anything in it moves.
func whole(tx *store.Tx, list desk.List) (out []desk.Case, err error) {
	q := desk.QueueQuery{List: list, Limit: 100}
	for {
		page, err := tx.Queue(q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Cases...)
		if page.Next == (desk.QueueCursor{}) {
			return out, nil
		}
		q.After = page.Next
	}
}

func end(tx *store.Tx, c *desk.Case, now time.Time) error {
	last := slices.MaxFunc([]time.Time{c.LastInbound, c.LastOutbound}, time.Time.Compare)
	var e *desk.Event
	switch {
	case c.WaitingSince.IsZero() && now.Sub(last) > 24*time.Hour:
		at := last.Add(20 * time.Hour)
		e = casework.SetStage(c, desk.Resolved, "", "nothing more was said", at)
		e.At = at
	case !c.WaitingSince.IsZero() && now.Sub(c.WaitingSince) > backlog:
		at := c.WaitingSince.Add(backlog)
		e = casework.SetStage(c, desk.Ignored, "", "no one got to it in time", at)
		e.At = at
	case c.Unowned != "":
		c.Look = now // for an owner, now that most of the history is over
		return tx.SaveCase(c)
	default:
		return nil
	}
	e.Case, c.UpdatedAt = c.ID, e.At
	if err := tx.SaveCase(c); err != nil {
		return err
	}
	return tx.Append(e)
}
