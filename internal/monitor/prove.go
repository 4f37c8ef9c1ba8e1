package monitor

import (
	"context"
	"errors"
	"slices"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/order"
)

const (
	proveEvery = 5 * time.Minute // that networks are asked whether their accounts may post
	proveAgain = time.Minute     // where they may not
	proveWait  = 10 * time.Second
)

// Prove asks the networks whether accounts that answer may still do so. Test posts are off on most desks and hours apart on
// the others, and an account that lost this right hears on as if nothing were: nobody would know before an answer is refused.
func (s *Service) Prove(ctx context.Context) error {
	now := s.deps.Now()
	var accounts []desk.Account
	var sources []desk.Source
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if accounts, err = tx.Accounts(); err != nil {
			return err
		}
		sources, err = tx.Sources()
		return err
	})
	if err != nil {
		return err
	}
	type voice struct {
		src  *desk.Source
		last time.Time // asked
	}
	var due []voice
	for i := range accounts {
		a := &accounts[i]
		if !a.Answers() || a.Paused {
			continue
		}
		for _, src := range voicesOf(a, sources) {
			if last, now := s.lastAsked(a, src, now); now {
				due = append(due, voice{src, last})
			}
		}
	}
	order.By(due, func(a, b voice) int { return a.last.Compare(b.last) })
	for _, v := range due {
		conn, err := s.deps.Conn(v.src.Account)
		if err != nil {
			continue // it is down, which is told elsewhere
		}
		if ask := asker(conn, v.src.Part); ask != nil { // one at a time: what is heard must not wait for networks that are slow
			return s.prove(ctx, ask, v.src, now)
		}
	}
	return nil
}

// voicesOf are the sources beside which it is told what an account may not do: where answers to it are heard, in public
// and in private.
func voicesOf(a *desk.Account, sources []desk.Source) (voices []*desk.Source) {
	public := desk.SourceKey(a.ID, desk.PartMentions)
	if !slices.ContainsFunc(sources, func(s desk.Source) bool { return s.Key == public }) {
		public = desk.SourceKey(a.ID, desk.PartStream)
	}
	for i := range sources {
		if key := sources[i].Key; key == public || key == desk.SourceKey(a.ID, desk.PartDirect) {
			voices = append(voices, &sources[i])
		}
	}
	return voices
}

// asker asks the network of a connection whether the account may speak as it is heard in a part; nil: it cannot tell.
func asker(conn channel.Conn, part string) func(context.Context) error {
	if part == desk.PartDirect {
		if direct, can := conn.(channel.DirectProver); can {
			return direct.ProveDirect
		}
	} else if public, can := conn.(channel.Prover); can {
		return public.Prove
	}
	return nil
}

// lastAsked is when it was last asked for an account, and whether it is time to ask again. One that is not heard has other
// troubles, which are told.
func (s *Service) lastAsked(a *desk.Account, src *desk.Source, now time.Time) (last time.Time, due bool) {
	last, known := s.asked[src.Key]
	if !known {
		last = s.begun // who starts has more urgent things to ask
	}
	wait := proveEvery
	if src.Canary.Barred != "" {
		if wait = proveAgain; a.Health.State == "ok" && a.Health.Since.After(last) { // connected again
			wait = 0
		}
	}
	return last, src.State == desk.Hears && (now.Sub(last) >= wait || now.Before(last))
}

func (s *Service) prove(ctx context.Context, ask func(context.Context) error, src *desk.Source, now time.Time) error {
	s.asked[src.Key] = now
	limited, cancel := context.WithTimeout(ctx, proveWait)
	defer cancel()
	err, known := ask(limited), (*desk.Error)(nil)
	if err != nil && (!errors.As(err, &known) || known.Kind != desk.Unauthorized && known.Kind != desk.Refused) {
		return nil // it did not say; that a network is down is told elsewhere
	}
	return s.canary(ctx, src.Key, func(c *desk.Canary) {
		if c.Proved, c.Barred, c.Unbar = now, "", ""; known != nil {
			c.Barred, c.Unbar = known.Message, known.Mend
		}
	})
}
