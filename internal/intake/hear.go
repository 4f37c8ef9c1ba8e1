package intake

import (
	"context"
	"time"

	"heed/internal/desk"
)

// An item is one thing heard on its way through intake.
type item struct {
	change desk.Change
	msg    *desk.Message
	own    desk.AccountID // ours that it is from or addresses; 0: none
	brand  desk.BrandID
	reason string // why it is here, for the queue's row
	found  bool   // that is that a search found it
	price  int64  // of what searches found; 0: nothing
}

func (it *item) key() desk.MessageKey { return desk.KeyOf(it.msg) }

// maxText bounds what is kept of one message, in bytes.
const maxText = 64 << 10

// hear sorts out what nobody wants. What no search matches and nobody here is addressed
// by may still matter for what it hangs on: an answer to a message we know, a repost, an edit
// or a deletion of one. Those are looked up, all in one read.
func (s *Service) hear(ctx context.Context, k *Known, src Source, batch []desk.Heard, t *tally) ([]*item, Result, error) {
	res := Result{Read: len(batch)}
	now := s.now()
	items := make([]*item, 0, len(batch))
	var maybe []*item
	ended := map[desk.MessageKey]int{} // deletions that this batch told first, by their place
	for i := range batch {
		it := s.sort(k, src, &batch[i], now, t)
		// Remembered before the store is asked: who keeps the message at this moment looks here
		// when it has.
		if it.change == desk.Deleted && s.gone.add(it.msg) {
			ended[it.key()] = len(items)
		}
		if len(it.msg.Hits) > 0 {
			res.Matched++
		}
		if it.reason == "" {
			if !hangsOn(it) {
				res.Dropped++
				continue
			}
			maybe = append(maybe, it)
		}
		items = append(items, it)
	}
	res.Unread = t.unread
	known, err := s.related(ctx, maybe)
	if err != nil {
		return nil, res, err
	}
	wanted := items[:0]
	here := map[desk.MessageKey]bool{}
	for i, it := range items {
		if it.reason == "" && !known[it] && !anyIn(here, it.hangers()) {
			res.Dropped++
			continue
		}
		if it.change == desk.Deleted {
			s.gone.forget(it.msg)
		} else if at, now := ended[it.key()]; s.gone.has(it.msg) && (!now || at <= i) {
			res.Dropped++
			continue
		}
		here[it.key()] = true
		wanted = append(wanted, it)
	}
	return wanted, res, nil
}

// sort cleans one message and finds why it is here; "" if it says nothing by itself.
func (s *Service) sort(k *Known, src Source, h *desk.Heard, now time.Time, t *tally) *item {
	m := h.Message // the batch is the channel's: work on a copy
	it := &item{change: h.Change, msg: &m}
	m.Network = src.Network
	m.Account = src.Account
	if m.HeardAt.IsZero() {
		m.HeardAt = now
	}
	if m.PostedAt.IsZero() || m.PostedAt.After(m.HeardAt) {
		m.PostedAt = m.HeardAt
	}
	if len(m.Text) > maxText {
		m.Text = cut(m.Text, maxText)
	}
	if h.Change == desk.Deleted {
		return it
	}
	s.address(k, src, it)
	if it.msg.Direction == desk.In && !m.Private && m.Form != desk.Repost {
		m.Hits, it.price = s.search(k, src, &m, h.Change, t)
		if len(m.Hits) > 0 && it.reason == "" {
			it.found = true
			it.reason = m.Hits[0].Name
			it.brand = k.searches.brand(m.Hits[0].Search)
		}
	}
	if src.KeepAll && it.reason == "" && m.Form != desk.Repost {
		it.reason = "file"
		if it.brand == 0 {
			it.brand = k.accounts[src.Account].Brand
		}
	}
	return it
}

// tally is what a batch brought beside messages.
type tally struct {
	hits   map[desk.SearchID]int64
	unread int
	bill   bill
}

// search tries the searches on a post and tells what it costs, where its network charges. What
// cannot be paid for is as if it had never been heard: such a network would not have told it.
func (s *Service) search(k *Known, src Source, m *desk.Message, change desk.Change, t *tally) (_ []desk.Hit, price int64) {
	hits, control := k.searches.match(m)
	if control {
		t.count(desk.ControlID(src.Account))
	}
	if p := s.rules.Prices[m.Network]; len(hits) > 0 && p > 0 && !src.KeepAll && change == desk.Created {
		if hits = s.purse.afford(&t.bill, m.Network, p, hits, s.now()); len(hits) == 0 {
			t.unread++
			return nil, 0
		}
		price = p
	}
	for _, h := range hits {
		t.count(h.Search)
	}
	return hits, price
}

// settle takes back the hits that were not paid for, and those that were counted before: a stream
// that is taken up again repeats what it told last.
func (t *tally) settle() {
	for _, ids := range [][]desk.SearchID{t.bill.lost, t.bill.twice} {
		for _, id := range ids {
			if t.hits[id]--; t.hits[id] <= 0 {
				delete(t.hits, id)
			}
		}
	}
}

func (t *tally) count(id desk.SearchID) {
	if t.hits == nil {
		t.hits = map[desk.SearchID]int64{}
	}
	t.hits[id]++
}

// address finds which of our accounts a message is from or speaks to.
func (s *Service) address(k *Known, src Source, it *item) {
	m := it.msg
	if from := k.own(m.Network, m.Author); from != 0 {
		m.Direction, m.Account = desk.Out, from
		it.own, it.brand = from, k.accounts[from].Brand
		if m.Private || src.KeepAll {
			it.reason = "ours"
		}
		return // public ones matter where they answer a message that we know
	}
	m.Direction = desk.In
	if m.Private {
		it.own, it.brand, it.reason = m.Account, k.accounts[m.Account].Brand, "private message"
		return
	}
	if to, how := k.addressed(m); to != 0 {
		it.own, it.brand, it.reason = to, k.accounts[to].Brand, how
	}
}

// addressed finds which of our accounts a public post speaks to, and how; 0: none.
func (k *Known) addressed(m *desk.Message) (to desk.AccountID, how string) {
	if to := k.own(m.Network, m.ParentBy); to != 0 {
		return to, "reply"
	}
	if m.Form == desk.Quote {
		if to := k.own(m.Network, m.SubjectBy); to != 0 {
			return to, "quote"
		}
	}
	for _, r := range m.Mentions {
		if to := k.own(m.Network, r); to != 0 {
			return to, "mention"
		}
	}
	return 0, ""
}

func hangsOn(it *item) bool {
	m := it.msg
	return it.change != desk.Created || m.Parent != "" || m.Subject != ""
}

// related tells which items hang on a message that the store knows.
func (s *Service) related(ctx context.Context, items []*item) (map[*item]bool, error) {
	if len(items) == 0 {
		return nil, nil
	}
	var keys []desk.MessageKey
	for _, it := range items {
		keys = append(keys, it.hangers()...)
	}
	var found map[desk.MessageKey]*desk.Message
	err := s.store.View(ctx, func(tx Tx) (err error) {
		found, err = tx.MessagesByKey(keys)
		return err
	})
	known := map[*item]bool{}
	for _, it := range items {
		for _, key := range it.hangers() {
			if found[key] != nil {
				known[it] = true
			}
		}
	}
	return known, err
}

// hangers are the messages that an item without a reason of its own depends on.
func (it *item) hangers() []desk.MessageKey {
	scope := desk.ScopeOf(it.msg)
	if it.change != desk.Created {
		return []desk.MessageKey{it.key()}
	}
	var keys []desk.MessageKey
	if it.msg.Form == desk.Repost {
		return append(keys, desk.MessageKey{Scope: scope, ID: it.msg.Subject})
	}
	if it.msg.Parent != "" {
		keys = append(keys, desk.MessageKey{Scope: scope, ID: it.msg.Parent})
	}
	return keys
}

func anyIn(set map[desk.MessageKey]bool, keys []desk.MessageKey) bool {
	for _, k := range keys {
		if set[k] {
			return true
		}
	}
	return false
}

// cut shortens a text to at most n bytes without splitting a character.
func cut(s string, n int) string {
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// fill asks the channel who the authors of wanted messages are. The desk can do without:
// an author is then shown by their network id.
func (s *Service) fill(ctx context.Context, src Source, wanted []*item) {
	if src.Fill == nil {
		return
	}
	var refs []desk.HandleRef
	var whose []*item
	for _, it := range wanted {
		if it.change != desk.Deleted && it.msg.Author.Name == "" && it.msg.Author.NetworkID != "" {
			refs, whose = append(refs, it.msg.Author), append(whose, it)
		}
	}
	if len(refs) == 0 {
		return
	}
	for i, r := range src.Fill(ctx, refs) {
		if i < len(whose) && r.NetworkID == whose[i].msg.Author.NetworkID {
			whose[i].msg.Author = r
		}
	}
}
