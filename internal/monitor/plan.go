package monitor

import (
	"time"

	"heed/internal/desk"
	"heed/internal/hearing"
)

// plan is what Judge has to write.
type plan struct {
	raised, ended []desk.Alarm
	saved         []desk.Alarm   // other words for one that lasts
	last          []desk.Alarm   // those that go on
	gaps          []desk.Gap     // whose cost is known now
	uncapped      []desk.Spend   // whose cap does not hold any more
	capped        []desk.Network // whose cap leaves no room, and nobody said so yet
}

func (p *plan) nothing() bool {
	return len(p.raised)+len(p.ended)+len(p.saved)+len(p.gaps)+len(p.uncapped)+len(p.capped) == 0
}

func (s *Service) plan(st *state) plan {
	p := plan{gaps: estimate(st)}
	p.uncapped, p.capped = s.caps(st)
	open := map[string]desk.Alarm{}
	for _, a := range st.alarms {
		open[a.Key] = a
	}
	for _, w := range s.alarms(st) {
		have, lasts := open[w.Key]
		delete(open, w.Key)
		if s.seen(w.Key, lasts, st.now) && byItself(w.Kind) {
			w.Problem += " It comes and goes."
		}
		if !lasts {
			w.Since = st.now
			p.raised = append(p.raised, w)
			continue
		}
		w.ID, w.Since = have.ID, have.Since
		if w != have {
			p.saved = append(p.saved, w)
		}
		p.last = append(p.last, w)
	}
	for _, a := range st.alarms {
		if over, ends := open[a.Key]; ends {
			if s.comesAndGoes(st, &a) {
				p.last = append(p.last, over)
				continue
			}
			over.Until = st.now
			p.ended = append(p.ended, over)
		}
	}
	return p
}

func (p *plan) write(tx Tx, now time.Time) error {
	var events []*desk.Event
	for i := range p.raised {
		if err := tx.CreateAlarm(&p.raised[i]); err != nil {
			return err
		}
		events = append(events, told(desk.AlarmRaised, &p.raised[i], now))
	}
	for i := range p.ended {
		if err := tx.SaveAlarm(&p.ended[i]); err != nil {
			return err
		}
		events = append(events, told(desk.AlarmEnded, &p.ended[i], now))
	}
	for i := range p.saved {
		if err := tx.SaveAlarm(&p.saved[i]); err != nil {
			return err
		}
	}
	for i := range p.gaps {
		if err := tx.SaveGap(&p.gaps[i]); err != nil {
			return err
		}
	}
	for _, n := range p.capped {
		if err := tx.SaveCapped(desk.MonthOf(now), n, 0, now); err != nil {
			return err
		}
	}
	for _, sp := range p.uncapped {
		err := first(tx.SaveCapped(sp.Month, sp.Network, sp.Search, time.Time{}), tx.AddHours(shutHours(shutKey(sp.Network, sp.Search), sp.Capped, now)))
		if err != nil {
			return err
		}
	}
	if len(events) == 0 {
		return nil
	}
	return first(tx.Append(events...), tx.DropAlarms(now.Add(-alarmsKept)), tx.DropHours(desk.HourOf(now.Add(-hearing.Memory))))
}
