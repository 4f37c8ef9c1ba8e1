package monitor

import (
	"context"
	"time"

	"heed/internal/desk"
)

// Store keeps what is known of hearing; see intake.Store for the rules of View and Update.
type Store interface {
	View(ctx context.Context, f func(Tx) error) error
	Update(ctx context.Context, f func(Tx) error) error
}

// Tx is what the monitor needs of a transaction.
type Tx interface {
	Lock(names []string) error
	Accounts() ([]desk.Account, error)
	Searches() ([]desk.Search, error)
	Setting(key string) (string, error)
	SaveSetting(key, value string) error

	Sources() ([]desk.Source, error)
	SaveSource(s *desk.Source) error
	DropSource(key string) error
	AddHours(counts []desk.HourCount) error
	Hours(from int64) (map[string][]desk.HourCount, error)
	HoursOf(key string, from int64) ([]desk.HourCount, error)
	DropHours(before int64) error

	Gaps(since time.Time, limit int) ([]desk.Gap, error) // newest first
	GapsBefore(since, began time.Time, id desk.GapID, limit int) ([]desk.Gap, error)
	GapsOf(source string, began time.Time) ([]desk.Gap, error)
	CreateGap(g *desk.Gap) error
	SaveGap(g *desk.Gap) error

	Alarms() ([]desk.Alarm, error) // that last
	EndedAlarms(limit int) ([]desk.Alarm, error)
	CreateAlarm(a *desk.Alarm) error
	SaveAlarm(a *desk.Alarm) error
	DropAlarms(before time.Time) error

	Revised() (map[desk.SearchID]time.Time, error)
	Spending(month int) ([]desk.Spend, error)
	SaveCapped(month int, network desk.Network, search desk.SearchID, when time.Time) error

	Append(events ...*desk.Event) error
}
