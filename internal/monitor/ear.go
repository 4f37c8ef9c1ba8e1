package monitor

import (
	"errors"
	"slices"
	"strings"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/hearing"
)

// ear is what is known of one source in the process that hears it. Service.mu guards it.
type ear struct {
	source  desk.Source
	changed bool
	hours   map[int64]*desk.HourCount // not yet written
	minutes [int(hearing.Look / time.Minute)]minute
	usual   *hearing.Profile // of a stream; nil: not read yet
	joined  time.Time        // when this process first found it there
	gap     *desk.Gap        // that lasts
	filling []filling        // that are being read from the network
	ended   bool             // one of over, or of what is being written, is made up or lost
	over    []desk.Gap       // to be written: begun and ended, or changed
}

type minute struct {
	at      int64
	posts   int64
	covered time.Duration
}

// Parts are the ways in which an account hears.
func Parts(kind channel.Kind, a *desk.Account) (parts []string) {
	can := kind.Abilities
	stream := can.HearPublic && (!a.Answers() || can.HandleHears && a.Settings[channel.StreamSetting] != "off")
	if stream {
		parts = append(parts, desk.PartStream)
	}
	if a.Answers() && can.HearMentions {
		parts = append(parts, desk.PartMentions)
	}
	if a.Answers() && can.DirectIn {
		parts = append(parts, desk.PartDirect)
	}
	return parts
}

// Pulled tells that a Pull of an account brought a batch, with or without news, and how its
// parts do, where the connection knows. It does no I/O. again: a part is heard that a cap had ended.
func (s *Service) Pulled(a *desk.Account, b *channel.Batch, pulses []channel.Pulse) (again bool) {
	now := s.deps.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.loaded {
		return false // nothing may be said of the time before until it is known
	}
	parts := Parts(s.deps.Kinds[a.Network], a)
	for _, part := range parts {
		e := s.ear(a, part)
		capped := e.source.State == desk.Capped
		at, err := e.sign(pulses, now)
		if err != nil {
			s.fails(e, err)
		}
		if !at.IsZero() && at.After(e.source.Beat) {
			s.beat(e, a, at, err)
		}
		if b.Missed != "" && part == parts[0] {
			e.lost(b, now)
		}
		e.count(b, a, parts, now)
		s.fill(e, b, a, parts, now)
		again = again || capped && e.source.State != desk.Capped
	}
	return again
}

// Failed tells that a Pull of an account ended in an error.
func (s *Service) Failed(a *desk.Account, err error, pulses []channel.Pulse) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.loaded {
		return
	}
	for _, part := range Parts(s.deps.Kinds[a.Network], a) {
		e, why, works := s.ear(a, part), err, false
		for _, p := range pulses {
			if p.Part != part {
				continue
			}
			at, wrong := e.felt(p, s.deps.Now())
			if at.After(e.source.Beat) {
				s.beat(e, a, at, wrong)
			}
			if wrong != nil {
				why = wrong
			}
			works = wrong == nil && s.deps.Now().Sub(at) < hearing.GapAfter
		}
		if !works {
			s.fails(e, why)
		}
	}
}

// Capped tells that an account is not read because the purse forbids it.
func (s *Service) Capped(a *desk.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.loaded {
		return
	}
	for _, part := range Parts(s.deps.Kinds[a.Network], a) {
		if e := s.ear(a, part); e.source.State != desk.Capped {
			e.source.State, e.source.Problem, e.source.Mend, e.changed = desk.Capped, "", "", true
		}
	}
}

func (s *Service) ear(a *desk.Account, part string) *ear {
	key := desk.SourceKey(a.ID, part)
	e := s.ears[key]
	if e == nil {
		e = &ear{source: desk.Source{Key: key, Account: a.ID, Part: part}, hours: map[int64]*desk.HourCount{}}
		s.ears[key] = e
	}
	e.turnedBack(s.deps.Now())
	return e
}

// sign is when a part last gave a sign of life, and what is wrong with it: now, where nothing knows better.
func (e *ear) sign(pulses []channel.Pulse, now time.Time) (at time.Time, err error) {
	at = now
	for _, p := range pulses {
		if p.Part == e.source.Part {
			at, err = e.felt(p, now)
		}
	}
	return at, err
}

// resumes reports whether a sign of life ends a gap, one that was seen while it lasted or one that shows only now.
func (e *ear) resumes(at time.Time) bool {
	return !e.source.Beat.IsZero() && (e.gap != nil || at.Sub(e.source.Beat) >= hearing.GapAfter)
}

// felt is when a part last gave a sign of life, and what is wrong with it. That the host of a stream
// answers is one as long as the stream need not have told anything.
func (e *ear) felt(p channel.Pulse, now time.Time) (at time.Time, err error) {
	if !p.Streams || p.Err != nil || p.At.IsZero() {
		return p.At, p.Err
	}
	if e.joined.IsZero() {
		e.joined = p.At
	}
	since := e.joined
	if p.Told.After(since) {
		since = p.Told
	}
	due, err := hearing.OfLull(hearing.LullFacts{Since: since, Busy: p.Busy, Usual: e.usual, Now: now})
	if due {
		return p.Told, err
	}
	return p.At, nil
}

// clockSlack is how far in the future a time may lie: machines' clocks differ.
const clockSlack = time.Minute

// turnedBack takes back signs of life of a time that has not come: the clock ran wrong and was
// set right. Until then no silence would be seen.
func (e *ear) turnedBack(now time.Time) {
	if e.source.Beat.After(now.Add(clockSlack)) {
		e.source.Beat, e.changed = now, true
	}
	if e.source.Posted.After(now.Add(clockSlack)) {
		e.source.Posted, e.changed = now, true
	}
}

// beat is a sign of life. The time since the last one was heard, unless it was too long.
func (s *Service) beat(e *ear, a *desk.Account, at time.Time, err error) {
	if e.source.First.IsZero() {
		e.source.First = at
	}
	switch {
	case e.resumes(at):
		s.resume(e, a, at)
	case !e.source.Beat.IsZero():
		e.cover(e.source.Beat, at)
	}
	e.source.Beat, e.changed = at, true
	if err == nil {
		e.source.State, e.source.Problem, e.source.Mend = desk.Hears, "", ""
	}
}

func (s *Service) fails(e *ear, err error) {
	state, problem, mend := desk.Failing, err.Error(), ""
	var known *desk.Error
	if errors.As(err, &known) {
		problem, mend = known.Message, known.Mend
		if known.Kind == desk.Unauthorized {
			state = desk.Barred
		}
	}
	if e.source.State != state || e.source.Problem != problem {
		e.source.State, e.source.Problem, e.source.Mend, e.changed = state, problem, mend, true
	}
}

// cover counts time in which the source was heard.
func (e *ear) cover(from, to time.Time) {
	e.minute(to).covered += to.Sub(from)
	for from.Before(to) {
		end := from.Truncate(time.Hour).Add(time.Hour)
		if end.After(to) {
			end = to
		}
		e.hour(from).Covered += int64(end.Sub(from))
		from = end
	}
}

// hour is the count of an hour. Covered is in nanoseconds until it is written.
func (e *ear) hour(at time.Time) *desk.HourCount {
	h := desk.HourOf(at)
	c := e.hours[h]
	if c == nil {
		c = &desk.HourCount{Key: e.source.Key, Hour: h}
		e.hours[h] = c
	}
	return c
}

func (e *ear) minute(at time.Time) *minute {
	n := at.Unix() / 60
	m := &e.minutes[n%int64(len(e.minutes))]
	if m.at != n {
		*m = minute{at: n}
	}
	return m
}

// recent sums what came in the latest minutes.
func (e *ear) recent(now time.Time) (posts int64, over time.Duration) {
	for i := range e.minutes {
		if m := &e.minutes[i]; m.at > now.Add(-hearing.Look).Unix()/60 {
			posts += m.posts
			over += m.covered
		}
	}
	return posts, min(over, hearing.Look)
}

// count counts the posts of a batch that came through a part, by the hour in which they
// were heard.
func (e *ear) count(b *channel.Batch, a *desk.Account, parts []string, now time.Time) {
	n := int64(0)
	for i := range b.Heard {
		h := &b.Heard[i]
		if !through(h, e.source.Part, a, parts) {
			continue
		}
		n++
		if at := h.Message.PostedAt; at.After(e.source.Posted) && !at.After(now) {
			e.source.Posted, e.changed = at, true
		}
	}
	if e.source.Part == desk.PartStream {
		e.look(b, now)
		if b.At.After(e.source.Posted) && !b.At.After(now) {
			e.source.Posted, e.changed = b.At, true
		}
		n += int64(b.Passed + b.UnreadPosts - b.Again)
	}
	if n > 0 {
		e.hour(now).Posts += n
		e.minute(now).posts += n
	}
}

// look notes whether a stream tells of what has not come yet by our clock: then that is slow.
func (e *ear) look(b *channel.Batch, now time.Time) {
	at := b.At
	if n := len(b.Heard); at.IsZero() && n > 0 {
		at = b.Heard[n-1].Message.PostedAt
	}
	if at.IsZero() {
		return
	}
	ahead := at.Sub(now).Truncate(time.Minute)
	if ahead <= clockSlack {
		ahead = 0
	}
	if ahead != e.source.Ahead {
		e.source.Ahead, e.changed = ahead, true
	}
}

// through reports whether a message came through a part of its account.
func through(h *desk.Heard, part string, a *desk.Account, parts []string) bool {
	m := &h.Message
	switch {
	case m.Private:
		return part == desk.PartDirect
	case part == desk.PartDirect:
		return false
	case part == desk.PartStream || !slices.Contains(parts, desk.PartStream):
		return true
	}
	ours := func(r desk.HandleRef) bool {
		return r.NetworkID != "" && r.NetworkID == a.Handle.NetworkID || r.Name != "" && strings.EqualFold(r.Name, a.Handle.Name)
	}
	return ours(m.ParentBy) || ours(m.SubjectBy) || slices.ContainsFunc(m.Mentions, ours)
}

// Matched tells what the saved searches caught in posts that were taken in, by search, and
// what the control searches did. posts are those with words of their own.
func (s *Service) Matched(account desk.AccountID, posts int, hits map[desk.SearchID]int64) {
	if posts == 0 && len(hits) == 0 {
		return
	}
	now := s.deps.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	hour := desk.HourOf(now)
	for id, n := range hits {
		if id > 0 {
			s.counts[hourKey{desk.SearchKey(id), hour}] += n
		}
	}
	c := s.controls[account]
	if c == nil {
		c = &control{}
		s.controls[account] = c
	}
	c.passed += int64(posts)
	if hits[desk.ControlID(account)] > 0 {
		c.back, c.passed = now, 0
	}
}

// Kept tells that messages of an account were kept, in whichever process.
func (s *Service) Kept(account desk.AccountID, messages int) {
	if messages == 0 {
		return
	}
	now := s.deps.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[hourKey{desk.SourceKey(account, desk.PartKept), desk.HourOf(now)}] += int64(messages)
}

type hourKey struct {
	key  string // of what is counted
	hour int64
}

// control is what became of an account's control search since it was last written.
type control struct {
	passed int64
	back   time.Time
}
