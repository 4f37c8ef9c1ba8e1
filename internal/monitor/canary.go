package monitor

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/hearing"
)

const (
	songEvery   = 6 * time.Hour      // between posts of our own that must come back
	songBack    = hearing.OwnBack    // that one may take; then it is taken down
	controlLong = 7 * 24 * time.Hour // after which a control word is chosen anew
)

// SongAgain is when one follows that did not come back, or could not be sent.
const SongAgain = 30 * time.Minute

// songText is what our own post says before the word that only it holds.
const songText = "A test of our ears, gone in a moment: "

// Controls chooses the words of the control searches where a stream has none yet, or its
// word is old. It reads the window of heard posts.
func (s *Service) Controls(ctx context.Context) error {
	if s.deps.Words == nil {
		return nil
	}
	now := s.deps.Now()
	var sources []desk.Source
	networks := map[desk.AccountID]desk.Network{}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		for _, a := range accounts {
			networks[a.ID] = a.Network
		}
		sources, err = tx.Sources()
		return err
	})
	if err != nil {
		return err
	}
	changed := false
	for i := range sources {
		src := &sources[i]
		if src.Part != desk.PartStream || src.Canary.Word != "" && now.Sub(src.Canary.Chosen) < controlLong {
			continue
		}
		word, share, ok := hearing.Control(s.deps.Words(ctx, networks[src.Account]))
		if !ok {
			continue
		}
		err := s.canary(ctx, src.Key, func(c *desk.Canary) {
			c.Word, c.Share, c.Chosen, c.Passed = word, share, now, 0
		})
		if err != nil {
			return err
		}
		changed = true
	}
	if changed {
		s.deps.Stale()
	}
	return nil
}

// canary changes the canary of a source.
func (s *Service) canary(ctx context.Context, key string, change func(*desk.Canary)) error {
	return s.store.Update(ctx, func(tx Tx) error {
		sources, err := tx.Sources()
		if err != nil {
			return err
		}
		for i := range sources {
			if sources[i].Key == key {
				change(&sources[i].Canary)
				return tx.SaveSource(&sources[i])
			}
		}
		return nil
	})
}

// Sing posts from accounts whose owner permits it a line that must come back through the
// stream, and takes down what came back, and what did not in time: the line can be read by anybody. It is off
// unless a person switched it on.
func (s *Service) Sing(ctx context.Context) error {
	now := s.deps.Now()
	var accounts []desk.Account
	var sources []desk.Source
	on := map[desk.AccountID]bool{}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if accounts, err = tx.Accounts(); err != nil {
			return err
		}
		for _, a := range accounts {
			v, err := tx.Setting(desk.SettingCanary(a.ID))
			if err != nil {
				return err
			}
			on[a.ID] = v == "on" && a.Answers() && !a.Paused
		}
		sources, err = tx.Sources()
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for i := range sources {
		errs = append(errs, s.hush(ctx, &sources[i], on, now))
	}
	for i := range accounts {
		if src := streamOf(accounts, sources, &accounts[i]); on[accounts[i].ID] && src != nil {
			errs = append(errs, s.sing(ctx, &accounts[i], src, now))
		}
	}
	return errors.Join(errs...)
}

// hush takes down a post that is not waited for any more: it did not come back in time, or tests were switched
// off, and then what was said of them is forgotten.
func (s *Service) hush(ctx context.Context, src *desk.Source, on map[desk.AccountID]bool, now time.Time) error {
	c := &src.Canary
	off, late := c.SentBy != 0 && !on[c.SentBy], !c.SentAt.IsZero() && now.Sub(c.SentAt) > songBack
	if !off && (!late || c.SentID == "" && !c.Lost.IsZero() || now.Sub(c.Tried) < songBack) {
		return nil
	}
	gone, failed := false, error(nil)
	if c.SentID != "" {
		switch err := s.takeDown(ctx, c.SentBy, c.SentID); desk.KindOf(err) {
		case desk.NotFound:
			gone = true
		case desk.Later, desk.Unknown, desk.Unavailable:
			if failed = err; off && now.Sub(c.SentAt) < songEvery {
				return err // the next time
			}
		}
	}
	change := silence
	if !off {
		change = func(c *desk.Canary) {
			if c.Lost.IsZero() {
				c.Lost, c.Gone = c.SentAt, gone
			}
			if c.Tried = now; failed == nil {
				c.SentID = ""
			}
		}
	}
	err := s.canary(ctx, src.Key, change)
	change(c)
	return errors.Join(failed, err)
}

// silence forgets posts of our own: nobody is to send one.
func silence(c *desk.Canary) {
	c.SentAt, c.SentBy, c.SentKey, c.SentID, c.Lost, c.Gone = time.Time{}, 0, "", "", time.Time{}, false
	c.Refused, c.Mend, c.Tried = "", "", time.Time{}
}

// streamOf is the source that hears what an account says in public: its own, since it may be of
// another host than the others, else any of its network.
func streamOf(accounts []desk.Account, sources []desk.Source, by *desk.Account) (found *desk.Source) {
	for i := range sources {
		for _, a := range accounts {
			if sources[i].Account != a.ID || sources[i].Part != desk.PartStream || a.Network != by.Network || a.Paused {
				continue
			}
			if a.ID == by.ID {
				return &sources[i]
			}
			if found == nil {
				found = &sources[i]
			}
		}
	}
	return found
}

func (s *Service) sing(ctx context.Context, a *desk.Account, src *desk.Source, now time.Time) error {
	c := src.Canary
	wait := songEvery
	if !c.Lost.IsZero() || c.Refused != "" {
		wait = SongAgain
	}
	switch {
	case now.Sub(c.Tried) < wait && !now.Before(c.Tried), !c.SentAt.IsZero() && c.Lost.IsZero():
		return nil
	case src.State != desk.Hears || now.Sub(src.Beat) >= hearing.GapAfter:
		return nil // nothing is heard at all, which is told elsewhere
	}
	conn, err := s.deps.Conn(a.ID)
	if err != nil {
		return nil // it is down, which is told elsewhere
	}
	kind, word := s.deps.Kinds[a.Network], randomWord()
	out := desk.Outgoing{Account: a.ID, Errand: desk.SendPublic, Text: songText + word, Key: word, Attempts: 1, Queued: now}
	if make := kind.NewKey; make != nil {
		out.Key = make(now)
	}
	id := desk.NetworkID("")
	if kind.PredictID != nil {
		id = kind.PredictID(*a, out)
	}
	// Before it leaves, so that a crash between cannot make two.
	err = s.canary(ctx, src.Key, func(c *desk.Canary) {
		c.SentAt, c.SentKey, c.SentID, c.SentBy, c.Tried = now, word, id, a.ID, now
	})
	if err != nil {
		return err
	}
	receipt, err := conn.Send(ctx, out)
	if err != nil && !desk.Is(err, desk.Unknown) {
		s.deps.Log.Warn("the post that must come back could not be sent", "account", int64(a.ID), "error", err)
		return s.canary(ctx, src.Key, func(c *desk.Canary) { refuse(c, err) })
	}
	return s.canary(ctx, src.Key, func(c *desk.Canary) {
		c.Refused, c.Mend = "", ""
		if c.SentKey == word && receipt.NetworkID != "" {
			c.SentID = receipt.NetworkID
		}
	})
}

// refuse notes that a post was not taken. That a network stumbles is no refusal: others say so if it lasts.
func refuse(c *desk.Canary, err error) {
	c.SentAt, c.SentKey, c.SentID = time.Time{}, "", ""
	if desk.Is(err, desk.Later) || desk.Is(err, desk.Unavailable) {
		c.Tried = c.Tried.Add(SongAgain - songEvery)
		return
	}
	var known *desk.Error
	if c.Refused, c.Mend = "heed could not send it.", ""; errors.As(err, &known) {
		c.Refused, c.Mend = known.Message, known.Mend
	}
}

// IsSong reports whether a post may be one of our own that must come back.
func IsSong(m *desk.Message) bool { return strings.HasPrefix(m.Text, songText) }

// CameBack looks whether posts of our own that must come back are among what was heard, and
// takes down those that are. Others cost a look at their first letters.
func (s *Service) CameBack(ctx context.Context, heard []desk.Heard) error {
	var errs []error
	for i := range heard {
		m := &heard[i].Message
		word, ours := strings.CutPrefix(m.Text, songText)
		if !ours || heard[i].Change != desk.Created {
			continue
		}
		by, err := s.recognise(ctx, word)
		if err == nil && by != 0 {
			if err = s.takeDown(ctx, by, m.NetworkID); desk.Is(err, desk.NotFound) {
				err = nil // it was taken down while it was late
			}
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// recognise notes that the post with a word came back and tells which account said it; 0: a
// stranger did.
func (s *Service) recognise(ctx context.Context, word string) (by desk.AccountID, err error) {
	now := s.deps.Now()
	err = s.store.Update(ctx, func(tx Tx) error {
		by = 0
		sources, err := tx.Sources()
		if err != nil {
			return err
		}
		for i := range sources {
			c := &sources[i].Canary
			if c.SentKey != word || c.SentAt.IsZero() {
				continue
			}
			by = c.SentBy
			took := now.Sub(c.SentAt).Microseconds()
			tried := c.Tried
			silence(c)
			c.OwnBack, c.OwnTook, c.Tried = now, took, tried
			return tx.SaveSource(&sources[i])
		}
		return nil
	})
	return by, err
}

func (s *Service) takeDown(ctx context.Context, account desk.AccountID, id desk.NetworkID) error {
	conn, err := s.deps.Conn(account)
	if err != nil {
		return err
	}
	_, err = conn.Send(ctx, desk.Outgoing{Account: account, Errand: desk.SendDelete, NetworkID: id, Key: randomWord(), Attempts: 1})
	return err
}

func randomWord() string {
	b := make([]byte, 8)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
