// Package route chooses who answers a case, and says why.
//
// It promises that nobody gets a case that they cannot answer (role, team, language,
// presence, limit), that who knows a customer is asked before others, that work is
// shared by load, and that among equals turns are taken. The same input gives the same
// answer.
package route

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"heed/internal/desk"
)

// DefaultLimit is how many open cases an agent has at most whose Limit is 0.
const DefaultLimit = 25

// Candidate is an agent who may get a case, and what speaks for it.
type Candidate struct {
	Agent        desk.Agent
	Open         int       // cases that the agent has now
	Knows        bool      // has answered this person before
	Online       bool      // on shift now; a caller that cannot tell says true
	LastAssigned time.Time // zero: never
}

// Assign chooses the agent who gets a case, and says why; 0 and why nobody fits. An
// agent who has the case already keeps it while they fit. An agent without teams or
// without languages is taken for none of the teams, and for all languages.
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
	lang := base(c.Lang)
	able := keep(all, func(x Candidate) bool {
		return x.Agent.ID != 0 && !x.Agent.Disabled && x.Agent.Role != desk.Viewer
	})
	if len(able) == 0 {
		return nil, "nobody at this desk answers cases"
	}
	team := keep(able, func(x Candidate) bool { return c.Team == 0 || slices.Contains(x.Agent.Teams, c.Team) })
	if len(team) == 0 {
		return nil, "nobody belongs to " + teamName(c)
	}
	who := when(c.Team == 0, "nobody", "nobody in "+teamName(c))
	if len(keep(team, func(x Candidate) bool { return speaks(x.Agent, lang) })) == 0 {
		return nil, who + " speaks " + language(lang)
	}
	shift := keep(team, func(x Candidate) bool { return x.Online && !x.Agent.Away })
	if len(shift) == 0 {
		return nil, who + " is on shift"
	}
	fluent := keep(shift, func(x Candidate) bool { return speaks(x.Agent, lang) })
	if len(fluent) == 0 {
		return nil, who + " on shift speaks " + language(lang)
	}
	free := keep(fluent, func(x Candidate) bool { return x.Open < limit(x.Agent) || x.Agent.ID == c.Assignee })
	if len(free) == 0 {
		return nil, fmt.Sprintf("%s who could take it has room: all %d have as many cases as they may", who, len(fluent))
	}
	return free, ""
}

// compare puts first who has the case, then who knows the person, then the least load
// for its limit, then the longest wait for a case. The id settles the rest.
func compare(a, b Candidate, has desk.AgentID) int {
	return cmp.Or(
		first(has != 0 && a.Agent.ID == has, has != 0 && b.Agent.ID == has),
		first(a.Knows, b.Knows),
		cmp.Compare(a.Open*limit(b.Agent), b.Open*limit(a.Agent)),
		a.LastAssigned.Compare(b.LastAssigned),
		cmp.Compare(a.Agent.ID, b.Agent.ID),
	)
}

func because(best Candidate, fit []Candidate, c *desk.Case, now time.Time) string {
	name := or(best.Agent.Name, "this agent")
	load := fmt.Sprintf("%d of %d cases", best.Open, limit(best.Agent))
	others := keep(fit, func(x Candidate) bool { return x.Agent.ID != best.Agent.ID })
	alike := keep(others, func(x Candidate) bool {
		return x.Knows == best.Knows && x.Open*limit(best.Agent) == best.Open*limit(x.Agent)
	})
	switch {
	case c.Assignee != 0 && best.Agent.ID == c.Assignee:
		return name + " has it already"
	case best.Knows:
		return name + " knows this customer (" + load + ")"
	case len(others) == 0:
		return name + " is the only one who can take it now (" + load + ")"
	case len(alike) == 0:
		return name + " has the least to do (" + load + ")"
	case best.LastAssigned.IsZero():
		return name + "'s turn: no case so far (" + load + ")"
	}
	return fmt.Sprintf("%s's turn: the last new case was %s ago (%s)", name, ago(now.Sub(best.LastAssigned)), load)
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
