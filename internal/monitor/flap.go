package monitor

import (
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/hearing"
)

// What comes and goes is told once: an alarm that is raised again soon after it ended lasts until
// it has been quiet for a while. Otherwise a connection that breaks every few minutes would ring
// and fall silent all day, and nobody would look any more.

// calm is how long an alarm that came again must be quiet to end.
const calm = 15 * time.Minute

// flap is what is known of an alarm: when it was last true, when it last ended, and whether it
// came again soon after that.
type flap struct {
	last, ended time.Time
	again       bool
}

// mostEnded is how many alarms that are over a process looks at that begins to judge.
const mostEnded = 200

// recall reads what a process that judges for the first time, or that another one stood in for, does not know: which alarms
// ended a moment ago, and which of those that last came again.
func (s *Service) recall(tx Tx, st *state) error {
	stood := st.now.Sub(s.past.judged)
	if s.past.judged = st.now; stood >= 0 && stood < hearing.GapAfter {
		return nil
	}
	ended, err := tx.EndedAlarms(mostEnded)
	if err != nil {
		return err
	}
	before := map[string]time.Time{} // when an alarm last ended, by its key
	for i := range ended {
		if a := &ended[i]; before[a.Key].IsZero() {
			before[a.Key] = a.Until
			s.restless[a.Key] = flap{last: s.restless[a.Key].last, ended: a.Until}
		}
	}
	for i := range st.alarms {
		a := &st.alarms[i]
		f, was := s.restless[a.Key], before[a.Key]
		if f.last.Before(a.Since) { // it was another that saw it
			f.last = st.now
		}
		s.restless[a.Key] = flap{last: f.last, ended: was, again: !was.IsZero() && a.Since.Sub(was) < calm}
	}
	return nil
}

// seen notes that an alarm is true; lasts: it was already. It reports whether it comes and goes.
func (s *Service) seen(key string, lasts bool, now time.Time) bool {
	f := s.restless[key]
	if !lasts && !f.ended.IsZero() && now.Sub(f.ended) < calm {
		f.again = true
	}
	f.last = now
	s.restless[key] = f
	return f.again
}

// comesAndGoes reports whether an alarm that is not true now is to last all the same. If not, it
// ends.
func (s *Service) comesAndGoes(st *state, a *desk.Alarm) bool {
	f, now := s.restless[a.Key], st.now
	if f.again && now.Sub(f.last) < calm && byItself(a.Kind) && !st.stopped(a.Key) {
		return true
	}
	for k, old := range s.restless { // what is long over is forgotten
		if now.Sub(old.last) > 2*calm {
			delete(s.restless, k)
		}
	}
	s.restless[a.Key] = flap{last: f.last, ended: now}
	return false
}

// byItself reports whether what is wrong may end without a person, and begin again.
func byItself(kind string) bool {
	switch kind {
	case hearing.KindFails, hearing.KindDead, hearing.KindQuiet, hearing.KindBehind, hearing.KindQueue, hearing.KindWindow:
		return true
	}
	return false
}

// stopped reports whether an alarm is of a source that a person stopped or removed.
func (st *state) stopped(alarm string) bool {
	for i := range st.sources {
		src := &st.sources[i]
		if !strings.HasPrefix(alarm, src.Key+"/") {
			continue
		}
		a := st.accounts[src.Account]
		return a == nil || a.Paused
	}
	return strings.HasPrefix(alarm, "account:") // of one that is not there any more
}
