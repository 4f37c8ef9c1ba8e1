package intake

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"heed/internal/desk"
	"heed/internal/purse"
)

// till is what this process knows of the purse: what the store said lately. It keeps posts that
// surely cannot be paid for from being looked at. Whether one is paid for is decided in the
// transaction that keeps it, see work.pay: there the book is exact, whoever else spends.
type till struct {
	mu   sync.Mutex
	book *purse.Book
	caps purse.Caps
	told map[spendKey]bool // caps that the store knows to be reached
}

// open begins anew with what the store knows.
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
	month  int
	spends map[spendKey]*desk.Spend
	capped map[spendKey]bool // whose caps left no room, beside those that the store knows
	known  []desk.Spend      // what the store said was spent before
	lost   []desk.SearchID   // hits that were not paid for
	twice  []desk.SearchID   // hits that were known before
}

type spendKey struct {
	network desk.Network
	search  desk.SearchID
}

// afford leaves of the hits those whose caps may leave room for a post.
func (t *till) afford(b *bill, n desk.Network, price int64, hits []desk.Hit, now time.Time) []desk.Hit {
	t.mu.Lock()
	defer t.mu.Unlock()
	if month := desk.MonthOf(now); t.book.Month() != month {
		t.book, t.told = purse.New(month, nil, t.caps), map[spendKey]bool{}
	}
	b.month = t.book.Month()
	if !t.book.Open(n, price) {
		t.reached(b, n, 0)
		return nil
	}
	return slices.DeleteFunc(hits, func(h desk.Hit) bool {
		open := t.book.OpenFor(h.Search, price)
		if !open {
			t.reached(b, n, h.Search)
		}
		return !open
	})
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

// learn takes in what a transaction spent and what it saw of what others spent.
func (t *till) learn(b *bill) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(b.spends)+len(b.known) == 0 || t.book == nil || t.book.Month() != b.month {
		return
	}
	for _, s := range b.known {
		t.book.Know(s)
	}
	for _, s := range b.spends {
		t.book.Add(*s)
	}
}

// pay pays for the posts of a batch that searches brought, each once: one that the store has was
// paid for. The purse of the network is locked, and what was spent and what may be is read
// here, so that no cap is exceeded by any number of processes.
func (w *work) pay(wanted []*item) error {
	w.paid = map[*item][]desk.Hit{}
	due, ids := w.due(wanted)
	if len(due) == 0 {
		return nil
	}
	b, n := w.bill, w.src.Network
	b.month = desk.MonthOf(w.now())
	caps, err := w.caps(n, ids)
	if err != nil {
		return err
	}
	if b.known, err = w.tx.SpentOn(b.month, n, ids); err != nil {
		return err
	}
	book := purse.New(b.month, nil, caps)
	for _, s := range b.known {
		book.Know(s)
	}
	capped := map[spendKey]bool{}
	for _, it := range due {
		w.paid[it] = w.payFor(book, it, capped)
	}
	for key := range capped {
		if err := w.tx.SaveCapped(b.month, key.network, key.search, w.now()); err != nil {
			return err
		}
	}
	spends := make([]desk.Spend, 0, len(b.spends))
	for _, s := range b.spends {
		spends = append(spends, *s)
	}
	return w.tx.AddSpending(spends)
}

// due are the items that are to be paid for, and the searches that brought them.
func (w *work) due(wanted []*item) (due []*item, ids []desk.SearchID) {
	seen := map[desk.MessageKey]bool{}
	for _, it := range wanted {
		if it.price == 0 || w.messages[it.key()] != nil || seen[it.key()] {
			continue
		}
		seen[it.key()] = true
		due = append(due, it)
		for _, h := range it.msg.Hits {
			if !slices.Contains(ids, h.Search) {
				ids = append(ids, h.Search)
			}
		}
	}
	return due, ids
}

// caps are those in force, of a network and of some searches.
func (w *work) caps(n desk.Network, ids []desk.SearchID) (purse.Caps, error) {
	caps := purse.Caps{Network: map[desk.Network]int64{}, Search: map[desk.SearchID]int64{}}
	v, err := w.tx.Setting(desk.SettingCap(n))
	if err != nil {
		return caps, err
	}
	if micros, err := strconv.ParseInt(v, 10, 64); err == nil {
		caps.Network[n] = micros
	}
	searches, err := w.tx.SearchesByID(ids)
	for _, s := range searches {
		if s.Cap > 0 {
			caps.Search[s.ID] = s.Cap
		}
	}
	return caps, err
}

// payFor pays for one post and returns the hits that were paid for.
func (w *work) payFor(book *purse.Book, it *item, capped map[spendKey]bool) (kept []desk.Hit) {
	n, ids := w.src.Network, make([]desk.SearchID, len(it.msg.Hits))
	for i, h := range it.msg.Hits {
		ids[i] = h.Search
	}
	if !book.Open(n, it.price) {
		capped[spendKey{n, 0}] = true
		w.bill.lost = append(w.bill.lost, ids...)
		return nil
	}
	paid := book.Take(n, it.price, ids)
	for _, h := range it.msg.Hits {
		if slices.ContainsFunc(paid, func(s desk.Spend) bool { return s.Search == h.Search }) {
			kept = append(kept, h)
			continue
		}
		capped[spendKey{n, h.Search}] = true
		w.bill.lost = append(w.bill.lost, h.Search)
	}
	for _, s := range paid {
		w.bill.add(s)
	}
	return kept
}

func (b *bill) empty() bool { return len(b.capped) == 0 }

// again forgets what a transaction that did not come to its end spent.
func (b *bill) again() { b.spends, b.known, b.lost, b.twice = nil, nil, nil, nil }

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

// tell keeps which caps were found to be reached before the transaction.
func (b *bill) tell(tx Tx, now time.Time) error {
	for key := range b.capped {
		if err := tx.SaveCapped(b.month, key.network, key.search, now); err != nil {
			return err
		}
	}
	return nil
}

// short takes from an item what was not paid for; false: nothing is left of it.
func (w *work) short(it *item, hits []desk.Hit) bool {
	if len(hits) == len(it.msg.Hits) {
		return true
	}
	it.msg.Hits = hits
	if len(hits) == 0 {
		w.res.Unread++
		w.res.Matched--
	}
	if !it.found {
		return true
	}
	it.reason, it.brand = "", 0
	if len(hits) > 0 {
		it.reason, it.brand = hits[0].Name, w.k.searches.brand(hits[0].Search)
		return true
	}
	return slices.ContainsFunc(it.hangers(), func(key desk.MessageKey) bool { return w.messages[key] != nil })
}
