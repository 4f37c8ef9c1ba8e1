package explain

import (
	"encoding/json"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/protocol"
)

// Line is what is written of one message. Lists are never null.
type Line struct {
	ID             json.RawMessage         `json:"id"`       // as given; null where none was
	Language       string                  `json:"language"` // BCP 47 base language; "" unknown
	Sentiment      Sentiment               `json:"sentiment"`
	Intent         Intent                  `json:"intent"`
	Complaint      float64                 `json:"complaint"`       // probability, 0 to 1
	Urgency        string                  `json:"urgency"`         // low, normal, high
	TriedElsewhere []string                `json:"tried_elsewhere"` // phone, email, chat, shop, social
	Private        []Private               `json:"private"`         // in the order of the text
	ReplyActs      []string                `json:"reply_acts"`      // of what the company says
	Lengths        map[desk.Network]Length `json:"lengths"`
	Decision       *Decision               `json:"decision,omitempty"` // with a protocol, of what a customer says
}

// Sentiment is the author's mood: negative, neutral, positive; the score from -1 to 1.
type Sentiment struct {
	Label string  `json:"label"`
	Score float64 `json:"score"`
}

// Intent is what the author wants, and how sure that is, 0 to 1.
type Intent struct {
	Label      string  `json:"label"`
	Confidence float64 `json:"confidence"`
}

// Private is private data: a type of privacy.Types, and its place in Unicode code
// points, end exclusive.
type Private struct {
	Type  string `json:"type"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Length is how long the text is on a network, in the network's own unit.
type Length struct {
	Used  int  `json:"used"`
	Limit int  `json:"limit"`
	Fits  bool `json:"fits"`
}

// Decision is what the protocol says, and why.
type Decision struct {
	Version int    `json:"version"`
	Rule    string `json:"rule"`
	Respond string `json:"respond"`          // yes, no, watch
	Within  string `json:"within,omitempty"` // "30m"; with yes
	Hours   string `json:"hours"`            // calendar, covered
	Where   string `json:"where"`            // public, private
	Team    string `json:"team,omitempty"`
	Skill   string `json:"skill,omitempty"`
	Urgency string `json:"urgency"`
	Macro   string `json:"macro,omitempty"`
	// Escalate is who is told at once: a team, or "duty".
	Escalate string   `json:"escalate,omitempty"`
	Advice   string   `json:"advice,omitempty"`
	Because  []string `json:"because"`
}

func decision(d desk.Decision) *Decision {
	out := &Decision{Version: d.Version, Rule: d.Rule, Respond: d.Respond, Hours: d.Hours, Where: d.Where, Team: d.Team, Skill: d.Skill,
		Urgency: d.Urgency, Macro: d.Macro, Escalate: d.Escalate, Advice: d.Advice, Because: d.Because}
	if d.Within > 0 {
		out.Within = protocol.FormatWithin(d.Within)
	}
	if out.Because == nil {
		out.Because = []string{}
	}
	return out
}

// private gives findings with places in code points.
func private(text string, found []desk.Finding) []Private {
	list := []Private{}
	at, points := 0, 0
	for _, f := range found {
		points += utf8.RuneCountInString(text[at:f.Span.Start])
		end := points + utf8.RuneCountInString(text[f.Span.Start:f.Span.End])
		list = append(list, Private{f.Type, points, end})
		at, points = f.Span.End, end
	}
	return list
}

// names are what a reply does; a place to which it sends the customer stands behind a colon.
func names(acts []desk.Act) []string {
	list := []string{}
	for _, a := range acts {
		if a.To != "" {
			a.Label += ":" + a.To
		}
		list = append(list, a.Label)
	}
	return list
}
