package intake

import (
	"slices"
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
	events, err := casework.Receive(c, m, dec, place.Alone, func() ([]desk.Message, error) { return w.caseMessages(c) })
	if err != nil {
		return err
	}
	if opened {
		events = append([]*desk.Event{w.told(c, m, dec)}, events...)
	} else {
		w.follow(c, it)
	}
	if err := w.adopt(c, m); err != nil {
		return err
	}
	assigned, err := w.assign(c, person)
	if err != nil {
		return err
	}
	events = append(events, w.clock(c)...)
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
		c.Account = w.k.Answering(m.Network, it.brand, w.src.Account)
	}
	c.PersonName, c.Handle, c.Avatar, c.Followers = p.Name, m.Author.Name, m.Author.Avatar, m.Author.Followers
	c.Team, c.Needs = w.k.teams[dec.Team].ID, dec.Needs
	c.UpdatedAt = m.HeardAt
	if err := w.tx.CreateCase(c); err != nil {
		return nil, err
	}
	w.res.Cases++
	w.cases[c.ID] = c
	w.recent[p.ID] = append(w.recent[p.ID], c)
	return c, nil
}

// follow takes a case to the network on which its customer speaks now: that is where they want the answer.
func (w *work) follow(c *desk.Case, it *item) {
	m := it.msg
	if m.Network == c.Network || !m.PostedAt.Equal(c.LastInbound) {
		return
	}
	c.Network, c.Account, c.Private = m.Network, it.own, m.Private
	if c.Account == 0 {
		c.Account = w.k.Answering(m.Network, c.Brand, w.src.Account)
	}
	c.Handle, c.Avatar, c.Followers = m.Author.Name, m.Author.Avatar, m.Author.Followers
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

// merge ends one case in another, since a message turned out to link them; unless somebody took them
// apart.
func (w *work) merge(into, from *desk.Case, at time.Time) error {
	apart, err := w.tx.Apart(into.ID, from.ID)
	if err != nil || apart {
		return err
	}
	joined := &desk.Merge{Into: into.ID, From: from.ID, At: at, Done: desk.MergeDone{From: desk.StandingOf(from), Into: desk.StandingOf(into)}}
	events := casework.Merge(into, from, at)
	if joined.Done.Moved, err = w.tx.MoveCase(from.ID, into.ID); err != nil {
		return err
	}
	if err := w.tx.CreateMerge(joined); err != nil {
		return err
	}
	events[1].Data["merge"] = strconv.FormatInt(int64(joined.ID), 10)
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
	w.k.MergeClocks(into, &joined.Done.From, w.now())
	w.changed(from, at, append(w.clock(from), events[0])...)
	w.changed(into, at, append(w.clock(into), events[1])...)
	return nil
}

// clock brings the deadlines of a case to what its state asks for.
func (w *work) clock(c *desk.Case) []*desk.Event { return w.k.SetClocks(c, w.now()) }

// SetClocks brings all deadlines of a case to what its state asks for, in the hours that
// cover it; see [sla.Rules.Set].
func (k *Known) SetClocks(c *desk.Case, now time.Time) []*desk.Event {
	return k.clocks.Set(c, k.Hours(c.Brand, c.Decision), now)
}

// MergeClocks brings the deadlines of two cases together, see [sla.Rules.Merge].
func (k *Known) MergeClocks(into *desk.Case, from *desk.Standing, now time.Time) {
	k.clocks.Merge(into, from.Clocks, from.Decision, k.Hours(into.Brand, into.Decision), now)
}

// SplitClocks gives a case that was split out of another its deadlines, see [sla.Rules.Split].
func (k *Known) SplitClocks(c *desk.Case, from *desk.Standing, answered bool, now time.Time) {
	k.clocks.Split(c, from.Clocks, answered, k.Hours(c.Brand, c.Decision), now)
}

// Reckon tells step by step how one deadline of a case stands.
func (k *Known) Reckon(c *desk.Case, clock *desk.Clock) []string {
	return sla.ReckonClock(clock, k.Hours(c.Brand, c.Decision))
}

// Assign chooses who gets a case, and says why.
func (k *Known) Assign(c *desk.Case, f route.Facts, now time.Time) (desk.AgentID, string) {
	return route.Assign(c, route.Candidates(k.agents, f, now, func(a *desk.Agent) bool {
		hours := k.calendars[a.Calendar]
		return hours == nil || hours.Open(now)
	}), now)
}

// answers reports whether an agent works here and answers cases.
func (k *Known) answers(id desk.AgentID) bool {
	return slices.ContainsFunc(k.agents, func(a desk.Agent) bool { return a.ID == id && !a.Disabled && a.Role != desk.Viewer })
}

// assign gives a case that wants an answer to somebody, and says why; or why nobody has
// it.
func (w *work) assign(c *desk.Case, p *desk.Person) (*desk.Event, error) {
	if w.src.Quiet || c.Assignee != 0 && w.k.answers(c.Assignee) || desk.ListOf(c) != desk.ListReply || len(w.k.agents) == 0 {
		return nil, nil
	}
	c.Assignee = 0 // whoever had it before it was closed has left
	if w.facts.Loads == nil {
		if err := w.readWork(); err != nil {
			return nil, err
		}
	}
	w.facts.Recent = w.recent[p.ID]
	to, why := w.k.Assign(c, w.facts, w.now())
	if to == 0 {
		if c.Unowned == why {
			return nil, nil
		}
		c.Unowned = why
		return &desk.Event{Kind: desk.CaseUnowned, Data: map[string]string{"why": why}}, nil
	}
	c.Assignee, c.Unowned = to, ""
	l := w.facts.Loads[to]
	l.Reply++
	w.facts.Loads[to], w.facts.Last[to] = l, w.now()
	return &desk.Event{Kind: desk.CaseAssigned, Data: map[string]string{"to": strconv.FormatInt(int64(to), 10), "why": why}}, nil
}

// readWork reads once for the batch what the agents have to do and who is at the desk.
func (w *work) readWork() (err error) {
	w.facts.Last = map[desk.AgentID]time.Time{}
	if w.facts.Loads, err = w.tx.CaseLoads(); err != nil {
		return err
	}
	w.facts.Seen, err = w.tx.SeenAgents(route.SeenSince(w.now()))
	return err
}
