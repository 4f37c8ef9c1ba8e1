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
	mostRemoved = 50
)

// A Removed is a search that was removed.
type Removed struct {
	Search desk.Search
	By     desk.AgentID
	At     time.Time
}

// RemovedSearches are those that can be brought back, the latest first.
func (s *Service) RemovedSearches(ctx context.Context) (list []Removed, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		list, err = removed(tx)
		return err
	})
	return slices.DeleteFunc(list, func(r Removed) bool { return s.deps.Now().Sub(r.At) > removedFor }), err
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
		if err := tx.DropSearch(id); err != nil {
			return nil, err
		}
		now := s.deps.Now()
		list = append([]Removed{{*old, by.ID, now}}, list...)
		for len(list) > mostRemoved || now.Sub(list[len(list)-1].At) > removedFor {
			if err := tx.ForgetSearch(list[len(list)-1].Search.ID); err != nil {
				return nil, err
			}
			list = list[:len(list)-1]
		}
		return told("search removed", int64(id), old.Name), keepRemoved(tx, list)
	})
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
			return nil, &desk.Error{Kind: desk.NotFound, Message: "This search cannot be brought back any more.", Mend: "Removed searches are kept for a week. Write it anew."}
		}
		back = list[i].Search
		if err := tx.RestoreSearch(&back); err != nil {
			return nil, err
		}
		return told("search brought back", int64(id), back.Name), keepRemoved(tx, slices.Delete(list, i, i+1))
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
	v, err := tx.Setting(desk.SettingRemoved)
	if err != nil || v == "" {
		return nil, err
	}
	if err := json.Unmarshal([]byte(v), &list); err != nil {
		return nil, fmt.Errorf("the list of removed searches cannot be read: %w", err)
	}
	return list, nil
}

func keepRemoved(tx Tx, list []Removed) error {
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return tx.SaveSetting(desk.SettingRemoved, string(b))
}
