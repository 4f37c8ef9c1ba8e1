package intake

import "heed/internal/desk"

// Wants reports whether Take could keep something of a public stream, or would count it for a
// search. A channel asks before it reads an event in full, in the order of the stream: what is
// wanted is known from then on, and so is what hangs on it. What it does not want needs not be
// taken; a deletion of a message that the desk does not have is remembered all the same. It
// does no I/O, keeps nothing of h and is safe for concurrent use.
func (s *Service) Wants(account desk.AccountID, network desk.Network, h *desk.Heard) bool {
	k := s.known.Load()
	if k == nil || h.Change == desk.Edited {
		return true // edits are rare
	}
	m := &h.Message
	m.Account, m.Network = account, network
	if h.Change == desk.Deleted {
		return k.own(network, m.Author) != 0 || s.ends(m)
	}
	if !s.wantsNew(k, m) {
		return false
	}
	s.keys.add(desk.KeyOf(m))
	return true
}

// ends reports whether a deletion may be of a message that the desk has. It looks twice: who
// keeps the message at this moment adds it to the keys first and looks at what is gone last,
// so that one of both sees the other.
func (s *Service) ends(m *desk.Message) bool {
	if s.keys.has(m.Network, m.NetworkID) {
		return true
	}
	if m.HeardAt.IsZero() {
		m.HeardAt = s.now()
	}
	s.gone.add(m)
	return s.keys.has(m.Network, m.NetworkID)
}

func (s *Service) wantsNew(k *Known, m *desk.Message) bool {
	if len(m.Text) > maxText || k.own(m.Network, m.Author) != 0 {
		return true
	}
	if m.Form == desk.Repost {
		return k.own(m.Network, m.SubjectBy) != 0 || s.keys.has(m.Network, m.Subject)
	}
	if to, _ := k.addressed(m); to != 0 {
		return true
	}
	return m.Parent != "" && s.keys.has(m.Network, m.Parent) || k.searches.wants(m)
}
