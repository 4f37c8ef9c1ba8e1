package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"heed/internal/access"
	"heed/internal/desk"
)

// Removed searches can be brought back for a week, with all that is known of them.

const (
	removedFor  = 7 * 24 * time.Hour
	mostRemoved = mostMany // of one action all can come back
)

// A Removed is a search that was removed.
type Removed struct {
	Search desk.Search
	By     desk.AgentID
	At     time.Time
}

// PastSearches are those that were removed and can be brought back, the latest first, and the latest action on several
// searches; the zero Step: none that can be taken back.
func (s *Service) PastSearches(ctx context.Context) (list []Removed, step Step, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		if list, err = removed(tx); err == nil {
			err = readSetting(tx, desk.SettingSearchStep, &step)
		}
		return err
	})
	now := s.deps.Now()
	if now.Sub(step.At) > stepFor {
		step = Step{}
	}
	return slices.DeleteFunc(list, func(r Removed) bool { return now.Sub(r.At) > removedFor }), step, err
}

// DropSearch ends a search. What it heard stays, and it can be brought back.
func (s *Service) DropSearch(ctx context.Context, by desk.Agent, id desk.SearchID) error {
	return s.change(ctx, by, access.EditSearches, desk.SearchChanged, func(tx Tx) (map[string]string, error) {
		list, err := lockRemoved(tx)
		if err != nil {
			return nil, err
		}
		old, err := tx.Search(id)
		if err != nil {
			return nil, err
		}
		return told(searchRemoved, int64(id), old.Name), s.drop(tx, by, list, []desk.Search{*old})
	})
}

// drop puts searches before those that were removed earlier.
func (s *Service) drop(tx Tx, by desk.Agent, list []Removed, gone []desk.Search) error {
	now := s.deps.Now()
	fresh := make([]Removed, len(gone), len(gone)+len(list))
	for i, n := range gone {
		if err := tx.DropSearch(n.ID); err != nil {
			return err
		}
		fresh[i] = Removed{n, by.ID, now}
	}
	list = append(fresh, list...)
	for len(list) > 0 && (len(list) > mostRemoved || now.Sub(list[len(list)-1].At) > removedFor) {
		if err := tx.ForgetSearch(list[len(list)-1].Search.ID); err != nil {
			return err
		}
		list = list[:len(list)-1]
	}
	return keepSetting(tx, desk.SettingRemoved, list)
}

// RestoreSearch brings a removed search back: it hears from the next post on.
func (s *Service) RestoreSearch(ctx context.Context, by desk.Agent, id desk.SearchID) (back desk.Search, err error) {
	err = s.change(ctx, by, access.EditSearches, desk.SearchChanged, func(tx Tx) (map[string]string, error) {
		list, err := lockRemoved(tx)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(list, func(r Removed) bool { return r.Search.ID == id })
		if i < 0 {
			return nil, &desk.Error{Kind: desk.NotFound, Message: "This search can no longer be restored.", Mend: "Removed searches are kept for a week. Create it again."}
		}
		back = list[i].Search
		if err := tx.RestoreSearch(&back); err != nil {
			return nil, err
		}
		return told(searchRestored, int64(id), back.Name), keepSetting(tx, desk.SettingRemoved, slices.Delete(list, i, i+1))
	})
	return back, err
}

func lockRemoved(tx Tx) ([]Removed, error) {
	if err := tx.Lock([]string{desk.SettingRemoved}); err != nil {
		return nil, err
	}
	return removed(tx)
}

func removed(tx Tx) (list []Removed, err error) {
	return list, readSetting(tx, desk.SettingRemoved, &list)
}

// readSetting reads what keepSetting kept; where that is nothing it leaves to as it is.
func readSetting(tx Tx, key string, to any) error {
	v, err := tx.Setting(key)
	if err != nil || v == "" {
		return err
	}
	if err := json.Unmarshal([]byte(v), to); err != nil {
		return fmt.Errorf("the setting %s cannot be read: %w", key, err)
	}
	return nil
}

func keepSetting(tx Tx, key string, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return tx.SaveSetting(key, string(b))
}
