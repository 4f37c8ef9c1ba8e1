package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
)

// Several searches at once: one action, one transaction, one way back.

const (
	mostMany = 2000
	stepFor  = 24 * time.Hour // for so long a step is offered to be taken back
)

// What an event says of a search.
const (
	searchAdded    = "search added"
	searchChanged  = "search changed"
	searchPaused   = "search paused"
	searchResumed  = "search continued"
	searchRemoved  = "search removed"
	searchRestored = "search restored"
)

// A Step is the latest action on several searches.
type Step struct {
	What string // as the event of each says, or searches brought in
	N    int    // how many
	By   desk.AgentID
	At   time.Time
}

// A turned is what a step made of one search.
type turned struct {
	Before, After *desk.Search // nil: there was, or is, none
}

func (t *turned) id() desk.SearchID {
	if t.Before != nil {
		return t.Before.ID
	}
	return t.After.ID
}

func (t *turned) name() string {
	if t.Before != nil {
		return t.Before.Name
	}
	return t.After.Name
}

// ManySearches pauses, continues or removes searches (do: "pause", "continue", "remove") and says of how many that is news.
// Those that are gone, or are so already, are passed over. UndoSearches takes it back.
func (s *Service) ManySearches(ctx context.Context, by desk.Agent, do string, ids []desk.SearchID) (n int, err error) {
	what, known := map[string]string{"pause": searchPaused, "continue": searchResumed, "remove": searchRemoved}[do]
	switch {
	case !known:
		return 0, invalid("do", "Choose what to do with the searches.", "")
	case len(ids) == 0:
		return 0, invalid("which", "Select at least one search.", "Tick the ones you mean, or choose all that were found.")
	case len(ids) > mostMany:
		return 0, invalid("which", fmt.Sprintf("That's more than %d searches at once.", mostMany), "Narrow the list and do it in several steps.")
	}
	err = s.changes(ctx, by, access.EditSearches, desk.SearchChanged, func(tx Tx) (said []map[string]string, err error) {
		list, err := lockRemoved(tx)
		if err != nil {
			return nil, err
		}
		have, err := searchesByID(tx)
		if err != nil {
			return nil, err
		}
		var step []turned
		var gone []desk.Search
		for _, id := range ids {
			now, there := have[id]
			delete(have, id) // named twice it is one
			if !there || do != "remove" && now.Paused == (do == "pause") {
				continue
			}
			t := turned{Before: &now}
			if do == "remove" {
				gone = append(gone, now)
			} else {
				after := now
				after.Paused = !now.Paused
				t.After = &after
				if err := tx.SaveSearch(&after); err != nil {
					return nil, err
				}
			}
			step, said = append(step, t), append(said, told(what, int64(id), now.Name))
		}
		if n = len(step); n == 0 {
			return nil, nil
		}
		if len(gone) > 0 {
			if err := s.drop(tx, by, list, gone); err != nil {
				return nil, err
			}
		}
		return said, s.keepStep(tx, by, what, step)
	})
	return n, err
}

func searchesByID(tx Tx) (map[desk.SearchID]desk.Search, error) {
	all, err := tx.Searches()
	have := make(map[desk.SearchID]desk.Search, len(all))
	for _, n := range all {
		have[n.ID] = n
	}
	return have, err
}

// keepStep keeps what takes a step back apart from what the page says of it, which is read often.
func (s *Service) keepStep(tx Tx, by desk.Agent, what string, step []turned) error {
	if err := keepSetting(tx, desk.SettingSearchStepWas, step); err != nil {
		return err
	}
	return keepSetting(tx, desk.SettingSearchStep, Step{What: what, N: len(step), By: by.ID, At: s.deps.Now()})
}

// UndoSearches takes the step of a moment back: n searches are again as they were before it, left are as they are, for
// somebody changed them since. desk.Conflict: another step came meanwhile, or it was taken back.
func (s *Service) UndoSearches(ctx context.Context, by desk.Agent, at time.Time) (n, left int, err error) {
	err = s.changes(ctx, by, access.EditSearches, desk.SearchChanged, func(tx Tx) (said []map[string]string, err error) {
		n, left = 0, 0
		list, err := lockRemoved(tx)
		if err != nil {
			return nil, err
		}
		var last Step
		if err := readSetting(tx, desk.SettingSearchStep, &last); err != nil {
			return nil, err
		}
		if last.N == 0 || desk.Micros(last.At) != desk.Micros(at) { // a page knows it to the microsecond
			return nil, &desk.Error{Kind: desk.Conflict, Message: "This can no longer be undone.", Mend: "Someone has already undone it, or has changed several searches since."}
		}
		var step []turned
		if err := readSetting(tx, desk.SettingSearchStepWas, &step); err != nil {
			return nil, err
		}
		have, err := searchesByID(tx)
		if err != nil {
			return nil, err
		}
		b := back{s: s, tx: tx, by: by, restored: map[desk.SearchID]bool{}}
		for i := range step {
			t := &step[i]
			if now := have[t.id()]; !t.stands(now) {
				left++
			} else if what, err := b.turn(t, now); err != nil {
				return nil, err
			} else {
				n, said = n+1, append(said, told(what, int64(t.id()), t.name()))
			}
		}
		list = slices.DeleteFunc(list, func(r Removed) bool { return b.restored[r.Search.ID] })
		return said, errors.Join(s.drop(tx, by, list, b.gone), tx.SaveSetting(desk.SettingSearchStepWas, ""), keepSetting(tx, desk.SettingSearchStep, Step{}))
	})
	return n, left, err
}

// stands reports whether a search is still what a step made of it; its id is 0 where there is none.
func (t *turned) stands(now desk.Search) bool {
	a := t.After
	if a == nil || now.ID == 0 {
		return a == nil && now.ID == 0
	}
	return now.Name == a.Name && now.Query == a.Query && now.Brand == a.Brand && now.Cap == a.Cap && now.Paused == a.Paused
}

// A back takes a step back, one search after the other.
type back struct {
	s        *Service
	tx       Tx
	by       desk.Agent
	restored map[desk.SearchID]bool
	gone     []desk.Search // those to be removed
}

// turn makes a search what it was before, and says what that was.
func (b *back) turn(t *turned, now desk.Search) (what string, err error) {
	switch {
	case t.Before == nil:
		b.gone = append(b.gone, now)
		return searchRemoved, nil
	case t.After == nil:
		b.restored[t.Before.ID] = true
		return searchRestored, b.tx.RestoreSearch(t.Before)
	case now.Paused != t.Before.Paused && now.Query == t.Before.Query:
		return pauseSaid(t.Before.Paused), b.tx.SaveSearch(t.Before)
	}
	return searchChanged, b.s.replace(b.tx, b.by, &now, t.Before)
}

func pauseSaid(paused bool) string {
	if paused {
		return searchPaused
	}
	return searchResumed
}
