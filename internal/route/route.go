// Package route chooses who answers a case, and says why.
//
// It promises that nobody gets a case that they cannot answer (role, team, language,
// skill, authority, shift, limit), that those at the desk are asked before others and who
// knows a customer before who does not, that work is shared by weighted load, and that
// among equals turns are taken. The same input gives the same answer.
//
// Begin with [Candidates] and [Assign].
package route

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// DefaultLimit is how many open cases an agent has at most whose Limit is 0.
const DefaultLimit = 25

// What a case weighs in an agent's load, in quarters of a case: one in which a customer
// waits counts whole, twice when it is urgent; one that waits for others a quarter.
const (
	weighsReply   = 4
	weighsUrgent  = 4 // besides
	weighsWaiting = 1
)

// weight is a load in quarters of a case.
func weight(l desk.Load) int {
	return weighsReply*l.Reply + weighsUrgent*l.Urgent + weighsWaiting*l.Waiting
}

// Candidate is an agent who may get a case, and what speaks for it.
type Candidate struct {
	Agent        desk.Agent
	Load         desk.Load // that the agent has now
	Knows        bool      // has answered this person before
	Online       bool      // within working hours; a caller that cannot tell says true
	Here         bool      // used the desk a moment ago
	LastAssigned time.Time // zero: never
}

// Assign chooses the agent who gets a case, and says why; 0 and why nobody fits. An
// agent who has the case already keeps it while they fit. An agent without teams or
// without languages is taken for none of the teams, and for all languages. The skill that
// the case's decision asks for and the authority that the case needs are never waived.
func Assign(c *desk.Case, candidates []Candidate, now time.Time) (desk.AgentID, string) {
	fit, why := fitting(c, candidates)
	if len(fit) == 0 {
		return 0, why
	}
	best := slices.MinFunc(fit, func(a, b Candidate) int { return compare(a, b, c.Assignee) })
	return best.Agent.ID, because(best, fit, c, now)
}

// fitting leaves those who can take the case; with none it says what was missing.
func fitting(c *desk.Case, all []Candidate) ([]Candidate, string) {
	able := keep(all, func(x Candidate) bool {
		return x.Agent.ID != 0 && !x.Agent.Disabled && x.Agent.Role != desk.Viewer
	})
	if len(able) == 0 {
		return nil, "no one at this desk answers cases"
	}
	team := keep(able, func(x Candidate) bool { return c.Team == 0 || slices.Contains(x.Agent.Teams, c.Team) })
	if len(team) == 0 {
		return nil, "nobody belongs to " + teamName(c)
	}
	who := when(c.Team == 0, "nobody", "nobody in "+teamName(c))
	lang := base(c.Lang)
	asks := []struct {
		says string
		ok   func(desk.Agent) bool
	}{
		{"speaks " + language(lang), func(a desk.Agent) bool { return speaks(a, lang) }},
		{"has the skill " + c.Decision.Skill, func(a desk.Agent) bool { return Skilled(a, c.Decision.Skill) }},
		{fmt.Sprintf("may decide about %d", c.Needs), func(a desk.Agent) bool { return a.Authority >= c.Needs }},
	}
	able = team
	for _, q := range asks {
		if able = keep(able, func(x Candidate) bool { return q.ok(x.Agent) }); len(able) == 0 {
			return nil, who + " " + q.says
		}
	}
	shift := keep(team, onShift)
	if len(shift) == 0 {
		return nil, who + " is on shift"
	}
	for _, q := range asks {
		if shift = keep(shift, func(x Candidate) bool { return q.ok(x.Agent) }); len(shift) == 0 {
			return nil, who + " on shift " + q.says
		}
	}
	free := keep(shift, func(x Candidate) bool { return weight(x.Load) < 4*limit(x.Agent) || x.Agent.ID == c.Assignee })
	if len(free) == 0 {
		return nil, fmt.Sprintf("%s who could take it has room: all %d are at their limit", who, len(shift))
	}
	return free, ""
}

func onShift(x Candidate) bool { return x.Online && !x.Agent.Away }

// Skilled reports whether an agent has a skill; everybody has none.
func Skilled(a desk.Agent, skill string) bool {
	return skill == "" || slices.ContainsFunc(a.Skills, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), strings.TrimSpace(skill)) })
}

// compare puts first who has the case, then who is at the desk, then who knows the person,
// then the least load for its limit, then the longest wait for a case. The id settles the
// rest.
func compare(a, b Candidate, has desk.AgentID) int {
	return cmp.Or(
		first(has != 0 && a.Agent.ID == has, has != 0 && b.Agent.ID == has),
		first(a.Here, b.Here),
		first(a.Knows, b.Knows),
		cmp.Compare(weight(a.Load)*limit(b.Agent), weight(b.Load)*limit(a.Agent)),
		a.LastAssigned.Compare(b.LastAssigned),
		cmp.Compare(a.Agent.ID, b.Agent.ID),
	)
}

func because(best Candidate, fit []Candidate, c *desk.Case, now time.Time) string {
	name := or(best.Agent.Name, "this agent")
	load := loadWords(best)
	others := keep(fit, func(x Candidate) bool { return x.Agent.ID != best.Agent.ID })
	here := keep(others, func(x Candidate) bool { return x.Here })
	alike := keep(others, func(x Candidate) bool {
		return x.Here == best.Here && x.Knows == best.Knows && weight(x.Load)*limit(best.Agent) == weight(best.Load)*limit(x.Agent)
	})
	switch {
	case c.Assignee != 0 && best.Agent.ID == c.Assignee:
		return name + " already has it"
	case best.Knows:
		return name + " knows this customer (" + load + ")"
	case len(others) == 0:
		return name + " is the only one who can take it now (" + load + ")"
	case best.Here && len(here) == 0:
		return name + " is the only one of those at the desk who can take it (" + load + ")"
	case len(alike) == 0:
		return name + " has the lightest load (" + load + ")"
	case best.LastAssigned.IsZero():
		return name + "'s turn: no case so far (" + load + ")"
	}
	return fmt.Sprintf("%s's turn: the last new case was %s ago (%s)", name, ago(now.Sub(best.LastAssigned)), load)
}

// loadWords is "load 6¼ of 25".
func loadWords(x Candidate) string {
	w := weight(x.Load)
	return fmt.Sprintf("load %s of %d", quarters(w), limit(x.Agent))
}

func quarters(w int) string {
	part := [4]string{"", "¼", "½", "¾"}[w%4]
	if w < 4 && part != "" {
		return part
	}
	return strconv.Itoa(w/4) + part
}

func keep(all []Candidate, ok func(Candidate) bool) []Candidate {
	var kept []Candidate
	for _, c := range all {
		if ok(c) {
			kept = append(kept, c)
		}
	}
	return kept
}

func limit(a desk.Agent) int {
	if a.Limit > 0 {
		return a.Limit
	}
	return DefaultLimit
}

func speaks(a desk.Agent, lang string) bool {
	return lang == "" || len(a.Langs) == 0 || slices.ContainsFunc(a.Langs, func(l string) bool { return base(l) == lang })
}

// base is the base language of a BCP 47 tag; "" for one that says nothing.
func base(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	if tag == "und" || tag == "zxx" || tag == "mul" {
		return ""
	}
	return tag
}

func teamName(c *desk.Case) string {
	if c.Decision.Team != "" {
		return "team " + c.Decision.Team
	}
	return "the case's team"
}

func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d days", d/(24*time.Hour))
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func when(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}

// Facts are what a desk knows of its agents besides their profiles.
type Facts struct {
	Loads  map[desk.AgentID]desk.Load
	Seen   map[desk.AgentID]time.Time // when they last used the desk
	Last   map[desk.AgentID]time.Time // when they last got a case
	Recent []*desk.Case               // of the same person: who had one knows the customer
}

// hereFor is how long after the last step somebody counts as being at the desk.
const hereFor = 15 * time.Minute

// SeenSince is from when on [Facts.Seen] is asked for.
func SeenSince(now time.Time) time.Time { return now.Add(-hereFor) }

// Candidates puts together what speaks for each agent. online tells whether an agent works
// now.
func Candidates(agents []desk.Agent, f Facts, now time.Time, online func(*desk.Agent) bool) []Candidate {
	list := make([]Candidate, 0, len(agents))
	for i := range agents {
		a := &agents[i]
		seen, here := f.Seen[a.ID]
		list = append(list, Candidate{
			Agent: *a, Load: f.Loads[a.ID], LastAssigned: f.Last[a.ID], Online: online(a),
			Here:  here && seen.After(SeenSince(now)),
			Knows: slices.ContainsFunc(f.Recent, func(c *desk.Case) bool { return c.Assignee == a.ID }),
		})
	}
	return list
}
