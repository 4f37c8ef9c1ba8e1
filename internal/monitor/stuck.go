package monitor

import (
	"context"

	"heed/internal/desk"
	"heed/internal/hearing"
)

// An alarm that the database takes nothing cannot be kept in the database: it is held here and
// shown beside the others for as long as it lasts.

// unkept notes whether the database took what is known of hearing.
func (s *Service) unkept(ctx context.Context, err error) {
	if err == nil {
		if s.stuck.Swap(nil) != nil {
			s.open.Store(nil)
			s.deps.Changed()
		}
		return
	}
	if ctx.Err() != nil || s.stuck.Load() != nil {
		return
	}
	s.stuck.Store(&desk.Alarm{Key: "store", Kind: hearing.KindStore, Subject: "The database", Since: s.deps.Now(), Urgent: true, Link: "/hearing",
		Problem: "The database isn't accepting writes: what is heard can't be kept, and answers can't be sent.",
		Mend:    "Check that it's running and its disk has space. Nothing is lost: heed continues where it left off, as far as the networks go back."})
	s.open.Store(nil)
	s.deps.Changed()
}

// withStuck puts that alarm before the others.
func (s *Service) withStuck(alarms []desk.Alarm) []desk.Alarm {
	if a := s.stuck.Load(); a != nil {
		return append([]desk.Alarm{*a}, alarms...)
	}
	return alarms
}
