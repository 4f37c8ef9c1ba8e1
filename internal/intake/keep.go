package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"heed/internal/desk"
	"heed/internal/route"
)

// maxTries bounds how often a batch is decided anew because an agent changed one of its
// cases in between.
const maxTries = 8

// errReplaced says that another version of the protocol decides by now.
var errReplaced = errors.New("the protocol was replaced")

// keep writes what is wanted in one transaction. Who was told that a version of the protocol is in use sees it decide
// from the next message on, in whichever process: it does not wait until the set-up is read again.
func (s *Service) keep(ctx context.Context, k *Known, src Source, wanted []*item, cursor desk.Cursor, b *bill) (Result, error) {
	var res Result
	var err error
	for _, it := range wanted {
		if it.change != desk.Deleted && !it.msg.Private {
			s.keys.add(it.key())
		}
	}
	for range maxTries {
		err = s.store.Update(ctx, func(tx Tx) error {
			res = Result{}
			b.again()
			if active, err := tx.ActiveProtocol(); err != nil {
				return err
			} else if active != k.active {
				return errReplaced
			}
			if src.Before != nil {
				if err := src.Before(tx); err != nil {
					return err
				}
			}
			w := &work{Service: s, k: k, src: src, tx: tx, res: &res, bill: b}
			if err := w.run(wanted); err != nil {
				return err
			}
			if err := b.tell(tx, s.now()); err != nil {
				return err
			}
			if cursor == "" {
				return nil
			}
			if src.Place != nil {
				if err := src.Place(tx); err != nil {
					return err
				}
			}
			return tx.SaveCursor(src.Account, cursor)
		})
		if err == nil {
			s.purse.learn(b)
		}
		if errors.Is(err, errReplaced) {
			if k, err = s.Reload(ctx); err != nil {
				return res, err
			}
			continue
		}
		if !desk.Is(err, desk.Conflict) {
			return res, err
		}
	}
	return res, err
}

// work is one batch inside its transaction: what was read at the start, what changed, and
// what is written at the end. Messages of the batch see those before them.
type work struct {
	*Service
	k   *Known
	src Source
	tx  Tx
	res *Result

	bill *bill
	paid map[*item][]desk.Hit // of what was to be paid for

	messages map[desk.MessageKey]*desk.Message
	children map[desk.MessageKey][]*desk.Message
	owed     map[string]*desk.Outgoing
	handles  map[string]*desk.Handle
	graves   map[string]time.Time
	persons  map[desk.PersonID]*desk.Person
	recent   map[desk.PersonID][]*desk.Case
	cases    map[desk.CaseID]*desk.Case
	dirty    map[desk.CaseID]bool
	order    []desk.CaseID // of dirty, as they became so
	facts    route.Facts   // of who works; read when the batch first needs them
	matches  map[desk.SearchID]int64
	events   []*desk.Event
}

func (w *work) run(wanted []*item) error {
	if err := w.tx.Lock(w.touched(wanted)); err != nil {
		return err
	}
	if err := w.read(wanted); err != nil {
		return err
	}
	if err := w.pay(wanted); err != nil {
		return err
	}
	for _, it := range wanted {
		// A retry of the transaction must find the message as it was before the first try.
		m, again := *it.msg, *it
		again.msg = &m
		if hits, due := w.paid[it]; due && !w.short(&again, hits) {
			continue
		}
		if err := w.one(&again); err != nil {
			return err
		}
	}
	return w.write()
}

// touched names the people and threads of a batch. Two accounts, or two machines, may hear
// the same person or thread at the same moment, and neither would see the case that the other opens.
// Nor may two pay from one purse at once.
func (w *work) touched(wanted []*item) []string {
	names := make([]string, 0, 2*len(wanted))
	for _, it := range wanted {
		m := it.msg
		if it.price > 0 {
			names = append(names, "purse")
		}
		names = append(names, "person "+string(m.Network)+" "+cmp.Or(m.Author.NetworkID, m.Author.Name))
		names = append(names, "thread "+desk.ScopeOf(m)+" "+string(cmp.Or(m.Root, m.Parent, m.Subject, m.NetworkID)))
	}
	return names
}

func (w *work) one(it *item) error {
	known := w.messages[it.key()]
	if known != nil && it.change != desk.Deleted {
		w.countOnce(known, it)
	}
	switch {
	case it.change == desk.Deleted && known != nil:
		return w.deleted(known, it.msg)
	case it.change == desk.Deleted:
		return nil
	case known != nil && it.msg.EditedAt.After(known.EditedAt) && known.Direction != desk.Note && !known.Erased:
		return w.edited(known, it)
	case known != nil:
		w.res.Repeats++
		return nil
	case w.erased(it.msg):
		w.res.Dropped++
		return nil
	case it.msg.Form == desk.Repost:
		return w.repost(it)
	case it.msg.Direction == desk.Out:
		return w.ours(it)
	default:
		return w.customer(it)
	}
}

// countOnce takes the hits of a message back that it was known by.
func (w *work) countOnce(known *desk.Message, it *item) {
	for _, h := range it.msg.Hits {
		if slices.ContainsFunc(known.Hits, func(k desk.Hit) bool { return k.Search == h.Search }) {
			w.bill.twice = append(w.bill.twice, h.Search)
		}
	}
}

// read gets everything that the batch may touch, in a handful of statements.
func (w *work) read(wanted []*item) (err error) {
	var keys, own []desk.MessageKey
	var refs []desk.HandleRef
	var tokens []string
	for _, it := range wanted {
		own = append(own, it.key())
		scope := desk.ScopeOf(it.msg)
		for _, id := range []desk.NetworkID{it.msg.NetworkID, it.msg.Parent, it.msg.Root, it.msg.Subject} {
			if id != "" {
				keys = append(keys, desk.MessageKey{Scope: scope, ID: id})
			}
		}
		if it.change == desk.Created && it.msg.Direction == desk.In {
			refs = append(refs, it.msg.Author)
		}
		if it.msg.Direction == desk.Out && it.msg.Key != "" {
			tokens = append(tokens, it.msg.Key)
		}
	}
	if w.messages, err = w.tx.MessagesByKey(keys); err != nil {
		return err
	}
	if w.children, err = w.tx.MessagesByParent(own); err != nil {
		return err
	}
	w.shareMessages()
	if len(tokens) > 0 {
		if w.owed, err = w.tx.OutgoingByKey(w.src.Account, tokens); err != nil {
			return err
		}
	}
	if w.graves, err = w.tx.Graves(w.buried(wanted)); err != nil {
		return err
	}
	if w.handles, err = w.tx.HandlesByRef(w.src.Network, refs); err != nil {
		return err
	}
	return w.readPeople(wanted)
}

// buried names whose erasure matters to a batch: of who wrote to the company, and of the company's own messages.
func (w *work) buried(wanted []*item) (names []string) {
	for _, it := range wanted {
		if it.change != desk.Deleted && w.messages[it.key()] == nil {
			names = append(names, graveOf(it.msg))
		}
	}
	return names
}

func graveOf(m *desk.Message) string {
	if m.Direction == desk.Out {
		return desk.GraveOfMessage(desk.KeyOf(m))
	}
	return desk.GraveOf(m.Network, m.Author)
}

// erased reports whether a message is one that was erased, or was written by somebody who was, before that. What
// they write afterwards comes in.
func (w *work) erased(m *desk.Message) bool {
	until, ok := w.graves[graveOf(m)]
	return ok && !m.PostedAt.After(until)
}

// shareMessages makes a message that was read both by its own key and by its parent's one
// value, so that a change is seen in both places.
func (w *work) shareMessages() {
	for _, list := range w.children {
		for i, m := range list {
			if known := w.messages[desk.KeyOf(m)]; known != nil {
				list[i] = known
			} else {
				w.messages[desk.KeyOf(m)] = m
			}
		}
	}
}

func (w *work) readPeople(wanted []*item) (err error) {
	var persons []desk.PersonID
	for _, h := range w.handles {
		if h.Person != 0 {
			persons = append(persons, h.Person)
		}
	}
	if w.persons, err = w.tx.PersonsByID(persons); err != nil {
		return err
	}
	since := w.now()
	for _, it := range wanted {
		if it.msg.PostedAt.Before(since) && !it.msg.PostedAt.IsZero() {
			since = it.msg.PostedAt
		}
	}
	if w.recent, err = w.tx.CasesOf(persons, since.Add(-w.policy.Silence)); err != nil {
		return err
	}
	w.cases, w.dirty = map[desk.CaseID]*desk.Case{}, map[desk.CaseID]bool{}
	w.matches = map[desk.SearchID]int64{}
	for _, list := range w.recent {
		for _, c := range list {
			w.cases[c.ID] = c
		}
	}
	return nil
}

// write keeps what the batch changed. Events come last, so that they name ids that exist.
func (w *work) write() error {
	for _, id := range w.order {
		if err := w.tx.SaveCase(w.cases[id]); err != nil {
			return err
		}
	}
	if len(w.matches) > 0 {
		if err := w.tx.AddMatches(w.matches, w.now()); err != nil {
			return err
		}
	}
	return w.tx.Append(w.events...)
}

// caseOf reads a case once for the batch; nil for none.
func (w *work) caseOf(id desk.CaseID) (*desk.Case, error) {
	if id == 0 {
		return nil, nil
	}
	if c := w.cases[id]; c != nil {
		return c, nil
	}
	c, err := w.tx.Case(id)
	if err == nil {
		w.cases[id] = c
	}
	return c, err
}

// changed marks a case to be saved with the batch and gives it the events.
func (w *work) changed(c *desk.Case, at time.Time, events ...*desk.Event) {
	if at.After(c.UpdatedAt) {
		c.UpdatedAt = at
	}
	if !w.dirty[c.ID] {
		w.dirty[c.ID] = true
		w.order = append(w.order, c.ID)
	}
	for _, e := range events {
		if e == nil {
			continue
		}
		if e.Case == 0 {
			e.Case = c.ID
		}
		if e.At.IsZero() {
			e.At = at
		}
		w.events = append(w.events, e)
	}
}

func (w *work) parent(m *desk.Message) *desk.Message {
	if m.Parent == "" {
		return nil
	}
	return w.messages[desk.MessageKey{Scope: desk.ScopeOf(m), ID: m.Parent}]
}

// remember makes a message of this batch known to those after it.
func (w *work) remember(m *desk.Message) {
	w.messages[desk.KeyOf(m)] = m
	if m.Parent != "" {
		key := desk.MessageKey{Scope: desk.ScopeOf(m), ID: m.Parent}
		w.children[key] = append(w.children[key], m)
	}
}
