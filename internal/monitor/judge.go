package monitor

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/hearing"
	"heed/internal/purse"
)

// past is what was learnt of the past: read whole once an hour, since it is long, and the
// latest hours each time.
type past struct {
	at       time.Time
	judged   time.Time // when this process last judged
	hours    map[string][]desk.HourCount
	profiles map[learnt]*hearing.Profile
	covered  map[int64]int64            // by the streams, in seconds of each hour
	since    map[string]int64           // hour from which a search is there, by its key
	shut     map[string]map[int64]int64 // by the key of a search: seconds of each hour in which a cap kept it from hearing
}

// learnt is what a profile was made of: a key and the hour up to which it looks.
type learnt struct {
	key  string
	hour int64
}

// alarmsKept is how long alarms are kept that are over.
const alarmsKept = 60 * 24 * time.Hour

// state is everything that Judge decides on.
type state struct {
	now      time.Time
	accounts map[desk.AccountID]*desk.Account
	searches []desk.Search
	sources  []desk.Source
	gaps     []desk.Gap
	alarms   []desk.Alarm
	revised  map[desk.SearchID]time.Time
	spending []desk.Spend // of this month
	before   []desk.Spend // of the month before
	older    []desk.Spend // of the one before that
	caps     map[desk.Network]int64
	past     *past
}

// Judge looks at everything and raises and ends alarms. It returns those that last.
func (s *Service) Judge(ctx context.Context) ([]desk.Alarm, error) {
	s.judging.Lock()
	defer s.judging.Unlock()
	st, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	p := s.plan(st)
	if p.nothing() {
		return p.last, nil
	}
	if err := s.store.Update(ctx, func(tx Tx) error { return p.write(tx, st.now) }); err != nil {
		return nil, err
	}
	s.open.Store(nil)
	if len(p.uncapped) > 0 {
		st.past.hours = nil // some of long ago were written
	}
	if len(p.raised)+len(p.ended)+len(p.uncapped) > 0 {
		s.deps.Changed()
	}
	return append(p.last, p.raised...), nil
}

// read reads the state of the desk.
func (s *Service) read(ctx context.Context) (*state, error) {
	st := &state{now: s.deps.Now(), accounts: map[desk.AccountID]*desk.Account{}, caps: map[desk.Network]int64{}}
	err := s.store.View(ctx, func(tx Tx) error {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		for i := range accounts {
			st.accounts[accounts[i].ID] = &accounts[i]
		}
		for _, read := range []func() error{
			func() (err error) { st.searches, err = tx.Searches(); return },
			func() (err error) { st.sources, err = tx.Sources(); return },
			func() (err error) { st.gaps, err = tx.Gaps(st.now.Add(-gapsShown), 1000); return },
			func() (err error) { st.alarms, err = tx.Alarms(); return },
			func() (err error) { st.revised, err = tx.Revised(); return },
			func() (err error) { st.spending, err = tx.Spending(desk.MonthOf(st.now)); return },
			func() (err error) {
				st.before, err = tx.Spending(desk.MonthOf(monthOf(st.now).AddDate(0, -1, 0)))
				return
			},
			func() (err error) {
				st.older, err = tx.Spending(desk.MonthOf(monthOf(st.now).AddDate(0, -2, 0)))
				return
			},
			func() error { return s.recall(tx, st) },
			func() error { return s.readCaps(tx, st) },
			func() error { return s.learn(tx, st.now) },
		} {
			if err := read(); err != nil {
				return err
			}
		}
		return nil
	})
	st.past = &s.past
	st.past.since, st.past.shut = make(map[string]int64, len(st.searches)), map[string]map[int64]int64{}
	for i := range st.searches {
		q := &st.searches[i]
		key := desk.SearchKey(q.ID)
		st.past.since[key], st.past.shut[key] = desk.HourOf(q.Created), st.shut(q.ID)
	}
	return st, err
}

func (s *Service) readCaps(tx Tx, st *state) error {
	for n, k := range s.deps.Kinds {
		if k.Abilities.Price.Post == 0 {
			continue
		}
		v, err := tx.Setting(desk.SettingCap(n))
		if err != nil {
			return err
		}
		if cap, err := strconv.ParseInt(v, 10, 64); err == nil {
			st.caps[n] = cap
		}
	}
	return nil
}

// learn brings the profiles up to date.
func (s *Service) learn(tx Tx, now time.Time) error {
	p := &s.past
	from := desk.HourOf(now) - 1
	if p.hours == nil || desk.HourOf(p.at) != desk.HourOf(now) {
		from = desk.HourOf(now.Add(-hearing.Memory))
		p.hours = map[string][]desk.HourCount{}
	}
	fresh, err := tx.Hours(from)
	if err != nil {
		return err
	}
	p.at, p.profiles, p.covered = now, map[learnt]*hearing.Profile{}, map[int64]int64{}
	for key, counts := range fresh {
		old := slices.DeleteFunc(p.hours[key], func(c desk.HourCount) bool { return c.Hour >= from })
		p.hours[key] = append(old, counts...)
	}
	for key, counts := range p.hours {
		if !strings.HasSuffix(key, "/"+desk.PartStream) {
			continue
		}
		for _, c := range counts {
			p.covered[c.Hour] = max(p.covered[c.Hour], c.Covered)
		}
	}
	return nil
}

// profile is what a source or a search usually brings.
func (p *past) profile(key string, now time.Time) *hearing.Profile {
	at := learnt{key, desk.HourOf(now)}
	if have := p.profiles[at]; have != nil {
		return have
	}
	made := hearing.Learn(p.since[key], p.hours[key], p.heard(key), now)
	p.profiles[at] = made
	return made
}

// alarms are what is wrong now.
func (s *Service) alarms(st *state) (out []desk.Alarm) {
	deaf := false
	for i := range st.sources {
		src := &st.sources[i]
		a := st.accounts[src.Account]
		if a == nil || a.Paused {
			continue
		}
		facts := hearing.SourceFacts{Source: *src, Usual: st.past.profile(src.Key, st.now), Heard: src.Recent, Over: src.Over, By: st.nameOf(src.Canary.SentBy), Now: st.now}
		f, found := hearing.OfSource(facts)
		if !found {
			continue
		}
		deaf = deaf || src.Part == desk.PartStream
		if f.Kind == hearing.KindDead && st.now.Sub(s.begun) < hearing.GapAfter && !st.lasts(src.Key+"/"+f.Kind) {
			continue // who hears begins as this does, and has had no time for a sign of life
		}
		out = append(out, desk.Alarm{Key: src.Key + "/" + f.Kind, Kind: f.Kind, Subject: subject(a, src.Part), Problem: f.Problem, Mend: f.Mend,
			Link: fmt.Sprintf("/settings/accounts/%d", mendedAt(st, f, facts)), Urgent: f.Urgent})
	}
	out = append(out, silentSearches(st, deaf)...)
	out = append(out, s.capped(st)...)
	out = append(out, s.gapAlarms(st)...)
	if s.deps.Waiting != nil {
		f, found := hearing.OfQueue(s.deps.Waiting, st.now)
		if found {
			out = append(out, desk.Alarm{Key: "queue", Kind: f.Kind, Subject: "Matching on other machines", Problem: f.Problem, Mend: f.Mend, Link: "/hearing", Urgent: f.Urgent})
		}
	}
	if s.deps.Window != nil {
		if err := s.deps.Window(); err != nil {
			out = append(out, desk.Alarm{Key: "window", Kind: hearing.KindWindow, Subject: "The window of heard posts", Problem: "Heard posts can't be written to disk, so searches can't be tested on what's being said now.",
				Mend: "Check that the data folder's disk has space. Cases are not affected.", Link: "/hearing"})
		}
	}
	return out
}

// mendedAt is the account by which something is mended: that of the source, or the one whose test post the network does
// not take or does not leave.
func mendedAt(st *state, f hearing.Finding, facts hearing.SourceFacts) desk.AccountID {
	c := &facts.Source.Canary
	if own, found := hearing.OfOwn(facts); found && own == f && (c.Refused != "" || c.Gone) && st.accounts[c.SentBy] != nil {
		return c.SentBy
	}
	return facts.Source.Account
}

// lasts reports whether an alarm was raised before and is not over.
func (st *state) lasts(key string) bool {
	return slices.ContainsFunc(st.alarms, func(a desk.Alarm) bool { return a.Key == key })
}

// nameOf is what an account is called, "" if it is gone.
func (st *state) nameOf(id desk.AccountID) string {
	if a := st.accounts[id]; a != nil {
		return a.Name
	}
	return ""
}

// silentSearches are those that used to hit. Where their sources are deaf, or a cap keeps them from hearing, none is told
// of anew; one that was silent before stays so, or it would ring again when that is over.
func silentSearches(st *state, deaf bool) (out []desk.Alarm) {
	for i := range st.searches {
		n := &st.searches[i]
		key := desk.SearchKey(n.ID) + "/" + hearing.KindSilent
		mute := deaf || slices.ContainsFunc(st.spending, func(sp desk.Spend) bool { return !sp.Capped.IsZero() && (sp.Search == n.ID || sp.Search == 0) })
		if n.Paused || mute && !st.lasts(key) {
			continue
		}
		_, f, found := hearing.OfSearch(hearing.SearchFacts{Usual: st.past.profile(desk.SearchKey(n.ID), st.now), Last: n.LastAt, Changed: st.revised[n.ID], Mute: mute, Now: st.now})
		if found {
			out = append(out, desk.Alarm{Key: key, Kind: f.Kind, Subject: n.Name, Problem: f.Problem, Mend: f.Mend, Link: fmt.Sprintf("/searches/%d", n.ID)})
		}
	}
	return out
}

// capped are the caps that keep searches from hearing.
func (s *Service) capped(st *state) (out []desk.Alarm) {
	for _, sp := range st.spending {
		if sp.Capped.IsZero() {
			continue
		}
		lost, basis := s.notHeard(st, sp, st.now)
		next := purse.Next(st.now).Format("2 January")
		a := desk.Alarm{Key: fmt.Sprintf("cap:%s/%d", sp.Network, sp.Search), Kind: hearing.KindCapped, Link: "/hearing#purse-" + string(sp.Network),
			Mend: "Raise the cap, or wait until it resets on " + next + ", 00:00 UTC."}
		if sp.Search == 0 {
			a.Subject, a.Urgent = s.deps.Kinds[sp.Network].Name, true
			a.Problem = "The network's monthly cap is reached: nothing more is read for searches."
		} else {
			a.Subject = searchName(st, sp.Search)
			a.Problem = "This search's monthly cap is reached: nothing more is read for it on " + s.deps.Kinds[sp.Network].Name + "."
		}
		if lost > 0 {
			a.Problem += fmt.Sprintf(" About %s posts were not heard so far. %s", desk.Numeral(lost), basis)
		}
		out = append(out, a)
	}
	return out
}

func searchName(st *state, id desk.SearchID) string {
	for i := range st.searches {
		if st.searches[i].ID == id {
			return st.searches[i].Name
		}
	}
	return "a search that was removed"
}

func told(kind desk.EventKind, a *desk.Alarm, at time.Time) *desk.Event {
	return &desk.Event{Kind: kind, At: at, Data: map[string]string{"key": a.Key, "kind": a.Kind, "subject": a.Subject, "problem": a.Problem, "mend": a.Mend}}
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
