package monitor

import (
	"context"
	"time"

	"heed/internal/desk"
	"heed/internal/hearing"
)

// Listened is for how much of the time from one on each network was heard in public, in all processes. A network
// without a source is not in it.
func (s *Service) Listened(ctx context.Context, from time.Time) (map[desk.Network]time.Duration, error) {
	ways := map[desk.Network][]hearing.Way{}
	err := s.store.View(ctx, func(tx Tx) error {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		sources, err := tx.Sources()
		if err != nil {
			return err
		}
		all, err := tx.Gaps(from, mostGaps)
		if err != nil {
			return err
		}
		gaps := map[string][]desk.Gap{}
		for _, g := range all {
			gaps[g.Source] = append(gaps[g.Source], g)
		}
		for i := range accounts {
			for _, src := range sources {
				if n := accounts[i].Network; src.Account == accounts[i].ID {
					ways[n] = beside(ways[n], hearing.Way{Source: src, Gaps: gaps[src.Key]})
				}
			}
		}
		return nil
	})
	out := make(map[desk.Network]time.Duration, len(ways))
	for n := range ways {
		out[n] = hearing.Heard(ways[n], from, s.deps.Now())
	}
	return out, err
}

// beside adds a way in to those that public posts come by: streams, or mentions where there is none.
func beside(ways []hearing.Way, w hearing.Way) []hearing.Way {
	streams := len(ways) > 0 && ways[0].Part == desk.PartStream
	switch {
	case w.Part == desk.PartDirect || streams && w.Part != desk.PartStream:
		return ways
	case !streams && w.Part == desk.PartStream:
		return []hearing.Way{w}
	}
	return append(ways, w)
}
