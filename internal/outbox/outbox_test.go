package outbox

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// What the network said decides what becomes of an answer, and for how long it is tried.
func TestJudge(t *testing.T) {
	t.Parallel()
	s := &Service{deps: Deps{Now: func() time.Time { return noon }}}
	later := func(after time.Time) error {
		return &desk.Error{Kind: desk.Later, Message: "The network is busy.", Mend: "Wait.", After: after}
	}
	unknown := &desk.Error{Kind: desk.Unknown, Message: "It is not known."}
	refused := &desk.Error{Kind: desk.Refused, Message: "The post is gone.", Mend: "Discard it."}
	for _, c := range []struct {
		name     string
		queued   time.Duration // ago
		attempts int
		receipt  desk.Receipt
		err      error
		want     desk.Outgoing
		outcome  string
	}{
		{name: "it left", receipt: desk.Receipt{NetworkID: "x", At: noon.Add(-time.Second)}, want: desk.Outgoing{State: desk.Sent, NetworkID: "x", SentAt: noon.Add(-time.Second)}, outcome: "sent"},
		{name: "it left, the network does not say when", receipt: desk.Receipt{NetworkID: "x"}, want: desk.Outgoing{State: desk.Sent, NetworkID: "x", SentAt: noon}, outcome: "sent"},
		{name: "later, when the network says", err: later(noon.Add(time.Hour)), want: desk.Outgoing{State: desk.Queued, Due: noon.Add(time.Hour)}, outcome: "later"},
		{name: "later, at a time that has gone", attempts: 1, err: later(noon), want: desk.Outgoing{State: desk.Queued, Due: noon.Add(2 * time.Second)}, outcome: "later"},
		{name: "later, in the last moment", queued: giveUp - 1, err: later(time.Time{}), want: desk.Outgoing{State: desk.Queued, Due: noon.Add(time.Second)}, outcome: "later"},
		{name: "later, after a day", queued: giveUp, err: later(time.Time{}), want: desk.Outgoing{State: desk.Failed}, outcome: "failed"},
		{name: "nobody knows", attempts: 2, err: unknown, want: desk.Outgoing{State: desk.Unsure, Due: noon.Add(4 * time.Second)}, outcome: "unknown"},
		{name: "nobody knows after a day", queued: giveUp, err: unknown, want: desk.Outgoing{State: desk.Failed}, outcome: "failed"},
		{name: "refused at once", err: refused, want: desk.Outgoing{State: desk.Failed}, outcome: "failed"},
		{name: "a fault without a kind", err: errors.New("broken"), want: desk.Outgoing{State: desk.Failed}, outcome: "failed"},
	} {
		o := desk.Outgoing{State: desk.Sending, Queued: noon.Add(-c.queued), Attempts: c.attempts, Lease: noon, Worker: "w", Problem: "an earlier one"}
		c.want.Queued, c.want.Attempts = o.Queued, o.Attempts
		c.want.Problem, c.want.Mend = "", ""
		if c.err != nil {
			c.want.Problem, c.want.Mend = sentence(c.err)
		}
		if outcome := s.judge(&o, c.receipt, c.err); outcome != c.outcome {
			t.Errorf("%s: %s, want %s", c.name, outcome, c.outcome)
		}
		if diff := cmp.Diff(c.want, o); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestBackOff(t *testing.T) {
	t.Parallel()
	for attempts, want := range map[int]time.Duration{0: time.Second, 1: 2 * time.Second, 9: 512 * time.Second, 10: 15 * time.Minute, 1000: 15 * time.Minute} {
		if got := backOff(attempts); got != want {
			t.Errorf("after %d: %v, want %v", attempts, got, want)
		}
	}
}

// earlier is a transaction in which one item can be read.
type earlier struct {
	Tx
	o   *desk.Outgoing
	err error
}

func (e earlier) Outgoing(desk.OutgoingID) (*desk.Outgoing, error) { return e.o, e.err }

// A later part of a long answer hangs on the earlier one.
func TestFollow(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	for _, c := range []struct {
		name string
		o    desk.Outgoing
		tx   earlier
		want desk.NetworkID
		err  error
	}{
		{name: "the first part", o: desk.Outgoing{ReplyTo: ""}, tx: earlier{err: gone}},
		{name: "one that knows", o: desk.Outgoing{After: 1, ReplyTo: "a"}, tx: earlier{err: gone}, want: "a"},
		{name: "behind one that left", o: desk.Outgoing{After: 1}, tx: earlier{o: &desk.Outgoing{NetworkID: "b", ReplyTo: "a"}}, want: "b"},
		{name: "behind one that was discarded", o: desk.Outgoing{After: 1}, tx: earlier{o: &desk.Outgoing{ReplyTo: "a"}}, want: "a"},
		{name: "behind one that cannot be read", o: desk.Outgoing{After: 1}, tx: earlier{err: gone}, err: gone},
	} {
		if err := follow(c.tx, &c.o); !errors.Is(err, c.err) || c.o.ReplyTo != c.want {
			t.Errorf("%s: %q, %v", c.name, c.o.ReplyTo, err)
		}
	}
}
