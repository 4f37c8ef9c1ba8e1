package reporting

import (
	"time"

	"heed/internal/signal"
)

// Deps are what the service uses of the rest of heed.
type Deps struct {
	Now    func() time.Time
	Reader *signal.Reader
	Poke   func() // notices are owed; must not block
}

// Service measures. Run is called by one process at a time; the rest by any.
type Service struct {
	store Store
	deps  Deps
}

// New makes a Service.
func New(store Store, deps Deps) *Service { return &Service{store, deps} }

const (
	hour = time.Hour
	day  = 24 * time.Hour
	// quiet is after how long without a change a case is settled.
	quiet = 30 * day
)
