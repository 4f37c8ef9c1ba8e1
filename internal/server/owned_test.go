package server_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/store"
)

// unownedSilently says what is wrong with a case that nobody sees to: one that wants an answer is
// owned by somebody who answers cases, or says why it is not, on its row and by a clock that
// brings it to whoever is on duty.
func (b *bench) unownedSilently(c *desk.Case, agents []desk.Agent) string {
	if desk.ListOf(c) != desk.ListReply {
		return ""
	}
	if i := slices.IndexFunc(agents, func(a desk.Agent) bool { return a.ID == c.Assignee }); i >= 0 {
		if agents[i].Disabled || agents[i].Role == desk.Viewer {
			return "is owned by " + agents[i].Name + ", who answers none"
		}
		return ""
	}
	row, err := b.desk.Inbox.Row(b.t.Context(), b.boss, c.ID)
	b.ok(err)
	k := slices.IndexFunc(c.Clocks, func(k desk.Clock) bool { return k.Kind == desk.ClockOwner })
	switch {
	case row.Unowned == "":
		return "shows no reason"
	case k < 0:
		return "has no clock"
	case c.Clocks[k].Due.IsZero() && c.Clocks[k].Paused.IsZero(), c.Look.IsZero():
		return fmt.Sprintf("is not looked at again: %+v, look %v", c.Clocks[k], c.Look)
	}
	return ""
}

// Whatever people do, in whatever order: nothing that wants an answer sits unowned silently, what
// changes hands says why, and a case over somebody's authority moves in one step to who has it,
// with the delay on record once they take it up.
func TestNothingSitsUnownedSilently(t *testing.T) {
	t.Parallel()
	seeds := uint64(3)
	if testing.Short() { // under the race detector a step takes ten times as long
		seeds = 1
	}
	for seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			newDay(t, seed).live(160)
		})
	}
}

// day is a desk at which people do things by chance.
type day struct {
	*bench
	random *rand.Rand
	posts  []desk.Heard
}

func newDay(t *testing.T, seed uint64) *day {
	d := &day{bench: newBench(t), random: rand.New(rand.NewPCG(seed, 7))}
	d.protocol(`{"defaults":{"respond":"yes","within":"4h","hours":"calendar","urgency":"normal"},"rules":[{"name":"Watched","when":"message.says(\"weather\")","respond":"watch"}]}`)
	for i, a := range []desk.Agent{
		{Name: "Kim", Role: desk.Answerer, Langs: []string{"en"}, Authority: 50, Limit: 3},
		{Name: "Lee", Role: desk.Answerer, Langs: []string{"en", "de"}, Authority: 200, Limit: 4},
		{Name: "Max", Role: desk.Lead, Langs: []string{"de"}, Authority: desk.NoLimit, Limit: 2},
	} {
		a.Email = fmt.Sprintf("agent%d@acme.example", i)
		_, err := d.desk.Admin.SaveAgent(t.Context(), d.boss, a)
		d.ok(err)
	}
	d.boss.Away = true
	_, err := d.desk.Admin.SaveAgent(t.Context(), d.boss, d.boss)
	d.ok(err)
	d.ok(d.desk.Reload(t.Context()))
	return d
}

func (d *day) agents() (list []desk.Agent) {
	d.ok(d.desk.DB.View(d.t.Context(), func(tx *store.Tx) (err error) { list, err = tx.Agents(); return err }))
	return list
}

func (d *day) live(steps int) {
	for i := range steps {
		d.now = d.now.Add(time.Duration(1+d.random.IntN(20)) * time.Minute)
		did := d.step()
		d.ok(d.desk.Reload(d.t.Context()))
		if d.random.IntN(3) == 0 {
			_, err := d.desk.Followup.Run(d.t.Context())
			d.ok(err)
			did += ", time passed"
		}
		agents := d.agents()
		for _, h := range d.posts {
			s := d.story(h)
			if wrong := d.unownedSilently(&s.Case, agents); wrong != "" {
				d.t.Fatalf("step %d (%s): %s %s", i, did, s.Case.ID, wrong)
			}
		}
	}
	d.handOffs()
}

// step does one thing, and says what. What the desk refuses is no step.
func (d *day) step() string {
	ctx, agents := d.t.Context(), d.agents()
	who := agents[d.random.IntN(len(agents))]
	var id desk.CaseID
	if len(d.posts) > 0 {
		id = d.caseOf(d.posts[d.random.IntN(len(d.posts))])
	}
	refused := func(err error) string {
		if err == nil {
			return ""
		}
		if k := desk.KindOf(err); k == desk.Unavailable {
			d.t.Fatal(err)
		}
		return " (refused)"
	}
	switch n := d.random.IntN(10); {
	case id == 0 || n < 3 && len(d.posts) < 40:
		h := d.post(fmt.Sprintf("c%d", d.random.IntN(25)), fmt.Sprintf("Acme, my kettle number %d is broken", len(d.posts)), func(m *desk.Message) {
			m.Lang = []string{"en", "en", "de", "pl"}[d.random.IntN(4)]
		})
		d.take(h)
		d.posts = append(d.posts, h)
		return "a post"
	case n == 3:
		who.Away = !who.Away
		_, err := d.desk.Admin.SaveAgent(ctx, d.boss, who)
		return who.Name + " comes or goes" + refused(err)
	case n == 4:
		who.Disabled = !who.Disabled && who.ID != d.boss.ID && d.random.IntN(2) == 0
		_, err := d.desk.Admin.SaveAgent(ctx, d.boss, who)
		return who.Name + " leaves or is back" + refused(err)
	case n == 5:
		_, err := d.desk.Inbox.Pull(ctx, who)
		return who.Name + " pulls" + refused(err)
	case n == 6:
		to := agents[d.random.IntN(len(agents))]
		return who.Name + " pushes" + refused(d.desk.Inbox.Assign(ctx, who, id, 0, to.ID))
	case n == 7:
		return who.Name + " gives back" + refused(d.desk.Inbox.Assign(ctx, who, id, 0, 0))
	case n == 8:
		return who.Name + " raises" + refused(d.desk.Inbox.Raise(ctx, who, id, 0, int64(10+d.random.IntN(300)), "a refund?"))
	default:
		stage := []desk.Stage{desk.InProgress, desk.Waiting, desk.Resolved, desk.Ignored}[d.random.IntN(4)]
		return who.Name + " sets " + string(stage) + refused(d.desk.Inbox.SetStage(ctx, who, id, 0, stage, "by chance"))
	}
}

// handOffs looks at how all cases came to where they are.
func (d *day) handOffs() {
	authority := map[string]int64{}
	for _, a := range d.agents() {
		authority[strconv.FormatInt(int64(a.ID), 10)] = a.Authority
	}
	assigned, raised := 0, 0
	for _, h := range d.posts {
		var open *desk.Event // raised, and not taken up yet
		for _, e := range d.story(h).Events {
			switch e.Kind {
			case desk.CaseAssigned, desk.CaseUnowned:
				if assigned++; e.Data["why"] == "" {
					d.t.Errorf("%s was assigned without a reason: %v", e.Case, e.Data)
				}
			case desk.CaseRaised:
				raised++
				needs, err := strconv.ParseInt(e.Data["needs"], 10, 64)
				d.ok(err)
				if to := e.Data["to"]; to != "0" && authority[to] < needs || e.Data["why"] == "" {
					d.t.Errorf("%s was raised to who may not decide: %v", e.Case, e.Data)
				}
				open = &e
			case desk.CaseTakenUp:
				if open == nil {
					d.t.Errorf("%s was taken up, and nobody raised it", e.Case)
				} else if wait := e.At.Sub(open.At); e.Data["after"] == "" || wait <= 0 {
					d.t.Errorf("%s was taken up after %v: %v", e.Case, wait, e.Data)
				}
				open = nil
			}
		}
	}
	if assigned < 20 || raised < 3 {
		d.t.Errorf("too little happened: %d hand-offs, %d over authority", assigned, raised)
	}
}
