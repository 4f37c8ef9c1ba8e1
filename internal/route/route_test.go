package route_test

import (
	"fmt"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/route"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func agent(id desk.AgentID, name string, langs ...string) route.Candidate {
	return route.Candidate{Agent: desk.Agent{ID: id, Name: name, Role: desk.Answerer, Langs: langs, Teams: []desk.TeamID{1}}, Online: true}
}

func with(c route.Candidate, change func(*route.Candidate)) route.Candidate {
	change(&c)
	return c
}

func TestAssign(t *testing.T) {
	t.Parallel()
	ana, ben, cem := agent(1, "Ana", "en", "fr"), agent(2, "Ben", "en", "de-AT"), agent(3, "Cem")
	away := func(c *route.Candidate) { c.Agent.Away = true }
	offline := func(c *route.Candidate) { c.Online = false }
	full := func(c *route.Candidate) { c.Load.Reply = 25 }
	open := func(n int) func(*route.Candidate) { return func(c *route.Candidate) { c.Load.Reply = n } }
	knows := func(c *route.Candidate) { c.Knows = true }
	limit := func(n int) func(*route.Candidate) { return func(c *route.Candidate) { c.Agent.Limit = n } }
	here := func(c *route.Candidate) { c.Here = true }
	loaded := func(l desk.Load) func(*route.Candidate) { return func(c *route.Candidate) { c.Load = l } }
	skill := func(s string) func(*route.Candidate) {
		return func(c *route.Candidate) { c.Agent.Skills = []string{s} }
	}
	authority := func(n int64) func(*route.Candidate) { return func(c *route.Candidate) { c.Agent.Authority = n } }
	last := func(d time.Duration) func(*route.Candidate) {
		return func(c *route.Candidate) { c.LastAssigned = now.Add(-d) }
	}
	of := func(cs ...route.Candidate) []route.Candidate { return cs }
	tests := []struct {
		name string
		c    desk.Case
		all  []route.Candidate
		want desk.AgentID
		why  string
	}{
		{"nobody", desk.Case{}, nil, 0, "no one at this desk answers cases"},
		{"only viewers and former agents", desk.Case{}, of(
			with(ana, func(c *route.Candidate) { c.Agent.Role = desk.Viewer }), with(ben, func(c *route.Candidate) { c.Agent.Disabled = true })),
			0, "no one at this desk answers cases"},
		{"no one in the team", desk.Case{Team: 7}, of(ana, ben), 0, "nobody belongs to the case's team"},
		{"no one in the named team", desk.Case{Team: 7, Decision: desk.Decision{Team: "Returns"}}, of(ana, ben), 0, "nobody belongs to team Returns"},
		{"all at home", desk.Case{}, of(with(ana, offline), with(ben, away)), 0, "nobody is on shift"},
		{"no French now", desk.Case{Lang: "fr"}, of(with(ana, away), ben), 0, "nobody on shift speaks French"},
		{"no Polish ever", desk.Case{Lang: "pl"}, of(ana, ben), 0, "nobody speaks Polish"},
		{"a language without a name", desk.Case{Lang: "gsw"}, of(ana, ben), 0, "nobody speaks “gsw”"},
		{"all full", desk.Case{}, of(with(ana, full), with(ben, full)), 0, "nobody who could take it has room: all 2 are at their limit"},
		{"by language", desk.Case{Lang: "de"}, of(ana, ben), 2, "Ben is the only one who can take it now (load 0 of 25)"},
		{"an agent without languages answers in any", desk.Case{Lang: "pl"}, of(ana, ben, cem), 3, "Cem is the only one who can take it now (load 0 of 25)"},
		{"who knows the customer", desk.Case{Lang: "en"}, of(ana, with(with(ben, knows), open(9))), 2, "Ben knows this customer (load 9 of 25)"},
		{"who knows them but is full", desk.Case{}, of(ana, with(with(ben, knows), full)), 1, "Ana is the only one who can take it now (load 0 of 25)"},
		{"least load for the limit", desk.Case{}, of(with(ana, open(3)), with(with(ben, open(4)), limit(40))), 2, "Ben has the lightest load (load 4 of 40)"},
		{"in turn", desk.Case{}, of(with(ana, last(5*time.Minute)), with(ben, last(3*time.Hour))), 2, "Ben's turn: the last new case was 3 h ago (load 0 of 25)"},
		{"in turn, new", desk.Case{}, of(with(ana, last(5*time.Minute)), ben), 2, "Ben's turn: no case so far (load 0 of 25)"},
		{"who is at the desk", desk.Case{}, of(with(ana, open(3)), with(with(ben, open(4)), here)), 2, "Ben is the only one of those at the desk who can take it (load 4 of 25)"},
		{"who knows the customer is not at the desk", desk.Case{}, of(with(ana, knows), with(ben, here)), 2, "Ben is the only one of those at the desk who can take it (load 0 of 25)"},
		{"urgent cases weigh twice, those that wait for others a quarter", desk.Case{}, of(with(ana, loaded(desk.Load{Reply: 2, Urgent: 1})), with(ben, loaded(desk.Load{Reply: 2, Waiting: 3}))),
			2, "Ben has the lightest load (load 2¾ of 25)"},
		{"by skill", desk.Case{Decision: desk.Decision{Skill: "Refunds"}}, of(ana, with(ben, skill("refunds "))), 2, "Ben is the only one who can take it now (load 0 of 25)"},
		{"no such skill", desk.Case{Decision: desk.Decision{Skill: "chess"}}, of(ana, with(ben, skill("refunds"))), 0, "nobody has the skill chess"},
		{"the skill is at home", desk.Case{Decision: desk.Decision{Skill: "refunds"}}, of(ana, with(with(ben, skill("refunds")), away)), 0, "nobody on shift has the skill refunds"},
		{"by authority", desk.Case{Needs: 80}, of(with(ana, authority(50)), with(ben, authority(desk.NoLimit))), 2, "Ben is the only one who can take it now (load 0 of 25)"},
		{"beyond all authority", desk.Case{Needs: 80, Assignee: 1}, of(with(ana, authority(50)), with(ben, authority(79))), 0, "nobody may decide about 80"},
		{"who has it may not decide it", desk.Case{Needs: 80, Assignee: 1}, of(with(ana, authority(50)), with(ben, authority(80))), 2, "Ben is the only one who can take it now (load 0 of 25)"},
		{"who has it keeps it", desk.Case{Assignee: 1}, of(with(ana, full), with(ben, knows)), 1, "Ana already has it"},
		{"who has it went home", desk.Case{Assignee: 1}, of(with(ana, offline), ben), 2, "Ben is the only one who can take it now (load 0 of 25)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, why := route.Assign(&tt.c, tt.all, now)
			if got != tt.want || why != tt.why {
				t.Errorf("Assign = %d, %q; want %d, %q", got, why, tt.want, tt.why)
			}
		})
	}
}

// Among equals everybody gets the same number of cases, give or take one; with limits
// of different size, shares follow them.
func TestTurnsAreFair(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "agents")
		var all []route.Candidate
		for i := range n {
			c := agent(desk.AgentID(i+1), fmt.Sprint(i))
			c.Agent.Limit = 100
			all = append(all, c)
		}
		given := make([]int, n)
		at := now
		cases := rapid.IntRange(0, 20*n).Draw(t, "cases")
		closing := rapid.Bool().Draw(t, "cases close at once")
		for range cases {
			at = at.Add(time.Minute)
			id, why := route.Assign(&desk.Case{}, all, at)
			if id == 0 {
				t.Fatal(why)
			}
			c := &all[id-1]
			given[id-1]++
			c.LastAssigned = at
			if !closing {
				c.Load.Reply++
			}
		}
		for i := range n {
			if d := given[i] - cases/n; d < 0 || d > 1 {
				t.Fatalf("%d cases among %d were given as %v", cases, n, given)
			}
		}
	})
}

// Whoever is chosen may have the case, and nobody who may is more entitled to it.
func TestTheChosenOneFits(t *testing.T) {
	t.Parallel()
	langs := [][]string{nil, {"en"}, {"de", "en"}, {"fr"}}
	rapid.Check(t, func(t *rapid.T) {
		var all []route.Candidate
		for i := range rapid.IntRange(0, 6).Draw(t, "agents") {
			c := agent(desk.AgentID(i+1), fmt.Sprint(i), rapid.SampledFrom(langs).Draw(t, "langs")...)
			c.Online, c.Agent.Away = rapid.Bool().Draw(t, "online"), rapid.Bool().Draw(t, "away")
			c.Agent.Disabled, c.Knows = rapid.Bool().Draw(t, "disabled"), rapid.Bool().Draw(t, "knows")
			c.Agent.Limit = rapid.IntRange(0, 3).Draw(t, "limit")
			c.Load = desk.Load{Reply: rapid.IntRange(0, 30).Draw(t, "open"), Urgent: rapid.IntRange(0, 2).Draw(t, "urgent"), Waiting: rapid.IntRange(0, 9).Draw(t, "waiting")}
			c.Agent.Authority, c.Here = rapid.SampledFrom([]int64{0, 50, desk.NoLimit}).Draw(t, "authority"), rapid.Bool().Draw(t, "here")
			c.Agent.Skills = rapid.SampledFrom([][]string{nil, {"Refunds"}}).Draw(t, "skills")
			all = append(all, c)
		}
		cs := desk.Case{Lang: rapid.SampledFrom([]string{"", "en", "de", "fr"}).Draw(t, "lang"), Team: desk.TeamID(rapid.IntRange(0, 1).Draw(t, "team")),
			Needs: rapid.SampledFrom([]int64{0, 40, 200}).Draw(t, "needs"), Decision: desk.Decision{Skill: rapid.SampledFrom([]string{"", "refunds"}).Draw(t, "skill")}}
		id, why := route.Assign(&cs, all, now)
		if why == "" {
			t.Fatal("no reason")
		}
		may := func(c route.Candidate) bool {
			room := c.Agent.Limit
			if room == 0 {
				room = 25
			}
			speaks := cs.Lang == "" || len(c.Agent.Langs) == 0
			for _, l := range c.Agent.Langs {
				speaks = speaks || l == cs.Lang
			}
			skilled := cs.Decision.Skill == "" || len(c.Agent.Skills) > 0
			open := float64(c.Load.Reply+c.Load.Urgent) + float64(c.Load.Waiting)/4
			return c.Online && !c.Agent.Away && !c.Agent.Disabled && speaks && skilled && c.Agent.Authority >= cs.Needs && open < float64(room)
		}
		for _, c := range all {
			switch {
			case c.Agent.ID == id && !may(c):
				t.Fatalf("%+v may not have it: %s", c, why)
			case id == 0 && may(c):
				t.Fatalf("%+v could have it, and yet: %s", c, why)
			case id != 0 && may(c) && c.Here && !all[id-1].Here:
				t.Fatalf("%+v is at the desk, and yet: %s", c, why)
			case id != 0 && may(c) && c.Here == all[id-1].Here && c.Knows && !all[id-1].Knows:
				t.Fatalf("%+v knows the person, and yet: %s", c, why)
			}
		}
	})
}

// With limits of different size, shares follow them: nobody is fuller than another by more
// than one case.
func TestSharesFollowLimits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []route.Candidate
		room := 0
		for i := range rapid.IntRange(1, 6).Draw(t, "agents") {
			c := agent(desk.AgentID(i+1), fmt.Sprint(i))
			c.Agent.Limit = rapid.IntRange(1, 40).Draw(t, "limit")
			room += c.Agent.Limit
			all = append(all, c)
		}
		at := now
		for range rapid.IntRange(0, room).Draw(t, "cases") {
			at = at.Add(time.Minute)
			id, why := route.Assign(&desk.Case{}, all, at)
			if id == 0 {
				t.Fatal(why)
			}
			all[id-1].Load.Reply++
			all[id-1].LastAssigned = at
		}
		for _, a := range all {
			for _, b := range all {
				// Without its last case, a is no fuller than b is with all of its.
				if (a.Load.Reply-1)*b.Agent.Limit > b.Load.Reply*a.Agent.Limit {
					t.Fatalf("%d of %d beside %d of %d", a.Load.Reply, a.Agent.Limit, b.Load.Reply, b.Agent.Limit)
				}
			}
		}
	})
}
