package intake

import "heed/internal/desk"

// Wants reports whether Take could keep a new public post that answers nobody, or would count
// it for a search. A channel asks before it reads a post in full. It does no I/O and is safe
// for concurrent use.
func (s *Service) Wants(account desk.AccountID, network desk.Network, m *desk.Message) bool {
	k := s.known.Load()
	if k == nil || len(m.Text) > maxText || m.Parent != "" {
		return true
	}
	m.Account, m.Network = account, network
	if k.own(network, m.Author) != 0 {
		return true
	}
	if to, _ := k.addressed(m); to != 0 {
		return true
	}
	return k.searches.wants(m)
}
