package intake

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"heed/internal/calendar"
	"heed/internal/desk"
	"heed/internal/protocol"
	"heed/internal/purse"
	"heed/internal/sla"
)

// Known is the desk's set-up as intake uses it: compiled, and never changed once made, but
// for its searches, which change one by one. A new one replaces it when the set-up changes.
type Known struct {
	accounts  map[desk.AccountID]desk.Account
	handles   map[ownHandle]desk.AccountID
	listening map[desk.Network]desk.AccountID // the account that answers for a network and brand 0
	brands    map[desk.BrandID]desk.Brand
	searches  *searches
	calendars map[desk.CalendarID]*calendar.Calendar
	protocol  *protocol.Protocol
	version   int // of protocol
	active    int // version that was to decide when this was read
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

// load reads and compiles the set-up, with searches that were read before. A part that does
// not compile is left out and named in Problems: one bad search must not stop the desk from
// hearing.
func load(tx Setup, all *searches) (*Known, error) {
	k := &Known{
		accounts:  map[desk.AccountID]desk.Account{},
		handles:   map[ownHandle]desk.AccountID{},
		listening: map[desk.Network]desk.AccountID{},
		brands:    map[desk.BrandID]desk.Brand{},
		searches:  all,
		calendars: map[desk.CalendarID]*calendar.Calendar{},
		teams:     map[string]desk.Team{},
	}
	for _, part := range []func(Setup) error{k.loadAccounts, k.loadSearches, k.loadHours, k.loadPeople, k.loadDuty, k.loadClocks} {
		if err := part(tx); err != nil {
			return nil, fmt.Errorf("intake.Reload: %w", err)
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
	problems, err := k.searches.load(tx)
	k.Problems = append(k.Problems, problems...)
	return err
}

// loadPurse reads what may be spent and what was.
func (k *Known) loadPurse(tx Setup, prices map[desk.Network]int64, month int) (err error) {
	if len(prices) == 0 {
		return nil
	}
	k.caps = purse.Caps{Network: map[desk.Network]int64{}, Search: maps.Clone(k.searches.caps)}
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
			document, k.version, k.active = p.Document, p.Version, p.Version
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

// Answering is the account of a brand on a network, else one that listens there.
func (k *Known) Answering(network desk.Network, brand desk.BrandID, heardBy desk.AccountID) desk.AccountID {
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
