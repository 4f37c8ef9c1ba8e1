package desk

import (
	"slices"
	"strings"
	"time"
)

// An Erasure says what is erased: a person with all that they said and all their cases, or some cases
// that ended long ago. The second erases people too of whom nothing else is left.
type Erasure struct {
	Person PersonID // 0: Cases alone
	Cases  []CaseID // of an erasure without a person
	At     time.Time
}

// Kept is how much the desk keeps of a person, or how much was erased.
type Kept struct {
	Persons     []PersonID // with those who turned out to be them
	Cases       []CaseID   // with those that ended in another
	Open        int        // of the cases
	Said        int        // messages of theirs
	Answers     int        // of the company
	Notes       int        // of colleagues
	Copies      int        // reposts and copies, theirs and of what they said
	Versions    int        // earlier texts of what was edited
	Pictures    int
	Events      int
	Corrections int // what colleagues said of their messages, which the desk learns from
	Promises    int
	Others      int // messages of others that answer or quote theirs: they lose the link and the quotation
}

// Messages are all messages but copies.
func (k *Kept) Messages() int { return k.Said + k.Answers + k.Notes }

// Dossier is everything that is kept of a person.
type Dossier struct {
	Persons     []Person // the one asked for first, then those who turned out to be them
	Handles     []Handle
	Cases       []Case
	Messages    []Message // in the order in which they were written, copies among them
	Versions    map[MessageID][]Version
	Pictures    []Picture // without their bytes
	Events      []Event
	Outgoing    []Outgoing
	Promises    []Promise
	Corrections []Correction
}

// Erase leaves of a case its times and numbers. One that was open ends.
func (c *Case) Erase(now time.Time) {
	if !c.Stage.Closed() {
		c.Stage, c.ResolvedAt = Ignored, now
	}
	c.WaitingFor, c.WaitingSince = "", time.Time{}
	c.Subject, c.PersonName, c.Handle, c.Avatar, c.Preview, c.Followers, c.Hits = "", "", "", "", "", -1, nil
	c.Decision.Because, c.Decision.Advice = nil, ""
	c.Due, c.DueKind, c.BreachedAt, c.Clocks, c.Look, c.Asked = time.Time{}, "", time.Time{}, nil, time.Time{}, 0
	c.Unowned, c.Until, c.UntilWhy = "", time.Time{}, ""
	c.ErasedAt = now
}

// ErasedData leaves of what a reader of an event needs what nobody wrote: ids, times and words of ours.
func ErasedData(data map[string]string) map[string]string {
	kept := map[string]string{}
	for key, value := range data {
		if slices.Contains(plainKeys, key) {
			kept[key] = value
		}
	}
	return kept
}

// plainKeys are the keys of events under which no text of anybody stands.
var plainKeys = []string{ // read only
	"rule", "respond", "version", "from", "to", "for", "from_for", "clock", "due", "until", "signal", "copies", "merge", "into",
	"undone", "turn", "after", "needs", "types", "case", "person",
}

// Unlink takes out of a message of somebody else what it says of erased messages and of who wrote them, but
// for its own words. It reports whether anything changed.
func (m *Message) Unlink(erased map[NetworkID]bool, who map[string]bool) (changed bool) {
	for _, id := range []*NetworkID{&m.Parent, &m.Root, &m.Subject} {
		if *id != "" && erased[*id] {
			if id == &m.Subject {
				m.SubjectBy, m.SubjectText = HandleRef{}, ""
			}
			if id == &m.Parent {
				m.ParentBy = HandleRef{}
			}
			*id, changed = "", true
		}
	}
	is := func(r HandleRef) bool {
		return r.NetworkID != "" && who[r.NetworkID] || r.Name != "" && who["@"+strings.ToLower(r.Name)]
	}
	if is(m.ParentBy) {
		m.ParentBy, changed = HandleRef{}, true
	}
	if is(m.SubjectBy) {
		m.SubjectBy, m.SubjectText, changed = HandleRef{}, "", true
	}
	if n := len(m.Mentions); n > 0 {
		m.Mentions = slices.DeleteFunc(slices.Clone(m.Mentions), is)
		changed = changed || len(m.Mentions) < n
	}
	return changed
}

// GraveOf names somebody on a network under whom they are not taken in anew: by their id there, or by name
// where only that is known.
func GraveOf(n Network, r HandleRef) string {
	if r.NetworkID != "" {
		return "person " + string(n) + " " + r.NetworkID
	}
	return "person " + string(n) + " @" + strings.ToLower(r.Name)
}

// GraveOfMessage names a message of the company's that is not taken in anew.
func GraveOfMessage(k MessageKey) string { return "message " + k.Scope + " " + string(k.ID) }
