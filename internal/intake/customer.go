package intake

import (
	"strconv"
	"time"

	"heed/internal/casework"
	"heed/internal/desk"
	"heed/internal/protocol"
	"heed/internal/route"
	"heed/internal/sla"
)

// customer keeps a new message from outside: who said it, is it a copy, what does the
// protocol say, which case, which thread, by when, for whom.
func (w *work) customer(it *item) error {
	m := it.msg
	person, err := w.person(it)
	if err != nil {
		return err
	}
	m.Person = person.ID
	for _, h := range m.Hits {
		w.matches[h.Search]++
	}
	hash, done, err := w.copied(it)
	if err != nil || done {
		return err
	}
	place, err := w.place(it)
	if err != nil {
		return err
	}
	dec := w.decide(it, person, place.Case)
	m.Signals.Quiet = dec.Respond == "no"
	c, opened := place.Case, false
	if c == nil {
		if c, err = w.open(it, person, dec); err != nil {
			return err
		}
		opened = true
	}
	m.Case = c.ID
	if err := w.create(m, hash); err != nil {
		return err
	}
	for _, other := range place.Merge {
		if err := w.merge(c, other, m.HeardAt); err != nil {
			return err
		}
	}
	events, err := casework.Receive(c, m, dec, func() ([]desk.Message, error) { return w.caseMessages(c) })
	if err != nil {
		return err
	}
	if opened {
		events = append([]*desk.Event{w.told(c, m, dec)}, events...)
	}
	if err := w.adopt(c, m); err != nil {
		return err
	}
	w.clock(c)
	assigned, err := w.assign(c, person)
	if err != nil {
		return err
	}
	w.changed(c, m.HeardAt, append(events, assigned)...)
	return nil
}

// person finds or makes who said it.
func (w *work) person(it *item) (*desk.Person, error) {
	m := it.msg
	h := w.handles[desk.RefKey(m.Author)]
	if h == nil {
		p := &desk.Person{Name: shown(m.Author), Lang: m.Lang, FirstSeen: m.PostedAt, LastSeen: m.PostedAt}
		if err := w.tx.CreatePerson(p); err != nil {
			return nil, err
		}
		h = &desk.Handle{Person: p.ID, Network: m.Network, HandleRef: m.Author, SeenAt: m.HeardAt}
		if err := w.tx.CreateHandle(h); err != nil {
			return nil, err
		}
		w.handles[desk.RefKey(m.Author)], w.persons[p.ID] = h, p
		return p, nil
	}
	p := w.persons[h.Person]
	if p == nil {
		return nil, desk.Errorf(desk.NotFound, "handle %d has no person", h.ID)
	}
	return p, w.refresh(p, h, m)
}

// refresh keeps what is new about a handle. An unchanged one costs nothing, but for the
// day it was last seen.
func (w *work) refresh(p *desk.Person, h *desk.Handle, m *desk.Message) error {
	ref := m.Author
	if ref.Name == "" {
		ref.Name, ref.Display = h.Name, h.Display
	}
	if ref.Followers < 0 {
		ref.Followers = h.Followers
	}
	if ref.Avatar == "" {
		ref.Avatar = h.Avatar
	}
	m.Author = ref
	if m.PostedAt.Sub(p.LastSeen) > 24*time.Hour {
		p.LastSeen, p.Lang = m.PostedAt, m.Lang
		if err := w.tx.SavePerson(p); err != nil {
			return err
		}
	}
	if ref == h.HandleRef {
		return nil
	}
	if p.Name == shown(h.HandleRef) && shown(ref) != p.Name {
		p.Name = shown(ref)
		if err := w.tx.SavePerson(p); err != nil {
			return err
		}
	}
	h.HandleRef, h.SeenAt = ref, m.HeardAt
	return w.tx.SaveHandle(h)
}

func shown(r desk.HandleRef) string {
	switch {
	case r.Display != "":
		return r.Display
	case r.Name != "":
		return "@" + r.Name
	default:
		return r.NetworkID
	}
}

// place finds the case that a message belongs to among those of what it replies to, what
// replies to it, and what its author said lately.
func (w *work) place(it *item) (casework.Placement, error) {
	m := it.msg
	var linked []*desk.Case
	add := func(other *desk.Message) error {
		c, err := w.caseOf(other.Case)
		if err == nil && c != nil {
			linked = append(linked, c)
		}
		return err
	}
	if p := w.parent(m); p != nil {
		if err := add(p); err != nil {
			return casework.Placement{}, err
		}
	}
	for _, child := range w.children[it.key()] {
		if err := add(child); err != nil {
			return casework.Placement{}, err
		}
	}
	if it.brand == 0 {
		it.brand = brandOf(linked)
	}
	return w.policy.Place(m, it.brand, linked, w.recent[m.Person]), nil
}

func brandOf(cases []*desk.Case) desk.BrandID {
	for _, c := range cases {
		if c.Brand != 0 {
			return c.Brand
		}
	}
	return 0
}

func (w *work) decide(it *item, p *desk.Person, c *desk.Case) desk.Decision {
	m := it.msg
	if p.MutedUntil.After(m.PostedAt) {
		return desk.Decision{Version: w.k.version, Rule: "Muted person", Respond: "no", Because: []string{"muted: " + p.MuteReason}}
	}
	f := protocol.FactsOf(m, p, c, w.k.Open(it.brand, m.PostedAt), w.now())
	f.MentionsUs = it.own != 0
	dec := w.k.protocol.Decide(f)
	dec.Version = w.k.version
	return dec
}

// open makes the case that a message begins.
func (w *work) open(it *item, p *desk.Person, dec desk.Decision) (*desk.Case, error) {
	m := it.msg
	reason := it.reason
	if reason == "" {
		reason = "joined a conversation"
	}
	c := casework.Open(m, reason, dec)
	c.Brand = it.brand
	c.Account = it.own
	if c.Account == 0 {
		c.Account = w.k.answering(m.Network, it.brand, w.src.Account)
	}
	c.PersonName, c.Handle, c.Avatar, c.Followers = p.Name, m.Author.Name, m.Author.Avatar, m.Author.Followers
	c.Team = w.k.teams[dec.Team].ID
	c.UpdatedAt = m.HeardAt
	if err := w.tx.CreateCase(c); err != nil {
		return nil, err
	}
	w.res.Cases++
	w.cases[c.ID] = c
	w.recent[p.ID] = append(w.recent[p.ID], c)
	return c, nil
}

func (w *work) told(c *desk.Case, m *desk.Message, dec desk.Decision) *desk.Event {
	return &desk.Event{Kind: desk.CaseOpened, Message: m.ID, Data: map[string]string{
		"reason": c.Reason, "rule": dec.Rule, "respond": dec.Respond, "version": strconv.Itoa(dec.Version),
	}}
}

// create keeps a message in its thread. Answers that were here before it join: their
// thread was waiting for this one.
func (w *work) create(m *desk.Message, hash uint64) error {
	if p := w.parent(m); p != nil {
		m.Thread = p.Thread
	} else if r := w.messages[desk.MessageKey{Scope: desk.ScopeOf(m), ID: m.Root}]; r != nil && m.Root != "" {
		m.Thread = r.Thread
	}
	if err := w.tx.CreateMessage(m, hash); err != nil {
		return err
	}
	w.res.Kept++
	key := desk.KeyOf(m)
	for _, child := range w.children[key] {
		if child.Thread == m.Thread {
			continue
		}
		from := child.Thread
		if err := w.tx.MoveThread(from, m.Thread); err != nil {
			return err
		}
		for _, known := range w.messages {
			if known.Thread == from {
				known.Thread = m.Thread
			}
		}
	}
	w.remember(m)
	return nil
}

// adopt gives a case the company's answers that were heard before the message they
// answer.
func (w *work) adopt(c *desk.Case, m *desk.Message) error {
	var adopted bool
	for _, child := range w.children[desk.KeyOf(m)] {
		if child.Direction != desk.Out || child.Case != 0 {
			continue
		}
		child.Case = c.ID
		if err := w.tx.SaveMessage(child); err != nil {
			return err
		}
		casework.Answer(c, child)
		w.changed(c, m.HeardAt, &desk.Event{Kind: desk.ReplyHeard, Message: child.ID, At: m.HeardAt})
		adopted = true
	}
	if !adopted {
		return nil
	}
	msgs, err := w.caseMessages(c)
	if err == nil {
		casework.Recount(c, msgs)
	}
	return err
}

func (w *work) caseMessages(c *desk.Case) ([]desk.Message, error) {
	return w.tx.CaseMessages(c.ID)
}

func (w *work) merge(into, from *desk.Case, at time.Time) error {
	events := casework.Merge(into, from, at)
	if err := w.tx.MoveCase(from.ID, into.ID); err != nil {
		return err
	}
	for _, known := range w.messages {
		if known.Case == from.ID {
			known.Case = into.ID
		}
	}
	msgs, err := w.caseMessages(into)
	if err != nil {
		return err
	}
	casework.Recount(into, msgs)
	w.changed(from, at, events[0])
	w.changed(into, at, events[1])
	return nil
}

// clock starts or stops the deadline of a case by whether its customer waits.
func (w *work) clock(c *desk.Case) { StartClock(w.k, c) }

// StartClock sets a case's deadline from its decision and the hours that cover it, or
// stops the clock when nobody waits. A deadline that runs is left alone.
func StartClock(k *Known, c *desk.Case) {
	if c.WaitingSince.IsZero() || c.Stage.Closed() {
		c.Due, c.DueKind, c.BreachedAt = time.Time{}, "", time.Time{}
		return
	}
	if !c.Due.IsZero() || c.Decision.Respond != "yes" {
		return
	}
	c.Due = sla.Start(c.Decision, c.WaitingSince, k.Hours(c.Brand, c.Decision))
	c.DueKind = "first"
	if !c.FirstResponseAt.IsZero() {
		c.DueKind = "next"
	}
}

// assign gives a case that wants an answer to somebody, and says why.
func (w *work) assign(c *desk.Case, p *desk.Person) (*desk.Event, error) {
	if w.src.Quiet || c.Assignee != 0 || desk.ListOf(c) != desk.ListReply || len(w.k.agents) == 0 {
		return nil, nil
	}
	if w.loads == nil {
		loads, err := w.tx.CaseLoads()
		if err != nil {
			return nil, err
		}
		w.loads = loads
	}
	candidates := make([]route.Candidate, 0, len(w.k.agents))
	for _, a := range w.k.agents {
		candidates = append(candidates, route.Candidate{Agent: a, Open: w.loads[a.ID], Online: true, LastAssigned: w.last[a.ID],
			Knows: w.knows(a.ID, p.ID)})
	}
	to, why := route.Assign(c, candidates, w.now())
	if to == 0 {
		return nil, nil
	}
	c.Assignee = to
	w.loads[to]++
	w.last[to] = w.now()
	return &desk.Event{Kind: desk.CaseAssigned, Data: map[string]string{"to": strconv.FormatInt(int64(to), 10), "why": why}}, nil
}

// knows reports whether an agent had one of the person's recent cases.
func (w *work) knows(a desk.AgentID, p desk.PersonID) bool {
	for _, c := range w.recent[p] {
		if c.Assignee == a {
			return true
		}
	}
	return false
}
