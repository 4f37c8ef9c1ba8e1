package intake

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"heed/internal/casework"
	"heed/internal/desk"
)

// Service takes messages in. Take may be called by several goroutines for different
// accounts at once; Reload at any time.
type Service struct {
	store  Store
	rules  Rules
	policy casework.Policy
	now    func() time.Time
	poke   func()
	known  atomic.Pointer[Known]
	purse  till
	gone   *gone
	keys   *keys

	follower follower

	reading sync.Mutex // held by Reload, so that what was read last is what holds
	all     *searches  // of Reload
}

// Rules are the readings that need a model or a table and are made by who wires heed.
// Both must be safe for concurrent use.
type Rules struct {
	Read        func(*desk.Message) desk.Signals
	Fingerprint func(text string) (hash uint64, distinctive bool)
	// Heard, if set, is shown every batch of a network that was taken in, wanted or not. It must
	// not block and keeps nothing of the slice.
	// hits are how often each search matched, copies included and repetitions left out.
	Heard func(src Source, batch []desk.Heard, hits map[desk.SearchID]int64)
	// Prices are what networks charge for a post that a search brings, in millionths; those
	// that charge nothing are left out.
	Prices map[desk.Network]int64
}

// New makes a Service. poke is called after each commit that brought something and must
// not block. Reload must succeed once before Take.
func New(store Store, rules Rules, now func() time.Time, poke func()) *Service {
	return &Service{store: store, rules: rules, policy: casework.DefaultPolicy, now: now, poke: poke, gone: newGone(), keys: newKeys(), all: newSearches()}
}

// Reload reads the set-up again. Messages that are being taken finish with the old one, but
// for its searches: one that changed hears from the next post on.
func (s *Service) Reload(ctx context.Context) (*Known, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	var k *Known
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if k, err = load(tx, s.all); err != nil {
			return err
		}
		return k.loadPurse(tx, s.rules.Prices, desk.MonthOf(s.now()))
	})
	if err != nil {
		return nil, err
	}
	s.purse.open(k, s.now())
	s.known.Store(k)
	return k, nil
}

// Source is where a batch comes from.
type Source struct {
	Account desk.AccountID
	Network desk.Network
	// KeepAll keeps public messages that no search wants and that address nobody here: for
	// files whose every row is wanted.
	KeepAll bool
	// Quiet takes history: cases are not given to agents.
	Quiet bool
	// KeepCursor keeps the cursor even if nobody wanted anything of the batch. Without it a
	// stream that brings nothing costs no write; after a crash it is read again.
	KeepCursor bool
	// Before, if set, runs at the start of the transaction that keeps the batch, so that
	// who feeds a file can keep its own place with what it brought.
	Before func(Tx) error
	// Place, if set, runs in a transaction that keeps a cursor: for what must be as far as that.
	Place func(Tx) error
	// Fill, if set, resolves who the authors of kept messages are. Best effort.
	Fill func(context.Context, []desk.HandleRef) []desk.HandleRef
}

// Result counts what became of a batch.
type Result struct {
	Read    int // items
	Matched int // public messages that a search wanted
	Kept    int // messages that were new and are in the store now
	Changed int // edits and deletions of known messages
	Cases   int // opened
	Copies  int // kept, but counted on an original
	Repeats int // known already
	Dropped int // nobody wanted them
	Unread  int // matched, and left on the network by a cap of the purse
}

// Add sums two results.
func (r Result) Add(o Result) Result {
	return Result{r.Read + o.Read, r.Matched + o.Matched, r.Kept + o.Kept, r.Changed + o.Changed,
		r.Cases + o.Cases, r.Copies + o.Copies, r.Repeats + o.Repeats, r.Dropped + o.Dropped, r.Unread + o.Unread}
}

// Take takes a batch in, in order, and keeps the cursor with it: after a crash the same
// batch comes again and changes nothing twice. All of the batch is kept or none.
//
// The way: hear (does anyone want it), read (signals), then in one transaction decide,
// place into a case, start the clock, assign, and tell it in events.
func (s *Service) Take(ctx context.Context, src Source, batch []desk.Heard, cursor desk.Cursor) (Result, error) {
	k := s.known.Load()
	if k == nil {
		return Result{}, errors.New("intake.Take: Reload was never called")
	}
	var heard tally
	wanted, res, err := s.hear(ctx, k, src, batch, &heard)
	if err != nil {
		return Result{}, fmt.Errorf("intake.Take(account %d): %w", src.Account, err)
	}
	if len(wanted) == 0 && src.Before == nil && heard.bill.empty() && (cursor == "" || !src.KeepCursor) {
		s.show(src, batch, heard.hits)
		return res, nil
	}
	s.fill(ctx, src, wanted)
	for _, it := range wanted {
		if it.change != desk.Deleted && it.msg.Direction == desk.In {
			it.msg.Signals = s.rules.Read(it.msg)
			if it.msg.Lang == "" {
				it.msg.Lang = it.msg.Signals.Language.Label
			}
		}
	}
	kept, err := s.keep(ctx, k, src, wanted, cursor, &heard.bill)
	if err != nil {
		return Result{}, fmt.Errorf("intake.Take(account %d): %w", src.Account, err)
	}
	heard.settle()
	late, err := s.takeBack(ctx, k, src, wanted)
	if err != nil {
		return Result{}, fmt.Errorf("intake.Take(account %d): %w", src.Account, err)
	}
	kept = kept.Add(late)
	if len(wanted) > 0 {
		s.poke()
	}
	s.show(src, batch, heard.hits)
	return res.Add(kept), nil
}

// show hands over what a network told. Files are history, not what is heard now.
func (s *Service) show(src Source, batch []desk.Heard, hits map[desk.SearchID]int64) {
	if s.rules.Heard != nil && !src.KeepAll {
		s.rules.Heard(src, batch, hits)
	}
}

// takeBack deletes what somebody heard to be deleted while it was being kept.
func (s *Service) takeBack(ctx context.Context, k *Known, src Source, kept []*item) (Result, error) {
	var late []*item
	for _, it := range kept {
		if it.change == desk.Deleted || !s.gone.has(it.msg) {
			continue
		}
		m := *it.msg
		m.DeletedAt, m.HeardAt = s.now(), s.now()
		late = append(late, &item{change: desk.Deleted, msg: &m})
		s.gone.forget(&m)
	}
	if len(late) == 0 {
		return Result{}, nil
	}
	src.Before = nil
	return s.keep(ctx, k, src, late, "", &bill{})
}
