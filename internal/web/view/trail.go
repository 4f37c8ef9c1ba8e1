package view

import (
	"context"
	"net/url"

	"heed/internal/desk"
)

// Trail is a page of the audit trail, and what it was asked for.
type Trail struct {
	Who              desk.AgentID
	What             string // key of a TrailGroup
	Object, From, To string
	Events           []desk.Event
	Older            int64 // before which event the next page goes on; 0: there is none
}

// address is that of the trail with the same questions.
func (t *Trail) address(key, value string, before int64) string {
	q := url.Values{}
	set := func(key, value string) {
		if value != "" && value != "0" {
			q.Set(key, value)
		}
	}
	set("who", itoa(t.Who))
	set("what", t.What)
	set("object", t.Object)
	set("from", t.From)
	set("to", t.To)
	set("before", itoa(before))
	set(key, value)
	return "/settings/audit?" + q.Encode()
}

// TrailGroup is a kind of facts that somebody looks for.
type TrailGroup struct {
	Key, Name string
	Kinds     []desk.EventKind
}

// TrailGroups lists them.
func TrailGroups(ctx context.Context) []TrailGroup {
	return []TrailGroup{
		{"people", tr(ctx, "People and rights"), []desk.EventKind{desk.AgentChanged}},
		{"signin", tr(ctx, "Signing in"), []desk.EventKind{desk.SignedIn}},
		{"settings", tr(ctx, "Company and settings"), []desk.EventKind{desk.SettingChanged, desk.AccountChanged, desk.LessonsForgot, desk.LessonsRecalled, desk.DutyTaken}},
		{"searches", tr(ctx, "Searches and their hits"), []desk.EventKind{desk.SearchChanged, desk.MarkedNotUs}},
		{"protocol", tr(ctx, "Protocol and hours"), []desk.EventKind{desk.ProtocolChanged}},
		{"erasure", tr(ctx, "Exporting and erasing"), []desk.EventKind{desk.PersonErased, desk.PersonGivenOut}},
		{"mute", tr(ctx, "Muting"), []desk.EventKind{desk.PersonMuted}},
		{"alarms", tr(ctx, "Alarms of hearing"), []desk.EventKind{desk.AlarmRaised, desk.AlarmEnded, desk.GapSeen, desk.AlertRaised}},
	}
}

// TrailLine says one fact in the reader's words.
func TrailLine(ctx context.Context, e *desk.Event) string {
	return eventText(ctx, e, sh(ctx).agentName(e.Agent))
}
