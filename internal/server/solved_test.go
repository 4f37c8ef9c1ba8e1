package server_test

import (
	"math"
	"testing"
	"time"

	"heed/internal/casework"
	"heed/internal/desk"
	"heed/internal/reporting"
)

// A customer who writes that it is solved ends the case: where it waited for them, from the moment of their
// word, undone by one step, and in the reports as it was lived, also when all is counted anew.
func TestSolvedByTheCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	asked := b.post("mia", "@acme.echo why does my kettle not heat any more?", mention("acme.echo"), at(0))
	b.take(asked)
	b.answerIn(asked, time.Hour, "Please press the button for ten seconds.")
	id := b.caseOf(asked)
	b.now = t0.Add(90 * time.Minute)
	b.ok(b.desk.Inbox.SetStage(t.Context(), b.boss, id, 0, desk.Waiting, "customer"))
	b.now = t0.Add(5 * time.Hour)
	word := b.post("mia", "It works again, thank you very much!", replyTo(asked), at(2*time.Hour))
	b.take(word)

	confirmed := func(want bool) desk.Case {
		t.Helper()
		c := b.aCase(id)
		if is := c.Stage == desk.Confirmed && desk.ListOf(&c) == desk.ListDone && c.ResolvedAt.Equal(t0.Add(2*time.Hour)); is != want {
			t.Fatalf("it lies in %s: %s, resolved at %v", desk.ListOf(&c), c.Stage, c.ResolvedAt)
		}
		return c
	}
	counted := func(want, resolved float64) {
		t.Helper()
		b.count()
		b.count()
		q := reporting.Query{From: t0, To: b.now, Dim: desk.ByAll}
		if got := b.figure(q, "", "resolution_rate"); got.Value != want {
			t.Errorf("resolved: %+v, want %v", got, want)
		}
		got := b.figure(q, "", "time_to_resolution_p50")
		if open := math.IsNaN(got.Value); open != (resolved == 0) || !open && math.Abs(got.Value-resolved) > resolved/100 { // of a sketch
			t.Errorf("time to the resolution: %+v, want %v", got, resolved)
		}
	}
	c := confirmed(true)
	counted(1, 7200)
	b.older()
	counted(1, 7200)

	var told *desk.Event
	for _, e := range b.story(asked).Events {
		if casework.ByWord(&e) {
			told = &e
		}
	}
	if told == nil || told.Data["from"] != string(desk.Waiting) || told.Data["from_for"] != "customer" {
		t.Fatalf("the story tells %+v", told)
	}
	b.ok(b.desk.Inbox.SetStage(t.Context(), b.boss, id, c.Version, desk.Stage(told.Data["from"]), told.Data["from_for"]))
	if c := confirmed(false); c.Stage != desk.Waiting || c.WaitingFor != "customer" || !c.WaitingSince.IsZero() {
		t.Errorf("undone: %s for %q, waiting since %v", c.Stage, c.WaitingFor, c.WaitingSince)
	}
	counted(0, 0)
	b.ok(b.desk.Inbox.SetStage(t.Context(), b.boss, id, 0, desk.Confirmed, "")) // the button: from the word on, not from the click
	confirmed(true)
	counted(1, 7200)

	edit := word
	edit.Change, edit.Message.Text, edit.Message.EditedAt = desk.Edited, "It works again, thank you very much! No, it has stopped again", b.now
	b.take(edit)
	if c := confirmed(false); c.Stage != desk.InProgress || !c.WaitingSince.Equal(word.Message.PostedAt) {
		t.Errorf("rewritten: %s, waiting since %v", c.Stage, c.WaitingSince)
	}
	b.whole()
}
