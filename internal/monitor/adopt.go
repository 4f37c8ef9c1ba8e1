package monitor

import (
	"slices"
	"time"

	"heed/internal/desk"
)

// A source may be heard by another process, or have been by one that is no more: what that one kept of it holds
// until this one hears it, and what it was still making up goes on.

// kept is what the store knows of the sources.
type kept struct {
	sources []desk.Source
	gaps    []desk.Gap // that last or are being made up, oldest first
}

func (k *kept) read(tx Tx, now time.Time) (err error) {
	if k.sources, err = tx.Sources(); err != nil {
		return err
	}
	k.gaps, err = tx.Gaps(now.Add(-gapsShown), mostGaps)
	k.gaps = slices.DeleteFunc(k.gaps, func(g desk.Gap) bool { return g.State != desk.GapOpen && g.State != desk.GapFilling })
	slices.Reverse(k.gaps)
	return err
}

// adopt takes over what others know better: sources with a later sign of life than the one that came here.
func (s *Service) adopt(k *kept) {
	for _, src := range k.sources {
		e := s.ears[src.Key]
		if e == nil {
			e = &ear{hours: map[int64]*desk.HourCount{}}
			s.ears[src.Key] = e
		} else if !src.Beat.After(e.source.Beat) {
			continue
		}
		e.source, e.gap, e.filling = src, nil, nil
		for i := range k.gaps {
			switch g := &k.gaps[i]; {
			case g.Source != src.Key:
			case g.State == desk.GapOpen:
				e.gap = g
			default:
				e.filling = append(e.filling, filling{*g, true})
			}
		}
	}
}

// openGap is the gap of a source that lasts, 0: none.
func openGap(tx Tx, source string, now time.Time) (desk.GapID, error) {
	gaps, err := tx.Gaps(now, mostGaps)
	for i := range gaps {
		if gaps[i].Source == source && gaps[i].State == desk.GapOpen {
			return gaps[i].ID, nil
		}
	}
	return 0, err
}
