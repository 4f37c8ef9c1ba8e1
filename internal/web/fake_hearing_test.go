package web

import (
	"context"
	"slices"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/builder"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/hearing"
	"heed/internal/listen"
	"heed/internal/monitor"
	"heed/internal/relevance"
)

// ears is the fake as the monitor: its method Open is another than the inbox's.
type ears struct{ *fake }

func (e ears) Open(context.Context) ([]desk.Alarm, error) { return e.alarms, e.fails("alarms") }

func (e ears) Heard(context.Context) (map[desk.AccountID]monitor.Heard, error) {
	return map[desk.AccountID]monitor.Heard{e.desk.Accounts[0].ID: {Posts: 12_345, Kept: 7}}, nil
}

func (e ears) Report(_ context.Context, by desk.Agent, after monitor.GapPlace) (monitor.Report, error) {
	now := e.now()
	a := e.desk.Accounts[0]
	src := monitor.SourceReport{Source: desk.Source{Key: desk.SourceKey(a.ID, desk.PartStream), Account: a.ID, Part: desk.PartStream, Beat: now, Posted: now,
		Canary: desk.Canary{Word: "weather", Share: .01, Back: now}}, Account: a, Usual: 120, Basis: hearing.Weekly, Rate: 90}
	for i := range 24 {
		src.Day = append(src.Day, monitor.Hour{At: now.Add(time.Duration(i-23) * time.Hour), Posts: int64(i), Usual: 12, Covered: 1})
	}
	gap := desk.Gap{ID: 1, Source: src.Key, Account: a.ID, Part: desk.PartStream, From: now.Add(-time.Hour), To: now, State: desk.GapLost, Missed: 120, Posts: -1, Ended: now,
		Why: "heed wasn't running, or wasn't hearing this account.", Basis: "Based on the average of all hours heard so far."}
	cap := gap
	cap.ID, cap.State, cap.Missed = 2, desk.GapForgone, 30
	page := monitor.GapPage{Gaps: []desk.Gap{gap, cap}, Rest: map[desk.GapID]desk.GapState{1: desk.GapFilled}, After: after}
	if after.ID == 0 {
		page.Next = monitor.GapPlace{Began: gap.From, ID: 2}
	}
	spend := monitor.SpendReport{Search: 1, Name: "Norden", Spent: 1_000_000, Posts: 200, Capped: now, NotHeard: 7, Basis: gap.Basis}
	return monitor.Report{
		Alarms: e.alarms, Sources: []monitor.SourceReport{src}, Gaps: page,
		Searches: []monitor.SearchReport{{Search: e.desk.Searches[0], PerDay: 4, Silence: hearing.Silence{Needed: 8}}},
		Purses: []monitor.PurseReport{{Network: "bluesky", Price: channel.Price{Currency: "EUR", Post: 5000}, Spent: 1_000_000, Posts: 200, Cap: 2_000_000,
			Searches: []monitor.SpendReport{spend}, Before: monitor.BeforeReport{Spent: 3_000_000, Posts: 600, Capped: now.AddDate(0, -1, 0), NotHeard: 40, Basis: gap.Basis}}},
	}, access.Check(by, access.SeeDesk)
}

func (e ears) SetCap(_ context.Context, by desk.Agent, n desk.Network, micros int64) error {
	e.capped = map[desk.Network]int64{n: micros}
	return access.Check(by, access.EditAccounts)
}

func (e ears) SetCanary(_ context.Context, by desk.Agent, _ desk.AccountID, _ bool) error {
	return access.Check(by, access.EditAccounts)
}

// tries is the fake as the builder.
type tries struct{ *fake }

func (b tries) Try(_ context.Context, by desk.Agent, query string) (builder.Preview, error) {
	if _, err := listen.Parse(query); err != nil {
		return builder.Preview{}, err
	}
	hit := builder.Hit{Message: desk.Message{Network: "bluesky", NetworkID: "at://p", Author: desk.HandleRef{Name: "ana"}, PostedAt: b.now()},
		Segments: []builder.Segment{{Text: "my "}, {Text: "norden", Kind: "hit"}, {Text: " •••", Kind: "masked"}, {Text: " <b>"}}, Clause: "norden"}
	return builder.Preview{
		Query: query, Matched: 2, Cost: 3, Reach: builder.Reach{From: b.now().Add(-time.Hour), Posts: 100, Heard: 200, Whole: true},
		Networks: []builder.NetworkCount{{Network: "bluesky", Matched: 2, PerDay: 48}}, Parts: []builder.Part{{Query: "a", Matched: 2, Alone: 1}},
		Hits: []builder.Hit{hit},
	}, access.Check(by, access.SeeDesk)
}

func (b tries) Forecast(_ context.Context, by desk.Agent, queries []string) (builder.Forecast, error) {
	f := builder.Forecast{Reach: builder.Reach{From: b.now().Add(-2 * time.Hour), Posts: 100, Heard: 100, Whole: true}}
	for range queries {
		f.Each = append(f.Each, builder.Expected{Cost: 3, Networks: []builder.NetworkCount{{Network: "bluesky", Matched: 2, PerDay: 24, Price: channel.Price{Currency: "EUR", Post: 5000}, Month: 3_600_000}}})
		f.Together = f.Each[0].Networks
	}
	return f, access.Check(by, access.SeeDesk)
}

func (b tries) Variants(_ context.Context, by desk.Agent, query string) ([]builder.Variant, error) {
	v := builder.Variant{Variant: relevance.Variant{Kind: "misspelling", Query: "nordne", Missed: 3}, Query: query + " OR nordne"}
	return []builder.Variant{v}, access.Check(by, access.SeeDesk)
}

func (b tries) Exclude(_ context.Context, by desk.Agent, query string, _ desk.Network, _ desk.NetworkID) ([]builder.Exclusion, error) {
	return []builder.Exclusion{{Term: relevance.Term{Kind: "word", Query: "pole"}, Query: query + " -pole", Of: 9}}, access.Check(by, access.SeeDesk)
}

func (b tries) Mark(_ context.Context, by desk.Agent, message desk.MessageID, search desk.SearchID, notUs bool) error {
	b.marks = slices.DeleteFunc(b.marks, func(m desk.Mark) bool { return m.Message == message && m.Search == search })
	if notUs {
		b.marks = append(b.marks, desk.Mark{Search: search, Message: message, Agent: by.ID, At: b.now()})
	}
	return access.Check(by, access.WorkCases)
}

func (b tries) Marks(_ context.Context, _ desk.Agent, ids []desk.MessageID) (map[desk.MessageID][]desk.Mark, error) {
	out := map[desk.MessageID][]desk.Mark{}
	for _, m := range b.marks {
		if slices.Contains(ids, m.Message) {
			out[m.Message] = append(out[m.Message], m)
		}
	}
	return out, nil
}

func (b tries) Relevance(_ context.Context, by desk.Agent, _ desk.SearchID) (builder.Relevance, error) {
	return builder.Relevance{
		Marked: 5, Undo: true, Last: &desk.Revision{ID: 3, Query: "old", At: b.now(), By: 1},
		Hits:     []builder.Hit{{Message: desk.Message{ID: 1, Case: 1, PostedAt: b.now()}, Segments: []builder.Segment{{Text: "norden"}}, Marked: &desk.Mark{Agent: 1}}},
		Proposal: &builder.Proposal{Query: "norden -pole", Terms: []relevance.Term{{Kind: "word", Query: "pole", Bad: 5}}, Marked: 5, Left: 5, Good: 8},
	}, access.Check(by, access.SeeDesk)
}

func (b tries) Accept(_ context.Context, by desk.Agent, id desk.SearchID, from, to string) (desk.Search, error) {
	if strings.Contains(from, "stale") {
		return desk.Search{}, desk.Errorf(desk.Conflict, "Someone has changed this search in the meantime.")
	}
	return desk.Search{ID: id, Query: to}, access.Check(by, access.EditSearches)
}

func (b tries) TakeBack(_ context.Context, by desk.Agent, id desk.SearchID, _ desk.ReviseID) (desk.Search, error) {
	return desk.Search{ID: id}, access.Check(by, access.EditSearches)
}
