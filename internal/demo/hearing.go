package demo

import (
	"context"
	"fmt"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/channel/echo/crowd"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/store"
)

// prove gives the desk weeks of proof that it heard, with what happens to a real one: a gap
// that could not be filled, a restart whose gap is being filled, a search that fell silent, and
// one that brings gulls instead of parcels.
func (t *Town) prove(ctx context.Context, w *town, history []desk.Heard) error {
	now := time.Now()
	if err := t.gulls(ctx, w, now); err != nil {
		return err
	}
	return t.desk.DB.Update(ctx, func(tx *store.Tx) error {
		if err := hours(tx, w, history, now); err != nil {
			return err
		}
		if err := hitHours(tx, now); err != nil {
			return err
		}
		if err := silent(tx, w, now); err != nil {
			return err
		}
		from := now.Add(-3*24*time.Hour - 5*time.Hour)
		return tx.CreateGap(&desk.Gap{Source: desk.SourceKey(w.stream, desk.PartStream), Account: w.stream, Part: desk.PartStream, From: from, To: from.Add(47 * time.Minute),
			Why: "The network couldn't be reached, and no longer had this period when it came back.", State: desk.GapLost, Posts: -1, Missed: -1, Ended: from.Add(47 * time.Minute)})
	})
}

// down is how long the demo's machine did not run before it begins.
const down = 25 * time.Minute

// hours are what the stream brought, hour by hour, until the machine went down.
func hours(tx *store.Tx, w *town, history []desk.Heard, now time.Time) error {
	key := desk.SourceKey(w.stream, desk.PartStream)
	counts := map[int64]int64{}
	first := now
	for i := range history {
		if m := &history[i].Message; !m.Private && !m.PostedAt.IsZero() {
			counts[desk.HourOf(m.PostedAt)]++
			if m.PostedAt.Before(first) {
				first = m.PostedAt
			}
		}
	}
	var rows []desk.HourCount
	for h := desk.HourOf(first); h < desk.HourOf(now); h++ {
		rows = append(rows, desk.HourCount{Key: key, Hour: h, Posts: counts[h], Covered: 3600})
	}
	stopped := now.Add(-down)
	err := tx.SaveSource(&desk.Source{Key: key, Account: w.stream, Part: desk.PartStream, First: first, Beat: stopped, Posted: stopped})
	if err != nil {
		return err
	}
	if err := tx.SaveCursor(w.stream, echo.CursorAt(stopped)); err != nil {
		return err
	}
	return tx.AddHours(rows)
}

// hitHours are what the searches caught, hour by hour.
func hitHours(tx *store.Tx, now time.Time) error {
	searches, err := tx.Searches()
	if err != nil {
		return err
	}
	var rows []desk.HourCount
	for _, s := range searches {
		hits, err := tx.HitsOf(s.ID, 5000)
		if err != nil {
			return err
		}
		// The desk counted them in this hour, in which it lived through all of it.
		rows = append(rows, desk.HourCount{Key: desk.SearchKey(s.ID), Hour: desk.HourOf(now), Posts: -int64(len(hits))})
		for i := range hits {
			if hits[i].PostedAt.Before(now) {
				rows = append(rows, desk.HourCount{Key: desk.SearchKey(s.ID), Hour: desk.HourOf(hits[i].PostedAt), Posts: 1})
			}
		}
	}
	return tx.AddHours(rows)
}

// silent adds a search for last summer's offer, of which nobody speaks any more.
func silent(tx *store.Tx, w *town, now time.Time) error {
	s := &desk.Search{Brand: w.brands["Tarnwell Rail"], Name: "The lake pass", Query: `"lake pass" OR lakepass`, Created: now.AddDate(0, 0, -20), By: w.boss.ID}
	if err := tx.CreateSearch(s); err != nil {
		return err
	}
	last := now.Add(-31 * time.Hour)
	var rows []desk.HourCount
	caught := int64(0)
	for at := now.AddDate(0, 0, -20); at.Before(last); at = at.Add(time.Hour) {
		n := int64(at.Hour()%5 + 1)
		rows = append(rows, desk.HourCount{Key: desk.SearchKey(s.ID), Hour: desk.HourOf(at), Posts: n})
		caught += n
	}
	if err := tx.AddHours(rows); err != nil {
		return err
	}
	return tx.AddMatches(map[desk.SearchID]int64{s.ID: caught}, last)
}

// birds and parcels are what is said of gulls.
var birds = []string{ // read only
	"A gull stole my chips on the pier again", "That gull on the beach stole a whole sandwich, cheeky bird", "Herring gull chicks on our roof, first flight today",
	"Every gull in this harbour is after my chips", "Photo of a young gull over the beach this morning", "The gull chicks keep the whole roof awake",
}

var parcels = []string{ // read only
	"gull says delivered, my parcel is nowhere", "Has anybody reached gull by phone? My parcel is stuck at the depot", "gull courier left the parcel in the rain", "Second week without my parcel, thanks gull",
	"gull depot closes at noon, who can collect a parcel then", "the gull courier was kind and rang twice",
}

// gulls adds a search by the short name of the parcel service, and has five posts about birds
// marked.
func (t *Town) gulls(ctx context.Context, w *town, now time.Time) error {
	s, err := t.desk.Admin.SaveSearch(ctx, w.boss, desk.Search{Brand: w.brands["Gullpost"], Name: "Gull for short", Query: "gull"}, nil)
	if err != nil {
		return err
	}
	if err := t.desk.Reload(ctx); err != nil {
		return err
	}
	var batch []desk.Heard
	say := func(i int, who, text string) {
		at := now.Add(-time.Duration(9*60+i*37) * time.Minute)
		batch = append(batch, desk.Heard{Change: desk.Created, Message: desk.Message{NetworkID: desk.NetworkID(fmt.Sprintf("echo://%s/%d", who, i)), Form: desk.Post, Text: text, Lang: "en",
			Author: desk.HandleRef{NetworkID: who, Name: who + ".echo", Display: who, Followers: 40 + 7*i}, PostedAt: at, HeardAt: at}})
	}
	for i, text := range birds {
		say(2*i, fmt.Sprintf("shore-walker-%d", i+1), text)
	}
	for i, text := range parcels {
		say(2*i+1, fmt.Sprintf("parcel-waiter-%d", i+1), text)
	}
	if _, err := t.desk.Intake.Take(ctx, intake.Source{Account: w.stream, Network: echo.Name}, batch, ""); err != nil {
		return err
	}
	return t.desk.DB.Update(ctx, func(tx *store.Tx) error {
		hits, err := tx.HitsOf(s.ID, 100)
		if err != nil {
			return err
		}
		marked := 0
		for i := range hits {
			for _, b := range birds[:5] {
				if hits[i].Text != b {
					continue
				}
				marked++
				if err := tx.CreateMark(&desk.Mark{Search: s.ID, Message: hits[i].ID, Agent: w.boss.ID, At: now.Add(-time.Duration(marked) * time.Hour)}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func heardOf(history []crowd.Scripted) []desk.Heard {
	out := make([]desk.Heard, len(history))
	for i := range history {
		out[i] = history[i].Heard
	}
	return out
}
