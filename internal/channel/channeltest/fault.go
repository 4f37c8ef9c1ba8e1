package channeltest

import (
	"context"
	"errors"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/channel"
	"heed/internal/desk"
)

func faultChecks() []check {
	replay := func(a channel.Abilities) bool { return a.HearPublic && a.Replay > 0 }
	return []check{
		{"fault/send: cut before", answers, sendThrough(CutBefore)},
		{"fault/send: cut after", answers, sendThrough(CutAfter)},
		{"fault/send: server error", answers, sendThrough(ServerError)},
		{"fault/send: error after it was done", answers, sendThrough(ErrorAfter)},
		{"fault/send: one after the other", answers, sendThrough(CutAfter, ErrorAfter, CutBefore, ServerError, CutAfter)},
		{"fault/send: no answer", answers, sendHangs},
		{"fault/send: rate limited", answers, sendLimited},
		{"fault/send: the token has expired", answers, sendThrough(Expired)},
		{"fault/send: access is taken away", answers, sendRevoked},
		{"fault/send: a deletion is cut", func(a channel.Abilities) bool { return answers(a) && a.Delete }, deleteThrough},
		{"fault/send: a private message is cut", func(a channel.Abilities) bool { return a.DirectOut && a.DirectIn && a.Replay > 0 }, directThrough},
		{"fault/pull: cut before", replay, pullThrough(CutBefore)},
		{"fault/pull: cut after", replay, pullThrough(CutAfter)},
		{"fault/pull: server error", replay, pullThrough(ServerError)},
		{"fault/pull: rate limited", replay, pullThrough(Limited)},
		{"fault/pull: one after the other", replay, pullThrough(CutAfter, ServerError, CutBefore, CutAfter)},
		{"fault/pull: access is taken away", func(a channel.Abilities) bool { return a.DirectIn }, pullRevoked},
	}
}

// honest checks that an error says what is known: after what took effect nobody may say
// that it certainly did not, and no passing trouble is for ever. Of several troubles it
// cannot tell which one an error is about, so there it lets both pass.
func (f *fixture) honest(err error, troubles ...Trouble) {
	f.Helper()
	done := len(troubles) == 1 && (troubles[0] == CutAfter || troubles[0] == ErrorAfter || troubles[0] == Hang)
	switch {
	case err == nil || desk.Is(err, desk.Unknown):
	case desk.Is(err, desk.Later) && !done:
	default:
		f.Errorf("after %v Send said: %v (kind %q)", troubles, err, desk.KindOf(err))
	}
}

// persist sends as the outbox does, again and again with the same key, until it is done.
func (p *pipe) persist(out desk.Outgoing, troubles ...Trouble) desk.Receipt {
	p.f.Helper()
	ctx, cancel := context.WithTimeout(p.f.ctx, patience)
	defer cancel()
	for {
		r, err := p.conn.Send(ctx, out)
		if err == nil {
			return r
		}
		p.f.honest(err, troubles...)
		if p.f.Failed() || ctx.Err() != nil {
			p.f.Fatalf("still not sent at attempt %d: %v", out.Attempts, err)
		}
		out.Attempts++
		p.pause(ctx)
	}
}

// sendThrough sends an answer through troubles: it is there once, and so is the next.
func sendThrough(troubles ...Trouble) func(*fixture) {
	return func(f *fixture) {
		to := f.question()
		p := f.open()
		for _, t := range troubles {
			f.breaks(Fault{Side: Writing, Trouble: t})
		}
		out := f.outgoing("Whatever happens, once.", to)
		r := p.persist(out, troubles...)
		seen := f.stands(out.Text)
		if seen[0].ID != r.NetworkID {
			f.Errorf("the receipt says %q, the network %q", r.NetworkID, seen[0].ID)
		}
		next := f.outgoing("And the next one.", to)
		p.send(next)
		f.stands(out.Text, next.Text)
	}
}

func sendHangs(f *fixture) {
	to := f.question()
	f.breaks(Fault{Side: Writing, Trouble: Hang})
	p := f.open()
	out := f.outgoing("Nobody answers.", to)
	ctx, cancel := context.WithTimeout(f.ctx, 500*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := p.conn.Send(ctx, out)
	if took := time.Since(start); took > prompt {
		f.Errorf("Send came back %v after its context had ended", took)
	}
	if err == nil {
		f.Error("Send did not notice that nobody answered")
	}
	if !desk.Is(err, desk.Unknown) && !errors.Is(err, context.DeadlineExceeded) {
		f.Errorf("Send: %v (kind %q), want unknown", err, desk.KindOf(err))
	}
	out.Attempts = 2
	p.persist(out, Hang)
	f.stands(out.Text)
}

func sendLimited(f *fixture) {
	const wait = 90 * time.Second
	to := f.question()
	f.breaks(Fault{Side: Writing, Trouble: Limited, After: wait})
	p := f.open()
	out := f.outgoing("When you like.", to)
	before := f.Deps.Now()
	_, err := p.conn.Send(f.ctx, out)
	var e *desk.Error
	if !errors.As(err, &e) || e.Kind != desk.Later {
		f.Fatalf("Send: %v (kind %q), want later", err, desk.KindOf(err))
	}
	if e.After.IsZero() || e.After.Sub(before.Add(wait)).Abs() > 5*time.Second {
		f.Errorf("After is %v from now, the network said %v", e.After.Sub(before), wait)
	}
	f.stands()
	out.Attempts = 2
	p.persist(out, Limited)
	f.stands(out.Text)
}

func sendRevoked(f *fixture) {
	to := f.question()
	p := f.open()
	p.send(f.outgoing("Still allowed.", to))
	prover, proves := p.conn.(channel.Prover)
	if proves {
		if err := prover.Prove(f.ctx); err != nil {
			f.Errorf("Prove of who may post: %v", err)
		}
	}
	f.breaks(Fault{Side: Writing, Trouble: Revoked})
	if proves {
		if err := prover.Prove(f.ctx); !desk.Is(err, desk.Unauthorized) {
			f.Errorf("Prove: %v (kind %q), want unauthorized", err, desk.KindOf(err))
		}
	}
	_, err := p.conn.Send(f.ctx, f.outgoing("No longer.", to))
	if !desk.Is(err, desk.Unauthorized) {
		f.Errorf("Send: %v (kind %q), want unauthorized", err, desk.KindOf(err))
	}
	f.stands("Still allowed.")
}

func deleteThrough(f *fixture) {
	p := f.open()
	r := p.send(f.outgoing("Too hasty", f.question()))
	f.breaks(Fault{Side: Writing, Trouble: CutAfter}, Fault{Side: Writing, Trouble: CutBefore})
	p.persist(desk.Outgoing{
		ID: 2, Case: 1, Account: f.Account.ID, Errand: desk.SendDelete, Key: f.key(), NetworkID: r.NetworkID, Attempts: 1,
	}, CutAfter)
	f.stands()
}

func directThrough(f *fixture) {
	id := f.say(Saying{By: "mia", Form: desk.Direct, Text: "Are you there?"})
	p := f.open()
	m := p.one(desk.Created, id)
	f.breaks(Fault{Side: Writing, Trouble: CutAfter}, Fault{Side: Writing, Trouble: CutBefore})
	out := f.outgoing("Here we are.", "")
	out.Errand, out.To = desk.SendDirect, m.Author
	r := p.persist(out, CutAfter)
	if seen := f.stands(out.Text)[0]; seen.ID != r.NetworkID {
		f.Errorf("the receipt says %q, the network %q", r.NetworkID, seen.ID)
	}
}

// pullThrough hears two stretches of posts with troubles between: nothing is lost and the
// order holds.
func pullThrough(troubles ...Trouble) func(*fixture) {
	return func(f *fixture) {
		p := f.stream()
		p.hear(desk.Created, f.posts(3)...)
		for _, t := range troubles {
			f.breaks(Fault{Side: Reading, Trouble: t, After: time.Second})
		}
		second := f.posts(7)
		if diff := cmp.Diff(second, idsOf(p.hear(desk.Created, second...))); diff != "" {
			f.Errorf("after %v (-said +heard):\n%s", troubles, diff)
		}
		for _, b := range p.batch {
			if b.Missed != "" {
				f.Errorf("nothing was missed, and yet: %q", b.Missed)
			}
		}
	}
}

func pullRevoked(f *fixture) {
	p := f.open()
	p.caughtUp()
	f.breaks(Fault{Side: Reading, Trouble: Revoked})
	ctx, cancel := context.WithTimeout(f.ctx, patience)
	defer cancel()
	if err := <-p.waiting(ctx); !desk.Is(err, desk.Unauthorized) {
		f.Errorf("Pull: %v (kind %q), want unauthorized", err, desk.KindOf(err))
	}
}
