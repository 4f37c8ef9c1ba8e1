package protocol

import (
	"cmp"
	"slices"
	"time"

	"heed/internal/desk"
)

// A Tally is what a protocol decides about many cases.
type Tally struct {
	Cases                 int
	Answer, Watch, Ignore int
	Rules                 []RuleTally // in the order of the table, the defaults last; those that decided nothing too
	By                    []Bucket    // how many answers are due within a time, the shortest first
}

// RuleTally is what one rule decides.
type RuleTally struct {
	Name    string
	Respond string
	Cases   int
	By      []Bucket
}

// A Bucket is how many answers have exactly this time, in Hours.
type Bucket struct {
	Within time.Duration
	Hours  string
	Cases  int
}

// Rules are the names of the table's rows in order, with that of the defaults at the end.
func (p *Protocol) Rules() []string {
	names := make([]string, 0, len(p.rules)+1)
	for _, r := range p.rules {
		names = append(names, r.name)
	}
	return append(names, Otherwise)
}

// Count begins a tally of a protocol's decisions.
func (p *Protocol) Count() *Tally {
	t := &Tally{}
	for i, name := range p.Rules() {
		r := RuleTally{Name: name, Respond: p.rest.Respond}
		if i < len(p.rules) {
			r.Respond = p.rules[i].gives.Respond
		}
		t.Rules = append(t.Rules, r)
	}
	return t
}

// Add counts a decision.
func (t *Tally) Add(d *desk.Decision) {
	t.Cases++
	switch d.Respond {
	case "yes":
		t.Answer++
	case "watch":
		t.Watch++
	default:
		t.Ignore++
	}
	i := slices.IndexFunc(t.Rules, func(r RuleTally) bool { return r.Name == d.Rule })
	if i < 0 {
		return
	}
	t.Rules[i].Cases++
	if d.Respond == "yes" {
		t.By, t.Rules[i].By = counted(t.By, d), counted(t.Rules[i].By, d)
	}
}

func counted(list []Bucket, d *desk.Decision) []Bucket {
	at, there := slices.BinarySearchFunc(list, Bucket{Within: d.Within, Hours: d.Hours}, func(a, b Bucket) int {
		return cmp.Or(cmp.Compare(a.Within, b.Within), cmp.Compare(a.Hours, b.Hours))
	})
	if !there {
		list = slices.Insert(list, at, Bucket{Within: d.Within, Hours: d.Hours})
	}
	list[at].Cases++
	return list
}
