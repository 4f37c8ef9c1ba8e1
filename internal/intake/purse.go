package intake

import (
	"sync"
	"time"

	"heed/internal/desk"
	"heed/internal/purse"
)

// till pays for posts of networks that charge, before anything is done with them: what a cap
// forbids is not read. It is shared by all that take at once.
type till struct {
	mu   sync.Mutex
	book *purse.Book
	caps purse.Caps
	told map[spendKey]bool // caps that the store knows to be reached
}

// open begins anew with what the store knows: this process's own spending is in it, and
// that of others.
func (t *till) open(k *Known, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.book, t.caps, t.told = purse.New(desk.MonthOf(now), k.spent, k.caps), k.caps, map[spendKey]bool{}
	for _, s := range k.spent {
		if !s.Capped.IsZero() {
			t.told[spendKey{s.Network, s.Search}] = true
		}
	}
}

// Open reports whether another post of a network can be paid for: that it charges nothing,
// or that its cap leaves room.
func (s *Service) Open(n desk.Network) bool {
	price := s.rules.Prices[n]
	if price == 0 {
		return true
	}
	s.purse.mu.Lock()
	defer s.purse.mu.Unlock()
	return s.purse.book == nil || s.purse.book.Month() != desk.MonthOf(s.now()) || s.purse.book.Open(n, price)
}

// bill is what a batch costs.
type bill struct {
	spends map[spendKey]*desk.Spend
	capped map[spendKey]bool // whose caps left no room
	month  int
}

type spendKey struct {
	network desk.Network
	search  desk.SearchID
}

// pay pays for a post that searches brought and returns the hits that were paid for.
func (t *till) pay(b *bill, n desk.Network, price int64, hits []desk.Hit, now time.Time) []desk.Hit {
	t.mu.Lock()
	defer t.mu.Unlock()
	if month := desk.MonthOf(now); t.book.Month() != month {
		t.book, t.told = purse.New(month, nil, t.caps), map[spendKey]bool{}
	}
	b.month = t.book.Month()
	ids := make([]desk.SearchID, len(hits))
	for i, h := range hits {
		ids[i] = h.Search
	}
	if !t.book.Open(n, price) {
		t.reached(b, n, 0)
		return nil
	}
	paid := t.book.Take(n, price, ids)
	kept := hits[:0]
	for _, h := range hits {
		found := false
		for _, s := range paid {
			found = found || s.Search == h.Search
		}
		if !found {
			t.reached(b, n, h.Search)
			continue
		}
		kept = append(kept, h)
	}
	for _, s := range paid {
		b.add(s)
	}
	return kept
}

// reached notes a cap that the store does not know to be reached.
func (t *till) reached(b *bill, n desk.Network, search desk.SearchID) {
	key := spendKey{n, search}
	if t.told[key] {
		return
	}
	if b.capped == nil {
		b.capped = map[spendKey]bool{}
	}
	t.told[key], b.capped[key] = true, true
}

func (b *bill) empty() bool { return len(b.spends)+len(b.capped) == 0 }

func (b *bill) add(s desk.Spend) {
	if b.spends == nil {
		b.spends = map[spendKey]*desk.Spend{}
	}
	key := spendKey{s.Network, s.Search}
	if have := b.spends[key]; have != nil {
		have.Posts += s.Posts
		have.Micros += s.Micros
		return
	}
	b.spends[key] = &s
}

// settle writes a bill in the transaction that keeps what was paid for.
func (b *bill) settle(tx Tx, now time.Time) error {
	if b.empty() {
		return nil
	}
	var spends []desk.Spend
	for _, s := range b.spends {
		spends = append(spends, *s)
	}
	if err := tx.AddSpending(spends); err != nil {
		return err
	}
	for key := range b.capped {
		if err := tx.SaveCapped(b.month, key.network, key.search, now); err != nil {
			return err
		}
	}
	return nil
}
