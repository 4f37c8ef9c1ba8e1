package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"heed/internal/access"
	"heed/internal/admin"
	"heed/internal/bus"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/inbox"
)

// fake is a whole desk in memory behind the three interfaces, with invented customers.
// It keeps what the pages need to be seen to work; the services have tests of their own.
type fake struct {
	mu     sync.Mutex
	now    func() time.Time
	bus    *bus.Bus
	desk   admin.Overview
	cases  map[desk.CaseID]*inbox.View
	tokens map[string]desk.AgentID
	events []desk.Event
	nextID int64
	undo   time.Duration
	failed map[string]error // of a method
}

func newFake(now func() time.Time) *fake {
	f := &fake{now: now, bus: &bus.Bus{}, cases: map[desk.CaseID]*inbox.View{}, tokens: map[string]desk.AgentID{}, nextID: 1000, undo: 8 * time.Second, failed: map[string]error{}}
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
	p := inbox.Page{Rows: rows}
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
	return out, nil
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

func (f *fake) Find(_ context.Context, _ desk.Agent, q desk.FindQuery) (inbox.Results, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var r inbox.Results
	for _, v := range f.cases {
		for _, l := range v.Lines {
			if l.Message == nil || !strings.Contains(strings.ToLower(l.Message.Text), strings.ToLower(q.Words)) {
				continue
			}
			i := strings.Index(strings.ToLower(l.Message.Text), strings.ToLower(q.Words))
			t := l.Message.Text
			r.Items = append(r.Items, inbox.Result{Case: f.row(v), Message: *l.Message, Who: l.Who, Segments: []inbox.Segment{{Text: t[:i]}, {Text: t[i : i+len(q.Words)], Kind: "hit"}, {Text: t[i+len(q.Words):]}}})
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
		a.Stop = append(a.Stop, inbox.Warning{Kind: "private", Text: "This answer is public and holds a phone number.", Mend: "Take it out, or send it privately.", Spans: []desk.Span{{Start: i, End: min(len(d.Text), i+14)}}})
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

func (f *fake) TakeBack(_ context.Context, by desk.Agent, ids []desk.OutgoingID) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	text := ""
	for _, id := range ids {
		v, l, err := f.outgoing(id)
		if err != nil {
			return "", err
		}
		if l.Outgoing.Due.Before(f.now()) {
			return "", &desk.Error{Kind: desk.Conflict, Message: "It has left already.", Mend: "You can write a correction."}
		}
		l.Outgoing.State, l.Message.State = desk.Cancelled, desk.Cancelled
		text += l.Outgoing.Text
		v.Case.WaitingSince = f.now().Add(-time.Hour)
		f.changed(v, desk.ReplyUndone, by, nil)
	}
	return text, nil
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

func (f *fake) Note(_ context.Context, by desk.Agent, id desk.CaseID, text, token string) error {
	return f.work(by, id, 0, func(v *inbox.View) error {
		if strings.TrimSpace(text) == "" {
			return &desk.Error{Kind: desk.Invalid, Field: "text", Message: "The note is empty."}
		}
		m := &desk.Message{ID: desk.MessageID(f.id()), Direction: desk.Note, Text: text, Agent: by.ID, PostedAt: f.now()}
		v.Lines = append(v.Lines, inbox.Line{At: f.now(), Message: m, Segments: []inbox.Segment{{Text: text}}, Who: by.Name})
		f.event(id, desk.NoteAdded, by.ID, nil)
		return nil
	})
}

func (f *fake) Assign(_ context.Context, by desk.Agent, id desk.CaseID, version int64, to desk.AgentID) error {
	return f.work(by, id, version, func(v *inbox.View) error {
		v.Case.Assignee = to
		f.changed(v, desk.CaseAssigned, by, map[string]string{"to": fmt.Sprint(to)})
		return nil
	})
}

func (f *fake) SetStage(_ context.Context, by desk.Agent, id desk.CaseID, version int64, to desk.Stage, why string) error {
	return f.work(by, id, version, func(v *inbox.View) error {
		from := v.Case.Stage
		v.Case.Stage = to
		f.changed(v, desk.CaseStage, by, map[string]string{"from": string(from), "to": string(to), "why": why})
		return nil
	})
}

func (f *fake) Promise(_ context.Context, by desk.Agent, id desk.CaseID, text string, due time.Time) error {
	return f.work(by, id, 0, func(v *inbox.View) error {
		v.Promises = append(v.Promises, desk.Promise{ID: desk.PromiseID(f.id()), Case: id, Owner: by.ID, Text: text, Due: due, Made: f.now()})
		f.changed(v, desk.PromiseMade, by, map[string]string{"text": text})
		return nil
	})
}

func (f *fake) KeepPromise(_ context.Context, by desk.Agent, id desk.PromiseID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.cases {
		for i := range v.Promises {
			if v.Promises[i].ID == id {
				v.Promises[i].Kept = f.now()
				f.changed(v, desk.PromiseKept, by, map[string]string{"text": v.Promises[i].Text})
				return nil
			}
		}
	}
	return desk.Errorf(desk.NotFound, "There is no such promise.")
}

func (f *fake) Correct(_ context.Context, by desk.Agent, id desk.MessageID, signal, label string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.cases {
		for _, l := range v.Lines {
			if l.Message == nil || l.Message.ID != id {
				continue
			}
			s := map[string]*desk.Signal{"intent": &l.Message.Signals.Intent, "sentiment": &l.Message.Signals.Sentiment, "urgency": &l.Message.Signals.Urgency, "language": &l.Message.Signals.Language}[signal]
			if s == nil {
				return desk.Errorf(desk.Invalid, "There is no such signal.")
			}
			from := s.Label
			*s = desk.Signal{Label: label, Confidence: 1}
			f.changed(v, desk.SignalCorrected, by, map[string]string{"signal": signal, "from": from, "to": label})
			return nil
		}
	}
	return desk.Errorf(desk.NotFound, "There is no such message.")
}

func (f *fake) Mute(_ context.Context, by desk.Agent, id desk.PersonID, until time.Time, reason string) error {
	return access.Check(by, access.Mute)
}

func (f *fake) Macros(_ context.Context, by desk.Agent, id desk.CaseID) ([]desk.Macro, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.find(id)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(f.desk.Macros)
	for i := range out {
		out[i].Text = strings.NewReplacer("{{name}}", strings.Fields(v.Case.PersonName + " ")[0], "{{agent}}", by.Name).Replace(out[i].Text)
	}
	return out, nil
}

func (f *fake) Follow(_ context.Context, after desk.EventCursor, limit int) ([]desk.Event, desk.EventCursor, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []desk.Event
	for _, e := range f.events {
		if e.ID > after.ID && len(out) < limit {
			out = append(out, e)
			after = desk.EventCursor{Tx: e.Tx, ID: e.ID}
		}
	}
	return out, after, nil
}

func (f *fake) Latest(context.Context) (desk.EventCursor, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := int64(len(f.events))
	return desk.EventCursor{Tx: n, ID: n}, nil
}

// customer says something in a case.
func (f *fake) customer(id desk.CaseID, text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.cases[id]
	f.says(v, text, f.now())
	v.Case.Version++
	f.event(id, desk.MessageReceived, 0, nil)
}

func (f *fake) says(v *inbox.View, text string, at time.Time) *desk.Message {
	m := &desk.Message{ID: desk.MessageID(f.id()), Direction: desk.In, Form: desk.Reply, Network: v.Case.Network, Text: text, PostedAt: at, HeardAt: at, Lang: "en", Person: v.Case.Person,
		URL: "https://bsky.example/post", Author: desk.HandleRef{Name: v.Case.Handle, Display: v.Case.PersonName, Followers: v.Case.Followers}}
	v.Lines = append(v.Lines, inbox.Line{At: at, Message: m, Segments: []inbox.Segment{{Text: text}}, Who: v.Case.PersonName})
	v.Case.Last, v.Seen, v.Case.LastInbound, v.Case.Preview = m.ID, m.ID, at, text
	if v.Case.WaitingSince.IsZero() {
		v.Case.WaitingSince = at
	}
	v.Case.Messages++
	return m
}

func (f *fake) Overview(context.Context) (admin.Overview, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.desk, f.fails("Overview")
}

func (f *fake) CreateFirstAdmin(_ context.Context, name, email, password string) (desk.Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.desk.HasAdmin {
		return desk.Agent{}, desk.Errorf(desk.Conflict, "This desk has an administrator already.")
	}
	if len(password) < 10 {
		return desk.Agent{}, &desk.Error{Kind: desk.Invalid, Field: "password", Message: "The password is shorter than ten characters.", Mend: "A few words are good."}
	}
	a := desk.Agent{ID: 1, Name: name, Email: email, Role: desk.Admin}
	f.desk.Agents, f.desk.HasAdmin = []desk.Agent{a}, true
	return a, nil
}

func (f *fake) SetCompany(_ context.Context, _ desk.Agent, c admin.Company) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.desk.Company = c.Name
	f.desk.Brands = []desk.Brand{{ID: 1, Name: c.Name, Names: c.Names, Handles: c.Handles, Lang: c.Lang}}
	for _, s := range c.Searches {
		s.ID = desk.SearchID(f.id())
		f.desk.Searches = append(f.desk.Searches, s)
	}
	return nil
}

func (f *fake) FinishSetUp(context.Context, desk.Agent) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.desk.SetUp = true
	return nil
}

func (f *fake) Kinds() channel.Set {
	return channel.Set{
		"bluesky": {Network: "bluesky", Name: "Bluesky", Abilities: channel.Abilities{HearPublic: true, HearMentions: true, AnswerPublic: true, AnswerStrangers: true, DirectOut: true, Replay: 36 * time.Hour},
			Settings: []channel.Setting{{Key: "handle", Label: "Handle", Help: "Without @, such as acme.com. Leave it empty to listen only.", Optional: true}, {Key: "password", Label: "App password", Help: "Made in Bluesky under Settings, Privacy and security, App passwords.", Secret: true, Optional: true}}},
		"mastodon": {Network: "mastodon", Name: "Mastodon", Abilities: channel.Abilities{HearMentions: true, AnswerPublic: true, DirectOut: true}, Settings: []channel.Setting{{Key: "server", Label: "Server", Help: "Such as mastodon.example"}, {Key: "token", Label: "Access token", Secret: true}}},
	}
}

func (f *fake) Connect(_ context.Context, by desk.Agent, network desk.Network, brand desk.BrandID, settings, secrets map[string]string) (desk.Account, error) {
	if err := access.Check(by, access.EditAccounts); err != nil {
		return desk.Account{}, err
	}
	if secrets["password"] == "wrong" {
		return desk.Account{}, &desk.Error{Kind: desk.Unauthorized, Field: "password", Message: "Bluesky did not accept the password.", Mend: "Make a new app password and try again."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	a := desk.Account{ID: desk.AccountID(f.id()), Network: network, Brand: brand, Name: "Bluesky, public posts", Settings: settings, Health: desk.Health{State: "ok"}}
	f.desk.Accounts = append(f.desk.Accounts, a)
	return a, nil
}

func (f *fake) Reconnect(_ context.Context, _ desk.Agent, id desk.AccountID, _, _ map[string]string) (desk.Account, error) {
	for _, a := range f.desk.Accounts {
		if a.ID == id {
			return a, nil
		}
	}
	return desk.Account{}, desk.Errorf(desk.NotFound, "There is no such account.")
}

func (f *fake) PauseAccount(context.Context, desk.Agent, desk.AccountID, bool) error { return nil }

func (f *fake) SaveSearch(_ context.Context, by desk.Agent, s desk.Search) (desk.Search, error) {
	if err := access.Check(by, access.EditSearches); err != nil {
		return s, err
	}
	if c := checked(s.Query, "", f.now()); c.Wrong != "" {
		return s, &desk.Error{Kind: desk.Invalid, Field: "query", Message: c.Wrong, Mend: c.Mend}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.desk.Searches {
		if f.desk.Searches[i].ID == s.ID {
			f.desk.Searches[i] = s
			return s, nil
		}
	}
	s.ID = desk.SearchID(f.id())
	f.desk.Searches = append(f.desk.Searches, s)
	return s, nil
}

func (f *fake) DropSearch(context.Context, desk.Agent, desk.SearchID) error { return nil }

func (f *fake) SaveBrand(_ context.Context, _ desk.Agent, b desk.Brand) (desk.Brand, error) {
	return b, f.fails("SaveBrand")
}

func (f *fake) SaveCalendar(_ context.Context, _ desk.Agent, c desk.Calendar) (desk.Calendar, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c.ID = max(c.ID, 1)
	f.desk.Calendars = []desk.Calendar{c}
	return c, nil
}

func (f *fake) SaveProtocol(_ context.Context, _ desk.Agent, doc []byte, reason string) (desk.Protocol, error) {
	if err := f.fails("SaveProtocol"); err != nil {
		return desk.Protocol{}, err
	}
	return desk.Protocol{ID: 4, Version: 4, Document: doc, Reason: reason}, nil
}

func (f *fake) Protocols(context.Context, desk.Agent) ([]desk.Protocol, error) {
	old := f.desk.Protocol
	old.ID, old.Version, old.Active, old.Reason = 2, 2, false, "First version"
	return []desk.Protocol{f.desk.Protocol, old}, nil
}

func (f *fake) ActivateProtocol(context.Context, desk.Agent, desk.ProtocolID) error { return nil }

func (f *fake) SaveTeam(_ context.Context, _ desk.Agent, t desk.Team) (desk.Team, error) {
	return t, f.fails("SaveTeam")
}

func (f *fake) SaveAgent(_ context.Context, by desk.Agent, a desk.Agent) (desk.Agent, error) {
	if err := access.Check(by, access.EditPeople); err != nil {
		return a, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if a.ID == 0 {
		a.ID = desk.AgentID(f.id())
		f.desk.Agents = append(f.desk.Agents, a)
	}
	return a, nil
}

func (f *fake) Invite(_ context.Context, by desk.Agent, id desk.AgentID) (string, error) {
	return "one-time", access.Check(by, access.EditPeople)
}

func (f *fake) SaveMacro(_ context.Context, _ desk.Agent, m desk.Macro) (desk.Macro, error) {
	return m, f.fails("SaveMacro")
}

func (f *fake) DropMacro(context.Context, desk.Agent, desk.MacroID) error { return nil }

func (f *fake) SaveProfile(_ context.Context, by desk.Agent, a desk.Agent) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.desk.Agents {
		if f.desk.Agents[i].ID == by.ID {
			f.desk.Agents[i] = a
		}
	}
	return nil
}

func (f *fake) Audit(_ context.Context, by desk.Agent, before int64, limit int) ([]desk.Event, error) {
	if err := access.Check(by, access.SeeAudit); err != nil {
		return nil, err
	}
	return []desk.Event{
		{ID: 3, Kind: desk.ProtocolChanged, Agent: 1, At: f.now().Add(-3 * time.Hour), Data: map[string]string{"what": "protocol", "name": "version 3"}},
		{ID: 2, Kind: desk.SearchChanged, Agent: 2, At: f.now().Add(-30 * time.Hour), Data: map[string]string{"what": "search added", "name": "Acme untagged"}},
		{ID: 1, Kind: desk.SignedIn, Agent: 2, At: f.now().Add(-31 * time.Hour), Data: map[string]string{"where": "Firefox, 192.0.2.4"}},
	}, nil
}

func (f *fake) SignIn(_ context.Context, email, password, _ string) (string, error) {
	if password != "correct horse" && password != "a long password" {
		return "", &desk.Error{Kind: desk.Unauthorized, Message: "E-mail and password do not fit together.", Mend: "Try again, or ask for a one-time link."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.desk.Agents {
		if a.Email == email {
			t := "token-" + fmt.Sprint(a.ID)
			f.tokens[t] = a.ID
			return t, nil
		}
	}
	return "", &desk.Error{Kind: desk.Unauthorized, Message: "E-mail and password do not fit together."}
}

func (f *fake) SignInWithLink(_ context.Context, link, _ string) (string, error) {
	if link != "one-time" {
		return "", &desk.Error{Kind: desk.Unauthorized, Message: "This link was used already or is too old.", Mend: "Ask for a new one."}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tokens["token-1"] = 1
	return "token-1", nil
}

func (f *fake) Agent(_ context.Context, token string) (desk.Agent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, ok := f.tokens[token]
	for _, a := range f.desk.Agents {
		if ok && a.ID == id {
			return a, nil
		}
	}
	return desk.Agent{}, desk.Errorf(desk.Unauthorized, "You are not signed in.")
}

func (f *fake) SignOut(_ context.Context, token string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.tokens, token)
	return nil
}

func (f *fake) SetPassword(_ context.Context, _ desk.Agent, old, _ string) error {
	if old != "correct horse" {
		return &desk.Error{Kind: desk.Invalid, Field: "old", Message: "That is not your password."}
	}
	return nil
}
