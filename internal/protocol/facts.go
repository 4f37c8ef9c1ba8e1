package protocol

import (
	"slices"
	"time"
	"unicode/utf8"

	"heed/internal/desk"
)

// Facts are what conditions may ask, about one message at one moment. Conditions name
// them as [Vocabulary] says. Longer texts and lists are cut (see maxText, maxList).
type Facts struct {
	Text       string
	Lang       string // BCP 47 base language; "" unknown
	Network    string
	Form       string // post, reply, repost, quote, direct
	Private    bool
	Followers  int // of the author; -1 unknown
	Verified   bool
	MentionsUs bool     // the message addresses the company: it mentions it, answers it or is private
	Hits       []string // names of the saved searches that heard it

	Intent      string
	Confidence  float64 // of Intent, 0 to 1
	Sentiment   string  // negative, neutral, positive
	Score       float64 // of Sentiment, -1 to 1
	Urgency     string  // low, normal, high
	Thanks      string  // thanks, confirms; "" neither
	Tried       []string
	PrivateData []string // types of private data in the text, without what is unsure

	Cases     int // of this person, so far
	Muted     bool
	FirstTime bool // no earlier case

	Stage          string // of the case; "new" before there is one
	Messages       int    // in the case
	WaitingMinutes int

	Open bool // somebody covers at this moment
}

// Bounds of what conditions see.
const (
	maxText = 10_000 // bytes
	maxList = 50
	maxItem = 100 // bytes of a list's item or of a short fact
)

// FactsOf gathers the facts of a message. p and c may be nil: a person or case that is
// not known yet. open tells whether somebody covers now. A message that no search
// heard is taken to address the company.
func FactsOf(m *desk.Message, p *desk.Person, c *desk.Case, open bool, now time.Time) Facts {
	s := m.Signals
	f := Facts{
		Text: m.Text, Lang: or(m.Lang, s.Language.Label), Network: string(m.Network), Form: string(m.Form),
		Private: m.Private, Followers: m.Author.Followers, Verified: m.Author.Verified,
		MentionsUs: m.Private || len(m.Hits) == 0,
		Intent:     s.Intent.Label, Confidence: s.Intent.Confidence,
		Sentiment: s.Sentiment.Label, Score: s.Score, Urgency: s.Urgency.Label, Thanks: s.Thanks.Label,
		FirstTime: true, Open: open,
	}
	for _, h := range m.Hits {
		f.Hits = add(f.Hits, h.Name)
	}
	for _, t := range s.Tried {
		f.Tried = add(f.Tried, t.Label)
	}
	for _, x := range s.Private {
		if !x.Unsure {
			f.PrivateData = add(f.PrivateData, x.Type)
		}
	}
	since := m.PostedAt
	if c != nil {
		f.Stage, f.Messages = string(c.Stage), c.Messages
		f.MentionsUs = f.MentionsUs || c.Reason == "mention" || c.Reason == "reply" || c.Reason == "private message"
		if !c.WaitingSince.IsZero() {
			since = c.WaitingSince
		}
	}
	if p != nil {
		f.Cases, f.Muted = p.Cases, p.MutedUntil.After(now)
		f.FirstTime = p.Cases == 0 || p.Cases == 1 && c != nil && c.ID != 0
	}
	if !since.IsZero() && now.After(since) {
		f.WaitingMinutes = int(now.Sub(since) / time.Minute)
	}
	return f
}

func add(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// cut shortens a text to at most n bytes, between two characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func cutList(list []string) []string {
	out := make([]string, min(len(list), maxList))
	for i := range out {
		out[i] = cut(list[i], maxItem)
	}
	return out
}
