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
	tidyAfter   = time.Minute        // that who heard one may take to take it down
	controlLong = 7 * 24 * time.Hour // after which a control word is chosen anew
)

// songMended is when one follows that could not be sent, if its account was connected again since.
const songMended = 10 * time.Second

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
		if err := lockSources(tx); err != nil {
			return err
		}
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
// off, and then what was said of them is forgotten. One of a process that ended before the network had answered it may
// never have left, so that it says nothing of what is heard.
func (s *Service) hush(ctx context.Context, src *desk.Source, on map[desk.AccountID]bool, now time.Time) error {
	c := &src.Canary
	if c.SentAt.IsZero() && c.SentID != "" {
		return s.tidy(ctx, src, now)
	}
	off, late := c.SentBy != 0 && !on[c.SentBy], !c.SentAt.IsZero() && now.Sub(c.SentAt) > songBack
	if !off && (!late || c.SentID == "" && !c.Lost.IsZero() || now.Sub(c.Tried) < songBack) {
		return nil
	}
	gone, failed := false, error(nil)
	if c.SentID != "" {
		err := s.takeDown(ctx, c.SentBy, c.SentID)
		if gone = desk.Is(err, desk.NotFound); transient(err) {
			if failed = err; off && now.Sub(c.SentAt) < songEvery {
				return s.unlessDown(c.SentBy, err) // the next time
			}
		}
	}
	change, key := silence, c.SentKey
	switch {
	case off:
	case !c.Asked && failed == nil:
		change = stumble
	default:
		change = func(c *desk.Canary) {
			if c.Lost.IsZero() && c.Asked {
				c.Lost, c.Gone = c.SentAt, gone
			}
			if c.Tried = now; failed == nil {
				c.SentID = ""
			}
		}
	}
	err := s.canary(ctx, src.Key, func(c *desk.Canary) {
		if c.SentKey == key { // else it came back meanwhile, or another process was here
			change(c)
		}
	})
	change(c)
	return errors.Join(failed, err)
}

// tidy takes down a post that came back where who heard it could not, or ended before.
func (s *Service) tidy(ctx context.Context, src *desk.Source, now time.Time) error {
	c := &src.Canary
	if now.Sub(c.OwnBack) < tidyAfter {
		return nil
	}
	err := s.takeDown(ctx, c.SentBy, c.SentID)
	if transient(err) && now.Sub(c.OwnBack) < songEvery {
		return s.unlessDown(c.SentBy, err) // the next time
	}
	return s.cleared(ctx, src.Key, c.SentID)
}

// cleared notes that a post that came back does not stand on the network any more.
func (s *Service) cleared(ctx context.Context, key string, id desk.NetworkID) error {
	return s.canary(ctx, key, func(c *desk.Canary) {
		if c.SentAt.IsZero() && c.SentID == id {
			c.SentBy, c.SentID = 0, ""
		}
	})
}

// unlessDown is an error of an account, nil where its connection is down, which is told elsewhere.
func (s *Service) unlessDown(id desk.AccountID, err error) error {
	if _, down := s.deps.Conn(id); down != nil {
		return nil
	}
	return err
}

// transient reports whether trying again may help.
func transient(err error) bool {
	switch desk.KindOf(err) {
	case desk.Later, desk.Unknown, desk.Unavailable:
		return true
	}
	return false
}

// silence forgets posts of our own: nobody is to send one.
func silence(c *desk.Canary) {
	c.SentAt, c.Asked, c.SentBy, c.SentKey, c.SentID, c.Lost, c.Gone = time.Time{}, false, 0, "", "", time.Time{}, false
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

func (s *Service) sing(ctx context.Context, a *desk.Account, src *desk.Source, at time.Time) error {
	c := src.Canary
	wait := songEvery
	if !c.Lost.IsZero() || c.Refused != "" {
		wait = SongAgain
	}
	if c.Refused != "" && c.SentBy == a.ID && a.Health.State == "ok" && a.Health.Since.After(c.Tried) {
		wait = songMended
	}
	switch {
	case at.Sub(c.Tried) < wait && !at.Before(c.Tried), !c.SentAt.IsZero() && c.Lost.IsZero():
		return nil
	case src.State != desk.Hears || at.Sub(src.Beat) >= hearing.GapAfter:
		return nil // nothing is heard at all, which is told elsewhere
	}
	conn, err := s.deps.Conn(a.ID)
	if err != nil {
		return nil // it is down, which is told elsewhere
	}
	kind, word := s.deps.Kinds[a.Network], randomWord()
	out := desk.Outgoing{Account: a.ID, Errand: desk.SendPublic, Text: songText + word, Key: word, Attempts: 1, Queued: at}
	if make := kind.NewKey; make != nil {
		out.Key = make(at)
	}
	id := desk.NetworkID("")
	if kind.PredictID != nil {
		id = kind.PredictID(*a, out)
	}
	// Before it leaves, so that a crash between cannot make two; nor can another process, which took this one for dead.
	mine := false
	err = s.canary(ctx, src.Key, func(now *desk.Canary) {
		if mine = now.Tried.Equal(c.Tried) && now.SentKey == c.SentKey; mine {
			now.SentAt, now.Asked, now.SentKey, now.SentID, now.SentBy, now.Tried = at, false, word, id, a.ID, at
		}
	})
	if err != nil || !mine {
		return err
	}
	receipt, err := conn.Send(ctx, out)
	if err != nil && !desk.Is(err, desk.Unknown) {
		s.deps.Log.Warn("the post that must come back could not be sent", "account", int64(a.ID), "error", err)
		return s.canary(ctx, src.Key, func(c *desk.Canary) {
			if c.SentKey == word {
				refuse(c, err)
			}
		})
	}
	return s.canary(ctx, src.Key, func(c *desk.Canary) {
		if c.Refused, c.Mend = "", ""; c.SentKey != word {
			return // it is back
		}
		if c.Asked = true; receipt.NetworkID != "" {
			c.SentID = receipt.NetworkID
		}
	})
}

// stumble forgets a post that tells nothing of what is heard; the next follows in half an hour.
func stumble(c *desk.Canary) {
	c.SentAt, c.Asked, c.SentKey, c.SentID = time.Time{}, false, "", ""
	c.Tried = c.Tried.Add(SongAgain - songEvery)
}

// refuse notes that a post was not taken. That a network stumbles is no refusal: others say so if it lasts.
func refuse(c *desk.Canary, err error) {
	if desk.Is(err, desk.Later) || desk.Is(err, desk.Unavailable) {
		stumble(c)
		return
	}
	c.SentAt, c.SentKey, c.SentID = time.Time{}, "", ""
	var known *desk.Error
	if c.Refused, c.Mend = "heed couldn't send it.", ""; errors.As(err, &known) {
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
		by, key, err := s.recognise(ctx, word, m.NetworkID)
		if err == nil && by != 0 {
			if err = s.takeDown(ctx, by, m.NetworkID); !transient(err) { // not found: it was taken down while it was late
				err = s.cleared(ctx, key, m.NetworkID)
			}
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// recognise notes that the post with a word came back and still stands on the network, and tells which account said it
// (0: a stranger did) and the key of the source.
func (s *Service) recognise(ctx context.Context, word string, id desk.NetworkID) (by desk.AccountID, key string, err error) {
	now := s.deps.Now()
	err = s.store.Update(ctx, func(tx Tx) error {
		by, key = 0, ""
		if err := lockSources(tx); err != nil {
			return err
		}
		sources, err := tx.Sources()
		if err != nil {
			return err
		}
		for i := range sources {
			c := &sources[i].Canary
			if c.SentKey != word || c.SentAt.IsZero() {
				continue
			}
			by, key = c.SentBy, sources[i].Key
			took := now.Sub(c.SentAt).Microseconds()
			tried := c.Tried
			silence(c)
			c.OwnBack, c.OwnTook, c.Tried, c.SentBy, c.SentID = now, took, tried, by, id
			return tx.SaveSource(&sources[i])
		}
		return nil
	})
	return by, key, err
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
