package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"heed/internal/desk"
	"heed/internal/web/view"
)

// A sieve reads the fields of an address by which a list is narrowed. What cannot be is left out, and said
// with what is shown instead.
type sieve struct {
	desk *view.Shell
	from url.Values
	odd  []view.Odd
}

func (q *request) sieve(v url.Values) *sieve { return &sieve{desk: q.shell, from: v} }

func (s *sieve) say(words, value string) {
	s.odd = append(s.odd, view.Odd{Words: words, Value: value})
}

// number is the number of something that is there; 0 where it is not, which is not ok, and for none.
func (s *sieve) number(key string, is func(int64) bool) (n int64, ok bool) {
	value := s.from.Get(key)
	if value == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || !is(n) {
		return 0, false
	}
	return n, true
}

func (s *sieve) brand() desk.BrandID {
	n, ok := s.number("brand", func(n int64) bool {
		return slices.ContainsFunc(s.desk.Desk.Brands, func(b desk.Brand) bool { return int64(b.ID) == n })
	})
	if !ok {
		s.say("There's no brand “%s”. Showing all brands.", s.from.Get("brand"))
	}
	return desk.BrandID(n)
}

func (s *sieve) search() desk.SearchID {
	n, ok := s.number("search", func(n int64) bool {
		return slices.ContainsFunc(s.desk.Desk.Searches, func(x desk.Search) bool { return int64(x.ID) == n })
	})
	if !ok {
		s.say("There's no search “%s”. Showing what any search caught.", s.from.Get("search"))
	}
	return desk.SearchID(n)
}

// owner is somebody who works here or did, or nobody.
func (s *sieve) owner() desk.AgentID {
	n, ok := s.number("assignee", func(n int64) bool {
		return n == int64(desk.Unassigned) || slices.ContainsFunc(s.desk.Desk.Agents, func(a desk.Agent) bool { return int64(a.ID) == n })
	})
	if !ok {
		s.say("There's no owner “%s”. Showing everyone's cases.", s.from.Get("assignee"))
	}
	return desk.AgentID(n)
}

// network is one that heed knows, or that an account is on.
func (s *sieve) network() desk.Network {
	n := desk.Network(s.from.Get("network"))
	if _, known := s.desk.Kinds[n]; n != "" && !known && !slices.Contains(s.desk.Networks(), n) {
		s.say("There's no network called “%s”. Showing all networks.", string(n))
		return ""
	}
	return n
}

func (s *sieve) language() string {
	value := s.from.Get("lang")
	if value != "" && !view.KnownLanguage(value) {
		s.say("There's no language “%s”. Showing all languages.", value)
		return ""
	}
	return value
}

func (s *sieve) intent() string {
	value := s.from.Get("intent")
	if value != "" && !slices.Contains(view.Intents(), value) {
		s.say("There's no intent “%s”. Showing all intents.", value)
		return ""
	}
	return value
}

func (s *sieve) status() string {
	value := s.from.Get("status")
	if value != "" && !slices.Contains(view.Statuses(), value) {
		s.say("There's no status “%s”. Showing cases of every status.", value)
		return ""
	}
	return value
}

// day is the beginning of a day of the reader's; zero for none.
func (s *sieve) day(key string) time.Time {
	value := s.from.Get(key)
	if value == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(time.DateOnly, value, s.desk.Zone)
	if err != nil || at.Year() < 1970 || at.Year() > 9000 {
		s.say("“%s” isn't a date and was ignored.", value)
		return time.Time{}
	}
	return at
}
