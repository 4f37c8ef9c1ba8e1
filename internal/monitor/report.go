package monitor

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"heed/internal/access"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/hearing"
	"heed/internal/order"
	"heed/internal/purse"
)

// Report is everything that the desk knows of its own hearing.
type Report struct {
	Alarms   []desk.Alarm // that last
	Ended    []desk.Alarm // the latest that are over
	Sources  []SourceReport
	Gaps     GapPage
	Searches []SearchReport
	Purses   []PurseReport // of networks that charge
}

// SourceReport is how one source does.
type SourceReport struct {
	desk.Source
	Account desk.Account
	Price   channel.Price
	Usual   float64 // posts an hour that are usual now
	Basis   hearing.Basis
	Need    int     // more hours that must be heard before anything is usual
	Rate    float64 // posts an hour in the latest minutes; -1: too short to tell
	Day     []Hour  // the last 24 hours, oldest first
	Own     bool    // its account may post a canary of its own
	OwnOn   bool
}

// Hour is one hour of a source.
type Hour struct {
	At      time.Time
	Posts   int64
	Usual   float64 // -1: not known
	Covered float64 // 0 to 1; -1: before the source was connected
}

// SearchReport is how one search hears.
type SearchReport struct {
	desk.Search
	hearing.Silence
	PerDay float64 // hits a day that are usual
	Need   int     // more hours that must be heard
	Silent bool
}

// PurseReport is what one network costs this month.
type PurseReport struct {
	Network  desk.Network
	Price    channel.Price
	Cap      int64 // 0: none
	Spent    int64
	Posts    int64
	Forecast int64
	Capped   time.Time
	NotHeard int64  // that the network's cap cost so far; -1: not known
	Basis    string // of NotHeard
	Earlier  int64  // that it cost this month before it was raised; -1: not known
	Searches []SpendReport
	Removed  int64 // spent by searches that are no more
	Before   BeforeReport
}

// BeforeReport is what the month before cost on a network, or what the own cap of a search did in it.
type BeforeReport struct {
	Spent    int64
	Posts    int64
	Capped   time.Time // when the cap ended it; zero: it did not
	NotHeard int64     // from then to the end of the month; -1: not known
	Basis    string    // of NotHeard
	Earlier  int64     // that the cap cost before it was raised; -1: not known
}

// SpendReport is what one search costs on one network this month.
type SpendReport struct {
	Search   desk.SearchID
	Name     string
	Cap      int64
	Spent    int64
	Posts    int64
	Forecast int64
	Capped   time.Time
	NotHeard int64  // that the cap cost so far; -1: not known
	Basis    string // of NotHeard
	Earlier  int64  // that it cost this month before it was raised; -1: not known
	Before   BeforeReport
}

// Open are the alarms that last, the urgent first. Every page tells of them, so they are
// not read for each: what another process raised or ended is seen after a second, what this
// one did at once. Who gets them may not change them.
func (s *Service) Open(ctx context.Context) ([]desk.Alarm, error) {
	now := s.deps.Now()
	if o := s.open.Load(); o != nil && now.Sub(o.at).Abs() < openKept {
		return o.alarms, nil
	}
	o := &openAlarms{at: now}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		o.alarms, err = tx.Alarms()
		return err
	})
	if err != nil {
		return nil, err
	}
	o.alarms = s.withStuck(o.alarms)
	s.open.Store(o)
	return o.alarms, nil
}

type openAlarms struct {
	at     time.Time // when they were read
	alarms []desk.Alarm
}

const openKept = time.Second

// Heard is what an account brought in the last 24 hours, in all processes.
type Heard struct {
	Posts int64 // that were read
	Kept  int64
}

// Heard tells it of every account, without a right: every page of the desk may.
func (s *Service) Heard(ctx context.Context) (map[desk.AccountID]Heard, error) {
	out := map[desk.AccountID]Heard{}
	err := s.store.View(ctx, func(tx Tx) error {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		from := desk.HourOf(s.deps.Now()) - 23
		for i := range accounts {
			if out[accounts[i].ID], err = heardOf(tx, &accounts[i], Parts(s.deps.Kinds[accounts[i].Network], &accounts[i]), from); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func heardOf(tx Tx, a *desk.Account, parts []string, from int64) (h Heard, err error) {
	into := map[string]*int64{desk.PartKept: &h.Kept}
	for _, part := range parts {
		if part != desk.PartMentions || parts[0] != desk.PartStream { // else they came through the stream, too
			into[part] = &h.Posts
		}
	}
	for part, sum := range into {
		hours, err := tx.HoursOf(desk.SourceKey(a.ID, part), from)
		if err != nil {
			return h, err
		}
		for _, c := range hours {
			*sum += c.Posts
		}
	}
	return h, nil
}

const (
	gapsShown = 60 * 24 * time.Hour
	mostGaps  = 1000
)

// Report reads it all; of the list of gaps the page after a place, the first after the zero one.
func (s *Service) Report(ctx context.Context, by desk.Agent, after GapPlace) (Report, error) {
	var r Report
	if err := access.Check(by, access.SeeDesk); err != nil {
		return r, err
	}
	s.judging.Lock()
	defer s.judging.Unlock()
	st, err := s.read(ctx)
	if err != nil {
		return r, err
	}
	on := map[desk.AccountID]bool{}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		for id := range st.accounts {
			v, err := tx.Setting(desk.SettingCanary(id))
			if err != nil {
				return err
			}
			on[id] = v == "on"
		}
		if r.Gaps, err = gapPage(tx, st.now.Add(-gapsShown), after); err != nil {
			return err
		}
		r.Ended, err = tx.EndedAlarms(20)
		return err
	})
	if err != nil {
		return r, err
	}
	r.Alarms = s.withStuck(st.alarms)
	for i := range st.sources {
		if a := st.accounts[st.sources[i].Account]; a != nil {
			r.Sources = append(r.Sources, s.source(st, &st.sources[i], a, on))
		}
	}
	order.Stable(r.Sources, func(a, b SourceReport) int {
		return cmp.Or(cmp.Compare(a.Account.ID, b.Account.ID), -cmp.Compare(a.Part, b.Part))
	})
	for i := range st.searches {
		r.Searches = append(r.Searches, search(st, &st.searches[i]))
	}
	r.Purses = s.purses(st)
	return r, nil
}

func (s *Service) source(st *state, src *desk.Source, a *desk.Account, on map[desk.AccountID]bool) SourceReport {
	usual := st.past.profile(src.Key, st.now)
	out := SourceReport{Source: *src, Account: *a, Price: s.deps.Kinds[a.Network].Abilities.Price, Need: usual.Need(), Rate: -1,
		Own: a.Answers() && src.Part == desk.PartMentions && s.deps.Kinds[a.Network].Abilities.Delete, OwnOn: on[a.ID]}
	out.Usual, out.Basis = usual.Rate(st.now)
	if src.Over >= hearing.DeadAfter {
		out.Rate = float64(src.Recent) / src.Over.Hours()
	}
	for h := desk.HourOf(st.now) - 23; h <= desk.HourOf(st.now); h++ {
		at := time.Unix(h*3600, 0).UTC()
		posts, heard := usual.Between(at, at)
		rate, basis := usual.Rate(at)
		if basis == hearing.Unknown {
			rate = -1
		}
		covered := min(heard.Hours(), 1)
		if at.Before(src.First) {
			covered = -1
		}
		out.Day = append(out.Day, Hour{At: at, Posts: posts, Usual: rate, Covered: covered})
	}
	return out
}

func search(st *state, n *desk.Search) SearchReport {
	usual := st.past.profile(desk.SearchKey(n.ID), st.now)
	out := SearchReport{Search: *n, Need: usual.Need()}
	if !n.Paused {
		out.Silence, _, out.Silent = hearing.OfSearch(hearing.SearchFacts{Usual: usual, Last: n.LastAt, Changed: st.revised[n.ID], Now: st.now})
	}
	perDay, basis := usual.Expected(st.now.Add(-24*time.Hour), st.now)
	if out.PerDay, out.Basis = perDay, basis; basis == hearing.Unknown {
		out.PerDay = -1
	}
	return out
}

// SetCap sets what may be spent on a network in a month, in millionths; 0 takes the cap away.
func (s *Service) SetCap(ctx context.Context, by desk.Agent, n desk.Network, micros int64) error {
	price := s.deps.Kinds[n].Abilities.Price
	if price.Post == 0 {
		return &desk.Error{Kind: desk.Invalid, Field: "cap", Message: "This network doesn't charge for reading."}
	}
	if micros < 0 || micros > 1e15 {
		return &desk.Error{Kind: desk.Invalid, Field: "cap", Message: "That isn't a valid amount.", Mend: "Enter an amount like 25 or 12.50, or leave it empty for no cap."}
	}
	value := ""
	if micros > 0 {
		value = strconv.FormatInt(micros, 10)
	}
	return s.set(ctx, by, desk.SettingCap(n), value, "cap changed", purse.Show(micros, price.Currency))
}

// SetCanary permits an account to post a line now and then that must come back through the
// stream, or forbids it.
func (s *Service) SetCanary(ctx context.Context, by desk.Agent, id desk.AccountID, on bool) error {
	value, what := "", "canary turned off"
	if on {
		value, what = "on", "canary turned on"
	}
	return s.set(ctx, by, desk.SettingCanary(id), value, what, strconv.FormatInt(int64(id), 10))
}

func (s *Service) set(ctx context.Context, by desk.Agent, key, value, what, name string) error {
	if err := access.Check(by, access.EditAccounts); err != nil {
		return err
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		if err := tx.SaveSetting(key, value); err != nil {
			return err
		}
		return tx.Append(&desk.Event{Kind: desk.SettingChanged, Agent: by.ID, At: s.deps.Now(), Data: map[string]string{"what": what, "id": "0", "name": name}})
	})
	if err == nil {
		s.deps.Stale()
		s.deps.Changed()
	}
	return err
}
