package notify

import (
	"context"
	"fmt"
	"sync"
	"time"

	"heed/internal/desk"
)

const (
	// hangs is how long a receiver takes that does not answer.
	hangs = 5 * time.Second
	// spare is how long one that hangs is left alone: meanwhile the rest goes out.
	spare = time.Minute
)

// hanging knows the receivers that did not answer: what waits for one of them would keep the notices of
// everybody else waiting, round for round.
type hanging struct {
	mu    sync.Mutex
	lanes map[string]time.Time // until when each is left alone
}

// lane is what hangs together: all mail goes over one server, a program or somebody's browsers stand alone.
func lane(n *desk.Notice) string {
	switch n.Way {
	case desk.ByMail:
		return "mail"
	case desk.ByWebhook:
		return fmt.Sprint("hook ", n.Hook)
	}
	return fmt.Sprint(n.Way, " ", n.Agent)
}

func (h *hanging) until(n *desk.Notice) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lanes[lane(n)]
}

// note keeps how a try went.
func (h *hanging) note(n *desk.Notice, began, now time.Time, failed error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case failed == nil:
		delete(h.lanes, lane(n))
	case now.Sub(began) >= hangs:
		if h.lanes == nil {
			h.lanes = map[string]time.Time{}
		}
		h.lanes[lane(n)] = now.Add(spare)
	}
}

// putBack leaves a notice for when its receiver is tried again; that it was taken up counts as no try.
func (s *Service) putBack(ctx context.Context, n *desk.Notice, until time.Time) error {
	n.State, n.Due, n.Lease, n.Attempts = desk.Queued, until, time.Time{}, max(0, n.Attempts-1)
	return s.store.Update(ctx, func(tx Tx) error { return tx.SaveNotice(n) })
}
