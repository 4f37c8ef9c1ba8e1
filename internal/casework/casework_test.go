package casework_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/casework"
	"heed/internal/desk"
)

var t0 = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return t0.Add(d) }

func said(id desk.MessageID, after time.Duration) *desk.Message {
	return &desk.Message{ID: id, Person: 1, Direction: desk.In, Network: "echo", Text: "the lift is stuck", PostedAt: at(after), HeardAt: at(after)}
}

func answer(id desk.MessageID, after time.Duration, state desk.SendState) *desk.Message {
	return &desk.Message{ID: id, Direction: desk.Out, Text: "on our way", PostedAt: at(after), State: state}
}

var yes = desk.Decision{Respond: "yes", Rule: "complaint"}

func opened(m *desk.Message) *desk.Case {
	c := casework.Open(m, "search", yes)
	c.ID, c.Brand = 1, 1
	mustReceive(c, m, yes)
	return c
}

func mustReceive(c *desk.Case, m *desk.Message, dec desk.Decision, all ...desk.Message) []*desk.Event {
	m.Signals.Quiet = dec.Respond == "no"
	events, err := casework.Receive(c, m, dec, true, func() ([]desk.Message, error) { return append(all, *m), nil })
	if err != nil {
		panic(err)
	}
	return events
}

func TestPlace(t *testing.T) {
	t.Parallel()
	mine := &desk.Case{ID: 1, Person: 1, Brand: 1, Stage: desk.New, OpenedAt: at(0), LastInbound: at(0)}
	younger := &desk.Case{ID: 4, Person: 1, Brand: 1, Stage: desk.New, OpenedAt: at(time.Hour), LastInbound: at(time.Hour)}
	others := &desk.Case{ID: 2, Person: 2, Brand: 1, Stage: desk.New, OpenedAt: at(0), LastInbound: at(0)}
	ended := &desk.Case{ID: 3, Person: 1, Brand: 1, Stage: desk.Resolved, OpenedAt: at(0), LastInbound: at(0), ResolvedAt: at(time.Hour)}
	twin := &desk.Case{ID: 5, Person: 1, Brand: 1, Stage: desk.New, OpenedAt: at(0), LastInbound: at(0)}
	tests := []struct {
		name           string
		at             time.Duration
		brand          desk.BrandID
		linked, recent []*desk.Case
		want           desk.CaseID
		merged         []desk.CaseID
	}{
		{name: "a first word opens a case", at: 0, brand: 1, want: 0},
		{name: "a reply joins its case even after long silence while it is open", at: 400 * time.Hour, brand: 1, linked: []*desk.Case{mine}, want: 1},
		{name: "a stranger's reply gets a case of its own", at: time.Minute, brand: 1, linked: []*desk.Case{others}, want: 0},
		{name: "a reply soon after the end reopens", at: 3 * time.Hour, brand: 1, linked: []*desk.Case{ended}, want: 3},
		{name: "a reply long after the end is a new problem", at: 80 * time.Hour, brand: 1, linked: []*desk.Case{ended}, want: 0},
		{name: "no reply, same person, near in time", at: 10 * time.Hour, brand: 1, recent: []*desk.Case{mine}, want: 1},
		{name: "no reply, same person, too late", at: 73 * time.Hour, brand: 1, recent: []*desk.Case{mine}, want: 0},
		{name: "no reply, the case has ended", at: 3 * time.Hour, brand: 1, recent: []*desk.Case{ended}, want: 0},
		{name: "late: written while the ended case was open", at: 30 * time.Minute, brand: 1, recent: []*desk.Case{ended}, want: 3},
		{name: "late: written before the case began", at: -2 * time.Hour, brand: 1, recent: []*desk.Case{mine}, want: 1},
		{name: "another brand is another case", at: time.Minute, brand: 2, recent: []*desk.Case{mine}, want: 0},
		{name: "the missing link joins two cases into the older", at: 2 * time.Hour, brand: 1, linked: []*desk.Case{younger, mine}, want: 1, merged: []desk.CaseID{4}},
		{name: "so in whatever order they are found", at: 2 * time.Hour, brand: 1, linked: []*desk.Case{mine, younger}, want: 1, merged: []desk.CaseID{4}},
		{name: "of two that began at once the first", at: 2 * time.Hour, brand: 1, linked: []*desk.Case{twin, mine}, want: 1, merged: []desk.CaseID{5}},
		{name: "a case that is linked twice is one", at: 2 * time.Hour, brand: 1, linked: []*desk.Case{mine, mine}, want: 1},
		{name: "no reply, at the end of the silence", at: 72 * time.Hour, brand: 1, recent: []*desk.Case{mine}, want: 1},
		{name: "no reply, two are near: the nearer", at: 2 * time.Hour, brand: 1, recent: []*desk.Case{mine, younger}, want: 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := casework.DefaultPolicy.Place(said(9, tt.at), tt.brand, tt.linked, tt.recent)
			var id desk.CaseID
			if got.Case != nil {
				id = got.Case.ID
			}
			var merged []desk.CaseID
			for _, c := range got.Merge {
				merged = append(merged, c.ID)
			}
			if id != tt.want || !cmp.Equal(merged, tt.merged) {
				t.Errorf("case %d merging %v, want %d merging %v", id, merged, tt.want, tt.merged)
			}
		})
	}
}

func TestAnswerEndsTheWait(t *testing.T) {
	t.Parallel()
	c := opened(said(1, 0))
	if !c.WaitingSince.Equal(at(0)) || c.Stage != desk.New {
		t.Fatalf("opened: waiting since %v, stage %s", c.WaitingSince, c.Stage)
	}
	casework.Answer(c, answer(2, time.Hour, desk.Queued))
	if !c.WaitingSince.IsZero() || c.Stage != desk.Acknowledged || !c.FirstResponseAt.IsZero() {
		t.Fatalf("owed: waiting since %v, stage %s, first response %v", c.WaitingSince, c.Stage, c.FirstResponseAt)
	}
	sent := answer(2, time.Hour+time.Minute, desk.Sent)
	casework.Delivered(c, sent)
	if !c.FirstResponseAt.Equal(sent.PostedAt) || !c.LastOutbound.Equal(sent.PostedAt) {
		t.Errorf("sent: first response %v, want %v", c.FirstResponseAt, sent.PostedAt)
	}
}

func TestFailedAnswerBringsTheWaitBack(t *testing.T) {
	t.Parallel()
	first := said(1, 0)
	c := opened(first)
	a := answer(2, time.Hour, desk.Queued)
	casework.Answer(c, a)
	a.State = desk.Failed
	casework.Recount(c, []desk.Message{*first, *a})
	if !c.WaitingSince.Equal(at(0)) || c.Messages != 1 {
		t.Errorf("waiting since %v with %d messages, want %v with 1", c.WaitingSince, c.Messages, at(0))
	}
}

func TestLateMessageDoesNotWaitIfItWasAnsweredSince(t *testing.T) {
	t.Parallel()
	first := said(1, 0)
	c := opened(first)
	a := answer(2, time.Hour, desk.Sent)
	casework.Answer(c, a)
	mustReceive(c, said(3, 30*time.Minute), yes, *first, *a)
	if !c.WaitingSince.IsZero() {
		t.Errorf("waiting since %v, want nobody waiting", c.WaitingSince)
	}
	mustReceive(c, said(4, 2*time.Hour), yes, *first, *a, *said(3, 30*time.Minute))
	if !c.WaitingSince.Equal(at(2 * time.Hour)) {
		t.Errorf("waiting since %v, want %v", c.WaitingSince, at(2*time.Hour))
	}
}

func TestEarlierMessageMovesTheBeginning(t *testing.T) {
	t.Parallel()
	second := said(1, time.Hour)
	c := opened(second)
	mustReceive(c, said(2, 0), yes, *second)
	if !c.OpenedAt.Equal(at(0)) || !c.WaitingSince.Equal(at(0)) || !c.LastInbound.Equal(at(time.Hour)) {
		t.Errorf("opened %v, waiting since %v, last %v", c.OpenedAt, c.WaitingSince, c.LastInbound)
	}
}

func TestStages(t *testing.T) {
	t.Parallel()
	no := desk.Decision{Respond: "no", Rule: "thanks"}
	tests := []struct {
		name    string
		stage   desk.Stage
		waitFor string
		dec     desk.Decision
		want    desk.Stage
		waits   bool
		event   desk.EventKind
	}{
		{"a reply to a resolved case reopens it", desk.Resolved, "", yes, desk.InProgress, true, desk.CaseReopened},
		{"thanks confirm a resolved case", desk.Resolved, "", no, desk.Confirmed, false, desk.CaseStage},
		{"thanks leave an open case as it is", desk.InProgress, "", no, desk.InProgress, false, ""},
		{"an answer to our question", desk.Waiting, "customer", yes, desk.InProgress, true, desk.CaseStage},
		{"an ignored case stays so for more of the same", desk.Ignored, "", no, desk.Ignored, false, ""},
		{"an ignored case opens when it asks for an answer", desk.Ignored, "", yes, desk.InProgress, true, desk.CaseReopened},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := opened(said(1, 0))
			casework.Answer(c, answer(2, time.Minute, desk.Sent))
			casework.SetStage(c, tt.stage, tt.waitFor, "", at(2*time.Minute))
			events := mustReceive(c, said(3, time.Hour), tt.dec)
			var kind desk.EventKind
			if len(events) > 1 {
				kind = events[1].Kind
			}
			if c.Stage != tt.want || c.WaitingSince.IsZero() == tt.waits || kind != tt.event {
				t.Errorf("stage %s, waiting since %v, event %q; want %s, waiting %v, %q", c.Stage, c.WaitingSince, kind, tt.want, tt.waits, tt.event)
			}
		})
	}
}

func TestMergeKeepsTheOwnerAndTheWait(t *testing.T) {
	t.Parallel()
	a, b := said(1, 0), said(2, time.Hour)
	into, from := opened(a), opened(b)
	from.ID, from.Assignee = 7, 3
	events := casework.Merge(into, from, at(2*time.Hour))
	casework.Recount(into, []desk.Message{*a, *b})
	if into.Assignee != 3 || into.Messages != 2 || !into.WaitingSince.Equal(at(0)) {
		t.Errorf("merged: assignee %d, %d messages, waiting since %v", into.Assignee, into.Messages, into.WaitingSince)
	}
	if desk.ListOf(from) != desk.ListMerged || from.Messages != 0 {
		t.Errorf("the ended case lies in %s with %d messages", desk.ListOf(from), from.Messages)
	}
	if events[0].Data["into"] != "#1" || events[1].Data["from"] != "#7" {
		t.Errorf("events %v %v", events[0].Data, events[1].Data)
	}
}

func TestUrgencyNeverFalls(t *testing.T) {
	t.Parallel()
	m := said(1, 0)
	m.Signals.Urgency.Label = "high"
	c := opened(m)
	calm := said(2, time.Minute)
	calm.Signals.Urgency.Label = "low"
	mustReceive(c, calm, yes)
	if c.Urgency != "high" {
		t.Errorf("urgency %q, want high", c.Urgency)
	}
}

func TestPreviewDoesNotCutPrivateData(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("late again ", 17)
	m := &desk.Message{Text: long + "call +1 555 0142 199 please, somebody must"}
	at := strings.Index(m.Text, "+1")
	m.Signals.Private = []desk.Finding{{Type: "phone", Span: desk.Span{Start: at, End: at + len("+1 555 0142 199")}}}
	if got := casework.Preview(m); strings.Contains(got, "555") {
		t.Errorf("preview %q", got)
	}
	short := &desk.Message{Text: "call\n\nme"}
	if got := casework.Preview(short); got != "call me" {
		t.Errorf("preview %q", got)
	}
}

// Of what two merged cases asked, an answer to the one leaves the other waiting.
func TestPartial(t *testing.T) {
	t.Parallel()
	asked := func(id desk.MessageID, after time.Duration, strand desk.CaseID) desk.Message {
		m := *said(id, after)
		m.Strand = strand
		return m
	}
	told := func(id desk.MessageID, after time.Duration, strand desk.CaseID) desk.Message {
		m := *answer(id, after, desk.Sent)
		m.Strand = strand
		return m
	}
	for _, c := range []struct {
		name string
		all  []desk.Message
		want map[desk.MessageID]bool
	}{
		{"nothing was merged", []desk.Message{asked(1, 0, 0), told(2, time.Minute, 0)}, nil},
		{"the other one waits longer", []desk.Message{asked(1, 0, 7), asked(2, time.Minute, 8), told(3, 2*time.Minute, 8), told(4, 3*time.Minute, 7)}, map[desk.MessageID]bool{3: true, 4: false}},
		{"the one that waits longest is answered", []desk.Message{asked(1, 0, 7), asked(2, time.Minute, 8), told(3, 2*time.Minute, 7), told(4, 3*time.Minute, 8)}, map[desk.MessageID]bool{3: false, 4: false}},
		{"one that was written after the merge answers all", []desk.Message{asked(1, 0, 7), asked(2, time.Minute, 8), told(3, 2*time.Minute, 0), told(4, 3*time.Minute, 8)}, map[desk.MessageID]bool{3: false, 4: false}},
		{"before anybody asked", []desk.Message{told(1, 0, 7), asked(2, time.Minute, 8)}, map[desk.MessageID]bool{1: false}},
	} {
		if diff := cmp.Diff(c.want, casework.Partial(c.all)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
