package view

import (
	"context"
	"net/url"

	"heed/internal/desk"
	"heed/internal/inbox"
)

// Find is one page of messages found by their words, and by what else narrows them. All of it lives in the
// address.
type Find struct {
	Words          string
	Status         string // open, or a stage
	Network        desk.Network
	Assignee       desk.AgentID
	FromDay, ToDay string
	Odd            []Odd      // what of the address was not understood
	Case           *inbox.Row // of which the words are the number
	Results        inbox.Results
	Problem        *Problem
}

// findStages are those that a search can be narrowed to.
var findStages = []desk.Stage{desk.New, desk.Acknowledged, desk.InProgress, desk.Waiting, desk.Resolved, desk.Confirmed, desk.Ignored} // read only

// Stages are the stages of a status; nil: any.
func (f *Find) Stages() (stages []desk.Stage) {
	for _, s := range findStages {
		if f.Status == string(s) || f.Status == "open" && !s.Closed() {
			stages = append(stages, s)
		}
	}
	return stages
}

// Statuses are the values of the field.
func Statuses() []string {
	all := []string{"open"}
	for _, s := range findStages {
		all = append(all, string(s))
	}
	return all
}

func (f *Find) narrowed() bool {
	return f.Status != "" || f.Network != "" || f.Assignee != 0 || f.FromDay != "" || f.ToDay != ""
}

// way is a filter of a search, and how to say that it is left out.
type way struct{ field, words string }

// ways are those that a search has, and all together where there are several.
func (f *Find) ways(ctx context.Context) (ways []way) {
	if f.Status != "" {
		ways = append(ways, way{"status", tr(ctx, "Any status")})
	}
	if f.Network != "" {
		ways = append(ways, way{"network", tr(ctx, "Any network")})
	}
	if f.Assignee != 0 {
		ways = append(ways, way{"assignee", tr(ctx, "Any owner")})
	}
	if f.FromDay != "" || f.ToDay != "" {
		ways = append(ways, way{"dates", tr(ctx, "Any date")})
	}
	if len(ways) > 1 {
		ways = append(ways, way{"", tr(ctx, "No filters")})
	}
	return ways
}

// values are the parts of the address of a search, without one of its filters; "": with all.
func (f *Find) values(without string) url.Values {
	v := url.Values{"q": {f.Words}}
	add := func(way, key, value string) {
		if value != "" && without != way {
			v.Set(key, value)
		}
	}
	add("status", "status", f.Status)
	add("network", "network", string(f.Network))
	if f.Assignee != 0 {
		add("assignee", "assignee", itoa(f.Assignee))
	}
	add("dates", "from", f.FromDay)
	add("dates", "to", f.ToDay)
	return v
}

// without is the address of the search without one of its filters; "": without any.
func (f *Find) without(way string) string {
	if way == "" {
		return "/search?" + url.Values{"q": {f.Words}}.Encode()
	}
	return "/search?" + f.values(way).Encode()
}

func (f *Find) older() string {
	v := f.values("")
	v.Set("before", itoa(f.Results.Next))
	return "/search?" + v.Encode()
}
