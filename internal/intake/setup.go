package intake

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/protocol"
	"heed/internal/purse"
	"heed/internal/sla"
)

// Known is the desk's set-up as intake uses it: compiled, and never changed once made.
// A new one replaces it when the set-up changes.
type Known struct {
	accounts  map[desk.AccountID]desk.Account
	handles   map[ownHandle]desk.AccountID
	listening map[desk.Network]desk.AccountID // the account that answers for a network and brand 0
	brands    map[desk.BrandID]desk.Brand
	searches  map[desk.SearchID]desk.Search
	set       *listen.Set
	matchers  sync.Pool // of *listen.Matcher
	calendars map[desk.CalendarID]*calendar.Calendar
	protocol  *protocol.Protocol
	version   int
	teams     map[string]desk.Team
	agents    []desk.Agent
	caps      purse.Caps
	spent     []desk.Spend
	duties    []Duty
	clocks    *sla.Rules
	// Problems are parts of the set-up that could not be used, in sentences.
	Problems []string
}

type ownHandle struct {
	network desk.Network
	key     string // network id, or @name in lower case: people write names as they like
}

// Load reads and compiles the set-up. A part that does not compile is left out and named
// in Problems: one bad search must not stop the desk from hearing.
func Load(tx Setup) (*Known, error) {
	k := &Known{
		accounts:  map[desk.AccountID]desk.Account{},
		handles:   map[ownHandle]desk.AccountID{},
		listening: map[desk.Network]desk.AccountID{},
		brands:    map[desk.BrandID]desk.Brand{},
		searches:  map[desk.SearchID]desk.Search{},
		set:       listen.New(),
		calendars: map[desk.CalendarID]*calendar.Calendar{},
		teams:     map[string]desk.Team{},
	}
	for _, load := range []func(Setup) error{k.loadAccounts, k.loadSearches, k.loadHours, k.loadPeople, k.loadDuty, k.loadClocks} {
		if err := load(tx); err != nil {
			return nil, fmt.Errorf("intake.Load: %w", err)
		}
	}
	return k, nil
}

func (k *Known) loadAccounts(tx Setup) error {
	accounts, err := tx.Accounts()
	if err != nil {
		return err
	}
	for _, a := range accounts {
		k.accounts[a.ID] = a
		if a.Handle.NetworkID != "" {
			k.handles[ownHandle{a.Network, a.Handle.NetworkID}] = a.ID
		}
		if a.Handle.Name != "" {
			k.handles[ownHandle{a.Network, "@" + strings.ToLower(a.Handle.Name)}] = a.ID
		}
	}
	brands, err := tx.Brands()
	for _, b := range brands {
		k.brands[b.ID] = b
	}
	return err
}

func (k *Known) loadSearches(tx Setup) error {
	searches, err := tx.Searches()
	if err != nil {
		return err
	}
	var saved []listen.Saved
	for _, s := range searches {
		k.searches[s.ID] = s
		if s.Paused {
			continue
		}
		q, err := listen.Parse(s.Query)
		if err != nil {
			k.Problems = append(k.Problems, fmt.Sprintf("The search %q does not work: %v", s.Name, err))
			continue
		}
		saved = append(saved, listen.Saved{ID: s.ID, Query: q})
	}
	controls, err := controlSearches(tx)
	if err != nil {
		return err
	}
	k.set.Add(append(saved, controls...)...)
	k.matchers.New = func() any { return k.set.Matcher() }
	return nil
}

// controlSearches are for words that every stream must bring again and again: that they do
// proves the way from the network to here. What they catch is counted and not kept.
func controlSearches(tx Setup) (out []listen.Saved, err error) {
	sources, err := tx.Sources()
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		if s.Part != desk.PartStream || s.Canary.Word == "" {
			continue
		}
		if q, err := listen.Parse(s.Canary.Word); err == nil {
			out = append(out, listen.Saved{ID: desk.ControlID(s.Account), Query: q})
		}
	}
	return out, nil
}

// loadPurse reads what may be spent and what was.
func (k *Known) loadPurse(tx Setup, prices map[desk.Network]int64, month int) (err error) {
	if len(prices) == 0 {
		return nil
	}
	k.caps = purse.Caps{Network: map[desk.Network]int64{}, Search: map[desk.SearchID]int64{}}
	for _, s := range k.searches {
		if s.Cap > 0 {
			k.caps.Search[s.ID] = s.Cap
		}
	}
	for n := range prices {
		v, err := tx.Setting(desk.SettingCap(n))
		if err != nil {
			return err
		}
		if micros, err := strconv.ParseInt(v, 10, 64); err == nil {
			k.caps.Network[n] = micros
		}
	}
	k.spent, err = tx.Spending(month)
	return err
}

// wants reports whether any search matches a post.
func (k *Known) wants(m *desk.Message) bool {
	matcher := k.matchers.Get().(*listen.Matcher)
	defer k.matchers.Put(matcher)
	return len(matcher.Match(m, nil)) > 0
}

// match tries every search on a post. Those that match are few: why they do is found out
// for them alone. control reports that the control search of the post's account caught it.
func (k *Known) match(m *desk.Message) (_ []desk.Hit, control bool) {
	matcher := k.matchers.Get().(*listen.Matcher)
	defer k.matchers.Put(matcher)
	all := matcher.Match(m, nil)
	found := all[:0]
	for _, id := range all {
		if id > 0 {
			found = append(found, id)
		}
		control = control || id == desk.ControlID(m.Account)
	}
	if len(found) == 0 {
		return nil, control
	}
	post := listen.PostOf(m)
	var hits []desk.Hit
	for _, id := range found {
		s := k.searches[id]
		q, err := listen.Parse(s.Query)
		if err != nil {
			continue // it was read before, so this cannot be
		}
		if hit, ok := q.Match(&post); ok {
			hit.Search, hit.Name = id, s.Name
			hits = append(hits, hit)
		}
	}
	return hits, control
}

func (k *Known) loadHours(tx Setup) error {
	calendars, err := tx.Calendars()
	if err != nil {
		return err
	}
	for _, c := range calendars {
		cal, err := calendar.Parse(c.Document)
		if err != nil {
			k.Problems = append(k.Problems, fmt.Sprintf("The calendar %q does not work: %v", c.Name, err))
			continue
		}
		k.calendars[c.ID] = cal
	}
	protocols, err := tx.Protocols()
	if err != nil {
		return err
	}
	document := protocol.Default()
	for _, p := range protocols {
		if p.Active {
			document, k.version = p.Document, p.Version
			break
		}
	}
	k.protocol, err = protocol.Parse(document)
	if err != nil {
		k.Problems = append(k.Problems, fmt.Sprintf("Version %d of the protocol does not work, so the default protocol decides: %v", k.version, err))
		k.version = 0
		k.protocol, err = protocol.Parse(protocol.Default())
	}
	return err
}

func (k *Known) loadPeople(tx Setup) error {
	teams, err := tx.Teams()
	if err != nil {
		return err
	}
	for _, t := range teams {
		k.teams[t.Name] = t
	}
	k.agents, err = tx.Agents()
	return err
}

// own finds the account whose handle a ref is, 0 for none.
func (k *Known) own(network desk.Network, r desk.HandleRef) desk.AccountID {
	if r.NetworkID != "" {
		if id, ok := k.handles[ownHandle{network, r.NetworkID}]; ok {
			return id
		}
	}
	if r.Name != "" {
		return k.handles[ownHandle{network, "@" + strings.ToLower(r.Name)}]
	}
	return 0
}

// Ours reports whether a handle is the company's own.
func (k *Known) Ours(network desk.Network, r desk.HandleRef) bool { return k.own(network, r) != 0 }

// answering is the account of a brand on a network, else one that listens there.
func (k *Known) answering(network desk.Network, brand desk.BrandID, heardBy desk.AccountID) desk.AccountID {
	var best desk.AccountID
	for id, a := range k.accounts {
		if a.Network == network && a.Brand == brand && a.Answers() && (best == 0 || id < best) {
			best = id
		}
	}
	if best == 0 {
		return heardBy
	}
	return best
}

// Hours is the calendar that a decision's clock runs on.
func (k *Known) Hours(brand desk.BrandID, dec desk.Decision) *calendar.Calendar {
	if t, ok := k.teams[dec.Team]; ok && k.calendars[t.Calendar] != nil {
		return k.calendars[t.Calendar]
	}
	if c := k.calendars[k.brands[brand].Calendar]; c != nil {
		return c
	}
	return calendar.Always()
}

// Open reports whether somebody covers a brand at t.
func (k *Known) Open(brand desk.BrandID, t time.Time) bool {
	return k.Hours(brand, desk.Decision{}).Open(t)
}
