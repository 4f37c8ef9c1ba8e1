package view

import (
	"context"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"heed/internal/access"
	"heed/internal/admin"
	"heed/internal/channel"
	"heed/internal/desk"
)

// Shell is what every page needs beside its own subject: who reads it, where and
// when, and what the frame around it shows.
type Shell struct {
	Agent desk.Agent // zero: nobody is signed in
	Lang  string     // of the interface: en, de
	// LangChosen reports that somebody chose the language; else it is what the browser asks for.
	LangChosen bool
	Zone       *time.Location
	Now        time.Time
	Path       string // of the request, with its query
	Counts     map[string]desk.Count
	Alarms     []desk.Alarm // that last, the urgent first
	Desk       admin.Overview
	Kinds      channel.Set
	Assets     Assets
	Notice     string // one sentence on top of the page, after a step that worked
}

// Assets are the addresses of script and style, with a hash of their content.
type Assets struct{ Script, Worker, Style, Icon string }

type shellKey struct{}

// With puts a shell into the context of a page.
func With(ctx context.Context, s *Shell) context.Context {
	return context.WithValue(ctx, shellKey{}, s)
}

var nobody = &Shell{Lang: "en", Zone: time.UTC}

//go:noinline
func sh(ctx context.Context) *Shell {
	if s, ok := ctx.Value(shellKey{}).(*Shell); ok {
		return s
	}
	return nobody
}

func may(ctx context.Context, a access.Action) bool {
	s := sh(ctx)
	return s.Agent.ID != 0 && access.May(s.Agent.Role, a)
}

func (s *Shell) company() string {
	if s.Desk.Company != "" {
		return s.Desk.Company
	}
	return "heed"
}

// NetworkName is how people write a network.
func (s *Shell) NetworkName(n desk.Network) string {
	if k, ok := s.Kinds[n]; ok && k.Name != "" {
		return k.Name
	}
	if n == "" {
		return ""
	}
	return strings.ToUpper(string(n[:1])) + string(n[1:])
}

// Networks are those on which the desk has an account, or listens.
func (s *Shell) Networks() []desk.Network {
	seen := map[desk.Network]bool{}
	var out []desk.Network
	for _, a := range s.Desk.Accounts {
		if !seen[a.Network] {
			seen[a.Network] = true
			out = append(out, a.Network)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// networksAnd are these and one more, of cases that are left from an account that is gone.
func (s *Shell) networksAnd(n desk.Network) []desk.Network {
	all := s.Networks()
	if n == "" || slices.Contains(all, n) {
		return all
	}
	return append(all, n)
}

// agentsAnd are those who answer and one more, who did.
func (s *Shell) agentsAnd(id desk.AgentID) []desk.Agent {
	all := s.activeAgents()
	for _, a := range s.Desk.Agents {
		if a.ID == id && (a.Disabled || a.Role == desk.Viewer) {
			all = append(all, a)
		}
	}
	return all
}

func (s *Shell) kinds() []channel.Kind {
	out := make([]channel.Kind, 0, len(s.Kinds))
	for _, k := range s.Kinds {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

func (s *Shell) agentName(id desk.AgentID) string {
	for i := range s.Desk.Agents {
		if s.Desk.Agents[i].ID == id {
			return s.Desk.Agents[i].Name
		}
	}
	if id == 0 {
		return "heed"
	}
	return "agent " + strconv.FormatInt(int64(id), 10)
}

func (s *Shell) brandName(id desk.BrandID) string {
	for i := range s.Desk.Brands {
		if s.Desk.Brands[i].ID == id {
			return s.Desk.Brands[i].Name
		}
	}
	return ""
}

func (s *Shell) calendarName(id desk.CalendarID) string {
	for i := range s.Desk.Calendars {
		if s.Desk.Calendars[i].ID == id {
			return s.Desk.Calendars[i].Name
		}
	}
	return ""
}

func (s *Shell) account(id desk.AccountID) desk.Account {
	for i := range s.Desk.Accounts {
		if s.Desk.Accounts[i].ID == id {
			return s.Desk.Accounts[i]
		}
	}
	return desk.Account{}
}

func (s *Shell) activeAgents() []desk.Agent {
	out := make([]desk.Agent, 0, len(s.Desk.Agents))
	for _, a := range s.Desk.Agents {
		if !a.Disabled && a.Role != desk.Viewer {
			out = append(out, a)
		}
	}
	return out
}

func (s *Shell) count(name string) string {
	c, ok := s.Counts[name]
	if !ok || c.N == 0 {
		return ""
	}
	if c.More {
		return strconv.Itoa(c.N) + "+"
	}
	return strconv.Itoa(c.N)
}
