package web

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"heed/internal/access"
	"heed/internal/admin"
	"heed/internal/bus"
	"heed/internal/desk"
	"heed/internal/inbox"
	"heed/internal/privacy"
	"heed/internal/sla"
)

// fake is a whole desk in memory behind the three interfaces, with invented customers.
// It keeps what the pages need to be seen to work; the services have tests of their own.
type fake struct {
	sought     desk.FindQuery // the latest question to Find
	pictures   []desk.Picture
	mu         sync.Mutex
	now        func() time.Time
	bus        *bus.Bus
	desk       admin.Overview
	removed    []admin.Removed
	searchStep admin.Step
	cases      map[desk.CaseID]*inbox.View
	tokens     map[string]desk.AgentID
	events     []desk.Event
	nextID     int64
	undo       time.Duration
	failed     map[string]error // of a method
	page       string           // of the network, to sign in on
	signIn     admin.SignIn     // the latest that was begun
	alarms     []desk.Alarm
	marks      []desk.Mark
	capped     map[desk.Network]int64

	draft    admin.Draft // of the protocol
	reviewed bool
	own      privacy.Own
	clocks   *sla.Rules

	readMentions bool
}

func newFake(now func() time.Time) *fake {
	f := &fake{now: now, bus: &bus.Bus{}, cases: map[desk.CaseID]*inbox.View{}, tokens: map[string]desk.AgentID{}, nextID: 1000, undo: 8 * time.Second, failed: map[string]error{},
		page: "https://network.example/authorize?request=1"}
	f.seed()
	return f
}

func (f *fake) id() int64 { f.nextID++; return f.nextID }

// fails lets a test say what a method answers.
func (f *fake) fails(name string) error { return f.failed[name] }

func (f *fake) event(c desk.CaseID, kind desk.EventKind, by desk.AgentID, data map[string]string) desk.Event {
	e := desk.Event{ID: int64(len(f.events) + 1), Tx: int64(len(f.events) + 1), Case: c, At: f.now(), Agent: by, Kind: kind, Data: data}
	f.events = append(f.events, e)
	f.bus.Poke(bus.Hint{Kind: bus.Events, Case: c, At: e.At})
	return e
}

// changed adds a fact to a case and its story.
func (f *fake) changed(v *inbox.View, kind desk.EventKind, by desk.Agent, data map[string]string) {
	v.Case.Version++
	v.Case.UpdatedAt = f.now()
	e := f.event(v.Case.ID, kind, by.ID, data)
	v.Lines = append(v.Lines, inbox.Line{At: e.At, Event: &e, Who: by.Name})
}

func (f *fake) row(v *inbox.View) inbox.Row {
	r := v.Case
	r.AssigneeName = ""
	for _, a := range f.desk.Agents {
		if a.ID == r.Assignee {
			r.AssigneeName = a.Name
		}
	}
	if !r.WaitingSince.IsZero() {
		r.WaitingFor = f.now().Sub(r.WaitingSince)
	}
	return r
}

func (f *fake) Queue(_ context.Context, by desk.Agent, q desk.QueueQuery) (inbox.Page, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.fails("Queue"); err != nil {
		return inbox.Page{}, err
	}
	var rows []inbox.Row
	for _, v := range f.cases {
		r := f.row(v)
		if belongs(&r, q) {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b inbox.Row) int {
		if d := desk.RankOf(&a.Case) - desk.RankOf(&b.Case); d != 0 {
			if d < 0 {
				return -1
			}
			return 1
		}
		return int(a.ID - b.ID)
	})
	if q.After != (desk.QueueCursor{}) {
		i := slices.IndexFunc(rows, func(r inbox.Row) bool { return r.ID == q.After.ID })
		rows = rows[i+1:]
	}
	p := inbox.Page{Rows: rows, Counts: f.counts(by)}
	if len(rows) > q.Limit {
		p.Rows = rows[:q.Limit]
		last := &p.Rows[q.Limit-1]
		p.Next = desk.QueueCursor{Rank: desk.RankOf(&last.Case), ID: last.ID}
	}
	return p, nil
}

func (f *fake) Counts(_ context.Context, by desk.Agent) (map[string]desk.Count, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counts(by), nil
}

func (f *fake) counts(by desk.Agent) map[string]desk.Count {
	n := map[string]int{}
	for _, v := range f.cases {
		l := string(desk.ListOf(&v.Case.Case))
		n[l]++
		if l == "reply" && v.Case.Assignee == by.ID {
			n["mine"]++
		}
		if l == "reply" && v.Case.Assignee == 0 {
			n["unassigned"]++
		}
		for _, x := range v.Lines {
			if x.Outgoing != nil && x.Outgoing.State == desk.Failed {
				n["failed"]++
			}
		}
	}
	out := map[string]desk.Count{}
	for k, v := range n {
		out[k] = desk.Count{N: min(v, 999), More: v > 999}
	}
	delete(out, "done")
	return out
}

func (f *fake) find(id desk.CaseID) (*inbox.View, error) {
	v, ok := f.cases[id]
	if !ok {
		return nil, &desk.Error{Kind: desk.NotFound, Message: "There is no case " + id.String() + ".", Mend: "It may have been merged or erased."}
	}
	return v, nil
}

func (f *fake) Row(_ context.Context, _ desk.Agent, id desk.CaseID) (inbox.Row, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.find(id)
	if err != nil {
		return inbox.Row{}, err
	}
	return f.row(v), nil
}

func (f *fake) Open(_ context.Context, by desk.Agent, id desk.CaseID, before desk.MessageID, unmask bool) (inbox.View, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.find(id)
	if err != nil {
		return inbox.View{}, err
	}
	if unmask {
		if err := access.Check(by, access.Unmask); err != nil {
			return inbox.View{}, err
		}
	}
	out := *v
	out.Case = f.row(v)
	out.Unmasked = unmask
	out.Lines = slices.Clone(v.Lines)
	for i := range out.Lines {
		l := &out.Lines[i]
		if l.Outgoing != nil {
			o := *l.Outgoing
			if o.State == desk.Queued && o.Attempts == 0 && o.Due.Before(f.now()) {
				o.State = desk.Sent
			}
			l.Outgoing = &o
		}
		if unmask {
			for j := range l.Segments {
				if l.Segments[j].Kind == "masked" {
					l.Segments = slices.Clone(l.Segments)
					l.Segments[j] = inbox.Segment{Text: "+49 151 2345 6789"}
				}
			}
		}
	}
	return out, nil
}

func (f *fake) Find(_ context.Context, by desk.Agent, q desk.FindQuery) (inbox.Results, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sought = q
	r := inbox.Results{Counts: f.counts(by)}
	for _, v := range f.cases {
		for _, l := range v.Lines {
			if l.Message == nil || !strings.Contains(strings.ToLower(l.Message.Text), strings.ToLower(q.Words)) {
				continue
			}
			i := strings.Index(strings.ToLower(l.Message.Text), strings.ToLower(q.Words))
			t := l.Message.Text
			r.Items = append(r.Items, inbox.Result{Found: desk.Found{Message: *l.Message, Stage: v.Case.Stage, WaitingFor: v.Case.Case.WaitingFor}, Who: l.Who, Segments: []inbox.Segment{{Text: t[:i]}, {Text: t[i : i+len(q.Words)], Kind: "hit"}, {Text: t[i+len(q.Words):]}}})
		}
	}
	slices.SortFunc(r.Items, func(a, b inbox.Result) int { return int(b.Message.ID - a.Message.ID) })
	return r, nil
}

func (f *fake) Advise(_ context.Context, _ desk.Agent, d inbox.Draft) (inbox.Advice, error) {
	const most = 300
	a := inbox.Advice{Max: most, Unit: "graphemes", CanPublic: true, CanDirect: true, Used: len([]rune(d.Text))}
	for rest := []rune(d.Text); len(rest) > 0; {
		n := min(most, len(rest))
		a.Parts = append(a.Parts, inbox.Part{Text: string(rest[:n]), Used: n})
		a.Used = n
		rest = rest[n:]
	}
	if i := strings.Index(d.Text, "+49"); i >= 0 && !d.Direct && d.Override == "" {
		a.Stop = append(a.Stop, inbox.Warning{Kind: "private", Text: "This answer is public and holds a phone number.", Mend: "Remove it, or send it privately.", Spans: []desk.Span{{Start: i, End: min(len(d.Text), i+14)}}})
	}
	if strings.Contains(strings.ToLower(d.Text), "call us") {
		a.Warn = append(a.Warn, inbox.Warning{Kind: "dead_end", Text: "The customer said that the phone line had failed them.", Mend: "Offer to settle it here."})
	}
	return a, nil
}

func (f *fake) Reply(ctx context.Context, by desk.Agent, d inbox.Draft) (inbox.Undo, error) {
	if err := access.Check(by, access.Answer); err != nil {
		return inbox.Undo{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.fails("Reply"); err != nil {
		return inbox.Undo{}, err
	}
	v, err := f.find(d.Case)
	if err != nil {
		return inbox.Undo{}, err
	}
	for _, l := range v.Lines {
		if l.Outgoing != nil && d.Token != "" && l.Outgoing.Token == d.Token {
			return inbox.Undo{Outgoing: []desk.OutgoingID{l.Outgoing.ID}, Until: l.Outgoing.Due}, nil
		}
	}
	if d.Seen < v.Seen {
		return inbox.Undo{}, &desk.Error{Kind: desk.Conflict, Message: v.Case.PersonName + " wrote again before you sent.", Mend: "Read it and send again: your text is kept."}
	}
	a, _ := f.Advise(ctx, by, d)
	if len(a.Stop) > 0 {
		return inbox.Undo{}, &desk.Error{Kind: desk.Invalid, Field: "text", Message: a.Stop[0].Text, Mend: a.Stop[0].Mend}
	}
	o := &desk.Outgoing{ID: desk.OutgoingID(f.id()), Case: d.Case, Text: d.Text, Token: d.Token, State: desk.Queued, Due: f.now().Add(f.undo), Queued: f.now(), Agent: by.ID}
	m := &desk.Message{ID: desk.MessageID(f.id()), Direction: desk.Out, Private: d.Direct, Network: v.Case.Network, Text: d.Text, Agent: by.ID, PostedAt: f.now(), State: desk.Queued}
	o.Message = m.ID
	v.Lines = append(v.Lines, inbox.Line{At: f.now(), Message: m, Segments: []inbox.Segment{{Text: d.Text}}, Outgoing: o, Who: by.Name})
	v.Seen, v.Case.LastOut = m.ID, m.ID
	v.Case.WaitingSince, v.Case.Due = time.Time{}, time.Time{}
	if v.Case.Stage == desk.New {
		v.Case.Stage = desk.Acknowledged
	}
	if d.Resolve {
		v.Case.Stage = desk.Resolved
	}
	v.Case.Version++
	f.event(d.Case, desk.ReplyQueued, by.ID, nil)
	return inbox.Undo{Outgoing: []desk.OutgoingID{o.ID}, Until: o.Due}, nil
}

func (f *fake) outgoing(id desk.OutgoingID) (*inbox.View, *inbox.Line, error) {
	for _, v := range f.cases {
		for i := range v.Lines {
			if o := v.Lines[i].Outgoing; o != nil && o.ID == id {
				return v, &v.Lines[i], nil
			}
		}
	}
	return nil, nil, desk.Errorf(desk.NotFound, "There is no such answer.")
}

func (f *fake) TakeBack(_ context.Context, by desk.Agent, ids []desk.OutgoingID) (inbox.Taken, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	text := ""
	for _, id := range ids {
		v, l, err := f.outgoing(id)
		if err != nil {
			return inbox.Taken{}, err
		}
		if l.Outgoing.Due.Before(f.now()) {
			return inbox.Taken{}, &desk.Error{Kind: desk.Conflict, Message: "It has left already.", Mend: "You can write a correction."}
		}
		l.Outgoing.State, l.Message.State = desk.Cancelled, desk.Cancelled
		text += l.Outgoing.Text
		v.Case.WaitingSince = f.now().Add(-time.Hour)
		f.changed(v, desk.ReplyUndone, by, nil)
	}
	return inbox.Taken{Text: text}, nil
}

func (f *fake) Failed(context.Context, desk.Agent) ([]inbox.FailedSend, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []inbox.FailedSend
	for _, v := range f.cases {
		for _, l := range v.Lines {
			if l.Outgoing != nil && l.Outgoing.State == desk.Failed {
				out = append(out, inbox.FailedSend{Outgoing: *l.Outgoing, Case: f.row(v), By: l.Who})
			}
		}
	}
	return out, nil
}

func (f *fake) settle(by desk.Agent, id desk.OutgoingID, s desk.SendState, kind desk.EventKind) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, l, err := f.outgoing(id)
	if err != nil {
		return err
	}
	l.Outgoing.State, l.Message.State, l.Outgoing.Due = s, s, f.now()
	f.changed(v, kind, by, nil)
	return nil
}

func (f *fake) Retry(_ context.Context, by desk.Agent, id desk.OutgoingID) error {
	return f.settle(by, id, desk.Sent, desk.ReplyRetried)
}

func (f *fake) Discard(_ context.Context, by desk.Agent, id desk.OutgoingID) error {
	return f.settle(by, id, desk.Cancelled, desk.ReplyUndone)
}

// work runs a step of a case.
func (f *fake) work(by desk.Agent, id desk.CaseID, version int64, do func(v *inbox.View) error) error {
	if err := access.Check(by, access.WorkCases); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.find(id)
	if err != nil {
		return err
	}
	if version != 0 && version < v.Case.Version {
		return &desk.Error{Kind: desk.Conflict, Message: "Ben Osei changed this case a moment ago.", Mend: "Look at it again."}
	}
	return do(v)
}
