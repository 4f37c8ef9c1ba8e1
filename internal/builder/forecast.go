package builder

import (
	"context"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/listen"
)

// A Forecast is what several searches would bring, by what was heard in the last hours.
type Forecast struct {
	Reach    Reach
	Deaf     []Deaf
	Each     []Expected     // of each search
	Together []NetworkCount // a post that several of them catch counts once, as it is paid for once
}

// Expected is what one of them would bring.
type Expected struct {
	Networks []NetworkCount
	Cost     int // look-ups at most in a post; see listen.Query.Cost
}

// Forecast looks at what was heard once for all the searches. The first that is refused is an error of kind Invalid that wraps
// a *listen.SyntaxError.
func (s *Service) Forecast(ctx context.Context, by desk.Agent, queries []string) (Forecast, error) {
	f := Forecast{Each: make([]Expected, len(queries))}
	if err := access.Check(by, access.SeeDesk); err != nil {
		return f, err
	}
	all := make([]listen.Saved, len(queries))
	for i, query := range queries {
		q, err := listen.Parse(query)
		if err != nil {
			return f, err
		}
		all[i] = listen.Saved{ID: desk.SearchID(i + 1), Query: q}
		f.Each[i].Cost = q.Cost()
	}
	set := listen.New()
	set.Add(all...)
	matcher := set.Matcher()
	each, together := make([]map[minute]int64, len(queries)), map[minute]int64{}
	var ids []desk.SearchID
	look, cancel := context.WithTimeout(ctx, longLook)
	defer cancel()
	var err error
	f.Reach, err = s.deps.Scan(look, func(m *desk.Message, every int) bool {
		ids = matcher.Match(m, ids[:0])
		at := minuteOf(m)
		for _, id := range ids {
			said := &each[id-1]
			if *said == nil {
				*said = map[minute]int64{}
			}
			(*said)[at] += int64(every)
		}
		if len(ids) > 0 {
			together[at] += int64(every)
		}
		return true
	})
	if err != nil {
		return f, err
	}
	d, deaf, err := s.dayOf(ctx, f.Reach)
	if err != nil {
		return f, err
	}
	for i, said := range each {
		f.Each[i].Networks = s.perNetwork(said, d)
	}
	f.Together, f.Deaf = s.perNetwork(together, d), deaf
	return f, ctx.Err()
}
