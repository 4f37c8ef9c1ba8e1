package intake

import (
	"context"
	"hash/maphash"
	"math/bits"
	"sync"
	"sync/atomic"
	"time"

	"heed/internal/desk"
)

// keys remembers which public messages the desk has, so that an answer to one, a repost or a
// deletion can be told from those of all others without asking the store. It is a Bloom filter:
// "no" is certain, "yes" is wrong once in a thousand, and the store then says so. A message
// costs two bytes.
type keys struct {
	seed   maphash.Seed
	whole  atomic.Pointer[map[desk.Network]bool] // networks whose messages are all in
	layers atomic.Pointer[[]*layer]              // the oldest first, each twice as large as the one before

	adding sync.Mutex // held by who adds
}

// layer is one filter: blocks of a line of memory each, of which a key sets some bits.
type layer struct {
	blocks [][8]uint64
	room   int // keys that it takes before the next is begun; of who adds
}

const (
	keyBits    = 16      // of a layer, for each key
	bitsOfKey  = 6       // that are set
	firstLayer = 1 << 14 // keys
)

func newKeys() *keys {
	k := &keys{seed: maphash.MakeSeed()}
	k.whole.Store(&map[desk.Network]bool{})
	k.layers.Store(&[]*layer{newLayer(firstLayer)})
	return k
}

func newLayer(room int) *layer {
	return &layer{blocks: make([][8]uint64, room*keyBits/512), room: room}
}

// place is the block of a key and its bits there, nine of the number for each.
func (l *layer) place(h uint64) (block *[8]uint64, rest uint64) {
	n, _ := bits.Mul64(h, uint64(len(l.blocks)))
	return &l.blocks[n], h * 0x9e3779b97f4a7c15 >> 10 // the lowest bits of a product know little
}

func (k *keys) hash(key desk.MessageKey) uint64 {
	return maphash.String(k.seed, string(key.ID)) ^ bits.RotateLeft64(maphash.String(k.seed, key.Scope), 1)
}

// has reports whether a message may be one that the desk has.
func (k *keys) has(network desk.Network, id desk.NetworkID) bool {
	if !(*k.whole.Load())[network] {
		return true // not read yet
	}
	h := k.hash(desk.MessageKey{Scope: string(network), ID: id})
	for _, l := range *k.layers.Load() {
		if l.has(h) {
			return true
		}
	}
	return false
}

func (l *layer) has(h uint64) bool {
	block, rest := l.place(h)
	for range bitsOfKey {
		if atomic.LoadUint64(&block[rest>>6&7])>>(rest&63)&1 == 0 {
			return false
		}
		rest >>= 9
	}
	return true
}

// add takes keys in before what they name can be seen in the store.
func (k *keys) add(all ...desk.MessageKey) {
	k.adding.Lock()
	defer k.adding.Unlock()
	layers := *k.layers.Load()
	last := layers[len(layers)-1]
	for _, key := range all {
		h := k.hash(key)
		if last.has(h) {
			continue
		}
		if last.room == 0 {
			last = newLayer(len(last.blocks) * 512 / keyBits * 2)
			layers = append(layers[:len(layers):len(layers)], last)
			k.layers.Store(&layers)
		}
		last.room--
		block, rest := last.place(h)
		for range bitsOfKey {
			atomic.OrUint64(&block[rest>>6&7], 1<<(rest&63))
			rest >>= 9
		}
	}
}

// follower reads messages that other processes keep, and those of before, into the keys.
type follower struct {
	mu    sync.Mutex
	high  desk.MessageID // read up to here
	again desk.MessageID // from where it is read once more
	at    time.Time      // when again was set
}

const (
	followPage = 5000
	// settled is longer than a transaction takes. Databases give ids before the commit, so
	// that a lower one may come to be seen after a higher one.
	settled = 30 * time.Second
	// unsettled is how many ids below the highest one may still be on their way at the start.
	unsettled = 10_000
)

// Follow learns which messages the desk has: at first all of its networks', then what other
// processes keep. Until it has, Wants says yes to whatever hangs on a message. A
// deletion that was heard before its message was kept elsewhere is honoured here. It is called
// again and again.
func (s *Service) Follow(ctx context.Context) (more bool, err error) {
	s.follower.mu.Lock()
	defer s.follower.mu.Unlock()
	k := s.known.Load()
	if k == nil {
		return false, nil
	}
	if err := s.learnKeys(ctx, k); err != nil {
		return false, err
	}
	f := &s.follower
	if now := s.now(); now.Sub(f.at) > settled || now.Before(f.at) {
		f.high, f.again, f.at = f.again, f.high, now
	}
	var page []desk.Message
	err = s.store.View(ctx, func(tx Tx) (err error) {
		page, err = tx.KeysAfter(f.high, followPage)
		return err
	})
	if err != nil || len(page) == 0 {
		return false, err
	}
	for i := range page {
		s.keys.add(desk.KeyOf(&page[i]))
	}
	f.high = page[len(page)-1].ID
	return len(page) == followPage, s.endLate(ctx, k, page)
}

// learnKeys reads all messages of networks that were not read yet.
func (s *Service) learnKeys(ctx context.Context, k *Known) error {
	for _, a := range k.accounts {
		have := *s.keys.whole.Load()
		if have[a.Network] {
			continue
		}
		if err := s.learnNetwork(ctx, a.Network); err != nil {
			return err
		}
		with := map[desk.Network]bool{a.Network: true}
		for n := range have {
			with[n] = true
		}
		s.keys.whole.Store(&with)
	}
	return nil
}

func (s *Service) learnNetwork(ctx context.Context, n desk.Network) error {
	f := &s.follower
	if f.high == 0 {
		err := s.store.View(ctx, func(tx Tx) error {
			newest, err := tx.NewestMessage()
			f.high, f.again = newest, max(newest-unsettled, 0)
			return err
		})
		if err != nil {
			return err
		}
	}
	for after := desk.NetworkID(""); ; {
		var ids []desk.NetworkID
		err := s.store.View(ctx, func(tx Tx) (err error) {
			ids, err = tx.KeysOf(string(n), after, followPage)
			return err
		})
		if err != nil {
			return err
		}
		page := make([]desk.MessageKey, len(ids))
		for i, id := range ids {
			page[i] = desk.MessageKey{Scope: string(n), ID: id}
		}
		s.keys.add(page...)
		if len(ids) < followPage {
			return nil
		}
		after = ids[len(ids)-1]
	}
}

// endLate deletes what another process kept of what was heard here to be deleted.
func (s *Service) endLate(ctx context.Context, k *Known, page []desk.Message) error {
	for i := range page {
		m := &page[i]
		if m.Private || !m.DeletedAt.IsZero() || !s.gone.has(m) {
			continue
		}
		m.DeletedAt, m.HeardAt = s.now(), s.now()
		it := &item{change: desk.Deleted, msg: m}
		if _, err := s.keep(ctx, k, Source{Account: m.Account, Network: m.Network}, []*item{it}, "", &bill{}); err != nil {
			return err
		}
		s.gone.forget(m)
		s.poke()
	}
	return nil
}
