package view

import (
	"fmt"

	"heed/internal/desk"
	"heed/internal/inbox"
)

// MentionNotice says to a reader that a note names them: one line, and a text that holds none of
// the note's words, for it leaves the desk.
func MentionNotice(r desk.Reader, m inbox.Mention) (subject, text string) {
	who := m.Customer
	if who == "" {
		who = Say(r.Lang, "a customer on %s", m.Case.Network)
	} else {
		who = Say(r.Lang, "%s on %s", who, m.Case.Network)
	}
	return Say(r.Lang, "%s mentioned you in %s", m.By, m.Case.ID), Say(r.Lang, "%s left you a note on the case of %s. Open it to read the note.", m.By, who)
}

func anyUnread(m *inbox.Mentions) bool {
	for i := range m.Lines {
		if m.Lines[i].Read.IsZero() {
			return true
		}
	}
	return false
}

// nameAmong is what names a colleague: their name, or their address where another has the name too.
func nameAmong(list []desk.Agent, i int) string {
	for j := range list {
		if j != i && list[j].Name == list[i].Name {
			return list[i].Email
		}
	}
	return list[i].Name
}

// quietEnd is an end of an agent's quiet time; "" where there is none.
func quietEnd(r desk.Reach, minutes int) string {
	if r.QuietFrom == r.QuietTo {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
