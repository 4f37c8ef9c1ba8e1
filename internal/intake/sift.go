package intake

import (
	"context"
	"strings"

	"heed/internal/desk"
)

// Sift reads what another process heard of a public stream, n events, and gives what Take could
// keep of it, in order, and how many posts nobody wants. read reads the event at a place and
// asks; it gives nil for what is not wanted. wanted is what a channel would ask, which knows what
// other processes kept a moment later only: whatever hangs on a message that is not known is
// looked up in the store, all in one read.
func (s *Service) Sift(ctx context.Context, n int, wanted func(*desk.Heard) bool, read func(i int, wanted func(*desk.Heard) bool) (h *desk.Heard, post bool)) (heard []desk.Heard, passed int, err error) {
	all := make([]*desk.Heard, n)
	var maybe []hanging
	for i := range n {
		post := false
		all[i], post = read(i, func(h *desk.Heard) bool {
			if wanted(h) {
				return true
			}
			if x, ok := hangingOf(i, h); ok {
				maybe = append(maybe, x)
			}
			return false
		})
		if post {
			passed++
		}
	}
	known, err := s.knownKeys(ctx, maybe)
	if err != nil {
		return nil, 0, err
	}
	for _, x := range maybe {
		if !anyIn(known, x.on) {
			continue
		}
		known[x.key] = true
		if all[x.at], _ = read(x.at, func(*desk.Heard) bool { return true }); x.post {
			passed--
		}
	}
	for _, h := range all {
		if h != nil {
			heard = append(heard, *h)
		}
	}
	return heard, passed, nil
}

// hanging is an event that is wanted if a message that it hangs on is known.
type hanging struct {
	at   int
	post bool
	key  desk.MessageKey
	on   []desk.MessageKey
}

// hangingOf keeps nothing of h. What is not kept is remembered by Wants, a deletion among them.
func hangingOf(at int, h *desk.Heard) (x hanging, ok bool) {
	it := item{change: h.Change, msg: &h.Message}
	x = hanging{at: at, post: h.Change == desk.Created && h.Message.Form != desk.Repost, key: cloned(it.key()), on: it.hangers()}
	for i := range x.on {
		x.on[i] = cloned(x.on[i])
	}
	return x, len(x.on) > 0
}

func cloned(k desk.MessageKey) desk.MessageKey {
	return desk.MessageKey{Scope: strings.Clone(k.Scope), ID: desk.NetworkID(strings.Clone(string(k.ID)))}
}

// knownKeys tells which of the messages that events hang on the store knows.
func (s *Service) knownKeys(ctx context.Context, all []hanging) (map[desk.MessageKey]bool, error) {
	known := map[desk.MessageKey]bool{}
	var keys []desk.MessageKey
	for _, x := range all {
		keys = append(keys, x.on...)
	}
	if len(keys) == 0 {
		return known, nil
	}
	err := s.store.View(ctx, func(tx Tx) error {
		found, err := tx.MessagesByKey(keys)
		for key := range found {
			known[key] = true
		}
		return err
	})
	return known, err
}

// Account is an account of the set-up.
func (k *Known) Account(id desk.AccountID) (desk.Account, bool) {
	a, ok := k.accounts[id]
	return a, ok
}
